import type {
  CloseCause,
  CloseDate,
  CloseFault,
  CloseRow,
  CloseStop,
  CloseSumRow,
} from "../../../server/wire/index.ts";
import { exact, when, whole } from "../../app/format.ts";
import type { Names } from "../../live/index.ts";
import type { StrokeForm } from "../../widgets/CountStrokes.tsx";
import { t } from "./words.ts";

/** Whether an amount is nothing, in any number of digits. */
export const isNought = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount);

/** The time until the ledger closes in hours and minutes: `27 h 28 min`; from 100 h in days. */
export function leftText(ms: number): string {
  const minutes = Math.max(0, Math.floor(Math.abs(ms) / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 100) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** How many causes and owners what stops a close has, and how many documents nobody has. */
export function countStops(stops: readonly CloseStop[]): {
  readonly causes: number;
  readonly owners: number;
  readonly nobody: number;
} {
  const causes = new Set(stops.map(({ cause, side }) => causeKey(cause, side)));
  const owners = new Set(stops.flatMap(({ owner }) => (owner === null ? [] : [`${owner.team} ${owner.person ?? ""}`])));
  const nobody = stops.reduce((sum, stop) => sum + (stop.owner === null ? stop.sum.count : 0), 0);
  return { causes: causes.size, owners: owners.size, nobody };
}

function causeKey(cause: CloseCause, side: string): string {
  switch (cause.kind) {
    case "wrong-period":
      return cause.kind;
    case "not-confirmed":
      return `${cause.kind} ${cause.system}`;
    case "owed":
      return cause.why.startsWith("cause:") ? cause.why : `${side} ${cause.why} ${cause.owed}`;
  }
}

/** What can be said of a close in one sentence: its strong beginning, and the rest. `heard`: a source ever was. */
export function answerOf(
  row: CloseRow,
  heard: boolean,
): { readonly strong: string; readonly rest: string; readonly good: boolean } {
  const { signing, total, stops, period } = row;
  const say = (strong: string, rest = "", good = true) => ({ strong, rest, good });
  if (signing.state === "closed" && signing.prepared !== null && signing.reviewed !== null)
    return say(t("close.closed", { preparer: signing.prepared.by, reviewer: signing.reviewed.by }));
  if (signing.state === "prepared" && signing.prepared !== null)
    return say(t("close.prepared", { by: signing.prepared.by }), t("close.prepared-then"), false);
  if (total > 0) return say(t("close.no", { n: total }), t("close.no-of", countStops(stops)), false);
  const unknown = row.dates.filter(({ fault }) => fault === "terms-unknown").length;
  if (unknown > 0) return say(t("close.terms-first", { n: unknown }), "", false);
  if (!heard) return say(t("close.unheard"), t("close.unheard-then", { period: period.id }), false);
  return say(t("close.yes", { period: period.id }));
}

/** The name of a cause, and what more there is to say of it. */
export function causeWords(
  { cause, side }: Pick<CloseStop, "cause" | "side">,
  dates: readonly CloseDate[],
  now: number,
  zone: string,
): { readonly name: string; readonly more: string } {
  switch (cause.kind) {
    case "wrong-period": {
      const of = (fault: CloseFault): number => dates.filter((one) => one.fault === fault && one.side === side).length;
      const more = [
        t("close.cause.dated", { n: of("other-period") }),
        t("close.cause.undelivered", { n: of("not-delivered") }),
        t("close.cause.unleft", { n: of("not-left") }),
      ];
      return { name: t("close.cause.wrong-period"), more: more.filter(Boolean).join(", ") };
    }
    case "not-confirmed":
      return {
        name: t("close.cause.not-confirmed", { name: cause.name }),
        more:
          cause.lastSeenAt === null
            ? t("close.cause.never")
            : t("close.cause.heard", { at: when(cause.lastSeenAt, now, zone) }),
      };
    case "owed": {
      const what = t(`close.what.${cause.owed}`);
      if (cause.title !== null) return { name: cause.title, more: what };
      const why = cause.why.startsWith("cause:") ? "unplanned" : cause.why;
      return {
        name: t(`close.cause.${why as "due" | "late" | "refused" | "unplanned" | "delivery"}`, { what }),
        more: "",
      };
    }
  }
}

/** How the strokes of a cause look. */
export function formOf({ cause }: Pick<CloseStop, "cause">): StrokeForm {
  switch (cause.kind) {
    case "wrong-period":
      return "late";
    case "not-confirmed":
      return "not-known";
    case "owed":
      return cause.why === "due" || cause.why === "unplanned" || cause.why === "delivery" ? "waiting" : "refused";
  }
}

/** A sum as its parts, none added to another: exact amounts, estimates without cents, and what is not known. */
export function sumParts(
  sum: CloseSumRow,
): readonly { readonly kind: "exact" | "estimate" | "word"; readonly text: string }[] {
  const part = (kind: "exact" | "estimate" | "word", text: string) => ({ kind, text });
  return [
    ...(sum.valued > 0 ? [part("exact", exact(sum.value))] : []),
    ...(sum.estimated > 0 ? [part("estimate", `≈ ${whole(sum.estimate)}`)] : []),
    ...(sum.unknown > 0 ? [part("word", t("close.unknown", { n: sum.unknown }))] : []),
    ...(sum.unconverted > 0 ? [part("word", t("close.no-rate", { n: sum.unconverted }))] : []),
  ];
}

/** Whoever has a group, in words. */
export const ownerName = ({ owner }: Pick<CloseStop, "owner">, names: Names): string =>
  owner === null ? t("close.nobody") : (owner.person ?? names.team(owner.team));

/** How a date is wrong: `received` is that of what came in. */
export type DateFault = Exclude<CloseFault, "terms-unknown"> | "received";

/** Dates that are wrong for certain, by how they are, in the order of the page. */
export function datesByFault(dates: readonly CloseDate[]): readonly {
  readonly key: string;
  readonly fault: DateFault;
  readonly dates: readonly CloseDate[];
}[] {
  const groups = new Map<string, { key: string; fault: DateFault; dates: CloseDate[] }>();
  for (const date of dates) {
    if (date.fault === "terms-unknown") continue;
    // Selling price and cost are never in one sum.
    const fault = date.side === "inventory" ? "received" : date.fault;
    const key = `${fault} ${date.earned ?? ""} ${date.booked}`;
    const group = groups.get(key) ?? { key, fault, dates: [] };
    group.dates.push(date);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What stops a close as a table for mail or a sheet. */
export function stopTable(row: CloseRow, names: Names, now: number): readonly (readonly string[])[] {
  return row.stops.map((stop) => [
    String(stop.sum.count),
    causeWords(stop, row.dates, now, row.zone).name,
    sumParts(stop.sum)
      .map(({ text }) => text)
      .join(", "),
    t(`close.basis.${stop.side}`),
    ownerName(stop, names),
    stop.takenAt === null ? t("close.not-taken") : t("close.taken", { at: when(stop.takenAt, now, row.zone) }),
  ]);
}

/** Sums of decimal texts of one currency, as integers of their smallest digit. */
export function addUp(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((one) => one.split(".")[1]?.length ?? 0));
  const sum = amounts.reduce((all, one) => {
    const [units = "0", fraction = ""] = one.split(".");
    return all + BigInt(`${units}${fraction.padEnd(places, "0")}`);
  }, 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, "0");
  const cut = digits.length - places;
  return `${sum < 0n ? "-" : ""}${digits.slice(0, cut)}${places === 0 ? "" : `.${digits.slice(cut)}`}`;
}

/** Exact amounts of dates, in each currency. */
export function dateSums(dates: readonly CloseDate[], currency: string): string {
  const by = new Map<string, string[]>();
  for (const { amount, estimate } of dates)
    if (amount !== null && !estimate) by.set(amount.currency, [...(by.get(amount.currency) ?? []), amount.amount]);
  const sums = [...by].map(([of, all]) => (of === currency ? exact(addUp(all)) : `${of} ${exact(addUp(all))}`));
  const unsure = dates.filter(({ amount, estimate }) => amount === null || estimate).length;
  return [...sums, ...(unsure > 0 ? [t("close.unknown", { n: unsure })] : [])].join(" · ") || "–";
}
