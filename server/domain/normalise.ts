import type { AttributeValue, KeyMention, Observation } from "../../collectors/kit/index.ts";
import { amountsOf, type Priced } from "./amounts.ts";
import { readStated, statedType } from "./books/stated.ts";
import { fromLocal, parseTime, type ToldTime } from "./civil.ts";
import { eventOf } from "./events/index.ts";
import { isObjectKind } from "./keys.ts";
import { linesOf } from "./lines.ts";
import { minorOf } from "./money.ts";
import type { Network } from "./network.ts";
import type {
  BusinessKey,
  CanonicalEvent,
  Instant,
  Money,
  Position,
  Quantity,
  TraitName,
  TraitValue,
} from "./types.ts";

const day = 86_400_000;
/** A business time further from its arrival than this is not believed: 400 days back, one day ahead. */
const believed = { back: 400 * day, ahead: day };

/** Looks attributes up by word list: the record's own, else the resource's. */
type Lookup = (words: string) => AttributeValue | undefined;

/**
 * Understands one record: its event type, times, keys and what it promises.
 * Null when it names no known event and did not fail: then it is activity, and only its keys count.
 */
export function normalise(
  observation: Observation,
  network: Network,
  at: Instant,
  position: Position,
): CanonicalEvent | null {
  const look = lookup(observation, network);
  const mapping = network.mappings.find((candidate) => candidate.matches(observation));
  const named = textOf(look("business.event")) ?? mapping?.event ?? null;
  const definition = named === null ? undefined : eventOf(named);
  const saysFailed = textOf(look("business.status"))?.toLowerCase() === "failed";
  const failed = observation.failed || saysFailed || mapping?.status === "failed";
  if (definition === undefined && !failed) return null;

  const system = observation.source.system;
  const warehouse = dimension(observation, "warehouse") ?? network.systems.get(system)?.warehouse ?? null;
  const zone = zoneOf(network, system, warehouse);
  const recordedAt = Number(observation.endNanos / 1_000_000n);
  const told = timeOf(look("business.occurred.at"));
  const time = placeTime(told, observation.endNanos, zone, network, at);
  const amount = moneyOf(look("business.amount"), currencyOf(look, network), network);
  const keys = observation.keys.filter((key) => isObjectKind(key.kind)).map(bareKey);
  const mapped = mapping?.keys(observation) ?? [];
  const stated =
    definition?.type === statedType
      ? readStated(look("ledger.side"), look("ledger.documents"), currencyOf(look, network), (currency) =>
          network.minorUnits(currency),
        )
      : null;
  const stock = definition?.subject === "stock" ? stockKey(warehouse, dimension(observation, "item")) : [];
  return {
    identity: observation.identity,
    variant: observation.variant,
    type: definition?.type ?? null,
    title: definition?.title ?? (observation.name.trim() === "" ? "unnamed" : observation.name.slice(0, 200)),
    status: failed ? "failed" : "ok",
    error: failed ? (observation.error ?? { code: null, message: textOf(look("business.error")) ?? "" }) : null,
    signal: observation.signal,
    system,
    environment: observation.source.environment,
    warehouse,
    occurredAt: time.at,
    occurredNanos: time.nanos,
    precision: time.precision,
    recordedAt,
    receivedAt: at,
    believed: time.believed,
    startedAt: Number(observation.startNanos / 1_000_000n),
    endNanos: observation.endNanos.toString(),
    traceId: observation.traceId,
    spanId: observation.spanId,
    parentSpanId: observation.parentSpanId,
    position,
    keys: distinct([...keys, ...mapped.map(bareKey), ...stock]),
    mentions: observation.keys
      .filter((key) => mentioned.has(key.kind))
      .map(({ kind, issuer, value }) => ({ kind, issuer, value })),
    traits: traitsOf(observation, look, { type: definition?.type ?? null, failed, amount }, zone, network),
    amount,
    quantity: quantityOf(look("business.quantity"), textOf(look("business.uom"))),
    lines: linesOf(textOf(look("business.lines")), currencyOf(look, network), (currency) =>
      network.minorUnits(currency),
    ),
    ...(stated === null ? {} : { stated }),
  };
}

function lookup(observation: Observation, network: Network): Lookup {
  const found = new Map<string, AttributeValue>();
  for (const [name, value] of observation.resource) found.set(network.wordsOf(name), value);
  for (const [name, value] of observation.attributes) found.set(network.wordsOf(name), value);
  return (words) => found.get(words);
}

function textOf(value: AttributeValue | undefined): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return null;
}

const timeOf = (value: AttributeValue | undefined): ToldTime | null => {
  const text = textOf(value);
  return text === null ? null : parseTime(text);
};

/** The zone of a system is its warehouse's, else the company's; a warehouse named by the record wins. */
function zoneOf(network: Network, system: string, warehouse: string | null): string {
  const id = warehouse ?? network.systems.get(system)?.warehouse ?? null;
  return (id === null ? undefined : network.warehouses.get(id)?.timezone) ?? network.company.timezone;
}

function resolved(told: ToldTime, zone: string, network: Network): Instant {
  return told.local ? fromLocal(told.at, (at) => network.offsetAt(zone, at)) : told.at;
}

function placeTime(told: ToldTime | null, endNanos: bigint, zone: string, network: Network, receivedAt: Instant) {
  const time =
    told === null
      ? { at: Number(endNanos / 1_000_000n), nanos: Number(endNanos % 1_000_000n), precision: "instant" as const }
      : { at: resolved(told, zone, network), nanos: told.nanos, precision: told.precision };
  const fits = time.at >= receivedAt - believed.back && time.at <= receivedAt + believed.ahead;
  return fits
    ? { ...time, believed: true }
    : { at: receivedAt, nanos: 0, precision: "instant" as const, believed: false };
}

function dimension(observation: Observation, kind: string): string | null {
  return observation.keys.find((key) => key.kind === kind)?.value ?? null;
}

const bareKey = (key: KeyMention) => ({
  kind: key.kind,
  issuer: key.issuer,
  value: key.value,
  attribute: key.attribute,
});

function stockKey(warehouse: string | null, item: string | null): (BusinessKey & { attribute: string })[] {
  if (warehouse === null || item === null) return [];
  return [{ kind: "stock", issuer: "*", value: `${warehouse}/${item}`, attribute: "warehouse+item" }];
}

function distinct<T extends BusinessKey & { attribute: string }>(keys: readonly T[]): T[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    const text = `${key.kind}\u001f${key.issuer}\u001f${key.value}\u001f${key.attribute}`;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** The currency of a record's amounts and prices: its own, else the company's. */
const currencyOf = (look: Lookup, network: Network): string =>
  (textOf(look("business.currency")) ?? network.company.currency).toUpperCase();

function moneyOf(value: AttributeValue | undefined, currency: string, network: Network): Money | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const minor = minorOf(value, network.minorUnits(currency));
  return minor === null ? null : { minor, currency };
}

function quantityOf(value: AttributeValue | undefined, uom: string | null): Quantity | null {
  const text = textOf(value);
  return text === null || !/^-?\d+(\.\d+)?$/.test(text) ? null : { value: text, uom: uom ?? "EA" };
}

/** Kinds of keys without an object. */
const mentioned: ReadonlySet<string> = new Set(["wave", "container", "adjustment"]);

const texts: readonly (readonly [TraitName, string])[] = [
  ["customer-tier", "order.customer.tier"],
  ["terms", "order.terms"],
  ["billing", "order.billing"],
  ["carrier-service", "carrier.service"],
  ["destination", "transfer.destination"],
];
const ledgers: readonly (readonly [TraitName, string])[] = [
  ["ledger-entity", "ledger.entity"],
  ["ledger-period", "ledger.period"],
];
/** Events that may say why an order stands still. */
const holding: ReadonlySet<string | null> = new Set(["order.held", "order.backordered"]);
const times: readonly (readonly [TraitName, string])[] = [
  ["ship-by", "order.ship.by"],
  ["ship-not-before", "order.ship.not.before"],
  ["cancel-after", "order.cancel.after"],
  ["deliver-by", "order.deliver.by"],
];

function traitsOf(
  observation: Observation,
  look: Lookup,
  fact: Priced,
  zone: string,
  network: Network,
): (readonly [TraitName, TraitValue])[] {
  const traits: (readonly [TraitName, TraitValue])[] = [];
  for (const kind of ["customer", "carrier", "partner"] as const) {
    const value = dimension(observation, kind);
    if (value !== null) traits.push([kind, { text: value, number: null }]);
  }
  // What the ledger refused is no document of it.
  for (const [name, words] of fact.failed ? texts : [...texts, ...ledgers]) {
    const text = textOf(look(words));
    if (text !== null) traits.push([name, { text: text.slice(0, 256), number: null }]);
  }
  const reason = holding.has(fact.type) ? textOf(look("hold.reason")) : null;
  if (reason !== null) traits.push(["hold-reason", { text: reason.slice(0, 80), number: null }]);
  for (const [name, words] of times) {
    const told = timeOf(look(words));
    // A promise that names a day holds until that day ends; a "not before" begins with it.
    if (told !== null) {
      const until = told.precision === "day" && name !== "ship-not-before";
      // By the clock on the wall: a day has 23, 24 or 25 hours.
      const end = until ? resolved({ ...told, at: told.at + day }, zone, network) - 1 : resolved(told, zone, network);
      traits.push([name, { text: textOf(look(words)) ?? "", number: end }]);
    }
  }
  // The date under which the ledger's document stands; the ledger knows no time of day.
  const dated = fact.failed ? null : textOf(look("ledger.date"));
  if (dated !== null && /^\d{4}-/.test(dated) && parseTime(dated) !== null)
    traits.push(["ledger-date", { text: dated.slice(0, 10), number: null }]);
  const currency = currencyOf(look, network);
  return [...traits, ...amountsOf(fact, textOf(look("business.lines")), currency, network.minorUnits(currency))];
}
