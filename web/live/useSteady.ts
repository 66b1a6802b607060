import { useCallback, useEffect, useRef, useState } from "react";
import { useLive } from "./hooks.ts";
import { usePaused } from "./pause.ts";
import {
  type BandOf,
  drop,
  emptySteady,
  extend,
  merge,
  type Place,
  pend,
  placesOf,
  putBack,
  type Steady,
  take,
} from "./steady.ts";

interface Row {
  readonly id: string;
}

/** What keeps rows in place: somebody presses, reads, has scrolled, or has chosen something. */
export type Hold = "pointer" | "focus" | "scroll" | "selection" | "detail";

/** How rows are kept in place. */
export interface SteadyAsk<T extends Row> {
  /** Names the question: another one begins anew. */
  readonly key: string;
  readonly rows: readonly T[];
  readonly seq: number;
  readonly total: number;
  /** Rows in the window; a greater one adds at the end. */
  readonly limit: number;
  /** False until the first answer. */
  readonly ready: boolean;
  readonly order: (a: T, b: T) => number;
  readonly bandOf: BandOf<T>;
  /** Rows of the person's own that may come back where they stood: taken back, or refused. */
  readonly returning: ReadonlySet<string>;
}

/** A list that stays in place, and what the page does with it. */
export interface SteadyList<T extends Row> {
  readonly list: Steady<T>;
  readonly key: string;
  /** Counts up whenever the list was placed anew because the person asked for it. */
  readonly turn: number;
  /** The state of the feed that is wholly on the screen: nothing of it waits. What "all that match" means. */
  readonly seen: { readonly seq: number; readonly total: number };
  /** The state that the contents of the entries are of: the newest, but for a pause. */
  readonly shownSeq: number;
  readonly hold: (why: Hold, value: boolean) => void;
  readonly showNew: () => void;
  /** Takes rows out at once: the person's own action ended them here. */
  readonly leave: (ids: ReadonlySet<string>) => void;
}

interface State<T extends Row> {
  readonly key: string;
  readonly limit: number;
  readonly list: Steady<T>;
  readonly left: ReadonlyMap<string, Place>;
  readonly seen: { readonly seq: number; readonly total: number };
  readonly shownSeq: number;
  readonly turn: number;
}

/** Keeps a feed's rows in place while somebody works in them. */
export function useSteady<T extends Row>(ask: SteadyAsk<T>): SteadyList<T> {
  const { link } = useLive();
  const paused = usePaused();
  const holds = useRef<Record<Hold, boolean>>({
    pointer: false,
    focus: false,
    scroll: false,
    selection: false,
    detail: false,
  });
  const [state, setState] = useState<State<T>>(() => ({
    key: "",
    limit: 0,
    list: emptySteady<T>(),
    left: new Map(),
    seen: { seq: 0, total: 0 },
    shownSeq: 0,
    turn: 0,
  }));
  const { key, rows, seq, total, limit, ready, order, bandOf, returning } = ask;

  useEffect(() => {
    if (!ready) return;
    const held = Object.values(holds.current).some(Boolean);
    const at = link.now();
    setState((old) => {
      const now = { key, limit, shownSeq: seq };
      const seenNow = { seq, total };
      if (old.key !== key) {
        const list = take(emptySteady<T>(), rows, { held: false, bandOf, at });
        return { ...old, ...now, list, left: new Map(), seen: seenNow };
      }
      if (old.limit !== limit) return { ...old, ...now, list: extend(old.list, rows, bandOf) };
      if (paused !== null) return { ...old, list: pend(old.list, rows) };
      const places = new Map([...old.left].filter(([id]) => returning.has(id)));
      const there = putBack(old.list, rows, places);
      const list = take(there, rows, { held, bandOf, at, ...(total > rows.length ? { partOf: order } : {}) });
      const stands = new Set(list.entries.map((entry) => entry.id));
      const left = new Map([...old.left].filter(([id]) => !stands.has(id)));
      return { ...old, ...now, list, left, seen: list.arrivals.length === 0 ? seenNow : old.seen };
    });
  }, [key, rows, seq, total, limit, ready, order, bandOf, returning, paused, link]);

  const hold = useCallback((why: Hold, value: boolean) => {
    holds.current[why] = value;
  }, []);
  const showNew = useCallback(
    () =>
      setState((old) => ({
        ...old,
        list: merge(old.list, bandOf),
        left: new Map(),
        seen: { seq, total },
        shownSeq: seq,
        turn: old.turn + 1,
      })),
    [bandOf, seq, total],
  );
  const leave = useCallback(
    (ids: ReadonlySet<string>) =>
      setState((old) => ({
        ...old,
        list: drop(old.list, ids),
        left: new Map([...old.left, ...placesOf(old.list, ids)]),
      })),
    [],
  );
  const { list, turn, seen, shownSeq } = state;
  return { list, key: state.key, turn, seen, shownSeq, hold, showNew, leave };
}
