import type { CauseRow, ExceptionRow, HeldMoney, HeldRow } from "../../../server/wire/index.ts";
import { heldSums } from "../../app/format/held.ts";
import { dayKey, instant } from "../../app/format.ts";
import type { QueueSearch } from "../../app/url.ts";

/** What the exceptions feed is asked for. */
export function feedFilter(search: QueueSearch, me: string): Record<string, string> {
  const view = search.view ?? "due";
  const filter: Record<string, string> = { state: view === "parked" ? "snoozed" : "open,acknowledged" };
  const person = view === "mine" ? me : view === "nobody" ? "none" : search.owner === "me" ? me : search.owner;
  if (person !== undefined && person !== "") filter.person = person;
  if (search.site !== undefined) filter.warehouse = search.site;
  for (const name of ["team", "severity", "kind", "system", "flow", "policy", "cause", "q"] as const) {
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
  search.cause !== undefined ||
  search.q !== undefined;

/** What is asked for with nothing but scope and view left. */
export const unfiltered = (search: QueueSearch): QueueSearch => ({
  ...search,
  severity: undefined,
  owner: undefined,
  team: undefined,
  kind: undefined,
  system: undefined,
  flow: undefined,
  policy: undefined,
  cause: undefined,
  q: undefined,
});

/** Whether a row still belongs to what the feed was asked for, as far as a person's actions can change it. */
export function fitsFilter(row: ExceptionRow, filter: Readonly<Record<string, string>>): boolean {
  if (filter.state !== undefined && !filter.state.split(",").includes(row.state)) return false;
  if (filter.team !== undefined && filter.team !== row.owner.team) return false;
  if (filter.person === undefined) return true;
  return filter.person === "none" ? row.owner.person === null : row.owner.person === filter.person;
}

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

/** What rows hold up: each object once, each currency and side apart, unknown amounts counted and never zero. */
export interface Sum {
  readonly rows: number;
  readonly money: readonly HeldMoney[];
  readonly unknown: number;
}

/** What causes hold up together: each says for itself, each object once within it. */
export function sumOfCauses(rows: readonly CauseRow[]): Sum {
  const sums = heldSums();
  let objects = 0;
  let unknown = 0;
  for (const { held } of rows) {
    objects += held.objects;
    unknown += held.unknown;
    for (const { amount, currency, side } of held.money) sums.add(hundredths(amount), currency, side);
  }
  return { rows: objects, money: moneyOf(sums), unknown };
}

/** What a sum has more than what all hold up together: what stands in it more than once. Null where it ties. */
export function excess(sum: Sum, held: HeldRow): Sum | null {
  const sums = heldSums();
  for (const { amount, currency, side } of sum.money) sums.add(hundredths(amount), currency, side);
  for (const { amount, currency, side } of held.money) sums.add(-hundredths(amount), currency, side);
  const more = {
    rows: sum.rows - held.objects,
    money: moneyOf(sums).filter(({ amount }) => Number(amount) !== 0),
    unknown: sum.unknown - held.unknown,
  };
  return more.rows === 0 && more.money.length === 0 && more.unknown === 0 ? null : more;
}

const moneyOf = (sums: ReturnType<typeof heldSums>): readonly HeldMoney[] =>
  sums.all().map((one) => ({ ...one, amount: (one.amount / 100).toFixed(2) }));

/** Adds up rows; `counted` remembers objects over several calls, so that bands add up to their list. */
export function sumOf(rows: readonly ExceptionRow[], counted: Set<string> = new Set()): Sum {
  const sums = heldSums();
  let unknown = 0;
  for (const row of rows) {
    if (row.value === null) continue;
    const what = row.object === null ? row.id : `${row.object.kind}:${row.object.id}`;
    if (counted.has(what)) continue;
    counted.add(what);
    const { amount, currency, basis } = row.value;
    if (amount === null || currency === null) unknown += 1;
    else sums.add(hundredths(amount), currency, basis === "cost" ? "cost" : "price");
  }
  return {
    rows: rows.length,
    money: moneyOf(sums),
    unknown,
  };
}

/** Decimal text as an integer of hundredths: sums of money are never sums of fractions. */
const hundredths = (amount: string): number => Math.round(Number(amount) * 100);
