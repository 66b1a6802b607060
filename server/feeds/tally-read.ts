import {
  type BusinessObject,
  type CanonicalEvent,
  type DayAt,
  distinct,
  followHorizon,
  type Held,
  type Horizon,
  type InboundPlace,
  type Instant,
  type Network,
  needsFacts,
  type ObjectKind,
  type OpsException,
  type OrderPlace,
  type Papers,
  papersAsSeen,
  partsHorizon,
  placeOrder,
  placeReceipt,
  placeReturn,
  placeTransfer,
  type Ref,
  traitOf,
  wasOpen,
  worthOf,
} from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";

/** What places are read from. `past`: the day as it stood at an instant, with its exceptions as they were then. */
export interface Reading {
  readonly views: Pick<Views, "object" | "facts" | "exceptionsOf" | "history">;
  readonly scope: Scope;
  readonly network: Network;
  readonly past: boolean;
  /** The time of a load, kept by whoever reads many orders of it: a load names them all. */
  readonly loadBy: (ref: Ref) => Promise<Instant | null>;
}

/** An order of the day with what the departures want to know of it. */
export interface OrderRead {
  readonly kind: "order";
  readonly place: OrderPlace;
  /** The exceptions that `blockers` numbers. */
  readonly blockers: readonly OpsException[];
  readonly worth: Held;
  /** When it must have arrived or, where that was not told, left; null where neither is known. */
  readonly promise: { readonly deliverBy: Instant | null; readonly shipBy: Instant | null };
}

/** Goods that come in on the day. */
export interface InboundRead {
  readonly kind: "receipt" | "transfer" | "return";
  readonly place: InboundPlace;
}

/** What stands on a day, with what it was read beside: whose change can move it. */
export interface Read {
  readonly read: OrderRead | InboundRead | null;
  readonly near: readonly Ref[];
  /** When time alone will move it: something it tells lies ahead. Null for never. */
  readonly until: Instant | null;
}

/** Timelines longer than this are not read: what their folds say stands. */
const factsRead = 5_000;
const factsAtOnce = 500;

/** Reads where one object stands on a day. */
export async function readPlace(reading: Reading, subject: BusinessObject, on: DayAt): Promise<Read> {
  const papers = await papersOf(reading, subject);
  const all = [subject, ...papers.shipments, ...papers.bills];
  const near = [...all.slice(1).map(({ ref }) => ref), ...distinct(subject, "load")];
  const now = await seenAt(reading, papers, partsHorizon(on));
  const later = on.at < on.day.end ? now : await seenAt(reading, papers, followHorizon(on));
  const told = { now, later };
  const ahead = all.flatMap(({ lastAt }) => (lastAt !== null && lastAt > on.at ? [lastAt] : []));
  const until = ahead.length === 0 ? null : Math.min(...ahead);
  switch (subject.kind) {
    case "order": {
      const exceptions = await openExceptions(reading, [subject, ...papers.shipments], on);
      const place = placeOrder({ ...told, exceptions }, on, reading.network);
      if (place === null) return { read: null, near, until };
      const blockers = exceptions.filter(({ number }) => place.blockers.includes(number));
      const promise = {
        deliverBy: traitOf(subject, "deliver-by")?.number ?? null,
        shipBy: traitOf(subject, "ship-by")?.number ?? null,
      };
      return { read: { kind: "order", place, blockers, worth: worthOf(subject), promise }, near, until };
    }
    case "receipt":
      return { read: inbound("receipt", placeReceipt(told, on)), near, until };
    case "transfer":
      return { read: inbound("transfer", placeTransfer(told, on, reading.network)), near, until };
    case "return":
      return { read: inbound("return", placeReturn(told, on)), near, until };
    default:
      return { read: null, near, until };
  }
}

const inbound = (kind: InboundRead["kind"], place: InboundPlace | null): InboundRead | null =>
  place === null ? null : { kind, place };

async function papersOf(reading: Reading, subject: BusinessObject): Promise<Papers> {
  const shipments = subject.kind === "order" ? await linked(reading, [subject], "shipment") : [];
  const invoices = subject.kind === "order" ? await linked(reading, [subject, ...shipments], "invoice") : [];
  const credits = subject.kind === "return" ? await linked(reading, [subject], "credit") : [];
  let loadBy: Instant | null = null;
  if (subject.kind === "order" && traitOf(subject, "ship-by") === null) {
    for (const ref of distinct(subject, "load")) {
      const by = await reading.loadBy(ref);
      if (by !== null) loadBy = Math.min(loadBy ?? by, by);
    }
  }
  return { subject, shipments, bills: [...invoices, ...credits], loadBy };
}

async function linked(
  { views, scope }: Reading,
  bearers: readonly BusinessObject[],
  kind: ObjectKind,
): Promise<readonly BusinessObject[]> {
  const refs = new Set(bearers.flatMap((bearer) => distinct(bearer, kind)));
  const found: BusinessObject[] = [];
  for (const ref of refs) {
    const object = await views.object(scope, ref);
    if (object !== undefined && object.folds.length > 0) found.push(object);
  }
  return found;
}

/** Papers with only what counts at a horizon; a timeline is read only where folds cannot tell. */
async function seenAt(reading: Reading, papers: Papers, horizon: Horizon): Promise<Papers> {
  const timelines = new Map<Ref, readonly CanonicalEvent[]>();
  for (const object of [papers.subject, ...papers.shipments, ...papers.bills]) {
    if (!needsFacts(object, horizon) || object.factCount > factsRead) continue;
    timelines.set(object.ref, await timelineOf(reading, object.ref));
  }
  return papersAsSeen(papers, horizon, ({ ref }) => timelines.get(ref) ?? null);
}

async function timelineOf({ views, scope }: Reading, ref: Ref): Promise<readonly CanonicalEvent[]> {
  const facts: CanonicalEvent[] = [];
  let cursor: string | null = null;
  do {
    const page = await views.facts(scope, ref, factsAtOnce, cursor);
    facts.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return facts;
}

/** Exceptions about these objects that were open where the day stands. */
export async function openExceptions(
  reading: Reading,
  objects: readonly BusinessObject[],
  on: DayAt,
): Promise<readonly OpsException[]> {
  const { views, scope, past } = reading;
  const open: OpsException[] = [];
  for (const { ref, exceptions } of objects) {
    if (exceptions.length === 0) continue;
    for (const exception of await views.exceptionsOf(scope, ref)) {
      const history = past ? await views.history(scope, exception.number) : null;
      if (wasOpen(exception, partsHorizon(on), history)) open.push(exception);
    }
  }
  return open;
}

/** What an object told last, of what counts at a horizon; nulls before the first. */
export async function lastTold(
  reading: Reading,
  object: BusinessObject,
  on: DayAt,
): Promise<{ readonly milestone: string | null; readonly lastAt: Instant | null }> {
  const { subject } = await seenAt(
    reading,
    { subject: object, shipments: [], bills: [], loadBy: null },
    followHorizon(on),
  );
  let last: BusinessObject["folds"][number] | null = null;
  for (const fold of subject.folds) {
    if (fold.status === "ok" && fold.type !== "" && (last === null || fold.last.at > last.last.at)) last = fold;
  }
  return { milestone: last?.type ?? null, lastAt: last?.last.at ?? null };
}
