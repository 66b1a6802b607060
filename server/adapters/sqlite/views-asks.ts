import type { Ask, OpsException } from "../../domain/index.ts";
import { type AskSeen, endedIn } from "../../ports/asks.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Page, Scope } from "../../ports/index.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { parsed } from "./store-rows.ts";

/** Asks with what became of their exceptions; to be called within one state of the file. */
export function askViews(db: Handle): {
  page(scope: Scope, about: number | null, limit: number, cursor: string | null): Page<AskSeen>;
  one(scope: Scope, number: number): AskSeen | undefined;
} {
  const prepare = statements(db);
  const ending = db.prepare("SELECT state, doc -> '$.resolution' FROM exceptions WHERE number = ?").raw();

  const seen = (doc: unknown): AskSeen => {
    const ask = JSON.parse(String(doc)) as Ask;
    return {
      ask,
      ended: endedIn(ask, (number) => {
        const row = ending.get(number) as readonly [OpsException["state"], string | null] | undefined;
        return row && { state: row[0], resolution: parsed<OpsException["resolution"]>(row[1]) ?? null };
      }),
    };
  };

  return {
    page(scope, about, limit, cursor) {
      const where = all([...within(scope), ...aboutOf(about)]);
      const before = readCursor(cursor, "n")?.[0];
      const from = all([where, ...(before === undefined ? [] : [{ sql: "number < ?", values: [before] }])]);
      const read = prepare(`SELECT number, doc FROM asks WHERE ${from.sql} ORDER BY number DESC LIMIT ?`)
        .raw()
        .all(...from.values, limit + 1) as (readonly [number, string])[];
      const items = read.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(([, doc]) => seen(doc)),
        total: Number(
          prepare(`SELECT count(*) FROM asks WHERE ${where.sql}`)
            .pluck()
            .get(...where.values),
        ),
        nextCursor: last !== undefined && read.length > limit ? cursorText([last[0]]) : null,
      };
    },
    one(scope, number) {
      const where = all([...within(scope), { sql: "number = ?", values: [number] }]);
      const doc = prepare(`SELECT doc FROM asks WHERE ${where.sql}`)
        .pluck()
        .get(...where.values);
      return doc === undefined ? undefined : seen(doc);
    },
  };
}

/** An ask is seen by who sees every building that it is about. */
const within = ({ warehouses }: Scope): readonly Condition[] =>
  warehouses === null
    ? []
    : [
        {
          sql: `NOT EXISTS (SELECT 1 FROM ask_lines WHERE ask = asks.number
            AND warehouse NOT IN (${warehouses.map(() => "?").join(", ")}))`,
          values: warehouses,
        },
      ];

const aboutOf = (exception: number | null): readonly Condition[] =>
  exception === null ? [] : [{ sql: "number IN (SELECT ask FROM ask_lines WHERE exception = ?)", values: [exception] }];
