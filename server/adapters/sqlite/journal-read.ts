import { uncompressSync } from "lz4-napi";
import type { KeptRuling, Position, Ruling } from "../../domain/index.ts";
import { type Entry, emptyHead, type JournalReader } from "../../ports/index.ts";
import { type Handle, inOneState, openReader } from "./database.ts";
import { journalVersion } from "./journal-schema.ts";

/** Bytes of body that one `read` answers at most, but for a first entry that is larger. */
const readLimit = 16 * 1024 * 1024;

/** The columns of an entry; those of the delivery and the body are the original's where it is a repeat. */
const entrySql = `
  SELECT own.position, own.at, own.kind, own.part, own.parts, own.records, own.reason, source.receipt, source.collector,
    source.route, source.content_type, source.sender, source.received_at, source.body_bytes, source.body
  FROM entries AS own JOIN entries AS source ON source.position = coalesce(own.repeats, own.position)`;

type Row = readonly [
  position: Position,
  at: number,
  kind: Entry["kind"],
  part: number,
  parts: number,
  records: number,
  reason: string | null,
  receipt: string,
  collector: string,
  route: string,
  contentType: string,
  sender: string,
  receivedAt: number,
  bodyBytes: number,
  body: Buffer,
];

function entryOf(row: Row): Entry {
  const [
    position,
    at,
    kind,
    part,
    parts,
    records,
    reason,
    id,
    collector,
    route,
    contentType,
    sender,
    receivedAt,
    ,
    body,
  ] = row;
  const plain = new Uint8Array(uncompressSync(body));
  return {
    position,
    at,
    kind,
    receipt: { id, collector, route, contentType, sender, receivedAt, body: plain },
    part,
    parts,
    records,
    reason,
  };
}

/** Reads through any handle of the journal's file. */
export function journalReads(db: Handle): Omit<JournalReader, "close"> {
  const after = db.prepare(`${entrySql} WHERE own.position > ? ORDER BY own.position LIMIT ?`).raw();
  const positions = db
    .prepare("SELECT position FROM terms WHERE hash = ? AND position < ? ORDER BY position DESC LIMIT ?")
    .pluck();
  const one = db.prepare(`${entrySql} WHERE own.position = ?`).raw();
  const newest = db.prepare("SELECT position, at FROM entries ORDER BY position DESC LIMIT 1").raw();
  const size = db.prepare("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()").pluck();
  const rulings = db
    .prepare("SELECT number, at, position, settled_to, ruling FROM rulings WHERE number > ? ORDER BY number LIMIT ?")
    .raw();
  return {
    async read(position, limit) {
      const found: Entry[] = [];
      let bytes = 0;
      for (const row of after.iterate(position, limit) as Iterable<Row>) {
        bytes += row[13];
        if (found.length > 0 && bytes > readLimit) break;
        found.push(entryOf(row));
      }
      return found;
    },
    find: async (term, limit, before) =>
      inOneState(db, () => {
        const hits = positions.all(BigInt.asIntN(64, term), before ?? Number.MAX_SAFE_INTEGER, limit) as Position[];
        return hits.map((position) => entryOf(one.get(position) as Row));
      }),
    head: async () =>
      inOneState(db, () => {
        const row = newest.get() as readonly [Position, number] | undefined;
        if (row === undefined) return emptyHead;
        return { ...emptyHead, position: row[0], bytes: Number(size.get()), lastReceivedAt: row[1] };
      }),
    async rulings(number, limit) {
      const rows = rulings.all(number, limit) as (readonly [number, number, Position, number, string])[];
      return rows.map(
        ([at, stamp, position, settledTo, ruling]): KeptRuling => ({
          number: at,
          at: stamp,
          basis: { position, settledTo },
          ruling: JSON.parse(ruling) as Ruling,
        }),
      );
    },
  };
}

/** A journal's file read beside its writer, in any thread; the file must exist. */
export function openJournalReader(path: string): JournalReader {
  const db = openReader(path, journalVersion);
  return { ...journalReads(db), close: async () => void db.close() };
}
