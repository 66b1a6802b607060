import { type FaultGroup, faultGroupOf, type Instant, type Millis, toldBy, unattributed } from "../domain/index.ts";
import type { LivedException } from "../ports/index.ts";
import { mostLived } from "../ports/lived.ts";
import type { Going, LearningRow, NoiseRow, Remedy } from "../wire/index.ts";
import { isoOf } from "./formats.ts";

/** The group that a life belongs to. Pure. */
export type Grouper = (life: LivedException) => FaultGroup;

/** Told apart by families alone. */
const byFamily: Grouper = (life) => faultGroupOf([], toldBy(life.family, life), unattributed);

const parts = 24;
/** A remedy is proposed from so many exceptions on, and where it would have spared at least this share of them. */
const remedyFrom = { exceptions: 5, share: 0.6 };
/** A deadline is not put off by more than this for the sake of quiet: 4 h. */
const mostAdded: Millis = 14_400_000;

/**
 * What lives known in [from, to) teach. What had ended by the time that we came to know of it, and was touched by nobody,
 * never stood in a queue and teaches nothing. Pure. `orders`: those that stood in a building meanwhile.
 */
export function learningOf(
  known: readonly LivedException[],
  span: { readonly from: Instant; readonly to: Instant; readonly orders: number },
  grouper: Grouper = byFamily,
): LearningRow {
  const lives = teachingOf(known);
  const whole = goingOf(lives);
  const groups = new Map(lives.map((life) => [life, grouper(life)]));
  const faults = [...groupBy(lives, (life) => groups.get(life)?.id ?? "")]
    .flatMap(([, of]) => {
      const [newest] = of;
      const group = newest === undefined ? undefined : groups.get(newest);
      return group === undefined ? [] : [noiseOf(group, of, of, span)];
    })
    .sort(byNoise);
  const teams = [...groupBy(lives, ({ team }) => team)]
    .map(([team, of]) => ({ team, ...goingOf(of) }))
    .sort((a, b) => b.raised - a.raised || (a.team < b.team ? -1 : 1));
  const oldest = known.at(-1);
  return {
    from: isoOf(span.from),
    to: isoOf(span.to),
    whole,
    orders: span.orders,
    touchesPerThousand: span.orders === 0 ? null : (whole.touches * 1000) / span.orders,
    faults,
    teams,
    countedFrom: known.length < mostLived || oldest === undefined ? null : isoOf(oldest.createdAt),
  };
}

/** Lives that stood in a queue. */
export const teachingOf = (known: readonly LivedException[]): readonly LivedException[] =>
  known.filter((one) => one.touches > 0 || one.resolvedAt === null || one.resolvedAt > one.createdAt);

/** Most noise first. */
export const byNoise = (a: NoiseRow, b: NoiseRow): number =>
  b.untouched + b.notReal - (a.untouched + a.notReal) || b.raised - a.raised || (a.id < b.id ? -1 : 1);

function goingOf(lives: readonly LivedException[]): Going {
  const ended = lives.filter(({ resolvedAt }) => resolvedAt !== null);
  const healed = ended.filter(isHealed).length;
  return {
    raised: lives.length,
    ended: ended.length,
    healed,
    notReal: lives.filter(({ reason }) => reason === "not-real").length,
    untouched: lives.filter(({ touches }) => touches === 0).length,
    touches: lives.reduce((sum, { touches }) => sum + touches, 0),
    healedShare: ended.length === 0 ? null : healed / ended.length,
    takeMs: middle(lives.flatMap((one) => (one.acknowledgedAt === null ? [] : [one.acknowledgedAt - one.createdAt]))),
    closeMs: middle(ended.flatMap((one) => (one.resolvedAt === null ? [] : [one.resolvedAt - one.createdAt]))),
  };
}

const isHealed = ({ endedBy, touches }: LivedException): boolean => endedBy === "rule" && touches === 0;

/** The middle value, the lower of two; never less than zero, as an outcome may lie before we came to know. */
function middle(values: readonly Millis[]): Millis | null {
  const sorted = values.map((value) => Math.max(0, value)).sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? null;
}

/**
 * One group over the while: `all` of its lives, the newest first, and those of them that became known in it, from which
 * everything is counted but its places and times. What its members differ in is said of none.
 */
export function noiseOf(
  group: FaultGroup,
  all: readonly LivedException[],
  within: readonly LivedException[],
  span: { readonly from: Instant; readonly to: Instant },
): NoiseRow {
  const [newest] = all;
  if (newest === undefined) throw new Error("a fault without an exception");
  const trend = new Array<number>(parts).fill(0);
  const width = (span.to - span.from) / parts;
  for (const { openedAt } of within) {
    const at = Math.min(parts - 1, Math.max(0, Math.floor((openedAt - span.from) / width)));
    trend[at] = (trend[at] ?? 0) + 1;
  }
  const happened = all.map(({ openedAt }) => openedAt);
  const common = (name: "system" | "flow" | "step"): string | null =>
    all.every((one) => one[name] === newest[name]) ? newest[name] : null;
  return {
    id: group.id,
    says: toldBy(newest.family, newest).says,
    kind: newest.kind,
    system: common("system"),
    flow: common("flow"),
    step: common("step"),
    title: group.rule?.name ?? newest.title,
    causeId: newest.causeId,
    firstAt: isoOf(happened.reduce((a, b) => Math.min(a, b))),
    lastAt: isoOf(happened.reduce((a, b) => Math.max(a, b))),
    objects: new Set(all.map(({ object, number }) => object ?? String(number))).size,
    warehouses: [...new Set(all.flatMap(({ warehouse }) => warehouse ?? []))].sort(),
    trend,
    ...goingOf(within),
    remedy: remedyOf(within),
  };
}

/**
 * What would have kept the noise of a step's misses away. Most came by themselves within four hours and nobody acted:
 * allow them as long as nine tenths of those took. Else, nobody acts on most of them, or they are closed as not real:
 * watch only. A failure is never silenced by a rule of ours.
 */
function remedyOf(lives: readonly LivedException[]): Remedy | null {
  const [{ kind, flow, step } = { kind: null, flow: null, step: null }] = lives;
  if (kind !== "missing-event" || flow === null || step === null || lives.length < remedyFrom.exceptions) return null;
  if (lives.some((one) => one.kind !== kind || one.flow !== flow || one.step !== step)) return null;
  const least = lives.length * remedyFrom.share;
  const soon = lives
    .filter(isHealed)
    .map(({ resolvedAt, openedAt }) => Math.max(0, (resolvedAt ?? 0) - openedAt))
    .filter((late) => late <= mostAdded)
    .sort((a, b) => a - b);
  if (soon.length >= least) {
    const late = soon[Math.ceil(soon.length * 0.9) - 1] ?? 0;
    const addMs = Math.max(1, Math.ceil(late / 60_000)) * 60_000;
    return { kind: "within", flow, step, addMs, spares: soon.filter((one) => one <= addMs).length };
  }
  const idle = lives.filter(
    ({ touches, reason, resolvedAt }) => (touches === 0 && resolvedAt !== null) || reason === "not-real",
  );
  return idle.length >= least ? { kind: "watch", flow, step, spares: idle.length } : null;
}

/** Items by key, keys in the order in which they come. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
