import type { Network } from "../network.ts";
import type { BusinessObject, Expectation, Fold, Instant, OpsException, Ref } from "../types.ts";
import { partiesOf, type Side } from "./agreement.ts";

export const dealingStates = ["met", "met-late", "missed", "open", "not-judged"] as const;
export type DealingState = (typeof dealingStates)[number];

/** What was wrong with something that came: refused by the other side, disagreeing, put right later, or told as failed. */
export const flaws = ["rejected", "mismatch", "corrected", "failed"] as const;
export type Flaw = (typeof flaws)[number];

/** One thing that was due between us and a partner. It counts when it was due. */
export interface Dealing {
  readonly ref: Ref;
  /** Id of the expectation on that object. */
  readonly expectation: string;
  readonly partner: string;
  readonly side: Side;
  readonly flow: string;
  readonly step: string;
  /** Who owes it. */
  readonly system: string;
  readonly warehouse: string | null;
  readonly since: Instant;
  readonly dueAt: Instant;
  readonly metAt: Instant | null;
  readonly state: DealingState;
  /** Null: none is known, or it has not come. */
  readonly flaw: Flaw | null;
}

/** What dealings are looked up in beside the object itself. */
export interface DealingsOn {
  readonly network: Network;
  readonly other: (ref: Ref) => BusinessObject | undefined;
  readonly exception: (number: number) => OpsException | undefined;
}

/** Events that put right what another told. */
const corrections: Readonly<Record<string, readonly string[]>> = {
  "order.created": ["order.changed"],
  "order.released": ["order.changed"],
  "purchase-order.sent": ["purchase-order.changed"],
  "shipment.confirmed": ["shipment.voided"],
  "invoice.posted": ["invoice.corrected", "invoice.cancelled"],
  "invoice.sent": ["invoice.corrected", "invoice.cancelled"],
};

/** Exceptions that say that what came does not agree. */
const disagreements: ReadonlySet<string> = new Set([
  "quantity-mismatch",
  "value-mismatch",
  "duplicate-event",
  "contract-violation",
]);

const isDealt = (state: Expectation["state"]): state is DealingState => state !== "paused" && state !== "cancelled";

/** All that is or was due about an object between us and a partner. What waits, was cancelled or only watches is none. */
export function dealingsOf(object: BusinessObject, on: DealingsOn): readonly Dealing[] {
  if (object.environment !== "" || on.network.partners.size === 0) return [];
  return object.expectations.flatMap((expectation) => {
    const { id, flow, step, system, warehouse, since, dueAt, metAt, state, watch } = expectation;
    if (watch || dueAt === null || !isDealt(state)) return [];
    const party = partyTo(expectation, on.network);
    if (party === null) return [];
    const flaw = metAt === null ? null : flawOf(object, expectation, party, on);
    return [
      { ref: object.ref, expectation: id, ...party, flow, step, system, warehouse, since, dueAt, metAt, state, flaw },
    ];
  });
}

interface Party {
  readonly partner: string;
  readonly side: Side;
}

/** Theirs where a system of the partner owes it; ours where the partner told what came before, or it is about its building. */
function partyTo({ system, metBy, from, warehouse }: Expectation, network: Network): Party | null {
  const { bySystem, byWarehouse } = partiesOf(network);
  const theirs = bySystem.get(system) ?? (metBy === null ? undefined : bySystem.get(metBy));
  if (theirs !== undefined) return { partner: theirs, side: "theirs" };
  const towards = bySystem.get(from) ?? (warehouse === null ? undefined : byWarehouse.get(warehouse));
  return towards === undefined ? null : { partner: towards, side: "ours" };
}

function flawOf(object: BusinessObject, expectation: Expectation, party: Party, on: DealingsOn): Flaw | null {
  const { expects, metAt } = expectation;
  const { bySystem } = partiesOf(on.network);
  const sideOf = (system: string): Side => (bySystem.get(system) === party.partner ? "theirs" : "ours");
  const kind = expects.slice(0, expects.indexOf("."));
  const links = object.links.filter((link) => link.kind === kind).flatMap(({ ref }) => on.other(ref) ?? []);
  const papers = [object, ...links];
  const has = (fits: (fold: Fold) => boolean) => papers.some(({ folds }) => folds.some(fits));
  const own = ({ system }: Fold) => sideOf(system) === party.side;
  const refusing = `${kind}.acknowledged`;
  const isRefusal = ({ type, status }: Fold) =>
    status === "ok" ? type === "document.rejected" : type === refusing && type !== expects;
  if (has((fold) => isRefusal(fold) && !own(fold))) return "rejected";
  const numbers = new Set(papers.flatMap(({ exceptions }) => exceptions));
  for (const number of numbers) {
    const exception = on.exception(number);
    if (exception === undefined || exception.watch || exception.resolution?.reason === "merged") continue;
    const { kind: what, system } = exception;
    if (disagreements.has(what) && system !== null && sideOf(system) === party.side) return "mismatch";
  }
  const repairs = corrections[expects] ?? [];
  if (has((fold) => repairs.includes(fold.type) && fold.status === "ok" && own(fold) && fold.last.at > (metAt ?? 0)))
    return "corrected";
  // Who refuses tells a failed acknowledgement: the flaw is in what was refused.
  if (expects === refusing) return null;
  return has((fold) => fold.type === expects && fold.status === "failed" && own(fold)) ? "failed" : null;
}
