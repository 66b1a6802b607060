const steps = [1, 2, 5];

/** A round step in milliseconds so that about `wanted` of them make `lengthMs`. */
export function roundStep(lengthMs: number, wanted: number): number {
  if (!(lengthMs > 0)) return 1;
  const raw = lengthMs / Math.max(1, wanted);
  if (raw > 60_000) {
    const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440];
    const found = minutes.find((m) => m * 60_000 >= raw);
    return (found ?? Math.ceil(raw / 86_400_000) * 1440) * 60_000;
  }
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = steps.find((s) => s * power >= raw);
  return step === undefined ? 10 * power : step * power;
}

/** Marks of a time axis from 0 up to `lengthMs`, in milliseconds. */
export function marks(lengthMs: number, wanted = 5): readonly number[] {
  const step = roundStep(lengthMs, wanted);
  const found: number[] = [];
  for (let i = 0; i * step <= lengthMs; i++) found.push(i * step);
  return found;
}

/** Where a bar's duration is printed: inside a bar that fills the row, before it when there is no room after. */
export function labelPlace(fromShare: number, toShare: number): "inside" | "before" | "after" {
  if (toShare - fromShare > 0.72) return "inside";
  return toShare > 0.72 ? "before" : "after";
}
