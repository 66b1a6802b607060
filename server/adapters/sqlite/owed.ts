import type { Instant, LifeVersion, OwedLife, Ref } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Page, Scope } from "../../ports/index.ts";
import { stillThere } from "../../ports/standings.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { scopeConditions } from "./views-exceptions.ts";

/** Reads all that was known of what an object owes, oldest first. */
export function owedReader(db: Handle): (ref: Ref) => readonly LifeVersion[] {
  const read = db.prepare("SELECT doc, known_from, known_until FROM owed WHERE ref = ? ORDER BY id").raw();
  return (ref) =>
    (read.all(ref) as (readonly [string, Instant, Instant])[]).map(([doc, knownFrom, knownUntil]) => ({
      life: JSON.parse(doc) as OwedLife,
      knownFrom,
      knownUntil: knownUntil === stillThere ? null : knownUntil,
    }));
}

/** Writes all that was known of what an object owes, in the place of what stands there; to be called within a transaction. */
export function owedWriter(db: Handle): (ref: Ref, versions: readonly LifeVersion[]) => void {
  const drop = db.prepare("DELETE FROM owed WHERE ref = ?");
  const put = db.prepare(
    `INSERT INTO owed (ref, kind, warehouse, from_at, until_at, known_from, known_until, doc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (ref, versions) => {
    drop.run(ref);
    for (const { life, knownFrom, knownUntil } of versions) {
      const { kind, warehouse } = life.owed;
      const until = life.until ?? stillThere;
      put.run(ref, kind, warehouse, life.from, until, knownFrom, knownUntil ?? stillThere, JSON.stringify(life));
    }
  };
}

/** Reads what was owed in a time by the ends of lives, so that what was settled before it is never looked at. */
export function owedView(
  db: Handle,
): (
  scope: Scope,
  within: { readonly from: Instant; readonly to: Instant },
  knownAt: Instant | null,
  limit: number,
  cursor: string | null,
) => Page<OwedLife> {
  const prepare = statements(db);
  return (scope, { from, to }, knownAt, limit, cursor) => {
    const known: Condition =
      knownAt === null
        ? { sql: "known_until = ?", values: [stillThere] }
        : { sql: "known_from <= ? AND known_until > ?", values: [knownAt, knownAt] };
    const where = all([{ sql: "until_at > ? AND from_at <= ?", values: [from, to] }, known, ...scopeConditions(scope)]);
    const among = `FROM owed INDEXED BY owed_until WHERE ${where.sql}`;
    const after = readCursor(cursor, "ssn") ?? ["", "", Number.MIN_SAFE_INTEGER];
    const found = prepare(
      `SELECT doc FROM (
         SELECT id ${among} AND (ref, kind, from_at) > (?, ?, ?) ORDER BY ref, kind, from_at LIMIT ?
       ) JOIN owed USING (id) ORDER BY ref, kind, from_at`,
    )
      .pluck()
      .all(...where.values, ...after, limit + 1);
    const items = found.slice(0, limit).map((doc) => JSON.parse(String(doc)) as OwedLife);
    const last = items.at(-1);
    return {
      items,
      total: Number(
        prepare(`SELECT count(*) ${among}`)
          .pluck()
          .get(...where.values),
      ),
      nextCursor:
        last !== undefined && found.length > limit ? cursorText([last.owed.ref, last.owed.kind, last.from]) : null,
    };
  };
}
