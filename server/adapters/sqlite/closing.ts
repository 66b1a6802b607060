import { type Dating, datingSince, type Instant, type KeptClosing, type Ref } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Page, Scope } from "../../ports/index.ts";
import { all, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import type { DocOf } from "./documents.ts";
import { scopeConditions } from "./views-exceptions.ts";

/** Tables of the closing of periods. */
export const closingSchema = `
-- What the ERP has under a date that is wrong or may be, since when.
CREATE TABLE datings (ref TEXT PRIMARY KEY, warehouse TEXT, since INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE INDEX datings_since ON datings (since, ref, warehouse);

-- How the closing of each company's period stands; entity is empty for all companies.
CREATE TABLE closings (period TEXT NOT NULL, entity TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (period, entity)) WITHOUT ROWID;
`;

/** Reads one of each by what names it. */
export function closingReaders(db: Handle) {
  const dating = db.prepare("SELECT doc FROM datings WHERE ref = ?").pluck();
  const closing = db.prepare("SELECT doc FROM closings WHERE period = ? AND entity = ?").pluck();
  const parsed = <T>(doc: unknown): T | undefined => (typeof doc === "string" ? (JSON.parse(doc) as T) : undefined);
  return {
    dating: (ref: Ref) => parsed<Dating>(dating.get(ref)),
    closing: (period: string, entity: string | null) => parsed<KeptClosing>(closing.get(period, entity ?? "")),
  };
}

/** Writes both; to be called within a transaction. */
export function closingWriter(db: Handle, docOf: DocOf) {
  const drop = db.prepare("DELETE FROM datings WHERE ref = ?");
  const putDating = db.prepare("INSERT OR REPLACE INTO datings (ref, warehouse, since, doc) VALUES (?, ?, ?, ?)");
  const putClosing = db.prepare("INSERT OR REPLACE INTO closings (period, entity, doc) VALUES (?, ?, ?)");
  return (datings: ReadonlyMap<Ref, Dating | null>, closings: ReadonlyMap<string, KeptClosing>): void => {
    for (const [ref, dating] of datings) {
      if (dating === null) drop.run(ref);
      else putDating.run(ref, dating.warehouse, datingSince(dating), docOf(dating));
    }
    for (const closing of closings.values()) putClosing.run(closing.period, closing.entity ?? "", docOf(closing));
  };
}

/** Reads datings that began at or after an instant, by ref. */
export function datingsView(
  db: Handle,
): (scope: Scope, since: Instant, limit: number, cursor: string | null) => Page<Dating> {
  const prepare = statements(db);
  return (scope, since, limit, cursor) => {
    const where = all([{ sql: "since >= ?", values: [since] }, ...scopeConditions(scope)]);
    const [after = ""] = readCursor(cursor, "s") ?? [];
    const found = prepare(`SELECT doc FROM datings WHERE ${where.sql} AND ref > ? ORDER BY ref LIMIT ?`)
      .pluck()
      .all(...where.values, after, limit + 1);
    const items = found.slice(0, limit).map((doc) => JSON.parse(String(doc)) as Dating);
    const last = items.at(-1);
    return {
      items,
      total: Number(
        prepare(`SELECT count(*) FROM datings WHERE ${where.sql}`)
          .pluck()
          .get(...where.values),
      ),
      nextCursor: last !== undefined && found.length > limit ? cursorText([last.ref]) : null,
    };
  };
}
