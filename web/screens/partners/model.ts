import type {
  PartnerDocument,
  PartnerHalf,
  PartnerLine,
  PartnerPacket,
  PartnerRow,
  PartnerScore,
  PartnerVerdict,
} from "../../../server/wire/index.ts";
import { dayAfter } from "../../app/format/days.ts";
import { count, lag, percent, timeSeconds } from "../../app/format.ts";
import { objectName } from "../../app/words.ts";
import type { StateName } from "../../widgets/StateGlyph.tsx";
import { t } from "./words.ts";

/** The sentence at the top, by rules: who keeps how many lines, and what cannot be said. */
export function headline({ name, theirs, ours }: Pick<PartnerRow, "name" | "theirs" | "ours">): {
  readonly main: string;
  readonly rest: string;
} {
  const open = theirs.open + ours.open;
  const notMeasured = theirs.notMeasured + ours.notMeasured;
  const rest = [
    ...(open === 0 ? [] : [t("partners.head-open", { n: open })]),
    ...(notMeasured === 0 ? [] : [t("partners.head-not-measured", { n: notMeasured })]),
  ].join(" ");
  if (theirs.of === 0 && ours.of === 0) return { main: t("partners.head-none", { name }), rest };
  if (ours.of === 0) return { main: t("partners.head-theirs", { name, kept: theirs.kept, of: theirs.of }), rest };
  if (theirs.of === 0) return { main: t("partners.head-ours", { name, kept: ours.kept, of: ours.of }), rest };
  const values = { name, kept: theirs.kept, of: theirs.of, ourKept: ours.kept, ourOf: ours.of };
  return { main: t("partners.head", values), rest };
}

/** `3 of 6`, or that nothing is agreed. */
export const halfText = ({ kept, of, notMeasured }: PartnerHalf): string =>
  of > 0 ? t("partners.half", { kept, of }) : t(notMeasured > 0 ? "partners.not-measured" : "partners.half-none");

/** What of a half cannot be said. */
export const halfRest = ({ open, notMeasured }: PartnerHalf): string =>
  [
    ...(open === 0 ? [] : [t("partners.half-open", { n: open })]),
    ...(notMeasured === 0 ? [] : [t("partners.half-not-measured", { n: notMeasured })]),
  ].join(", ");

/** A share as it was agreed: `98 %`, `99.5 %`. */
export const shareText = (share: number): string =>
  percent(share, Number.isInteger(Math.round(share * 1e3) / 10) ? 0 : 1);

/** What a line is made of: `4,634 of 4,816; 54 unknown`. */
export function madeOf({ kept, of, unknown, open, step, measure, state }: PartnerLine): string {
  if (state === "not-measured" && step === null && (measure === "in-time" || measure === "correct"))
    return t("partners.no-step");
  const parts = [
    ...(of === 0 ? [] : [t("partners.of", { kept: count(kept), of: count(of) })]),
    ...(unknown === 0 ? [] : [t("partners.of-unknown", { n: count(unknown) })]),
    ...(open === 0 ? [] : [t("partners.of-open", { n: count(open) })]),
  ];
  return parts.length === 0 ? t("partners.nothing-due") : parts.join("; ");
}

/** The word of a line's state, and its sign; null: it is not told by one. */
export function stateOf({ state, below }: PartnerLine): { readonly sign: StateName | null; readonly text: string } {
  switch (state) {
    case "kept":
      return { sign: "done", text: t("partners.kept") };
    case "below":
      return { sign: "late", text: t("partners.below", { n: ((below ?? 0) * 100).toFixed(1) }) };
    case "open":
      return { sign: "not-known", text: t("partners.open") };
    case "no-agreement":
      return { sign: null, text: t("partners.no-agreement") };
    case "not-measured":
      return { sign: null, text: t("partners.not-measured") };
  }
}

/** Lines whose documents can be opened: at least one counts. */
export const isOpened = ({ of, unknown }: PartnerLine): boolean => of + unknown > 0;

/** The line that is looked at where none is named: the first that is below, else the first with something not kept. */
export function lineOf(score: PartnerScore, id: string | undefined): PartnerLine | null {
  const { lines } = score;
  return (
    lines.find((line) => line.id === id) ??
    lines.find(({ state }) => state === "below") ??
    lines.find(({ kept, of }) => kept < of) ??
    lines.find(isOpened) ??
    null
  );
}

/** How many count in each way. */
export const countsOf = ({ kept, of, unknown }: Pick<PartnerLine, "kept" | "of" | "unknown">) =>
  ({ "not-kept": of - kept, unknown, kept }) as const satisfies Record<PartnerVerdict, number>;

/** What a document is called. */
export function documentName({ object, id, system }: PartnerDocument, name: (system: string) => string): string {
  if (object !== null) return objectName(object);
  return id.startsWith("A-") ? t("partners.ask", { id }) : t("partners.file", { system: name(system) });
}

const flawWords = {
  rejected: "partners.flaw-rejected",
  mismatch: "partners.flaw-mismatch",
  corrected: "partners.flaw-corrected",
  failed: "partners.flaw-failed",
} as const;

/** What became of a document on a line. */
export function outcomeOf(
  { verdict, flaw, lateMinutes, metAt, object }: PartnerDocument,
  { measure }: Pick<PartnerLine, "measure">,
): { readonly sign: StateName; readonly text: string } {
  if (verdict === "unknown") return { sign: "not-known", text: t("partners.not-judged") };
  if (measure === "correct")
    return flaw === null ? { sign: "done", text: t("partners.kept") } : { sign: "failed", text: t(flawWords[flaw]) };
  if (verdict === "kept") return { sign: "done", text: t("partners.in-time") };
  if (lateMinutes === null) return { sign: "missed", text: t("partners.below-plain") };
  return metAt === null && object !== null
    ? { sign: "missed", text: t("partners.missing", { n: count(lateMinutes) }) }
    : { sign: "late", text: t("partners.late", { n: count(lateMinutes) }) };
}

/** Days of as many weeks before or after; up to today where that lies ahead. */
export function daysOff({ from, to }: Pick<PartnerScore, "from" | "to">, by: -1 | 1): { from: string; to: string } {
  const monday = dayAfter(from, by * 91);
  return by === -1 ? { from: monday, to: dayAfter(from, -1) } : { from: monday, to: dayAfter(to, 91) };
}

/** The numbers of a message that a partner finds it by: control numbers first, then its document's. */
export function numbersOf({ keys, position }: PartnerPacket["entries"][number]): string {
  const control = keys.filter(({ kind }) => kind === "document" || kind === "interchange");
  const shown = control.length > 0 ? control : keys.filter(({ kind }) => kind === "shipment" || kind === "order");
  return [...shown.slice(0, 1).map(({ value }) => value), ...(position === null ? [] : [`#${position}`])].join(" ");
}

/** The longest that a message took until we had it, as text; null where none is known. */
export function longestHeard({ entries }: PartnerPacket): string | null {
  const spans = entries.flatMap(({ heardAfterMs }) => heardAfterMs ?? []);
  return spans.length === 0 ? null : lag(Math.max(...spans));
}

/** The packet as a table for mail, chat or a sheet; what people told is marked, the last line is its hash. */
export function packetTable(packet: PartnerPacket, name: (system: string) => string): readonly (readonly string[])[] {
  const { entries, told, lateness, hash, partner, company } = packet;
  const zone = partner.timezone;
  const who = (side: "theirs" | "ours"): string => (side === "theirs" ? partner.name : company);
  return [
    ...entries.map(({ kind, at, title, side, system, lateMinutes, error, keys, position }) => [
      `${at.slice(0, 10)} ${timeSeconds(at, zone)}`,
      kind === "due" ? t("partners.entry-due", { title }) : title,
      who(side),
      name(system),
      lateMinutes === null ? (error ?? "") : t("partners.entry-late", { n: lateMinutes }),
      keys.map((key) => `${key.kind} ${key.value}`).join(", "),
      position ?? "",
    ]),
    ...told.map(({ at, by, text, about }) => [
      `${at.slice(0, 10)} ${timeSeconds(at, zone)}`,
      t("partners.told"),
      by,
      "",
      text,
      about,
      "",
    ]),
    [
      t("partners.copy-minutes"),
      String(lateness.minutes),
      `${partner.name} ${lateness.theirs}`,
      `${company} ${lateness.ours}`,
      t("partners.minutes-unknown", { n: lateness.unknown }),
      "",
      "",
    ],
    [t("partners.copy-hash"), hash, "", "", "", "", ""],
  ];
}
