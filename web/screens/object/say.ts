import type { EventRow, ExpectationRow } from "../../../server/wire/index.ts";
import { dayPrefix, time, when } from "../../app/format.ts";
import { eventWord, refusedWord } from "../../app/words.ts";
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

/** What a fact is called: its event's word, or the word of its failure; without an event the record's own title. */
export const factWord = (event: EventRow): string => {
  if (event.type === null) return event.title;
  return event.status === "failed" ? refusedWord(event.type) : eventWord(event.type);
};

/** Two lines beside a dot of the timeline. */
export interface Label {
  readonly title: string;
  readonly sub: string;
}

/** The lines beside a fact; `records` counts those that tell the same fault and stand in the table of facts. */
export function factLabel(event: EventRow, reader: Reader, records = 0): Label {
  const parts: string[] = [];
  if (event.error) parts.push(event.error.message);
  else {
    if (event.lines.length > 0) parts.push(`${event.lines.length} ${event.lines.length === 1 ? "line" : "lines"}`);
    if (event.quantity) parts.push(`${event.quantity.value} ${event.quantity.uom}`);
    const own = factWord(event);
    if (parts.length === 0 && event.title !== own && event.title !== event.type) parts.push(event.title);
  }
  return {
    title: `${factWord(event)} ${factTime(event, reader)}`,
    sub: [clip(parts.join(", "), 34), records > 0 ? t("obj.records", { n: records }) : ""].filter(Boolean).join(" "),
  };
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

let pen: CanvasRenderingContext2D | null | undefined;

/** Pixels of a text in the interface's font; estimated from its length where nothing can be drawn. */
function textWidth(text: string, px: number, weight: number): number {
  if (pen === undefined)
    pen = typeof document === "undefined" ? null : document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * px * 0.535;
  const { fontFamily } = getComputedStyle(document.body);
  const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  pen.font = `${weight} ${px * scale}px ${fontFamily}`;
  return pen.measureText(text).width * 1.02;
}

/** Pixels of a label, from its text. */
export const labelWidth = (label: Label): number =>
  Math.ceil(Math.max(textWidth(label.title, 12.5, 600), textWidth(label.sub, 11.5, 400)));
