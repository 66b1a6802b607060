import { useCallback, useMemo, useRef } from "react";
import { useDensity } from "../../widgets/density.ts";
import type { Tail } from "../../widgets/VirtualTail.tsx";
import { causeLines, type Heights, type Line, orderLines } from "./lines.ts";
import type { Queue } from "./useQueue.ts";

/** The list as it is laid out. */
export interface Layout {
  readonly lines: readonly Line[];
  /** Rows behind the lines; null for none. */
  readonly tail: Omit<Tail, "render"> | null;
  /** Ids of what one can step through, in order, as far as they are there. */
  readonly order: readonly string[];
  /** The one before or after another; null at the end, and where it is not there yet. */
  readonly step: (from: string | null, by: 1 | -1) => string | null;
  /** The nearest one after another that stays when others leave, else the nearest before it. */
  readonly staying: (from: string, leaving: ReadonlySet<string>) => string | null;
  /** Where a row stands among all, from 0, and how many there are; null for none. */
  readonly place: (id: string) => { readonly index: number; readonly of: number } | null;
}

const heightsOf = (narrow: boolean, compact: boolean): Heights => ({
  row: narrow ? (compact ? 88 : 100) : compact ? 52 : 62,
  band: compact ? 24 : 26,
  member: compact && !narrow ? 28 : 33,
});

/** Lays the queue out: heights for the person's density and text size, and the order of its rows. */
export function useLayout(queue: Queue, narrow: boolean): Layout {
  const compact = useDensity() === "compact";
  const { by, orders, causes } = queue;
  const heights = useMemo(() => {
    const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const { row, band, member } = heightsOf(narrow, compact);
    return { row: row * scale, band: band * scale, member: member * scale };
  }, [narrow, compact]);
  const { entries, rows } = causes.steady.list;
  const ofOrders = useMemo(
    () => orderLines(orders.steady.list.entries, heights),
    [orders.steady.list.entries, heights],
  );
  const ofCauses = useMemo(
    () => causeLines({ entries, rows }, causes.open, causes.membersOf, heights),
    [entries, rows, causes.open, causes.membersOf, heights],
  );
  const held = useRef<readonly Line[]>([]);
  const made = by === "order" ? ofOrders : ofCauses;
  // Contents change more often than the layout: the same lines stay the same.
  if (!sameLines(held.current, made)) held.current = made;
  const lines = held.current;
  const order = useMemo(() => lines.filter((line) => line.kind === "row").map((line) => line.id), [lines]);

  const behind = by === "order" ? orders.behind : 0;
  const { show } = orders.pages;
  const onRange = useCallback((first: number, last: number) => show(first, last), [show]);
  const tail =
    behind === 0
      ? null
      : {
          count: behind,
          height: heights.row,
          id: (slot: number) => orders.slot(slot)?.id ?? null,
          indexOf: orders.slotOf,
          onRange,
        };
  const kindOf = (id: string): Line["of"] => lines.find((line) => line.id === id)?.of ?? "order";
  const indexOf = (id: string): number => {
    const at = order.indexOf(id);
    if (at >= 0) return at;
    const slot = behind === 0 ? -1 : orders.slotOf(id);
    return slot < 0 ? -1 : order.length + slot;
  };
  const at = (index: number): string | null =>
    order[index] ?? (index < 0 ? null : (orders.slot(index - order.length)?.id ?? null));
  const step: Layout["step"] = (from, dir) => {
    const index = from === null ? -1 : indexOf(from);
    return index < 0 ? at(0) : at(index + dir);
  };
  return {
    lines,
    tail,
    order,
    step,
    staying: (from, leaving) => {
      for (const dir of [1, -1] as const) {
        let next = step(from, dir);
        while (next !== null && leaving.has(next)) next = step(next, dir);
        if (next !== null) return next;
      }
      return null;
    },
    place: (id) => {
      const kind = kindOf(id);
      const alike = lines.filter((line) => line.of === kind).map((line) => line.id);
      const at = alike.indexOf(id);
      const slot = at < 0 && behind > 0 ? orders.slotOf(id) : -1;
      if (at < 0 && slot < 0) return null;
      return { index: at < 0 ? alike.length + slot : at, of: alike.length + behind };
    },
  };
}

function sameLines(a: readonly Line[], b: readonly Line[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every((line, index) => {
    const other = b[index];
    return (
      line.id === other?.id && line.height === other.height && line.of === other.of && line.within === other.within
    );
  });
}
