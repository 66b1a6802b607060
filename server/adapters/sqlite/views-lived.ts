import type { Held, Instant } from "../../domain/index.ts";
import type { LivedException, Scope } from "../../ports/index.ts";
import { mostLived } from "../../ports/lived.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { scopeConditions } from "./views-exceptions.ts";

/** Lives of exceptions, by when they became known or ended; to be called within one state of the file. */
export function livedViews(db: Handle): {
  lived(scope: Scope, from: Instant, to: Instant, standing?: boolean): readonly LivedException[];
  ended(scope: Scope, from: Instant, to: Instant): readonly LivedException[];
} {
  const prepare = statements(db);
  const lives = (scope: Scope, { sql, values }: Condition): readonly LivedException[] => {
    const where = all(scopeConditions(scope));
    const rows = prepare(
      `SELECT e.number, coalesce(causes.family, '') AS family, e.doc ->> 'causeId' AS causeId, kind, system, flow,
         e.doc ->> 'step' AS step, e.doc ->> 'title' AS title, team, warehouse, object, opened_at AS openedAt,
         created_at AS createdAt, acknowledged_at AS acknowledgedAt, resolved_at AS resolvedAt,
         e.doc ->> '$.resolution.by' AS endedBy, e.doc ->> '$.resolution.reason' AS reason,
         (SELECT count(*) FROM history WHERE exception = e.number AND doc ->> 'by' <> 'rule') AS touches,
         severity, e.doc ->> 'eventType' AS eventType, e.doc ->> 'code' AS code, e.doc ->> 'customer' AS customer,
         e.doc ->> '$.routedBy.customerTier' AS customerTier, e.doc ->> '$.routedBy.partner' AS partner,
         e.doc ->> 'carrier' AS carrier, e.doc ->> 'traceId' AS traceId,
         iif(unresolved = 1, e.doc -> 'held', '[]') AS held
       FROM exceptions e LEFT JOIN causes ON causes.number = e.cause
       WHERE ${sql} AND watch = 0 AND ${where.sql}
         AND coalesce(e.doc ->> '$.resolution.reason', '') <> 'merged'
       ORDER BY e.number DESC LIMIT ?`,
    ).all(...values, ...where.values, mostLived) as (Omit<LivedException, "held"> & { readonly held: string })[];
    return rows.map((row) => ({ ...row, held: JSON.parse(row.held) as readonly Held[] }));
  };
  return {
    lived: (scope, from, to, standing = false) =>
      lives(scope, {
        sql: `created_at < ? AND (created_at >= ?${standing ? " OR unresolved = 1" : ""})`,
        values: [to, from],
      }),
    ended: (scope, from, to) => lives(scope, { sql: "resolved_at >= ? AND resolved_at < ?", values: [from, to] }),
  };
}

/** When the oldest episode of a family began that has an exception in scope; to be called within one state of the file. */
export function familiesSinceView(
  db: Handle,
): (scope: Scope, families: readonly string[]) => ReadonlyMap<string, Instant> {
  const prepare = statements(db);
  return (scope, families) => {
    const where = all(scopeConditions(scope));
    const first = prepare(
      `SELECT causes.doc ->> 'openedAt' FROM causes WHERE family = ?
         AND EXISTS (SELECT 1 FROM exceptions WHERE cause = causes.number AND ${where.sql})
       ORDER BY number LIMIT 1`,
    ).pluck();
    const since = new Map<string, Instant>();
    for (const family of families) {
      const at = first.get(family, ...where.values) as Instant | undefined;
      if (at !== undefined) since.set(family, at);
    }
    return since;
  };
}
