import type { AnswerKind, AnswerPage, AnswersBody } from "../../../server/wire/index.ts";

/** What somebody has filled in for one number and not sent yet. */
export interface Draft {
  readonly kind: AnswerKind;
  readonly on: string;
  readonly quantity: string;
  readonly note: string;
}

/** Drafts by the place of their line. */
export type Drafts = ReadonlyMap<number, Draft>;

/** The choices in their order: what calms first. */
export const kindsInOrder: readonly AnswerKind[] = ["shipped", "will-ship", "short", "never-received", "unknown"];

/** What a draft still needs; null: it can be sent. */
export function lacks(draft: Draft): "on" | "quantity" | null {
  if ((draft.kind === "shipped" || draft.kind === "will-ship") && draft.on === "") return "on";
  return draft.kind === "short" && draft.quantity.trim() === "" ? "quantity" : null;
}

/** The draft with another choice. What was shipped left today, as a first guess; what will ship has no such guess. */
export function chosen(draft: Draft | undefined, kind: AnswerKind, today: string): Draft {
  const kept = draft ?? { kind, on: "", quantity: "", note: "" };
  const on = kind === "shipped" && (kept.on === "" || kept.on > today) ? today : kept.on;
  return { ...kept, kind, on: kind === "will-ship" && kept.kind === "shipped" ? "" : on };
}

/** Puts the draft of one line on every open line that has none. */
export function sameForAll(drafts: Drafts, from: Draft, lines: AnswerPage["lines"]): Drafts {
  const next = new Map(drafts);
  for (const [place, line] of lines.entries())
    if (line.state === "open" && !next.has(place)) next.set(place, { ...from, note: "" });
  return next;
}

/** The body of those drafts that can be sent. `filesBy` is an instant in ISO 8601, or empty. */
export function bodyOf(drafts: Drafts, name: string, filesBy: string): AnswersBody {
  const text = (value: string): string | null => (value.trim() === "" ? null : value.trim());
  return {
    name: text(name),
    filesBy: text(filesBy),
    answers: [...drafts]
      .filter(([, draft]) => lacks(draft) === null)
      .sort(([a], [b]) => a - b)
      .map(([line, { kind, on, quantity, note }]) => ({
        line,
        kind,
        on: kind === "shipped" || kind === "will-ship" ? text(on) : null,
        quantity: kind === "short" ? text(quantity) : null,
        note: text(note),
      })),
  };
}
