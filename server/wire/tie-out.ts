/** What is not in the books by us, beside what the ERP itself says of it. Amounts are decimal texts. */
import type { ObjectKind } from "../domain/index.ts";
import type { PostingSide } from "./postings.ts";
import type { IsoInstant, MoneyText } from "./types.ts";

/** Why ours and theirs differ; what none of these explains is the rest. */
export const tieReasons = ["not-in-erp", "other-period", "price", "freight", "currency", "our-gap"] as const;
export type TieReason = (typeof tieReasons)[number];

/** What the ERP said, as it was taken down. */
export interface StatementRow {
  /** `T-17`; `E-…` where a system told it. */
  readonly id: string;
  readonly side: PostingSide;
  /** A person, or the name of the system that told it. */
  readonly by: string;
  readonly bySystem: boolean;
  readonly keptAt: IsoInstant;
  /** As of when the ERP was asked. */
  readonly at: IsoInstant;
  /** Company of which it is; null: of all. */
  readonly entity: string | null;
  /** Period of which it is, in the ERP's words; null: of any. */
  readonly period: string | null;
  readonly total: MoneyText;
  /** Documents in its list; null: only the total was told. */
  readonly documents: number | null;
}

/** Ours beside theirs, in `currency`. `difference` is the sum of the reasons and of what is unexplained. */
export interface TieOutRow {
  readonly statement: StatementRow;
  readonly currency: string;
  /** Of exact amounts, as of when the ERP was asked. */
  readonly ours: string;
  readonly theirs: string;
  readonly difference: string;
  /** In the order of `tieReasons`; those without a document are left out. */
  readonly reasons: readonly { readonly reason: TieReason; readonly amount: string; readonly documents: number }[];
  readonly unexplained: string;
  /** Documents of ours that tie. */
  readonly tied: number;
  /** Documents of ours that are in no total: estimated, unknown, or without a rate. */
  readonly apart: number;
}

/** One document that differs. */
export interface TieOutLine {
  readonly reason: TieReason;
  /** Ours; none where we have no such document. */
  readonly objects: readonly { readonly kind: ObjectKind; readonly id: string }[];
  /** Theirs; null where the ERP has none. */
  readonly id: string | null;
  /** By how much ours is more because of it. */
  readonly amount: string;
}
