import type { Network } from "../domain/index.ts";
import { zoneOf } from "../feeds/index.ts";
import type { CareRow } from "../wire/index.ts";
import { timeText } from "./asks/message.ts";

/** Columns of the table for customer care, as its readers call them. */
export const careColumns = ["Customer", "Order", "Promised", "What we know", "What is expected"] as const;

const locale = "en-GB";

/** Cells of a row, in words and on the clock of its building. */
export function careCells(row: CareRow, network: Pick<Network, "warehouses" | "company">): readonly string[] {
  const zone = zoneOf(row.warehouse, network);
  const at = (iso: string): string => timeText(Date.parse(iso), zone, locale);
  const known = [
    row.seen === null ? null : `${row.seen.title}, ${at(row.seen.at)}`,
    row.title,
    row.told === null ? null : `told by ${row.told.by}, ${at(row.told.at)}: ${row.told.text}`,
  ];
  return [
    row.customer ?? "unknown",
    row.object.kind === "order" ? row.object.id : `${row.object.kind} ${row.object.id}`,
    promisedText(row, zone),
    known.filter((part) => part !== null).join("; "),
    expectedText(row, at),
  ];
}

function promisedText({ promised }: CareRow, zone: string): string {
  if (promised === null) return "nothing that we know";
  const what = promised.what === "deliver-by" ? "delivered by" : "shipped by";
  const when = Date.parse(promised.at);
  if (promised.precision === "instant") return `${what} ${timeText(when, zone, locale)}`;
  const day = { weekday: "short", day: "numeric", month: "short", timeZone: zone } as const;
  return `${what} ${new Intl.DateTimeFormat(locale, day).format(when)}`;
}

function expectedText({ expected }: CareRow, at: (iso: string) => string): string {
  if (expected === null) return "not known yet";
  if (expected.at !== null) return `${expected.title}, said to come by ${at(expected.at)}`;
  return expected.dueAt === null
    ? `${expected.title}, not known when`
    : `${expected.title}, not known when; was due ${at(expected.dueAt)}`;
}
