/** Key figures of a period. Durations are milliseconds, shares parts of 1, dates days of each building or of the ledger. */
import type { IsoInstant } from "./types.ts";

export const kpiUnits = ["share", "ms", "days", "per-exception", "per-thousand-orders"] as const;
export type KpiUnit = (typeof kpiUnits)[number];

export const kpiStates = ["complete", "incomplete", "not-measured"] as const;
export type KpiState = (typeof kpiStates)[number];

/** What a figure can be cut by. */
export const kpiDimensions = ["warehouse", "partner", "flow", "cause"] as const;
export type KpiDimension = (typeof kpiDimensions)[number];

/** Why what a source told is not the whole. */
export const kpiLowered = ["silent", "not-heard", "sampled", "watch-only", "date-only"] as const;

/** Days, both included, as `2026-11-16`. */
export interface KpiPeriod {
  readonly from: string;
  readonly to: string;
}

/** A figure of one period. */
export interface KpiValue extends KpiPeriod {
  /** The period is over. One that is not is not compared. */
  readonly ended: boolean;
  readonly state: KpiState;
  /** Numerator by denominator in the figure's unit; null where nothing counts, and where it is not measured. */
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator: number;
  /** The least and the most that it can still be; null where nothing is unknown, and where nobody knows how much is. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  /** What may count or not: it waits for a source that is silent. */
  readonly unknown: number;
}

/** How many of the sources that a figure needs told all of a period. */
export interface KpiCoverage {
  readonly heard: number;
  readonly of: number;
  readonly lowered: readonly { readonly system: string; readonly why: readonly (typeof kpiLowered)[number][] }[];
}

/** One key figure with what it is compared with. */
export interface KpiRow extends KpiValue {
  readonly id: string;
  readonly name: string;
  readonly unit: KpiUnit;
  /** How many of its numerators and denominators are one of what people count. */
  readonly scale: number;
  readonly better: "up" | "down";
  readonly notMeasured: string | null;
  readonly target: number | null;
  readonly previous: KpiValue;
  readonly coverage: KpiCoverage;
  /** Up to when all of its sources have been heard; null where one never was. */
  readonly freshness: IsoInstant | null;
  /** Counted, and in no value. */
  readonly leftOut: number;
  /** Of a duration, as far as they are told apart: time of floors and people, and of messages, milliseconds. */
  readonly split: { readonly count: number; readonly floorMs: number; readonly messageMs: number } | null;
  /** Thirteen weeks up to that of the period's last day, oldest first. */
  readonly series: readonly KpiValue[];
}

/** Key figures of a period. */
export interface KpisPage extends KpiPeriod {
  /** As of when they are read. */
  readonly asOf: IsoInstant;
  /** By what was known then; null: by what is known now. */
  readonly knownAt: IsoInstant | null;
  readonly items: readonly KpiRow[];
  readonly total: number;
  readonly nextCursor: null;
}

/** What a figure means. */
export interface KpiDefinition {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly formula: string;
  readonly clock: { readonly starts: string; readonly stops: string } | null;
  readonly counts: string;
  readonly zone: "building" | "ledger";
  readonly unit: KpiUnit;
  readonly better: "up" | "down";
  readonly exclusions: readonly string[];
  readonly benchmark: { readonly text: string; readonly year: number | null; readonly source: string } | null;
  readonly notMeasured: string | null;
}

/** One part of a figure: numerators, denominators and counts of the parts add up to the whole's. */
export interface KpiPart extends KpiValue {
  /** Null: it was not told. */
  readonly key: string | null;
  readonly name: string | null;
  readonly leftOut: number;
  readonly split: KpiRow["split"];
}

/** How much something moved a figure, in grains: they add up to the change. */
export interface KpiMoved {
  readonly key: string | null;
  readonly name: string | null;
  /** Because it was better or worse itself. */
  readonly rate: number;
  /** Because there was more or less of it. */
  readonly mix: number;
}

/** A figure of a period, cut by one dimension, with what moved it since the period before. */
export interface KpiDetail {
  readonly definition: KpiDefinition;
  readonly row: KpiRow;
  readonly by: KpiDimension;
  readonly parts: readonly KpiPart[];
  /** Null where one of both periods has no value. `grain`: steps that one unit has. */
  readonly moved: { readonly grain: number; readonly change: number; readonly parts: readonly KpiMoved[] } | null;
}

/** One document or exception as it counts in a figure. */
export interface KpiDocument {
  readonly id: string;
  /** The object, as `order` and its number; of an exception null. */
  readonly object: { readonly kind: string; readonly id: string } | null;
  readonly date: string;
  readonly from: IsoInstant;
  readonly at: IsoInstant;
  readonly numerator: number;
  readonly denominator: number;
  readonly leftOut: string | null;
  readonly warehouse: string | null;
  readonly partner: string | null;
  readonly flow: string | null;
  readonly cause: string | null;
  readonly floorMs: number | null;
  readonly messageMs: number | null;
}
