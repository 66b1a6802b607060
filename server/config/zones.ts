import { Temporal } from "temporal-polyfill";

/** Offsets of a zone, ascending: `[instant from which it holds, minutes east of UTC]`; the first holds from the beginning. */
export type Offsets = readonly (readonly [number, number])[];

/** Offset changes of a zone within a time. */
export function offsetsOf(timezone: string, from: number, to: number): Offsets {
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone);
  const offsets: [number, number][] = [[from, minutesOf(at)]];
  for (;;) {
    at = at.getTimeZoneTransition("next");
    if (at === null || at.epochMilliseconds > to) return offsets;
    offsets.push([at.epochMilliseconds, minutesOf(at)]);
  }
}

const minutesOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 60_000_000_000;

/** Minutes east of UTC at an instant. */
export function offsetAt(offsets: Offsets, at: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle]?.[0] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return offsets[low]?.[1] ?? 0;
}

/**
 * Instants at which the wall clock shows a local time (milliseconds as if it were UTC): one on most days, two where the
 * clock is put back over it, none where it is put forward over it; then `skippedAt` is the instant of that change.
 */
export function instantsOf(
  offsets: Offsets,
  local: number,
): { readonly at: readonly number[]; readonly skippedAt: number } {
  const at: number[] = [];
  let skippedAt = local;
  for (const [index, [from, minutes]] of near(offsets, local)) {
    const instant = local - minutes * 60_000;
    const until = offsets[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    if ((instant >= from || index === 0) && instant < until) at.push(instant);
    // Before this stretch on the clock it shows, and after the one before it: the clock jumped over it.
    else if (instant < from && local - (offsets[index - 1]?.[1] ?? 0) * 60_000 >= from) skippedAt = from;
  }
  return { at, skippedAt };
}

/** Stretches that can hold a local time: offsets are never more than a day from UTC. */
function* near(offsets: Offsets, local: number): Generator<readonly [number, readonly [number, number]]> {
  const day = 86_400_000;
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((offsets[middle]?.[0] ?? 0) <= local - day) low = middle;
    else high = middle - 1;
  }
  for (let index = low; index < offsets.length; index++) {
    const stretch = offsets[index];
    if (stretch === undefined || (index > low && stretch[0] > local + day)) return;
    yield [index, stretch];
  }
}

/** The first instant at which the wall clock has reached a local time: where the clock jumps over it, the jump. */
export function reachedAt(offsets: Offsets, local: number): number {
  const { at, skippedAt } = instantsOf(offsets, local);
  return at[0] ?? skippedAt;
}
