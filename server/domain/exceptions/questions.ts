import type { Ruling } from "../change.ts";
import type { Context } from "../context.ts";
import { type HandOver, mostQuestions, type Said } from "../desk.ts";
import { handOverOf, type Work } from "../work.ts";
import type { Refusal } from "./decide.ts";

type Refused = Exclude<Refusal, { readonly kind: "stale" }>;
type Asked = Extract<Ruling, { readonly kind: "ask-back" }>;
type Answered = Extract<Ruling, { readonly kind: "answer-back" }>;

/** Whether the giver of a hand-over may be asked now; null: they may. */
export function askBackRefusal(context: Context, { handOver: number, by, text }: Asked): Refused | null {
  const handOver = context.handOver(number);
  if (handOver === undefined) return { kind: "unknown" };
  if (!handOver.exceptions.some((one) => context.exception(one)?.handOver?.number === number))
    return refused("nothing-waits", "Nothing of it waits to be accepted any more: there is nothing to ask about.");
  if (isAsked(handOver, { by, text }))
    return refused("asked-already", "You asked this already, and it waits for its answer.");
  return handOver.questions.length < mostQuestions
    ? null
    : refused("too-many-questions", `A hand-over takes ${mostQuestions} questions. Call ${handOver.by}.`);
}

/** Whether a question may be answered now; null: it may. Also once all is accepted: who asked still wants to know. */
export function answerBackRefusal(context: Context, { handOver: number, question, by }: Answered): Refused | null {
  const handOver = context.handOver(number);
  const asked = handOver?.questions[question - 1];
  if (handOver === undefined || asked === undefined) return { kind: "unknown" };
  if (handOver.by !== by) return refused("not-the-giver", `Only ${handOver.by}, who handed it over, can answer.`);
  return asked.answer === null ? null : refused("answered", "It is answered already.");
}

/** Keeps a question on its hand-over, and nothing else. */
export function askBack(work: Work, number: number, said: Said): void {
  const found = handOverOf(work, number);
  if (found === undefined) return;
  work.handOvers.set(number, { ...found, questions: [...found.questions, { ...said, answer: null }] });
}

/** Keeps the answer to a question; the first one holds. */
export function answerBack(work: Work, number: number, question: number, said: Said): void {
  const found = handOverOf(work, number);
  if (found === undefined) return;
  const questions = found.questions.map((one, place) =>
    place === question - 1 && one.answer === null ? { ...one, answer: said } : one,
  );
  work.handOvers.set(number, { ...found, questions });
}

const isAsked = ({ questions }: HandOver, { by, text }: Pick<Said, "by" | "text">): boolean =>
  questions.some((one) => one.answer === null && one.by === by && one.text === text);

const refused = (code: string, message: string): Refused => ({ kind: "refused", code, message });
