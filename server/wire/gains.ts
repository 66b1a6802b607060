/** What it was worth: a quarter against the first month. Dates are days of each building or of the ledger, both included. */
import type { KpiCoverage, KpiPeriod, KpiState } from "./kpis.ts";
import type { HeldRow, IsoInstant } from "./types.ts";

export const gainIds = ["saved", "touches", "hours", "invoice-sent", "in-the-books", "recover", "stock"] as const;
export type GainId = (typeof gainIds)[number];

/** `ms`: milliseconds on average. */
export const gainUnits = ["share", "ms", "days", "per-week", "hours-per-week"] as const;
export type GainUnit = (typeof gainUnits)[number];

/** Why two sides are not compared. */
export const gainUncompared = [
  "not-measured",
  "not-timed",
  "not-over",
  "overlaps",
  "nothing-counts",
  "incomplete",
] as const;

/** How long one touch takes, by a time study. */
export interface GainStudy {
  readonly eachMs: number;
  /** How many it timed. */
  readonly cases: number;
  readonly on: string;
  readonly by: string;
}

/** One side of a line. */
export interface GainSide {
  readonly state: KpiState;
  /** In the line's unit; null where nothing counts, where it is not measured, and for each week while it is not over. */
  readonly value: number | null;
  /** Of the figure that it is read from, as what is not known. */
  readonly numerator: number;
  readonly denominator: number;
  readonly unknown: number;
  readonly bounds: { readonly low: number; readonly high: number } | null;
  readonly coverage: KpiCoverage;
  readonly leftOut: number;
  /** Of hours; null: nobody made a study. */
  readonly study: GainStudy | null;
  /** Of saved orders, what they held; null of other lines. */
  readonly held: HeldRow | null;
}

/** One line. */
export interface GainRow {
  readonly id: GainId;
  /** The figure that it is read from: its documents are what it counts. */
  readonly figure: string;
  readonly unit: GainUnit;
  readonly better: "up" | "down";
  readonly notMeasured: string | null;
  readonly first: GainSide;
  /** Null where no whole week follows the first month yet. */
  readonly now: GainSide | null;
  /** Now less first, as both are shown; null where they are not compared. */
  readonly difference: number | null;
  /** Why they are not; null where they are. */
  readonly uncompared: (typeof gainUncompared)[number] | null;
}

/** Days that are compared. */
export interface GainPeriod extends KpiPeriod {
  readonly weeks: number;
  readonly ended: boolean;
}

/** A quarter against the first month. */
export interface GainsPage {
  readonly asOf: IsoInstant;
  /** The day on which the first system was connected; null: none was, and there are no lines. */
  readonly openedOn: string | null;
  readonly first: GainPeriod | null;
  /** True where the network file says when the first month begins. */
  readonly stated: boolean;
  /** Null where no whole week follows the first month yet. */
  readonly now: GainPeriod | null;
  /** Warehouses that were connected after the first month: in neither side. */
  readonly joined: readonly { readonly warehouse: string; readonly name: string; readonly since: string }[];
  readonly items: readonly GainRow[];
  readonly total: number;
}
