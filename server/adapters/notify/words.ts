import type { HeldText, Notice, Occasion, Severity } from "../../domain/index.ts";

/** A message before it has a format: what each of its parts says, as plain text of one line. */
export interface Said {
  /** Severity, occasion and title: at most 160 characters. */
  readonly subject: string;
  /** What happened, in a sentence. */
  readonly what: string;
  /** Label and text, in the order in which they are read. */
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  readonly open: string;
  readonly take: string;
}

const severityWords: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

const occasionWords: Readonly<Record<Occasion, string>> = {
  opened: "",
  reopened: "Again: ",
  escalated: "Escalated: ",
  unacknowledged: "Nobody has taken this: ",
  taken: "Taken: ",
  moved: "Not yours any more: ",
  cleared: "Cleared: ",
};

/** Puts a notice into words. What came from outside stays text: control characters and line ends become spaces. */
export function wordsOf(notice: Notice): Said {
  const owner = notice.person === null ? notice.team.name : `${notice.team.name}, ${notice.person}`;
  const lines = [
    { label: "Holds up", text: impactOf(notice) },
    { label: "Cutoff", text: notice.cutoff === null ? "" : timeText(notice.cutoff, notice.timezone) },
    { label: "Where", text: [notice.warehouse, notice.system].filter((one) => one !== null).join(", ") },
    { label: "Since", text: timeText(notice.openedAt, notice.timezone) },
    { label: "Whose", text: owner },
    { label: "Take by", text: notice.dueAt === null ? "" : timeText(notice.dueAt, notice.timezone) },
    { label: "Exceptions", text: notice.exceptions < 2 ? "" : `${notice.exceptions}, ${notice.untaken} not taken` },
  ];
  return {
    subject: cut(line(`${severityWords[notice.severity]}: ${occasionWords[notice.occasion]}${titleOf(notice)}`), 160),
    what: cut(line(notice.reason), 1_000),
    lines: lines.filter(({ text }) => text !== "").map(({ label, text }) => ({ label, text: cut(line(text), 300) })),
    open: `Open ${notice.group}`,
    take: "Take it",
  };
}

const titleOf = ({ title, exceptions }: Notice): string => (exceptions < 2 ? title : `${title} (${exceptions})`);

/** What waits for it: `14 orders, 3 shipments; $318,400, unknown for 37`. */
export function impactOf({ blocks, held, heldUnknown }: Notice): string {
  const counts = [
    [blocks.orders, "order"],
    [blocks.shipments, "shipment"],
    [blocks.invoices, "invoice"],
  ] as const;
  const things = counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${grouped(count)} ${plural(count, word)}`);
  const money = held.map(moneyText);
  if (heldUnknown > 0) money.push(money.length === 0 ? "worth unknown" : `unknown for ${grouped(heldUnknown)}`);
  return [things.join(", "), money.join(", ")].filter((part) => part !== "").join("; ");
}

const plural = (count: number, word: string): string => (count === 1 ? word : `${word}s`);

const grouped = (count: number): string => new Intl.NumberFormat("en-US").format(count);

/** An estimate is told without cents and marked. */
function moneyText({ amount, currency, estimate }: HeldText): string {
  const shown = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    ...(estimate ? { maximumFractionDigits: 0 } : {}),
  }).format(Number(amount));
  return estimate ? `≈ ${shown}` : shown;
}

/** `Wed 18 Nov, 15:00 EST`, on the clock of the building. */
export function timeText(at: number, timezone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZoneName: "short",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")}, ${part("hour")}:${part("minute")} ${part("timeZoneName")}`;
}

/** One line: no control characters, no line ends of any kind, nothing that turns the direction of writing. */
const line = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();

/** Cut at whole characters. */
export function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}
