/** What happened and is not in the books at an instant: rules B1 to B20 and B24, gone through document by document. */
import { openOf } from "./adjusted.ts";
import { dayIn, type Fact, idIn, kindIn, text } from "./facts.ts";
import {
  awaitedOf,
  besides,
  buildingOf,
  firstOf,
  free,
  lastOf,
  namesOf,
  okOf,
  saidOf,
  type World,
  zoneAt,
} from "./world.ts";
import { isVoided, latest, leftOf, linesWorth, type Money, moneyIn, standing, worthOfShipment } from "./worth.ts";

export interface Owed {
  readonly id: string;
  readonly side: "revenue" | "inventory" | "payables";
  readonly kind: string;
  readonly since: number;
  readonly sinceIsDay: boolean;
  readonly sinceDay: string;
  readonly dueAt: number | null;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly basis: string;
  readonly warehouse: string | null;
  readonly entity: string | null;
  readonly partner: string | null;
  readonly notBillable: string | null;
  readonly date: string | null;
  readonly period: string | null;
  /** Why, where no exception says so. */
  readonly why: string;
  readonly age: number | "not due";
}

/** What is owed at an instant, by what the world knows. */
export function owedAt(world: World, at: number): readonly Owed[] {
  const then = cutAt(world, at);
  return [
    ...revenue(then, at),
    ...returns(then, at),
    ...receipts(then, at),
    ...transfers(then, at),
    ...freight(then, at),
    ...adjustments(then, at),
  ];
}

/** The world as if nothing had happened after an instant. */
export function cutAt(world: World, at: number): World {
  const of = new Map<string, readonly Fact[]>();
  for (const [name, facts] of world.of) {
    const kept = facts.filter((fact) => fact.at <= at);
    if (kept.length > 0) of.set(name, kept);
  }
  return { ...world, facts: world.facts.filter((fact) => fact.at <= at), of };
}

function revenue(world: World, at: number): readonly Owed[] {
  const all: Owed[] = [];
  for (const name of namesOf(world, "shipment")) {
    if (!counts(name)) continue;
    const left = leftOf(world, name);
    if (left === null || isVoided(world, name)) continue;
    const invoices = besides(world, name, "invoice");
    const states = invoices.map((invoice) => ({ invoice, state: standing(world, invoice) }));
    if (states.some(({ state }) => state === "stands")) continue;
    const tried = invoices
      .flatMap((invoice) => (world.of.get(invoice) ?? []).map((fact) => ({ invoice, fact })))
      .sort((a, b) => a.fact.at - b.fact.at)
      .at(-1);
    const refused = tried !== undefined && standing(world, tried.invoice) === "refused" ? tried.invoice : null;
    const orders = besides(world, name, "order");
    const says = orders.map((order) => saidOf(world, order, "order.billing"));
    const rule = says.length > 0 && says.every((word) => word !== null && free.includes(word)) ? says[0] : null;
    const money = worthOfShipment(world, name, refused, orders);
    const posted = lastOf(world, name, "shipment.posted");
    const onDelivery = says.includes("on-delivery") && firstOf(world, name, "shipment.delivered") === null;
    all.push(
      owed(world, name, at, {
        side: "revenue",
        kind: refused === null ? "shipped-not-billed" : "invoice-rejected",
        from: left,
        awaits: ["invoice.posted"],
        money,
        paper: posted,
        partner: saidOf(world, name, "customer.id"),
        notBillable: rule == null ? null : `order.billing ${rule}`,
        onDelivery,
      }),
    );
  }
  return all;
}

function returns(world: World, at: number): readonly Owed[] {
  return namesOf(world, "return").flatMap((name) => {
    const from = okOf(world, name, "return.received", "return.dispositioned")[0];
    if (!counts(name) || from === undefined) return [];
    const credits = besides(world, name, "credit");
    if (credits.some((credit) => firstOf(world, credit, "credit.posted") !== null)) return [];
    let money: Money | null = null;
    for (const fact of world.of.get(name) ?? []) money = moneyIn(fact, world.plan) ?? money;
    return [
      owed(world, name, at, {
        side: "revenue",
        kind: "returned-not-credited",
        from,
        awaits: ["credit.posted"],
        money: money === null ? null : { ...money, basis: "document" },
        paper: null,
        partner: saidOf(world, name, "customer.id"),
      }),
    ];
  });
}

function receipts(world: World, at: number): readonly Owed[] {
  return namesOf(world, "receipt").flatMap((name) => {
    const from = firstOf(world, name, "receipt.confirmed");
    if (!counts(name) || from === null) return [];
    const cost = latest(world, name, ["receipt.advised", "receipt.confirmed"], (fact) =>
      linesWorth(fact, "unitCost", world.plan),
    );
    const money = cost === null ? null : { ...cost, basis: "cost" };
    const posted = lastOf(world, name, "receipt.posted");
    const partner = saidOf(world, name, "partner.id");
    const found: Owed[] = [];
    if (posted === null)
      found.push(
        owed(world, name, at, {
          side: "inventory",
          kind: "receipt-not-posted",
          from,
          awaits: ["receipt.posted"],
          money,
          paper: posted,
          partner,
        }),
      );
    const bills = [
      ...besides(world, name, "bill"),
      ...besides(world, name, "purchase-order")
        .flatMap((po) => besides(world, po, "bill"))
        .filter((bill) => besides(world, bill, "receipt").length === 0),
    ];
    if (!bills.some((bill) => firstOf(world, bill, "bill.received") !== null))
      found.push(
        owed(world, name, at, {
          side: "payables",
          kind: "received-not-billed",
          from,
          awaits: ["bill.received"],
          money,
          paper: posted,
          partner,
        }),
      );
    return found;
  });
}

function transfers(world: World, at: number): readonly Owed[] {
  return namesOf(world, "transfer").flatMap((name) => {
    const told = okOf(world, name, "transfer.received");
    const from = told.find(({ system }) => system !== "erp");
    if (!counts(name) || from === undefined || told.some(({ system }) => system === "erp")) return [];
    const cost = latest(world, name, ["transfer.shipped", "transfer.received"], (fact) =>
      linesWorth(fact, "unitCost", world.plan),
    );
    return [
      owed(world, name, at, {
        side: "inventory",
        kind: "transfer-not-posted",
        from,
        awaits: ["transfer.received"],
        money: cost === null ? null : { ...cost, basis: "cost" },
        paper: null,
        partner: null,
      }),
    ];
  });
}

function freight(world: World, at: number): readonly Owed[] {
  return namesOf(world, "load").flatMap((name) => {
    const from = firstOf(world, name, "load.departed");
    const carrier = saidOf(world, name, "carrier.id");
    if (!counts(name) || from === null || carrier === null) return [];
    if (besides(world, name, "bill").some((bill) => firstOf(world, bill, "bill.received") !== null)) return [];
    return [
      owed(world, name, at, {
        side: "payables",
        kind: "freight-not-billed",
        from,
        awaits: ["bill.received"],
        money: null,
        paper: null,
        partner: carrier,
      }),
    ];
  });
}

function adjustments(world: World, at: number): readonly Owed[] {
  const ways = [
    ["adjusted-up-not-posted", 1],
    ["adjusted-down-not-posted", -1],
  ] as const;
  return namesOf(world, "stock").flatMap((name) =>
    ways.flatMap(([kind, sign]) => {
      const open = counts(name) ? openOf(world, name, sign) : null;
      if (open === null) return [];
      const { oldest: from, money } = open;
      return owed(world, name, at, {
        side: "inventory",
        kind,
        from,
        awaits: [],
        dueAt: from.at + world.plan.adjustmentsMs,
        money: money === null ? null : { ...money, basis: "cost" },
        paper: null,
        partner: null,
      });
    }),
  );
}

/** The company that a document of the ledger told of it last, else of its order. */
function entityOf(world: World, name: string): string | null {
  for (const one of [name, ...besides(world, name, "order")]) {
    let found: string | null = null;
    for (const fact of world.of.get(one) ?? []) if (!fact.failed) found = text(fact.says.get("ledger.entity")) ?? found;
    if (found !== null) return found;
  }
  return null;
}

const counts = (name: string): boolean => name.startsWith("|");

function owed(
  world: World,
  name: string,
  at: number,
  told: {
    readonly side: Owed["side"];
    readonly kind: string;
    readonly from: Fact;
    readonly awaits: readonly string[];
    /** When no step says it. */
    readonly dueAt?: number;
    readonly money: (Money & { readonly basis: string }) | null;
    readonly paper: Fact | null;
    readonly partner: string | null;
    readonly notBillable?: string | null;
    readonly onDelivery?: boolean;
  },
): Owed {
  const { plan } = world;
  const warehouse = told.from.warehouse ?? buildingOf(world, name);
  // What is known to the day was read where it was told; the day of all else is that of the building.
  const here = zoneAt(plan, told.from.dated ? told.from.warehouse : warehouse);
  const dues = awaitedOf(world, name)
    .filter(({ step, cancelled }) => told.awaits.includes(step.expect) && !cancelled)
    .flatMap(({ dueAt }) => dueAt ?? []);
  const dueAt = told.dueAt ?? (dues.length === 0 ? null : Math.min(...dues));
  const bornOn = dayIn(here, told.from.at);
  const born = told.from.dated ? bornOn : dayIn(plan.zone, told.from.at);
  const waits = told.onDelivery === true;
  const isDue = !waits && (dueAt === null || at >= dueAt);
  return {
    id: `${kindIn(name)}/${idIn(name)} ${told.kind}`,
    side: told.side,
    kind: told.kind,
    since: told.from.at,
    sinceIsDay: told.from.dated,
    sinceDay: new Date(bornOn * 86_400_000).toISOString().slice(0, 10),
    dueAt,
    amount: told.money?.amount ?? null,
    currency: told.money?.currency ?? null,
    basis: told.money?.basis ?? "unknown",
    warehouse,
    entity: entityOf(world, name),
    date: text(told.paper?.says.get("ledger.date")),
    period: text(told.paper?.says.get("ledger.period")),
    partner: told.partner,
    notBillable: told.notBillable ?? null,
    why: waits
      ? "delivery"
      : told.kind === "invoice-rejected"
        ? "refused"
        : dueAt === null
          ? "unplanned"
          : at >= dueAt
            ? "late"
            : "due",
    age: isDue ? Math.max(0, dayIn(plan.zone, at) - born) : "not due",
  };
}
