import { traitOf } from "../correlation/fold.ts";
import type { Network } from "../network.ts";
import type { BusinessObject, DepartureName, Instant, Move } from "../types.ts";
import type { DayAt, MissedDeparture, Papers, PlannedDeparture } from "./parts.ts";

/** Most trucks of a building that are looked through for one of a carrier. */
const looked = 200;

/** The truck that an order is planned on, and those that had left without it when it was moved to a later one. */
export interface Plans {
  readonly now: PlannedDeparture | null;
  readonly missed: readonly MissedDeparture[];
}

/**
 * Its own time, else the next truck of its carrier and service from `from` on, else the building's next; unless a later
 * one was recorded for it by then. A time before the day has passed: the order goes with the next one of the day.
 */
export function plansOf(papers: Papers, from: Instant, on: DayAt, network: Network): Plans {
  let now = planned(papers, from, on, network);
  const missed: MissedDeparture[] = [];
  for (const move of movesAt(papers.subject, on)) {
    if (now !== null && now.at <= move.at && now.at >= on.day.start && now.at !== move.to.at)
      missed.push({ ...nameOf(now), movedTo: move.to.at });
    if (move.to.at >= on.day.start) now = { ...move.to, by: "moved" };
  }
  return { now, missed };
}

/** The moves of an order at a building that had been recorded by an instant and not been taken back by then. */
function movesAt({ moves }: BusinessObject, { warehouse, at }: Pick<DayAt, "warehouse" | "at">): readonly Move[] {
  return (moves ?? []).filter(
    (move) => move.warehouse === warehouse && move.at <= at && (move.undone === null || move.undone.at > at),
  );
}

/** The truck that was last decided for an order; null where none was, or all were taken back. */
export const movedTo = ({ moves }: BusinessObject): DepartureName | null =>
  moves?.findLast(({ undone }) => undone === null)?.to ?? null;

const nameOf = ({ at, carrier, service }: DepartureName): DepartureName => ({ at, carrier, service });

function planned(
  { subject, loadBy, shipments }: Papers,
  from: Instant,
  on: DayAt,
  network: Network,
): PlannedDeparture | null {
  const trucks = network.warehouses.get(on.warehouse)?.departures ?? [];
  const bearers = [subject, ...shipments];
  const carrier = textOf(bearers, "carrier");
  const service = textOf(bearers, "carrier-service");
  const own = traitOf(subject, "ship-by")?.number ?? loadBy;
  if (own !== null && own >= on.day.start) {
    const truck = truckFor(trucks, from, own, carrier, service);
    return truck === null ? { at: own, carrier, service, by: "own" } : { ...nameOf(truck), by: "own" };
  }
  const first = firstFrom(trucks, from);
  if (carrier !== null) {
    for (let index = first; index < Math.min(trucks.length, first + looked); index++) {
      const truck = trucks[index];
      if (truck !== undefined && takes(truck, carrier, service)) return { ...nameOf(truck), by: "carrier" };
    }
  }
  const next = trucks[first];
  return next === undefined ? null : { ...nameOf(next), by: "warehouse" };
}

/** The truck of an order's own time: the one of that minute, else the last that keeps it; null where none does. */
function truckFor(
  trucks: readonly DepartureName[],
  from: Instant,
  own: Instant,
  carrier: string | null,
  service: string | null,
): DepartureName | null {
  const beyond = firstFrom(trucks, own + 1);
  for (let index = beyond - 1; index >= Math.max(0, beyond - looked); index--) {
    const truck = trucks[index];
    if (truck === undefined || (truck.at < from && truck.at !== own)) return null;
    if (takes(truck, carrier, service)) return truck;
  }
  return null;
}

/** Whether a truck takes what goes by a carrier's service; what neither says does not matter. */
export const takes = (truck: DepartureName, carrier: string | null, service: string | null): boolean =>
  (carrier === null || truck.carrier === null || truck.carrier === carrier) &&
  (service === null || truck.service === null || truck.service === service);

/** Index of the first truck at or after an instant, by halving. */
export function firstFrom(trucks: readonly DepartureName[], from: Instant): number {
  let low = 0;
  let high = trucks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((trucks[middle]?.at ?? 0) >= from) high = middle;
    else low = middle + 1;
  }
  return low;
}

function textOf(objects: readonly BusinessObject[], name: "carrier" | "carrier-service"): string | null {
  for (const object of objects) {
    const value = traitOf(object, name);
    if (value !== null) return value.text;
  }
  return null;
}
