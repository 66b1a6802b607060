import type { ExceptionKind, Instant, Severity } from "../types.ts";

/**
 * Why a team is told now. `opened` the first time, `reopened` after it had cleared, `escalated` to a higher rung,
 * `unacknowledged` when nobody took it in time; `taken`, `moved` (it stands, and is another team's or another cause's now)
 * and `cleared` go to receivers that keep a state of their own.
 */
export const occasions = ["opened", "reopened", "escalated", "unacknowledged", "taken", "moved", "cleared"] as const;
export type Occasion = (typeof occasions)[number];

/** What waits for it in one currency, in decimal text of major units. `estimate`: part of it is by order price. */
export interface HeldText {
  readonly amount: string;
  readonly currency: string;
  readonly estimate: boolean;
}

/** One thing that one team is told once: all that a message says, whatever it is sent by. */
export interface Notice {
  /** Cause or exception, team, and the how-manieth time: never two messages of one key. */
  readonly key: string;
  /** `C-17`, or `X-1042` while it has no cause. */
  readonly group: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly occasion: Occasion;
  /** When it was due. */
  readonly at: Instant;
  readonly severity: Severity;
  /** Plain words, at most 80 characters. */
  readonly title: string;
  readonly reason: string;
  readonly kind: ExceptionKind;
  /** `X-1042`: the one that stands for all. */
  readonly exception: string;
  /** Rung of the ladder that holds it, from 0. */
  readonly rung: number;
  /** How many exceptions it stands for, those that nobody took among them. */
  readonly exceptions: number;
  readonly untaken: number;
  /** When the first of them happened. */
  readonly openedAt: Instant;
  /** By when it is to be taken; null once it is. */
  readonly dueAt: Instant | null;
  readonly cutoff: Instant | null;
  readonly warehouse: string | null;
  readonly system: string | null;
  /** Whose it is, or who took it. */
  readonly person: string | null;
  readonly blocks: { readonly orders: number; readonly shipments: number; readonly invoices: number };
  readonly held: readonly HeldText[];
  /** Orders whose worth nobody knows. */
  readonly heldUnknown: number;
  /** IANA zone in which its times are told: its warehouse's, else the company's. */
  readonly timezone: string;
  readonly company: string;
}

/**
 * By what receivers know a message again: the key and when it was due, so that a journal begun anew, which counts from
 * the start, does not repeat the names of the one before.
 */
export const messageId = (notice: Pick<Notice, "key" | "at">): string => `${notice.key}|${notice.at.toString(36)}`;
