import { useEffect, useState } from "react";
import type { Problem } from "../../../server/wire/index.ts";
import { type Later, noteMove, problemOf, shipLater, useDeeds, useLive } from "../../live/index.ts";

export type { Later };

/** An order that the decision does not hold for, and why. */
export interface Refused {
  readonly id: string;
  readonly why: string;
}

/** What was last recorded or taken back, and what came of it for each order. */
export type Outcome =
  | {
      readonly kind: "moved";
      readonly to: Later;
      readonly moved: readonly string[];
      readonly refused: readonly Refused[];
    }
  | { readonly kind: "undone"; readonly orders: number; readonly refused: readonly Refused[] }
  | { readonly kind: "failed"; readonly what: "move" | "undo"; readonly problem: Problem };

/** Records that orders ship on a later departure; the frame's undo bar takes it back. */
export interface Move {
  readonly busy: boolean;
  readonly outcome: Outcome | null;
  readonly ship: (orders: readonly string[], to: Later) => Promise<void>;
  /** Another departure is looked at: what came of the last decision is no longer shown. */
  readonly forget: () => void;
}

/** Sends one decision at a time; what it changes comes back by the feed. `say` names it for the undo bar. */
export function useMove(warehouse: string, say: (orders: number, to: Later) => string): Move {
  const { link } = useLive();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  /** The last decision, among what this person did. */
  const [key, setKey] = useState<string | null>(null);
  const deed = useDeeds().find((one) => one.key === key);
  const state = deed?.state;
  const failed = deed?.failed ?? null;
  // It is taken back from the bar, by its key or from the list of recent actions: the panel tells what came of it.
  useEffect(() => {
    if (deed === undefined) return;
    if (failed !== null) setOutcome({ kind: "failed", what: "undo", problem: failed });
    else if (state === "undone" || state === "stuck")
      setOutcome({ kind: "undone", orders: deed.back ?? 0, refused: (deed.refused ?? []).map(refusedOf) });
  }, [state, failed, deed]);
  return {
    busy: busy || state === "undoing",
    outcome,
    ship: async (orders, to) => {
      if (busy || state === "undoing") return;
      setBusy(true);
      try {
        const { results, actionId } = await shipLater(warehouse, orders, to);
        const moved = results.filter((one) => one.ok).map((one) => one.id);
        const refused = results
          .filter((one) => !one.ok)
          .map(({ id, error }) => refusedOf({ id, problem: error ?? null }));
        setKey(actionId === null ? null : noteMove(say(moved.length, to), link.now(), actionId));
        setOutcome({ kind: "moved", to, moved, refused });
      } catch (error) {
        setOutcome({ kind: "failed", what: "move", problem: problemOf(error) });
      }
      setBusy(false);
    },
    forget: () => setOutcome(null),
  };
}

const refusedOf = ({ id, problem }: { readonly id: string; readonly problem: Problem | null }): Refused => ({
  id,
  why: problem?.detail ?? problem?.title ?? "",
});
