import type { AnswerPage } from "../../../server/wire/index.ts";
import { type Draft, type Drafts, kindsInOrder } from "./drafts.ts";

const keyOf = (memory: string): string => `tallyman.answer.${memory}`;

/** Drafts that were not sent when this tab was last left: phones drop pages that are not in front. */
export function keptDrafts(memory: string, lines: AnswerPage["lines"]): Drafts {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(keyOf(memory)) ?? "[]");
    if (!Array.isArray(read)) return new Map();
    return new Map(
      read.filter(isKept).filter(([place]) => lines[place] !== undefined && lines[place].state !== "ended"),
    );
  } catch {
    return new Map();
  }
}

/** Keeps them in this tab alone. */
export function keepDrafts(memory: string, drafts: Drafts): void {
  try {
    if (drafts.size === 0) sessionStorage.removeItem(keyOf(memory));
    else sessionStorage.setItem(keyOf(memory), JSON.stringify([...drafts]));
  } catch {
    // Refused storage: they live as long as the page.
  }
}

function isKept(one: unknown): one is readonly [number, Draft] {
  if (!Array.isArray(one) || typeof one[0] !== "number" || typeof one[1] !== "object" || one[1] === null) return false;
  const draft = one[1] as Partial<Record<keyof Draft, unknown>>;
  return (
    kindsInOrder.some((kind) => kind === draft.kind) &&
    [draft.on, draft.quantity, draft.note].every((text) => typeof text === "string")
  );
}
