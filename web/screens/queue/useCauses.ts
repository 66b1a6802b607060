import { useCallback, useMemo, useState } from "react";
import { type CauseRow, compareCauses, type ExceptionRow } from "../../../server/wire/index.ts";
import { type FeedView, type Mine, type SteadyList, useFeed, useLive, useSteady, withMine } from "../../live/index.ts";
import { bandAt, fitsFilter } from "./filter.ts";

/** Causes in the window: more than anybody has. */
const most = 2000;
const nothing: ReadonlySet<string> = new Set();

type Sort = "cutoff" | "opened" | "value" | "severity";

const severities = ["critical", "high", "medium", "low"];
const heldOf = (row: CauseRow): number => row.held.money.reduce((sum, { amount }) => sum + Number(amount), 0);
const newest = (a: CauseRow, b: CauseRow): number => (a.newestAt < b.newestAt ? 1 : a.newestAt > b.newestAt ? -1 : 0);

/** The orders in which causes are shown; each ends in the one by cutoff, which is total. */
export const causeOrders: Readonly<Record<Sort, (a: CauseRow, b: CauseRow) => number>> = {
  cutoff: compareCauses,
  opened: (a, b) => newest(a, b) || compareCauses(a, b),
  value: (a, b) => heldOf(b) - heldOf(a) || compareCauses(a, b),
  severity: (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || compareCauses(a, b),
};

/** Exceptions by the fault that explains them. */
export interface Causes {
  readonly feed: FeedView<CauseRow>;
  readonly steady: SteadyList<CauseRow>;
  readonly open: ReadonlySet<string>;
  readonly toggle: (id: string, open?: boolean) => void;
  /** The first exceptions of a cause, as they are now. */
  readonly membersOf: (cause: CauseRow) => readonly ExceptionRow[];
}

/** Subscribes to causes and keeps them in place. */
export function useCauses(ask: {
  readonly filter: Readonly<Record<string, string>>;
  readonly sort: Sort;
  readonly zone: string;
  readonly enabled: boolean;
  readonly mine: Mine;
  readonly returning: ReadonlySet<string>;
}): Causes {
  const { filter, sort, zone, enabled, mine, returning } = ask;
  const { link } = useLive();
  const feed = useFeed("causes", filter, { limit: most, enabled });
  const order = causeOrders[sort];
  const rows = useMemo(() => feed.rows.toSorted(order), [feed.rows, order]);
  const bandOf = useCallback(
    (row: CauseRow) => (sort === "cutoff" ? bandAt(row, link.now(), zone) : ""),
    [sort, link, zone],
  );
  const steady = useSteady<CauseRow>({
    key: JSON.stringify([filter, sort]),
    rows,
    seq: feed.seq,
    total: feed.total,
    limit: most,
    ready: enabled && !feed.loading && feed.seq > 0,
    order,
    bandOf,
    returning,
  });
  const [open, setOpen] = useState<ReadonlySet<string>>(nothing);
  const toggle = useCallback((id: string, value?: boolean) => {
    setOpen((old) => {
      const next = new Set(old);
      if (value ?? !old.has(id)) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const membersOf = useCallback(
    (cause: CauseRow) => withMine(cause.first, mine, (row) => fitsFilter(row, filter)),
    [mine, filter],
  );
  return { feed, steady, open, toggle, membersOf };
}
