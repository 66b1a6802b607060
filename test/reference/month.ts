/**
 * A month of the demo network, drawn from a seed: what each system says, and when it is heard. It knows no rule of the
 * server; it only takes care that everything that may go otherwise than planned does so somewhere.
 */
import { countsOf } from "./counts.ts";
import { goodsOf } from "./goods.ts";
import { ordersOf } from "./orders.ts";
import { shelvesOf } from "./shelves.ts";
import { day, tellerOf, type Wire } from "./wire.ts";

/** All records of a month by arrival. */
export function monthOf(asked: {
  readonly seed: number;
  readonly start: number;
  readonly days: number;
  readonly ordersPerDay: number;
}): readonly Wire[] {
  const teller = tellerOf(asked.seed);
  const shelves = shelvesOf(asked.start);
  const order = ordersOf(teller, shelves);
  const { receipt, returned, transfer, load, adjustment } = goodsOf(teller, shelves);
  const { published, counted } = countsOf(teller, shelves);
  for (let d = 0; d < asked.days; d++) {
    const dawn = asked.start + d * day;
    const weekday = new Date(dawn).getUTCDay();
    const orders = Math.round(asked.ordersPerDay * (weekday === 0 || weekday === 6 ? 0.4 : 1));
    for (let o = 0; o < orders; o++) order(dawn);
    for (let r = 0; r < Math.ceil(asked.ordersPerDay / 8); r++) receipt(dawn);
    for (let r = 0; r < Math.ceil(asked.ordersPerDay / 16); r++) {
      returned(dawn);
      transfer(dawn);
      load(dawn);
    }
  }
  for (let d = 0; d < asked.days; d++)
    for (let r = 0; r < Math.ceil(asked.ordersPerDay / 4); r++) adjustment(asked.start + d * day);
  for (let d = 0; d < asked.days; d++) {
    published(asked.start + d * day);
    counted(asked.start + d * day, d * day);
  }
  return teller.wires.filter(({ heard }) => heard > asked.start).sort((a, b) => a.heard - b.heard);
}
