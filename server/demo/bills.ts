import { amountText, type Site } from "./company.ts";
import { erpFact } from "./inbound-facts.ts";
import { ledgerOf } from "./ledger.ts";
import { randomOf } from "./random.ts";
import { type Step, stepAt } from "./step.ts";
import type { AttributeMap } from "./trace.ts";
import { day, hour } from "./zones.ts";

/** What a bill is for, and of how much. */
interface Billed {
  /** Number of what is billed, by which its bill is drawn. */
  readonly of: string;
  readonly keys: AttributeMap;
  /** Cents. */
  readonly amount: number;
}

/** A supplier's bill for what was received: with the next days' post, now and then a week late. */
export const supplierBill = (seed: number, site: Site, received: number, billed: Billed): Step =>
  billAfter(seed, site, received, billed, [5 * hour, 2.2 * day]);

/** A carrier's bill for a load that left. */
export const freightBill = (seed: number, site: Site, departed: number, billed: Billed): Step =>
  billAfter(seed, site, departed, billed, [9 * hour, 3.1 * day]);

function billAfter(
  seed: number,
  site: Site,
  at: number,
  { of, keys, amount }: Billed,
  [soonest, latest]: readonly [number, number],
): Step {
  const random = randomOf(seed, "bill", of);
  const late = random.chance(0.06) ? random.between(4, 8) * day : 0;
  const billed = at + random.between(soonest, latest) + late;
  const id = `VB-${of}`;
  const told = {
    ...keys,
    "bill.id": id,
    "business.amount": amountText(amount),
    "business.currency": "USD",
    ...ledgerOf(site, billed),
  };
  return stepAt(seed, `${id} received`, billed, () =>
    erpFact("vendorBill", "bill.received", told, `Vendor bill ${id} entered`),
  );
}
