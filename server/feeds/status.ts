import type { Position } from "../domain/index.ts";
import type { JournalHead, JournalReader, Scope, Views } from "../ports/index.ts";
import type { DroppedRecords, SourceRow, StatusRow } from "../wire/index.ts";
import { type FeedDeps, onceASecond, type RecomputedFeed } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { readSourceRows } from "./sources.ts";

/** What a status is made of. */
export interface StatusParts {
  readonly head: Awaited<ReturnType<JournalReader["head"]>>;
  readonly progress: {
    readonly position: Position;
    readonly behindMs: number;
    readonly counts: StatusRow["ingest"];
    readonly damage: string | null;
  };
  readonly counts: Awaited<ReturnType<Views["counts"]>>;
  readonly sources: readonly SourceRow[];
  readonly demo: boolean;
  readonly version: string;
}

const byName = <T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] =>
  [...entries].sort((a, b) => (a[0] < b[0] ? -1 : 1));

/** What is no longer kept; null where all is. */
export const toDropped = ({ dropped }: Pick<JournalHead, "dropped">): DroppedRecords | null =>
  dropped === null ? null : { at: isoOf(dropped.at), upTo: isoOf(dropped.lastAt) };

/** How we are: what is kept, how far the engine is, who was heard, and what is open in scope. */
export function toStatusRow(parts: StatusParts): StatusRow {
  const { head, progress, counts } = parts;
  return {
    journal: {
      position: String(head.position),
      bytes: head.bytes,
      lastReceivedAt: isoOrNull(head.lastReceivedAt),
      dropped: toDropped(head),
      damage: progress.damage,
    },
    engine: { position: String(progress.position), behindMs: progress.behindMs },
    ingest: progress.counts,
    sources: parts.sources.map(({ system, lastSeenAt, silent }) => ({ system, lastSeenAt, silent })),
    demo: parts.demo,
    version: parts.version,
    open: counts.open,
    byWarehouse: byName(counts.byWarehouse).map(([warehouse, { open, critical }]) => ({ warehouse, open, critical })),
    byTeam: byName(counts.byTeam).map(([team, open]) => ({ team, open })),
    nobody: counts.nobody,
    snoozed: counts.snoozed,
    lastResolvedAt: isoOrNull(counts.lastResolvedAt),
  };
}

/** Reads all that a status is made of. */
export async function readStatus(deps: FeedDeps, scope: Scope): Promise<StatusRow> {
  const [head, counts, sources] = await Promise.all([
    deps.head(),
    deps.views.counts(scope),
    readSourceRows(deps, scope),
  ]);
  return toStatusRow({
    head,
    counts,
    progress: deps.progress(),
    sources,
    demo: deps.demo,
    version: deps.version,
  });
}

/** How we are, once a second at most. */
export const statusFeed: RecomputedFeed = {
  name: "status",
  filterNames: [],
  faults: () => [],
  touchedBy: () => true,
  spacing: onceASecond,
  aged: () => true,
  rows: async (deps, scope) => [{ ...(await readStatus(deps, scope)), id: "status" }],
};
