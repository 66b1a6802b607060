import { longestDay } from "../civil.ts";
import { firstOf, hasEvent, traitOf } from "../correlation/fold.ts";
import { compareMarks, markOf } from "../marks.ts";
import type { Network, Step } from "../network.ts";
import { isUnbillable } from "../tally/billed.ts";
import type { BusinessObject, CanonicalEvent, Expectation, Fold, Instant, Mark, ObjectKind } from "../types.ts";
import { factsOn, objectOf, type Work } from "../work.ts";
import { dueAt, nextAt, type Pause } from "./calendar.ts";
import { audible } from "./presence.ts";

/** The event that ends what an object of a kind still owes or awaits. */
const cancels: Partial<Readonly<Record<ObjectKind, string>>> = {
  order: "order.cancelled",
  "purchase-order": "purchase-order.cancelled",
  invoice: "invoice.cancelled",
  shipment: "shipment.voided",
};

/** What is billed to nobody (a sample, a warranty replacement) awaits no invoice. */
const isUnbilled = (object: BusinessObject, step: Step): boolean =>
  step.expect.startsWith("invoice.") && isUnbillable(object);

/** One fact as far as an expectation needs it. */
interface Seen {
  readonly mark: Mark;
  readonly system: string;
  readonly warehouse: string | null;
  readonly day: boolean;
  readonly receivedAt: Instant;
}

/** Every expectation of an object, judged anew from its folds and those of the objects it is linked to. */
export function evaluate(work: Work, object: BusinessObject): readonly Expectation[] {
  if (object.environment !== "") return [];
  const steps = work.network.stepsByObject.get(object.kind) ?? [];
  const found: Expectation[] = [];
  for (const step of steps) {
    if (isUnbilled(object, step)) continue;
    if (step.repeat === "each") found.push(...forEach(work, object, step));
    else {
      const since = seenOf(firstOf(object, step.after, () => true));
      if (since !== null)
        push(found, forOne(work, object, step, `${step.flow}.${step.id}`, since, earliest(work, object, step)));
    }
  }
  return found;
}

const push = (list: Expectation[], item: Expectation | null): void => {
  if (item !== null) list.push(item);
};

const seenOf = (fold: Fold | null): Seen | null =>
  fold === null
    ? null
    : {
        mark: fold.first,
        system: fold.system,
        warehouse: fold.warehouse,
        day: fold.precision === "day",
        receivedAt: fold.firstReceivedAt,
      };

const seenAs = (event: CanonicalEvent): Seen => ({
  mark: markOf(event),
  system: event.system,
  warehouse: event.warehouse,
  day: event.precision === "day",
  receivedAt: event.receivedAt,
});

/** True when a system is the one that a step awaits: by id, by kind; a 3PL answers for the WMS of its building. */
export function isAwaited(network: Pick<Network, "systems">, selector: string | null, system: string): boolean {
  if (selector === null || selector === system) return true;
  const kind = network.systems.get(system)?.kind;
  return kind === selector || (selector === "wms" && kind === "3pl");
}

/** Answers that follow from the network alone, kept as long as it is in force. */
const owed = new WeakMap<Network, Map<string, string>>();

/** The system that owes the answer: the only one that fits the selector and the warehouse; else the selector itself. */
export function owedBy(network: Network, step: Step, since: Pick<Seen, "system">, warehouse: string | null): string {
  if (step.from === null) return since.system;
  if (network.systems.has(step.from)) return step.from;
  const known = owed.get(network) ?? new Map<string, string>();
  if (known.size === 0) owed.set(network, known);
  const name = `${step.from}\u001f${warehouse ?? ""}\u001f${since.system}`;
  const answer = known.get(name) ?? findOwing(network, step.from, since.system, warehouse);
  known.set(name, answer);
  return answer;
}

function findOwing(network: Network, selector: string, own: string, warehouse: string | null): string {
  const fitting = [...network.systems.values()]
    .filter((system) => isAwaited(network, selector, system.id))
    .map((system) => system.id);
  const [local, ...others] = fitting.filter(
    (id) => warehouse !== null && network.systems.get(id)?.warehouse === warehouse,
  );
  if (local !== undefined && others.length === 0) return local;
  const [only, ...more] = fitting;
  if (only !== undefined && more.length === 0) return only;
  return fitting.includes(own) ? own : selector;
}

/** The earliest event awaited by a step, on the object itself or on one that it is linked to. */
function earliest(work: Work, object: BusinessObject, step: Step): Seen | null {
  const fits = (system: string) => isAwaited(work.network, step.from, system);
  let best = seenOf(firstOf(object, step.expect, fits));
  if (step.via === null || step.via === object.kind) return best;
  for (const link of object.links) {
    if (link.kind !== step.via) continue;
    const other = objectOf(work, link.ref);
    const seen = other === undefined ? null : seenOf(firstOf(other, step.expect, fits));
    if (seen !== null && (best === null || compareMarks(seen.mark, best.mark) < 0)) best = seen;
  }
  return best;
}

/** A step that makes one for each A: the first B meets the first A, and so on. */
function forEach(work: Work, object: BusinessObject, step: Step): readonly Expectation[] {
  const facts = factsOn(work, object.ref).filter((fact) => fact.status === "ok");
  const linked =
    step.via === null || step.via === object.kind ? [] : object.links.filter((link) => link.kind === step.via);
  const answers = new Map<string, CanonicalEvent>();
  for (const fact of [...facts, ...linked.flatMap((link) => factsOn(work, link.ref))]) {
    if (fact.type === step.expect && fact.status === "ok" && isAwaited(work.network, step.from, fact.system))
      answers.set(fact.identity, fact);
  }
  const inOrder = (list: readonly CanonicalEvent[]) => list.toSorted((a, b) => compareMarks(markOf(a), markOf(b)));
  const bs = inOrder([...answers.values()]);
  return inOrder(facts.filter((fact) => fact.type === step.after)).flatMap((a, index) => {
    const b = bs[index];
    return (
      forOne(
        work,
        object,
        step,
        `${step.flow}.${step.id}#${index + 1}`,
        seenAs(a),
        b === undefined ? null : seenAs(b),
      ) ?? []
    );
  });
}

function forOne(
  work: Work,
  object: BusinessObject,
  step: Step,
  id: string,
  a: Seen,
  b: Seen | null,
): Expectation | null {
  const { network } = work;
  const before = object.expectations.find((known) => known.id === id);
  // A network holds from its basis on: what arrived before the step was adopted is not judged by it.
  if (before === undefined && a.receivedAt < sinceOf(work, step)) return null;
  const warehouse = a.warehouse ?? (object.warehouses.length === 1 ? (object.warehouses[0] ?? null) : null);
  if (step.warehouses !== undefined && (warehouse === null || !step.warehouses.has(warehouse))) return null;
  const system = owedBy(network, step, a, warehouse);
  const calendar = (warehouse === null ? undefined : step.calendars?.get(warehouse)) ?? step.calendar;
  const start = a.day ? a.mark.at + longestDay - 3_600_000 : a.mark.at;
  const future = step.pausedBy.includes("future-date") ? (traitOf(object, "ship-not-before")?.number ?? null) : null;
  const begins = future !== null && future > start ? future : start;
  const due = withFiles(
    network,
    system,
    dueAt(calendar, begins, step.within, step.pausedBy.includes("hold") ? pausesOf(object) : []),
  );
  if (b !== null && before !== undefined && stands(before, a, b, due, system, warehouse)) return before;
  const common = {
    id,
    flow: step.flow,
    step: step.id,
    expects: step.expect,
    system,
    from: a.system,
    warehouse,
    since: a.mark.at,
    watch: step.mode === "watch" || network.systems.get(system)?.watch === true,
  };
  if (b !== null) return met(common, before, due, a, b, network.systems.get(system)?.presence == null);
  const none = { ...common, metAt: null, lagMs: null, early: false, heardLateMs: null, metBy: null };
  const settled = before?.settled === true && before.dueAt === due && before.since === a.mark.at;
  if (isCancelled(work, object, step))
    return { ...none, state: "cancelled", reason: "cancelled", dueAt: due, settleAt: null, settled: false };
  if (due === null) return { ...none, state: "paused", reason: "hold", dueAt: null, settleAt: null, settled: false };
  if (future !== null && future > work.at && begins === future) {
    return { ...none, state: "paused", reason: "future-date", dueAt: null, settleAt: future, settled: false };
  }
  const settleAt = settled ? null : settleTime(work, before, due, a.mark.at);
  const why = notJudged(work, step, system, a);
  if (why !== null) return { ...none, state: "not-judged", reason: why, dueAt: due, settleAt, settled };
  return { ...none, state: settled ? "missed" : "open", reason: null, dueAt: due, settleAt, settled };
}

/** Since when a step is in force. */
const sinceOf = (work: Work, step: Step): Instant =>
  work.engine.steps.find((known) => known.id === `${step.flow}.${step.id}`)?.since ?? 0;

type Common = Pick<
  Expectation,
  "id" | "flow" | "step" | "expects" | "system" | "from" | "warehouse" | "since" | "watch"
>;

function met(
  common: Common,
  before: Expectation | undefined,
  due: Instant | null,
  a: Seen,
  b: Seen,
  learning: boolean,
): Expectation {
  const late = due !== null && b.mark.at > due;
  const told = a.day || b.day ? null : Math.max(0, b.mark.at - a.mark.at);
  const heardLate = due !== null && !late && b.receivedAt > due ? b.receivedAt - due : null;
  // Where the source's presence is still being learnt, its deadline is awaited: only what is past due counts for it.
  const settled = before?.settled === true && before.since === a.mark.at && before.dueAt === due;
  return {
    ...common,
    state: late ? "met-late" : "met",
    reason: null,
    dueAt: due,
    settleAt: settled || due === null || !learning ? null : due,
    settled,
    metAt: b.mark.at,
    lagMs: told,
    early: compareMarks(b.mark, a.mark) < 0,
    heardLateMs: heardLate,
    metBy: b.system,
  };
}

/** Met before by the same facts, under the same terms: nothing about it can have changed. */
const stands = (
  before: Expectation,
  a: Seen,
  b: Seen,
  due: Instant | null,
  system: string,
  warehouse: string | null,
): boolean =>
  before.metAt === b.mark.at &&
  before.metBy === b.system &&
  before.since === a.mark.at &&
  before.from === a.system &&
  before.dueAt === due &&
  before.system === system &&
  before.warehouse === warehouse &&
  before.settleAt === null &&
  before.early === compareMarks(b.mark, a.mark) < 0;

/** Never before the deadline; a minute after the arrival that told of a deadline already gone. */
function settleTime(work: Work, before: Expectation | undefined, due: Instant, since: Instant): Instant {
  if (before !== undefined && before.dueAt === due && before.since === since && before.settleAt !== null)
    return before.settleAt;
  return due <= work.at ? work.at + work.network.settle : due;
}

/** A partner that sends files is not late before its next file, and that file's grace. */
function withFiles(network: Network, system: string, due: Instant | null): Instant | null {
  const delivers = network.systems.get(system)?.delivers ?? null;
  if (due === null || delivers === null) return due;
  const file = nextAt(delivers.at, due);
  return file === null ? due : file + delivers.grace;
}

function pausesOf(object: BusinessObject): readonly Pause[] {
  const pauses: Pause[] = [];
  let from: Instant | null = null;
  for (const hold of object.holds) {
    if (hold.held) from ??= hold.mark.at;
    else if (from !== null) {
      pauses.push({ from, to: hold.mark.at });
      from = null;
    }
  }
  return from === null ? pauses : [...pauses, { from, to: null }];
}

/** Cancelled itself, or every object through which the answer would come. */
function isCancelled(work: Work, object: BusinessObject, step: Step): boolean {
  const own = cancels[object.kind];
  if (own !== undefined && hasEvent(object, own)) return true;
  const through = step.via === null ? undefined : cancels[step.via];
  if (through === undefined || step.via === object.kind) return false;
  const linked = object.links
    .filter((link) => link.kind === step.via)
    .flatMap((link) => objectOf(work, link.ref) ?? []);
  return linked.length > 0 && linked.every((other) => hasEvent(other, through));
}

/** Why absence cannot be judged; null where it can. */
function notJudged(work: Work, step: Step, system: string, a: Seen): string | null {
  const candidates = work.network.systems.has(system)
    ? [system]
    : [...work.network.systems.values()]
        .filter((known) => isAwaited(work.network, step.from, known.id))
        .map((known) => known.id);
  for (const candidate of candidates.length === 0 ? [system] : candidates) {
    const heard = audible(work, "", candidate, step.expect);
    if (heard.presence !== "complete") return heard.presence;
    // The answer may have been given before we listened.
    if (heard.since === null || a.mark.at < heard.since + step.warmUp - step.within) return "warm-up";
  }
  return null;
}
