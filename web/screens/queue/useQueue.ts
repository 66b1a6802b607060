import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ActionResult, CauseRow, ExceptionRow, HeldRow } from "../../../server/wire/index.ts";
import type { QueueSearch } from "../../app/url.ts";
import {
  type Act,
  type Acted,
  act,
  actOnMany,
  type Deed,
  type FeedView,
  foreseen,
  type Hold,
  type Mine,
  namesOf,
  noteDeed,
  useDeeds,
  useFeed,
  useLive,
  useMe,
  useNetwork,
} from "../../live/index.ts";
import { feedFilter, fitsFilter } from "./filter.ts";
import { madeBy, type Picked } from "./many.ts";
import { nameOf } from "./nameOf.ts";
import { type Causes, useCauses } from "./useCauses.ts";
import { type Orders, useOrders } from "./useOrders.ts";
import { say } from "./words.ts";

/** An action that met a newer row: what the person saw, and what it is. */
export interface Conflict {
  readonly was: ExceptionRow;
  readonly now: ExceptionRow;
}

/** The queue as both of its pages use it. */
export interface Queue {
  readonly by: "cause" | "order";
  readonly filter: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly orders: Orders;
  readonly causes: Causes;
  /** The feed of the rows that are shown. */
  readonly feed: Pick<FeedView<unknown>, "error" | "again" | "freshness" | "seq">;
  readonly loading: boolean;
  /** Of all that match. */
  readonly total: number;
  readonly held: HeldRow | null;
  /** Ids that wait outside the list, and which of them are critical. */
  readonly waiting: { readonly ids: readonly string[]; readonly critical: ReadonlySet<string> };
  readonly hold: (why: Hold, value: boolean) => void;
  readonly showNew: () => void;
  readonly row: (id: string) => ExceptionRow | undefined;
  readonly cause: (id: string) => CauseRow | undefined;
  readonly isGhost: (id: string) => boolean;
  readonly conflicts: ReadonlyMap<string, Conflict>;
  readonly seen: (id: string) => void;
  /** Shows the effect of an action at once and sends it. `left`: the row is no longer in this view. */
  readonly perform: (row: ExceptionRow, what: Act) => { readonly left: boolean; readonly answer: Promise<Acted> };
  /** The same for many; `left` are the ids of lines that are no longer there. Rejects with `ApiError` where nothing was done. */
  readonly performMany: (
    picked: Picked,
    what: Act,
  ) => {
    readonly left: ReadonlySet<string>;
    readonly answer: Promise<{ readonly results: readonly ActionResult[]; readonly joinedLater: number }>;
  };
}

const none: ReadonlySet<string> = new Set();

/** Ids of which the newest deed, they come first, is taken back or about to be. */
function takenBack(deeds: readonly Deed[]): ReadonlySet<string> {
  const back = new Map<string, boolean>();
  for (const { state, made } of deeds)
    for (const { id } of made) if (!back.has(id)) back.set(id, state === "undone" || state === "undoing");
  return new Set([...back].flatMap(([id, is]) => (is ? [id] : [])));
}

/** Subscribes to what the address asks for, keeps it in place while somebody works in it, and acts. */
export function useQueue(search: QueueSearch, selected: string | null): Queue {
  const me = useMe()?.name ?? "";
  const names = namesOf(useNetwork());
  const zone = names.zone(search.site);
  const { link } = useLive();
  const sort = search.sort ?? "cutoff";
  const by = search.by === "order" || search.cause !== undefined ? "order" : "cause";
  const filter = useMemo(() => feedFilter(search, me), [search, me]);
  const [mine, setMine] = useState<Mine>(new Map());
  const [conflicts, setConflicts] = useState<ReadonlyMap<string, Conflict>>(new Map());
  // Ids that may come back where they stood: refused here, or taken back.
  const [refused, setRefused] = useState(none);
  const deeds = useDeeds();
  const returning = useMemo(() => new Set([...refused, ...takenBack(deeds)]), [refused, deeds]);

  const [causesLeft, setCausesLeft] = useState(none);
  const enabled = me !== "";
  const orders = useOrders({ filter, sort, zone, enabled: enabled && by === "order", mine, returning });
  const causes = useCauses({
    filter,
    sort,
    zone,
    enabled: enabled && by === "cause",
    mine,
    returning: returning.size > 0 ? causesLeft : none,
  });
  const sum = useFeed("exceptions", filter, { limit: 1, enabled: enabled && by === "cause" });
  // Behind the live window the slot of what was taken back fills again, once: it may be ended anew.
  const returned = useRef(none);
  const { comeBack: refill } = orders.pages;
  useEffect(() => {
    const back = new Set([...returning].filter((id) => !returned.current.has(id)));
    returned.current = returning;
    if (back.size > 0) refill(back);
  }, [returning, refill]);
  const { steady } = by === "order" ? orders : causes;
  steady.hold("detail", selected !== null);

  const members = useMemo(() => {
    const out = new Map<string, ExceptionRow>();
    if (by === "cause") {
      for (const cause of causes.steady.list.rows.values())
        for (const row of causes.membersOf(cause)) out.set(row.id, row);
    }
    return out;
  }, [by, causes.steady.list.rows, causes.membersOf]);
  const leaveNow = useRef<(ids: ReadonlySet<string>) => void>(() => undefined);
  leaveNow.current = (ids) => {
    steady.leave(ids);
    if (by === "order") orders.pages.leave(ids);
  };
  const comeBack = useRef<(ids: ReadonlySet<string>) => void>(() => undefined);
  comeBack.current = (ids) => {
    setRefused((old) => new Set([...old, ...ids]));
    setMine((old) => new Map([...old].filter(([id]) => !ids.has(id))));
    orders.pages.comeBack(ids);
  };

  const perform: Queue["perform"] = (row, what) => {
    const now = foreseen(row, what, me, link.now());
    const left = !fitsFilter(now, filter);
    const ids = new Set([row.id]);
    setMine((old) => new Map([...old, [row.id, now]]));
    setRefused((old) => new Set([...old].filter((id) => id !== row.id)));
    setConflicts((old) => but(old, ids));
    if (left) leaveNow.current(ids);
    const answer = act(row, what).then((acted) => {
      if (acted.kind === "done") setMine((old) => new Map([...old, [row.id, acted.row]]));
      else comeBack.current(ids);
      if (acted.kind === "conflict")
        setConflicts((old) => new Map([...old, [row.id, { was: row, now: acted.current }]]));
      return acted;
    });
    noteDeed(
      what.action,
      nameOf(row),
      link.now(),
      answer.then((acted) => (acted.kind === "done" ? [{ id: row.id, actionId: acted.row.version }] : [])),
    );
    return { left, answer };
  };

  const performMany: Queue["performMany"] = (picked, what) => {
    const at = link.now();
    const then = new Map(picked.rows.map((row) => [row.id, row]));
    const now = new Map(picked.rows.map((row) => [row.id, foreseen(row, what, me, at)]));
    const gone = [...now.values()].filter((row) => !fitsFilter(row, filter)).map(({ id }) => id);
    // A cause leaves where none of its members stays: what ends one of them ends them all.
    const left = new Set([...gone, ...(gone.length > 0 && gone.length === now.size ? picked.causes : [])]);
    setMine((old) => new Map([...old, ...now]));
    setRefused((old) => new Set([...old].filter((id) => !now.has(id))));
    setConflicts((old) => but(old, now));
    if (left.size > 0) leaveNow.current(left);
    setCausesLeft((old) => new Set([...old, ...picked.causes]));
    const answer = sendAll(picked, what).then(
      ({ results, joinedLater }) => {
        const back = new Set(results.filter(({ ok }) => !ok).map(({ id }) => id));
        if (back.size > 0) comeBack.current(back);
        setMine((old) => new Map([...old, ...results.flatMap(doneRow)]));
        setConflicts((old) => new Map([...old, ...results.flatMap((one) => conflictOf(one, then))]));
        return { results, joinedLater };
      },
      (error: unknown) => {
        comeBack.current(new Set(now.keys()));
        throw error;
      },
    );
    noteDeed(
      what.action,
      say("many.what", { n: picked.count }),
      at,
      answer.then(({ results }) => madeBy(results)),
    );
    return { left, answer };
  };

  const row = useCallback((id: string) => (by === "order" ? orders.row(id) : members.get(id)), [by, orders, members]);
  const causeRows = causes.steady.list.rows;
  const cause = useCallback((id: string) => (by === "cause" ? causeRows.get(id) : undefined), [by, causeRows]);
  const { arrivals, rows } = steady.list;
  const waiting = useMemo(
    () => ({ ids: arrivals, critical: new Set(arrivals.filter((id) => rows.get(id)?.severity === "critical")) }),
    [arrivals, rows],
  );
  const feed = by === "order" ? orders.feed : causes.feed;
  return {
    by,
    filter,
    zone,
    orders,
    causes,
    feed,
    loading: steady.key !== JSON.stringify([filter, sort]) && feed.error === null,
    total: by === "order" ? orders.total : sum.total,
    held: by === "order" ? orders.feed.held : sum.held,
    waiting,
    hold: steady.hold,
    showNew: steady.showNew,
    row,
    cause,
    isGhost: (id) => (by === "order" ? orders.isGhost(id) : causes.steady.list.ghosts.has(id)),
    conflicts,
    seen: (id) => setConflicts((old) => but(old, new Set([id]))),
    perform,
    performMany,
  };
}

async function sendAll(
  picked: Picked,
  what: Act,
): Promise<{ readonly results: readonly ActionResult[]; readonly joinedLater: number }> {
  const results: ActionResult[] = [];
  let joinedLater = 0;
  for (const ask of picked.asks) {
    const acted = await actOnMany(ask, what);
    if (acted.kind === "failed") {
      if (results.length === 0) throw new Error(acted.problem.detail ?? acted.problem.title);
      // What was done stands; what was not is told row by row where the rows are known.
      const ids = "ids" in ask ? ask.ids.map(({ id }) => id) : [ask.filter.cause ?? ""];
      results.push(...ids.map((id) => ({ id, ok: false, error: acted.problem })));
      continue;
    }
    results.push(...acted.results);
    joinedLater += acted.joinedLater;
  }
  return { results, joinedLater };
}

const doneRow = ({ id, ok, exception }: ActionResult): readonly (readonly [string, ExceptionRow])[] =>
  ok && exception !== undefined ? [[id, exception]] : [];

/** Both values of a row that had changed: as the person saw it, and as it is. */
function conflictOf(
  { id, ok, exception, seen }: ActionResult,
  then: ReadonlyMap<string, ExceptionRow>,
): readonly (readonly [string, Conflict])[] {
  const was = seen ?? then.get(id);
  return ok || exception === undefined || was === undefined ? [] : [[id, { was, now: exception }]];
}

function but<T>(map: ReadonlyMap<string, T>, ids: { has(id: string): boolean }): ReadonlyMap<string, T> {
  return [...map.keys()].some((id) => ids.has(id)) ? new Map([...map].filter(([id]) => !ids.has(id))) : map;
}
