/** What was promised when figures were looked at, and is carried until it is closed. */
import type { IsoInstant } from "./types.ts";

export const pledgeEndWords = ["kept", "dropped"] as const;

export interface PledgeRow {
  /** `P-17`. */
  readonly id: string;
  readonly at: IsoInstant;
  /** Who took it down. */
  readonly by: string;
  readonly text: string;
  readonly owner: { readonly team: string; readonly person: string | null };
  /** Day of the ledger by whose end it is due, as `2026-11-25`. */
  readonly dueOn: string;
  /** That day is over, and it is carried. */
  readonly over: boolean;
  /** Null while it is carried. */
  readonly closed: {
    readonly at: IsoInstant;
    readonly by: string;
    readonly end: (typeof pledgeEndWords)[number];
    readonly text: string | null;
  } | null;
}
