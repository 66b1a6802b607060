import type { ExceptionKind, Instant } from "../../domain/index.ts";
import {
  addLags,
  earlierOf,
  type FlowAsk,
  type FlowHour,
  type FlowHoursAsk,
  type FlowPassages,
  type FlowSeen,
  type FlowSums,
  flowSums,
  hourMs,
  hourOf,
  hourSums,
  type UnmetState,
} from "../../ports/flow.ts";
import type { Scope, Window } from "../../ports/index.ts";
import { all, type Condition, oneOf, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { bucketSums, bucketsOfBytes } from "./lag-buckets.ts";
import { heldBy } from "./views-exceptions.ts";

/** One step by hour; to be called within one state of the file. */
export function flowHoursView(db: Handle): (scope: Scope, ask: FlowHoursAsk) => readonly FlowHour[] {
  const prepare = statements(db);
  return (scope, { flow, step, warehouse, within }) => {
    const where = all(placesOf(scope, flow, warehouse));
    const sums = hourSums();
    const measured = prepare(
      `SELECT hour, count, late, buckets FROM lag_hours
       WHERE cell IN (SELECT id FROM cells WHERE ${where.sql} AND step = ?) AND hour >= ? AND hour < ?`,
    )
      .raw()
      .iterate(...where.values, step, within.from, within.to);
    for (const [hour, count, late, buckets] of measured as Iterable<readonly [Instant, number, number, Buffer]>)
      addLags(sums.of(hour), count, late, bucketsOfBytes(buckets));
    const raised = prepare(
      `SELECT opened_at FROM exceptions WHERE ${where.sql} AND ${told} AND policy = ? AND opened_at >= ? AND opened_at < ?`,
    )
      .pluck()
      .iterate(...where.values, `${flow}.${step}`, within.from, within.to);
    for (const at of raised as Iterable<Instant>) sums.of(at).raised++;
    return sums.hours();
  };
}

/** Rows of a flow in the buildings that are in scope and asked for. */
const placesOf = ({ warehouses }: Scope, flow: string, warehouse: string | null): readonly Condition[] => [
  { sql: "flow = ?", values: [flow] },
  ...(warehouses === null ? [] : [oneOf("warehouse", warehouses)]),
  ...(warehouse === null ? [] : [{ sql: "warehouse = ?", values: [warehouse] }]),
];

/** Exceptions that count: told to somebody, and joined to no other. */
const told = "watch = 0 AND coalesce(doc ->> '$.resolution.reason', '') <> 'merged'";

/** What stands in a flow and went through it; to be called within one state of the file. */
export function flowView(db: Handle): (scope: Scope, ask: FlowAsk) => FlowSeen {
  const prepare = statements(db);

  const addUnmet = (sums: FlowSums, where: Condition, { window, before }: FlowAsk): void => {
    const within = "sum(since >= ? AND since < ?)";
    const rows = prepare(
      `SELECT step, warehouse, state, count(*), min(since), ${within}, ${within} FROM unmet WHERE ${where.sql}
       GROUP BY step, state, warehouse`,
    )
      .raw()
      .all(window.from, window.to, before.from, before.to, ...where.values) as (readonly [
      string,
      string,
      UnmetState,
      number,
      Instant,
      number,
      number,
    ])[];
    for (const [step, warehouse, state, count, oldest, now, earlier] of rows) {
      const cell = sums.of(step, warehouse);
      switch (state) {
        case "open":
        case "missed":
          cell[state] = count;
          cell.oldestAt = earlierOf(cell.oldestAt, oldest);
          break;
        case "paused":
          cell.paused = count;
          break;
        case "cancelled":
        case "not-judged": {
          const dropped = state === "cancelled" ? "cancelled" : "notJudged";
          cell.now[dropped] = now;
          cell.before[dropped] = earlier;
        }
      }
    }
  };

  const addMeasured = (sums: FlowSums, where: Condition, ask: FlowAsk): void => {
    const cells = prepare(`SELECT id, step, warehouse FROM cells WHERE ${where.sql}`)
      .raw()
      .all(...where.values) as (readonly [number, string, string])[];
    const hours = prepare("SELECT count, late, buckets FROM lag_hours WHERE cell = ? AND hour >= ? AND hour < ?").raw();
    const minutes = prepare(
      "SELECT count, late, buckets FROM lags WHERE cell = ? AND minute >= ? AND minute < ?",
    ).raw();
    type Row<T> = readonly [count: number, late: number, buckets: T];
    for (const [id, step, warehouse] of cells) {
      const cell = sums.of(step, warehouse);
      for (const span of ["now", "before"] as const) {
        const { from, to } = span === "now" ? ask.window : ask.before;
        // Whole hours by their folds, what is before and after them by minutes.
        const first = Math.min(hourOf(from + hourMs - 1), to);
        const last = Math.max(hourOf(to), first);
        const buckets = bucketSums();
        let [count, late] = [0, 0];
        for (const row of hours.iterate(id, first, last) as Iterable<Row<Buffer>>) {
          count += row[0];
          late += row[1];
          buckets.addBytes(row[2]);
        }
        for (const end of [[from, first] as const, [last, to] as const])
          for (const row of minutes.iterate(id, ...end) as Iterable<Row<string>>) {
            count += row[0];
            late += row[1];
            buckets.addText(row[2]);
          }
        addLags(cell[span], count, late, buckets.pairs());
      }
    }
  };

  const addExceptions = (sums: FlowSums, flow: string, where: Condition, { window, before }: FlowAsk): void => {
    const step = `coalesce(substr(policy, ${[...flow].length + 2}), '')`;
    const here = "coalesce(warehouse, '')";
    const raised = prepare(
      `SELECT ${step}, ${here}, sum(opened_at >= ? AND opened_at < ?), sum(opened_at >= ? AND opened_at < ?)
       FROM exceptions WHERE ${where.sql} AND opened_at >= ? AND opened_at < ? GROUP BY policy, warehouse`,
    )
      .raw()
      .all(
        ...[window.from, window.to, before.from, before.to, ...where.values],
        ...[Math.min(window.from, before.from), Math.max(window.to, before.to)],
      ) as (readonly [string, string, number, number])[];
    for (const [at, warehouse, now, earlier] of raised) {
      const cell = sums.of(at, warehouse);
      cell.now.raised += now;
      cell.before.raised += earlier;
    }
    const standing = prepare(
      `SELECT ${step}, ${here}, kind, count(*) FROM exceptions WHERE ${where.sql} AND unresolved = 1
       GROUP BY policy, warehouse, kind`,
    )
      .raw()
      .all(...where.values) as (readonly [string, string, ExceptionKind, number])[];
    for (const [at, warehouse, kind, count] of standing) sums.of(at, warehouse).exceptions.set(kind, count);
  };

  const stuckIn = (flow: string, unmet: Condition, exceptions: Condition): ReadonlyMap<string, number> => {
    const rows = prepare(
      `SELECT step, count(DISTINCT ref) FROM (
         SELECT step, ref FROM unmet WHERE ${unmet.sql} AND state = 'missed'
         UNION ALL
         SELECT coalesce(substr(policy, ${[...flow].length + 2}), ''), object FROM exceptions
         WHERE ${exceptions.sql} AND unresolved = 1 AND object IS NOT NULL
       ) GROUP BY step`,
    )
      .raw()
      .all(...unmet.values, ...exceptions.values) as (readonly [string, number])[];
    return new Map(rows);
  };

  const passagesIn = (where: Condition, { from, to }: Window): FlowPassages => {
    const begun = prepare(`SELECT count(*) FROM passages WHERE ${where.sql} AND began_at >= ? AND began_at < ?`)
      .pluck()
      .get(...where.values, from, to);
    const rows = prepare(
      `SELECT bucket, count(*) FROM passages WHERE ${where.sql} AND ended_at >= ? AND ended_at < ? GROUP BY bucket`,
    )
      .raw()
      .all(...where.values, from, to) as (readonly [number | null, number])[];
    const histogram = new Map<number, number>();
    let completed = 0;
    for (const [bucket, count] of rows) {
      completed += count;
      if (bucket !== null) histogram.set(bucket, count);
    }
    return { begun: Number(begun), completed, histogram };
  };

  return (scope, ask) => {
    const { flow, warehouse, window, before } = ask;
    const where = all(placesOf(scope, flow, warehouse));
    const raised = all([where, { sql: told, values: [] }]);
    const sums = flowSums();
    addUnmet(sums, where, ask);
    addMeasured(sums, where, ask);
    addExceptions(sums, flow, raised, ask);
    return {
      cells: sums.cells(),
      stuck: stuckIn(flow, where, raised),
      passages: { now: passagesIn(where, window), before: passagesIn(where, before) },
      held: {
        now: heldBy(prepare, all([raised, { sql: "unresolved = 1", values: [] }])),
        before: heldBy(
          prepare,
          all([
            raised,
            { sql: "opened_at < ? AND (resolved_at IS NULL OR resolved_at >= ?)", values: [window.from, window.from] },
          ]),
        ),
      },
    };
  };
}
