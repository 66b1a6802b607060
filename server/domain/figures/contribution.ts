import { daysBy } from "../books/age.ts";
import { traitOf } from "../correlation/fold.ts";
import { compareMarks, markOf } from "../marks.ts";
import { anyLeaving, leftBy } from "../tally/left.ts";
import type { BusinessObject, Fold, Instant, Millis } from "../types.ts";
import type { FigurePapers, FiguresOn } from "./papers.ts";

/** What a figure can be cut by. */
export const dimensions = ["warehouse", "partner", "flow", "cause"] as const;
export type Dimension = (typeof dimensions)[number];

/** Where something counts; null: it was not told. The cause is a family of exceptions. */
export type Place = Readonly<Record<Dimension, string | null>>;

/** Order of names in a dimension: what was not told last. */
export function compareNames(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

/** Why something is in no value: only its day is known, it ended before it began, it stood on hold, or it was not told. */
export type LeftOut = "date-only" | "early" | "on-hold" | "not-told";

/** What one object, or one exception, adds to a figure. Whole numbers only, so that sums are exact in any order. */
export interface Contribution extends Place {
  readonly figure: string;
  /** The object, or `X-1042`. */
  readonly ref: string;
  /** When its clock began. */
  readonly from: Instant;
  /** When it counts; null while it waits for that. One that lies ahead of the instant asked for does not count yet. */
  readonly at: Instant | null;
  /** Days since 1970-01-01 in the zone of its building or ledger: of `at`; while it waits, of `from`. */
  readonly day: number;
  /** Milliseconds, days, or what is good; while it waits, what is good for certain. */
  readonly numerator: number;
  readonly denominator: number;
  /** What it waits for may still make it better: it counts as it stands, unless a source that would tell is silent. */
  readonly awaits: boolean;
  /** Of a duration, the time in which goods and people worked; null where messages are not told apart. */
  readonly floorMs: Millis | null;
  /** The rest of it: one system had told, and the next had not got it. */
  readonly messageMs: Millis | null;
  /** Counted, with neither numerator nor denominator; null: it is in the value. */
  readonly leftOut: LeftOut | null;
}

/** True where both say the same. */
export const sameContribution = (a: Contribution, b: Contribution): boolean =>
  a.figure === b.figure &&
  a.ref === b.ref &&
  a.warehouse === b.warehouse &&
  a.partner === b.partner &&
  a.flow === b.flow &&
  a.cause === b.cause &&
  a.from === b.from &&
  a.at === b.at &&
  a.day === b.day &&
  a.numerator === b.numerator &&
  a.denominator === b.denominator &&
  a.awaits === b.awaits &&
  a.floorMs === b.floorMs &&
  a.messageMs === b.messageMs &&
  a.leftOut === b.leftOut;

/** A point in time as it was told; of a date, the first instant of its day where it happened. */
export interface Moment {
  readonly at: Instant;
  /** Day of a date, in every zone; null for an instant. */
  readonly date: number | null;
}

/** The day that a moment lies in where a warehouse stands, or in the ledger's zone. */
export const dayIn = ({ at, date }: Moment, warehouse: string | null, on: FiguresOn): number =>
  date ?? dayAt(at, warehouse, on);

/** The number of the day in the zone of a building, else of the company. */
export function dayAt(at: Instant, warehouse: string | null, { network }: Pick<FiguresOn, "network">): number {
  return daysBy(offsetIn(warehouse, network))(at);
}

/** Minutes east of UTC in the zone of a building, else of the company. */
export function offsetIn(warehouse: string | null, network: FiguresOn["network"]): (at: Instant) => number {
  const known = warehouse === null ? undefined : network.warehouses.get(warehouse);
  const zone = known?.timezone ?? network.company.timezone;
  return (at) => network.offsetAt(zone, at);
}

/** The first of a fold as a moment. */
export const momentOf = (fold: Fold, on: FiguresOn): Moment => momentAt(fold.first.at, fold, on);

type Saying = Pick<Fold, "precision" | "warehouse">;

function momentAt(at: Instant, said: Saying | null, on: FiguresOn): Moment {
  return { at, date: said?.precision === "day" ? dayAt(at, said.warehouse, on) : null };
}

/** What said that something left when it did: how exactly, and where. Only the timeline knows of what came again. */
export function leavingSaid(object: BusinessObject, on: FiguresOn): Saying | null {
  const at = leftBy(object)?.at ?? null;
  if (at === null) return null;
  for (const type of anyLeaving) {
    let said: Fold | null = null;
    for (const fold of object.folds) {
      if (fold.type !== type || fold.status !== "ok" || fold.first.at !== at) continue;
      if (said === null || compareMarks(fold.first, said.first) < 0) said = fold;
    }
    if (said !== null) return said;
  }
  const again = on.factsOf(object.ref).filter(({ status, occurredAt }) => status === "ok" && occurredAt === at);
  const [said] = again
    .filter(({ type }) => type === "shipment.confirmed")
    .sort((a, b) => compareMarks(markOf(b), markOf(a)));
  return said ?? null;
}

/** When the last of these left; null while one has not. */
export function lastLeft(objects: readonly BusinessObject[], on: FiguresOn): Moment | null {
  let last: Moment | null = null;
  for (const object of objects) {
    const left = leftBy(object);
    if (left === null) return null;
    if (last === null || left.at > last.at) last = momentAt(left.at, leavingSaid(object, on), on);
  }
  return last;
}

/** What places a contribution: the building, the partner, whose steps say the flow, and the time that a cause may explain. */
interface Placing {
  readonly warehouse: string | null;
  readonly partner: "customer" | "partner";
  /** The flow is that of the first step that awaits one of these. */
  readonly stops: readonly string[];
  readonly from: Instant;
  /** Null: it goes on. */
  readonly to: Instant | null;
}

/** Where something counts. Its cause is that of the exception that stood longest while its clock ran. */
export function placeFigure(papers: FigurePapers, placing: Placing, on: FiguresOn): Place {
  let flow: string | null = null;
  let partner: string | null = null;
  for (const bearer of bearersOf(papers)) {
    partner ??= traitOf(bearer, placing.partner)?.text ?? null;
    for (const { expects, flow: its } of bearer.expectations)
      if ((flow === null || its < flow) && placing.stops.includes(expects)) flow = its;
  }
  return { warehouse: placing.warehouse, partner, flow, cause: causeOf(papers, placing, on) };
}

const bearersOf = ({ subject, orders, shipments }: FigurePapers): readonly BusinessObject[] => [
  subject,
  ...shipments,
  ...orders,
];

function causeOf(papers: FigurePapers, { from, to }: Placing, { exceptions }: FiguresOn): string | null {
  if (exceptions.length === 0) return null;
  const refs = new Set([...bearersOf(papers), ...papers.bills].map(({ ref }) => ref));
  let best: { readonly stood: Millis; readonly number: number; readonly family: string } | null = null;
  for (const { number, family, object, openedAt, resolvedAt } of exceptions) {
    if (object === null || family === "" || !refs.has(object)) continue;
    const until = Math.min(resolvedAt ?? Number.POSITIVE_INFINITY, to ?? Number.POSITIVE_INFINITY);
    const stood = until - Math.max(from, openedAt);
    if (stood <= 0 || (best !== null && (stood < best.stood || (stood === best.stood && number > best.number))))
      continue;
    best = { stood, number, family };
  }
  return best?.family ?? null;
}
