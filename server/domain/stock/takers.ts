import { firstOf } from "../correlation/fold.ts";
import { ensureObject } from "../correlation/tie.ts";
import { linesTold } from "../figures/quantities.ts";
import { keyText } from "../keys.ts";
import { compareMarks } from "../marks.ts";
import { warehouseAt } from "../tally/facts.ts";
import type { BusinessObject, CanonicalEvent, Instant, Ref, Taker } from "../types.ts";
import { objectOf, putObject, refOfKey, type Work } from "../work.ts";
import { type Shown, shownIn } from "./fold.ts";
import { shownOf, stockKey } from "./moves.ts";

/** Orders that stock remembers. */
const mostTakers = 64;

/** Lets each item of an order remember it, so that what is shown of earlier times later is held against it again. */
export function rememberTaker(work: Work, order: BusinessObject, facts: () => readonly CanonicalEvent[]): void {
  const fold = firstOf(order, "order.created", () => true);
  const warehouse = warehouseAt(order);
  if (work.network.stock === undefined || order.environment !== "" || fold === null || warehouse === null) return;
  const taker: Taker = { at: fold.first.at, order: order.ref };
  for (const sku of new Set((linesTold(facts(), ["order.created"]) ?? []).map((line) => line.sku))) {
    const stock = objectOf(work, ensureObject(work, "", stockKey(warehouse, sku)));
    if (stock === undefined) continue;
    const takers = withTaker(stock.takers ?? [], taker);
    if (takers !== stock.takers) putObject(work, { ...stock, takers });
  }
}

function withTaker(takers: readonly Taker[], taker: Taker): readonly Taker[] {
  if (takers.some(({ at, order }) => at === taker.at && order === taker.order)) return takers;
  const kept = [...takers.filter(({ order }) => order !== taker.order), taker].sort(compareTakers).slice(-mostTakers);
  return kept.includes(taker) ? kept : takers;
}

const compareTakers = (a: Taker, b: Taker): number => a.at - b.at || (a.order < b.order ? -1 : 1);

/** Of two objects that prove to be one. */
export function joinTakers(a: BusinessObject, b: BusinessObject): Pick<BusinessObject, "takers"> {
  const takers = (b.takers ?? []).reduce(withTaker, a.takers ?? []);
  return takers.length === 0 ? {} : { takers };
}

/** Orders that an item remembers from an instant on. */
export const takersFrom = (work: Work, stock: Ref, at: Instant): readonly Ref[] =>
  (objectOf(work, stock)?.takers ?? []).flatMap((taker) =>
    taker.at < at ? [] : (refOfKey(work, taker.order) ?? taker.order),
  );

/** What was shown last of an item in a building by an instant; the timeline knows what is no longer kept. */
export const shownAtOf =
  (work: Work, factsOf: (ref: Ref) => readonly CanonicalEvent[]) =>
  (warehouse: string, sku: string, at: Instant): Shown | null => {
    const ref = refOfKey(work, keyText("", stockKey(warehouse, sku)));
    const fold = ref === undefined ? undefined : objectOf(work, ref)?.stock;
    if (ref === undefined || fold === undefined) return null;
    const kept = shownIn(fold, at);
    if (kept !== undefined) return kept;
    return shownIn({ ...fold, ...shownOn(factsOf(ref)) }, at) ?? null;
  };

/** All that was ever shown, oldest first. */
const shownOn = (facts: readonly CanonicalEvent[]) => ({
  shown: facts.flatMap((fact) => shownOf(fact) ?? []).sort((a, b) => compareMarks(a.mark, b.mark)),
  shownCut: false,
});
