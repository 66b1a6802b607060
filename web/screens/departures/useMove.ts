import { useState } from "react";
import type { DepartureRow, Problem } from "../../../server/wire/index.ts";
import { api, problemOf } from "../../live/index.ts";

/** A departure on which orders can go later. */
export type Later = DepartureRow["later"][number];

/** What came of one order. */
interface Result {
  readonly id: string;
  readonly ok: boolean;
  readonly error?: Problem;
}

interface Moved {
  readonly results: readonly Result[];
  /** Names the decision, for taking it back; null where nothing was recorded. */
  readonly actionId: string | null;
}

/** An order that the decision does not hold for, and why. */
export interface Refused {
  readonly id: string;
  readonly why: string;
}

/** What was last recorded, and what came of it for each order. */
export type Outcome =
  | {
      readonly kind: "moved";
      readonly to: Later;
      readonly moved: readonly string[];
      readonly refused: readonly Refused[];
      readonly actionId: string | null;
    }
  | { readonly kind: "undone"; readonly orders: number; readonly refused: readonly Refused[] }
  | { readonly kind: "failed"; readonly what: "move" | "undo"; readonly problem: Problem };

type Kept = Extract<Outcome, { kind: "moved" }>;

/** Records that orders ship on a later departure, and takes it back. */
export interface Move {
  readonly busy: boolean;
  readonly outcome: Outcome | null;
  /** What can be taken back; it stays so when that fails. */
  readonly last: Kept | null;
  readonly ship: (orders: readonly string[], to: Later) => Promise<void>;
  /** Takes back what was last recorded; nothing where there is none. */
  readonly undo: () => Promise<void>;
  /** Another departure is looked at: what came of the last decision is no longer shown. */
  readonly forget: () => void;
}

/** Sends one decision at a time; what it changes comes back by the feed. */
export function useMove(warehouse: string): Move {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [last, setLast] = useState<Kept | null>(null);
  const once = async (what: "move" | "undo", send: () => Promise<Outcome>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const came = await send().catch((error: unknown): Outcome => ({ kind: "failed", what, problem: problemOf(error) }));
    setOutcome(came);
    if (came.kind === "moved") setLast(came.actionId === null ? null : came);
    if (came.kind === "undone") setLast(null);
    setBusy(false);
  };
  return {
    busy,
    outcome,
    last,
    ship: (orders, to) =>
      once("move", async () => {
        const { at, carrier, service } = to;
        const body = { orders, to: { at, carrier, service }, warehouse };
        const { results, actionId } = await api<Moved>("/departures/moves", { body });
        const moved = results.filter((one) => one.ok).map((one) => one.id);
        return { kind: "moved", to, moved, refused: refusedOf(results), actionId };
      }),
    undo: async () => {
      if (last?.actionId == null) return;
      const path = `/departures/moves/${encodeURIComponent(last.actionId)}`;
      await once("undo", async () => {
        const { results } = await api<Moved>(path, { method: "DELETE" });
        return { kind: "undone", orders: results.filter((one) => one.ok).length, refused: refusedOf(results) };
      });
    },
    forget: () => setOutcome(null),
  };
}

const refusedOf = (results: readonly Result[]): readonly Refused[] =>
  results.filter((one) => !one.ok).map(({ id, error }) => ({ id, why: error?.detail ?? error?.title ?? "" }));
