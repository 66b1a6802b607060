import type { Instant, Millis, Reload, SourceState } from "../types.ts";

/** Something that the product knows to have changed, at an instant. */
export type Happening = { readonly at: Instant } & (
  | { readonly kind: "version"; readonly system: string; readonly version: string; readonly before: string }
  | { readonly kind: "reload"; readonly changed: readonly string[] }
  | { readonly kind: "quiet-ended"; readonly system: string; readonly why: string }
  | { readonly kind: "silent"; readonly system: string }
  | { readonly kind: "heard-again"; readonly system: string }
);

/** Something that changed shortly before a group began or began to grow; never said to be its cause. */
export interface Suspect {
  readonly happening: Happening;
  /** From when it changed until the group began. */
  readonly beforeMs: Millis;
}

/** How long before a group's beginning is looked, and how many are shown (FG5). */
export const looking: { readonly back: Millis; readonly most: number } = { back: 6 * 3_600_000, most: 3 };

/** Silences of sources: when each began and, where it is over, ended. */
export interface Silence {
  readonly system: string;
  readonly from: Instant;
  readonly to: Instant | null;
}

/** All that is known to have changed up to an instant. The first version that a source was heard with changed nothing. Pure. */
export function happeningsOf(
  facts: {
    readonly sources: readonly Pick<SourceState, "system" | "environment" | "versions" | "quiets">[];
    readonly reloads: readonly Reload[];
    readonly silences: readonly Silence[];
  },
  now: Instant,
): readonly Happening[] {
  const own = facts.sources.filter(({ environment }) => environment === "");
  const happenings: readonly Happening[] = [
    ...own.flatMap(({ system, versions }) =>
      versions.flatMap(({ version, since }, index) => {
        const before = versions[index - 1];
        return before === undefined
          ? []
          : [{ kind: "version" as const, at: since, system, version, before: before.version }];
      }),
    ),
    ...own.flatMap(({ system, quiets }) =>
      quiets
        .map(({ from, to, endedAt, why }) => ({ from, at: Math.min(to, endedAt ?? to), why }))
        .filter(({ from, at }) => at > from)
        .map(({ at, why }) => ({ kind: "quiet-ended" as const, at, system, why })),
    ),
    ...facts.reloads.map(({ at, changed }) => ({ kind: "reload" as const, at, changed })),
    ...facts.silences.flatMap(({ system, from, to }) => [
      { kind: "silent" as const, at: from, system },
      ...(to === null ? [] : [{ kind: "heard-again" as const, at: to, system }]),
    ]),
  ];
  return happenings.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
}

/**
 * What changed in the hours before a group began, about systems that are involved in it or about all, the nearest first.
 * A group is never suspected of itself: what is about a silence is left out for the silence. Pure.
 */
export function suspectsFor(
  group: { readonly beganAt: Instant; readonly systems: ReadonlySet<string>; readonly isSilence: boolean },
  happenings: readonly Happening[],
): readonly Suspect[] {
  return happenings
    .filter(({ at }) => at <= group.beganAt && group.beganAt - at <= looking.back)
    .filter((one) => one.kind === "reload" || group.systems.has(one.system))
    .filter(({ kind }) => !group.isSilence || (kind !== "silent" && kind !== "heard-again"))
    .map((happening) => ({ happening, beforeMs: group.beganAt - happening.at }))
    .sort((a, b) => a.beforeMs - b.beforeMs || rankOf(a.happening) - rankOf(b.happening))
    .slice(0, looking.most);
}

const ranks = ["version", "quiet-ended", "heard-again", "silent", "reload"] as const;
const rankOf = ({ kind }: Happening): number => ranks.indexOf(kind);
