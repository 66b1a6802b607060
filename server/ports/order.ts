import type { OpsException } from "../domain/index.ts";
import type { ExceptionSort } from "./views.ts";
import { worthOf } from "./worth.ts";

/** Stands for a cut-off where there is none: 9999-12-31T23:59:59.999Z, the last instant that sorts as text. */
export const noCutoff = 253_402_300_799_999;

const ranks = new Map([
  ["critical", 0],
  ["high", 1],
  ["medium", 2],
  ["low", 3],
]);

/** What exceptions are sorted by. */
export interface SortValues {
  readonly cutoff: number;
  /** Major units; 0 where unknown. */
  readonly worth: number;
  readonly rank: number;
  readonly opened: number;
  readonly number: number;
}

/** Sort values of an exception. */
export const sortValues = (exception: OpsException): SortValues => ({
  cutoff: exception.cutoff?.at ?? noCutoff,
  worth: worthOf(exception.held) ?? 0,
  rank: ranks.get(exception.severity) ?? ranks.size,
  opened: exception.openedAt,
  number: exception.number,
});

/** One sort value, and whether the greater comes first. */
export interface SortKey {
  readonly by: keyof SortValues;
  readonly descending: boolean;
}

const up = (by: keyof SortValues): SortKey => ({ by, descending: false });
const down = (by: keyof SortValues): SortKey => ({ by, descending: true });

/** The four orders of exceptions: the same as those of the wire. Each ends in the number, so that it is total. */
export const exceptionSorts: Readonly<Record<ExceptionSort, readonly SortKey[]>> = {
  cutoff: [up("cutoff"), down("worth"), up("opened"), up("number")],
  opened: [down("opened"), down("number")],
  value: [down("worth"), up("opened"), up("number")],
  severity: [up("rank"), up("opened"), up("number")],
};
