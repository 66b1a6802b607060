import type { OpsException } from "../../domain/index.ts";
import { type CursorPart, cursorText, readCursor } from "../../ports/cursor.ts";
import type { ExceptionFilter, ExceptionSort, HeldMoney, HeldTotal, Page, Scope, Views } from "../../ports/index.ts";
import { exceptionSorts, type SortKey, type SortValues, sortValues } from "../../ports/order.ts";
import { wordsOfQuery } from "../../ports/words.ts";
import { all, type Condition, hasWords, oneOf, statements } from "./condition.ts";
import type { Handle, Statement } from "./database.ts";
import { totalsView } from "./views-totals.ts";

const columns: Readonly<Record<keyof SortValues, string>> = {
  cutoff: "cutoff_at",
  worth: "worth",
  rank: "severity_rank",
  opened: "opened_at",
  number: "number",
};

/** Lists and counts of exceptions; to be called within one state of the file. */
export function exceptionViews(
  db: Handle,
  few: number,
): {
  page(
    scope: Scope,
    filter: ExceptionFilter,
    sort: ExceptionSort,
    limit: number,
    cursor: string | number | null,
  ): Page<OpsException> & { readonly held: HeldTotal };
  counts(scope: Scope): Awaited<ReturnType<Views["counts"]>>;
} {
  const prepare = statements(db);
  const totalsFor = totalsView(db);

  /** Sort values of the last row to leave out; of no row where fewer are there, after which nothing comes. */
  const placeBefore = (
    table: string,
    where: Condition,
    keys: readonly SortKey[],
    order: string,
    skip: number,
  ): readonly CursorPart[] | null => {
    if (skip <= 0) return null;
    const found = prepare(
      `SELECT ${keys.map(({ by }) => columns[by]).join(", ")} FROM ${table} WHERE ${where.sql} ORDER BY ${order} LIMIT 1 OFFSET ?`,
    )
      .raw()
      .get(...where.values, skip - 1) as readonly number[] | undefined;
    return found ?? keys.map(({ descending }) => (descending ? -Number.MAX_VALUE : Number.MAX_VALUE));
  };

  return {
    page(scope, filter, sort, limit, cursor) {
      const conditions = conditionsOf(scope, filter);
      const where = all(conditions);
      const { total, held, numbers } = totalsFor(where);
      // Few are read by their numbers and sorted: an index in their order would pass by all those between them.
      const { table, where: rows } =
        total <= few
          ? numbered(numbers())
          : sort === "cutoff" && isOpenHere(scope, filter)
            ? {
                table: "exceptions INDEXED BY exceptions_here",
                where: all([{ sql: "unresolved > 0", values: [] }, ...conditions]),
              }
            : { table: "exceptions", where };
      const keys = exceptionSorts[sort];
      const order = keys.map(({ by, descending }) => `${columns[by]}${descending ? " DESC" : ""}`).join(", ");
      const after =
        typeof cursor === "number"
          ? placeBefore(table, rows, keys, order, cursor)
          : readCursor(cursor, "n".repeat(keys.length));
      const from = after === null ? rows : all([rows, beyond(keys, after)]);
      const read = prepare(`SELECT doc FROM ${table} WHERE ${from.sql} ORDER BY ${order} LIMIT ?`)
        .pluck()
        .all(...from.values, limit + 1);
      const items = read.slice(0, limit).map((doc) => JSON.parse(String(doc)) as OpsException);
      const last = items.at(-1);
      const more = last !== undefined && read.length > limit;
      const values = last && sortValues(last);
      return {
        total,
        held,
        items,
        nextCursor: more && values ? cursorText(keys.map(({ by }) => values[by])) : null,
      };
    },
    counts(scope) {
      const where = all([{ sql: "watch = 0", values: [] }, ...scopeConditions(scope)]);
      const rows = prepare(
        `SELECT state, team, person, warehouse, severity, count(*) FROM exceptions INDEXED BY exceptions_counted
         WHERE unresolved = 1 AND ${where.sql} GROUP BY state, team, person, warehouse, severity`,
      )
        .raw()
        .all(...where.values) as (readonly [string, string, string | null, string | null, string, number])[];
      const newest = prepare(
        `SELECT resolved_at FROM exceptions WHERE resolved_at IS NOT NULL AND ${where.sql} ORDER BY resolved_at DESC LIMIT 1`,
      )
        .pluck()
        .get(...where.values);
      const byWarehouse = new Map<string, { open: number; critical: number }>();
      const byTeam = new Map<string, number>();
      let open = 0;
      let nobody = 0;
      let snoozed = 0;
      for (const [state, team, person, warehouse, severity, count] of rows) {
        if (state === "snoozed") {
          snoozed += count;
          continue;
        }
        open += count;
        if (person === null) nobody += count;
        byTeam.set(team, (byTeam.get(team) ?? 0) + count);
        if (warehouse === null) continue;
        const at = byWarehouse.get(warehouse) ?? { open: 0, critical: 0 };
        at.open += count;
        if (severity === "critical") at.critical += count;
        byWarehouse.set(warehouse, at);
      }
      return { open, byWarehouse, byTeam, nobody, snoozed, lastResolvedAt: (newest as number | undefined) ?? null };
    },
  };
}

/** Exceptions by their numbers alone. */
const numbered = (numbers: readonly number[]): { readonly table: string; readonly where: Condition } => ({
  table: "exceptions NOT INDEXED",
  where: { sql: "number IN (SELECT value FROM json_each(?))", values: [JSON.stringify(numbers)] },
});

/** Whether only what is open in one building is asked for. Of a scope of none no index can be named. */
const isOpenHere = ({ warehouses }: Scope, { state = [], watch, warehouse = [] }: ExceptionFilter): boolean =>
  (warehouses?.length === 1 || (warehouse.length === 1 && warehouses?.length !== 0)) &&
  watch !== true &&
  state.length > 0 &&
  !state.includes("resolved");

/** Of each object held, the amount of the newest exception that names it: `max` decides whose columns these are. */
export const heldBy = (prepare: (sql: string) => Statement, where: Condition): HeldTotal =>
  heldIn(
    prepare,
    `SELECT max(holds.number), minor, currency, basis FROM exceptions JOIN holds USING (number) WHERE ${where.sql}
     GROUP BY holds.ref`,
    where.values,
  );

/** Sums of a query that answers one row an object: minor, currency and basis, NULL and `unknown` where none is known. */
export function heldIn(prepare: (sql: string) => Statement, newest: string, values: Condition["values"]): HeldTotal {
  const rows = prepare(
    `WITH newest AS (${newest})
     SELECT currency, basis = 'cost' AS at_cost, sum(minor), count(*), sum(basis = 'order-price') FROM newest
     GROUP BY currency, at_cost ORDER BY currency, at_cost`,
  )
    .raw()
    .all(...values) as (readonly [string | null, 0 | 1, number | null, number, number])[];
  let objects = 0;
  let estimated = 0;
  let unknown = 0;
  const money: HeldMoney[] = [];
  for (const [currency, atCost, minor, count, estimates] of rows) {
    objects += count;
    if (currency === null) unknown += count;
    else {
      estimated += estimates;
      money.push({ minor: minor ?? 0, currency, side: atCost === 1 ? "cost" : "price" });
    }
  }
  return { objects, money, estimated, unknown };
}

/** What a scope asks of the rows of `exceptions`. */
export const scopeConditions = ({ warehouses }: Scope): readonly Condition[] =>
  warehouses === null ? [] : [oneOf("warehouse", warehouses)];

/** What a filter asks of the rows of `exceptions`. */
export function conditionsOf(scope: Scope, filter: ExceptionFilter): readonly Condition[] {
  const within = (column: string, values: readonly (string | number)[] | undefined): readonly Condition[] =>
    values === undefined || values.length === 0 ? [] : [oneOf(column, values)];
  const is = (column: string, value: string | undefined): readonly Condition[] =>
    value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] }];
  const states = filter.state ?? [];
  const resolved = states.filter((state) => state === "resolved").length;
  // Lets the indexes that are in the order of the list be used.
  const side: readonly Condition[] =
    states.length === 0 || (resolved > 0 && resolved < states.length)
      ? []
      : [{ sql: `unresolved = ${resolved > 0 ? 0 : 1}`, values: [] }];
  return [
    ...side,
    ...(filter.watch === true ? [] : [{ sql: "watch = 0", values: [] }]),
    ...scopeConditions(scope),
    ...within("number", filter.number),
    ...within("state", filter.state),
    ...within("kind", filter.kind),
    ...within("severity", filter.severity),
    ...within("warehouse", filter.warehouse),
    ...within("team", filter.team),
    ...within("flow", filter.flow),
    ...within("system", filter.system),
    ...is("coalesce(person, 'none')", filter.person),
    ...is("policy", filter.policy),
    ...is("object", filter.object),
    ...(filter.cause === undefined ? [] : [{ sql: "cause = ?", values: [filter.cause] }]),
    ...(filter.outcome === undefined ? [] : [{ sql: "unseen = 1", values: [] }]),
    ...(filter.minValue === undefined ? [] : [{ sql: "amount >= ?", values: [Number(filter.minValue)] }]),
    ...hasWords("words", wordsOfQuery(filter.q ?? "")),
  ];
}

/** Rows after a place in an order: after it by the first key, or level there and after it by the rest. */
function beyond(keys: readonly SortKey[], place: readonly CursorPart[]): Condition {
  const [key, ...rest] = keys;
  const [at = 0, ...further] = place;
  if (key === undefined) return { sql: "0", values: [] };
  const column = columns[key.by];
  const sign = key.descending ? "<" : ">";
  if (rest.length === 0) return { sql: `${column} ${sign} ?`, values: [at] };
  const level = beyond(rest, further);
  return {
    sql: `(${column} ${sign}= ? AND (${column} ${sign} ? OR (${level.sql})))`,
    values: [at, at, ...level.values],
  };
}
