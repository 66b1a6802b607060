import { amountOf, type Order, type OrderLine } from "./order.ts";

/**
 * The same orders, worth exactly this many cents together: lines get more or fewer of what was ordered, and the last
 * order becomes one line at a price of its own. Throws when so few orders cannot be worth that.
 */
export function worthTogether(orders: readonly Order[], cents: number): Order[] {
  const last = orders.at(-1);
  const [line] = last?.lines ?? [];
  if (last === undefined || line === undefined) throw new RangeError("no order to be worth something");
  const others = orders.slice(0, -1).map((order) => [...order.lines]);
  const rest = (): number => cents - others.reduce((sum, lines) => sum + amountOf(lines), 0);
  for (let round = 0, left = rest(); left < least || left > most; round += 1) {
    if (round > 1_000_000) throw new RangeError(`${orders.length} orders cannot be worth ${cents} cents`);
    const lines = others[round % others.length] ?? [];
    left -= change(lines, left > most ? 1 : -1);
  }
  const price = rest();
  return [
    ...orders.slice(0, -1).map((order, index) => worth(order, others[index] ?? order.lines)),
    worth(last, [{ ...line, line: "1", quantity: 1, item: { ...line.item, price } }]),
  ];
}

/** What the last order may be worth, in cents. */
const least = 30_000;
const most = 250_000;

/** Orders one more or one less of the first line; answers by how much that changed the sum. */
function change(lines: OrderLine[], by: 1 | -1): number {
  const [first] = lines;
  if (first === undefined || first.quantity + by < 1) return 0;
  lines[0] = { ...first, quantity: first.quantity + by };
  return by * first.item.price;
}

function worth(order: Order, lines: readonly OrderLine[]): Order {
  return { ...order, lines, amount: amountOf(lines) };
}
