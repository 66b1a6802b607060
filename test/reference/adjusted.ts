/** What the floor adjusted and the ledger has not: rule B24, gone through piece by piece. */
import { type Fact, text } from "./facts.ts";
import { okOf, type World } from "./world.ts";
import { divided, type Money, moneyIn } from "./worth.ts";

/** The oldest adjustment that is open one way, with what all that are cost. */
export interface Open {
  readonly oldest: Fact;
  readonly money: Money | null;
}

interface Piece {
  readonly fact: Fact;
  taken: boolean;
}

const day = 86_400_000;
const quantityIn = (fact: Fact): number => Number(text(fact.says.get("business.quantity")) ?? 0);
const numberIn = (fact: Fact): string | null => text(fact.says.get("adjustment.id"));

/** What is open of an item in a building, up (1) or down (-1). */
export function openOf(world: World, name: string, sign: 1 | -1): Open | null {
  const told = okOf(world, name, "stock.adjusted").filter((fact) => Math.sign(quantityIn(fact)) === sign);
  const isFloor = ({ system, warehouse }: Fact): boolean =>
    world.plan.systems.some((one) => one.id === system && one.warehouse === warehouse);
  const piecesOf = (facts: readonly Fact[]): readonly Piece[] =>
    facts.flatMap((fact) => Array.from({ length: Math.abs(quantityIn(fact)) }, () => ({ fact, taken: false })));
  const floor = piecesOf(told.filter(isFloor));
  const ledger = piecesOf(told.filter(({ system }) => system === "erp"));
  const pair = (one: Piece, others: readonly Piece[], fits: (other: Fact) => boolean): void => {
    const other = one.taken ? undefined : others.find((piece) => !piece.taken && fits(piece.fact));
    if (other === undefined) return;
    other.taken = true;
    one.taken = true;
  };
  for (const piece of ledger)
    pair(piece, floor, (fact) => numberIn(fact) !== null && numberIn(fact) === numberIn(piece.fact));
  const nameless = (a: Fact, b: Fact): boolean => numberIn(a) === null || numberIn(b) === null;
  const isBefore = (a: Fact, b: Fact): boolean => told.indexOf(a) < told.indexOf(b);
  const early = Math.max(world.plan.adjustmentsMs, day);
  for (const fact of told) {
    for (const piece of ledger.filter((own) => own.fact === fact))
      pair(piece, floor, (other) => isBefore(other, fact) && nameless(other, fact));
    for (const piece of floor.filter((own) => own.fact === fact))
      pair(piece, ledger, (other) => isBefore(other, fact) && other.at >= fact.at - early && nameless(other, fact));
  }
  const left = floor.filter(({ taken }) => !taken);
  const [first] = left;
  if (first === undefined) return null;
  const all = [...new Set(left.map((piece) => piece.fact))];
  const costs = all.map((fact) => moneyIn(fact, world.plan));
  const currency = costs[0]?.currency;
  let amount = 0n;
  for (const [index, fact] of all.entries()) {
    const cost = costs[index];
    if (cost == null || cost.currency !== currency) return { oldest: first.fact, money: null };
    const count = left.filter((piece) => piece.fact === fact).length;
    amount += divided(cost.amount * BigInt(count), BigInt(Math.abs(quantityIn(fact))));
  }
  return { oldest: first.fact, money: currency === undefined ? null : { amount: BigInt(sign) * amount, currency } };
}
