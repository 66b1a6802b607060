import type { Cause, OpsException, Severity } from "../../domain/index.ts";
import { type CauseMember, countCauses, endingsOf } from "../../ports/causes.ts";
import type { CauseGroup, Episode, ExceptionFilter, HeldTotal, Scope } from "../../ports/index.ts";
import { all, oneOf, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { parsed } from "./store-rows.ts";
import { conditionsOf, scopeConditions } from "./views-exceptions.ts";

/** Members of an episode that are looked at, the newest first: enough to say how it went. */
const membersRead = 5_000;

/** Earlier episodes of a cause; to be called within one state of the file. */
export function episodesView(db: Handle): (scope: Scope, cause: number, limit: number) => readonly Episode[] {
  const prepare = statements(db);
  const earlier = db
    .prepare(
      `SELECT doc FROM causes WHERE family = (SELECT family FROM causes WHERE number = ?) AND number < ?
       ORDER BY number DESC`,
    )
    .pluck();
  return (scope, number, limit) => {
    const seen = scopeConditions(scope);
    const found: Episode[] = [];
    for (const doc of earlier.iterate(number, number)) {
      if (found.length === limit) break;
      const cause = parsed<Cause>(doc);
      if (cause === undefined) continue;
      const where = all([{ sql: "cause = ?", values: [cause.number] }, ...seen]);
      const rows = prepare(
        `SELECT doc ->> '$.resolution.by', doc ->> '$.resolution.reason', resolved_at - (doc ->> '$.createdAt')
         FROM exceptions WHERE ${where.sql} ORDER BY number DESC LIMIT ?`,
      )
        .raw()
        .all(...where.values, membersRead) as (readonly [string | null, string | null, number | null])[];
      if (rows.length === 0) continue;
      const said = prepare(
        `SELECT history.doc ->> 'by', history.doc ->> 'text', history.doc ->> 'at' AS at
         FROM history JOIN exceptions ON exceptions.number = history.exception
         WHERE ${where.sql} AND history.doc ->> 'by' <> 'rule' AND history.doc ->> 'text' IS NOT NULL
         ORDER BY at DESC, history.exception DESC, history.version DESC LIMIT 1`,
      )
        .raw()
        .get(...where.values) as readonly [string, string, number] | undefined;
      found.push({
        cause,
        ...endingsOf(rows.map(([by, reason, tookMs]) => ({ by, reason, tookMs }))),
        said: said === undefined ? null : { by: said[0], text: said[1], at: said[2] },
      });
    }
    return found;
  };
}

type MemberRow = readonly [
  cause: number,
  number: number,
  state: CauseMember["state"],
  severity: Severity,
  warehouse: string | null,
  team: string,
  person: string | null,
  object: string | null,
  acknowledgedAt: number | null,
  told: number,
  cutoff: number,
  worth: number,
  opened: number,
];

/** Causes with what their exceptions come to; to be called within one state of the file. */
export function causesView(
  db: Handle,
): (scope: Scope, filter: ExceptionFilter, only?: readonly number[]) => readonly CauseGroup[] {
  const prepare = statements(db);
  const causeDoc = db.prepare("SELECT doc FROM causes WHERE number = ?").pluck();
  const exceptionDoc = db.prepare("SELECT doc FROM exceptions WHERE number = ?").pluck();

  return (scope, filter, only) => {
    const which = only === undefined ? { sql: "cause IS NOT NULL", values: [] } : oneOf("cause", only);
    const where = all([which, ...conditionsOf(scope, filter)]);
    const members = prepare(
      `SELECT cause, number, state, severity, warehouse, team, person, object, acknowledged_at, told, cutoff_at, worth,
         opened_at FROM exceptions WHERE ${where.sql}`,
    )
      .raw()
      .all(...where.values) as MemberRow[];
    if (members.length === 0) return [];
    // Of each object held, the amount of the newest member that names it: `max` decides whose columns these are.
    const holds = prepare(
      `WITH newest AS (
         SELECT cause, max(holds.number), minor, currency, basis FROM exceptions JOIN holds USING (number) WHERE ${where.sql}
         GROUP BY cause, holds.ref
       )
       SELECT cause, currency, basis = 'cost' AS at_cost, sum(minor), count(*), sum(basis = 'order-price') FROM newest
       GROUP BY cause, currency, at_cost ORDER BY cause, currency, at_cost`,
    )
      .raw()
      .all(...where.values) as (readonly [number, string | null, 0 | 1, number | null, number, number])[];
    const held = heldByCause(holds);
    return countCauses(members.map(memberOf)).flatMap(({ number, first, ...rest }) => {
      const cause = parsed<Cause>(causeDoc.get(number));
      if (cause === undefined) return [];
      return {
        ...rest,
        cause,
        held: held.get(number) ?? { objects: 0, money: [], estimated: 0, unknown: 0 },
        first: first.flatMap((one) => parsed<OpsException>(exceptionDoc.get(one)) ?? []),
      };
    });
  };
}

const memberOf = (row: MemberRow): CauseMember => {
  const [cause, number, state, severity, warehouse, team, person, object, acknowledgedAt, told, cutoff, worth, opened] =
    row;
  return {
    cause,
    number,
    state,
    severity,
    warehouse,
    team,
    person,
    object,
    acknowledgedAt,
    told: told === 1,
    cutoff,
    worth,
    opened,
  };
};

function heldByCause(
  rows: readonly (readonly [
    cause: number,
    currency: string | null,
    atCost: 0 | 1,
    minor: number | null,
    count: number,
    estimates: number,
  ])[],
): ReadonlyMap<number, HeldTotal> {
  const totals = new Map<number, HeldTotal>();
  for (const [cause, currency, atCost, minor, count, estimates] of rows) {
    const known = totals.get(cause) ?? { objects: 0, money: [], estimated: 0, unknown: 0 };
    totals.set(
      cause,
      currency === null
        ? { ...known, objects: known.objects + count, unknown: known.unknown + count }
        : {
            ...known,
            objects: known.objects + count,
            estimated: known.estimated + estimates,
            money: [...known.money, { minor: minor ?? 0, currency, side: atCost === 1 ? "cost" : "price" }],
          },
    );
  }
  return totals;
}
