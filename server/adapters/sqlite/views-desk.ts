import type { HandOver, OpsException } from "../../domain/index.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import type { Scope, Views, Window } from "../../ports/index.ts";
import { mostNotMine } from "../../ports/not-mine.ts";
import { all, type Condition, oneOf, statements } from "./condition.ts";
import { type Handle, inOneState } from "./database.ts";

/** What is asked of routing and of hand-overs. */
export function deskViews(db: Handle): Pick<Views, "past" | "coverage" | "notMine" | "handOvers"> {
  const prepare = statements(db);
  const docs = <T>(sql: string, values: readonly unknown[]): readonly T[] =>
    prepare(sql)
      .pluck()
      .all(...values)
      .map((doc) => JSON.parse(String(doc)) as T);
  const within = (scope: Scope, { from, to }: Window): Condition =>
    all([{ sql: "watch = 0 AND opened_at >= ? AND opened_at < ?", values: [from, to] }, ...scopeConditions(scope)]);
  return {
    async past(scope, window, limit, cursor) {
      const after = readCursor(cursor, "nn");
      const where = all([
        within(scope, window),
        ...(after === null ? [] : [{ sql: "(opened_at, number) > (?, ?)", values: after }]),
      ]);
      const read = docs<OpsException>(
        `SELECT doc FROM exceptions INDEXED BY exceptions_past WHERE ${where.sql} ORDER BY opened_at, number LIMIT ?`,
        [...where.values, limit + 1],
      );
      const items = read.slice(0, limit);
      const last = items.at(-1);
      const more = last !== undefined && read.length > limit;
      return { items, nextCursor: more ? cursorText([last.openedAt, last.number]) : null };
    },
    async coverage(scope, window) {
      const where = within(scope, window);
      const [total, fallback] = prepare(
        `SELECT count(*), coalesce(sum(fallback), 0) FROM exceptions INDEXED BY exceptions_past WHERE ${where.sql}`,
      )
        .raw()
        .get(...where.values) as readonly [number, number];
      return { total, byFallback: fallback };
    },
    async notMine(scope, since) {
      const where = all([{ sql: "not_mine_at >= ?", values: [since] }, ...scopeConditions(scope)]);
      const newest = docs<OpsException>(`SELECT doc FROM exceptions WHERE ${where.sql} ORDER BY number DESC LIMIT ?`, [
        ...where.values,
        mostNotMine,
      ]);
      return [...newest].reverse();
    },
    handOvers: async (scope, limit) =>
      inOneState(db, () => {
        const where = all([
          { sql: "number IN (SELECT value FROM json_each(hand_overs.doc, '$.exceptions'))", values: [] },
          ...scopeConditions(scope),
        ]);
        return docs<HandOver>(
          `SELECT doc FROM hand_overs WHERE EXISTS (SELECT 1 FROM exceptions WHERE ${where.sql}) ORDER BY number DESC LIMIT ?`,
          [...where.values, limit],
        );
      }),
  };
}

const scopeConditions = ({ warehouses }: Scope): readonly Condition[] =>
  warehouses === null ? [] : [oneOf("warehouse", warehouses)];
