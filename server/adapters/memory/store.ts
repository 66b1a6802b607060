import { hash } from "node:crypto";
import type { Commit } from "../../domain/index.ts";
import { canonicalText } from "../../ports/canonical.ts";
import { foldChange, newestImages, nothingFolded } from "../../ports/folded.ts";
import { Gone, StaleEpoch, type Store } from "../../ports/index.ts";
import { sortedBuckets } from "../../ports/lag.ts";
import { draftOver } from "../../ports/overlay.ts";
import { emptyTables, rowsOf, type Tables, writeFolded } from "./rows.ts";

/** Commits that the outbox keeps. */
const outboxLength = 2_000;

/** A store that forgets everything at its end; `tables` is for `memoryViews`. */
export interface MemoryStore extends Store {
  readonly tables: Tables;
  /** Number of the newest commit. */
  seq(): number;
}

/** An empty store in memory. */
export function memoryStore(): MemoryStore {
  const tables = emptyTables();
  const rows = rowsOf(tables);
  const outbox: Commit[] = [];
  let seq = 0;
  let upTo = 0;
  let epoch = 0;
  return {
    tables,
    seq: () => seq,
    state: async () => ({ seq, upTo, epoch }),
    open: async () => ++epoch,
    contextFor: async () => draftOver(rows),
    async commit(next) {
      if (next.epoch !== epoch) throw new StaleEpoch(next.epoch, epoch);
      if (next.upTo < upTo) throw new RangeError(`position ${next.upTo} is before ${upTo}`);
      const folded = nothingFolded();
      for (const change of next.changes) foldChange(folded, change);
      writeFolded(tables, folded);
      seq += 1;
      upTo = next.upTo;
      const commit: Commit = { seq, at: next.at, upTo, changes: newestImages(next.changes) };
      outbox.push(commit);
      if (outbox.length > outboxLength) outbox.shift();
      return commit;
    },
    async commitsSince(after, limit) {
      const oldest = outbox[0]?.seq ?? seq + 1;
      if (after < oldest - 1) throw new Gone(`commit ${after + 1} is no longer kept; the oldest is ${oldest}`);
      return outbox.slice(after - oldest + 1, after - oldest + 1 + limit);
    },
    digest: async () => digestOf(tables),
    tidy: async () => {},
    close: async () => {},
  };
}

function digestOf(tables: Tables): ReadonlyMap<string, string> {
  const list = [...tables.history.values()].flatMap((entries) => [...entries.values()]);
  const cell = ({
    flow,
    step,
    from,
    to,
    warehouse,
  }: {
    flow: string;
    step: string;
    from: string;
    to: string;
    warehouse: string;
  }) => [flow, step, from, to, warehouse];
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["engine", tables.engine === null ? [] : [canonicalText(tables.engine)]],
    ["objects", [...tables.objects.values()].map(canonicalText)],
    ["keys", [...tables.keys].map(canonicalText)],
    [
      "standings",
      [...tables.standings].flatMap(([key, standing]) => {
        const kind = key.slice(0, key.indexOf(" "));
        return [...standing].map(([ref, { warehouse, from, until }]) =>
          canonicalText([kind, warehouse, ref, from, until]),
        );
      }),
    ],
    ["facts", [...tables.facts.values()].map(({ fact, on }) => canonicalText([fact, on]))],
    ["traces", [...tables.traces.values()].map(canonicalText)],
    ["exceptions", [...tables.exceptions.values()].map(canonicalText)],
    ["history", list.map(canonicalText)],
    ["causes", [...tables.causes.values()].map(canonicalText)],
    ["sources", [...tables.sources.values()].map(canonicalText)],
    ["hand_overs", [...tables.handOvers.values()].map(canonicalText)],
    ["asks", [...tables.asks.values()].map(canonicalText)],
    ["statements", [...tables.statements.values()].map(canonicalText)],
    ["datings", [...tables.datings.values()].map(canonicalText)],
    ["closings", [...tables.closings.values()].map(canonicalText)],
    ["pledges", [...tables.pledges.values()].map(canonicalText)],
    ["owed", [...tables.owed.values()].flat().map(canonicalText)],
    [
      "figures",
      [...tables.figures.values()]
        .flatMap((own) => [...own.values()].flatMap(({ versions }) => versions))
        .map(canonicalText),
    ],
    ["dealings", [...tables.dealings.values()].flat().map(canonicalText)],
    [
      "lags",
      [...tables.lags.values()].map((lag) =>
        canonicalText([...cell(lag.cell), lag.minute, lag.count, lag.late, lag.maxMs, sortedBuckets(lag.buckets)]),
      ),
    ],
    [
      "pending",
      [...tables.pendings.values()].map((one) =>
        canonicalText([...cell(one.cell), one.ref, one.expectation, one.since]),
      ),
    ],
  ];
  return new Map(
    rows.map(([table, texts]) => {
      const hashes = texts.map((text) => hash("sha256", text));
      return [table, hash("sha256", hashes.sort().join("\n"))];
    }),
  );
}
