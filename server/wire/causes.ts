/** The exceptions that one fault explains, as one row. */
import type { ExceptionKind, ObjectKind, Severity } from "../domain/index.ts";
import type { ExceptionRow, HeldRow, IsoInstant } from "./types.ts";

/** One episode of a fault. Counts, owners, worst and soonest are those of its members that the subscription's filter takes. */
export interface CauseRow {
  /** `C-17`. */
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly system: string | null;
  readonly flow: string | null;
  readonly step: string | null;
  /** Of its first member: thing, what happened, colon, reason. */
  readonly title: string;
  readonly code: string | null;
  /** The worst of its members. */
  readonly severity: Severity;
  /** When its first member happened, and when the newest was known. */
  readonly openedAt: IsoInstant;
  readonly newestAt: IsoInstant;
  /** Members that match, and all that the episode has had. */
  readonly members: number;
  readonly total: number;
  readonly states: { readonly open: number; readonly acknowledged: number; readonly snoozed: number };
  readonly told: number;
  /** What its members are about, most first. */
  readonly objects: readonly { readonly kind: ObjectKind; readonly count: number }[];
  readonly warehouses: readonly string[];
  /** Most members first. */
  readonly owners: readonly { readonly team: string; readonly person: string | null; readonly count: number }[];
  /** When the last member was taken; null while one is nobody's. */
  readonly acknowledgedAt: IsoInstant | null;
  readonly cutoff: ExceptionRow["cutoff"];
  readonly held: HeldRow;
  /** The soonest three. */
  readonly first: readonly ExceptionRow[];
  /** For a source that is silent: the misses that it explains and that are shown under it. */
  readonly explains: number;
}
