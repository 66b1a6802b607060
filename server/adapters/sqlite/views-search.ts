import type { BusinessObject, Ref } from "../../domain/index.ts";
import type { Scope, SearchHit } from "../../ports/index.ts";
import { plainNumber } from "../../ports/words.ts";
import type { Handle } from "./database.ts";

/** Rows of the index read for one answer, at most: a reader of few warehouses may see none of a common prefix. */
const rowsRead = 5_000;

/** The search over the index of numbers; `object` reads one within a scope. */
export function searchView(
  db: Handle,
  object: (scope: Scope, ref: Ref) => BusinessObject | undefined,
): (scope: Scope, q: string, limit: number) => readonly SearchHit[] {
  const rows = db
    .prepare(
      `SELECT term, part, ref, kind, value FROM search WHERE term >= ? AND term < ?
       ORDER BY term, part, apart, ref, kind, value LIMIT ${rowsRead}`,
    )
    .raw();
  return (scope, q, limit) => {
    const wanted = plainNumber(q);
    if (wanted === "") return [];
    const hits = new Map<Ref, SearchHit | null>();
    let found = 0;
    const candidates = rows.iterate(wanted, `${wanted}\u{10ffff}`) as Iterable<
      readonly [string, number, Ref, string, string]
    >;
    for (const [term, part, ref, kind, value] of candidates) {
      if (found >= limit) break;
      if (hits.has(ref)) continue;
      const seen = object(scope, ref);
      hits.set(ref, seen ? { object: seen, matched: { kind, value }, exact: part === 0 && term === wanted } : null);
      if (seen !== undefined) found++;
    }
    return [...hits.values()].filter((hit) => hit !== null);
  };
}
