/** Orders of the month, from the shop to the invoice, with what goes wrong on the way. */
import type { Shelves } from "./shelves.ts";
import { customers, day, hour, items, minute, type Says, type Site, sites, type Teller } from "./wire.ts";

interface Line {
  readonly line: string;
  readonly sku: string;
  readonly quantity: string;
  readonly uom: string;
  readonly unitPrice: string;
}

/** Tells of one order of a day. */
export function ordersOf(teller: Teller, shelves: Shelves): (dawn: number) => void {
  const { between, cents, chance, correct, hex, ledger, one, tell } = teller;
  /** What a customer got and is billed for together. */
  const consolidated = new Map<string, { readonly ids: string[]; amount: number; lines: readonly Line[] }>();
  return order;

  function order(dawn: number): void {
    const n = teller.next();
    const id = `SO-${10_000 + n}`;
    const at = dawn + between(13 * 60, 23 * 60) * minute + between(0, minute);
    const home = one(sites);
    const customer = one(customers);
    const currency = chance(0.75) ? "USD" : chance(0.6) ? "CAD" : "EUR";
    const from = between(0, items.length);
    const lines: readonly Line[] = Array.from({ length: between(1, 4) }, (_, line) => ({
      line: String(line + 1),
      sku: chance(0.6) ? (items[(from + line) % items.length] as string) : `44-${between(100, 140) * 10 + line}`,
      // Often as much as a shop shows, to the piece.
      quantity: chance(0.05) ? `${between(1, 20)}.5` : String(chance(0.5) ? one([4, 8, 12]) : between(1, 30)),
      uom: "EA",
      unitPrice: chance(0.2) ? (between(1000, 90_000) / 1000).toFixed(3) : cents(between(150, 9_900)),
    }));
    const worth = Math.round(
      lines.reduce((sum, line) => sum + Number(line.quantity) * Number(line.unitPrice) * 100, 0),
    );
    const future = chance(0.06) ? at + between(20, 60) * hour : null;
    const free = chance(0.05) ? one(["none", "sample", "warranty"]) : null;
    const billing = free ?? (chance(0.05) ? "on-delivery" : chance(0.08) ? "consolidated" : undefined);
    const shipBy = (future ?? at) + between(6, 30) * hour;
    const env = chance(0.02) ? "qa" : "";
    const here = { "warehouse.id": home.id, "customer.id": customer };
    const joined = chance(0.03);
    const web = chance(0.15) ? `W-${n}` : null;
    const named = { "order.id": id, ...here };
    const shopNames = web === null ? named : { ...named, "order.number": web };
    const floorNames = web === null ? named : { "order.number": web, ...here };
    const promise = chance(0.88)
      ? { "order.ship_by": chance(0.25) ? new Date(shipBy).toISOString().slice(0, 10) : new Date(shipBy).toISOString() }
      : {};
    const lateShop = chance(0.03) ? between(1, 5) * day : 0;
    const dated = chance(0.02);
    if (!joined) {
      const created = tell(
        "web-shop",
        "order.created",
        at,
        {
          ...shopNames,
          ...promise,
          ...(future === null ? {} : { "order.ship_not_before": new Date(future).toISOString() }),
          "order.billing": billing,
          "business.amount": cents(worth),
          "business.currency": currency,
          "business.lines": chance(0.04) ? undefined : JSON.stringify(lines),
        },
        {
          env,
          late: lateShop,
          ...(dated ? { by: new Date(at).toISOString().slice(0, 10) } : {}),
        },
      );
      if (chance(0.03)) correct(created, between(1, 60) * hour, { "business.amount": cents(worth + 1_000) });
    }
    let t = at + between(2, 9) * minute;
    if (chance(0.05) && !joined) {
      tell("netsuite-bridge", "order.backordered", t, named, { env });
      t += between(2, 40) * hour;
      tell("netsuite-bridge", "order.allocated", t, named, { env });
    }
    if (chance(0.07) && !joined) {
      tell("netsuite-bridge", "order.held", t, { ...named, "hold.reason": one(["credit", "customer"]) }, { env });
      if (chance(0.12)) return;
      t += between(1, 30) * hour;
      tell("netsuite-bridge", "order.freed", t, named, { env });
    }
    if (future !== null) t = Math.max(t, future - between(0, 3) * hour);
    if (chance(0.03) && !joined) {
      tell("netsuite-bridge", "order.changed", t, {
        ...named,
        "business.amount": cents(worth + 500),
        "business.currency": currency,
        "order.ship_by": new Date(shipBy + 6 * hour).toISOString(),
        "business.lines": chance(0.4) ? JSON.stringify(repriced(lines)) : undefined,
      });
      t += minute;
    }
    if (!joined) {
      if (chance(0.03)) {
        tell("netsuite-bridge", "order.released", t, named, { env, failed: `unknown hold code CR${between(1, 4)}` });
        t += between(3, 90) * minute;
      }
      tell("netsuite-bridge", "order.released", t, named, { env });
    }
    t += between(1, 8) * minute;
    if (chance(0.015)) return;
    if (chance(0.03)) {
      tell(home.floor, "order.acknowledged", t, floorNames, { env, failed: "item 44-190 has no case pack" });
      t += between(5, 200) * minute;
    }
    tell(home.floor, "order.acknowledged", t, floorNames, { env });
    if (chance(0.03)) {
      tell("netsuite-bridge", "order.cancelled", t + between(1, 40) * hour, named, { env });
      return;
    }
    if (chance(0.02)) {
      t += between(2, 20) * minute;
      tell("netsuite-bridge", "order.held", t, { ...named, "hold.reason": "customer" }, { env });
      t += between(1, 8) * hour;
      tell("netsuite-bridge", "order.freed", t, named, { env });
    }
    t += between(20, chance(0.07) ? 1_100 : 210) * minute;
    if (!home.partner) {
      // The terminal of the floor does not say which order it is about; its trace does.
      if (chance(0.2)) {
        const trace = hex(32);
        tell(home.floor, null, t - 1_000, floorNames, { env, trace });
        tell(home.floor, "pick.confirmed", t, { "warehouse.id": home.id }, { env, trace });
      } else tell(home.floor, "pick.confirmed", t, floorNames, { env });
      if (chance(0.06)) tell(home.floor, "pick.shorted", t + 2_000, floorNames, { env });
    }
    const split = lines.length > 1 && chance(0.1);
    const parts = split ? [lines.slice(0, 1), lines.slice(1)] : [lines];
    for (const [index, part] of parts.entries()) {
      const from = index === 1 && chance(0.5) ? one(sites) : home;
      if (index === 1) t += between(0, chance(0.5) ? 1 : 50) * hour;
      shipment(n, index, { id, home, from, customer, currency, env, named, billing, free }, part, t);
    }
  }

  /** The first line at another price. */
  function repriced(lines: readonly Line[]): readonly Line[] {
    return lines.map((line, at) => (at === 0 ? { ...line, unitPrice: cents(between(150, 9_900)) } : line));
  }
  /** The first line in another quantity, or in boxes. */
  function miscounted(lines: readonly Line[]): readonly Line[] {
    const boxes = chance(0.3);
    return lines.map((line, at) => {
      if (at > 0) return line;
      return boxes
        ? { ...line, uom: "BX", unitPrice: cents(between(9_900, 90_000)) }
        : { ...line, quantity: String(Number(line.quantity) + 1) };
    });
  }

  function shipment(
    n: number,
    index: number,
    of: {
      id: string;
      home: Site;
      from: Site;
      customer: string;
      currency: string;
      env: string;
      named: Says;
      billing: string | undefined;
      free: string | null;
    },
    part: readonly Line[],
    picked: number,
  ): void {
    const { env, from, currency, billing } = of;
    let id = `SH-${70_000 + n}${index === 0 ? "" : "-B"}`;
    const names = (): Says => ({ ...of.named, "warehouse.id": from.id, "shipment.id": id });
    let t = picked + between(5, 40) * minute;
    if (!from.partner) {
      if (chance(0.04)) {
        tell("label-svc", "shipment.labelled", t, names(), { env, failed: `carrier busy, try ${between(10, 99)}` });
        t += between(2, 200) * minute;
      }
      tell("label-svc", "shipment.labelled", t, names(), { env });
      if (chance(0.02)) {
        tell(from.floor, "shipment.voided", t + 4 * minute, names(), { env });
        id = `${id}-V`;
        t += 20 * minute;
        tell("label-svc", "shipment.labelled", t, names(), { env });
      }
    }
    t += between(15, chance(0.06) ? 900 : 240) * minute;
    if (chance(0.012)) return;
    const short = chance(0.07) ? between(1, 3) : 0;
    const left = part.map((line, at) => ({
      ...line,
      quantity: at === 0 && short > 0 ? String(Math.max(0, Number(line.quantity) - short)) : line.quantity,
    }));
    const late = chance(0.03) ? between(1, 6) * day : from.partner ? between(5, 50) * minute : 0;
    const dated = from.partner && chance(0.15);
    const by = dated ? new Date(t).toISOString().slice(0, 10) : from.partner ? new Date(t).toISOString() : undefined;
    const confirmed = tell(
      from.floor,
      "shipment.confirmed",
      t,
      {
        ...names(),
        "business.currency": currency,
        "business.lines": chance(0.05) ? undefined : JSON.stringify(left),
        "order.billing": billing,
        "carrier.id": one(["Corvus Parcel", "Piedmont Freight"]),
      },
      { env, late, ...(by === undefined ? {} : { by }) },
    );
    const corrected = chance(0.02) && by === undefined;
    if (corrected) correct(confirmed, between(1, 40) * hour, { "business.lines": JSON.stringify(part) });
    const gone = corrected ? part : left;
    if (env === "") shelves.moved("floor", from.id, t, -1, gone);
    if (chance(0.01)) {
      const voided = t + between(1, 30) * hour;
      tell(from.floor, "shipment.voided", voided, names(), { env });
      if (env === "") shelves.moved("floor", from.id, voided, 1, gone);
      return;
    }
    const delivered = t + between(20, 110) * hour;
    if (chance(0.9)) {
      const wire = tell("tms-adapter", "shipment.delivered", delivered, { "shipment.id": id }, { env });
      if (chance(0.03)) correct(wire, between(1, 30) * hour, {}, delivered + between(1, 9) * hour);
    }
    t += between(2, 8) * minute;
    if (chance(0.04)) {
      tell("netsuite-bridge", "shipment.posted", t, names(), { env, failed: "ERP refuses: concurrency limit" });
      t += between(4, chance(0.3) ? 4_000 : 90) * minute;
      if (chance(0.12)) return;
    }
    const amount = Math.round(
      left.reduce((sum, line) => sum + Number(line.quantity) * Number(line.unitPrice) * 100, 0),
    );
    const posted = Math.max(t, t + (late > day ? 0 : 0));
    if (chance(0.015)) return;
    tell(
      "netsuite-bridge",
      "shipment.posted",
      posted,
      {
        ...names(),
        "business.amount": chance(0.9) ? cents(amount) : undefined,
        "business.currency": currency,
        ...ledger(from, posted),
      },
      { env },
    );
    if (env === "") shelves.moved("ledger", from.id, posted, -1, gone);
    if (of.free !== null || amount === 0) return;
    if (billing === "consolidated") {
      const name = `${of.customer}${currency}${env}`;
      const open = consolidated.get(name) ?? { ids: [], amount: 0, lines: [] };
      open.ids.push(id);
      open.amount += amount;
      open.lines = [...open.lines, ...left];
      consolidated.set(name, open);
      if (open.ids.length >= 3) {
        invoice(
          `INV-C${n}`,
          { "shipment.id": open.ids, "customer.id": of.customer },
          posted + 2 * hour,
          from,
          { amount: open.amount, lines: open.lines },
          currency,
          env,
        );
        consolidated.delete(name);
      }
      return;
    }
    const wait =
      billing === "on-delivery" ? delivered - posted + hour : between(10, chance(0.08) ? 3_000 : 170) * minute;
    const invoiceId = `INV-${90_000 + n}${index === 0 ? "" : "-B"}`;
    invoice(invoiceId, names(), posted + wait, from, { amount, lines: left }, currency, env);
  }

  function invoice(
    id: string,
    names: Says,
    at: number,
    from: Site,
    { amount, lines }: { readonly amount: number; readonly lines: readonly Line[] },
    currency: string,
    env: string,
  ): void {
    if (chance(0.03)) return;
    const fate = between(0, lines.length > 3 ? 4 : 12);
    const billed = fate === 0 ? repriced(lines) : fate === 1 ? miscounted(lines) : lines;
    const told = { "business.lines": chance(0.7) ? JSON.stringify(billed) : undefined };
    const right = chance(0.4) ? { "business.lines": JSON.stringify(lines) } : {};
    const money = { "business.amount": cents(amount), "business.currency": currency, ...told };
    const own = { ...names, "invoice.id": id };
    let t = at;
    if (chance(0.04)) {
      tell(
        "netsuite-bridge",
        "invoice.posted",
        t,
        { ...own, ...money },
        { env, failed: "line price differs from order" },
      );
      t += between(10, chance(0.3) ? 5_000 : 300) * minute;
      if (chance(0.2)) return;
    }
    const late = chance(0.03) ? between(1, 6) * day : 0;
    tell("netsuite-bridge", "invoice.posted", t, { ...own, ...money, ...ledger(from, t) }, { env, late });
    if (chance(0.03)) {
      tell("netsuite-bridge", "invoice.rejected", t + between(1, 60) * hour, own, { env });
      if (chance(0.5)) tell("netsuite-bridge", "invoice.corrected", t + 70 * hour, { ...own, ...right }, { env });
      return;
    }
    if (chance(0.9))
      tell("netsuite-bridge", "invoice.sent", t + between(5, chance(0.1) ? 4_000 : 400) * minute, own, { env });
    if (chance(billed === lines ? 0.03 : 0.3))
      tell("netsuite-bridge", "invoice.corrected", t + between(2, 90) * hour, {
        ...own,
        ...right,
        "business.amount": cents(amount - 100),
        "business.currency": currency,
      });
    if (chance(0.02)) {
      const gone = t + between(20, 90) * hour;
      tell("netsuite-bridge", "invoice.cancelled", gone, own, { env });
      if (chance(0.6)) {
        const again = { ...names, "invoice.id": `${id}-R`, ...money };
        tell(
          "netsuite-bridge",
          "invoice.posted",
          gone + between(1, 40) * hour,
          { ...again, ...ledger(from, gone) },
          { env },
        );
      }
    }
  }
}
