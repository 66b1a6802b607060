// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table.
// biome-ignore-all lint/a11y/useFocusableInteractive: a row that is not there yet takes no focus.
import { type ReactNode, type RefObject, useEffect, useState } from "react";

/** Rows of one height, in any number, of which only those in sight are asked for. */
export interface Tail {
  readonly count: number;
  /** CSS pixels of each row. */
  readonly height: number;
  /** Id of the row in a slot; null while it is not there. */
  readonly id: (slot: number) => string | null;
  /** Slot of a row that is there; -1 for none. */
  readonly indexOf: (id: string) => number;
  /** Cells of a slot, also while its row is not there. */
  readonly render: (slot: number) => ReactNode;
  /** Tells which slots are in sight; none with an empty range. */
  readonly onRange: (first: number, last: number) => void;
}

/** Rows before and after those in sight that are drawn too. */
const overscan = 6;

/** Draws the slots in sight, by arithmetic alone: a hundred thousand cost as much as ten. */
export function VirtualTail({
  tail,
  top,
  scroller,
  rowIndex,
  stop,
  selected,
  rowClass,
  onChoose,
  onActive,
}: {
  readonly tail: Tail;
  /** Where the first slot begins, CSS pixels from the top of the content. */
  readonly top: number;
  readonly scroller: RefObject<HTMLElement | null>;
  /** `aria-rowindex` of the first slot. */
  readonly rowIndex: number;
  readonly stop: string | null;
  readonly selected: string | null;
  readonly rowClass: string;
  readonly onChoose: (id: string) => void;
  readonly onActive: (id: string) => void;
}) {
  const { count, height, onRange } = tail;
  const [range, setRange] = useState({ first: 0, last: -1 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => {
      const from = Math.floor((element.scrollTop - top) / height);
      const to = Math.ceil((element.scrollTop + element.clientHeight - top) / height);
      const first = Math.max(0, from - overscan);
      const last = Math.min(count - 1, to + overscan);
      setRange((old) => (old.first === first && old.last === last ? old : { first, last }));
      onRange(Math.max(0, from), Math.min(count - 1, to));
    };
    look();
    const size = new ResizeObserver(look);
    size.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      size.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, top, height, count, onRange]);
  const slots = Array.from({ length: Math.max(0, range.last - range.first + 1) }, (_, index) => range.first + index);
  return (
    <div role="rowgroup" style={{ height: count * height, position: "relative" }}>
      {slots.map((slot) => {
        const id = tail.id(slot);
        const place = { height, transform: `translateY(${slot * height}px)` };
        if (id === null) {
          return (
            <div key={slot} role="row" aria-rowindex={rowIndex + slot} aria-busy className={rowClass} style={place}>
              {tail.render(slot)}
            </div>
          );
        }
        return (
          <div
            key={slot}
            role="row"
            aria-rowindex={rowIndex + slot}
            aria-selected={id === selected}
            tabIndex={id === stop ? 0 : -1}
            data-row={id}
            className={rowClass}
            style={place}
            onClick={() => onChoose(id)}
            onKeyDown={undefined}
            onFocus={(event) => event.target === event.currentTarget && onActive(id)}
          >
            {tail.render(slot)}
          </div>
        );
      })}
    </div>
  );
}
