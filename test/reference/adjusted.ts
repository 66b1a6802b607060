/** What the floor adjusted and the ledger has not: rule B24, gone through piece by piece. */
import { type Fact, text } from "./facts.ts";
import { okOf, type World } from "./world.ts";
import { divided, type Money, moneyIn } from "./worth.ts";

/** The oldest adjustment that is open one way, with what all that are cost. */
export interface Open {
  readonly oldest: Fact;
  readonly money: Money | null;
}

/** An adjustment, or all old ones of a system one way as one. */
interface Told {
  /** The last of them. */
  readonly fact: Fact;
  readonly quantity: number;
  readonly number: string | null;
  readonly cost: Money | null;
}

interface Piece {
  readonly told: Told;
  taken: boolean;
}

const day = 86_400_000;
/** So many of an item in a building are kept one by one. */
const kept = 64;
const quantityIn = (fact: Fact): number => Number(text(fact.says.get("business.quantity")) ?? 0);

/** What is kept of the adjustments of an item in a building, the oldest first. */
function keptOf(world: World, name: string): readonly Told[] {
  const all = okOf(world, name, "stock.adjusted")
    .map((fact): Told => {
      const number = text(fact.says.get("adjustment.id"));
      return { fact, quantity: quantityIn(fact), number, cost: moneyIn(fact, world.plan) };
    })
    .filter(({ quantity }) => Number.isFinite(quantity) && quantity !== 0);
  const older = all.slice(0, Math.max(0, all.length - kept));
  const sums = new Map<string, Told[]>();
  for (const one of older) {
    const own = `${one.fact.system} ${one.fact.warehouse} ${Math.sign(one.quantity)}`;
    sums.set(own, [...(sums.get(own) ?? []), one]);
  }
  const asOne = [...sums.values()].flatMap((some): readonly Told[] => {
    const last = some.at(-1);
    if (last === undefined) return [];
    const costs = some.flatMap(({ cost }) => (cost !== null && cost.currency === last.cost?.currency ? [cost] : []));
    const cost =
      last.cost === null || costs.length < some.length
        ? null
        : { currency: last.cost.currency, amount: costs.reduce((sum, { amount }) => sum + amount, 0n) };
    return [{ fact: last.fact, quantity: some.reduce((sum, one) => sum + one.quantity, 0), number: null, cost }];
  });
  const place = ({ fact }: Told): number => all.findIndex((one) => one.fact === fact);
  return [...asOne.sort((x, y) => place(x) - place(y)), ...all.slice(older.length)];
}

/** What is open of an item in a building, up (1) or down (-1). */
export function openOf(world: World, name: string, sign: 1 | -1): Open | null {
  const all = keptOf(world, name).filter(({ quantity }) => Math.sign(quantity) === sign);
  const isFloor = ({ fact: { system, warehouse } }: Told): boolean =>
    world.plan.systems.some((one) => one.id === system && one.warehouse === warehouse);
  const piecesOf = (some: readonly Told[]): readonly Piece[] =>
    some.flatMap((told) => Array.from({ length: Math.abs(told.quantity) }, () => ({ told, taken: false })));
  const floor = piecesOf(all.filter(isFloor));
  const ledger = piecesOf(all.filter(({ fact }) => fact.system === "erp"));
  const pair = (one: Piece, others: readonly Piece[], fits: (other: Told) => boolean): void => {
    const other = one.taken ? undefined : others.find((piece) => !piece.taken && fits(piece.told));
    if (other === undefined) return;
    other.taken = true;
    one.taken = true;
  };
  for (const piece of ledger) pair(piece, floor, ({ number }) => number !== null && number === piece.told.number);
  const nameless = (a: Told, b: Told): boolean => a.number === null || b.number === null;
  const isBefore = (a: Told, b: Told): boolean => all.indexOf(a) < all.indexOf(b);
  const early = Math.max(world.plan.adjustmentsMs, day);
  for (const told of all) {
    for (const piece of ledger.filter((own) => own.told === told))
      pair(piece, floor, (other) => isBefore(other, told) && nameless(other, told));
    for (const piece of floor.filter((own) => own.told === told))
      pair(
        piece,
        ledger,
        (other) => isBefore(other, told) && other.fact.at >= told.fact.at - early && nameless(other, told),
      );
  }
  const left = floor.filter(({ taken }) => !taken);
  const [first] = left;
  if (first === undefined) return null;
  const open = [...new Set(left.map(({ told }) => told))];
  const oldest = first.told.fact;
  const currency = open[0]?.cost?.currency;
  let amount = 0n;
  for (const told of open) {
    if (told.cost === null || told.cost.currency !== currency) return { oldest, money: null };
    const count = left.filter((piece) => piece.told === told).length;
    amount += divided(told.cost.amount * BigInt(count), BigInt(Math.abs(told.quantity)));
  }
  return { oldest, money: currency === undefined ? null : { amount: BigInt(sign) * amount, currency } };
}
