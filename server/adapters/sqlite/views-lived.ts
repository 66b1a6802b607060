import type { Instant } from "../../domain/index.ts";
import type { LivedException, Scope } from "../../ports/index.ts";
import { mostLived } from "../../ports/lived.ts";
import { all, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { scopeConditions } from "./views-exceptions.ts";

/** Lives of exceptions; to be called within one state of the file. */
export function livedView(db: Handle): (scope: Scope, from: Instant, to: Instant) => readonly LivedException[] {
  const prepare = statements(db);
  return (scope, from, to) => {
    const where = all(scopeConditions(scope));
    return prepare(
      `SELECT e.number, coalesce(causes.family, '') AS family, e.doc ->> 'causeId' AS causeId, kind, system, flow,
         e.doc ->> 'step' AS step, e.doc ->> 'title' AS title, team, warehouse, object, opened_at AS openedAt,
         created_at AS createdAt, acknowledged_at AS acknowledgedAt, resolved_at AS resolvedAt,
         e.doc ->> '$.resolution.by' AS endedBy, e.doc ->> '$.resolution.reason' AS reason,
         (SELECT count(*) FROM history WHERE exception = e.number AND doc ->> 'by' <> 'rule') AS touches
       FROM exceptions e LEFT JOIN causes ON causes.number = e.cause
       WHERE created_at >= ? AND created_at < ? AND watch = 0 AND ${where.sql}
         AND coalesce(e.doc ->> '$.resolution.reason', '') <> 'merged'
       ORDER BY e.number DESC LIMIT ?`,
    ).all(from, to, ...where.values, mostLived) as LivedException[];
  };
}
