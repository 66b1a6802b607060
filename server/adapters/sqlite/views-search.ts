import type { BusinessObject, Ref } from "../../domain/index.ts";
import { compareTexts } from "../../ports/canonical.ts";
import type { Scope, SearchHit } from "../../ports/index.ts";
import { plainNumber, searchTerms } from "../../ports/words.ts";
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
      `SELECT term, part, ref FROM search JOIN objects ON objects.id = search.object WHERE term >= ? AND term < ?
       ORDER BY term, part, apart, ref LIMIT ${rowsRead}`,
    )
    .raw();
  return (scope, q, limit) => {
    const wanted = plainNumber(q);
    if (wanted === "") return [];
    const hits = new Map<Ref, SearchHit | null>();
    let found = 0;
    const candidates = rows.iterate(wanted, `${wanted}\u{10ffff}`) as Iterable<readonly [string, number, Ref]>;
    for (const [term, part, ref] of candidates) {
      if (found >= limit) break;
      if (hits.has(ref)) continue;
      const seen = object(scope, ref);
      const matched = seen === undefined ? undefined : matchedBy(seen, term, part === 0);
      const exact = part === 0 && term === wanted;
      hits.set(ref, seen === undefined || matched === undefined ? null : { object: seen, matched, exact });
      if (matched !== undefined) found++;
    }
    return [...hits.values()].filter((hit) => hit !== null);
  };
}

/** The first of an object's numbers that has a term. */
function matchedBy(object: BusinessObject, term: string, whole: boolean): SearchHit["matched"] | undefined {
  const has = (value: string): boolean => searchTerms(value).some((one) => one.term === term && one.whole === whole);
  const [first] = [...object.keys, ...object.mentions]
    .filter(({ value }) => has(value))
    .sort((a, b) => compareTexts(a.kind, b.kind) || compareTexts(a.value, b.value));
  return first === undefined ? undefined : { kind: first.kind, value: first.value };
}
