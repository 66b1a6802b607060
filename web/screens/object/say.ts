import type { EventRow, ExpectationRow } from "../../../server/wire/index.ts";
import { dayPrefix, time, when } from "../../app/format.ts";
import { eventWord } from "../../app/words.ts";
import type { StateName } from "../../widgets/StateGlyph.tsx";
import type { BarStep } from "./steps.ts";
import { t } from "./words.ts";

/** How times on this page are read: now, and the zone of the object's site. */
export interface Reader {
  readonly now: number;
  readonly zone: string;
  readonly system: (id: string) => string;
}

/** The state of a step as the glyph that stands for it. */
export const stepState: Readonly<Record<BarStep["state"], StateName>> = {
  done: "done",
  awaited: "waiting",
  failed: "failed",
  late: "late",
  missed: "missed",
  skipped: "skipped",
  paused: "on-hold",
  "not-judged": "not-judged",
};

/** When a fact happened, to its precision: a day stays a day. */
export function factTime(event: EventRow, reader: Reader): string {
  if (event.occurredPrecision === "day")
    return dayPrefix(event.occurredAt, reader.now, reader.zone) ?? t("obj.happened");
  return when(event.occurredAt, reader.now, reader.zone);
}

/** The small line under a step's word. */
export function stepTime(step: BarStep, reader: Reader): string {
  if (step.state === "not-judged") return t("obj.step-not-judged");
  if (step.at === null) return step.state === "awaited" ? t("obj.step-no-time") : "";
  const at = step.day ? (dayPrefix(step.at, reader.now, reader.zone) ?? "") : when(step.at, reader.now, reader.zone);
  switch (step.state) {
    case "awaited":
      return t("obj.step-due", { at });
    case "missed":
      return t("obj.step-was-due", { at });
    case "failed":
      return t("obj.step-refused", { at });
    case "late":
      return t("obj.step-late", { at });
    default:
      return at;
  }
}

/** What a fact is called: its event's word, else the record's own title. */
export const factWord = (event: EventRow): string => (event.type === null ? event.title : eventWord(event.type));

/** Two lines beside a dot of the timeline. */
export interface Label {
  readonly title: string;
  readonly sub: string;
}

/** The lines beside a fact. */
export function factLabel(event: EventRow, reader: Reader): Label {
  const parts: string[] = [];
  if (event.error) parts.push(event.error.message);
  else {
    if (event.lines.length > 0) parts.push(`${event.lines.length} ${event.lines.length === 1 ? "line" : "lines"}`);
    if (event.quantity) parts.push(`${event.quantity.value} ${event.quantity.uom}`);
    const own = factWord(event);
    if (parts.length === 0 && event.title !== own && event.title !== event.type) parts.push(event.title);
  }
  return { title: `${factWord(event)} ${factTime(event, reader)}`, sub: clip(parts.join(", "), 34) };
}

/** The lines beside something that is awaited or did not come. */
export function waitLabel(expectation: ExpectationRow, reader: Reader): Label {
  const what = eventWord(expectation.expects);
  const from = t("obj.due-from", { system: reader.system(expectation.system) });
  const at =
    expectation.dueAt === null
      ? ""
      : `${dayPrefix(expectation.dueAt, reader.now, reader.zone) ?? ""} ${time(expectation.dueAt, reader.zone)}`.trim();
  switch (expectation.state) {
    case "missed":
      return { title: what, sub: t("obj.did-not-come", { at }) };
    case "paused":
      return { title: t("obj.held", { what }), sub: expectation.reason ?? from };
    case "not-judged":
      return { title: t("obj.unjudged", { what, at }), sub: clip(expectation.reason ?? from, 34) };
    default:
      return { title: t("obj.due", { what, at }), sub: from };
  }
}

const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;

/** Pixels of a label, from its text. */
export const labelWidth = (label: Label): number =>
  Math.ceil(Math.max(label.title.length * 6.7, label.sub.length * 5.9));
