/**
 * What this person did in the last half hour, on this device: the undo bar shows the newest, "My recent actions" all of
 * them. Nothing here decides whether something can still be taken back: the server does.
 */
import { useSyncExternalStore } from "react";
import type { Problem } from "../../server/wire/index.ts";
import { type Act, takeBack } from "./act.ts";
import { problemOf } from "./api.ts";
import { unship } from "./moves.ts";
import { cell } from "./store.ts";

/** How long an action can be taken back from here, milliseconds. */
export const deedsKeptMs = 30 * 60_000;

/** One action that can be taken back, or was. */
export interface Deed {
  readonly key: string;
  /** When it was asked for, Unix milliseconds by the server's clock. */
  readonly at: number;
  /** `move`: orders ship on a later departure. */
  readonly action: Act["action"] | "move";
  /** What it was done to, in words. */
  readonly what: string;
  readonly state: "sending" | "done" | "undoing" | "undone" | "stuck";
  /** What it made, by the version that an undo names. */
  readonly made: readonly { readonly id: string; readonly actionId: number }[];
  /** Of a move: the name of the decision, by which it is taken back whole. */
  readonly move?: string;
  /** After an undo: how many something newer holds. */
  readonly kept: number;
  /** After the undo of a move: how many orders are where they were. */
  readonly back?: number;
  /** After the undo of a move: the orders that it did not hold for, and why. */
  readonly refused?: readonly { readonly id: string; readonly problem: Problem | null }[];
  /** Why the last undo did not go through; it can be asked again. */
  readonly failed?: Problem | null;
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

/** Notes that orders ship on a later departure, by the name of the decision; gives the note's key. */
export function noteMove(what: string, at: number, move: string): string {
  const key = `${at}-${next}`;
  next += 1;
  const deed: Deed = { key, at, action: "move", what, state: "done", made: [], move, kept: 0 };
  set([deed, ...youngDeeds(deeds.get(), at)]);
  return key;
}

/** Takes an action back, as soon as its answer is there. What something newer holds stays as it is. */
export async function undoDeed(key: string): Promise<void> {
  await answers.get(key);
  const deed = deeds.get().find((one) => one.key === key);
  if (deed === undefined || (deed.state !== "done" && deed.state !== "stuck")) return;
  change(key, { state: "undoing", failed: null });
  const came = await (deed.move === undefined ? undone(deed.made) : unmoved(deed.move));
  change(key, came);
}

async function undone(made: Deed["made"]): Promise<Partial<Deed>> {
  const acted = await takeBack(made);
  if (acted.kind === "failed") return { state: "done", failed: acted.problem };
  const kept = acted.results.filter(({ ok }) => !ok).length;
  return { state: kept === made.length ? "stuck" : "undone", kept };
}

async function unmoved(move: string): Promise<Partial<Deed>> {
  try {
    const { results } = await unship(move);
    const refused = results.filter(({ ok }) => !ok).map(({ id, error }) => ({ id, problem: error ?? null }));
    const stuck = refused.length === results.length;
    return { state: stuck ? "stuck" : "undone", kept: refused.length, refused, back: results.length - refused.length };
  } catch (error) {
    return { state: "done", failed: problemOf(error) };
  }
}

/** All that is remembered now, newest first. */
export const readDeeds = (): readonly Deed[] => deeds.get();

/** Forgets all of it: another person signs in. */
export const forgetDeeds = (): void => set([]);

/** All that is remembered, newest first. */
export const useDeeds = (): readonly Deed[] => useSyncExternalStore(deeds.watch, deeds.get);
