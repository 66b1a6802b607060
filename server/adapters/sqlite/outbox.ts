import { compressSync, uncompressSync } from "lz4-napi";
import type { Commit, Seq } from "../../domain/index.ts";
import { Gone, type Store } from "../../ports/index.ts";
import type { Handle } from "./database.ts";
import type { DocOf } from "./documents.ts";
import { changesIn, textsOf } from "./outbox-texts.ts";

/** Commits that the outbox keeps, at most. */
const commitsKept = 2_000;
/** Bytes that they take in the file, at most, but for the newest. */
const bytesKept = 64 * 1024 * 1024;

/** Puts commits into the outbox and takes the oldest out; to be called within a transaction. */
export interface OutboxWriter {
  put(commit: Commit): void;
  /** Counts again what is kept, after a transaction that failed. */
  forget(): void;
}

/** A writer of `commits`. */
export function outboxWriter(db: Handle, docOf: DocOf): OutboxWriter {
  const add = db.prepare("INSERT INTO commits (seq, at, up_to, changes, images) VALUES (?, ?, ?, ?, ?)");
  const sizes = db.prepare("SELECT seq, length(changes) + length(images) FROM commits ORDER BY seq").raw();
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
      const texts = textsOf(changes, docOf);
      const [blocks, images] = [compressSync(Buffer.from(texts.changes)), compressSync(Buffer.from(texts.images))];
      add.run(seq, at, upTo, blocks, images);
      const added = blocks.byteLength + images.byteLength;
      kept.set(seq, added);
      bytes += added;
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

/** Reads `commits` through any handle of the store's file. */
export function outboxReader(db: Handle): Store["commitsSince"] {
  const bounds = db.prepare("SELECT (SELECT value FROM meta WHERE name = 'seq'), (SELECT min(seq) FROM commits)").raw();
  const read = db
    .prepare("SELECT seq, at, up_to, changes, images FROM commits WHERE seq > ? ORDER BY seq LIMIT ?")
    .raw();
  return async (after, limit) => {
    const [newest, oldest] = bounds.get() as readonly [Seq, Seq | null];
    const first = oldest ?? newest + 1;
    if (after < first - 1) throw new Gone(`commit ${after + 1} is no longer kept; the oldest is ${first}`);
    const rows = read.all(after, limit) as (readonly [Seq, number, number, Buffer, Buffer])[];
    return rows.map(([seq, at, upTo, changes, images]) => ({
      seq,
      at,
      upTo,
      changes: changesIn(textIn(changes), () => textIn(images)),
    }));
  };
}

const textIn = (block: Buffer): string => uncompressSync(block).toString("utf8");
