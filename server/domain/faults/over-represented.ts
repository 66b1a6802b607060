import { type Attributed, type AttributeName, attributeNames } from "./grouping.ts";

/** A value that is much more frequent in a group than in all else that it is compared with. */
export interface OverRepresented {
  readonly name: AttributeName;
  readonly value: string;
  /** Exceptions of the group that have it, and of all others. */
  readonly here: number;
  readonly elsewhere: number;
  /** The same as shares of all here and of all others, 0 to 1. */
  readonly hereShare: number;
  readonly elseShare: number;
  /** How many times as frequent as elsewhere; null where it never is there. */
  readonly ratio: number | null;
}

/** What a group is worth comparing with, and when a difference is said (FG4). */
export const telling = {
  /** Exceptions on either side, and exceptions here that have the value. */
  leastHere: 5,
  leastElse: 10,
  leastWith: 5,
  /** Times as frequent. */
  ratio: 2,
  /** Standard errors of the difference between two shares: by chance less than once in 15,000 values. */
  deviations: 4,
  most: 8,
} as const;

/**
 * Values that are over-represented in a group: at least twice as frequent as elsewhere, and by more than chance explains.
 * The clearest difference comes first. Null: too few on either side to compare. Pure; the order of members decides nothing.
 */
export function overRepresented(
  here: readonly Attributed[],
  others: readonly Attributed[],
  names: readonly AttributeName[] = attributeNames,
): readonly OverRepresented[] | null {
  if (here.length < telling.leastHere || others.length < telling.leastElse) return null;
  const found: { readonly item: OverRepresented; readonly deviations: number }[] = [];
  for (const name of names) {
    const counts = countsOf(others, name);
    for (const [value, count] of countsOf(here, name)) {
      const against = counts.get(value) ?? 0;
      const hereShare = count / here.length;
      const elseShare = against / others.length;
      const deviations = deviationsBetween(count, here.length, against, others.length);
      if (count < telling.leastWith || hereShare < telling.ratio * elseShare || deviations < telling.deviations)
        continue;
      const ratio = against === 0 ? null : hereShare / elseShare;
      found.push({ item: { name, value, here: count, elsewhere: against, hereShare, elseShare, ratio }, deviations });
    }
  }
  return found
    .sort(
      (a, b) =>
        b.deviations - a.deviations ||
        attributeNames.indexOf(a.item.name) - attributeNames.indexOf(b.item.name) ||
        (a.item.value < b.item.value ? -1 : 1),
    )
    .slice(0, telling.most)
    .map(({ item }) => item);
}

/** How often each value of an attribute stands among some; what has none is not counted. */
export function countsOf(members: readonly Attributed[], name: AttributeName): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { [name]: value } of members) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Two-proportion z by the pooled share, which is what both would have by chance. 0 where nothing differs. */
function deviationsBetween(a: number, ofA: number, b: number, ofB: number): number {
  const pooled = (a + b) / (ofA + ofB);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / ofA + 1 / ofB));
  return error === 0 ? 0 : (a / ofA - b / ofB) / error;
}
