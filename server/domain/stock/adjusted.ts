import { compareMarks, markOf } from "../marks.ts";
import { minorOf } from "../money.ts";
import type { BusinessObject, CanonicalEvent, Mark, Money, Precision, TraitName, TraitValue } from "../types.ts";

/** A change of stock for a reason that is neither receipt nor shipment, as somebody told it. */
export interface Adjustment {
  readonly mark: Mark;
  readonly precision: Precision;
  readonly system: string;
  readonly warehouse: string | null;
  readonly uom: string;
  /** In ten-thousandths; below nothing where stock went, and never nothing. */
  readonly quantity: number;
  /** Of all of it, never below nothing; null where it was not told. */
  readonly cost: Money | null;
  /** Number of the adjustment; null where it was not told. */
  readonly document: string | null;
  /** The company in the ledger, and whom it concerns, as far as it says so itself. */
  readonly entity: string | null;
  readonly partner: string | null;
}

/** What is kept of the adjustments of an item in a building: a function of their set, of bounded size. */
export interface AdjustedFold {
  /** The newest, oldest first. */
  readonly newest: readonly Adjustment[];
  /** All that are older, one for each system, unit and direction: with the mark of the last of them and no number. */
  readonly older: readonly Adjustment[];
}

const most = 64;
const perUnit = 10_000;

/** The stock with one more adjustment; itself for every other fact. */
export function withAdjusted(object: BusinessObject, event: CanonicalEvent): BusinessObject {
  if (object.kind !== "stock" || event.type !== "stock.adjusted") return object;
  const adjustment = adjustmentOf(event);
  if (adjustment === null) return object;
  const { newest, older } = object.adjusted ?? { newest: [], older: [] };
  const after = newest.findLastIndex(({ mark }) => compareMarks(mark, adjustment.mark) < 0);
  const all = newest.toSpliced(after + 1, 0, adjustment);
  const [first, ...rest] = all;
  if (first === undefined || all.length <= most) return { ...object, adjusted: { newest: all, older } };
  return { ...object, adjusted: { newest: rest, older: merged(older, first) } };
}

/** A fact as an adjustment; null where it failed, or where it does not say by how much. */
function adjustmentOf(event: CanonicalEvent): Adjustment | null {
  if (event.status !== "ok" || event.quantity === null) return null;
  const quantity = minorOf(event.quantity.value, perUnit);
  if (quantity === null || quantity === 0) return null;
  const trait = (of: TraitName): TraitValue | null => event.traits.find(([name]) => name === of)?.[1] ?? null;
  const told = trait("adjusted-cost");
  return {
    mark: markOf(event),
    precision: event.precision,
    system: event.system,
    warehouse: event.warehouse,
    uom: event.quantity.uom,
    quantity,
    cost: told === null || told.number === null ? null : { minor: Math.abs(told.number), currency: told.text },
    document: event.mentions.find(({ kind }) => kind === "adjustment")?.value ?? null,
    entity: trait("ledger-entity")?.text ?? null,
    partner: trait("partner")?.text ?? null,
  };
}

function merged(older: readonly Adjustment[], one: Adjustment): readonly Adjustment[] {
  const own = nameOf(one);
  const index = older.findIndex((other) => nameOf(other) === own);
  const known = older[index];
  const numberless = { ...one, document: null };
  if (known === undefined) return [...older, numberless].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const last = compareMarks(known.mark, one.mark) < 0 ? numberless : known;
  return older.with(index, {
    ...last,
    quantity: known.quantity + one.quantity,
    cost: costOf([known, one]),
  });
}

const nameOf = ({ system, warehouse, uom, quantity }: Adjustment): string =>
  JSON.stringify([system, warehouse, uom, quantity > 0]);

/** The company that the last of them told that names one. */
export function entityOf({ newest, older }: AdjustedFold): string | null {
  const byTime = [...older.toSorted((a, b) => compareMarks(a.mark, b.mark)), ...newest];
  return byTime.findLast(({ entity }) => entity !== null)?.entity ?? null;
}

/** What all of them cost; null where one does not say, or says it in another currency. */
export function costOf(all: readonly Pick<Adjustment, "cost">[]): Money | null {
  const currency = all[0]?.cost?.currency;
  let minor = 0;
  for (const { cost } of all) {
    if (cost === null || cost.currency !== currency) return null;
    minor += cost.minor;
  }
  return currency === undefined ? null : { minor, currency };
}
