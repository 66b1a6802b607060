/** One flow: what stands at each of its steps now, and what went through it in a window and in the one before. */
import type { ObjectKind } from "../domain/index.ts";
import type { KpiRow, KpiValue } from "./kpis.ts";
import type { HeldRow, IsoInstant } from "./types.ts";

/** A figure of the window beside that of the window of equal length before it. */
export interface Compared<T> {
  readonly now: T;
  readonly before: T;
}

/** A source that has not been heard as it should, and when it last was. */
export interface FlowSilence {
  readonly system: string;
  readonly lastSeenAt: IsoInstant | null;
}

/** What stands at a step, and what it did in the window: of one building, or of all that were asked for. */
export interface FlowCounts {
  /** Awaited and not due yet. */
  readonly inFlight: number;
  /** Its clock stands: neither late nor good. */
  readonly onHold: number;
  /** Was due and did not come. */
  readonly late: number;
  /** Since when the oldest of those in flight and late waits. */
  readonly oldestAt: IsoInstant | null;
  /** Exceptions that last: a system refused or broke, its bytes could not be read, or it fell silent. */
  readonly technical: number;
  /** Exceptions that last: goods and papers disagree. What merely did not come is late, and not counted here again. */
  readonly business: number;
  /** Began to be awaited in the window, and is not needed any more. */
  readonly cancelled: number;
  /** Began to be awaited in the window of a source of which nothing is called missing. */
  readonly notJudged: number;
  /** Came in the window, and how many of them after their time. */
  readonly count: number;
  readonly cameLate: number;
  /** How long those took, half and 95 % of them at most, within 1.6 %; null where none came. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** One step of a flow. */
export interface FlowStepRow extends FlowCounts {
  readonly id: string;
  /** Event that it waits for. */
  readonly expects: string;
  /** Ids of the systems that would tell it. */
  readonly systems: readonly string[];
  readonly limitMs: number;
  /** Counted, and told to nobody. */
  readonly watch: boolean;
  /** Documents that are late here or about which an exception lasts, each once. */
  readonly stuck: number;
  readonly countBefore: number;
  readonly p95BeforeMs: number | null;
  /** Those of its systems that are silent: what they would tell is not known. */
  readonly silent: readonly FlowSilence[];
  /** Least that is known of its systems: not `complete`, and nothing is called missing of some. */
  readonly presence: "complete" | "sampled" | "unknown";
  /** By building; null: of which none was told. */
  readonly sites: readonly (FlowCounts & { readonly warehouse: string | null })[];
}

/** An event with which a flow begins: no step of it waits for that. */
export interface FlowStartRow {
  /** `start:order.released`. */
  readonly id: string;
  readonly event: string;
}

/** The way from a start or step to the step after it. */
export interface FlowEdgeRow {
  readonly from: string;
  readonly to: string;
  /** What went over it in the window; null where several ways lead there and nobody tells which was taken. */
  readonly volume: number | null;
}

/** One hour of a step. */
export interface FlowHourRow {
  /** When it begins. */
  readonly at: IsoInstant;
  readonly count: number;
  readonly cameLate: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  /** Exceptions of the step that happened in it. */
  readonly raised: number;
}

/** One step over time. */
export interface FlowHoursRow {
  readonly flow: string;
  readonly step: string;
  readonly warehouse: string | null;
  readonly limitMs: number;
  /** Each hour of the window, also those in which nothing was; the last is not over yet. */
  readonly hours: readonly FlowHourRow[];
}

/** A key figure on one day, as far as it counts in a flow. */
export type FlowDayFigure = Pick<KpiValue, "state" | "ended" | "value" | "numerator" | "denominator" | "unknown">;

/** One day of a step, on the calendar of the building that is asked for, else of the company. */
export interface FlowDayRow extends Omit<FlowHourRow, "at"> {
  readonly date: string;
  /** Null where no figure is asked for. */
  readonly figure: FlowDayFigure | null;
}

/** One step by day, with a key figure of its flow beside it: of thirteen weeks, as figures count by day. */
export interface FlowDaysRow extends Omit<FlowHoursRow, "hours"> {
  readonly figure: FlowFigure | null;
  /** Figures that may be asked for: that end with what a step of the flow awaits, or are of exceptions. */
  readonly figures: readonly FlowFigure[];
  /** Each day, also those on which nothing was; the last is not over yet. */
  readonly days: readonly FlowDayRow[];
}

/** A key figure by name. */
export type FlowFigure = Pick<KpiRow, "id" | "name" | "unit" | "scale">;

/** A flow as its map shows it. */
export interface FlowRow {
  /** Id of the flow. */
  readonly id: string;
  readonly object: ObjectKind;
  /** The building asked for; null: all that may be seen. */
  readonly warehouse: string | null;
  /** The window, and where the one before it begins; whole minutes. */
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly beforeFrom: IsoInstant;
  readonly begun: Compared<number>;
  /** All that the flow promised of them came. */
  readonly completed: Compared<number>;
  /** Half of the completed took no longer, within 1.6 %. */
  readonly medianMs: Compared<number | null>;
  /** How many completed ones that median rests on: both ends are known to the minute. */
  readonly timed: Compared<number>;
  /** Exceptions that happened in the window. */
  readonly raised: Compared<number>;
  /** Exceptions that last, of every kind. */
  readonly open: number;
  /** What they hold up now, and held up when the window began. */
  readonly held: Compared<HeldRow>;
  /** Exceptions that last and name no step. */
  readonly beside: number;
  /** Sources that tell of it, and those of them that are silent. */
  readonly sources: number;
  readonly silent: readonly FlowSilence[];
  /** Since when anything of it was heard: nothing is known of what was before. Null: nothing was heard yet. */
  readonly heardSince: IsoInstant | null;
  readonly starts: readonly FlowStartRow[];
  /** In the order of the network file. */
  readonly steps: readonly FlowStepRow[];
  readonly edges: readonly FlowEdgeRow[];
  /** The step at which most is stuck; null where nothing is. */
  readonly worst: string | null;
}
