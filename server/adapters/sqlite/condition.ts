import type { Handle, Statement } from "./database.ts";

/** A value of a query. */
export type Value = string | number | null;

/** Conditions of a query with their values, all of which must hold. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** Joins conditions by AND; none is always true. */
export const all = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.length === 0 ? "1" : conditions.map(({ sql }) => sql).join(" AND "),
  values: conditions.flatMap(({ values }) => values),
});

/** `column` is one of these; an empty list holds for nothing. */
export const oneOf = (column: string, values: readonly Value[]): Condition => ({
  sql: `${column} IN (${values.map(() => "?").join(", ")})`,
  values,
});

/** `column` holds each of these words. */
export const hasWords = (column: string, words: readonly string[]): readonly Condition[] =>
  words.map((word) => ({ sql: `instr(${column}, ?) > 0`, values: [word] }));

/** Prepares a text once; the newest hundred are kept. */
export function statements(db: Handle): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    const found = known.get(sql);
    if (found !== undefined) return found;
    const made = db.prepare<unknown[]>(sql);
    known.set(sql, made);
    for (const oldest of known.keys()) {
      if (known.size <= 100) break;
      known.delete(oldest);
    }
    return made;
  };
}
