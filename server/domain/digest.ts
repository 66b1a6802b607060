import { dateOf, fromLocal } from "./civil.ts";
import { weekOf } from "./figures/period.ts";
import type { Instant, Millis } from "./types.ts";

/** Somebody whom the Monday mail goes to. */
export interface DigestReader {
  /** Mail address; two that differ in capitals alone are one. */
  readonly to: string;
  /** Null where only the address is known. */
  readonly name: string | null;
  /** On whose clock it is Monday 07:00. */
  readonly timezone: string;
}

/** How the mail of a week ended. `unknown`: nobody knows whether it arrived; `skipped`: it would have been too late. */
export const digestEnds = ["taken", "refused", "unknown", "given-up", "skipped"] as const;
export type DigestEnd = (typeof digestEnds)[number];

/** One step of sending the mail of a week. */
export type DigestStep =
  | { readonly step: "trying"; readonly attempt: number }
  | { readonly step: "postponed"; readonly attempt: number; readonly until: Instant; readonly said: string }
  | { readonly step: "ended"; readonly end: DigestEnd; readonly said: string };

/** Who wants the mail, and what left, as the journal keeps it. No row depends on it. */
export type DigestRuling =
  /** Wants it, or wants it on another clock. */
  | { readonly kind: "digest-asked"; readonly by: string; readonly to: string; readonly timezone: string }
  /** Wants it no longer, whatever the network file says. */
  | { readonly kind: "digest-stopped"; readonly by: string; readonly to: string }
  | {
      readonly kind: "digest-sent";
      readonly by: string;
      readonly to: string;
      /** The Monday on the reader's clock, as `2026-11-23`. */
      readonly monday: string;
      readonly sent: DigestStep;
    };

/** The last word of one reader, and how their newest mail fared. */
export interface DigestEntry {
  readonly to: string;
  readonly word:
    | { readonly kind: "asked"; readonly by: string; readonly timezone: string; readonly at: Instant }
    | { readonly kind: "stopped"; readonly by: string; readonly at: Instant }
    | null;
  readonly newest: { readonly monday: string; readonly sent: DigestStep; readonly at: Instant } | null;
}

/** What rulings say of readers, by address in small letters. A fold over the journal and nothing else. */
export type DigestBook = ReadonlyMap<string, DigestEntry>;

/** Somebody who gets it now, and since when; null: as long as the network file has named them. */
export interface DigestListed extends DigestReader {
  readonly since: Instant | null;
  /** Who asked for it; null: the network file. */
  readonly askedBy: string | null;
}

/** What is to be done for one reader now. */
export interface DigestDue {
  readonly reader: DigestListed;
  readonly monday: string;
  /** Monday 07:00 on the reader's clock. */
  readonly dueAt: Instant;
  readonly deed:
    | { readonly kind: "send"; readonly attempt: number; readonly late: boolean }
    /** To be put down and not sent. */
    | { readonly kind: "end"; readonly end: "unknown" | "given-up" | "skipped" };
}

/** Minutes east of UTC in a zone at an instant. */
export type OffsetAt = (timezone: string, at: Instant) => number;

const dayMs: Millis = 86_400_000;
const hourDue = 7 * 3_600_000;
/** Later than this, the mail says that it is late. */
const lateAfter: Millis = 15 * 60_000;
/** Later than this, it is not sent any more. */
const tooLateAfter: Millis = dayMs;

/** An address as readers are told apart by. */
export const readerKey = (to: string): string => to.toLowerCase();

/** The book after a ruling. Pure. */
export function foldDigest(book: DigestBook, ruling: DigestRuling, at: Instant): DigestBook {
  const key = readerKey(ruling.to);
  const known = book.get(key) ?? { to: ruling.to, word: null, newest: null };
  return new Map(book).set(key, entryAfter(known, ruling, at));
}

function entryAfter(known: DigestEntry, ruling: DigestRuling, at: Instant): DigestEntry {
  switch (ruling.kind) {
    case "digest-asked": {
      const { to, by, timezone } = ruling;
      // Who only moves to another clock has wanted it since before.
      const since = known.word?.kind === "asked" ? known.word.at : at;
      return { ...known, to, word: { kind: "asked", by, timezone, at: since } };
    }
    case "digest-stopped":
      return { ...known, word: { kind: "stopped", by: ruling.by, at } };
    case "digest-sent":
      return { ...known, newest: { monday: ruling.monday, sent: ruling.sent, at } };
  }
}

/** Who gets it: those of the network file and those who asked, each once; a reader's own word is the last. Pure. */
export function digestReaders(book: DigestBook, named: readonly DigestReader[]): readonly DigestListed[] {
  const found = new Map<string, DigestListed>();
  for (const reader of named) found.set(readerKey(reader.to), { ...reader, since: null, askedBy: null });
  for (const [key, { to, word }] of book) {
    if (word?.kind === "stopped") found.delete(key);
    if (word?.kind !== "asked") continue;
    const { timezone, at, by } = word;
    const file = found.get(key);
    found.set(key, { to, name: file?.name ?? by, timezone, since: file === undefined ? at : null, askedBy: by });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reader]) => reader);
}

/** The newest Monday 07:00 on a clock that is not ahead. */
export function newestMonday(
  timezone: string,
  now: Instant,
  offsetAt: OffsetAt,
): { readonly monday: string; readonly dueAt: Instant } {
  const clock = (at: Instant): number => offsetAt(timezone, at);
  const { from } = weekOf(Math.floor((now + clock(now) * 60_000) / dayMs));
  const dueOf = (day: number): Instant => fromLocal(day * dayMs + hourDue, clock);
  const day = dueOf(from) <= now ? from : from - 7;
  return { monday: dateOf(day * dayMs), dueAt: dueOf(day) };
}

/** When the next one leaves for a reader: Monday 07:00 on their clock. */
export function nextDigest(timezone: string, now: Instant, offsetAt: OffsetAt): Instant {
  const { dueAt } = newestMonday(timezone, now, offsetAt);
  // A week later less a day is past no Monday 07:00 and less than one before the next, whatever the clock did.
  return newestMonday(timezone, dueAt + 7 * dayMs + dayMs, offsetAt).dueAt;
}

/** What is to be done for whom now; rules DG1 to DG6. Pure: the same words, mails and instant give the same. */
export function dueDigests(
  book: DigestBook,
  named: readonly DigestReader[],
  now: Instant,
  offsetAt: OffsetAt,
): readonly DigestDue[] {
  return digestReaders(book, named).flatMap((reader) => {
    const { monday, dueAt } = newestMonday(reader.timezone, now, offsetAt);
    const newest = book.get(readerKey(reader.to))?.newest ?? null;
    const open = newest === null ? null : leftOpen(newest, monday);
    // What was left open is ended first, under its own Monday.
    if (newest !== null && open !== null)
      return [{ reader, monday: newest.monday, dueAt, deed: { kind: "end", end: open } }];
    const deed = deedOf(reader, newest, { monday, dueAt, now });
    return deed === null ? [] : [{ reader, monday, dueAt, deed }];
  });
}

/** How what was begun and never ended is ended: what was leaving when the server stopped may have arrived. */
function leftOpen({ monday, sent }: NonNullable<DigestEntry["newest"]>, now: string): "unknown" | "given-up" | null {
  if (sent.step === "trying") return "unknown";
  return sent.step === "postponed" && monday < now ? "given-up" : null;
}

function deedOf(
  { since }: DigestListed,
  newest: DigestEntry["newest"],
  { monday, dueAt, now }: { readonly monday: string; readonly dueAt: Instant; readonly now: Instant },
): DigestDue["deed"] | null {
  const tooLate = now - dueAt >= tooLateAfter;
  const late = now - dueAt > lateAfter;
  if (newest !== null && newest.monday >= monday) {
    if (newest.sent.step !== "postponed") return null;
    if (tooLate) return { kind: "end", end: "given-up" };
    return now < newest.sent.until ? null : { kind: "send", attempt: newest.sent.attempt + 1, late };
  }
  if (since !== null && since > dueAt) return null;
  if (!tooLate) return { kind: "send", attempt: 1, late };
  // Nobody missed what they were never to get: the file may name them since an hour ago.
  return since === null && newest === null ? null : { kind: "end", end: "skipped" };
}
