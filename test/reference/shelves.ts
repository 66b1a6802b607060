/** What the floor and the ledger each believe to have on hand: what they moved, found or lost, and took over when all was counted. */
import { day } from "./wire.ts";

export type Side = "floor" | "ledger";
export type Shelves = ReturnType<typeof shelvesOf>;

interface Change {
  readonly side: Side;
  readonly at: number;
  readonly quantity: number;
  /** It came or went on no document: taken over by the ledger at the next stock-take. */
  readonly loose: boolean;
}

const begins = 4_000;

/** Shelves that all hold the same to begin with. */
export function shelvesOf(start: number) {
  const changes = new Map<string, Change[]>();
  const put = (building: string, item: string, change: Change): void => {
    const name = `${building}/${item}`;
    changes.set(name, [...(changes.get(name) ?? []), change]);
  };
  /** All was counted at noon of the fourth day, and of each fourth day after it. */
  const takenBefore = (at: number): number =>
    start + Math.floor((at - start - day / 2) / (4 * day)) * 4 * day + day / 2;
  return {
    moved(
      side: Side,
      building: string,
      at: number,
      sign: 1 | -1,
      lines: readonly { readonly sku: string; readonly quantity: string }[],
    ): void {
      for (const { sku, quantity } of lines)
        put(building, sku, { side, at, quantity: sign * Number(quantity), loose: false });
    },
    adjusted(side: Side, building: string, item: string, at: number, quantity: number): void {
      put(building, item, { side, at, quantity, loose: true });
    },
    level(side: Side, building: string, item: string, at: number): number {
      const taken = takenBefore(at);
      let sum = begins;
      for (const one of changes.get(`${building}/${item}`) ?? []) {
        if (one.at > at) continue;
        const here = one.loose && side === "ledger" && one.at <= taken ? "floor" : side;
        if (one.side === here) sum += one.quantity;
      }
      return sum;
    },
  };
}
