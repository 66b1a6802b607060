import type { BusinessObject, Instant, Ref, TalliedKind } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Page } from "../../ports/index.ts";
import { type Restood, stillThere } from "../../ports/standings.ts";
import type { Handle } from "./database.ts";
import { objectIn } from "./packed-objects.ts";

/** Writes where objects stand; to be called within a transaction. */
export function standingWriter(db: Handle): (changed: readonly Restood[]) => void {
  const put = db.prepare(
    "INSERT OR REPLACE INTO standings (kind, warehouse, ref, from_at, until_at) VALUES (?, ?, ?, ?, ?)",
  );
  const drop = db.prepare("DELETE FROM standings WHERE kind = ? AND warehouse = ? AND ref = ?");
  return (changed) => {
    for (const { ref, kind, was, is } of changed) {
      for (const { warehouse } of was)
        if (!is.some((one) => one.warehouse === warehouse)) drop.run(kind, warehouse, ref);
      for (const { warehouse, from, until } of is) put.run(kind, warehouse, ref, from, until ?? stillThere);
    }
  };
}

/** Reads who stands in a building in a time: by the end of stays, so that what ended before is never looked at. */
export function standingView(
  db: Handle,
): (
  kind: TalliedKind,
  warehouse: string,
  within: { readonly from: Instant; readonly to: Instant },
  limit: number,
  cursor: string | null,
) => Page<BusinessObject> {
  const among =
    "FROM standings INDEXED BY standings_until WHERE kind = ? AND warehouse = ? AND until_at >= ? AND from_at < ?";
  const count = db.prepare(`SELECT count(*) ${among}`).pluck();
  const read = db
    .prepare(
      `SELECT ref, objects.doc FROM (SELECT ref ${among} AND ref > ? ORDER BY ref LIMIT ?) AS stands JOIN objects USING (ref)
       ORDER BY stands.ref`,
    )
    .raw();
  return (kind, warehouse, { from, to }, limit, cursor) => {
    const [after] = readCursor(cursor, "s") ?? [""];
    const found = read.all(kind, warehouse, from, to, after, limit + 1) as (readonly [Ref, string])[];
    const items = found.slice(0, limit).map((row) => objectIn(...row));
    const last = items.at(-1);
    return {
      items,
      total: Number(count.get(kind, warehouse, from, to)),
      nextCursor: last !== undefined && found.length > limit ? cursorText([last.ref]) : null,
    };
  };
}
