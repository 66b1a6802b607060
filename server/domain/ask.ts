import type { Instant } from "./types.ts";

/** What a partner may say about one number. */
export const answerKinds = ["shipped", "will-ship", "never-received", "short", "unknown"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** What a partner said about one number. */
export interface Answer {
  readonly kind: AnswerKind;
  /** Day on the partner's clock, as `2026-11-18`; null where none was said. */
  readonly on: string | null;
  /** How much, as they wrote it; null where it was not said. */
  readonly quantity: string | null;
  readonly note: string | null;
  /** The same in words for our people: what is told on the exception. */
  readonly text: string;
  /** When the outcome is to be expected by it; null where that follows from nothing. */
  readonly expectedAt: Instant | null;
}

/** One number that a partner is asked about, as it stood when they were asked. */
export interface AskLine {
  /** What is open about it: at least one. */
  readonly exceptions: readonly number[];
  /** By which the partner knows it. */
  readonly id: string;
  /** Our order; null where it is none or the same. */
  readonly order: string | null;
  readonly customer: string | null;
  /** Lines of the order; null where unknown. */
  readonly lines: number | null;
  /** When we expected to hear. */
  readonly dueAt: Instant;
  /** When the customer or the truck needs it; null where nothing says. */
  readonly neededBy: Instant | null;
  readonly warehouse: string | null;
  readonly answer: (Answer & { readonly by: string; readonly at: Instant }) | null;
}

/** An answer to the line at a place of an ask, from 0. */
export interface LineAnswer {
  readonly line: number;
  readonly answer: Answer;
}

/** How one message of an ask left: by mail, or a person sends it by hand. */
export interface AskSent {
  readonly at: Instant;
  readonly by: string;
  readonly how: "mail" | "by-hand";
  /** Address or person; null where nobody is named. */
  readonly to: string | null;
}

/** One question to a partner about one or many numbers, and what they answered. */
export interface Ask {
  /** Number of the ruling that made it; shown as `A-17`. */
  readonly number: number;
  readonly at: Instant;
  readonly by: string;
  readonly partner: string;
  /** As it was then. */
  readonly partnerName: string;
  readonly timezone: string;
  readonly language: string;
  readonly note: string | null;
  /** What its numbers are; null where they are of several kinds. */
  readonly about: "order" | "shipment" | null;
  readonly subject: string;
  /** The message without its link. */
  readonly text: string;
  /** When an answer is due, on the partner's hours. */
  readonly dueAt: Instant;
  /** Random text that ties the links to this ask and no other of its number. */
  readonly nonce: string;
  readonly sent: readonly AskSent[];
  readonly withdrawn: { readonly at: Instant; readonly by: string } | null;
  readonly lines: readonly AskLine[];
}

/** What is put to a partner: an ask before it has a number. */
export type Asking = Omit<Ask, "number" | "at" | "sent" | "withdrawn" | "lines"> & {
  readonly lines: readonly Omit<AskLine, "answer">[];
};

/** What happens to asks: each is a ruling, so that a replay has it. */
export type AskRuling =
  | { readonly kind: "asked"; readonly asking: Asking }
  | { readonly kind: "ask-sent"; readonly ask: number; readonly sent: Omit<AskSent, "at"> }
  | {
      readonly kind: "answered";
      readonly ask: number;
      /** As histories show it: `3PL Reno, by link`. */
      readonly by: string;
      readonly answers: readonly LineAnswer[];
    }
  /** Its links hold no longer. */
  | { readonly kind: "ask-withdrawn"; readonly ask: number; readonly by: string };

/** `A-17`. */
export const askId = (number: number): string => `A-${number}`;
