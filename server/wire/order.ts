import type { CauseRow, ExceptionRow, Severity } from "./types.ts";

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];

const minor = (row: ExceptionRow): number => Number(row.value?.amount ?? 0);
const rank = (row: ExceptionRow): number => severities.indexOf(row.severity);
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const far = "9999-12-31T23:59:59.999Z";
/** `X-1042` → 1042: the last word in every order, so that it is total. */
const numberOf = (row: ExceptionRow): number => Number(row.id.slice(2));

/** The orders in which the exceptions feed can come; the server's queries have the same. */
export const exceptionOrders: Readonly<
  Record<"cutoff" | "opened" | "value" | "severity", (a: ExceptionRow, b: ExceptionRow) => number>
> = {
  cutoff: (a, b) =>
    byText(a.cutoff?.at ?? far, b.cutoff?.at ?? far) ||
    minor(b) - minor(a) ||
    byText(a.openedAt, b.openedAt) ||
    numberOf(a) - numberOf(b),
  opened: (a, b) => byText(b.openedAt, a.openedAt) || numberOf(b) - numberOf(a),
  value: (a, b) => minor(b) - minor(a) || byText(a.openedAt, b.openedAt) || numberOf(a) - numberOf(b),
  severity: (a, b) => rank(a) - rank(b) || byText(a.openedAt, b.openedAt) || numberOf(a) - numberOf(b),
};

/** Major units of what a cause holds up, currencies put together for sorting only. */
const heldOf = (row: CauseRow): number => row.held.money.reduce((sum, { amount }) => sum + Number(amount), 0);

/** Causes by time left to the soonest cut-off, then what is held up, then age. */
export const compareCauses = (a: CauseRow, b: CauseRow): number =>
  byText(a.cutoff?.at ?? far, b.cutoff?.at ?? far) ||
  heldOf(b) - heldOf(a) ||
  byText(a.openedAt, b.openedAt) ||
  Number(a.id.slice(2)) - Number(b.id.slice(2));
