import { firstOf } from "../correlation/fold.ts";
import { warehouseAt } from "../tally/facts.ts";
import type { ExceptionKind, Instant } from "../types.ts";
import { counted, leftOut } from "./clock.ts";
import { type Contribution, momentOf, type Place, placeFigure } from "./contribution.ts";
import type { Figure, FigureDefinition } from "./figure.ts";
import { type FigurePapers, type FiguresOn, isCounted, type StoodException } from "./papers.ts";

/** The life of an exception, as far as figures count it. Merged ones, and those that only watch, must be left out. */
export interface CountedException extends StoodException {
  readonly kind: ExceptionKind;
  readonly flow: string | null;
  readonly warehouse: string | null;
  readonly partner: string | null;
  readonly customer: string | null;
  /** When we came to know. */
  readonly createdAt: Instant;
  /** `rule` or a person's name; null while it lasts. */
  readonly endedBy: string | null;
  /** Why it ended; null while it lasts. */
  readonly reason: string | null;
  /** Times that a person did something about it. */
  readonly touches: number;
}

/** A figure that exceptions tell; at most one contribution of each. */
export interface ExceptionFigure extends FigureDefinition {
  readonly ofException: (life: CountedException, on: Pick<FiguresOn, "network">) => Contribution | null;
}

const common = {
  version: 1,
  scale: 1,
  zone: "building",
  rests: "on-all",
  clock: null,
  benchmark: null,
  needs: [],
  awaits: [],
  opens: [],
  notMeasured: null,
  withoutStock: null,
} as const;

/** What ends an exception by its outcome: the awaited came, or what failed went through. */
const outcomes: ReadonlySet<string | null> = new Set(["arrived", "recovered"]);
const hasRecovered = ({ endedBy, reason }: CountedException): boolean => endedBy === "rule" && outcomes.has(reason);
/** One met late without having been raised is closed at once: it never stood. */
const hasStood = ({ kind }: CountedException): boolean => kind !== "late-event";

const toldOf = (figure: string, life: CountedException) => {
  const { warehouse, flow, family } = life;
  const place: Place = {
    warehouse,
    partner: life.partner ?? life.customer,
    flow,
    cause: family === "" ? null : family,
  };
  return { figure, ref: `X-${life.number}`, place, starts: { at: life.openedAt, date: null } };
};

const onlyNetwork = ({ network }: Pick<FiguresOn, "network">): FiguresOn => ({
  network,
  factsOf: () => [],
  exceptions: [],
});

const at = (
  figure: string,
  life: CountedException,
  when: Instant,
  sums: Pick<Contribution, "numerator" | "denominator">,
  on: Pick<FiguresOn, "network">,
): Contribution => counted(toldOf(figure, life), { at: when, date: null }, sums, onlyNetwork(on));

/** Numerators are exceptions, denominators orders: the latter have no cause, and their flow is that in which a floor is to acknowledge them. */
export const exceptionRate: ExceptionFigure & Figure = {
  ...common,
  id: "exception-rate",
  name: "Exceptions per thousand orders",
  formula: "exceptions raised × 1,000 ÷ orders taken",
  counts: "for an exception the day on which it happened, for an order that on which it was taken, in its building",
  unit: "per-thousand-orders",
  better: "down",
  exclusions: ["exceptions merged into others", "what only watches"],
  needs: [["order.created", "order.released"]],
  opens: ["order.created", "order.released"],
  ofException: (life, on) => at("exception-rate", life, life.openedAt, { numerator: 1, denominator: 0 }, on),
  kinds: ["order"],
  contributions: (papers, on) => ordersTaken("exception-rate", papers, on),
};

/** An order, as what something is counted for each thousand of: on the day on which it was taken. */
export function ordersTaken(figure: string, papers: FigurePapers, on: FiguresOn): readonly Contribution[] {
  const { subject } = papers;
  const fold = firstOf(subject, "order.created", () => true) ?? firstOf(subject, "order.released", () => true);
  if (!isCounted(subject) || fold === null) return [];
  const starts = momentOf(fold, on);
  const placing = { partner: "customer", stops: ["order.acknowledged"], from: starts.at, to: starts.at } as const;
  const place = placeFigure(papers, { ...placing, warehouse: warehouseAt(subject) }, on);
  return [counted({ figure, ref: subject.ref, place, starts }, starts, { numerator: 0, denominator: 1 }, on)];
}

/** From when we knew until a person took it. */
export const timeToTake: ExceptionFigure = {
  ...common,
  id: "time-to-take",
  name: "Time to take",
  formula: "time from raising to taking of exceptions taken ÷ exceptions taken",
  clock: { starts: "the exception was raised", stops: "a person took it" },
  counts: "the day on which it was taken, in its building",
  unit: "ms",
  better: "down",
  exclusions: ["exceptions that nobody took: what ended by itself, and what still waits"],
  ofException: (life, on) => {
    const { acknowledgedAt, createdAt } = life;
    if (acknowledgedAt === null) return null;
    const numerator = Math.max(0, acknowledgedAt - createdAt);
    return at("time-to-take", life, acknowledgedAt, { numerator, denominator: 1 }, on);
  },
};

/** From when it happened until its outcome was there: news of it is on the way of a message, the rest is work. */
export const timeToRecover: ExceptionFigure = {
  ...common,
  version: 2,
  id: "time-to-recover",
  name: "Time to recover",
  formula: "time from happening to outcome of exceptions that recovered ÷ exceptions that recovered",
  clock: {
    starts: "it failed, or its deadline passed",
    stops: "the awaited event was there; an answer of 200 is none",
  },
  counts: "the day of the outcome, in its building",
  unit: "ms",
  better: "down",
  exclusions: [
    "exceptions closed by hand",
    "exceptions that only rest",
    "events that were late and are there",
    "what had been there in time and was only heard of later, counted apart",
  ],
  ofException: (life, on) => {
    const { openedAt, createdAt, resolvedAt } = life;
    if (resolvedAt === null || !hasRecovered(life) || !hasStood(life)) return null;
    if (resolvedAt < openedAt)
      return leftOut(toldOf("time-to-recover", life), { at: resolvedAt, date: null }, "early", onlyNetwork(on));
    const numerator = resolvedAt - openedAt;
    const messageMs = Math.min(numerator, Math.max(0, createdAt - openedAt));
    const counts = at("time-to-recover", life, resolvedAt, { numerator, denominator: 1 }, on);
    return { ...counts, messageMs, floorMs: numerator - messageMs };
  },
};

/** Over by its outcome, and nobody had to do anything. */
export const healedShare: ExceptionFigure = {
  ...common,
  id: "healed-share",
  name: "Healed by themselves",
  formula: "exceptions that recovered untouched ÷ exceptions that ended",
  counts: "the day on which it ended, in its building",
  unit: "share",
  better: "up",
  exclusions: ["exceptions merged into others", "events that were late and are there"],
  ofException: (life, on) => {
    if (life.resolvedAt === null || !hasStood(life)) return null;
    const healed = hasRecovered(life) && life.touches === 0 ? 1 : 0;
    return at("healed-share", life, life.resolvedAt, { numerator: healed, denominator: 1 }, on);
  },
};

/** What people had to do. */
export const touches: ExceptionFigure = {
  ...common,
  id: "touches",
  name: "Touches per exception",
  formula: "times that a person did something about an exception that ended ÷ exceptions that ended",
  counts: "the day on which it ended, in its building",
  unit: "per-exception",
  better: "down",
  exclusions: ["exceptions merged into others", "events that were late and are there"],
  ofException: (life, on) => {
    if (life.resolvedAt === null || !hasStood(life)) return null;
    return at("touches", life, life.resolvedAt, { numerator: life.touches, denominator: 1 }, on);
  },
};
