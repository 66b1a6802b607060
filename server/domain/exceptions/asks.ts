import { type Answer, type Ask, type AskLine, type AskRuling, askId, type LineAnswer } from "../ask.ts";
import type { Instant } from "../types.ts";
import { askOf, exceptionOf, type Work } from "../work.ts";
import { personState } from "./decide.ts";
import { survivor } from "./survivor.ts";
import { toldAt } from "./told.ts";
import { dressed, writeException } from "./write.ts";

/** Keeps what became of an ask; `number` is that of the ruling. What can no longer be, changes nothing. */
export function ruleAsk(work: Work, ruling: AskRuling, number: number): void {
  switch (ruling.kind) {
    case "asked":
      asked(work, {
        ...ruling.asking,
        number,
        at: work.at,
        sent: [],
        withdrawn: null,
        lines: unanswered(ruling.asking.lines),
      });
      return;
    case "ask-sent": {
      const ask = askOf(work, ruling.ask);
      if (ask !== undefined)
        work.asks.set(ask.number, { ...ask, sent: [...ask.sent, { ...ruling.sent, at: work.at }] });
      return;
    }
    case "answered":
      answered(work, ruling.ask, ruling.by, ruling.answers);
      return;
    case "ask-withdrawn": {
      const ask = askOf(work, ruling.ask);
      if (ask?.withdrawn === null) work.asks.set(ask.number, { ...ask, withdrawn: { at: work.at, by: ruling.by } });
      return;
    }
  }
}

const unanswered = (lines: readonly Omit<AskLine, "answer">[]): readonly AskLine[] =>
  lines.map((line) => ({ ...line, answer: null }));

function asked(work: Work, ask: Ask): void {
  work.asks.set(ask.number, ask);
  for (const number of ask.lines.flatMap(({ exceptions }) => exceptions)) {
    const exception = exceptionOf(work, number);
    if (exception === undefined || exception.state === "resolved") continue;
    writeException(work, exception, { action: "ask", by: ask.by, text: `${ask.partnerName}, ${askId(ask.number)}` });
  }
}

/**
 * Each answered number is told on its exception, where that is still open; the same answer again is no new one. It counts
 * as nothing more than told.
 */
function answered(work: Work, number: number, by: string, answers: readonly LineAnswer[]): void {
  const ask = askOf(work, number);
  if (ask === undefined || ask.withdrawn !== null) return;
  const latest = new Map(answers.map(({ line, answer }) => [line, answer]));
  const lines = ask.lines.map((line, place) => {
    const answer = latest.get(place);
    if (answer === undefined || isSame(answer, line.answer)) return line;
    for (const exception of line.exceptions) tell(work, exception, answer, by);
    return { ...line, answer: { ...answer, by, at: work.at } };
  });
  if (lines.some((line, index) => line !== ask.lines[index])) work.asks.set(number, { ...ask, lines });
}

function tell(work: Work, number: number, { text, expectedAt }: Answer, by: string): void {
  const exception = survivor(work, number);
  if (exception === undefined || exception.state === "resolved") return;
  const row = { ...exception, told: toldAt({ text, by, expectedAt }, work.at) };
  writeException(work, dressed(work, row), { action: "tell", by, text, undoes: personState(exception) });
}

const isSame = (a: Answer, b: Answer | null): boolean =>
  b !== null &&
  a.kind === b.kind &&
  a.on === b.on &&
  a.quantity === b.quantity &&
  a.note === b.note &&
  a.expectedAt === b.expectedAt;

/** Lines of an ask that nobody has answered; `ended` are the places of those about which nothing is open any more. */
export const openLines = (ask: Ask, ended: ReadonlySet<number>): readonly AskLine[] =>
  ask.lines.filter(({ answer }, place) => answer === null && !ended.has(place));

/** Where an ask stands at an instant. */
export type AskState = "waiting" | "part-answered" | "answered" | "overdue" | "withdrawn";

/** `overdue` once an answer is due and a number is open; `answered` when none is, by them or by the outcome that was seen. */
export function askStateAt(ask: Ask, ended: ReadonlySet<number>, at: Instant): AskState {
  if (openLines(ask, ended).length === 0) return "answered";
  if (ask.withdrawn !== null) return "withdrawn";
  if (at >= ask.dueAt) return "overdue";
  return ask.lines.some(({ answer }) => answer !== null) ? "part-answered" : "waiting";
}
