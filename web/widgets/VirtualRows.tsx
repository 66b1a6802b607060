// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be a table.
// biome-ignore-all lint/a11y/useFocusableInteractive: a heading row is read, not used.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import classes from "./VirtualRows.module.css";
import { type Tail, VirtualTail } from "./VirtualTail.tsx";

/** One line of the list: a row that can be focused, or a band that heads the rows after it. */
export interface VirtualItem {
  readonly id: string;
  readonly kind: "row" | "band";
  /** CSS pixels, borders included. */
  readonly height: number;
}

/** What a screen can ask the list for. */
export interface VirtualRowsHandle {
  /** The element that scrolls. */
  readonly scroller: HTMLElement | null;
  /** Moves the focus to a row, scrolling it into view. */
  focus(id: string): void;
  reveal(id: string): void;
}

/** What a list of rows takes. Rows render `role="gridcell"` cells. */
export interface VirtualRowsProps {
  readonly label: string;
  readonly items: readonly VirtualItem[];
  /** The row that the Tab key reaches; null: the first. */
  readonly active: string | null;
  readonly selected?: string | null;
  readonly onActive: (id: string) => void;
  readonly onOpen?: (id: string) => void;
  /** Opened by the Enter key, where that is to do more than a tap; else `onOpen`. */
  readonly onEnter?: ((id: string) => void) | undefined;
  readonly render: (item: VirtualItem) => ReactNode;
  /** A heading row, with `role="columnheader"` cells. */
  readonly head?: ReactNode;
  readonly foot?: ReactNode;
  /** Rows behind `items`, in any number: they are known only where one looks. */
  readonly tail?: Tail | undefined;
  /** By Shift and an arrow: everything from where one began to this row. */
  readonly onExtend?: (id: string) => void;
  readonly onScrolled?: (top: number) => void;
  readonly onPointerHeld?: (held: boolean) => void;
  readonly rowClass?: string | undefined;
  readonly handle?: Ref<VirtualRowsHandle>;
}

/** Virtual rows of fixed heights with grid semantics and one tab stop: arrows, Home, End and Page keys move within. */
export function VirtualRows(props: VirtualRowsProps) {
  const {
    label,
    items,
    active,
    selected = null,
    onActive,
    onOpen,
    onEnter,
    render,
    head,
    foot,
    tail,
    onExtend,
    onScrolled,
    onPointerHeld,
    rowClass,
    handle,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = useRef<string | null>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => items[index]?.height ?? 0,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are cached by the virtualizer; other items need new ones
  useLayoutEffect(() => virtual.measure(), [items]);
  const indexOf = (id: string): number => items.findIndex((item) => item.id === id);
  const focusNow = (id: string): boolean => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
    if (row === null || row === undefined) return false;
    row.focus({ preventScroll: true });
    return true;
  };
  const total = virtual.getTotalSize();
  /** Scrolls a row of the tail into view, as little as is needed. */
  const showSlot = (slot: number, height: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const headSize = element.querySelector<HTMLElement>("[data-head]")?.offsetHeight ?? 0;
    const top = total + slot * height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + element.clientHeight - headSize)
      element.scrollTop = top + height - element.clientHeight + headSize;
  };
  const focus = (id: string): void => {
    const index = indexOf(id);
    const slot = index < 0 ? (tail?.indexOf(id) ?? -1) : -1;
    if (index >= 0) virtual.scrollToIndex(index, { align: "auto" });
    else if (slot >= 0 && tail !== undefined) showSlot(slot, tail.height);
    else return;
    if (!focusNow(id)) wanted.current = id;
  };
  useEffect(() => {
    if (wanted.current !== null && focusNow(wanted.current)) wanted.current = null;
  });
  useImperativeHandle(handle, () => ({
    get scroller() {
      return scroller.current;
    },
    focus,
    reveal: (id) => {
      const index = indexOf(id);
      if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
    },
  }));

  const rows = items.filter((item) => item.kind === "row");
  const known = (id: string): boolean => rows.some((row) => row.id === id) || (tail?.indexOf(id) ?? -1) >= 0;
  const stop = active !== null && known(active) ? active : (rows[0]?.id ?? null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const inRows = rows.findIndex((row) => row.id === stop);
    const at = inRows >= 0 || stop === null ? inRows : rows.length + (tail?.indexOf(stop) ?? 0);
    const last = rows.length + (tail?.count ?? 0) - 1;
    const step: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: last,
      PageDown: at + 8,
      PageUp: at - 8,
    };
    const to = step[event.key];
    if (to !== undefined) {
      const index = Math.max(0, Math.min(last, to));
      event.preventDefault();
      const slot = index - rows.length;
      const id = rows[index]?.id ?? tail?.id(slot) ?? null;
      // A row that is not there yet is only shown: it comes, and the next key finds it.
      if (id === null) showSlot(slot, tail?.height ?? 0);
      else {
        onActive(id);
        focus(id);
        if (event.shiftKey) onExtend?.(id);
      }
    } else if (
      event.key === "Enter" &&
      stop !== null &&
      event.target instanceof Element &&
      event.target.matches("[data-row]")
    ) {
      event.preventDefault();
      (onEnter ?? onOpen)?.(stop);
    }
  };

  return (
    <div className={classes.outer}>
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={items.length + (tail?.count ?? 0) + (head === undefined ? 0 : 1)}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScrolled?.(event.currentTarget.scrollTop)}
        onPointerDown={() => onPointerHeld?.(true)}
        onPointerUp={() => onPointerHeld?.(false)}
        onPointerCancel={() => onPointerHeld?.(false)}
        onPointerLeave={() => onPointerHeld?.(false)}
      >
        {head !== undefined && (
          <div role="rowgroup" className={classes.head} data-head>
            <div role="row" aria-rowindex={1}>
              {head}
            </div>
          </div>
        )}
        <div role="rowgroup" style={{ height: total, position: "relative" }}>
          {virtual.getVirtualItems().map((line) => {
            const item = items[line.index];
            if (item === undefined) return null;
            const place = { height: item.height, transform: `translateY(${line.start}px)` };
            const index = line.index + (head === undefined ? 1 : 2);
            return item.kind === "band" ? (
              <div key={line.key} role="row" aria-rowindex={index} className={classes.line} style={place}>
                {render(item)}
              </div>
            ) : (
              <div
                key={line.key}
                role="row"
                aria-rowindex={index}
                aria-selected={item.id === selected}
                tabIndex={item.id === stop ? 0 : -1}
                data-row={item.id}
                className={`${classes.line} ${classes.row} ${rowClass ?? ""}`}
                style={place}
                onClick={() => {
                  onActive(item.id);
                  focusNow(item.id);
                  onOpen?.(item.id);
                }}
                onKeyDown={undefined}
                onFocus={(event) => event.target === event.currentTarget && item.id !== active && onActive(item.id)}
              >
                {render(item)}
              </div>
            );
          })}
        </div>
        {tail !== undefined && tail.count > 0 && (
          <VirtualTail
            tail={tail}
            top={total}
            scroller={scroller}
            rowIndex={items.length + (head === undefined ? 1 : 2)}
            stop={stop}
            selected={selected}
            rowClass={`${classes.line} ${classes.row} ${rowClass ?? ""}`}
            onChoose={(id) => {
              onActive(id);
              focusNow(id);
              onOpen?.(id);
            }}
            onActive={onActive}
          />
        )}
        {foot}
      </div>
    </div>
  );
}
