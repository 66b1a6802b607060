import { bucketOf, type Histogram } from "../domain/expectations/histogram.ts";
import type { BusinessObject, ExceptionKind, Expectation, Instant } from "../domain/index.ts";
import { compareTexts } from "./canonical.ts";
import type { HeldTotal, Window } from "./views.ts";

/** What is asked of one flow: what stands in it now, and what went through it in a window and in the one before. */
export interface FlowAsk {
  readonly flow: string;
  /** Only of this building; null: of all in scope. */
  readonly warehouse: string | null;
  /** Whole minutes. */
  readonly window: Window;
  readonly before: Window;
}

/** What happened at one step in a window. */
export interface FlowSpan {
  /** Measured lags by when they ended, as V9 counts them; `late` of them came after their time. */
  readonly count: number;
  readonly late: number;
  readonly histogram: Histogram;
  /** Expectations that began in it and that nobody waits for any more, or that are not judged. */
  readonly cancelled: number;
  readonly notJudged: number;
  /** Exceptions that happened in it. */
  readonly raised: number;
}

/** One step at one building. `step` is empty for exceptions of the flow that name none, `warehouse` where it is not told. */
export interface FlowCell {
  readonly step: string;
  readonly warehouse: string;
  /** Expectations by state, now. */
  readonly open: number;
  readonly paused: number;
  readonly missed: number;
  /** Since when the oldest waits that is open or missed; null where none is. */
  readonly oldestAt: Instant | null;
  /** Exceptions that are not resolved, by kind; kinds without one are left out. */
  readonly exceptions: ReadonlyMap<ExceptionKind, number>;
  readonly now: FlowSpan;
  readonly before: FlowSpan;
}

/** Objects that went through a flow in a window. */
export interface FlowPassages {
  readonly begun: number;
  readonly completed: number;
  /** How long the completed ones took, as far as both ends are known to the minute. */
  readonly histogram: Histogram;
}

/** What the rows say of a flow. */
export interface FlowSeen {
  /** By step, then building; one that has nothing to say is left out. */
  readonly cells: readonly FlowCell[];
  /** Objects by step that are missed there or about which an exception is not resolved, each once; steps without one are left out. */
  readonly stuck: ReadonlyMap<string, number>;
  readonly passages: { readonly now: FlowPassages; readonly before: FlowPassages };
  /** What its exceptions hold up now, and held up when the window began, by what is known now. */
  readonly held: { readonly now: HeldTotal; readonly before: HeldTotal };
}

/** One hour of a step. */
export interface FlowHour {
  /** When it begins. */
  readonly hour: Instant;
  readonly count: number;
  readonly late: number;
  readonly histogram: Histogram;
  /** Exceptions of the step that happened in it. */
  readonly raised: number;
}

/** What is asked of one step over time; `within` is of whole hours. */
export interface FlowHoursAsk extends Pick<FlowAsk, "flow" | "warehouse"> {
  readonly step: string;
  readonly within: Window;
}

/** Length of an hour, in milliseconds. */
export const hourMs = 3_600_000;

/** The hour in which an instant lies. */
export const hourOf = (at: Instant): Instant => Math.floor(at / hourMs) * hourMs;

/** Hours that are being added up. */
export interface HourSums {
  of(at: Instant): Sum;
  /** Those that have something to say, oldest first. */
  hours(): readonly FlowHour[];
}

/** Sums of a step by hour, for whoever reads its rows. */
export function hourSums(): HourSums {
  const hours = new Map<Instant, Sum & { readonly hour: Instant }>();
  return {
    of(at) {
      const hour = hourOf(at);
      const known = hours.get(hour);
      if (known !== undefined) return known;
      const sum = { hour, count: 0, late: 0, histogram: new Map<number, number>(), raised: 0 };
      hours.set(hour, sum);
      return sum;
    },
    hours: () =>
      [...hours.values()]
        .filter(({ count, late, histogram, raised }) => count !== 0 || late !== 0 || histogram.size > 0 || raised > 0)
        .sort((a, b) => a.hour - b.hour),
  };
}

/** States of an expectation that nothing has met. */
export const unmetStates = ["open", "paused", "missed", "cancelled", "not-judged"] as const;
export type UnmetState = (typeof unmetStates)[number];

/** An expectation of an object that nothing has met. */
export interface Unmet {
  readonly expectation: string;
  readonly flow: string;
  readonly step: string;
  readonly warehouse: string;
  readonly state: UnmetState;
  readonly since: Instant;
}

const unmetState = ({ state }: Expectation): UnmetState | undefined => unmetStates.find((one) => one === state);

/** What nothing has met of an object; nothing in an environment kept apart. */
export function unmetOf({ environment, expectations }: BusinessObject): readonly Unmet[] {
  if (environment !== "") return [];
  return expectations.flatMap((expectation) => {
    const state = unmetState(expectation);
    const { id, flow, step, warehouse, since } = expectation;
    return state === undefined ? [] : [{ expectation: id, flow, step, warehouse: warehouse ?? "", state, since }];
  });
}

/** How far an object is through a flow. */
export interface Passage {
  readonly flow: string;
  /** Of what it awaited last. */
  readonly warehouse: string;
  readonly beganAt: Instant;
  /** When the last that its flow promised had come; null while something is to come, and where something was dropped. */
  readonly endedAt: Instant | null;
  /** Bucket of the time between; null while there is none, where an end is only a day, or the beginning was not heard. */
  readonly bucket: number | null;
}

/** The flows that an object is in; none in an environment kept apart. */
export function passagesOf({ environment, expectations, joinedInProgress }: BusinessObject): readonly Passage[] {
  if (environment !== "" || expectations.length === 0) return [];
  const flows = new Map<string, Expectation[]>();
  for (const expectation of expectations) {
    const of = flows.get(expectation.flow);
    if (of === undefined) flows.set(expectation.flow, [expectation]);
    else of.push(expectation);
  }
  return [...flows].map(([flow, of]) => {
    const began = Math.min(...of.map(({ since }) => since));
    const ended = of.some((one) => one.metAt === null || unmetState(one) !== undefined)
      ? null
      : Math.max(...of.map(({ metAt }) => metAt ?? began));
    const timed = ended !== null && !joinedInProgress && of.every(({ lagMs }) => lagMs !== null);
    return {
      flow,
      warehouse: placeOf(of),
      beganAt: began,
      endedAt: ended,
      bucket: timed ? bucketOf(ended - began) : null,
    };
  });
}

/** Building of what began last and names one. */
function placeOf(of: readonly Expectation[]): string {
  let last: Expectation | null = null;
  for (const one of of) {
    if (one.warehouse === null) continue;
    if (last === null || one.since > last.since || (one.since === last.since && one.id > last.id)) last = one;
  }
  return last?.warehouse ?? "";
}

interface Sum {
  count: number;
  late: number;
  readonly histogram: Map<number, number>;
  raised: number;
}
interface Span extends Sum {
  cancelled: number;
  notJudged: number;
}
interface Cell {
  readonly step: string;
  readonly warehouse: string;
  open: number;
  paused: number;
  missed: number;
  oldestAt: Instant | null;
  readonly exceptions: Map<ExceptionKind, number>;
  readonly now: Span;
  readonly before: Span;
}

/** Cells that are being added up. */
export interface FlowSums {
  of(step: string, warehouse: string): Cell;
  /** Those that have something to say, by step, then building. */
  cells(): readonly FlowCell[];
}

/** Sums of a flow by step and building, for whoever reads its rows. */
export function flowSums(): FlowSums {
  const cells = new Map<string, Cell>();
  const span = (): Span => ({ count: 0, late: 0, histogram: new Map(), cancelled: 0, notJudged: 0, raised: 0 });
  return {
    of(step, warehouse) {
      const key = JSON.stringify([step, warehouse]);
      const known = cells.get(key);
      if (known !== undefined) return known;
      const cell: Cell = {
        step,
        warehouse,
        open: 0,
        paused: 0,
        missed: 0,
        oldestAt: null,
        exceptions: new Map(),
        now: span(),
        before: span(),
      };
      cells.set(key, cell);
      return cell;
    },
    cells: () =>
      [...cells.values()]
        .filter(says)
        .sort((a, b) => compareTexts(a.step, b.step) || compareTexts(a.warehouse, b.warehouse)),
  };
}

const says = ({ open, paused, missed, exceptions, now, before }: Cell): boolean =>
  open + paused + missed + exceptions.size > 0 || [now, before].some(spanSays);

const spanSays = ({ count, late, histogram, cancelled, notJudged, raised }: Span): boolean =>
  count !== 0 || late !== 0 || histogram.size > 0 || cancelled + notJudged + raised > 0;

/** Adds what was measured in a while to a span. Weeks are added up hour by hour: it is the dear part of a long window. */
export function addLags(
  span: Sum,
  count: number,
  late: number,
  buckets: Iterable<readonly [bucket: number, count: number]>,
): void {
  span.count += count;
  span.late += late;
  const { histogram } = span;
  for (const [bucket, more] of buckets) {
    const sum = (histogram.get(bucket) ?? 0) + more;
    if (sum === 0) histogram.delete(bucket);
    else histogram.set(bucket, sum);
  }
}

/** The earlier of two instants, of which one may be missing. */
export const earlierOf = (a: Instant | null, b: Instant): Instant => (a === null ? b : Math.min(a, b));
