/**
 * Arithmetic of the building gate: how many strokes stand for each part of a count, how wide they are, and where a gate
 * is crossed. Pure, and in whole strokes, so that a state that is not zero never vanishes.
 */

/** How a stroke looks, by what it stands for; `done-of` is done on a second or third level. */
export type GateForm =
  | "done"
  | "done-of"
  | "in-hand"
  | "blocked"
  | "late"
  | "not-known"
  | "waiting"
  | "on-hold"
  | "cancelled";

/** One state of a level and how many objects are in it. */
export interface GatePart {
  readonly form: GateForm;
  readonly count: number;
}

/** One row of a gate. */
export interface GateLevel {
  readonly parts: readonly GatePart[];
  /** The whole that the parts explain, counted apart from them. */
  readonly of: number;
  /** Index of the level above whose first part this one explains; null for the first. */
  readonly explains: number | null;
}

/** A run of like strokes. */
export interface Run {
  readonly form: GateForm;
  readonly strokes: number;
}

/** What one stroke may stand for. Above 50 only for days that would not fit otherwise. */
export const worths: readonly number[] = [1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 100_000];

/**
 * Strokes of each part of each level, `worth` objects a stroke. A part has strokes exactly where its count is not 0;
 * a level is exactly as wide as the part that it explains, and leaves room where its parts miss their whole.
 */
export function strokesOf(levels: readonly GateLevel[], worth: number): readonly (readonly Run[])[] {
  const out: (readonly Run[])[] = [];
  levels.forEach((level, index) => {
    const above = level.explains === null ? undefined : out[level.explains];
    const least = needsOf(levels, index);
    const fewest = least.reduce((sum, one) => sum + one, 0);
    const whole = above === undefined ? Math.round(level.of / worth) : (above[0]?.strokes ?? 0);
    const shares = share(
      level.parts.map((part) => part.count),
      least,
      level.of,
      Math.max(whole, fewest),
    );
    out.push(level.parts.map((part, at) => ({ form: part.form, strokes: shares[at] ?? 0 })));
  });
  return out;
}

/** The fewest strokes of each part: one where it is not 0, and for a first part as many as what explains it needs. */
function needsOf(levels: readonly GateLevel[], index: number): readonly number[] {
  const below = levels.flatMap((level, at) => (level.explains === index ? [at] : []));
  const nested = Math.max(0, ...below.map((at) => needsOf(levels, at).reduce((sum, one) => sum + one, 0)));
  return (levels[index]?.parts ?? []).map((part, at) => (part.count === 0 ? 0 : at === 0 ? Math.max(1, nested) : 1));
}

/**
 * Divides `width` strokes among counts in proportion, none below its need; `width` must hold all needs. Together they
 * fill it, but for the share of what `of` has more than the counts come to.
 */
export function share(
  counts: readonly number[],
  needs: readonly number[],
  of: number,
  width: number,
): readonly number[] {
  const sum = counts.reduce((all, one) => all + one, 0);
  const whole = Math.max(of, sum);
  if (whole === 0) return counts.map(() => 0);
  // What is missing takes its share of the room like a part, and is drawn as nothing.
  const all = [...counts, whole - sum].map((count, at) => ({ need: needs[at] ?? 0, quota: (count * width) / whole }));
  const out = all.map((one) => Math.max(one.need, Math.floor(one.quota)));
  let left = width - out.reduce((total, one) => total + one, 0);
  while (left !== 0) {
    const give = left > 0;
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    all.forEach((one, at) => {
      const has = out[at] ?? 0;
      if (give ? one.quota === 0 : has <= one.need) return;
      const lack = give ? one.quota - has : has - one.quota;
      if (lack > most) {
        most = lack;
        best = at;
      }
    });
    if (best < 0) break;
    out[best] = (out[best] ?? 0) + (give ? 1 : -1);
    left += give ? -1 : 1;
  }
  return out.slice(0, counts.length);
}

/** Where a stroke stands: strokes `pitch` apart, and one pitch more after each fifth. CSS pixels from the left. */
export const strokeAt = (index: number, pitch: number): number => pitch * (0.7 + index + Math.floor(index / 5));

/** Width of so many strokes in CSS pixels, with the ends of a diagonal. */
export const gateWidth = (strokes: number, pitch: number): number =>
  strokes === 0 ? 0 : strokeAt(strokes - 1, pitch) + pitch * 0.7;

/** The widest pitch between `least` and `most` at which so many strokes fit into `room`. */
export function pitchFor(strokes: number, room: number, least: number, most: number): number {
  const unit = gateWidth(strokes, 1);
  return unit === 0 ? most : Math.max(least, Math.min(most, room / unit));
}

/** The smallest worth of a stroke at which `total` objects fit into `room` CSS pixels at a pitch. */
export function worthFor(total: number, room: number, pitch: number): number {
  return worths.find((worth) => gateWidth(Math.ceil(total / worth), pitch) <= room) ?? (worths.at(-1) as number);
}

/** First strokes of the fives that are done from end to end and are crossed out. */
export function crossings(runs: readonly Run[]): readonly number[] {
  const first = runs[0];
  if (first === undefined || (first.form !== "done" && first.form !== "done-of")) return [];
  return Array.from({ length: Math.floor(first.strokes / 5) }, (_, at) => at * 5);
}
