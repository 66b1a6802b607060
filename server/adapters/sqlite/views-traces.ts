import { partsOf, type TraceState } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Page, Scope, TraceFilter } from "../../ports/index.ts";
import { wordsOfQuery } from "../../ports/words.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { warehousesPath } from "./packed-objects.ts";
import { systemsPath, traceStateIn } from "./packed-traces.ts";
import { parsed, read } from "./store-rows.ts";

/** Lists of traces; to be called within one state of the file. */
export function traceViews(db: Handle): {
  page(scope: Scope, filter: TraceFilter, limit: number, cursor: string | null): Page<TraceState>;
  one(scope: Scope, ref: string): TraceState | undefined;
} {
  const prepare = statements(db);
  const byRef = db.prepare("SELECT doc FROM traces WHERE ref = ?").pluck();
  const ofKey = db
    .prepare(
      `SELECT objects.doc ->> '${warehousesPath}' FROM keys JOIN objects USING (ref)
       WHERE environment = ? AND kind = ? AND value = ? AND issuer = ?`,
    )
    .pluck();

  /** A trace has no warehouse: who may see one of its objects may see it. */
  const sees = ({ warehouses }: Scope, trace: TraceState): boolean =>
    warehouses === null ||
    trace.keys.some((key) => {
      const { environment, kind, value, issuer } = partsOf(key);
      const at = parsed<readonly string[]>(ofKey.get(environment, kind, value, issuer)) ?? [];
      return at.some((warehouse) => warehouses.includes(warehouse));
    });

  return {
    page(scope, filter, limit, cursor) {
      const where = all(conditionsOf(filter));
      const after = readCursor(cursor, "ns");
      const from =
        after === null
          ? where
          : all([
              where,
              {
                sql: "start_at <= ? AND (start_at < ? OR ref > ?)",
                values: [-Number(after[0]), -Number(after[0]), String(after[1])],
              },
            ]);
      const order = "ORDER BY start_at DESC, ref";
      const listed = (condition: Condition, most: number): TraceState[] => {
        const rows = prepare(`SELECT ref, doc FROM traces WHERE ${condition.sql} ${order} LIMIT ?`).raw();
        return (rows.all(...condition.values, most) as (readonly [string, string])[]).map((row) =>
          traceStateIn(...row),
        );
      };
      const scoped = scope.warehouses !== null;
      const total = scoped
        ? listed(where, -1).filter((trace) => sees(scope, trace)).length
        : Number(
            prepare(`SELECT count(*) FROM traces WHERE ${where.sql}`)
              .pluck()
              .get(...where.values),
          );
      const found = scoped ? listed(from, -1).filter((trace) => sees(scope, trace)) : listed(from, limit + 1);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      const more = last !== undefined && found.length > limit;
      return { items, total, nextCursor: more ? cursorText([-last.startAt, last.ref]) : null };
    },
    one(scope, ref) {
      const found = read(byRef.get(ref), (text) => traceStateIn(ref, text));
      return found !== undefined && sees(scope, found) ? found : undefined;
    },
  };
}

/** The id in a ref: behind the environment that is kept apart. */
const traceIdIn = "substr(ref, instr(ref, '@') + 1)";

function conditionsOf({ outcome, system, from, to, q, environment }: TraceFilter): readonly Condition[] {
  return [
    ...(outcome === undefined ? [] : [{ sql: outcome === "failed" ? "failed = 1" : "keyed = 1", values: [] }]),
    ...(environment === undefined ? [] : [{ sql: "environment = ?", values: [environment] }]),
    ...(from === undefined ? [] : [{ sql: "start_at >= ?", values: [from] }]),
    ...(to === undefined ? [] : [{ sql: "start_at < ?", values: [to] }]),
    ...(system === undefined
      ? []
      : [
          {
            sql: `EXISTS (SELECT 1 FROM json_each(doc, '${systemsPath}') WHERE json_each.value = ?)`,
            values: [system],
          },
        ]),
    ...wordsOfQuery(q ?? "").map((word) => ({
      sql: `(instr(words, ?) > 0 OR instr(${traceIdIn}, ?) > 0)`,
      values: [word, word],
    })),
  ];
}
