import type { AnswerKind, IsoInstant } from "./types.ts";

/** Where an ask stands: `overdue` once an answer is due and a number is open; `answered` when none is. */
export type AskState = "waiting" | "part-answered" | "answered" | "overdue" | "withdrawn";

/** What a partner said about one number. */
export interface AnswerRow {
  readonly kind: AnswerKind;
  /** Day on the partner's clock, as `2026-11-18`. */
  readonly on: string | null;
  readonly quantity: string | null;
  readonly note: string | null;
  readonly by: string;
  readonly at: IsoInstant;
}

/** What a number is, as the partner and we see it alike. */
export interface AskedNumber {
  /** By which the partner knows it. */
  readonly id: string;
  /** Our order, where that is another number. */
  readonly order: string | null;
  readonly customer: string | null;
  /** Lines of the order. */
  readonly lines: number | null;
  readonly dueAt: IsoInstant;
  readonly neededBy: IsoInstant | null;
  /** `ended`: what we waited for was seen, or nobody waits any more. */
  readonly state: "open" | "answered" | "ended";
  readonly answer: AnswerRow | null;
}

/** One question to a partner. */
export interface AskRow {
  /** `A-17`. */
  readonly id: string;
  readonly at: IsoInstant;
  readonly by: string;
  readonly partner: { readonly id: string; readonly name: string };
  readonly note: string | null;
  readonly subject: string;
  readonly dueAt: IsoInstant;
  readonly state: AskState;
  /** Numbers asked; of these answered, and over without an answer. The rest is open. */
  readonly numbers: number;
  readonly answered: number;
  readonly ended: number;
  readonly sent: readonly {
    readonly at: IsoInstant;
    readonly by: string;
    readonly how: "mail" | "by-hand";
    readonly to: string | null;
  }[];
  readonly withdrawn: { readonly at: IsoInstant; readonly by: string } | null;
}

/** One with its numbers. */
export interface AskDetail extends AskRow {
  readonly text: string;
  readonly lines: readonly (AskedNumber & {
    /** `X-1042`, what is open about it. */
    readonly exceptions: readonly string[];
    readonly told: string | null;
  })[];
}

/** The message to a partner with its link, and how it left. */
export interface AskMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly file: { readonly name: string; readonly type: string; readonly text: string };
  /** Null on a preview. */
  readonly link: { readonly url: string; readonly expiresAt: IsoInstant } | null;
  /** `by-hand`: nobody was sent anything, `why` says it; the person sends text and link themselves. */
  readonly sending: {
    readonly how: "mail" | "by-hand" | "not-yet";
    readonly to: string | null;
    readonly phone: string | null;
    readonly why: string | null;
  };
}

/** Answer of `POST /api/v1/asks` and of sending one again; `ask` null on a preview. */
export interface AskMade {
  readonly ask: AskDetail | null;
  readonly message: AskMessage;
}

/** What the holder of a link sees: the numbers of that ask and nothing else of ours. */
export interface AnswerPage {
  readonly company: string;
  readonly partner: string;
  readonly language: string;
  readonly timezone: string;
  readonly about: "order" | "shipment" | null;
  readonly note: string | null;
  readonly at: IsoInstant;
  readonly dueAt: IsoInstant;
  readonly expiresAt: IsoInstant;
  readonly now: IsoInstant;
  readonly lines: readonly AskedNumber[];
}

/** Body of `POST /api/v1/answers/{token}`. */
export interface AnswersBody {
  /** Who answers. */
  readonly name?: string | null;
  /** When the files or messages are to come that show what was shipped. */
  readonly filesBy?: IsoInstant | null;
  readonly answers: readonly {
    /** Place of the number in the list, from 0. */
    readonly line: number;
    readonly kind: AnswerKind;
    readonly on?: string | null;
    readonly quantity?: string | null;
    readonly note?: string | null;
  }[];
}
