/** The Monday mail: what it says, as JSON. */
import type { IsoInstant } from "./types.ts";

/** How something is meant: what cannot be known is never `good`. */
export const digestTones = ["plain", "good", "bad", "unknown"] as const;
export type DigestTone = (typeof digestTones)[number];

export interface DigestLine {
  readonly text: string;
  readonly tone: DigestTone;
}

export const digestCards = ["on-time", "held", "unbilled", "saved", "trust"] as const;

/** One of the five numbers, with what else is known of it. */
export interface DigestCard {
  readonly id: (typeof digestCards)[number];
  readonly title: string;
  readonly value: string;
  /** What stands beside the value, smaller. */
  readonly aside: string | null;
  /** How it stands: to its target, to the ledger. */
  readonly word: DigestLine | null;
  readonly lines: readonly DigestLine[];
}

/** A part of what changed, in points; the parts add up to the last. */
export interface DigestChange {
  readonly points: string;
  readonly text: string;
  readonly tone: DigestTone;
}

export interface DigestPromise {
  readonly text: string;
  readonly state: DigestLine;
  readonly owner: string;
}

/** Addresses of pages; null where nobody but this machine could open them. */
export interface DigestLinks {
  readonly scorecard: string;
  readonly table: string;
  readonly counted: string;
  readonly settings: string;
}

export interface DigestPage {
  readonly company: string;
  readonly asOf: IsoInstant;
  /** Zone of every time in it: the company's. */
  readonly zone: string;
  /** Days, both included, as `2026-11-16`. */
  readonly from: string;
  readonly to: string;
  /** The week is over. */
  readonly ended: boolean;
  readonly subject: string;
  /** The figure with its distance, and who is silent. */
  readonly sentence: { readonly main: string; readonly rest: string | null };
  /** Which days they are, and what is to be known of the mail itself. */
  readonly about: readonly string[];
  readonly cards: readonly DigestCard[];
  readonly changed: {
    readonly parts: readonly DigestChange[];
    readonly total: DigestChange | null;
    readonly note: string | null;
  };
  readonly promised: readonly DigestPromise[];
  readonly links: DigestLinks | null;
}

/** Somebody who gets the mail. */
export interface DigestReaderRow {
  readonly to: string;
  readonly name: string | null;
  readonly timezone: string;
  /** It is the asker's: theirs by name, or they asked for it. */
  readonly mine: boolean;
  readonly by: "file" | "reader";
  readonly nextAt: IsoInstant;
  /** How the newest fared; null where none was due yet. */
  readonly newest: { readonly monday: string; readonly at: IsoInstant; readonly state: DigestState } | null;
}

/** How a mail fares, or ended. */
export const digestStates = ["trying", "postponed", "taken", "refused", "unknown", "given-up", "skipped"] as const;
export type DigestState = (typeof digestStates)[number];

/** Who gets the mail, and whether it can leave. */
export interface DigestReaders {
  readonly items: readonly DigestReaderRow[];
  readonly total: number;
  readonly nextCursor: null;
  /** Why no mail leaves; null: it does. */
  readonly stopped: string | null;
  /** Whether the page goes along as PDF; why not. */
  readonly pdf: { readonly able: boolean; readonly why: string | null };
}

/** What became of one that was asked for at once. */
export interface DigestSent {
  readonly to: string;
  readonly said: string;
  readonly pdf: boolean;
}
