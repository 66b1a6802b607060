import { dateOfDay, dayAt, type Instant, type Network, type Period, weekOf } from "../domain/index.ts";
import type { FilterFault } from "./exception-filter.ts";
import { instantOf } from "./tally.ts";

/** Names that a question about key figures may have, as query parameters and on the live stream. */
export const kpiFilterNames = ["from", "to", "warehouse"] as const;

/** What is asked of key figures. */
export interface KpisAsked {
  /** Null: the week of yesterday, up to today, so that a Monday tells of the week that is over. */
  readonly period: Period | null;
  /** Only of this building. */
  readonly warehouse: string | null;
  /** As they stood then; null: as they stand now. */
  readonly asOf: Instant | null;
  /** By what was known then; else by what is known now. */
  readonly recorded: boolean;
}

const dayMs = 86_400_000;
/** Days that one question is about, at most: two years. */
const mostDays = 732;

/** The number of a day since 1970-01-01; null for what is no date. */
export function dayOfDate(text: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || dateOfDay(at / dayMs) !== text ? null : at / dayMs;
}

/** Reads a question, with every word in it that cannot be. */
export function readKpisAsked(words: ReadonlyMap<string, string>): {
  readonly asked: KpisAsked;
  readonly faults: readonly FilterFault[];
} {
  const faults: FilterFault[] = [];
  const dayOf = (name: string): number | null => {
    const told = words.get(name);
    const day = told === undefined ? null : dayOfDate(told);
    if (told !== undefined && day === null) faults.push({ path: name, message: "must be a date, as 2026-11-16" });
    return day;
  };
  const [from, last] = [dayOf("from"), dayOf("to")];
  if (words.has("from") !== words.has("to")) faults.push({ path: "to", message: "goes with from: give both or none" });
  const period = from === null || last === null ? null : { from, to: last + 1 };
  if (period !== null && (period.to <= period.from || period.to - period.from > mostDays))
    faults.push({ path: "to", message: `must be the day of from or one of the ${mostDays} from there on` });
  const instant = words.get("asOf");
  const asOf = instant === undefined ? null : instantOf(instant);
  if (instant !== undefined && asOf === null)
    faults.push({ path: "asOf", message: "must be an instant, as 2026-11-19T19:32:00.000Z" });
  const known = words.get("known") ?? "now";
  if (known !== "now" && known !== "then") faults.push({ path: "known", message: "must be now or then" });
  return { asked: { period, warehouse: words.get("warehouse") ?? null, asOf, recorded: known === "then" }, faults };
}

/** The days that are asked for. */
export function periodFor({ period }: KpisAsked, at: Instant, network: Network): Period {
  if (period !== null) return period;
  const today = dayAt(at, null, { network });
  return { from: weekOf(today - 1).from, to: today === weekOf(today).from ? today : today + 1 };
}
