import { compressSync, uncompressSync } from "lz4-napi";
import type { Change, Commit, Seq } from "../../domain/index.ts";
import { Gone, type Store } from "../../ports/index.ts";
import type { Handle } from "./database.ts";
import type { DocOf } from "./documents.ts";

/** Commits that the outbox keeps, at most. */
const commitsKept = 2_000;
/** Bytes that they take in the file, at most, but for the newest. */
const bytesKept = 256 * 1024 * 1024;

/** Puts commits into the outbox and takes the oldest out; to be called within a transaction. */
export interface OutboxWriter {
  put(commit: Commit): void;
  /** Counts again what is kept, after a transaction that failed. */
  forget(): void;
}

/** A writer of `commits`. */
export function outboxWriter(db: Handle, docOf: DocOf): OutboxWriter {
  const add = db.prepare("INSERT INTO commits (seq, at, up_to, changes) VALUES (?, ?, ?, ?)");
  const sizes = db.prepare("SELECT seq, length(changes) FROM commits ORDER BY seq").raw();
  const drop = db.prepare("DELETE FROM commits WHERE seq <= ?");
  const load = () => new Map(sizes.all() as (readonly [Seq, number])[]);
  let kept = load();
  let bytes = 0;
  const count = () => {
    bytes = 0;
    for (const size of kept.values()) bytes += size;
  };
  count();
  return {
    put({ seq, at, upTo, changes }) {
      const block = compressSync(Buffer.from(`[${changes.map((change) => changeText(change, docOf)).join(",")}]`));
      add.run(seq, at, upTo, block);
      kept.set(seq, block.byteLength);
      bytes += block.byteLength;
      let dropTo = 0;
      for (const [oldest, size] of kept) {
        if (oldest === seq || (kept.size <= commitsKept && bytes <= bytesKept)) break;
        kept.delete(oldest);
        bytes -= size;
        dropTo = oldest;
      }
      if (dropTo > 0) drop.run(dropTo);
    },
    forget() {
      kept = load();
      count();
    },
  };
}

/** JSON of a change, of which the large ones are mostly the document that was made for the row. */
function changeText(change: Change, docOf: DocOf): string {
  switch (change.kind) {
    case "object":
      return `{"kind":"object","object":${docOf(change.object)}}`;
    case "fact":
      return `{"kind":"fact","fact":${docOf(change.fact)},"on":${JSON.stringify(change.on)}}`;
    case "trace":
      return `{"kind":"trace","trace":${docOf(change.trace)}}`;
    default:
      return JSON.stringify(change);
  }
}

/** Reads `commits` through any handle of the store's file. */
export function outboxReader(db: Handle): Store["commitsSince"] {
  const bounds = db.prepare("SELECT (SELECT value FROM meta WHERE name = 'seq'), (SELECT min(seq) FROM commits)").raw();
  const read = db.prepare("SELECT seq, at, up_to, changes FROM commits WHERE seq > ? ORDER BY seq LIMIT ?").raw();
  return async (after, limit) => {
    const [newest, oldest] = bounds.get() as readonly [Seq, Seq | null];
    const first = oldest ?? newest + 1;
    if (after < first - 1) throw new Gone(`commit ${after + 1} is no longer kept; the oldest is ${first}`);
    const rows = read.all(after, limit) as (readonly [Seq, number, number, Buffer])[];
    return rows.map(([seq, at, upTo, block]) => ({
      seq,
      at,
      upTo,
      changes: JSON.parse(uncompressSync(block).toString("utf8")) as readonly Change[],
    }));
  };
}
