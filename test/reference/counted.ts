/** What documents add to a figure, and durations: rules KF4 to KF7. */
import type { Fact } from "./facts.ts";

/** What a document or an exception adds to a figure. */
export interface Counted {
  readonly figure: string;
  readonly id: string;
  readonly day: number;
  /** When it counts. */
  readonly at: number;
  readonly numerator: number;
  readonly denominator: number;
  /** Counted apart, and why. */
  readonly leftOut: string | null;
  readonly warehouse: string | null;
  readonly partner: string | null;
  readonly flow: string | null;
  /** Family of the exception that stood longest while its clock ran. */
  readonly cause: string | null;
  readonly floorMs: number | null;
  readonly messageMs: number | null;
  /** Its clock ran so; null where it has none. */
  readonly clock: readonly [number, number] | null;
  /** Whose exceptions may have stood in its way. */
  readonly seats: readonly string[];
}

/** What a figure says of a document; what it leaves out is as for most. */
export type Part = Pick<Counted, "figure" | "numerator" | "denominator"> & Partial<Counted>;

/** Puts something down for a document, in a zone, at an instant. */
export type Add = (zone: string, at: number, part: Part) => void;

export type Span = readonly [number, number];

/** From one fact to the next; null where one of them is not told to the minute. */
export const spanOf = (from: Fact | null, to: Fact | null): Span | null =>
  from === null || to === null || from.dated || to.dated ? null : [from.at, to.at];

/** Time that spans cover within a clock, once where they overlap. */
export function covered(spans: readonly Span[], [from, to]: Span): number {
  let sum = 0;
  let reached = from;
  for (const [begin, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const until = Math.min(end, to);
    if (until <= reached) continue;
    sum += Math.max(0, until - Math.max(begin, reached));
    reached = until;
  }
  return sum;
}

/** A duration with its clock; left out where an end is only a day, or where it stops before it starts. */
export function duration(
  add: Add,
  zone: string,
  figure: string,
  from: Fact | null,
  to: Fact,
  more: {
    /** Waiting that is taken out, and how much of that the messages took. */
    readonly less?: number;
    readonly moving?: number;
    readonly message?: readonly Span[] | null;
  } & Partial<Counted>,
): void {
  const { less = 0, moving = 0, message = null, ...rest } = more;
  // What nobody told the beginning of is in no figure that begins with it.
  if (from === null) return;
  if (from.dated || to.dated || to.at < from.at) {
    const why = from.dated || to.dated ? "day" : "order";
    add(zone, to.at, { figure, numerator: 0, denominator: 0, leftOut: why, clock: [from.at, to.at], ...rest });
    return;
  }
  const ms = to.at - from.at - less;
  const messageMs = message === null ? null : covered(message, [from.at, to.at]) - moving;
  add(zone, to.at, {
    figure,
    numerator: ms,
    denominator: 1,
    clock: [from.at, to.at],
    floorMs: messageMs === null ? null : ms - messageMs,
    messageMs,
    ...rest,
  });
}

/** The last of several. */
export const latest = (facts: readonly Fact[]): Fact | null =>
  facts.reduce<Fact | null>((last, fact) => (last === null || fact.at >= last.at ? fact : last), null);
