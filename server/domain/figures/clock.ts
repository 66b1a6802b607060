import { firstOf, traitOf } from "../correlation/fold.ts";
import type { BusinessObject, Instant, Millis } from "../types.ts";
import { type Contribution, dayIn, type LeftOut, type Moment, type Place } from "./contribution.ts";
import type { FiguresOn } from "./papers.ts";

/** A stretch of time, half-open; one that ends before it begins is none. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** A clock that runs for something, and where that counts. */
export interface Clock {
  readonly figure: string;
  readonly ref: string;
  readonly place: Place;
  readonly starts: Moment;
  /** Null: it runs. */
  readonly stops: Moment | null;
  /** On the way of a message; null where that is not known. */
  readonly messages: readonly Stretch[] | null;
  /** Taken out: time in which nobody was to do anything. */
  readonly waiting?: readonly Stretch[];
}

/** A duration in milliseconds, on the day on which its clock stops. Without its waiting, work and messages are all of it. */
export function timed(
  { figure, ref, place, starts, stops, messages, waiting = [] }: Clock,
  on: FiguresOn,
): Contribution {
  const told = { figure, ref, place, starts };
  if (stops === null) return running(told, on);
  if (starts.date !== null || stops.date !== null) return leftOut(told, stops, "date-only", on);
  if (stops.at < starts.at) return leftOut(told, stops, "early", on);
  const whole = { from: starts.at, to: stops.at };
  const waited = covered(whole, waiting);
  const messageMs = messages === null ? null : covered(whole, [...waiting, ...messages]) - waited;
  const numerator = stops.at - starts.at - waited;
  return split(told, stops, numerator, messageMs, on);
}

/** Whose contribution it is, and when its clock began. */
type Told = Pick<Clock, "figure" | "ref" | "place" | "starts">;
type Sums = Pick<Contribution, "numerator" | "denominator">;

/** What a contribution says beside whose it is; what is left out is none of it. */
type Counting = Pick<Contribution, "at" | "day" | "numerator" | "denominator"> &
  Partial<Pick<Contribution, "awaits" | "floorMs" | "messageMs" | "leftOut">>;

/** Each step makes many of these: every property is named, as copying objects by spread takes five times as long. */
function made({ figure, ref, place, starts }: Told, counting: Counting): Contribution {
  const {
    at,
    day,
    numerator,
    denominator,
    awaits = false,
    floorMs = null,
    messageMs = null,
    leftOut = null,
  } = counting;
  return {
    figure,
    ref,
    warehouse: place.warehouse,
    partner: place.partner,
    flow: place.flow,
    cause: place.cause,
    from: starts.at,
    at,
    day,
    numerator,
    denominator,
    awaits,
    floorMs,
    messageMs,
    leftOut,
  };
}

/** What counts at a moment. `awaits`: what it waits for may still make it better. */
export const counted = (told: Told, at: Moment, { numerator, denominator }: Sums, on: FiguresOn, awaits = false) =>
  made(told, { numerator, denominator, at: at.at, day: dayIn(at, told.place.warehouse, on), awaits });

/** What counts at a moment, as far as work and messages are told apart. */
export const split = (told: Told, at: Moment, numerator: Millis, messageMs: Millis | null, on: FiguresOn) =>
  made(told, {
    numerator,
    denominator: 1,
    at: at.at,
    day: dayIn(at, told.place.warehouse, on),
    floorMs: messageMs === null ? null : numerator - messageMs,
    messageMs,
  });

/** What has not come to its moment: good for none of it so far. */
export const running = (told: Told, on: FiguresOn, denominator = 1): Contribution =>
  made(told, { numerator: 0, denominator, at: null, day: dayIn(told.starts, told.place.warehouse, on), awaits: true });

/** What is in no value, and counted apart. */
export const leftOut = (told: Told, at: Moment, why: LeftOut, on: FiguresOn): Contribution =>
  made(told, { numerator: 0, denominator: 0, at: at.at, day: dayIn(at, told.place.warehouse, on), leftOut: why });

/** How much of a stretch lies in any of these. */
export function covered(whole: Stretch, parts: readonly Stretch[]): Millis {
  let sum = 0;
  let reached = whole.from;
  for (const { from, to } of parts.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(to, whole.to);
    if (end <= reached) continue;
    sum += Math.max(0, end - Math.max(from, reached));
    reached = Math.max(reached, end);
  }
  return sum;
}

/** The time in which an order was not to move: on hold until it was freed, and before it may ship. */
export function waitingOf(order: BusinessObject, from: Instant): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let since: Instant | null = null;
  for (const { held, mark } of order.holds) {
    if (held) since ??= mark.at;
    else if (since !== null) {
      stretches.push({ from: since, to: mark.at });
      since = null;
    }
  }
  if (since !== null) stretches.push({ from: since, to: Number.POSITIVE_INFINITY });
  const notBefore = traitOf(order, "ship-not-before")?.number ?? null;
  return notBefore === null ? stretches : [...stretches, { from, to: notBefore }];
}

const anyone = (): boolean => true;

/** From when one system told until the next one had it; null while one of both is not told, or only its day. */
export function messageOf(object: BusinessObject, sent: string, got: string): Stretch | null {
  const [from, to] = [firstOf(object, sent, anyone), firstOf(object, got, anyone)];
  if (from === null || to === null || from.precision === "day" || to.precision === "day") return null;
  return { from: from.first.at, to: to.first.at };
}

/** The messages of several, as far as each was told; null where one was not. */
export function messagesOf(...told: readonly (Stretch | null)[]): readonly Stretch[] | null {
  const all = told.flatMap((one) => one ?? []);
  return all.length === told.length ? all : null;
}
