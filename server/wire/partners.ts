/** What is agreed with partners, in two halves, and what became of it. */
import type { IsoInstant, ObjectKind } from "./types.ts";

export const partnerSides = ["theirs", "ours"] as const;
export type PartnerSide = (typeof partnerSides)[number];
export const partnerMeasures = ["in-time", "correct", "files", "answers"] as const;
export const partnerStates = ["kept", "below", "open", "no-agreement", "not-measured"] as const;
export type PartnerState = (typeof partnerStates)[number];
export const partnerVerdicts = ["kept", "not-kept", "unknown"] as const;
export type PartnerVerdict = (typeof partnerVerdicts)[number];
export const partnerFlaws = ["rejected", "mismatch", "corrected", "failed"] as const;
export type PartnerFlawWord = (typeof partnerFlaws)[number];

/** One half in one look: `kept` of `of` agreed lines that are measured; open ones are among these. */
export interface PartnerHalf {
  readonly kept: number;
  readonly of: number;
  /** What is unknown decides them. */
  readonly open: number;
  readonly notMeasured: number;
}

/** A line in one while. Shares are parts of 1, rounded down to a thousandth. */
export interface PartnerCount {
  readonly kept: number;
  /** Those that were judged. */
  readonly of: number;
  /** In no figure. */
  readonly unknown: number;
  /** Null where nothing was judged. */
  readonly share: number | null;
}

/** One week of a line, from Monday on, as far as it lies in what is asked for. */
export interface PartnerWeek extends PartnerCount {
  readonly from: string;
  /** Its last day. */
  readonly to: string;
  readonly ended: boolean;
}

/** One line of a half. */
export interface PartnerLine extends PartnerCount {
  readonly id: string;
  readonly side: PartnerSide;
  readonly measure: (typeof partnerMeasures)[number];
  /** `flow.step`; null: no step tells it. */
  readonly step: string | null;
  /** As it was agreed, else what is awaited. */
  readonly text: string;
  /** Part of 1 that is to be kept; null: nothing is agreed. */
  readonly agreed: number | null;
  /** Not due yet. */
  readonly open: number;
  /** Between which the share lies once what is unknown is known; null where nothing was due. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  readonly state: PartnerState;
  /** How far the share is below what is agreed; null where it is not. */
  readonly below: number | null;
  readonly weeks: readonly PartnerWeek[];
}

/** A partner in one look. */
export interface PartnerRow {
  readonly id: string;
  readonly name: string;
  readonly timezone: string;
  /** Names of the systems that it runs. */
  readonly systems: readonly string[];
  readonly warehouses: readonly string[];
  readonly theirs: PartnerHalf;
  readonly ours: PartnerHalf;
  /** Its systems that are silent. */
  readonly silent: readonly { readonly system: string; readonly name: string; readonly since: IsoInstant }[];
}

/** Both halves of one partner over some days of its clock. */
export interface PartnerScore extends PartnerRow {
  readonly from: string;
  readonly to: string;
  readonly asOf: IsoInstant;
  readonly lines: readonly PartnerLine[];
}

/** One thing that a line counts: a document, a file or a question. */
export interface PartnerDocument {
  readonly id: string;
  /** Null for a file or a question. */
  readonly object: { readonly kind: ObjectKind; readonly id: string } | null;
  readonly dueAt: IsoInstant;
  /** When it came; null where it has not, or where that is not told. */
  readonly metAt: IsoInstant | null;
  /** Minutes after its time, so far where it has not come; null where it was in time, or that is unknown. */
  readonly lateMinutes: number | null;
  readonly verdict: PartnerVerdict;
  readonly flaw: PartnerFlawWord | null;
  readonly system: string;
  readonly warehouse: string | null;
}
