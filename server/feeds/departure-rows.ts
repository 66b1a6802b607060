import {
  type Departure,
  type DepartureName,
  firstFrom,
  type Instant,
  type Millis,
  type Network,
  type OpsException,
  partsOf,
} from "../domain/index.ts";
import { heldTotal } from "../ports/worth.ts";
import type { DepartureRow } from "../wire/index.ts";
import { exceptionId } from "./exception-rows.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { toHeldRow } from "./held.ts";
import type { TallyPage } from "./tally-page.ts";
import type { OrderRead } from "./tally-read.ts";

/** So long after a truck has left its ship confirmations still come: until then nothing is called left behind for want of one. */
export const confirming: Millis = 15 * 60_000;
/** Later trucks are offered within this time. */
const offered: Millis = 3 * 86_400_000;

/** Where an order stands on its truck; null for what is on none. */
type Stand = "shipped" | "loaded" | "floor" | "blocked" | "notKnown" | "behind";

interface Truck {
  readonly name: DepartureName;
  readonly config: Departure | null;
  readonly counts: Record<Stand, number>;
  readonly behind: { readonly id: string; readonly movedTo: Instant | null }[];
  /** Orders that cannot go with it as they are. */
  readonly stuck: OrderRead[];
}

/** `ATL 2026-11-19T20:00:00.000Z UPS ground`. */
export const departureId = (warehouse: string, { at, carrier, service }: DepartureName): string =>
  [warehouse, isoOf(at), carrier, service].filter((part) => part !== null).join(" ");

/**
 * The trucks of a building's day, and later ones on which orders of the day are planned, by id. Pure: an order is counted
 * on the truck that it is planned on, and as left behind on each that it was moved away from once that had gone.
 */
export function toDepartureRows(
  page: TallyPage,
  network: Pick<Network, "warehouses" | "minorUnits">,
): readonly DepartureRow[] {
  const config = network.warehouses.get(page.warehouse)?.departures ?? [];
  const trucks = new Map<string, Truck>();
  const truckOf = (name: DepartureName, found?: Departure): Truck => {
    // Cheaper than the id, which is written once a truck and not once an order.
    const key = `${name.at} ${name.carrier ?? ""} ${name.service ?? ""}`;
    const known = trucks.get(key);
    if (known !== undefined) return known;
    const truck: Truck = {
      name,
      config: found ?? departureNamed(config, name),
      counts: { shipped: 0, loaded: 0, floor: 0, blocked: 0, notKnown: 0, behind: 0 },
      behind: [],
      stuck: [],
    };
    trucks.set(key, truck);
    return truck;
  };
  for (let index = firstFrom(config, page.day.start); index < config.length; index++) {
    const departure = config[index];
    if (departure === undefined || departure.at >= page.day.end) break;
    truckOf(departure, departure);
  }
  for (const read of page.orders.values()) {
    const { place } = read;
    if (place.part === "cancelled" || place.part === "on-hold") continue;
    for (const missed of place.missed) leaveBehind(truckOf(missed), read, missed.movedTo);
    if (place.departure === null) continue;
    const truck = truckOf(place.departure);
    const stand = standOn(read, place.departure.at, page.at);
    if (stand === "behind") leaveBehind(truck, read, null);
    else truck.counts[stand] += 1;
    if (stand === "blocked" || stand === "behind") truck.stuck.push(read);
  }
  return [...trucks.values()].map((truck) => rowOf(truck, page, network)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The truck of the network with that time, carrier and service; null where there is none. */
export function departureNamed(
  config: readonly Departure[],
  { at, carrier, service }: DepartureName,
): Departure | null {
  for (let index = firstFrom(config, at); config[index]?.at === at; index++) {
    const departure = config[index];
    if (departure?.carrier === carrier && departure.service === service) return departure;
  }
  return null;
}

function leaveBehind(truck: Truck, { place }: OrderRead, movedTo: Instant | null): void {
  truck.counts.behind += 1;
  truck.behind.push({ id: partsOf(place.ref).value, movedTo });
}

/** What the WMS has not got is blocked once it is past its time, and still to come before. */
function standOn({ place }: OrderRead, leaves: Instant, now: Instant): Stand {
  const gone = leaves <= now;
  switch (place.part) {
    case "shipped":
      return "shipped";
    case "not-known":
      return "notKnown";
    case "blocked":
      return gone ? "behind" : "blocked";
    case "not-in-wms":
      if (gone) return "behind";
      return place.late ? "blocked" : "floor";
    default:
      // What was loaded after the truck had gone is on another one.
      if (place.loadedAt !== null) return gone && place.loadedAt > leaves ? "behind" : "loaded";
      return leaves + confirming <= now ? "behind" : "floor";
  }
}

function rowOf(
  { name, config, counts, behind, stuck }: Truck,
  page: TallyPage,
  network: Pick<Network, "warehouses" | "minorUnits">,
): DepartureRow {
  const held = stuck.map(({ worth }, number) => ({ number, held: [worth] }));
  return {
    id: departureId(page.warehouse, name),
    warehouse: page.warehouse,
    at: isoOf(name.at),
    carrier: name.carrier,
    service: name.service,
    doors: config?.doors ?? [],
    appointmentAt: isoOrNull(config?.appointmentAt ?? null),
    left: name.at <= page.at,
    orders: Object.values(counts).reduce((sum, count) => sum + count, 0),
    ...counts,
    behindOrders: behind
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id: order, movedTo }) => ({ id: order, movedTo: isoOrNull(movedTo) })),
    causes: causesOf(stuck),
    held: toHeldRow(heldTotal(held), network),
    later: laterThan(name, stuck, page, network),
  };
}

/** What stops the orders of a truck, by cause, most orders first; the words and owner are those of the first raised. */
function causesOf(stuck: readonly OrderRead[]): DepartureRow["causes"] {
  const causes = new Map<
    string,
    { first: OpsException; readonly orders: Set<string>; readonly numbers: Set<number> }
  >();
  for (const { place, blockers } of stuck) {
    for (const exception of blockers) {
      const key = exception.causeId ?? `${exception.kind} ${exception.eventType ?? ""} ${exception.system ?? ""}`;
      const cause = causes.get(key) ?? { first: exception, orders: new Set(), numbers: new Set() };
      causes.set(key, cause);
      if (exception.number < cause.first.number) cause.first = exception;
      cause.orders.add(partsOf(place.ref).value);
      cause.numbers.add(exception.number);
    }
  }
  return [...causes.values()]
    .sort((a, b) => b.orders.size - a.orders.size || a.first.number - b.first.number)
    .map(({ first, orders, numbers }) => ({
      causeId: first.causeId,
      title: first.title,
      orders: [...orders].sort(),
      exceptions: [...numbers].sort((a, b) => a - b).map(exceptionId),
      owner: first.owner,
    }));
}

/** The building's next trucks, and how many of the stuck orders would still arrive in time with each. */
function laterThan(
  name: DepartureName,
  stuck: readonly OrderRead[],
  page: TallyPage,
  network: Pick<Network, "warehouses">,
): DepartureRow["later"] {
  const config = network.warehouses.get(page.warehouse)?.departures ?? [];
  const from = Math.max(name.at, page.at) + 1;
  const promised = stuck.filter(({ promise }) => promise.deliverBy !== null || promise.shipBy !== null);
  const later: DepartureRow["later"][number][] = [];
  for (let index = firstFrom(config, from); index < config.length; index++) {
    const truck = config[index];
    if (truck === undefined || truck.at > from + offered) break;
    const inTime = promised.filter(({ promise }) => keeps(truck, promise)).length;
    const { carrier, service } = truck;
    later.push({ at: isoOf(truck.at), carrier, service, inTime: promised.length === 0 ? null : inTime });
  }
  return later;
}

/** A promised arrival is kept by a truck whose goods arrive by then at the latest; where only leaving was promised, by leaving. */
function keeps({ at, transit }: Departure, { deliverBy, shipBy }: OrderRead["promise"]): boolean {
  if (deliverBy !== null) return at + (transit ?? 0) <= deliverBy;
  return shipBy !== null && at <= shipBy;
}
