import type { LagRow, SourceRow } from "../../../server/wire/index.ts";

/** Windows over which the lag table can be asked for. */
export const lagWindows = ["15m", "1h", "24h"] as const;
export type LagWindow = (typeof lagWindows)[number];

/**
 * How a link stands. `silent`: something is waiting and its source is silent. `not-judged`: its source is sampled or
 * thin, so nothing is called missing. `quiet`: nothing came and nothing waits, which is neither good nor bad.
 */
export type LinkState = "silent" | "over" | "near" | "inside" | "not-judged" | "quiet";

export interface LinkView {
  readonly row: LagRow;
  readonly state: LinkState;
  /** What it is behind by: the greater of its p95 and the age of its oldest wait, milliseconds; null when not known. */
  readonly behindMs: number | null;
  /** Age of the oldest wait now, milliseconds. */
  readonly oldestMs: number | null;
  readonly source: SourceRow | null;
}

/** From this share of the target on, a link is called near it. */
const nearShare = 0.8;

/**
 * Reads one lag row at `now`. The age of the oldest wait is counted from its instant, so that it grows while nothing
 * comes; `source` is the awaited system, when it is known.
 */
export function viewLink(row: LagRow, source: SourceRow | null, now: number): LinkView {
  const oldestMs =
    row.oldestPendingAt === null ? row.oldestPendingMs : Math.max(0, now - Date.parse(row.oldestPendingAt));
  const known = [row.p95Ms, row.pending > 0 ? oldestMs : null].filter((ms) => ms !== null);
  const behindMs = known.length > 0 ? Math.max(...known) : null;
  return { row, source, oldestMs, behindMs, state: judge(row, source, behindMs) };
}

function judge(row: LagRow, source: SourceRow | null, behindMs: number | null): LinkState {
  if (source?.silent && row.pending > 0) return "silent";
  if (row.presence !== "complete") return "not-judged";
  if (behindMs === null) return "quiet";
  if (behindMs > row.policyMs || row.late > 0) return "over";
  return behindMs >= row.policyMs * nearShare ? "near" : "inside";
}

export const linkSorts = ["state", "flow", "behind", "waiting", "oldest", "late"] as const;
export type LinkSort = (typeof linkSorts)[number];

const gravity: readonly LinkState[] = ["silent", "over", "near", "not-judged", "inside", "quiet"];

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byName = (a: LinkView, b: LinkView): number =>
  text(a.row.flow, b.row.flow) ||
  text(a.row.step, b.row.step) ||
  text(a.row.warehouse ?? "", b.row.warehouse ?? "") ||
  text(a.row.id, b.row.id);

/** How far over its target: 1 is at it. */
const strain = (view: LinkView): number => (view.behindMs ?? 0) / Math.max(1, view.row.policyMs);

const orders: Readonly<Record<LinkSort, (a: LinkView, b: LinkView) => number>> = {
  state: (a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state) || strain(b) - strain(a),
  flow: () => 0,
  behind: (a, b) => (b.behindMs ?? -1) - (a.behindMs ?? -1),
  waiting: (a, b) => b.row.pending - a.row.pending,
  oldest: (a, b) => (b.oldestMs ?? -1) - (a.oldestMs ?? -1),
  late: (a, b) => b.row.late - a.row.late,
};

/** The links in an order; equal ones by flow, step and site, so that it is total. */
export const sortLinks = (views: readonly LinkView[], sort: LinkSort): readonly LinkView[] =>
  [...views].sort((a, b) => orders[sort](a, b) || byName(a, b));

/** How many links are inside their target, of those that can be judged. */
export function countLinks(views: readonly LinkView[]): {
  readonly inside: number;
  readonly judged: number;
  readonly notJudged: number;
  readonly quiet: number;
} {
  const of = (...states: LinkState[]): number => views.filter((view) => states.includes(view.state)).length;
  return {
    inside: of("inside", "near"),
    judged: of("inside", "near", "over", "silent"),
    notJudged: of("not-judged"),
    quiet: of("quiet"),
  };
}

/** The source behind a link: the system that should tell; null where the link names only a kind. */
export function sourceOf(row: LagRow, sources: readonly SourceRow[]): SourceRow | null {
  const exact = sources.find((source) => source.environment === "" && source.system === row.to);
  if (exact) return exact;
  const ofKind = sources.filter(
    (source) =>
      source.environment === "" &&
      source.kind === row.to &&
      (row.warehouse === null || source.warehouse === row.warehouse),
  );
  return ofKind.length === 1 ? (ofKind[0] ?? null) : null;
}

/** Sources that count, silent ones first, then by when they were last heard, the longest ago first. */
export const sortSources = <T extends SourceRow>(sources: readonly T[]): readonly T[] =>
  [...sources].sort(
    (a, b) =>
      Number(a.environment !== "") - Number(b.environment !== "") ||
      Number(b.silent) - Number(a.silent) ||
      text(a.lastSeenAt ?? "", b.lastSeenAt ?? "") ||
      text(a.system, b.system),
  );
