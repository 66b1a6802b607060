import { livesKnown } from "../books/versions.ts";
import type { CanonicalEvent, Instant, Ref } from "../types.ts";
import type { Contribution } from "./contribution.ts";
import type { ContributionVersion } from "./figure.ts";
import { isDayOf, type Period } from "./period.ts";

/** What one object counted for as it was recorded, and as it is known later; null: it counted for nothing. */
export interface Restatement {
  readonly figure: string;
  readonly ref: string;
  readonly recorded: Contribution | null;
  readonly restated: Contribution | null;
}

/** A fact that was heard between two looks, and whether it had happened by the first. */
export interface CameLate {
  readonly ref: Ref;
  readonly fact: CanonicalEvent;
  /** False: it happened since, and the period was over too early to know. */
  readonly late: boolean;
}

/** What of a figure's period was known otherwise at one instant than at a later one, by ref. */
export function restatementsOf(
  versions: readonly ContributionVersion[],
  figure: string,
  period: Period,
  recordedAt: Instant,
  restatedAt: Instant,
): readonly Restatement[] {
  const own = versions.filter(({ life }) => life.figure === figure);
  const counted = (knownAt: Instant): ReadonlyMap<string, Contribution> =>
    new Map(
      livesKnown(own, knownAt)
        .filter(({ at, day }) => at !== null && at <= knownAt && isDayOf(day, period))
        .map((one) => [one.ref, one]),
    );
  const [before, after] = [counted(recordedAt), counted(restatedAt)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((ref) => {
    const [recorded, restated] = [before.get(ref) ?? null, after.get(ref) ?? null];
    return JSON.stringify(recorded) === JSON.stringify(restated) ? [] : [{ figure, ref, recorded, restated }];
  });
}

/** When anything that counts in a figure's period came to be known otherwise after an instant, ascending: its history. */
export function restatedAt(
  versions: readonly ContributionVersion[],
  figure: string,
  period: Period,
  after: Instant,
): readonly Instant[] {
  const own = versions.filter(({ life }) => life.figure === figure && life.at !== null && isDayOf(life.day, period));
  const times = own.flatMap(({ knownFrom, knownUntil }) => [knownFrom, ...(knownUntil === null ? [] : [knownUntil])]);
  return [...new Set(times)].filter((at) => at > after).sort((a, b) => a - b);
}

/** What came between two looks at some objects: what happened before the first one and was heard after it is late. */
export const cameLate = (
  refs: readonly Ref[],
  factsOf: (ref: Ref) => readonly CanonicalEvent[],
  recordedAt: Instant,
  restatedAt: Instant,
): readonly CameLate[] =>
  refs.flatMap((ref) =>
    factsOf(ref)
      .filter(({ receivedAt }) => recordedAt < receivedAt && receivedAt <= restatedAt)
      .map((fact) => ({ ref, fact, late: fact.occurredAt <= recordedAt })),
  );
