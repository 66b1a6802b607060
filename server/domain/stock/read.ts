import { keyText } from "../keys.ts";
import type { CanonicalEvent, Instant, Ref } from "../types.ts";
import { movingKinds } from "./beside.ts";
import { foldedOf, type SideCount, type StockFold, type StockMove, startOf } from "./fold.ts";
import { countOf, movesOf, type StockOn, shownOf } from "./moves.ts";

/** What is asked beside a timeline of stock: which document a key names, and its own timeline. */
export interface StockPapers {
  readonly refOf: (key: string) => Ref | undefined;
  readonly factsOf: (ref: Ref) => readonly CanonicalEvent[];
}

/** The setting as a text: what was kept by another one is made again. */
export const settingOf = ({ stock }: StockOn): string => (stock === undefined ? "" : `${stock.ledger} ${stock.floor}`);

/** Stock read from all that was ever told of it, with every day. `isIts` answers whether goods in a building are these. */
export function stockRead(
  facts: readonly CanonicalEvent[],
  isIts: (warehouse: string, sku: string) => boolean,
  papers: StockPapers,
  on: StockOn,
): StockFold {
  const counts = facts.flatMap((fact): readonly SideCount[] => {
    const count = countOf(fact, on);
    return count === null ? [] : [count];
  });
  const start = startOf(foldedOf("", counts, []));
  const documents = new Set<Ref>();
  for (const { keys } of facts)
    for (const key of keys) {
      const ref = movingKinds.has(key.kind) ? papers.refOf(keyText("", key)) : undefined;
      if (ref !== undefined) documents.add(ref);
    }
  const moves: StockMove[] = [];
  const since = (warehouse: string, sku: string): Instant | null => (isIts(warehouse, sku) ? start : null);
  if (start !== null) for (const ref of documents) moves.push(...movesOf(papers.factsOf(ref), on, since));
  return foldedOf(
    settingOf(on),
    counts,
    moves.map(({ side, from, to, uom, quantity }) => ({ side, from, to, uom, quantity })),
    facts.flatMap((fact) => shownOf(fact) ?? []),
  );
}
