import type { TraceState } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Page, Scope, TraceFilter } from "../../ports/index.ts";
import { wordsOfQuery } from "../../ports/words.ts";
import { alikeWhere } from "./alike.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { keyReader } from "./keys.ts";
import { warehousesPath } from "./packed-objects.ts";
import { keysPath, type TraceRow, traceIn } from "./packed-traces.ts";
import { parsed } from "./store-rows.ts";
import { refText, traceColumns, traceReader } from "./trace-rows.ts";

/** Lists of traces; to be called within one state of the file. */
export function traceViews(db: Handle): {
  page(scope: Scope, filter: TraceFilter, limit: number, cursor: string | null): Page<TraceState>;
  one(scope: Scope, ref: string): TraceState | undefined;
} {
  const prepare = statements(db);
  const byRef = traceReader(db);
  const refOf = keyReader(db);
  const warehousesOf = db.prepare(`SELECT doc ->> '${warehousesPath}' FROM objects WHERE ref = ?`).pluck();

  /** A trace has no warehouse: who may see one of its objects may see it. */
  const sees = ({ warehouses }: Scope, trace: TraceState): boolean =>
    warehouses === null ||
    trace.keys.some((key) => {
      const at = parsed<readonly string[]>(warehousesOf.get(refOf(key))) ?? [];
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
                sql: `start_at <= ? AND (start_at < ? OR ${refText} > ?)`,
                values: [-Number(after[0]), -Number(after[0]), String(after[1])],
              },
            ]);
      const order = `ORDER BY start_at DESC, ${refText}`;
      const listed = (condition: Condition, most: number): TraceState[] => {
        const rows = prepare(`SELECT ${traceColumns} FROM traces WHERE ${condition.sql} ${order} LIMIT ?`).raw();
        return (rows.all(...condition.values, most) as TraceRow[]).map(traceIn);
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
      const found = byRef(ref);
      return found !== undefined && sees(scope, found) ? found : undefined;
    },
  };
}

function conditionsOf({ outcome, system, from, to, q, environment }: TraceFilter): readonly Condition[] {
  return [
    ...(outcome === undefined ? [] : [{ sql: outcome === "failed" ? "failed = 1" : "keyed = 1", values: [] }]),
    ...(environment === undefined ? [] : [{ sql: "environment = ?", values: [environment] }]),
    ...(from === undefined ? [] : [{ sql: "start_at >= ?", values: [from] }]),
    ...(to === undefined ? [] : [{ sql: "start_at < ?", values: [to] }]),
    ...(system === undefined ? [] : [{ sql: passes, values: [system, system] }]),
    ...wordsOfQuery(q ?? "").map(hasWord),
  ];
}

const passes = alikeWhere(
  "trace_systems",
  "systems",
  (text) => `EXISTS (SELECT 1 FROM json_each(${text}) WHERE json_each.value = ?)`,
);

/** The id in a ref: behind the environment that is kept apart. */
const traceIdIn = `substr(${refText}, instr(${refText}, '@') + 1)`;
/** The value in the text of a key of an environment that counts. */
const afterColon = (text: string): string => `substr(${text}, instr(${text}, ':') + 1)`;
const valueIn = afterColon(afterColon("json_each.value"));
const named = alikeWhere("trace_names", "name", (text) => `instr(lower(${text}), ?) > 0`);
/** Most documents do not have a word at all, and need not be taken apart. */
const keyed = `instr(lower(doc), ?) > 0
  AND EXISTS (SELECT 1 FROM json_each(doc, '${keysPath}') WHERE instr(lower(${valueIn}), ?) > 0)`;
const said = `iif(words IS NULL, ${named} OR (${keyed}), instr(words, ?) > 0)`;

/** Whether a trace has a word: in its name, in the values of its keys or in its id. */
function hasWord(word: string): Condition {
  const asWritten = JSON.stringify(word).slice(1, -1);
  return {
    sql: `(${said} OR instr(${traceIdIn}, ?) > 0)`,
    values: [word, word, asWritten, word, word, word],
  };
}
