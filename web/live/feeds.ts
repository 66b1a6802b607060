import type { FeedName, Problem, Subscribe } from "../../server/wire/index.ts";
import type { Link } from "./link.ts";
import { type Cell, cell } from "./store.ts";
import { type FeedWindow, follow, fromSnapshot, orderOf } from "./window.ts";

/** One subscription as screens see it. */
export interface FeedState<T> {
  readonly window: FeedWindow<T> | null;
  readonly error: Problem | null;
  /** Instant of the last snapshot, patch or beat that vouched for the rows, by the server's clock. */
  readonly asOf: number | null;
}

/** A subscription that several screens may hold at once. */
export interface Feed<T> {
  readonly state: Cell<FeedState<T>>;
  /** Asks again from nothing: what a "try again" button does. */
  again(): void;
  /** Counts a holder in; the function returned counts it out. The last one out ends it, a little later. */
  hold(): () => void;
}

interface Row {
  readonly id: string;
}

const linger = 5_000;

/** All subscriptions over one link, found again by what they ask for. */
export function makeFeeds(link: Link): <T extends Row>(ask: Subscribe) => Feed<T> {
  const open = new Map<string, Feed<Row>>();
  return <T extends Row>(ask: Subscribe) => {
    const key = JSON.stringify([
      ask.feed,
      Object.entries(ask.filter ?? {}).sort(),
      ask.sort ?? "",
      ask.limit ?? 0,
      ask.cursor ?? "",
    ]);
    const found = open.get(key);
    if (found !== undefined) return found as unknown as Feed<T>;
    const feed = makeFeed<T>(link, ask, () => open.delete(key));
    open.set(key, feed as unknown as Feed<Row>);
    return feed;
  };
}

function makeFeed<T extends Row>(link: Link, ask: Subscribe, ended: () => void): Feed<T> {
  const order = orderOf<T>(ask.feed as FeedName, ask.sort);
  const state = cell<FeedState<T>>({ window: null, error: null, asOf: null });
  let holders = 0;
  let sub: string | null = null;
  let attempt = 0;
  let ending: ReturnType<typeof setTimeout> | undefined;
  let stops: (() => void)[] = [];

  const show = (window: FeedWindow<T>): void => state.set({ window, error: null, asOf: link.now() });

  /** With what it has, the server may answer by the patches since; else by a snapshot. */
  const subscribe = (fresh: boolean): void => {
    attempt += 1;
    const mine = attempt;
    if (sub !== null) link.unsubscribe(sub);
    sub = null;
    const window = state.get().window;
    const after = fresh || window === null ? {} : { after: window.seq };
    link.subscribe<T>({ ...ask, ...after }, (answer) => {
      if (mine !== attempt) {
        if ("sub" in answer) link.unsubscribe(answer.sub);
        return;
      }
      if ("error" in answer) {
        state.set({ ...state.get(), error: answer.error });
        return;
      }
      sub = answer.sub;
      if ("snapshot" in answer) {
        show(fromSnapshot(answer.snapshot));
        return;
      }
      let next = state.get().window;
      for (const patch of answer.patches) next = next === null ? null : follow(next, patch, order);
      if (next === null) subscribe(true);
      else show(next);
    });
  };

  const start = (): void => {
    stops = [
      link.onOpen(() => {
        sub = null;
        subscribe(false);
      }),
      link.onPatch((patch) => {
        const window = state.get().window;
        if (patch.sub !== sub || window === null) return;
        const next = follow<T>(window, patch, order);
        if (next === null) subscribe(true);
        else show(next);
      }),
    ];
    if (link.state.get().phase === "open") subscribe(false);
  };

  return {
    state,
    again: () => {
      state.set({ ...state.get(), error: null });
      if (link.state.get().phase === "open") subscribe(true);
    },
    hold: () => {
      clearTimeout(ending);
      holders += 1;
      if (stops.length === 0) start();
      return () => {
        holders -= 1;
        if (holders > 0) return;
        ending = setTimeout(() => {
          for (const stop of stops) stop();
          stops = [];
          attempt += 1;
          if (sub !== null) link.unsubscribe(sub);
          sub = null;
          ended();
        }, linger);
      };
    },
  };
}
