import { dateOf, fromLocal, parseTime } from "../civil.ts";
import type { Network } from "../network.ts";
import type { Instant } from "../types.ts";
import { type CloseConfig, usualClose } from "./config.ts";

const dayMs = 86_400_000;

/** What periods are told by. */
export type PeriodsOf = Pick<Network, "company" | "offsetAt">;

/** A period of the ledger: whole days of its zone, and the instant at which it closes. */
export interface LedgerPeriod {
  /** As the ERP calls it. */
  readonly id: string;
  /** `2026-10-24`. */
  readonly from: string;
  /** Its last day. */
  readonly to: string;
  readonly closesAt: Instant;
  /** First day of the next one, on which accruals are reversed. */
  readonly reversal: string;
}

/** How the books of a network are closed. */
export const closeOf = ({ company }: Pick<Network, "company">): CloseConfig => company.close ?? usualClose;

/** The period of that name; null where there is none. */
export function periodById(network: PeriodsOf, id: string): LedgerPeriod | null {
  const { periods } = closeOf(network);
  if (periods.length > 0) return listed(network, periods.find((one) => one.id === id) ?? null);
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(id) ? monthOf(network, id) : null;
}

/** The period that a day lies in; null where no period has it. */
export function periodOn(network: PeriodsOf, day: string): LedgerPeriod | null {
  const { periods } = closeOf(network);
  if (periods.length > 0) return listed(network, periods.find(({ from, to }) => from <= day && day <= to) ?? null);
  return monthOf(network, day.slice(0, 7));
}

/** The period before another, and the one after; null where the file has none. */
export const periodBeside = (network: PeriodsOf, { from, to }: LedgerPeriod, which: "before" | "after") =>
  periodOn(network, which === "before" ? dayAfter(from, -1) : dayAfter(to, 1));

/** The period that is to be closed next; null where the file's have all closed. */
export function periodToClose(network: PeriodsOf, at: Instant): LedgerPeriod | null {
  const { periods } = closeOf(network);
  if (periods.length > 0)
    return periods.map((one) => listed(network, one)).find((one) => one !== null && one.closesAt > at) ?? null;
  const month = monthOf(network, ledgerDay(network, at).slice(0, 7));
  const around = [periodBeside(network, month, "before"), month, periodBeside(network, month, "after")];
  return around.find((one) => one !== null && one.closesAt > at) ?? null;
}

/** The day of the ledger that an instant lies in. */
export const ledgerDay = ({ company, offsetAt }: PeriodsOf, at: Instant): string =>
  dateOf(at + offsetAt(company.timezone, at) * 60_000);

/** The first instant of a day of the ledger. */
export const dayStart = (network: PeriodsOf, day: string): Instant => at(network, day);

function listed(network: PeriodsOf, period: CloseConfig["periods"][number] | null): LedgerPeriod | null {
  if (period === null) return null;
  const { id, from, to, closes } = period;
  return { id, from, to, closesAt: at(network, closes), reversal: dayAfter(to, 1) };
}

function monthOf(network: PeriodsOf, id: string): LedgerPeriod {
  const from = `${id}-01`;
  const next = dateOf(middle(from) + 31 * dayMs);
  const to = dayAfter(`${next.slice(0, 7)}-01`, -1);
  const { days, at: clock } = closeOf(network).closes;
  return { id, from, to, closesAt: at(network, `${dayAfter(to, days)}T${clock}`), reversal: dayAfter(to, 1) };
}

const middle = (day: string): number => parseTime(day)?.at ?? 0;

/** The day so many after another. */
export const dayAfter = (day: string, days: number): string => dateOf(middle(day) + days * dayMs);

/** A time on the clock of the ledger. */
const at = ({ company, offsetAt }: PeriodsOf, local: string): Instant =>
  fromLocal(parseTime(local)?.at ?? 0, (when) => offsetAt(company.timezone, when));
