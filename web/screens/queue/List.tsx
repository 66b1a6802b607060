// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid of placed rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: heads and bands are read, not used.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { CauseRow, ExceptionRow } from "../../../server/wire/index.ts";
import { heldSumText } from "../../app/format/held.ts";
import { count, zoneName } from "../../app/format.ts";
import { anchored, type Names, type Steady, useMe, useNow } from "../../live/index.ts";
import { VirtualRows, type VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import { Box } from "./Box.tsx";
import { CauseLine, MemberLine, MoreLine } from "./CauseLine.tsx";
import type { Sum } from "./filter.ts";
import classes from "./List.module.css";
import { causeSums, type Line, orderSums } from "./lines.ts";
import { type Around, Row, RowToCome } from "./Row.tsx";
import type { Layout } from "./useLayout.ts";
import type { Queue } from "./useQueue.ts";
import { say } from "./words.ts";

/** What the list needs. */
export interface ListProps {
  readonly queue: Queue;
  readonly layout: Layout;
  readonly names: Names;
  readonly narrow: boolean;
  readonly active: string | null;
  readonly selected: string | null;
  readonly checked: ReadonlySet<string>;
  /** Boxes stand open although nothing is chosen yet. */
  readonly choosing: boolean;
  /** Whether all, some or none of the page that one looks at is chosen. */
  readonly page: boolean | "mixed";
  readonly peopleAt: (id: string) => readonly string[];
  readonly onActive: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onEnter: (id: string) => void;
  readonly onCheck: (id: string, range: boolean) => void;
  readonly onPage: () => void;
  /** As of when the rows are, where that is not now. */
  readonly asOf: number | null;
  readonly handle: RefObject<VirtualRowsHandle | null>;
  /** Said under the list: what stands in it more than once. */
  readonly foot: string | null;
}

/** The rows of the queue in their bands; they stay where they are until new ones are asked for. */
export function List(props: ListProps) {
  const { queue, layout, names, narrow, active, selected, checked, onActive, onOpen, onEnter, onCheck, handle } = props;
  const now = useNow(1000);
  const me = useMe()?.name ?? "";
  const { orders, causes, zone, by } = queue;
  const { lines, tail } = layout;
  const byId = useMemo(() => new Map(lines.map((line) => [line.id, line])), [lines]);
  const sums = useMemo(
    () => (by === "order" ? orderSums(lines, orders.steady.list) : causeSums(lines, causes.steady.list)),
    [by, lines, orders.steady.list, causes.steady.list],
  );

  // What one is looking at keeps its distance from the top when lines before it change.
  const before = useRef<readonly Line[]>(lines);
  useLayoutEffect(() => {
    const scroller = handle.current?.scroller;
    if (before.current !== lines && scroller !== null && scroller !== undefined) {
      const anchor = selected ?? active;
      const top = anchored(before.current, lines, anchor, scroller.scrollTop);
      if (top !== scroller.scrollTop) scroller.scrollTop = top;
    }
    before.current = lines;
  }, [lines, selected, active, handle]);

  // An address that names a row opens the list where that row is.
  const revealed = useRef(false);
  useEffect(() => {
    if (revealed.current || lines.length === 0) return;
    revealed.current = true;
    if (selected !== null) handle.current?.reveal(selected);
  }, [lines, selected, handle]);

  const around: Around = {
    now,
    zone,
    names,
    me,
    asOf: props.asOf,
    narrow,
    choosing: props.choosing || checked.size > 0,
  };
  const check = useStable(onCheck);
  const toggle = causes.toggle;
  const order = (row: ExceptionRow, list: Steady<ExceptionRow> | null) => (
    <Row
      {...around}
      row={row}
      ghost={queue.isGhost(row.id)}
      conflict={queue.conflicts.has(row.id)}
      changed={list?.changed.get(row.id)}
      people={props.peopleAt(row.id)}
      checked={checked.has(row.id)}
      onCheck={check}
    />
  );
  const cause = (row: CauseRow) => (
    <CauseLine
      {...around}
      row={row}
      ghost={queue.isGhost(row.id)}
      changed={causes.steady.list.changed.get(row.id)}
      people={props.peopleAt(row.id)}
      checked={checked.has(row.id)}
      open={causes.open.has(row.id)}
      onCheck={check}
      onToggle={toggle}
    />
  );
  const render = (line: Line) => {
    switch (line.of) {
      case "band":
        return <Band band={line.within} sum={sums.get(line.id) ?? nothing} narrow={narrow} by={by} />;
      case "order": {
        const row = orders.steady.list.rows.get(line.id);
        return row === undefined ? null : order(row, orders.steady.list);
      }
      case "cause": {
        const row = causes.steady.list.rows.get(line.id);
        return row === undefined ? null : cause(row);
      }
      case "member": {
        const row = queue.row(line.id);
        return row === undefined ? null : (
          <MemberLine
            {...around}
            row={row}
            checked={checked.has(row.id) || checked.has(line.within)}
            conflict={queue.conflicts.has(row.id)}
            people={props.peopleAt(row.id)}
            onCheck={check}
          />
        );
      }
      case "more": {
        const row = causes.steady.list.rows.get(line.within);
        return row === undefined ? null : <MoreLine cause={row} shown={causes.membersOf(row).length} narrow={narrow} />;
      }
    }
  };
  const rows = queue.total;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notes whether the focus is inside
    <div className={classes.list} onFocus={() => queue.hold("focus", true)} onBlur={() => queue.hold("focus", false)}>
      <VirtualRows
        label={
          by === "cause"
            ? say("queue.list-causes", { n: causes.steady.list.entries.length })
            : say("queue.list", { n: rows })
        }
        items={lines}
        active={active ?? selected}
        selected={selected}
        onActive={onActive}
        onOpen={onOpen}
        onEnter={onEnter}
        onExtend={(id) => onCheck(id, true)}
        handle={handle}
        onScrolled={(top) => queue.hold("scroll", top > 0)}
        onPointerHeld={(held) => queue.hold("pointer", held)}
        head={narrow ? undefined : <Head zone={zoneName(zone, now)} by={by} page={props.page} onPage={props.onPage} />}
        tail={
          tail === null
            ? undefined
            : {
                ...tail,
                render: (slot) => {
                  const row = orders.slot(slot);
                  return row === undefined ? <RowToCome narrow={narrow} /> : order(row, null);
                },
              }
        }
        foot={props.foot === null ? undefined : <p className={classes.foot}>{props.foot}</p>}
        render={(item) => {
          const line = byId.get(item.id);
          return line === undefined ? null : render(line);
        }}
      />
    </div>
  );
}

const nothing: Sum = { rows: 0, money: [], unknown: 0 };

/** The same function for as long as the component lives, doing what the newest one does: rows need not be drawn again for it. */
function useStable<Args extends readonly unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  const current = useRef(run);
  current.current = run;
  return useCallback((...args: Args) => current.current(...args), []);
}

function Head({
  zone,
  by,
  page,
  onPage,
}: {
  readonly zone: string;
  readonly by: "cause" | "order";
  readonly page: boolean | "mixed";
  readonly onPage: () => void;
}) {
  return (
    <div className={classes.head}>
      <span role="columnheader">
        <Box checked={page} label={say("select.page")} onCheck={onPage} />
        {say("queue.col.due", { zone })}
      </span>
      <span role="columnheader">{say(by === "cause" ? "queue.col.cause" : "queue.col.what")}</span>
      <span role="columnheader" className={classes.right}>
        {say("queue.col.held")}
      </span>
      <span role="columnheader">{say("queue.col.owner")}</span>
    </div>
  );
}

function Band({
  band,
  sum,
  narrow,
  by,
}: {
  readonly band: string;
  readonly sum: Sum;
  readonly narrow: boolean;
  readonly by: "cause" | "order";
}) {
  const text = heldSumText(sum);
  return (
    <div className={classes.band} role="gridcell" aria-colspan={narrow ? 3 : 4}>
      <span>{say(`queue.band.${band}` as "queue.band.hour")}</span>
      <span className="num">
        {say(by === "cause" ? "queue.band.held" : "queue.band.sum", { n: count(sum.rows) })}
        {text !== "" && ` · ${text}`}
      </span>
    </div>
  );
}
