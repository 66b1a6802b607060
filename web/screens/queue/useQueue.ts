import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type ExceptionRow, exceptionOrders } from "../../../server/wire/index.ts";
import type { QueueSearch } from "../../app/url.ts";
import {
  type Act,
  type Acted,
  act,
  drop,
  emptySteady,
  extend,
  type FeedView,
  merge,
  namesOf,
  neighbour,
  pend,
  type Steady,
  take,
  useFeed,
  useLive,
  useMe,
  useNetwork,
  usePaused,
} from "../../live/index.ts";
import { bandAt, feedFilter } from "./filter.ts";

/** An action that met a newer row: what the person saw, and what it is. */
export interface Conflict {
  readonly was: ExceptionRow;
  readonly now: ExceptionRow;
}

/** The queue as both of its pages use it. */
export interface Queue {
  readonly feed: FeedView<ExceptionRow>;
  readonly list: Steady<ExceptionRow>;
  readonly loading: boolean;
  /** What keeps rows in place: the page tells what happens in its list. */
  readonly hold: (why: "pointer" | "focus" | "scroll", value: boolean) => void;
  readonly showNew: () => void;
  readonly grow: () => void;
  readonly conflicts: ReadonlyMap<string, Conflict>;
  readonly seen: (id: string) => void;
  /** Sends an action; when it takes the row out of this view, `next` is the row to go to. */
  readonly perform: (
    row: ExceptionRow,
    what: Act,
  ) => Promise<{ readonly acted: Acted; readonly left: boolean; readonly next: string | null }>;
}

const first = 200;
const most = 2000;

/** Subscribes to the rows that the address asks for, and keeps them in place while somebody works in them. */
export function useQueue(search: QueueSearch, selected: string | null): Queue {
  const me = useMe()?.name ?? "";
  const names = namesOf(useNetwork());
  const zone = names.zone(search.site);
  const { link } = useLive();
  const paused = usePaused();
  const sort = search.sort ?? "cutoff";
  const filter = useMemo(() => feedFilter(search, me), [search, me]);
  const key = JSON.stringify([filter, sort]);
  const [window, setWindow] = useState({ key, limit: first });
  const limit = window.key === key ? window.limit : first;
  const feed = useFeed("exceptions", filter, { sort, limit, enabled: me !== "" });
  const [state, setState] = useState({ key: "", limit: first, list: emptySteady<ExceptionRow>() });
  const [conflicts, setConflicts] = useState<ReadonlyMap<string, Conflict>>(new Map());
  const holds = useRef({ pointer: false, focus: false, scroll: false });

  const bandOf = useCallback(
    (row: ExceptionRow) => (sort === "cutoff" ? bandAt(row, link.now(), zone) : ""),
    [sort, link, zone],
  );
  const chosen = useRef(selected);
  chosen.current = selected;

  useEffect(() => {
    if (feed.loading || feed.seq === 0) return;
    setState((old) => {
      const at = link.now();
      if (old.key !== key)
        return { key, limit, list: take(emptySteady<ExceptionRow>(), feed.rows, { held: false, bandOf, at }) };
      if (old.limit !== limit) return { key, limit, list: extend(old.list, feed.rows, bandOf) };
      if (paused !== null) return { key, limit, list: pend(old.list, feed.rows) };
      const held = holds.current.pointer || holds.current.focus || holds.current.scroll || chosen.current !== null;
      const part = feed.total > feed.rows.length ? { partOf: exceptionOrders[sort] } : {};
      return { key, limit, list: take(old.list, feed.rows, { held, bandOf, at, ...part }) };
    });
  }, [feed.rows, feed.seq, feed.loading, feed.total, key, limit, paused, bandOf, link, sort]);

  const perform: Queue["perform"] = async (row, what) => {
    const acted = await act(row, what);
    if (acted.kind === "conflict") {
      setConflicts((old) => new Map(old).set(row.id, { was: row, now: acted.current }));
      return { acted, left: false, next: null };
    }
    if (acted.kind === "failed") return { acted, left: false, next: null };
    setConflicts((old) => without(old, row.id));
    if (stays(acted.row, filter)) return { acted, left: false, next: null };
    const next = neighbour(state.list.entries, row.id);
    setState((old) => ({ ...old, list: drop(old.list, row.id) }));
    return { acted, left: true, next };
  };

  return {
    feed,
    list: state.list,
    loading: state.key !== key && feed.error === null,
    hold: (why, value) => {
      holds.current[why] = value;
    },
    showNew: () => setState((old) => ({ ...old, list: merge(old.list, bandOf) })),
    grow: () => {
      if (limit < most && feed.rows.length < feed.total && !feed.loading)
        setWindow({ key, limit: Math.min(most, limit * 3) });
    },
    conflicts,
    seen: (id) => setConflicts((old) => without(old, id)),
    perform,
  };
}

function without<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  const out = new Map(map);
  out.delete(id);
  return out;
}

/** Whether a row still belongs to what the feed was asked for, as far as actions can change it. */
function stays(row: ExceptionRow, filter: Readonly<Record<string, string>>): boolean {
  if (filter.state !== undefined && !filter.state.split(",").includes(row.state)) return false;
  if (filter.team !== undefined && filter.team !== row.owner.team) return false;
  if (filter.person === undefined) return true;
  return filter.person === "none" ? row.owner.person === null : row.owner.person === filter.person;
}
