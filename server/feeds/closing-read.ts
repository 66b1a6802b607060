import {
  awaitsLeaving,
  type BusinessObject,
  closeOf,
  type Dating,
  type DatingFound,
  dayStart,
  entityFor,
  faultOf,
  type Instant,
  isEarned,
  type LedgerPeriod,
  ledgerDay,
  type Network,
  nameInBlock,
  type OpsException,
  type Owed,
  type Owner,
  owedDay,
  ownerByRoute,
  partsOf,
  periodsOfDating,
  reportedOn,
  type SourceState,
  type Stop,
  type StopWhy,
  stopGroups,
  type ToAccrue,
  traitOf,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import { breath, type PapersReader } from "./closing-papers.ts";
import type { FeedDeps } from "./feed.ts";
import { type Posting, readPostings } from "./postings.ts";
import { readPostingsAsked } from "./postings-ask.ts";
import { readSources, silentOf } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock" | "postings">;

/** Which closing: a period, of one company or of all. */
export interface CloseAsked {
  readonly period: LedgerPeriod;
  readonly entity: string | null;
}

/** What keeps a period open as is known now, and what would be accrued if it closed now. */
export interface CloseRead extends CloseAsked {
  readonly at: Instant;
  /** Day whose rates convert: today, and no later than the period's last. */
  readonly ratesOn: string;
  readonly stops: readonly Stop[];
  readonly toAccrue: readonly ToAccrue[];
  /** Not in the books and due before the ledger closes: awaited, and stopping nothing yet. */
  readonly waiting: number;
  /** Sold on delivered terms and not delivered: no revenue of this period yet. */
  readonly onTheRoad: number;
  /** Dates that are wrong, or that nobody can judge, oldest first. */
  readonly dates: readonly { readonly dating: Dating; readonly found: DatingFound }[];
  readonly sources: readonly SourceState[];
}

/** Documents of which others get a turn in between. */
const lookedAtOnce = 50;
const readAtOnce = 500;
/** How long before a period something may have begun that is dated into it. */
const before = 62 * 86_400_000;

/** Reads what keeps a period open. */
export async function readClose(
  deps: Deps,
  scope: Scope,
  { period, entity }: CloseAsked,
  reader: PapersReader,
): Promise<CloseRead> {
  const network = deps.network();
  const close = closeOf(network);
  const at = deps.clock.now();
  const today = ledgerDay(network, at);
  const ratesOn = today < period.to ? today : period.to;
  const sources = await readSources(deps, scope);
  const isOf = (told: string | null, warehouse: string | null): boolean =>
    entity === null || entityFor(close, told, warehouse) === entity;

  const stops: Stop[] = [];
  const toAccrue: ToAccrue[] = [];
  const waiting = new Set<string>();
  let [onTheRoad, looked] = [0, 0];
  const { postings } = await readPostings(deps, scope, readPostingsAsked(new Map()).asked);
  for (const posting of postings) {
    const { owed } = posting;
    if (owed.notBillable !== null || owedDay(owed, network) > period.to || !isOf(owed.entity, owed.warehouse)) continue;
    looked += 1;
    if (looked % lookedAtOnce === 0) await breath();
    if (!isEarned(owed, await bearersOf(owed, reader), period, network)) {
      onTheRoad += 1;
      continue;
    }
    toAccrue.push({ kind: "owed", owed });
    if (posting.why === "due" && owed.dueAt !== null && owed.dueAt <= period.closesAt)
      waiting.add(nameInBlock(owed.ref, owed.kind));
    else stops.push(stopOf(posting, network));
  }
  const known = new Set(postings.flatMap(({ owed }) => owed.about));
  for (const { exception, system } of await unconfirmed(deps, scope, period, sources, at)) {
    const order = exception.object === null ? undefined : await reader.object(exception.object);
    if (order === undefined || order.kind !== "order" || known.has(order.ref)) continue;
    known.add(order.ref);
    const { warehouse } = exception;
    if (!isOf(null, warehouse)) continue;
    const money = traitOf(order, "order-amount");
    toAccrue.push({ kind: "not-confirmed", order, system, warehouse });
    stops.push({
      ref: order.ref,
      side: "revenue",
      why: { kind: "not-confirmed", system },
      owner: exception.owner,
      takenAt: exception.acknowledgedAt,
      exceptions: [exception.number],
      amount: money === null || money.number === null ? null : { minor: money.number, currency: money.text },
      estimate: true,
    });
  }
  const dates = await readDates(deps, scope, period, (one) => isOf(one.entity, one.warehouse));
  for (const { dating, found } of dates) {
    if (found.fault === "terms-unknown") continue;
    // Its date stops it, however soon it is billed.
    waiting.delete(dating.ref);
    stops.push({
      ref: dating.ref,
      side: dating.side,
      why: { kind: "wrong-period" },
      owner: ownerOf(dating, postings, network),
      takenAt: null,
      exceptions: [],
      amount: dating.amount,
      estimate: dating.basis === "order-price",
    });
  }
  return { period, entity, at, ratesOn, stops, toAccrue, waiting: waiting.size, onTheRoad, dates, sources };
}

/** The causes that keep a period open, in the reporting currency. */
export const groupsOf = ({ stops, ratesOn }: Pick<CloseRead, "stops" | "ratesOn">, network: Network) =>
  stopGroups(stops, reportedOn(network, ratesOn));

/** The document of something owed, and its orders. */
async function bearersOf({ ref, about }: Owed, reader: PapersReader): Promise<readonly BusinessObject[]> {
  const refs = new Set([ref, ...about.filter((one) => partsOf(one).kind === "order")]);
  const found: BusinessObject[] = [];
  for (const one of refs) {
    const object = await reader.object(one);
    if (object !== undefined) found.push(object);
  }
  return found;
}

/** Whoever has what keeps it out of the books, else the team that would hear of its books by the routes. */
function ownerOf({ ref, side, warehouse, amount }: Dating, postings: readonly Posting[], network: Network): Owner {
  const posting = postings.find(({ owed, open }) => owed.ref === ref && owed.block === side && open.length > 0);
  if (posting !== undefined) return stopOf(posting, network).owner;
  const { kind } = partsOf(ref);
  const owed = kind === "receipt" ? "receipt-not-posted" : kind === "transfer" ? "transfer-not-posted" : null;
  return ownerByRoute({ owed: owed ?? "shipped-not-billed", kind, warehouse, partner: null, value: amount }, network);
}

function stopOf({ owed, why, open }: Posting, network: Network): Stop & { readonly owner: Owner } {
  const cause = open.find(({ causeId }) => causeId !== null);
  const about = cause ?? open[0];
  const kept: StopWhy = { kind: "owed", why, owed: owed.kind, title: cause?.title ?? null };
  const { kind } = partsOf(owed.ref);
  const { warehouse, amount: value } = owed;
  // Of what was sold it is the customer, by whom no route goes.
  const partner = owed.block === "revenue" ? null : owed.partner;
  return {
    ref: owed.ref,
    side: owed.block,
    why: kept,
    owner: about?.owner ?? ownerByRoute({ owed: owed.kind, kind, warehouse, partner, value }, network),
    takenAt: about?.acknowledgedAt ?? null,
    exceptions: open.map(({ number }) => number),
    amount: owed.amount,
    estimate: owed.estimate,
  };
}

/** Orders that were to have left by the end of a period, from a source that is silent: it may have shipped them. */
async function unconfirmed(
  { views, network }: Deps,
  scope: Scope,
  period: LedgerPeriod,
  sources: readonly SourceState[],
  at: Instant,
): Promise<readonly { readonly exception: OpsException; readonly system: string }[]> {
  const silent = new Set(sources.filter((source) => silentOf(source, network(), at)).map(({ system }) => system));
  const found: { exception: OpsException; system: string }[] = [];
  const end = dayStart(network(), period.reversal);
  for (const system of silent) {
    let cursor: string | null = null;
    do {
      const page = await views.exceptions(
        scope,
        { state: ["open", "acknowledged", "snoozed"], kind: ["missing-event"], system: [system] },
        "opened",
        readAtOnce,
        cursor,
      );
      for (const exception of page.items) {
        if (awaitsLeaving(exception, end)) found.push({ exception, system });
      }
      cursor = page.nextCursor;
      await breath();
    } while (cursor !== null);
  }
  return found.sort((a, b) => a.exception.number - b.exception.number);
}

async function readDates(
  { views, network }: Deps,
  scope: Scope,
  period: LedgerPeriod,
  isAsked: (dating: Dating) => boolean,
): Promise<CloseRead["dates"]> {
  const now = network();
  const dates: { dating: Dating; found: DatingFound }[] = [];
  let cursor: string | null = null;
  do {
    const page = await views.datings(scope, dayStart(now, period.from) - before, readAtOnce, cursor);
    for (const dating of page.items) {
      const found = faultOf(dating, now);
      if (found === null || !isAsked(dating)) continue;
      if (periodsOfDating(dating, found, now).has(period.id)) dates.push({ dating, found });
    }
    cursor = page.nextCursor;
    if (cursor !== null) await breath();
  } while (cursor !== null);
  return dates.sort(
    (a, b) => (a.dating.left?.at ?? 0) - (b.dating.left?.at ?? 0) || (a.dating.ref < b.dating.ref ? -1 : 1),
  );
}
