import type { Dealing, DealingState, Dealt, Flaw, Instant, Ref, Side } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import { cursorText, readCursor } from "../../ports/cursor.ts";
import { type DealingsAsked, dealtText } from "../../ports/dealings.ts";
import type { Page, Scope } from "../../ports/index.ts";
import { all, type Condition, statements } from "./condition.ts";
import type { Handle } from "./database.ts";
import { scopeConditions } from "./views-exceptions.ts";

/** What was due between us and partners: each partner's lie together by when they were due. */
export const dealingSchema = `
CREATE TABLE dealings (
  partner TEXT NOT NULL, due_at INTEGER NOT NULL, ref TEXT NOT NULL, expectation TEXT NOT NULL, side TEXT NOT NULL,
  flow TEXT NOT NULL, step TEXT NOT NULL, system TEXT NOT NULL, warehouse TEXT, since INTEGER NOT NULL, met_at INTEGER,
  state TEXT NOT NULL, flaw TEXT, PRIMARY KEY (partner, due_at, ref, expectation)
) WITHOUT ROWID;
CREATE INDEX dealings_ref ON dealings (ref);
`;

/** For the digest: each as JSON. */
export const canonicalDealings = `
  SELECT json_object('ref', ref, 'expectation', expectation, 'partner', partner, 'side', side, 'flow', flow, 'step', step,
    'system', system, 'warehouse', warehouse, 'since', since, 'dueAt', due_at, 'metAt', met_at, 'state', state,
    'flaw', flaw)
  FROM dealings`;

const columns =
  "ref, expectation, partner, side, flow, step, system, warehouse, since, due_at, met_at, state, flaw" as const;

type Row = readonly [
  Ref,
  string,
  string,
  Side,
  string,
  string,
  string,
  string | null,
  Instant,
  Instant,
  Instant | null,
  DealingState,
  Flaw | null,
];

function dealingOf(row: Row): Dealing {
  const [ref, expectation, partner, side, flow, step, system, warehouse, since, dueAt, metAt, state, flaw] = row;
  return { ref, expectation, partner, side, flow, step, system, warehouse, since, dueAt, metAt, state, flaw };
}

/** Writes all that was due about an object; to be called within a transaction. */
export function dealingWriter(db: Handle): (ref: Ref, dealings: readonly Dealing[]) => void {
  const drop = db.prepare("DELETE FROM dealings WHERE ref = ?");
  const put = db.prepare(`INSERT INTO dealings (${columns}) VALUES (${Array(13).fill("?").join(", ")})`);
  return (ref, dealings) => {
    drop.run(ref);
    for (const one of dealings) {
      const { expectation, partner, side, flow, step, system, warehouse, since, dueAt, metAt, state, flaw } = one;
      put.run(ref, expectation, partner, side, flow, step, system, warehouse, since, dueAt, metAt, state, flaw);
    }
  };
}

/** What a line counts, in one way or at all: `verdictOf` of the core in SQL. */
function verdictCondition({ line, verdict, silences }: DealingsAsked): Condition {
  const came = "state IN ('met', 'met-late')";
  if (line.measure === "correct") {
    if (verdict === null) return { sql: came, values: [] };
    if (verdict === "unknown") return { sql: "0", values: [] };
    return { sql: `${came} AND flaw IS ${verdict === "kept" ? "" : "NOT "}NULL`, values: [] };
  }
  if (line.measure !== "in-time") return { sql: "0", values: [] };
  if (verdict === null) return { sql: "1", values: [] };
  if (verdict === "kept") return { sql: "state = 'met'", values: [] };
  const silent = [...silences].map(([system, since]) => ({
    sql: "system = ? AND due_at >= ?",
    values: [system, since],
  }));
  const inSilence = {
    sql: silent.length === 0 ? "0" : `(${silent.map(({ sql }) => `(${sql})`).join(" OR ")})`,
    values: silent.flatMap(({ values }) => values),
  };
  return verdict === "not-kept"
    ? { sql: `(state = 'met-late' OR (state = 'missed' AND NOT ${inSilence.sql}))`, values: inSilence.values }
    : {
        sql: `(state IN ('open', 'not-judged') OR (state = 'missed' AND ${inSilence.sql}))`,
        values: inSilence.values,
      };
}

/** Reads what was due between us and partners; within one state of the file. */
export function dealingViews(db: Handle): {
  dealt(scope: Scope, partner: string, edges: readonly Instant[]): readonly Dealt[];
  dealings(scope: Scope, asked: DealingsAsked, limit: number, cursor: string | null): Page<Dealing>;
} {
  const prepare = statements(db);
  return {
    dealt(scope, partner, edges) {
      const found = edges.slice(1).flatMap((to, index): readonly Dealt[] => {
        const from = edges[index] ?? to;
        const where = all([
          { sql: "partner = ? AND due_at >= ? AND due_at < ?", values: [partner, from, to] },
          ...scopeConditions(scope),
        ]);
        const rows = prepare(
          `SELECT side, flow || '.' || step, system, state, flaw IS NOT NULL, count(*) FROM dealings
           WHERE ${where.sql} GROUP BY 1, 2, 3, 4, 5`,
        )
          .raw()
          .all(...where.values) as (readonly [Side, string, string, DealingState, 0 | 1, number])[];
        return rows.map(([side, step, system, state, flawed, count]) => {
          return { side, step, system, state, flawed: flawed === 1, count, from };
        });
      });
      return found
        .map((one) => [dealtText(one), one] as const)
        .sort(([a], [b]) => compareTexts(a, b))
        .map(([, one]) => one);
    },
    dealings(scope, asked, limit, cursor) {
      const { partner, line, from, to } = asked;
      const where = all([
        { sql: "partner = ? AND due_at >= ? AND due_at < ?", values: [partner, from, to] },
        { sql: "side = ? AND flow || '.' || step = ?", values: [line.side, line.step] },
        verdictCondition(asked),
        ...scopeConditions(scope),
      ]);
      const [dueAt, ref, expectation] = readCursor(cursor, "nss") ?? [Number.MAX_SAFE_INTEGER, "", ""];
      const found = prepare(
        `SELECT ${columns} FROM dealings
         WHERE ${where.sql} AND due_at <= ? AND (due_at < ? OR (ref, expectation) > (?, ?))
         ORDER BY due_at DESC, ref, expectation LIMIT ?`,
      )
        .raw()
        .all(...where.values, dueAt, dueAt, ref, expectation, limit + 1) as unknown as Row[];
      const items = found.slice(0, limit).map(dealingOf);
      const last = items.at(-1);
      return {
        items,
        total: Number(
          prepare(`SELECT count(*) FROM dealings WHERE ${where.sql}`)
            .pluck()
            .get(...where.values),
        ),
        nextCursor:
          last !== undefined && found.length > limit ? cursorText([last.dueAt, last.ref, last.expectation]) : null,
      };
    },
  };
}
