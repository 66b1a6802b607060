import { type Ask, askId, askStateAt, type Instant, openLines } from "../domain/index.ts";
import type { AskSeen } from "../ports/asks.ts";
import type { AnswerPage, AskDetail, AskedNumber, AskRow } from "../wire/index.ts";
import { exceptionId } from "./exception-rows.ts";
import { isoOf, isoOrNull } from "./formats.ts";

/** The number in `A-17`, or null when the text is no ask's id. */
export function numberOfAsk(id: string): number | null {
  const match = /^A-([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

/** One ask as it stands at an instant. */
export function toAskRow({ ask, ended }: AskSeen, now: Instant): AskRow {
  const answered = ask.lines.filter(({ answer }) => answer !== null).length;
  return {
    id: askId(ask.number),
    at: isoOf(ask.at),
    by: ask.by,
    partner: { id: ask.partner, name: ask.partnerName },
    note: ask.note,
    subject: ask.subject,
    dueAt: isoOf(ask.dueAt),
    state: askStateAt(ask, ended, now),
    numbers: ask.lines.length,
    answered,
    ended: ask.lines.length - answered - openLines(ask, ended).length,
    sent: ask.sent.map(({ at, by, how, to }) => ({ at: isoOf(at), by, how, to })),
    withdrawn: ask.withdrawn === null ? null : { at: isoOf(ask.withdrawn.at), by: ask.withdrawn.by },
  };
}

/** One ask with its numbers. */
export function toAskDetail(seen: AskSeen, now: Instant): AskDetail {
  return {
    ...toAskRow(seen, now),
    text: seen.ask.text,
    lines: seen.ask.lines.map((line, place) => ({
      ...toNumber(seen, place),
      exceptions: line.exceptions.map(exceptionId),
      told: line.answer?.text ?? null,
    })),
  };
}

function toNumber({ ask, ended }: AskSeen, place: number): AskedNumber {
  const line = ask.lines[place] as Ask["lines"][number];
  const { answer } = line;
  return {
    id: line.id,
    order: line.order,
    customer: line.customer,
    lines: line.lines,
    dueAt: isoOf(line.dueAt),
    neededBy: isoOrNull(line.neededBy),
    state: ended.has(place) ? "ended" : answer === null ? "open" : "answered",
    answer:
      answer === null
        ? null
        : {
            kind: answer.kind,
            on: answer.on,
            quantity: answer.quantity,
            note: answer.note,
            by: answer.by,
            at: isoOf(answer.at),
          },
  };
}

/** What the holder of a link sees of an ask. */
export function toAnswerPage(seen: AskSeen, company: string, expiresAt: Instant, now: Instant): AnswerPage {
  const { ask } = seen;
  return {
    company,
    partner: ask.partnerName,
    language: ask.language,
    timezone: ask.timezone,
    about: ask.about,
    note: ask.note,
    at: isoOf(ask.at),
    dueAt: isoOf(ask.dueAt),
    expiresAt: isoOf(expiresAt),
    now: isoOf(now),
    lines: ask.lines.map((_, place) => toNumber(seen, place)),
  };
}
