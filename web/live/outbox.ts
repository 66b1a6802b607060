/**
 * What a person did while this device was cut off: kept on it, shown, and sent in order when the link is back. What was
 * decided meanwhile by others is never overwritten: it comes back with both values. Pure; `useOutbox.ts` keeps and sends.
 */
import type { ExceptionRow } from "../../server/wire/index.ts";
import type { Act, Acted } from "./act.ts";
import { foreseen, type Mine } from "./mine.ts";

/** What may wait for the link: nothing that ends something, goes out, or concerns many at once. */
export type Waitable = Extract<Act, { readonly action: "acknowledge" | "assign" | "comment" }>;

/** Why an action may not wait: it concerns many, it ends something, or others rely on its being said now. */
export type MayNotWait = "many" | "ends" | "now";

/** Whether an action on so many may wait for the link; null where it may. */
export function mayNotWait(action: Act["action"], n: number): MayNotWait | null {
  if (n > 1) return "many";
  switch (action) {
    case "acknowledge":
    case "assign":
    case "comment":
      return null;
    case "resolve":
      return "ends";
    case "not-mine":
    case "snooze":
    case "reopen":
    case "tell":
      return "now";
  }
}

/** One action that waits. */
export interface Waiting {
  readonly key: string;
  /** Whose it is: sent in nobody else's name. */
  readonly by: string;
  /** When it was asked for, Unix milliseconds by the server's clock. */
  readonly at: number;
  readonly what: Waitable;
  /** The row as the person saw it. */
  readonly row: ExceptionRow;
  /** `conflict`: it changed since; `refused`: the server said no. Both wait for the person. */
  readonly state: "waiting" | "sending" | "conflict" | "refused";
  /** It was sent and no answer came: it may have arrived. */
  readonly tried: boolean;
  /** On a conflict: the row as it is now. */
  readonly now: ExceptionRow | null;
  /** Where refused: what the server said. */
  readonly why: string | null;
}

/** All that waits, oldest first. */
export type Outbox = readonly Waiting[];

/** The outbox with one more. */
export const waiting = (box: Outbox, entry: Pick<Waiting, "key" | "by" | "at" | "what" | "row">): Outbox => [
  ...box,
  { ...entry, state: "waiting", tried: false, now: null, why: null },
];

/** The one to send next: the oldest of this person's that does not wait for an earlier one about the same exception. */
export function nextOf(box: Outbox, by: string): Waiting | null {
  const held = new Set<string>();
  for (const entry of box) {
    if (entry.by !== by) continue;
    if (entry.state === "sending") return null;
    if (entry.state === "waiting" && !held.has(entry.row.id)) return entry;
    held.add(entry.row.id);
  }
  return null;
}

const change = (box: Outbox, key: string, part: Partial<Waiting>): Outbox =>
  box.map((entry) => (entry.key === key ? { ...entry, ...part } : entry));

/** The outbox while one is on its way. */
export const sending = (box: Outbox, key: string): Outbox => change(box, key, { state: "sending" });

/** What came of sending one: `later`, nobody answered, or not now; else as of any action. */
export type Sent = Acted | { readonly kind: "later"; readonly arrived: "no" | "perhaps" };

/** The outbox once the answer is there. What this person did after it to the same row goes on from the new version. */
export function answered(box: Outbox, key: string, sent: Sent): Outbox {
  const entry = box.find((one) => one.key === key);
  if (entry === undefined) return box;
  switch (sent.kind) {
    case "done": {
      const { row } = sent;
      return box
        .filter((one) => one.key !== key)
        .map((one) =>
          one.row.id === row.id && one.by === entry.by && one.row.version === entry.row.version + 1
            ? { ...one, row }
            : one,
        );
    }
    case "conflict":
      return change(box, key, { state: "conflict", now: sent.current });
    case "failed":
      return change(box, key, { state: "refused", why: sent.problem.detail ?? sent.problem.title });
    case "later":
      return change(box, key, { state: "waiting", tried: entry.tried || sent.arrived === "perhaps" });
  }
}

/** The person wants it still, seeing what it is now. */
export function anyway(box: Outbox, key: string): Outbox {
  const entry = box.find((one) => one.key === key);
  if (entry === undefined) return box;
  return change(box, key, { state: "waiting", row: entry.now ?? entry.row, now: null, why: null, tried: false });
}

/** The person gave it up, or took it back before it was sent. One on its way cannot be called back. */
export const without = (box: Outbox, key: string): Outbox =>
  box.filter((one) => one.key !== key || one.state === "sending");

/** Rows as this person left them: what waits is shown as done until the server has answered. */
export function mineOf(box: Outbox, by: string): Mine {
  const rows = new Map<string, ExceptionRow>();
  for (const entry of box) {
    if (entry.by !== by || (entry.state !== "waiting" && entry.state !== "sending")) continue;
    const seen = rows.get(entry.row.id);
    const base = seen !== undefined && seen.version > entry.row.version ? seen : entry.row;
    rows.set(entry.row.id, foreseen(base, entry.what, by, entry.at));
  }
  return rows;
}

/** What was kept on the device: what was on its way when the page ended may have arrived. Anything else is dropped. */
export function kept(text: string | null): Outbox {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(value)) return [];
    return value
      .filter(isWaiting)
      .map((entry) => (entry.state === "sending" ? { ...entry, state: "waiting" as const, tried: true } : entry));
  } catch {
    return [];
  }
}

function isWaiting(value: unknown): value is Waiting {
  if (typeof value !== "object" || value === null) return false;
  const { key, by, what, row } = value as Partial<Waiting>;
  return typeof key === "string" && typeof by === "string" && what !== undefined && typeof row?.id === "string";
}
