import type { Instant } from "../types.ts";
import type { OwedLife } from "./lives.ts";

/** A life (of something owed, or of what counts in a figure) as it was known for a while: closed, and never changed. */
export interface LifeVersion<L = OwedLife> {
  readonly life: L;
  /** When it came to be known so. */
  readonly knownFrom: Instant;
  /** First instant at which it is not known so any more; null while it is. */
  readonly knownUntil: Instant | null;
}

/** When a step comes to know something: a ruling bears the time at which it was made, and an entry that came before may be applied after it. */
export const knownAt = (at: Instant, versions: readonly { readonly knownFrom: Instant }[]): Instant =>
  Math.max(at, ...versions.map(({ knownFrom }) => knownFrom));

/**
 * The versions of one object once its lives are known anew: what is as before stands, what is not is closed, what is new
 * is opened, and what was known for no time at all is left out. `knownAt` must not be before any `knownFrom`.
 */
export function restateLives<L = OwedLife>(
  versions: readonly LifeVersion<L>[],
  lives: readonly L[],
  knownAt: Instant,
): readonly LifeVersion<L>[] {
  const now = new Map(lives.map((life) => [JSON.stringify(life), life]));
  const kept = versions.flatMap((version) => {
    if (version.knownUntil !== null || now.delete(JSON.stringify(version.life))) return [version];
    return version.knownFrom === knownAt ? [] : [{ ...version, knownUntil: knownAt }];
  });
  return [...kept, ...[...now.values()].map((life) => ({ life, knownFrom: knownAt, knownUntil: null }))];
}

/** The lives as they were known at an instant: the recorded ones. Null: as they are known now, the restated ones. */
export const livesKnown = <L = OwedLife>(versions: readonly LifeVersion<L>[], knownAt: Instant | null): readonly L[] =>
  versions
    .filter(({ knownFrom, knownUntil }) =>
      knownAt === null ? knownUntil === null : knownFrom <= knownAt && (knownUntil === null || knownAt < knownUntil),
    )
    .map(({ life }) => life);
