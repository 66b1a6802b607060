/**
 * What this person did in the last half hour, on this device: the undo bar shows the newest, "My recent actions" all of
 * them. Nothing here decides whether something can still be taken back: the server does.
 */
import { useSyncExternalStore } from "react";
import { type Act, type ActedOnMany, takeBack } from "./act.ts";
import { cell } from "./store.ts";

/** How long an action can be taken back from here, milliseconds. */
export const deedsKeptMs = 30 * 60_000;

/** One action that can be taken back, or was. */
export interface Deed {
  readonly key: string;
  /** When it was asked for, Unix milliseconds by the server's clock. */
  readonly at: number;
  readonly action: Act["action"];
  /** What it was done to, in words. */
  readonly what: string;
  readonly state: "sending" | "done" | "undoing" | "undone" | "stuck";
  /** What it made, by the version that an undo names. */
  readonly made: readonly { readonly id: string; readonly actionId: number }[];
  /** After an undo: how many of `made` something newer holds. */
  readonly kept: number;
}

const stored = "tallyman.deeds";
const deeds = cell<readonly Deed[]>(read());
const answers = new Map<string, Promise<unknown>>();
let next = 1;

function read(): readonly Deed[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(stored) ?? "[]");
    return Array.isArray(value) ? (value as Deed[]).filter((deed) => deed.state === "done") : [];
  } catch {
    return [];
  }
}

function set(list: readonly Deed[]): void {
  deeds.set(list);
  try {
    sessionStorage.setItem(stored, JSON.stringify(list));
  } catch {
    // Refused storage, or too much for it: it holds for this page.
  }
}

const change = (key: string, part: Partial<Deed>): void =>
  set(deeds.get().map((deed) => (deed.key === key ? { ...deed, ...part } : deed)));

/** The actions that are young enough to be taken back at an instant, newest first. */
export const youngDeeds = (list: readonly Deed[], now: number): readonly Deed[] =>
  list.filter((deed) => now - deed.at < deedsKeptMs);

/**
 * Notes an action while it is on its way. `answer` says what it made; where it made nothing the note is withdrawn. Notes
 * do not wait for it.
 */
export function noteDeed(
  action: Act["action"],
  what: string,
  at: number,
  answer: Promise<readonly { readonly id: string; readonly actionId: number }[]>,
): void {
  // A note cannot be taken back.
  if (action === "comment") return;
  const key = `${at}-${next}`;
  next += 1;
  set([{ key, at, action, what, state: "sending", made: [], kept: 0 }, ...youngDeeds(deeds.get(), at)]);
  const noted = answer.then(
    (made) =>
      made.length === 0 ? set(deeds.get().filter((deed) => deed.key !== key)) : change(key, { state: "done", made }),
    () => set(deeds.get().filter((deed) => deed.key !== key)),
  );
  answers.set(
    key,
    noted.finally(() => answers.delete(key)),
  );
}

/** Takes an action back, as soon as its answer is there. What something newer holds stays as it is. */
export async function undoDeed(key: string): Promise<void> {
  await answers.get(key);
  const deed = deeds.get().find((one) => one.key === key);
  if (deed === undefined || (deed.state !== "done" && deed.state !== "stuck")) return;
  change(key, { state: "undoing" });
  const acted: ActedOnMany = await takeBack(deed.made);
  if (acted.kind === "failed") change(key, { state: "done" });
  else {
    const kept = acted.results.filter(({ ok }) => !ok).length;
    change(key, { state: kept === deed.made.length ? "stuck" : "undone", kept });
  }
}

/** All that is remembered now, newest first. */
export const readDeeds = (): readonly Deed[] => deeds.get();

/** Forgets all of it: another person signs in. */
export const forgetDeeds = (): void => set([]);

/** All that is remembered, newest first. */
export const useDeeds = (): readonly Deed[] => useSyncExternalStore(deeds.watch, deeds.get);
