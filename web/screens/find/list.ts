import type { SearchAnswer, SearchHitRow } from "../../../server/wire/index.ts";

/** At most this many numbers are looked up at once. */
export const mostNumbers = 5_000;

/**
 * Numbers of a pasted text in its order: one a line, or parted by commas, semicolons or tabs. Spaces stay, since
 * papers print numbers with them. `left` counts what is beyond the limit.
 */
export function readNumbers(text: string): { readonly numbers: readonly string[]; readonly left: number } {
  const all = text
    .split(/[\r\n,;\t]+/)
    .map((one) => one.trim())
    .filter(Boolean);
  return { numbers: all.slice(0, mostNumbers), left: Math.max(0, all.length - mostNumbers) };
}

/** One line of the pasted list. */
export type FoundLine = { readonly line: number; readonly key: string } & (
  | { readonly kind: "found"; readonly hit: SearchHitRow }
  | { readonly kind: "same"; readonly hit: SearchHitRow; readonly asLine: number }
  | { readonly kind: "fits-two"; readonly hits: readonly SearchHitRow[] }
  | { readonly kind: "not-found"; readonly nearest: SearchHitRow | null }
);

/** An object's identity on screens: environment, kind and number. */
export const hitId = (hit: Pick<SearchHitRow, "environment" | "kind" | "id">): string =>
  `${hit.environment}@${hit.kind}:${hit.id}`;

/** The answers as lines, in the order in which they were pasted; an object told twice is counted once. */
export function sortOut(answers: readonly SearchAnswer[]): readonly FoundLine[] {
  const first = new Map<string, number>();
  return answers.map((answer, index): FoundLine => {
    const line = index + 1;
    const [hit] = answer.hits;
    if (hit === undefined) return { line, key: answer.key, kind: "not-found", nearest: answer.nearest };
    if (answer.hits.length > 1) return { line, key: answer.key, kind: "fits-two", hits: answer.hits };
    const id = hitId(hit);
    const asLine = first.get(id);
    if (asLine !== undefined) return { line, key: answer.key, kind: "same", hit, asLine };
    first.set(id, line);
    return { line, key: answer.key, kind: "found", hit };
  });
}

/** The list as a sum: pasted, and what became of each. */
export interface ListSum {
  readonly pasted: number;
  readonly found: number;
  readonly same: number;
  readonly fitsTwo: number;
  readonly notFound: number;
}

/** Counts the lines; `pasted` is counted apart from them, so that a line that was lost shows. */
export function addUp(pasted: number, lines: readonly FoundLine[]): ListSum {
  const of = (kind: FoundLine["kind"]): number => lines.filter((line) => line.kind === kind).length;
  return { pasted, found: of("found"), same: of("same"), fitsTwo: of("fits-two"), notFound: of("not-found") };
}

/** By how much the parts miss the whole; 0 when it adds up. */
export const missing = (sum: ListSum): number => sum.pasted - sum.found - sum.same - sum.fitsTwo - sum.notFound;
