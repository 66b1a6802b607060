import { hash } from "node:crypto";
import type { Commit, Position, Seq } from "../../domain/index.ts";
import { canonicalText } from "../../ports/canonical.ts";
import { foldChange, newestImages, nothingFolded } from "../../ports/folded.ts";
import { NoRoom, StaleEpoch, type Store } from "../../ports/index.ts";
import { draftOver } from "../../ports/overlay.ts";
import { stillThere } from "../../ports/standings.ts";
import {
  beginRebuild,
  dropOlder,
  emptyLog,
  endRebuild,
  type Handle,
  inOneState,
  isFull,
  openReader,
  openWriter,
} from "./database.ts";
import { canonicalDealings } from "./dealings.ts";
import { type DocOf, documents } from "./documents.ts";
import { canonicalFigures } from "./figures.ts";
import { canonicalKeys } from "./keys.ts";
import { outboxReader, outboxWriter } from "./outbox.ts";
import { factIn } from "./packed-facts.ts";
import { objectIn } from "./packed-objects.ts";
import { type TraceRow, traceIn } from "./packed-traces.ts";
import { type HotRows, hotRows } from "./store-rows.ts";
import { storeSchema, storeVersion } from "./store-schema.ts";
import { type RowWriter, rowWriter } from "./store-write.ts";
import { traceColumns } from "./trace-rows.ts";
import { movesKept } from "./views-totals.ts";

/** How large a store may grow, and whether it is one that is being rebuilt. */
export interface StoreOptions {
  /** Pages of 4 KiB that the file may have; what would be more is refused as a full disk is. No limit when left out. */
  readonly maxPages?: number;
  /**
   * Rows that nobody reads before they are all there: everything is one transaction that `close` ends, without a log and
   * without an outbox. Whatever ends it otherwise, a failed commit too, leaves a file that is to be thrown away.
   */
  readonly rebuilding?: boolean;
}

/**
 * The store in a file, made where there is none. For one engine: its rows are also kept in memory, and another that
 * opens the store takes the epoch from it. One of an older version is made anew, empty, and its version told: the rows
 * come again from the journal. Throws `TooNew` on a file of a later version.
 */
export function openStore(
  path: string,
  onOlder: (version: number) => void = () => undefined,
  { maxPages, rebuilding = false }: StoreOptions = {},
): Store {
  const older = dropOlder(path, storeVersion);
  if (older !== null) onOlder(older);
  const db = openWriter(path, storeSchema, storeVersion);
  if (maxPages !== undefined) db.pragma(`max_page_count = ${Math.trunc(maxPages)}`);
  if (rebuilding) {
    beginRebuild(db);
    // Those of a base that it begins with: what comes after them would be missing.
    db.exec("DELETE FROM commits");
  }
  const docs = documents();
  const outbox = outboxWriter(db, docs.of);
  const commitsSince = outboxReader(db);
  const readState = db
    .prepare(
      `SELECT (SELECT value FROM meta WHERE name = 'seq'), (SELECT value FROM meta WHERE name = 'up_to'),
         (SELECT value FROM meta WHERE name = 'epoch')`,
    )
    .raw();
  const state = () => {
    const [seq, upTo, epoch] = readState.get() as readonly [Seq, Position, number];
    return { seq, upTo, epoch };
  };
  const move = db.prepare("INSERT OR IGNORE INTO exception_moves (seq, number) VALUES (?, ?)");
  const dropMoves = db.prepare("DELETE FROM exception_moves WHERE seq <= ?");
  const setMeta = db.prepare("UPDATE meta SET value = ? WHERE name = ?");
  let loaded: ReturnType<typeof load> | null = null;
  /** Made once somebody needs it: an engine that opens the store begins with what another may have left. */
  const hot = () => {
    loaded ??= load(db, docs.of);
    return loaded;
  };

  type Given = Parameters<Store["commit"]>[0];
  const write = (given: Given) => {
    const before = state();
    if (given.epoch !== before.epoch) throw new StaleEpoch(given.epoch, before.epoch);
    if (given.upTo < before.upTo) throw new RangeError(`position ${given.upTo} is before ${before.upTo}`);
    const folded = nothingFolded();
    for (const change of given.changes) foldChange(folded, change);
    hot().writer.write(folded);
    const commit: Commit = {
      seq: before.seq + 1,
      at: given.at,
      upTo: given.upTo,
      changes: rebuilding ? [] : newestImages(given.changes),
    };
    if (!rebuilding) outbox.put(commit);
    setMeta.run(commit.seq, "seq");
    setMeta.run(commit.upTo, "up_to");
    for (const number of folded.exceptions.keys()) move.run(commit.seq, number);
    if (folded.exceptions.size > 0) dropMoves.run(commit.seq - movesKept);
    return { commit, folded };
  };
  const writeAlone = db.transaction(write).immediate;

  return {
    state: async () => state(),
    async open() {
      const epoch = db
        .transaction(() => {
          const next = state().epoch + 1;
          setMeta.run(next, "epoch");
          return next;
        })
        .immediate();
      // Another engine may have written since these were loaded.
      loaded = null;
      outbox.forget();
      return epoch;
    },
    contextFor: async () => draftOver(hot().rows),
    async commit(given) {
      try {
        const { commit, folded } = rebuilding ? write(given) : writeAlone(given);
        hot().writer.remember(folded);
        return commit;
      } catch (error) {
        loaded?.writer.forget();
        outbox.forget();
        throw isFull(error) ? new NoRoom("there is no room on the disk of the rows", { cause: error }) : error;
      } finally {
        docs.clear();
      }
    },
    commitsSince,
    digest: async () => inOneState(db, () => digestOf(db)),
    async tidy() {
      if (!rebuilding) emptyLog(db);
    },
    async close() {
      if (rebuilding) endRebuild(db);
      db.close();
    },
  };
}

/** The outbox of a store's file, read beside the engine; the file must exist. */
export function openOutbox(path: string): Pick<Store, "commitsSince" | "close"> {
  const db = openReader(path, storeVersion);
  return { commitsSince: outboxReader(db), close: async () => void db.close() };
}

function load(db: Handle, docOf: DocOf): { readonly rows: HotRows; readonly writer: RowWriter } {
  const rows = hotRows(db);
  return { rows, writer: rowWriter(db, rows, docOf) };
}

const plain = (text: string): unknown => JSON.parse(text);
const placedIn = (text: string): unknown => {
  const [doc, on] = JSON.parse(text) as readonly [string, string];
  return [factIn(doc), JSON.parse(on)];
};
const under =
  (valueIn: (ref: string, text: string) => unknown) =>
  (text: string): unknown =>
    valueIn(...(JSON.parse(text) as [string, string]));
/** For each table of the digest, a query of one JSON text a row, and what the text says. */
const canonicalRows: readonly (readonly [table: string, sql: string, valueIn?: (text: string) => unknown])[] = [
  ["engine", "SELECT value FROM meta WHERE name = 'engine'"],
  ["objects", "SELECT json_array(ref, doc) FROM objects", under(objectIn)],
  ["keys", canonicalKeys],
  [
    "standings",
    `SELECT json_array(kind, warehouse, ref, from_at, CASE until_at WHEN ${stillThere} THEN NULL ELSE until_at END)
     FROM standings`,
  ],
  ["facts", "SELECT json_array(doc, stands_on) FROM facts", placedIn],
  ["traces", `SELECT json_array(${traceColumns}) FROM traces`, (text) => traceIn(JSON.parse(text) as TraceRow)],
  ["exceptions", "SELECT doc FROM exceptions"],
  ["history", "SELECT doc FROM history"],
  ["causes", "SELECT doc FROM causes"],
  ["sources", "SELECT doc FROM sources"],
  ["hand_overs", "SELECT doc FROM hand_overs"],
  ["asks", "SELECT doc FROM asks"],
  ["statements", "SELECT doc FROM statements"],
  ["datings", "SELECT doc FROM datings"],
  ["closings", "SELECT doc FROM closings"],
  ["pledges", "SELECT doc FROM pledges"],
  [
    "owed",
    `SELECT json_object('life', json(doc), 'knownFrom', known_from,
       'knownUntil', CASE known_until WHEN ${stillThere} THEN NULL ELSE known_until END)
     FROM owed`,
  ],
  ["figures", canonicalFigures],
  ["dealings", canonicalDealings],
  [
    "lags",
    `SELECT json_array(flow, step, from_system, to_system, warehouse, minute, count, late, max_ms, json(buckets))
     FROM lags JOIN cells ON cells.id = lags.cell`,
  ],
  [
    "pending",
    `SELECT json_array(flow, step, from_system, to_system, warehouse, ref, expectation, since)
     FROM pending JOIN cells ON cells.id = pending.cell`,
  ],
];

/** Rows are hashed one by one and their hashes sorted, so that a large table is never in memory. */
function digestOf(db: Handle): ReadonlyMap<string, string> {
  return new Map(
    canonicalRows.map(([table, sql, valueIn = plain]) => {
      const hashes: string[] = [];
      for (const text of db.prepare(sql).pluck().iterate()) {
        if (typeof text !== "string") continue;
        hashes.push(hash("sha256", canonicalText(valueIn(text))));
      }
      return [table, hash("sha256", hashes.sort().join("\n"))];
    }),
  );
}
