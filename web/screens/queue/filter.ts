import type { ExceptionRow, MoneyText } from "../../../server/wire/index.ts";
import { dayKey, instant } from "../../app/format.ts";
import type { QueueSearch } from "../../app/url.ts";

/** What the exceptions feed is asked for. */
export function feedFilter(search: QueueSearch, me: string): Record<string, string> {
  const view = search.view ?? "due";
  const filter: Record<string, string> = { state: view === "parked" ? "snoozed" : "open,acknowledged" };
  const person = view === "mine" ? me : view === "nobody" ? "none" : search.owner === "me" ? me : search.owner;
  if (person !== undefined && person !== "") filter.person = person;
  if (search.site !== undefined) filter.warehouse = search.site;
  for (const name of ["team", "severity", "kind", "system", "flow", "policy", "q"] as const) {
    const value = search[name];
    if (value !== undefined) filter[name] = value;
  }
  return filter;
}

/** Whether something beside scope and view narrows the list. */
export const isFiltered = (search: QueueSearch): boolean =>
  search.severity !== undefined ||
  search.owner !== undefined ||
  search.team !== undefined ||
  search.kind !== undefined ||
  search.system !== undefined ||
  search.flow !== undefined ||
  search.policy !== undefined ||
  search.q !== undefined;

/** Headings by the time of the cutoff, in order. */
export type Band = "past" | "hour" | "today" | "tomorrow" | "later" | "none";

/** Under which heading a row belongs at an instant, by the calendar of a zone. */
export function bandAt(row: Pick<ExceptionRow, "cutoff">, now: number, zone: string): Band {
  if (row.cutoff === null) return "none";
  const at = instant(row.cutoff.at);
  if (at < now) return "past";
  if (at - now < 3_600_000) return "hour";
  const day = dayKey(at, zone);
  if (day === dayKey(now, zone)) return "today";
  return day === nextDay(now, zone) ? "tomorrow" : "later";
}

/** The day after, also across days of 23 and 25 hours: noon is never skipped. */
function nextDay(now: number, zone: string): string {
  const [year = 0, month = 1, day = 1] = dayKey(now, zone).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + 1, 12)).toISOString().slice(0, 10);
}

/** What rows hold up: each object once, each currency apart, unknown amounts counted and never zero. */
export interface Sum {
  readonly rows: number;
  readonly money: readonly MoneyText[];
  readonly unknown: number;
}

/** Adds up rows; `counted` remembers objects over several calls, so that bands add up to their list. */
export function sumOf(rows: readonly ExceptionRow[], counted: Set<string> = new Set()): Sum {
  const minor = new Map<string, number>();
  let unknown = 0;
  for (const row of rows) {
    if (row.value === null) continue;
    const what = row.object === null ? row.id : `${row.object.kind}:${row.object.id}`;
    if (counted.has(what)) continue;
    counted.add(what);
    const { amount, currency } = row.value;
    if (amount === null || currency === null) unknown += 1;
    else minor.set(currency, (minor.get(currency) ?? 0) + hundredths(amount));
  }
  return {
    rows: rows.length,
    money: [...minor].map(([currency, sum]) => ({ amount: (sum / 100).toFixed(2), currency })),
    unknown,
  };
}

/** Decimal text as an integer of hundredths: sums of money are never sums of fractions. */
const hundredths = (amount: string): number => Math.round(Number(amount) * 100);
