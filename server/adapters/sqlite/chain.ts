import { createHash } from "node:crypto";
import { type Handle, inOneState, openReader } from "./database.ts";
import { journalVersion } from "./journal-schema.ts";

/** The chain before the first row. */
export const noChain: Uint8Array = new Uint8Array(32);

/** A row as the chain binds it: its columns in the order of the table, without body and chain. */
export type ChainedColumns = readonly (string | number | null)[];

/** The next link: SHA-256 of the one before, the columns as JSON, and the stored bytes. */
export function nextChain(before: Uint8Array, columns: ChainedColumns, stored: Uint8Array | null): Uint8Array {
  const hash = createHash("sha256").update(before).update(JSON.stringify(columns)).update("\n");
  if (stored !== null) hash.update(stored);
  return hash.digest();
}

/** Columns of `entries` that the chain binds. */
export const entryColumns =
  "position, at, kind, receipt, collector, route, content_type, sender, received_at, part, parts, records, rejected, message, reason, repeats, body_bytes";

/** Columns of `rulings` that the chain binds. */
export const rulingColumns = "number, at, position, settled_to, ruling";

/** What a walk along both chains found. */
export type Verified =
  | { readonly ok: true; readonly entries: number; readonly rulings: number; readonly chain: string }
  /** `at`: position or number of the first row that is missing or is not what was written. */
  | {
      readonly ok: false;
      readonly stream: "entries" | "rulings";
      readonly at: number;
      readonly reason: "missing" | "changed";
    };

/** Walks a journal's file from its first row to its last, reading every stored byte; the file must exist. */
export function verify(path: string): Verified {
  const db = openReader(path, journalVersion);
  try {
    return inOneState(db, () => walkBoth(db));
  } finally {
    db.close();
  }
}

function walkBoth(db: Handle): Verified {
  const entries = walk(db, `SELECT chain, body, ${entryColumns} FROM entries ORDER BY position`);
  if (typeof entries === "object" && "reason" in entries) return { ok: false, stream: "entries", ...entries };
  const rulings = walk(db, `SELECT chain, NULL, ${rulingColumns} FROM rulings ORDER BY number`);
  if (typeof rulings === "object" && "reason" in rulings) return { ok: false, stream: "rulings", ...rulings };
  const chain = createHash("sha256").update(entries.chain).update(rulings.chain).digest("hex");
  return { ok: true, entries: entries.count, rulings: rulings.count, chain };
}

type Walked =
  | { readonly count: number; readonly chain: Uint8Array }
  | { readonly at: number; readonly reason: "missing" | "changed" };

function walk(db: Handle, sql: string): Walked {
  let chain = noChain;
  let count = 0;
  for (const row of db.prepare(sql).raw().iterate() as Iterable<
    readonly [Uint8Array, Uint8Array | null, ...(string | number | null)[]]
  >) {
    const [kept, body, ...columns] = row;
    count++;
    if (columns[0] !== count) return { at: count, reason: "missing" };
    chain = nextChain(chain, columns, body);
    if (Buffer.compare(chain, kept) !== 0) return { at: count, reason: "changed" };
  }
  return { count, chain };
}
