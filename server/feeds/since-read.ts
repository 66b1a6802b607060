import { dayOf, distinct, type HandOver, type Instant, type Ref, stopsLeaving } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { SinceRow } from "../wire/index.ts";
import type { FeedDeps } from "./feed.ts";
import { type Accepted, leftInTime, type Stopper, shiftBeginning, toSinceRow, withoutBuilding } from "./since.ts";
import type { TallyPage } from "./tally-page.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "book">;

/** Hand-overs that are looked back through. */
const lookedBack = 200;
/** Days of a building that are read of one shift: a week on call and the day of its end. */
const mostDays = 8;
/** Orders that are read before others get a turn. */
const readAtOnce = 25;

/** Reads what happened in a building from the beginning of the shift that a hand-over ends until it was given. */
export async function readSince(deps: Deps, scope: Scope, handOver: HandOver): Promise<SinceRow> {
  const { views, network } = deps;
  const warehouse = await buildingOf(deps, scope, handOver);
  const earlier = (await views.handOvers(scope, 2_000)).filter(({ number }) => number < handOver.number);
  const before: Accepted[] = [];
  for (const one of earlier.slice(0, lookedBack).reverse())
    if (one.accepted.length > 0) before.push(await acceptedOf(deps, scope, one, warehouse));
  const beginning = shiftBeginning(handOver, warehouse, before, network());
  if (warehouse === null) return withoutBuilding(handOver, beginning, before);
  const span = { from: beginning.at, to: handOver.at };
  const ended = await views.ended(scope, span.from, span.to);
  const pages = await pagesOf(deps, scope, warehouse, span);
  const stoppers = new Map<Ref, readonly Stopper[]>();
  if (pages?.every(({ floor }) => floor.silence === null)) {
    let read = 0;
    for (const ref of leftInTime(pages, span).keys()) {
      stoppers.set(ref, await stoppersOf(deps, scope, ref));
      read += 1;
      if (read % readAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return toSinceRow({ handOver, warehouse, beginning, before, ended, pages, stoppers }, network());
}

/** The building that most of what was handed over stands in, of what may be seen; null where it names none. */
async function buildingOf({ views }: Deps, scope: Scope, { exceptions }: HandOver): Promise<string | null> {
  const counts = new Map<string, number>();
  for (const number of exceptions) {
    const warehouse = (await views.exception(scope, number))?.warehouse ?? null;
    if (warehouse !== null) counts.set(warehouse, (counts.get(warehouse) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

async function acceptedOf(
  { views }: Deps,
  scope: Scope,
  { number, by, to, accepted }: HandOver,
  warehouse: string | null,
): Promise<Accepted> {
  const at: Instant[] = [];
  let here = warehouse === null;
  for (const one of accepted) {
    const exception = await views.exception(scope, one.exception);
    if (exception === undefined) continue;
    at.push(one.at);
    here ||= exception.warehouse === warehouse;
  }
  return { handOver: { number, by, to }, here, at: at.sort((a, b) => a - b) };
}

/** The building's days that a span touches, as they stood at its end; null where they are too many, or it is none of the network. */
async function pagesOf(
  { book, network }: Deps,
  scope: Scope,
  warehouse: string,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<readonly TallyPage[] | null> {
  const zone = network().warehouses.get(warehouse)?.timezone;
  if (zone === undefined) return null;
  const offsetAt = (instant: Instant): number => network().offsetAt(zone, instant);
  const pages: TallyPage[] = [];
  for (let at = from; at < to; at = dayOf(at, offsetAt).end) {
    if (pages.length === mostDays) return null;
    const page = await book.page(scope, { warehouse, day: dayOf(at, offsetAt).text, at: to });
    if (page === null) return null;
    pages.push(page);
  }
  return pages;
}

/** What changes whose something is, and does nothing about it. */
const passedOn: ReadonlySet<string> = new Set(["hand-over", "accept"]);

/** What had kept an order, or a shipment of it, from leaving. */
async function stoppersOf({ views }: Deps, scope: Scope, ref: Ref): Promise<readonly Stopper[]> {
  const order = await views.object(scope, ref);
  if (order === undefined) return [];
  const stoppers: Stopper[] = [];
  for (const about of [ref, ...distinct(order, "shipment")]) {
    for (const exception of await views.exceptionsOf(scope, about)) {
      if (!stopsLeaving(exception) || exception.resolution?.reason === "merged") continue;
      const history = await views.history(scope, exception.number);
      const acts = history.filter(({ by, action }) => by !== "rule" && !passedOn.has(action)).map(({ at }) => at);
      if (acts.length > 0) stoppers.push({ knownAt: exception.createdAt, acts });
    }
  }
  return stoppers;
}
