import { type RefObject, useEffect, useState } from "react";
import type { VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import { causeOfMore } from "./lines.ts";
import {
  everything,
  extended,
  noSelection,
  pageAt,
  pageOfSelection,
  pageToggled,
  type Selection,
  sizeOf,
  toggled,
  without,
} from "./selection.ts";
import type { Layout } from "./useLayout.ts";
import type { Queue } from "./useQueue.ts";

/** What is chosen in the list, and how it is chosen. */
export interface Choice {
  readonly selection: Selection;
  readonly size: number;
  readonly set: (selection: Selection) => void;
  readonly check: (id: string, range: boolean) => void;
  readonly checkPage: () => void;
  readonly checkAll: () => void;
  readonly drop: (ids: ReadonlySet<string>) => void;
  /** Whether all, some or none of the page that one looks at is chosen. */
  readonly page: boolean | "mixed";
  /** How many match, where more match than are chosen and all that one sees of them are; else null. */
  readonly offered: number | null;
  /** By touch: a tap chooses instead of opening. */
  readonly choosing: boolean;
  readonly setChoosing: (on: boolean) => void;
}

/** Keeps what is chosen; while something is, no row moves. */
export function useChoice(queue: Queue, layout: Layout, rows: RefObject<VirtualRowsHandle | null>): Choice {
  const { by, orders, causes } = queue;
  const { steady } = by === "order" ? orders : causes;
  const question = JSON.stringify([by, queue.filter]);
  const [state, setState] = useState({ question, selection: noSelection });
  const [choosing, setChoosing] = useState(false);
  const selection = state.question === question ? state.selection : noSelection;
  const set = (next: Selection): void => setState({ question, selection: next });
  const size = sizeOf(selection);
  const { hold } = queue;
  useEffect(() => hold("selection", size > 0 || choosing), [hold, size, choosing]);

  // What can be chosen: rows and causes, not the way to others, and nothing that has left.
  const choosable = (): readonly string[] => [
    ...layout.lines.filter((line) => line.of === by && !queue.isGhost(line.id)).map((line) => line.id),
    ...(layout.tail === null ? [] : orders.there()),
  ];
  const page = (): readonly string[] => {
    const order = choosable();
    const element = rows.current?.scroller;
    const first = element === null || element === undefined ? null : firstInSight(element);
    return pageAt(order, first === null ? 0 : order.indexOf(first));
  };
  const shown = size === 0 && !choosing ? [] : page();
  const chosenOf = shown.filter((id) => selection.ids.has(id)).length;
  const matching = by === "order" ? steady.seen.total : queue.total;
  const offered =
    selection.all === null &&
    chosenOf > 0 &&
    chosenOf === shown.length &&
    matching > size &&
    shown.length >= pageOfSelection
      ? matching
      : null;
  return {
    selection,
    size,
    set,
    check: (id, range) => {
      if (causeOfMore(id) !== null) return;
      set(range ? extended(selection, choosable(), id) : toggled(selection, id));
    },
    checkPage: () => set(pageToggled(selection, page())),
    checkAll: () =>
      set(everything(choosable(), by === "order" ? steady.seen : { seq: steady.seen.seq, total: queue.total })),
    drop: (ids) => set(without(selection, ids)),
    page: chosenOf === 0 ? false : chosenOf === shown.length ? true : "mixed",
    offered,
    choosing,
    setChoosing: (on) => {
      setChoosing(on);
      if (!on) set(noSelection);
    },
  };
}

/** Id of the first row that one sees. */
function firstInSight(scroller: HTMLElement): string | null {
  const top = scroller.getBoundingClientRect().top;
  for (const row of scroller.querySelectorAll<HTMLElement>("[data-row]")) {
    if (row.getBoundingClientRect().bottom > top + 40) return row.dataset.row ?? null;
  }
  return null;
}
