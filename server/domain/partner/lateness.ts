import type { Instant, Millis } from "../types.ts";
import type { Side } from "./agreement.ts";

/** Something that was due, as far as lateness is concerned. */
export interface Due {
  readonly side: Side;
  readonly since: Instant;
  readonly dueAt: Instant;
  readonly metAt: Instant | null;
  /** Not judged: it makes nothing late. */
  readonly judged: boolean;
  /** Since when whoever owes it is silent; null while it is heard. */
  readonly silentSince: Instant | null;
}

/** How late something is, and at whom: the parts are whole minutes and add up to the whole. */
export interface Lateness {
  readonly minutes: number;
  readonly theirs: number;
  readonly ours: number;
  /** While the partner was silent: it may have come in time. */
  readonly unknown: number;
  /** Something of it has not come yet. */
  readonly lasts: boolean;
}

const minute = 60_000;

interface Overdue {
  readonly at: Side | "unknown";
  readonly since: Instant;
  readonly dueAt: Instant;
  readonly from: Instant;
  readonly to: Instant;
}

/** The time during which something is overdue; what falls into a silence is nobody's. */
function overdue({ side, since, dueAt, metAt, judged, silentSince }: Due, at: Instant): readonly Overdue[] {
  const to = metAt ?? at;
  if (!judged || to <= dueAt) return [];
  const silent = metAt === null && silentSince !== null ? Math.max(dueAt, Math.min(silentSince, to)) : to;
  const told: Overdue = { at: side, since, dueAt, from: dueAt, to: silent };
  return [told, { ...told, at: "unknown" as const, from: silent, to }].filter((one) => one.to > one.from);
}

/**
 * All time in which something was overdue, each moment once: it is whoever's that was due first, of several due at once
 * whose clock began first.
 */
export function latenessOf(dues: readonly Due[], at: Instant): Lateness {
  const spans = dues.flatMap((due) => overdue(due, at)).sort((a, b) => a.dueAt - b.dueAt || a.since - b.since);
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const spent: Record<Side | "unknown", Millis> = { theirs: 0, ours: 0, unknown: 0 };
  edges.slice(1).forEach((end, index) => {
    const begin = edges[index] ?? end;
    const whose = spans.find(({ from, to }) => from <= begin && end <= to);
    if (whose !== undefined) spent[whose.at] += end - begin;
  });
  // Rounded one upon the other, so that the parts add up to the whole.
  const theirs = Math.round(spent.theirs / minute);
  const both = Math.round((spent.theirs + spent.ours) / minute);
  const minutes = Math.round((spent.theirs + spent.ours + spent.unknown) / minute);
  const lasts = dues.some(({ judged, metAt, dueAt }) => judged && metAt === null && dueAt < at);
  return { minutes, theirs, ours: both - theirs, unknown: minutes - both, lasts };
}
