import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type ExceptionRow, exceptionOrders } from "../../../server/wire/index.ts";
import {
  type FeedView,
  idsIn,
  type Mine,
  type PagesView,
  reach,
  rowIn,
  type SteadyList,
  slotIn,
  useFeed,
  useLive,
  usePages,
  useSteady,
  withMine,
} from "../../live/index.ts";
import { bandAt, fitsFilter } from "./filter.ts";

/** Rows of the first answer, and of the live window: what lies behind it is read where one looks. */
const first = 200;
const most = 2000;

/** Exceptions one by one, in any number. */
export interface Orders {
  readonly feed: FeedView<ExceptionRow>;
  readonly steady: SteadyList<ExceptionRow>;
  /** Of all that match, less what the person's own actions ended and the feed does not know yet. */
  readonly total: number;
  /** How many rows lie behind the last entry. */
  readonly behind: number;
  readonly pages: PagesView;
  /** A row wherever it stands; undefined while it is not there. */
  readonly row: (id: string) => ExceptionRow | undefined;
  readonly slot: (shown: number) => ExceptionRow | undefined;
  readonly slotOf: (id: string) => number;
  /** Ids of those behind the last entry that are there, in their order. */
  readonly there: () => readonly string[];
  readonly isGhost: (id: string) => boolean;
}

/** Subscribes to the first rows that a filter finds, keeps them in place, and reads those behind them page by page. */
export function useOrders(ask: {
  readonly filter: Readonly<Record<string, string>>;
  readonly sort: keyof typeof exceptionOrders;
  readonly zone: string;
  readonly enabled: boolean;
  readonly mine: Mine;
  readonly returning: ReadonlySet<string>;
}): Orders {
  const { filter, sort, zone, enabled, mine, returning } = ask;
  const { link } = useLive();
  const key = JSON.stringify([filter, sort]);
  const [window, setWindow] = useState({ key, limit: first });
  const limit = window.key === key ? window.limit : first;
  const now = useFeed("exceptions", filter, { sort, limit, enabled });
  // While the window grows, what was known of the same question goes on standing.
  const last = useRef({ key, feed: now });
  if (!now.loading || last.current.key !== key) last.current = { key, feed: now };
  const feed = last.current.feed;
  useEffect(() => {
    if (limit < most && !now.loading && now.rows.length < now.total) setWindow({ key, limit: most });
  }, [limit, now.loading, now.rows.length, now.total, key]);

  const order = exceptionOrders[sort];
  const bandOf = useCallback(
    (row: ExceptionRow) => (sort === "cutoff" ? bandAt(row, link.now(), zone) : ""),
    [sort, link, zone],
  );
  const rows = useMemo(() => withMine(feed.rows, mine, (row) => fitsFilter(row, filter)), [feed.rows, mine, filter]);
  const leaving = feed.rows.length - rows.length;
  const steady = useSteady<ExceptionRow>({
    key,
    rows,
    seq: feed.seq,
    total: feed.total - leaving,
    limit,
    ready: enabled && !now.loading && now.seq > 0,
    order,
    bandOf,
    returning,
  });

  const { list } = steady;
  const whole = feed.rows.length >= feed.total;
  const front = useMemo(() => (whole ? list.latest.length : reach(list, order)), [whole, list, order]);
  // The question and the moment: shown anew, what lies behind is read anew.
  const moment = `${key} ${steady.turn}`;
  const pages = usePages({
    key: moment,
    filter,
    sort,
    order,
    before: front,
    enabled: enabled && limit === most && !whole,
  });
  const behind = whole ? 0 : Math.max(0, feed.total - leaving - front);

  const slot = (shown: number): ExceptionRow | undefined => {
    const row = rowIn(pages.pages, shown);
    const own = row === undefined ? undefined : mine.get(row.id);
    return own !== undefined && row !== undefined && own.version > row.version ? own : row;
  };
  const slotOf = (id: string): number => slotIn(pages.pages, id);
  return {
    feed,
    steady,
    total: feed.total - leaving,
    behind,
    pages,
    slot,
    slotOf,
    there: () => idsIn(pages.pages),
    row: (id) => {
      const there = list.rows.get(id);
      if (there !== undefined) return there;
      const at = slotOf(id);
      return at < 0 ? undefined : slot(at);
    },
    isGhost: (id) => list.ghosts.has(id) || [...pages.pages.pages.values()].some((page) => page.list.ghosts.has(id)),
  };
}
