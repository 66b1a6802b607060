// biome-ignore-all lint/a11y/useSemanticElements: cells of a grid of placed rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: heads and bands are read, not used.
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { count, money, zoneName } from "../../app/format.ts";
import { anchored, type Names, useMe, useNow } from "../../live/index.ts";
import { VirtualRows, type VirtualRowsHandle } from "../../widgets/VirtualRows.tsx";
import type { Sum } from "./filter.ts";
import classes from "./List.module.css";
import { type Line, linesOf } from "./lines.ts";
import { Row } from "./Row.tsx";
import type { Queue } from "./useQueue.ts";
import { say } from "./words.ts";

/** What the list needs. */
export interface ListProps {
  readonly queue: Queue;
  readonly zone: string;
  readonly names: Names;
  readonly narrow: boolean;
  readonly active: string | null;
  readonly selected: string | null;
  readonly onActive: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onEnter: (id: string) => void;
  /** As of when the rows are, where that is not now. */
  readonly asOf: number | null;
  readonly handle: RefObject<VirtualRowsHandle | null>;
}

/** The rows of the queue in their bands; they stay where they are until new ones are asked for. */
export function List({
  queue,
  zone,
  names,
  narrow,
  active,
  selected,
  onActive,
  onOpen,
  onEnter,
  asOf,
  handle,
}: ListProps) {
  const now = useNow(1000);
  const me = useMe()?.name ?? "";
  const { list, feed } = queue;
  const scale = useMemo(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16, []);
  const lines = useMemo(
    () => linesOf(list, { row: (narrow ? 100 : 62) * scale, band: 26 * scale }),
    [list, narrow, scale],
  );
  const byId = useMemo(() => new Map(lines.map((line) => [line.id, line])), [lines]);

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

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only notes whether the focus is inside
    <div className={classes.list} onFocus={() => queue.hold("focus", true)} onBlur={() => queue.hold("focus", false)}>
      <VirtualRows
        label={say("queue.list", { n: list.entries.length })}
        items={lines}
        active={active ?? selected}
        selected={selected}
        onActive={onActive}
        onOpen={onOpen}
        onEnter={onEnter}
        handle={handle}
        onScrolled={(top) => {
          queue.hold("scroll", top > 0);
          const scroller = handle.current?.scroller;
          if (scroller != null && top + scroller.clientHeight > scroller.scrollHeight - 3000) queue.grow();
        }}
        onPointerHeld={(held) => queue.hold("pointer", held)}
        head={narrow ? undefined : <Head zone={zoneName(zone, now)} />}
        foot={
          feed.total > feed.rows.length && feed.rows.length > 0 ? (
            <p className={classes.foot}>
              {say("queue.part", { n: count(feed.rows.length), total: count(feed.total) })}
            </p>
          ) : undefined
        }
        render={(item) => {
          const line = byId.get(item.id);
          if (line?.kind === "band") return <Band band={line.band} sum={line.sum} narrow={narrow} />;
          const row = list.rows.get(item.id);
          if (row === undefined) return null;
          return (
            <Row
              row={row}
              now={now}
              zone={zone}
              names={names}
              me={me}
              ghost={list.ghosts.has(row.id)}
              conflict={queue.conflicts.has(row.id)}
              changed={list.changed.get(row.id)}
              asOf={asOf}
              narrow={narrow}
            />
          );
        }}
      />
    </div>
  );
}

function Head({ zone }: { readonly zone: string }) {
  return (
    <div className={classes.head}>
      <span role="columnheader">{say("queue.col.due", { zone })}</span>
      <span role="columnheader">{say("queue.col.cause")}</span>
      <span role="columnheader" className={classes.right}>
        {say("queue.col.held")}
      </span>
      <span role="columnheader">{say("queue.col.owner")}</span>
    </div>
  );
}

/** What amounts come to, each currency apart, and how many are unknown. */
export function sumText(sum: Pick<Sum, "money" | "unknown">): string {
  return [
    ...sum.money.map((one) => money(one.amount, one.currency)),
    ...(sum.unknown > 0 ? [say("queue.unknown", { n: sum.unknown })] : []),
  ].join(" · ");
}

function Band({ band, sum, narrow }: { readonly band: string; readonly sum: Sum; readonly narrow: boolean }) {
  const text = sumText(sum);
  return (
    <div className={classes.band} role="gridcell" aria-colspan={narrow ? 3 : 4}>
      <span>{say(`queue.band.${band}` as "queue.band.hour")}</span>
      <span className="num">
        {say("queue.band.sum", { n: count(sum.rows) })}
        {text !== "" && ` · ${text}`}
      </span>
    </div>
  );
}
