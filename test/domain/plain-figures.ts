import type { CanonicalEvent } from "../../server/domain/index.ts";
import {
  about,
  dayAt,
  dayOf,
  type Fact,
  type Facts,
  idsOf,
  inOrder,
  isAfter,
  isVoided,
  lastLeft,
  latest,
  leaving,
  leavings,
  names,
  ok,
  onlyOf,
  type Part,
  partOf,
  traitOf,
  warehouseOf,
  wentAs,
} from "./plain-facts.ts";

/**
 * Figures read plainly from facts, as somebody would with a list of them and the rules in hand: no folds, no papers,
 * nothing of the core but its facts. Slow, and told as text: `figure ref day numerator/denominator`.
 */
export function plainFigures(all: readonly CanonicalEvent[]): readonly string[] {
  const facts = all.toSorted(inOrder);
  const said: string[] = [];
  for (const id of idsOf(facts, "order")) said.push(...ofOrder(facts, id));
  for (const id of idsOf(facts, "shipment")) said.push(...ofUnbilled(facts, "shipment", id));
  for (const id of idsOf(facts, "order")) said.push(...ofUnbilled(facts, "order", id));
  for (const id of idsOf(facts, "invoice")) said.push(...ofInvoice(facts, id), ...disagrees(facts, id));
  for (const id of idsOf(facts, "receipt")) said.push(...ofReceipt(facts, id));
  return said.sort();
}

type Span = readonly [from: number, to: number];

/** Milliseconds of a span that lie in any of these: minute by minute, as all that is told is whole minutes. */
function within([from, to]: Span, spans: readonly Span[]): number {
  let count = 0;
  for (let when = from; when < to; when += 60_000) if (spans.some(([a, b]) => a <= when && when < b)) count += 60_000;
  return count;
}

function holds(own: Facts): readonly Span[] {
  const spans: [number, number][] = [];
  for (const { type, occurredAt } of ok(own, "order.held", "order.freed")) {
    const open = spans.find(([, to]) => to === Number.POSITIVE_INFINITY);
    if (type === "order.held" && open === undefined) spans.push([occurredAt, Number.POSITIVE_INFINITY]);
    if (type === "order.freed" && open !== undefined) open[1] = occurredAt;
  }
  return spans;
}

const spanOf = (from: Fact | undefined, to: Fact | undefined): Span | null =>
  from === undefined || to === undefined || from.precision === "day" || to.precision === "day"
    ? null
    : [from.occurredAt, to.occurredAt];

interface Timing {
  readonly warehouse: string | null;
  readonly waits?: readonly Span[];
  readonly messages: readonly (Span | null)[];
}

function duration(name: string, start: Fact | undefined, stop: Fact | undefined, timing: Timing): readonly string[] {
  const { warehouse, waits = [], messages } = timing;
  if (start === undefined) return [];
  if (stop === undefined) return [`${name} ${dayOf(start, warehouse)} waits`];
  const day = `${name} ${dayOf(stop, warehouse)}`;
  if (start.precision === "day" || stop.precision === "day") return [`${day} date-only`];
  if (stop.occurredAt < start.occurredAt) return [`${day} early`];
  const whole: Span = [start.occurredAt, stop.occurredAt];
  const waited = within(whole, waits);
  const known = messages.flatMap((span) => (span === null ? [] : [span]));
  const message = known.length < messages.length ? "?" : within(whole, [...waits, ...known]) - waited;
  return [`${day} ${whole[1] - whole[0] - waited}/1 message ${message}`];
}

function ofOrder(facts: Facts, id: string): readonly string[] {
  const { own } = partOf(facts, "order", id);
  const [created] = ok(own, "order.created");
  const [released] = ok(own, "order.released");
  const [cancelled] = ok(own, "order.cancelled");
  const came = created ?? released;
  const warehouse = warehouseOf(own);
  const taken = (figure: string) => (came === undefined ? [] : [`${figure} ${id} ${dayOf(came, warehouse)} 0/1`]);
  const said = [...taken("exception-rate"), ...taken("discrepancies")];
  const first = own.find(({ status, type }) => status === "ok" && type !== null);
  if (first !== undefined && first.type !== "order.created" && first.type !== "order.released") return said;
  if (came !== undefined) said.push(...onTime(facts, id));
  if (cancelled !== undefined) return said;
  said.push(...cycles(facts, id, warehouse));
  if (came !== undefined) said.push(...sites(facts, id, came, warehouse));
  if (created !== undefined) said.push(...fills(facts, id, created, warehouse));
  return said;
}

function onTime(facts: Facts, id: string): readonly string[] {
  const { own } = partOf(facts, "order", id);
  const left = lastLeft(wentAs(facts, id));
  const [cancelled] = ok(own, "order.cancelled");
  const by = traitOf(own, "ship-by")?.number ?? null;
  if (by === null || (left === undefined && cancelled !== undefined && cancelled.occurredAt <= by)) return [];
  const day = `on-time-shipment ${id} ${dayAt(by, warehouseOf(own))}`;
  if (left !== undefined && left.occurredAt <= by) return [`${day} 1/1`];
  const hold = ok(own, "order.held", "order.freed").findLast(({ occurredAt }) => occurredAt <= by);
  if (hold?.type === "order.held") return [`${day} on-hold`];
  return [`${day} 0/1${left === undefined && cancelled === undefined ? " as it stands" : ""}`];
}

function cycles(facts: Facts, id: string, warehouse: string | null): readonly string[] {
  const { own } = partOf(facts, "order", id);
  const parts = wentAs(facts, id);
  const [created] = ok(own, "order.created");
  const [released] = ok(own, "order.released");
  const [acknowledged] = ok(own, "order.acknowledged");
  const left = lastLeft(parts);
  const there = ok(own, "order.delivered")[0] ?? latest(parts.map((part) => ok(part.own, "shipment.delivered")[0]));
  const notBefore = traitOf(own, "ship-not-before")?.number ?? null;
  const future: readonly Span[] = created === undefined || notBefore === null ? [] : [[created.occurredAt, notBefore]];
  const gross = { warehouse, messages: [spanOf(released, acknowledged)] };
  const net = { ...gross, waits: [...holds(own), ...future] };
  const said = [
    ...duration(`order-to-ship ${id}`, created, left, gross),
    ...duration(`order-to-ship-less-waiting ${id}`, created, left, net),
    ...duration(`order-cycle ${id}`, created, there, gross),
    ...duration(`order-cycle-less-waiting ${id}`, created, there, net),
    ...duration(`internal-cycle ${id}`, released ?? acknowledged, left, gross),
  ];
  if (traitOf(own, "billing")?.text === "none") return said;
  const issues = parts.map((part) => spanOf(ok(part.own, "shipment.confirmed")[0], ok(part.own, "shipment.posted")[0]));
  const billed = left === undefined ? undefined : latest(parts.map((part) => billedBy(facts, id, part)));
  const messages = [...gross.messages, ...issues];
  return [...said, ...duration(`order-to-invoice ${id}`, created, billed, { warehouse, messages })];
}

function sites(facts: Facts, id: string, came: Fact, warehouse: string | null): readonly string[] {
  const { own } = partOf(facts, "order", id);
  const parts = wentAs(facts, id);
  const left = lastLeft(parts);
  const site = ok(own, "order.allocated")[0]?.warehouse ?? ok(own, "order.released")[0]?.warehouse ?? null;
  if (left === undefined)
    return [`split-shipment ${id} ${dayOf(came, warehouse)} waits`, `other-site ${id} ${dayOf(came, site)} waits`];
  const from = parts.map((part) => leaving(part.own)?.warehouse ?? onlyOf(part.own));
  const elsewhere = from.some((one) => one !== null && one !== site);
  const value = site === null || (!elsewhere && from.includes(null)) ? "not-told" : `${elsewhere ? 1 : 0}/1`;
  const split = parts.length > 1 ? 1 : 0;
  return [
    `split-shipment ${id} ${dayOf(left, warehouse)} ${split}/1`,
    `other-site ${id} ${dayOf(left, site)} ${value}`,
  ];
}

const toldLines = (facts: Facts, ...types: readonly string[]) =>
  ok(facts, ...types)
    .filter(({ lines }) => lines.length > 0)
    .at(-1)?.lines;

function fills(facts: Facts, id: string, created: Fact, warehouse: string | null): readonly string[] {
  const { own } = partOf(facts, "order", id);
  const gone = wentAs(facts, id).flatMap((part) => {
    const left = leaving(part.own);
    return left === undefined ? [] : [{ part, left }];
  });
  const at = Math.min(...gone.map(({ left }) => left.occurredAt));
  const first = gone.filter(({ left }) => left.occurredAt === at);
  const before = own.filter(({ occurredAt }) => occurredAt <= at);
  const telling = ["order.created", "order.changed"];
  const ordered = toldLines(before, ...telling) ?? toldLines(own, ...telling);
  const units = (text: string): number => Math.round(Number(text) * 10_000);
  const inAll = (day: number, values: readonly string[]) =>
    ["fill-unit", "fill-line", "fill-order"].map((figure, index) => `${figure} ${id} ${day} ${values[index]}`);
  const [one] = first;
  if (one === undefined)
    return ordered === undefined || clashes(ordered, ordered)
      ? []
      : inAll(dayOf(created, warehouse), ["waits", "waits", "waits"]);
  const day = dayOf(one.left, warehouse);
  const isShared = first.some(({ part }) => part.kind === "shipment" && idsOf(part.own, "order").length > 1);
  const each = first.map(
    ({ part }) => toldLines(part.own, "shipment.confirmed") ?? toldLines(part.own, "shipment.posted"),
  );
  const shipped = each.flatMap((lines) => lines ?? []);
  const mixed = clashes(shipped, shipped) || clashes(ordered, shipped);
  if (ordered === undefined || isShared || each.includes(undefined) || mixed)
    return inAll(day, ["not-told", "not-told", "not-told"]);
  const stock = new Map<string, number>();
  for (const { sku, quantity } of shipped) stock.set(sku, (stock.get(sku) ?? 0) + units(quantity));
  let took = 0;
  let complete = 0;
  for (const { sku, quantity } of ordered) {
    const some = Math.min(stock.get(sku) ?? 0, units(quantity));
    stock.set(sku, (stock.get(sku) ?? 0) - some);
    took += some;
    if (some === units(quantity)) complete++;
  }
  const all = ordered.reduce((sum, { quantity }) => sum + units(quantity), 0);
  const whole = complete === ordered.length ? 1 : 0;
  return inAll(day, [`${took}/${all}`, `${complete}/${ordered.length}`, `${whole}/1`]);
}

type Lines = Fact["lines"];

/** An item is ordered in one unit of measure and shipped in another. */
const clashes = (ordered: Lines | undefined, shipped: Lines): boolean =>
  (ordered ?? []).some(({ sku, uom }) => shipped.some((line) => line.sku === sku && line.uom !== uom));

/** Timelines of invoices for a part of an order: they name it, or the order and no shipment. */
const invoicesFor = (facts: Facts, order: string, part: Part): readonly Facts[] =>
  idsOf(facts, "invoice")
    .map((id) => about(facts, "invoice", id))
    .filter((own) => {
      const named = own.some((one) => names(one, part.kind, part.id));
      const ofWhole = own.some((one) => names(one, "order", order)) && !own.some((one) => names(one, "shipment"));
      return named || ofWhole;
    });

const stands = (own: Facts): boolean =>
  isAfter(ok(own, "invoice.posted", "invoice.corrected").at(-1), ok(own, "invoice.cancelled").at(-1));
const isOut = (own: Facts): boolean =>
  stands(own) || (ok(own, "invoice.sent").length > 0 && ok(own, "invoice.cancelled").length === 0);

/** The first posting of an invoice that stands for a part of an order. */
const billedBy = (facts: Facts, order: string, part: Part): Fact | undefined =>
  invoicesFor(facts, order, part)
    .filter(stands)
    .flatMap((own) => ok(own, "invoice.posted")[0] ?? [])
    .sort(inOrder)[0];

function ofUnbilled(facts: Facts, kind: Part["kind"], id: string): readonly string[] {
  const { own } = partOf(facts, kind, id);
  const left = leaving(own);
  const orders = kind === "order" ? [id] : idsOf(own, "order");
  // A shipment of no order is billed for itself.
  const alone = orders.length === 0 && !invoicesFor(facts, "", partOf(facts, kind, id)).some(isOut);
  const isOpen = orders.some((order) => {
    const part = wentAs(facts, order).find((one) => one.kind === kind && one.id === id);
    if (part === undefined || traitOf(about(facts, "order", order), "billing")?.text === "none") return false;
    return !invoicesFor(facts, order, part).some(isOut);
  });
  if (left === undefined || !(isOpen || alone)) return [];
  return ["invoice-days", "ledger-days"].map((figure) => `${figure} ${id} ${dayOf(left, null)} waits`);
}

/** What an invoice is for. */
function billedFor(facts: Facts, own: Facts): readonly Part[] {
  const shipments = idsOf(own, "shipment").map((one) => partOf(facts, "shipment", one));
  return shipments.length > 0
    ? shipments.filter((part) => !isVoided(part.own))
    : idsOf(own, "order").flatMap((order) => wentAs(facts, order));
}

/** The building that the last of it left from. */
function billedFrom(facts: Facts, own: Facts): string | null {
  const goods = billedFor(facts, own);
  const left = lastLeft(goods);
  const last = goods.find((part) => left !== undefined && leaving(part.own)?.occurredAt === left.occurredAt);
  const from = last && (leaving(last.own)?.warehouse ?? (last.kind === "order" ? warehouseOf : onlyOf)(last.own));
  return from ?? onlyOf(own);
}

function ofInvoice(facts: Facts, id: string): readonly string[] {
  const own = about(facts, "invoice", id);
  const [posted] = ok(own, "invoice.posted");
  const made = posted ?? ok(own, "invoice.rejected")[0];
  const wrong = ok(own, "invoice.rejected", "invoice.corrected", "invoice.cancelled").length > 0;
  const said = made === undefined ? [] : [`first-time-right ${id} ${dayOf(made, null)} ${wrong ? 0 : 1}/1`];
  const left = lastLeft(billedFor(facts, own));
  if (left === undefined || !isOut(own)) return said;
  const from = dayOf(left, null);
  const days = (figure: string, stop: Fact | undefined): string => {
    if (stop === undefined) return `${figure} ${id} ${from} waits`;
    const on = dayOf(stop, null);
    return `${figure} ${id} ${on} ${on < from ? "early" : `${on - from}/1`}`;
  };
  return [...said, days("invoice-days", ok(own, "invoice.sent")[0]), days("ledger-days", posted)];
}

/** By item, more or less of the first than of the second; null where an item comes in two units. */
function difference(some: Lines, others: Lines): boolean | null {
  const all = [...some, ...others];
  if (all.some((line) => all.some(({ sku, uom }) => sku === line.sku && uom !== line.uom))) return null;
  const of = (lines: Lines, sku: string): number =>
    lines.reduce((sum, line) => sum + (line.sku === sku ? Math.round(Number(line.quantity) * 10_000) : 0), 0);
  return all.some(({ sku }) => of(some, sku) !== of(others, sku));
}

/** An invoice for other quantities than left with its shipments. */
function disagrees(facts: Facts, id: string): readonly string[] {
  const own = about(facts, "invoice", id);
  const [posted] = ok(own, "invoice.posted");
  const billed = toldLines(own, "invoice.posted", "invoice.corrected");
  if (posted === undefined || billed === undefined || ok(own, "invoice.cancelled").length > 0) return [];
  const named = idsOf(own, "shipment");
  const orders = idsOf(own, "order").map((order) => about(facts, "order", order));
  const shipments = (named.length > 0 ? named : [...new Set(orders.flatMap((order) => idsOf(order, "shipment")))])
    .filter((one) => about(facts, "shipment", one).some(({ type }) => type !== null))
    .filter((one) => !isVoided(about(facts, "shipment", one)));
  const each = shipments.map((one) => {
    const its = about(facts, "shipment", one);
    const isAlone = idsOf(its, "invoice").length === 1 && ok(its, ...leavings).length > 0;
    return isAlone ? (toldLines(its, "shipment.confirmed") ?? toldLines(its, "shipment.posted")) : undefined;
  });
  if (shipments.length === 0 || each.includes(undefined)) return [];
  const gone = each.flatMap((lines) => lines ?? []);
  return difference(gone, billed) === true ? [`discrepancies ${id} ${dayOf(posted, billedFrom(facts, own))} 1/0`] : [];
}

function ofReceipt(facts: Facts, id: string): readonly string[] {
  const own = about(facts, "receipt", id);
  const said = waysOfReceipt(own, id);
  const [first] = ok(own, "receipt.confirmed");
  const [advised, found] = [toldLines(own, "receipt.advised"), toldLines(own, "receipt.confirmed")];
  if (first === undefined || advised === undefined || found === undefined) return said;
  const day = dayOf(first, first.warehouse ?? stayedIn(own));
  return difference(advised, found) === true ? [...said, `discrepancies ${id} ${day} 1/0`] : said;
}

function waysOfReceipt(own: Facts, id: string): readonly string[] {
  const [away] = ok(own, "receipt.put-away");
  const [posted] = ok(own, "receipt.posted");
  const [arrived] = ok(own, "receipt.gate-arrived", "receipt.arrived");
  const [confirmed] = ok(own, "receipt.confirmed");
  const stop = latest([away, posted]);
  const messages = [spanOf(away, posted)];
  return [["dock-to-stock", arrived] as const, ["receipt-to-stock", confirmed] as const].flatMap(([figure, start]) => {
    if (start === undefined) return [];
    const warehouse = start.warehouse ?? stayedIn(own);
    const isDay = stop !== undefined && (away?.precision === "day" || posted?.precision === "day");
    if (isDay) return [`${figure} ${id} ${dayOf(stop, warehouse)} date-only`];
    return duration(`${figure} ${id}`, start, stop, { warehouse, messages });
  });
}

const staying = ["gate-arrived", "arrived", "confirmed", "put-away", "posted"].map((name) => `receipt.${name}`);

/** The building that the latest fact of the stay named, each type and system by the first that it told. */
function stayedIn(own: Facts): string | null {
  const first = new Map<string, Fact>();
  for (const fact of ok(own, ...staying)) {
    const key = `${fact.type} ${fact.system}`;
    if (!first.has(key)) first.set(key, fact);
  }
  const named = [...first.values()].filter(({ warehouse }) => warehouse !== null).sort(inOrder);
  return named.at(-1)?.warehouse ?? onlyOf(own);
}
