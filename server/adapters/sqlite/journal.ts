import { compressSync } from "lz4-napi";
import type { Instant, KeptRuling, Position } from "../../domain/index.ts";
import {
  type Appended,
  type Clock,
  type Journal,
  JournalFailed,
  type NewEntry,
  repeatWindow,
} from "../../ports/index.ts";
import { type Stamps, stamps } from "../../ports/stamps.ts";
import { entryColumns, nextChain, noChain, rulingColumns } from "./chain.ts";
import { type Handle, isFull, openWriter } from "./database.ts";
import { journalReads } from "./journal-read.ts";
import { journalSchema, journalVersion } from "./journal-schema.ts";

const aliveEvery = 5_000;
/** Bytes of body that one transaction takes at most, but for a first call that brings more. */
const groupLimit = 64 * 1024 * 1024;

/** How large a journal may grow. */
export interface JournalOptions {
  /** Pages of 4 KiB that the file may have; what would be more is refused as a full disk is. No limit when left out. */
  readonly maxPages?: number;
}

/** A call that waits for the disk. */
interface Waiting {
  readonly bytes: number;
  /** Within the transaction; answers what to do once it is on disk. */
  readonly write: () => () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The journal in a file, made where there is none, stamped by a clock. For one writer. Calls that come while others are
 * being written share the next transaction and its one sync. After the first failure of the disk every call that
 * writes rejects with a final `JournalFailed`; a full disk rejects with one that is not final.
 */
export function openJournal(path: string, clock: Clock, { maxPages }: JournalOptions = {}): Journal {
  const db = openWriter(path, journalSchema, journalVersion);
  if (maxPages !== undefined) db.pragma(`max_page_count = ${Math.trunc(maxPages)}`);
  const reads = journalReads(db);
  const newestInstant = db
    .prepare(
      `SELECT max(at) FROM (SELECT max(at) AS at FROM alive UNION ALL SELECT at FROM rulings WHERE number = (SELECT max(number)
       FROM rulings) UNION ALL SELECT at FROM entries WHERE position = (SELECT max(position) FROM entries))`,
    )
    .pluck();
  const lastAlive = () => newestInstant.get() as Instant | null;
  const stamp = stamps(clock, lastAlive());
  const entries = entryWriter(db, stamp);
  const rulings = rulingWriter(db, stamp);
  const setAlive = db.prepare("INSERT INTO alive VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at");

  let waiting: Waiting[] = [];
  let failed: JournalFailed | null = null;
  let scheduled = false;
  let saidAlive: Instant | null = null;

  const group = db.transaction((calls: readonly Waiting[]) => calls.map(({ write }) => write()));

  const flush = (): void => {
    scheduled = false;
    const calls: Waiting[] = [];
    let bytes = 0;
    for (const call of waiting) {
      if (calls.length > 0 && bytes + call.bytes > groupLimit) break;
      bytes += call.bytes;
      calls.push(call);
    }
    waiting = waiting.slice(calls.length);
    try {
      for (const done of group.immediate(calls)) done();
    } catch (error) {
      const fault = faultOf(error);
      if (fault.final) failed = fault;
      else {
        entries.reload();
        rulings.reload();
      }
      for (const { reject } of fault.final ? [...calls, ...waiting] : calls) reject(fault);
      if (fault.final) waiting = [];
    }
    if (waiting.length > 0) schedule();
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  const enqueue = <T>(bytes: number, write: () => T): Promise<T> => {
    if (failed !== null) return Promise.reject(failed);
    return new Promise<T>((resolve, reject) => {
      waiting.push({
        bytes,
        write() {
          const value = write();
          return () => resolve(value);
        },
        reject,
      });
      schedule();
    });
  };

  return {
    ...reads,
    append(batch) {
      const bytes = batch.reduce((sum, { receipt }) => sum + receipt.body.byteLength, 0);
      return enqueue(bytes, () => entries.append(batch));
    },
    horizon: () => stamp.horizon(),
    rule: (ruling, basis) => enqueue(0, () => rulings.add(ruling, basis)),
    async alive() {
      const now = stamp.next();
      if (saidAlive !== null && now - saidAlive < aliveEvery) return;
      saidAlive = now;
      await enqueue(0, () => setAlive.run(now));
    },
    lastAlive: async () => lastAlive(),
    async close() {
      while (waiting.length > 0) flush();
      db.close();
    },
  };
}

function faultOf(error: unknown): JournalFailed {
  if (isFull(error)) {
    return new JournalFailed("there is no room on the disk of the journal", false, error);
  }
  return new JournalFailed("the journal could not be written; it takes nothing until the next start", true, error);
}

/** A text as SQLite gives it back: half of a surrogate pair has no UTF-8. */
const wellFormed = <T extends string | null>(text: T): T | string =>
  text === null ? text : text.replace(/\p{Surrogate}/gu, "\u{fffd}");

/** One entry that a delivery left. */
type Kept = readonly [
  position: Position,
  at: Instant,
  part: number,
  parts: number,
  records: number,
  rejected: number,
  message: string | null,
];

function entryWriter(
  db: Handle,
  stamp: Stamps,
): { append(batch: readonly NewEntry[]): readonly Appended[]; reload(): void } {
  const insert = db.prepare(
    `INSERT INTO entries (${entryColumns}, body, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertTerm = db.prepare("INSERT OR IGNORE INTO terms (hash, position) VALUES (?, ?)");
  const last = db.prepare("SELECT position, chain FROM entries ORDER BY position DESC LIMIT 1").raw();
  const ofReceipt = db
    .prepare(
      `SELECT position, at, part, parts, records, rejected, message FROM entries
       WHERE receipt = ? AND kind = 'records' AND at > ? ORDER BY position`,
    )
    .raw();
  let position: Position = 0;
  let chain = noChain;

  const reload = (): void => {
    const row = last.get() as readonly [Position, Uint8Array] | undefined;
    position = row?.[0] ?? 0;
    chain = row?.[1] ?? noChain;
  };
  reload();

  const write = (given: NewEntry, at: Instant, kind: string, repeats: Position | null): void => {
    const { receipt, part, parts, records, rejected } = given;
    const message = wellFormed(given.message);
    const reason = wellFormed(given.unreadable);
    const body = repeats === null ? compressSync(Buffer.from(receipt.body)) : null;
    position++;
    const columns = [
      position,
      at,
      kind,
      receipt.id,
      receipt.collector,
      receipt.route,
      wellFormed(receipt.contentType),
      wellFormed(receipt.sender),
      receipt.receivedAt,
      part,
      parts,
      records,
      rejected,
      message,
      reason,
      repeats,
      receipt.body.byteLength,
    ];
    chain = nextChain(chain, columns, body);
    insert.run(...columns, body, chain);
  };

  const keep = (given: NewEntry): Appended => {
    const at = stamp.next();
    write(given, at, given.unreadable === null ? "records" : "unreadable", null);
    if (given.unreadable === null) {
      for (const term of given.terms.toSorted()) insertTerm.run(BigInt.asIntN(64, term), position);
    }
    return { kind: "kept", position, at };
  };

  const repeat = (given: NewEntry, parts: readonly Kept[], first: Kept): Appended => {
    const original = parts.findLast(([, , part]) => part <= given.part) ?? first;
    const [originalPosition, at, part, ofParts, records, rejected, message] = original;
    write({ ...given, part, parts: ofParts, records, rejected, message }, stamp.next(), "repeat", originalPosition);
    if (part !== given.part)
      return { kind: "repeat", position: originalPosition, at, records: 0, rejected: 0, message: null };
    return { kind: "repeat", position: originalPosition, at, records, rejected, message };
  };

  return {
    reload,
    append(batch) {
      const before = new Map<string, readonly Kept[]>();
      const fresh = new Map<string, Kept>();
      return batch.map((given) => {
        if (given.unreadable !== null) return keep(given);
        const { part, parts, records, rejected, message } = given;
        const { id } = given.receipt;
        const known = before.get(id) ?? (ofReceipt.all(id, stamp.next() - repeatWindow) as Kept[]);
        before.set(id, known);
        const [first] = known;
        if (first !== undefined) return repeat(given, known, first);
        const twice = fresh.get(`${part} ${id}`);
        if (twice !== undefined) return repeat(given, [twice], twice);
        const kept = keep(given);
        fresh.set(`${part} ${id}`, [kept.position, kept.at, part, parts, records, rejected, message]);
        return kept;
      });
    },
  };
}

function rulingWriter(
  db: Handle,
  stamp: Stamps,
): { add(ruling: KeptRuling["ruling"], basis: KeptRuling["basis"]): KeptRuling; reload(): void } {
  const insert = db.prepare(`INSERT INTO rulings (${rulingColumns}, chain) VALUES (?, ?, ?, ?, ?, ?)`);
  const last = db.prepare("SELECT number, chain FROM rulings ORDER BY number DESC LIMIT 1").raw();
  let number = 0;
  let chain = noChain;
  const reload = (): void => {
    const row = last.get() as readonly [number, Uint8Array] | undefined;
    number = row?.[0] ?? 0;
    chain = row?.[1] ?? noChain;
  };
  reload();
  return {
    reload,
    add(ruling, basis) {
      stamp.pass(basis.settledTo);
      const at = stamp.next();
      number++;
      const columns = [number, at, basis.position, basis.settledTo, JSON.stringify(ruling)];
      chain = nextChain(chain, columns, null);
      insert.run(...columns, chain);
      return { number, at, basis, ruling };
    },
  };
}
