/** What comes in, back and over from another building, and the trucks that leave. */
import type { Shelves } from "./shelves.ts";
import { customers, day, hour, items, minute, sites, type Teller } from "./wire.ts";

/** Tells of one receipt, return, transfer and load of a day. */
export function goodsOf(teller: Teller, shelves: Shelves) {
  const { between, cents, chance, correct, ledger, one, tell } = teller;
  return { receipt, returned, transfer, load, adjustment };

  function receipt(dawn: number): void {
    const n = teller.next();
    const home = one(sites);
    const po = `PO-${4_000 + n}`;
    const names = {
      "receipt.id": `RC-${2_000 + n}`,
      "warehouse.id": home.id,
      "po.number": po,
      "partner.id": one(["Brno Mills", "Oulu Works"]),
    };
    let t = dawn + between(12 * 60, 22 * 60) * minute;
    const floor = home.floor;
    const lines = linesOf(between(1, 3), 500);
    const advised = chance(0.65) ? lines : miscounted(lines);
    if (chance(0.6))
      tell(
        floor,
        "receipt.advised",
        t - between(2, 10) * hour,
        { ...names, "business.lines": chance(0.85) ? JSON.stringify(advised) : undefined },
        chance(0.1) ? { late: between(10, 60) * hour } : {},
      );
    if (chance(0.5)) tell(floor, "receipt.gate-arrived", t, names);
    t += between(5, 50) * minute;
    if (chance(0.9)) tell(floor, "receipt.arrived", t, names);
    t += between(20, 220) * minute;
    const cost = chance(0.9)
      ? { "business.lines": JSON.stringify(lines), "business.currency": chance(0.8) ? "USD" : "EUR" }
      : {};
    const dated = chance(0.05);
    const confirmed = tell(
      floor,
      "receipt.confirmed",
      t,
      { ...names, ...cost },
      dated ? { by: new Date(t).toISOString().slice(0, 10) } : {},
    );
    const recounted = advised !== lines && !dated && chance(0.3);
    if (recounted) correct(confirmed, between(1, 60) * hour, { "business.lines": JSON.stringify(advised) });
    const came = recounted ? advised : lines;
    shelves.moved("floor", home.id, t, 1, came);
    t += between(30, 330) * minute;
    if (chance(0.96)) tell(floor, "receipt.put-away", t, names, chance(0.04) ? { late: 2 * day } : {});
    t += between(2, chance(0.1) ? 3_000 : 25) * minute;
    if (chance(0.04)) {
      tell("netsuite-bridge", "receipt.posted", t, names, { failed: "location is locked for counting" });
      t += between(10, 400) * minute;
    }
    if (chance(0.95)) {
      tell("netsuite-bridge", "receipt.posted", t, { ...names, ...ledger(home, t) });
      shelves.moved("ledger", home.id, t, 1, came);
    }
    if (chance(0.85)) {
      const bill = t + between(5, 60) * hour;
      const total = Math.round(
        lines.reduce((sum, { quantity, unitCost }) => sum + Number(quantity) * Number(unitCost) * 100, 0),
      );
      const of = chance(0.7) ? names : { "po.number": po, "partner.id": names["partner.id"] };
      tell("netsuite-bridge", "bill.received", bill, {
        ...of,
        "bill.id": `VB-${n}`,
        "business.amount": cents(total),
        "business.currency": "USD",
        ...ledger(home, bill),
      });
    }
  }

  function linesOf(count: number, most: number) {
    const first = between(0, items.length);
    return Array.from({ length: count }, (_, line) => ({
      line: String(line + 1),
      sku: items[(first + line) % items.length] as string,
      quantity: String(between(10, most)),
      uom: "EA",
      unitCost: cents(between(90, 4_000)),
    }));
  }

  /** Goods as somebody else has them: another quantity, something besides, or in boxes. */
  function miscounted(lines: ReturnType<typeof linesOf>): ReturnType<typeof linesOf> {
    const [head, ...rest] = lines;
    if (head === undefined) return lines;
    if (chance(0.4)) return [...lines, { ...head, line: "9", sku: "88-800" }];
    if (chance(0.2)) return [{ ...head, uom: "BX" }, ...rest];
    return [{ ...head, quantity: String(Number(head.quantity) + one([-9, -2, 1, 12])) }, ...rest];
  }

  function returned(dawn: number): void {
    const n = teller.next();
    const home = one(sites);
    const names = { "return.id": `RMA-${5_000 + n}`, "warehouse.id": home.id, "customer.id": one(customers) };
    let t = dawn + between(13 * 60, 20 * 60) * minute;
    const worth = cents(between(900, 90_000));
    const currency = chance(0.8) ? "USD" : "CAD";
    tell("netsuite-bridge", "return.authorized", t, names);
    t += between(10, 60) * hour;
    tell(home.floor, "return.received", t, {
      ...names,
      ...(chance(0.6) ? { "business.amount": worth, "business.currency": currency } : {}),
    });
    t += between(1, 7) * hour;
    if (chance(0.1)) return;
    tell(home.floor, "return.dispositioned", t, names);
    t += between(1, chance(0.3) ? 90 : 9) * hour;
    if (chance(0.15)) return;
    tell("netsuite-bridge", "credit.posted", t, {
      ...names,
      "credit.id": `CR-${n}`,
      "business.amount": worth,
      "business.currency": currency,
      ...ledger(home, t),
    });
  }

  function transfer(dawn: number): void {
    const n = teller.next();
    const from = one(sites.slice(0, 6));
    const to = one(sites.slice(0, 6).filter((other) => other !== from));
    const names = { "transfer.id": `TR-${20_000 + n}`, "transfer.destination": to.id };
    let t = dawn + between(13 * 60, 20 * 60) * minute;
    tell("netsuite-bridge", "transfer.requested", t, { ...names, "warehouse.id": from.id });
    t += between(1, 7) * hour;
    tell("netsuite-bridge", "transfer.approved", t, { ...names, "warehouse.id": from.id });
    t += between(2, 20) * hour;
    const lines = linesOf(between(1, 3), 200);
    tell(from.floor, "transfer.shipped", t, {
      ...names,
      "warehouse.id": from.id,
      "business.lines": chance(0.9) ? JSON.stringify(lines) : undefined,
      "business.currency": "USD",
    });
    shelves.moved("floor", from.id, t, -1, lines);
    const booked = chance(0.4) ? t + between(1, 30) * hour : null;
    if (booked !== null) {
      tell("netsuite-bridge", "transfer.shipped", booked, { ...names, "warehouse.id": from.id });
      shelves.moved("ledger", from.id, booked, -1, lines);
    }
    t += between(20, 90) * hour;
    tell(to.floor, "transfer.received", t, {
      ...names,
      "warehouse.id": to.id,
      "business.lines": chance(0.8) ? JSON.stringify(lines) : undefined,
    });
    shelves.moved("floor", to.id, t, 1, lines);
    t += between(1, chance(0.3) ? 90 : 5) * hour;
    if (chance(0.85)) {
      tell("netsuite-bridge", "transfer.received", t, { ...names, "warehouse.id": to.id, ...ledger(to, t) });
      shelves.moved("ledger", to.id, t, 1, lines);
      if (booked === null || booked > t) shelves.moved("ledger", from.id, t, -1, lines);
      if (booked !== null && booked > t) shelves.moved("ledger", from.id, booked, 1, lines);
    }
  }

  /** Pieces found, broken or gone: with a number or without, in parts, in another order, or never in the ERP. */
  function adjustment(dawn: number): void {
    const home = one(sites.slice(0, 3));
    const n = teller.next();
    const count = between(1, 30);
    const sign = chance(0.3) ? 1 : -1;
    const cost = between(90, 4_000);
    const item = one(["44-190", "51-006"]);
    const says = (quantity: number, numbered: boolean) => ({
      "warehouse.id": home.id,
      "item.id": item,
      "business.quantity": String(sign * quantity),
      "business.amount": chance(0.9) ? cents(cost * quantity) : undefined,
      "business.currency": chance(0.95) ? "USD" : "CAD",
      "adjustment.id": numbered ? `AJ-${n}` : undefined,
    });
    const t = dawn + between(13 * 60, 22 * 60) * minute;
    const dated = chance(0.05) ? { by: new Date(t).toISOString().slice(0, 10) } : {};
    tell(home.floor, "stock.adjusted", t, says(count, chance(0.4)), chance(0.1) ? { ...dated, late: 2 * day } : dated);
    shelves.adjusted("floor", home.id, item, t, sign * count);
    const booked = t + (chance(0.1) ? -between(5, 2_000) : between(5, chance(0.3) ? 4_000 : 300)) * minute;
    const part = chance(0.3) ? between(1, count + 1) : count;
    if (chance(0.8)) {
      tell("netsuite-bridge", "stock.adjusted", booked, { ...says(part, chance(0.4)), ...ledger(home, booked) });
      shelves.adjusted("ledger", home.id, item, booked, sign * part);
    }
  }

  function load(dawn: number): void {
    const n = teller.next();
    const home = one(sites);
    const names = {
      "load.id": `LD-${4_000 + n}`,
      "warehouse.id": home.id,
      "carrier.id": one(["Corvus Parcel", "Piedmont Freight"]),
    };
    let t = dawn + between(14 * 60, 23 * 60) * minute;
    tell(home.floor, "load.departed", t, names);
    t += between(9, 80) * hour;
    if (chance(0.85))
      tell("netsuite-bridge", "bill.received", t, {
        ...names,
        "bill.id": `FB-${n}`,
        "business.amount": cents(between(9_000, 200_000)),
        "business.currency": "USD",
        ...ledger(home, t),
      });
  }
}
