import {
  type CellSums,
  type Contribution,
  type ContributionVersion,
  cellOf,
  cellText,
  changeCells,
  type DayCell,
  type Dimension,
  dimensions,
  type FigureHistory,
  type FigureWait,
  type Instant,
  rollUp,
} from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import { type CountedFigure, dayAmong, daysAround, type FiguresWithin } from "../../ports/figures.ts";
import type { HeldTotal, Page, Scope } from "../../ports/index.ts";
import { stillThere } from "../../ports/standings.ts";
import { all, type Condition, oneOf, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { columns, contributionOf, type Row, rowOf } from "./figure-rows.ts";
import { heldIn, scopeConditions } from "./views-exceptions.ts";

/** For the digest: each version as JSON. */
export const canonicalFigures = `
  SELECT json_object('life', json_object('figure', figure, 'ref', ref, 'warehouse', warehouse, 'partner', partner,
      'flow', flow, 'cause', cause, 'from', from_at, 'at', at, 'day', day, 'numerator', numerator,
      'denominator', denominator, 'awaits', json(iif(awaits = 1, 'true', 'false')), 'floorMs', floor_ms,
      'messageMs', message_ms, 'leftOut', left_out),
    'knownFrom', known_from, 'knownUntil', iif(known_until = ${stillThere}, NULL, known_until))
  FROM figures`;

/** Reads all that was known of what one adds to figures, oldest first of each. */
export function figureReader(db: Handle): (ref: string) => readonly ContributionVersion[] {
  const read = db
    .prepare(`SELECT ${columns}, known_from, known_until FROM figures WHERE ref = ? ORDER BY figure, known_from`)
    .raw();
  return (ref) =>
    (read.all(ref) as unknown as (readonly [...Row, Instant, Instant])[]).map((row) => {
      const [knownFrom, knownUntil] = [row[15], row[16]];
      return {
        life: contributionOf(row.slice(0, 15) as unknown as Row),
        knownFrom,
        knownUntil: knownUntil === stillThere ? null : knownUntil,
      };
    });
}

/**
 * Writes what is known of what some add to figures, and what that changes of their cells; within a transaction. `known`
 * answers what the tables hold of one: only versions that are otherwise are written.
 */
export function figureWriter(
  db: Handle,
  known: (ref: string) => readonly ContributionVersion[],
): (histories: Iterable<FigureHistory>) => void {
  const drop = db.prepare("DELETE FROM figures WHERE ref = ? AND figure = ? AND known_from = ?");
  const put = db.prepare(
    `INSERT OR REPLACE INTO figures (${columns}, known_from, known_until) VALUES (${Array(17).fill("?").join(", ")})`,
  );
  const [cells, days] = [cellWriter(db, "figure_cells", dimensions), cellWriter(db, "figure_days", ["warehouse"])];
  const learn = db.prepare("UPDATE meta SET value = max(value, ?) WHERE name = 'figures_known_to'");
  return (histories) => {
    const changed = new Map<string, DayCell>();
    let knownTo = Number.NEGATIVE_INFINITY;
    for (const { ref, figure, versions } of histories) {
      const left = new Map<Instant, ContributionVersion>();
      for (const version of known(ref)) {
        if (version.life.figure !== figure) continue;
        left.set(version.knownFrom, version);
        if (version.knownUntil === null && version.life.at !== null) changeCells(changed, [cellOf(version.life)], -1);
      }
      for (const version of versions) {
        const { life, knownFrom, knownUntil } = version;
        knownTo = Math.max(knownTo, knownFrom);
        if (left.get(knownFrom) !== version) put.run(...rowOf(life), knownFrom, knownUntil ?? stillThere);
        left.delete(knownFrom);
        if (knownUntil === null && life.at !== null) changeCells(changed, [cellOf(life)]);
      }
      for (const knownFrom of left.keys()) drop.run(ref, figure, knownFrom);
    }
    if (knownTo > Number.NEGATIVE_INFINITY) learn.run(knownTo);
    cells(changed.values());
    days(rollUp(changed.values(), ["warehouse"]));
  };
}

const sums = ["count", "numerator", "denominator", "left_out", "split", "floor_ms", "message_ms"] as const;
/** The same, of rows that each count once. */
const isSplit = "floor_ms IS NOT NULL AND message_ms IS NOT NULL";
const addsOf = [
  "1",
  "numerator",
  "denominator",
  "left_out IS NOT NULL",
  isSplit,
  `iif(${isSplit}, floor_ms, 0)`,
  `iif(${isSplit}, message_ms, 0)`,
];
const valuesOf = ({ count, numerator, denominator, leftOut, split, floorMs, messageMs }: CellSums) =>
  [count, numerator, denominator, leftOut, split, floorMs, messageMs] as const;

/** Adds to cells that a table tells apart by some dimensions; what was not told is empty text there. */
function cellWriter(db: Handle, table: string, by: readonly Dimension[]): (cells: Iterable<DayCell>) => void {
  const key = ["figure", "day", ...by, "awaits"];
  const add = db.prepare(
    `INSERT INTO ${table} (${[...key, ...sums].join(", ")}) VALUES (${[...key, ...sums].map(() => "?").join(", ")})
     ON CONFLICT DO UPDATE SET ${sums.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`,
  );
  const sweep = db.prepare(
    `DELETE FROM ${table} WHERE ${[...key.map((name) => `${name} = ?`), ...sums.map((name) => `${name} = 0`)].join(" AND ")}`,
  );
  return (cells) => {
    for (const cell of cells) {
      const name = [cell.figure, cell.day, ...by.map((one) => cell[one] ?? ""), cell.awaits ? 1 : 0];
      add.run(...name, ...valuesOf(cell));
      if (cell.count <= 0) sweep.run(...name);
    }
  };
}

/** Reads what counts in figures, what waits, and what both are made of; within one state of the file. */
export function figureViews(db: Handle): {
  cells(scope: Scope, within: FiguresWithin): readonly DayCell[];
  waiting(scope: Scope, of: readonly FigureWait[]): readonly Contribution[];
  waits(scope: Scope, figures: readonly string[], by: Instant): readonly FigureWait[];
  counted(scope: Scope, of: CountedFigure, limit: number, cursor: string | null): Page<Contribution>;
  held(scope: Scope, of: CountedFigure): HeldTotal;
} {
  const prepare = statements(db);
  const inDays = ({ period: { from, to }, figures }: Pick<FiguresWithin, "period" | "figures">): Condition[] => [
    { sql: "day >= ? AND day < ?", values: [from, to] },
    oneOf("figure", figures),
  ];
  const known = (knownAt: Instant | null): Condition =>
    knownAt === null
      ? // Written out: only so is the index of what stands found.
        { sql: `known_until = ${stillThere}`, values: [] }
      : { sql: "known_from <= ? AND known_until > ?", values: [knownAt, knownAt] };
  const select = (conditions: readonly Condition[], rest = "", ...values: readonly (string | number)[]) => {
    const where = all(conditions);
    return prepare(`SELECT ${columns} FROM figures WHERE ${where.sql} ${rest}`)
      .raw()
      .all(...where.values, ...values) as unknown as Row[];
  };
  const madeOf = (
    scope: Scope,
    { figure, period, at, knownAt, warehouse, without = [] }: CountedFigure,
  ): Condition[] => [
    ...(warehouse === null ? [] : [{ sql: "warehouse = ?", values: [warehouse] }]),
    ...without.map((one) => ({ sql: "warehouse IS NOT ?", values: [one] })),
    // Each day by itself, so that the index finds the figure in it and passes by all others.
    {
      sql: "day IN (SELECT value FROM json_each(?))",
      values: [JSON.stringify(Array.from({ length: period.to - period.from }, (_, index) => period.from + index))],
    },
    oneOf("figure", [figure]),
    { sql: "at <= ?", values: [at] },
    known(knownAt),
    ...scopeConditions(scope),
  ];
  /** Cells told apart by figure, day and some dimensions, of what a table's rows add. */
  function summed(
    from: string,
    conditions: readonly Condition[],
    { by, asOne = [] }: Pick<FiguresWithin, "by" | "asOne">,
    adds: readonly string[],
    isGrouped = true,
  ) {
    const where = all(conditions);
    const merged = asOne.map(() => "WHEN awaits = 0 AND day >= ? AND day < ? THEN ?").join(" ");
    const names = [
      "figure",
      asOne.length === 0 ? "day" : `CASE ${merged} ELSE day END`,
      ...by.map((name) => `ifnull(${name}, '')`),
      "awaits",
    ];
    const group = isGrouped ? `GROUP BY ${names.map((_, index) => index + 1).join(", ")}` : "";
    const found = prepare(
      `SELECT ${[...names, ...adds.map((sql) => (isGrouped ? `sum(${sql})` : sql))].join(", ")} FROM ${from}
       WHERE ${where.sql} ${group}`,
    )
      .raw()
      .all(...asOne.flatMap(({ from, to }) => [from, to, from]), ...where.values) as (string | number)[][];
    const [warehouse, partner, flow, cause] = dimensions.map((name) => by.indexOf(name));
    const place = (row: readonly (string | number)[], index = -1) =>
      index < 0 ? null : String(row[2 + index]) || null;
    return found.map((row): DayCell => {
      const sum = (index: number): number => Number(row[names.length + index]);
      return {
        figure: String(row[0]),
        day: Number(row[1]),
        warehouse: place(row, warehouse),
        partner: place(row, partner),
        flow: place(row, flow),
        cause: place(row, cause),
        awaits: row[names.length - 1] === 1,
        count: sum(0),
        numerator: sum(1),
        denominator: sum(2),
        leftOut: sum(3),
        split: sum(4),
        floorMs: sum(5),
        messageMs: sum(6),
      };
    });
  }
  /** Of the table that is told apart by no more than is asked for. */
  function kept(scope: Scope, within: FiguresWithin): readonly DayCell[] {
    const { by, asOne = [] } = within;
    const [table, apart] = by.every((name) => name === "warehouse")
      ? (["figure_days", 1] as const)
      : (["figure_cells", dimensions.length] as const);
    const isGrouped = new Set(by).size < apart || asOne.length > 0;
    return summed(table, [...inDays(within), ...scopeConditions(scope)], within, sums, isGrouped);
  }
  const knownTo = db.prepare("SELECT value FROM meta WHERE name = 'figures_known_to'").pluck();
  /** What lies ahead of an instant and counts on days that have begun somewhere: what was all known by then lay ahead already when it was. */
  function ahead(scope: Scope, within: FiguresWithin): readonly DayCell[] {
    const { figures, period, at } = within;
    const { first, last, over } = daysAround(at);
    const days = { from: Math.max(period.from, first), to: Math.min(period.to, last + 1) };
    const isNow = at >= Number(knownTo.get());
    return summed(
      isNow ? "figures INDEXED BY figures_ahead" : "figures",
      [
        known(null),
        ...(isNow ? [{ sql: "at > known_from", values: [] }] : []),
        { sql: "at > ? AND at < ?", values: [at, over] },
        ...inDays({ figures, period: days }),
        ...scopeConditions(scope),
      ],
      within,
      addsOf,
    );
  }
  return {
    cells(scope, within) {
      const { at, knownAt, by, figures, asOne = [] } = within;
      // An empty list holds for nothing, and no index is found by it.
      if (figures.length === 0 || scope.warehouses?.length === 0) return [];
      if (knownAt !== null) {
        const rows = [...inDays(within), ...scopeConditions(scope), known(knownAt)];
        const then = select([...rows, { sql: "at <= ?", values: [at] }]);
        return rollUp(
          then.map((row) => {
            const cell = cellOf(contributionOf(row));
            return { ...cell, day: dayAmong(asOne, cell) };
          }),
          by,
        );
      }
      // Of days on which all lies ahead nothing is read; what lies ahead on the last ones is taken out.
      const { from, to } = within.period;
      const begun = { from, to: Math.min(to, daysAround(at).last + 1) };
      const cells = new Map(kept(scope, { ...within, period: begun }).map((cell) => [cellText(cell), cell]));
      changeCells(cells, ahead(scope, within), -1);
      return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
    },
    waiting(scope, of) {
      if (scope.warehouses?.length === 0) return [];
      const where = all([
        { sql: "at IS NULL AND figure = ? AND warehouse IS ?", values: [] },
        ...scopeConditions(scope),
      ]);
      // Pair by pair: asked for together, all that waits would be gone through.
      const read = prepare(`SELECT ${columns} FROM figures INDEXED BY figures_waiting WHERE ${where.sql}`).raw();
      return of
        .flatMap(({ figure, warehouse }) => read.all(figure, warehouse, ...where.values) as unknown as Row[])
        .map(contributionOf)
        .sort((a, b) => compareTexts(a.figure, b.figure) || compareTexts(a.ref, b.ref));
    },
    waits(scope, figures, by) {
      // From one building to the next: what waits in each is far more than the buildings are.
      const next = prepare(
        `SELECT warehouse FROM figures INDEXED BY figures_waiting
         WHERE at IS NULL AND figure = ? AND warehouse > ? ORDER BY warehouse LIMIT 1`,
      ).pluck();
      const some = prepare(
        `SELECT 1 FROM figures INDEXED BY figures_waiting
         WHERE at IS NULL AND figure = ? AND warehouse IS ? AND from_at <= ? LIMIT 1`,
      ).pluck();
      const buildings = function* (figure: string): Generator<string | null> {
        if (scope.warehouses !== null) return yield* [...new Set(scope.warehouses)].sort(compareTexts);
        yield null;
        for (let last = ""; ; ) {
          const found = next.get(figure, last);
          if (found === undefined) return;
          last = String(found);
          yield last;
        }
      };
      return [...new Set(figures)]
        .sort(compareTexts)
        .flatMap((figure) =>
          [...buildings(figure)].flatMap((warehouse): readonly FigureWait[] =>
            some.get(figure, warehouse, by) === undefined ? [] : [{ figure, warehouse }],
          ),
        );
    },
    held(scope, of) {
      const where = all([...madeOf(scope, of), { sql: "numerator > 0", values: [] }]);
      return heldIn(
        prepare,
        `SELECT max(ifnull(holds.number, 0)), minor, currency, ifnull(basis, 'unknown') AS basis
         FROM (SELECT DISTINCT ref FROM figures WHERE ${where.sql}) LEFT JOIN holds USING (ref) GROUP BY ref`,
        where.values,
      );
    },
    counted(scope, of, limit, cursor) {
      const conditions = madeOf(scope, of);
      const where = all(conditions);
      const total = prepare(`SELECT count(*) FROM figures WHERE ${where.sql}`)
        .pluck()
        .get(...where.values);
      const after = readCursor(cursor, "ns") ?? [Number.MIN_SAFE_INTEGER, ""];
      const found = select(
        [...conditions, { sql: "(day, ref) > (?, ?)", values: after }],
        "ORDER BY day, ref LIMIT ?",
        limit + 1,
      );
      const items = found.slice(0, limit).map(contributionOf);
      const last = items.at(-1);
      return {
        items,
        total: Number(total),
        nextCursor: last !== undefined && found.length > limit ? cursorText([last.day, last.ref]) : null,
      };
    },
  };
}
