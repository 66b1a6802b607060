/** What to do about an exception, and what else is known of its like. */
import type { Block, RunbookAction } from "../domain/index.ts";
import type { IsoInstant } from "./types.ts";

export type { RunbookAction };

/** A runbook beside the network file that fits. */
export interface RunbookRow {
  /** Its file's name without the ending, as `LBL-04`. */
  readonly id: string;
  /** Its first heading: the action that it recommends. */
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** An earlier episode of the same fault, and how its exceptions ended. */
export interface SimilarRow {
  /** `C-17`. */
  readonly id: string;
  readonly title: string;
  readonly openedAt: IsoInstant;
  readonly members: number;
  /** How its members ended, most first: by a rule or a person, and why. */
  readonly endings: readonly { readonly by: "rule" | "person"; readonly reason: string; readonly count: number }[];
  /** Middle time from when it was known until it ended. */
  readonly medianMs: number | null;
  /** The last that a person wrote about one of them. */
  readonly said: { readonly by: string; readonly text: string; readonly at: IsoInstant } | null;
}

/** One attribute of the failed record beside that of the last good one of the same kind and system. */
export interface PayloadLine {
  readonly name: string;
  readonly now: string | null;
  readonly good: string | null;
  /** `own`: names and times that always differ, as ids do. */
  readonly change: "same" | "differs" | "added" | "missing" | "own";
}

/** The failed record, its secrets masked, beside the last good one. */
export interface PayloadRow {
  readonly system: string;
  readonly type: string | null;
  readonly at: IsoInstant;
  readonly goodAt: IsoInstant | null;
  readonly goodObject: { readonly kind: string; readonly id: string } | null;
  readonly lines: readonly PayloadLine[];
}

/** Answer of `GET /api/v1/exceptions/{id}/advice`. */
export interface AdviceRow {
  readonly runbook: RunbookRow | null;
  /** Newest first, at most six. */
  readonly similar: readonly SimilarRow[];
  /** Null where no record failed, or it is no longer kept. */
  readonly payload: PayloadRow | null;
}
