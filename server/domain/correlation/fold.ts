import { compareMarks, earlier, later, markOf } from "../marks.ts";
import { withAdjusted } from "../stock/adjusted.ts";
import { isBesideStock } from "../stock/beside.ts";
import type {
  BusinessKey,
  BusinessObject,
  CanonicalEvent,
  Fold,
  Instant,
  ObjectKind,
  Trait,
  TraitName,
} from "../types.ts";

/** Most mentions (waves, containers) and traces kept on one object. */
const most = { mentions: 50, traces: 50 };

/** An object that nothing is known of but its keys. */
export function bareObject(
  ref: string,
  environment: string,
  kind: ObjectKind,
  keys: readonly BusinessKey[],
  at: Instant,
): BusinessObject {
  return {
    ref,
    environment,
    kind,
    id: keys[0]?.value ?? "",
    keys,
    ties: [],
    links: [],
    mentions: [],
    warehouses: [],
    folds: [],
    holds: [],
    traits: [],
    expectations: [],
    exceptions: [],
    traces: [],
    status: "open",
    milestone: null,
    joinedInProgress: false,
    factCount: 0,
    firstAt: null,
    lastAt: null,
    changedAt: at,
    timer: null,
  };
}

/** Whether all that is known of it is that records name it: nothing is owed, counted or linked by that. */
export const isOnlyNamed = (object: BusinessObject): boolean =>
  object.factCount === 0 &&
  object.links.length === 0 &&
  object.expectations.length === 0 &&
  object.exceptions.length === 0;

/** The object with one more fact on its timeline. Commutative: any order of facts gives the same folds. */
export function absorb(object: BusinessObject, event: CanonicalEvent): BusinessObject {
  // Goods of a document stand on the timeline of their stock and say nothing else of it.
  if (object.kind === "stock" && isBesideStock(event)) return { ...object, factCount: object.factCount + 1 };
  const mark = markOf(event);
  return {
    ...withAdjusted(object, event),
    folds: event.type === null && event.status === "ok" ? object.folds : withFold(object.folds, event),
    holds: withHold(object.holds, event),
    traits: event.status === "ok" || event.traits.length > 0 ? withTraits(object, event) : object.traits,
    warehouses: event.warehouse === null ? object.warehouses : withText(object.warehouses, event.warehouse, 20),
    mentions: withMentions(object.mentions, event.mentions),
    traces: event.traceId === null ? object.traces : withTrace(object.traces, event.traceId),
    factCount: object.factCount + 1,
    firstAt: object.firstAt === null ? mark.at : Math.min(object.firstAt, mark.at),
    lastAt: object.lastAt === null ? mark.at : Math.max(object.lastAt, mark.at),
  };
}

/** The same object folded again from its whole timeline. */
export function refold(object: BusinessObject, facts: readonly CanonicalEvent[]): BusinessObject {
  const { stock: _, adjusted: __, ...kept } = object;
  const empty: BusinessObject = {
    ...kept,
    folds: [],
    holds: [],
    traits: [],
    warehouses: [],
    factCount: 0,
    firstAt: null,
    lastAt: null,
  };
  return facts.reduce(absorb, empty);
}

function withFold(folds: readonly Fold[], event: CanonicalEvent): readonly Fold[] {
  const type = event.type ?? "";
  const mark = markOf(event);
  const index = folds.findIndex(
    (fold) =>
      fold.type === type &&
      fold.system === event.system &&
      fold.signal === event.signal &&
      fold.status === event.status,
  );
  const old = folds[index];
  if (old === undefined) {
    const fold: Fold = {
      type,
      system: event.system,
      signal: event.signal,
      status: event.status,
      warehouse: event.warehouse,
      precision: event.precision,
      count: 1,
      first: mark,
      last: mark,
      firstReceivedAt: event.receivedAt,
    };
    return [...folds, fold].sort(compareFolds);
  }
  const leads = compareMarks(mark, old.first) < 0;
  const fold: Fold = {
    ...old,
    count: old.count + 1,
    first: earlier(old.first, mark),
    last: later(old.last, mark),
    ...(leads ? { warehouse: event.warehouse, precision: event.precision, firstReceivedAt: event.receivedAt } : {}),
  };
  return folds.with(index, fold);
}

function compareFolds(a: Fold, b: Fold): number {
  return (
    compareText(a.type, b.type) ||
    compareText(a.system, b.system) ||
    compareText(a.signal, b.signal) ||
    compareText(a.status, b.status)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function withHold(holds: BusinessObject["holds"], event: CanonicalEvent): BusinessObject["holds"] {
  if (event.status !== "ok" || (event.type !== "order.held" && event.type !== "order.freed")) return holds;
  const hold = { held: event.type === "order.held", mark: markOf(event) };
  const at = holds.findLastIndex((other) => compareMarks(other.mark, hold.mark) < 0);
  return holds.toSpliced(at + 1, 0, hold);
}

const ofBill = /^(invoice|credit|bill|payment)\./;
const dating: ReadonlySet<TraitName> = new Set<TraitName>(["ledger-date", "ledger-period"]);

function withTraits({ kind, traits }: BusinessObject, event: CanonicalEvent): readonly Trait[] {
  if (event.traits.length === 0) return traits;
  const mark = markOf(event);
  // A bill's date in the ledger is the bill's own: of the goods that it names, the ERP's document of them has its own.
  const others = event.type !== null && ofBill.test(event.type) && !event.type.startsWith(`${kind}.`);
  let now = traits;
  for (const [name, value] of event.traits) {
    if (others && dating.has(name)) continue;
    const index = now.findIndex((trait) => trait.name === name);
    const old = now[index];
    if (old === undefined) now = [...now, { name, value, mark }].sort((a, b) => compareText(a.name, b.name));
    else if (compareMarks(mark, old.mark) > 0) now = now.with(index, { name, value, mark });
  }
  return now;
}

/** Sorted texts with one more, at most `limit`: the least stay, whatever order they came in. */
export function withText(texts: readonly string[], text: string, limit: number): readonly string[] {
  if (texts.includes(text)) return texts;
  return [...texts, text].sort().slice(0, limit);
}

function withTrace(traces: readonly string[], traceId: string): readonly string[] {
  if (traces.includes(traceId)) return traces;
  return [...traces, traceId].slice(-most.traces);
}

/** Mentions joined, distinct, the least kept. */
export function withMentions(mentions: readonly BusinessKey[], more: readonly BusinessKey[]): readonly BusinessKey[] {
  const fresh = more.filter((key) => !mentions.some((known) => known.kind === key.kind && known.value === key.value));
  if (fresh.length === 0) return mentions;
  return [...mentions, ...fresh]
    .sort((a, b) => compareText(a.kind, b.kind) || compareText(a.value, b.value))
    .slice(0, most.mentions);
}

/** The first ok fold of a type in business order, of any system that fits. */
export function firstOf(object: BusinessObject, type: string, fits: (system: string) => boolean): Fold | null {
  let best: Fold | null = null;
  for (const fold of object.folds) {
    if (fold.type !== type || fold.status !== "ok" || !fits(fold.system)) continue;
    if (best === null || compareMarks(fold.first, best.first) < 0) best = fold;
  }
  return best;
}

/** True when the object has an ok fact of a type. */
export const hasEvent = (object: BusinessObject, type: string): boolean =>
  object.folds.some((fold) => fold.type === type && fold.status === "ok");

/** The value of a trait, or null. */
export function traitOf(object: BusinessObject, name: Trait["name"]): Trait["value"] | null {
  return object.traits.find((trait) => trait.name === name)?.value ?? null;
}
