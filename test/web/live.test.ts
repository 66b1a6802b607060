import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  applyPatch,
  type ExceptionRow,
  exceptionOrders,
  type Patch,
  type Subscribe,
  type SubscribeAnswer,
} from "../../server/wire/index.ts";
import { makeFeeds } from "../../web/live/feeds.ts";
import { freshnessOf, staleAfterMs } from "../../web/live/freshness.ts";
import { makeLink, type Wire } from "../../web/live/link.ts";
import { summarise, summaryEveryMs } from "../../web/live/summary.ts";
import { exceptionsOf } from "./mock/world.ts";

type Answer = (answer: SubscribeAnswer<ExceptionRow>) => void;

/** A wire held in the hand: what the page sends, and what it is sent. */
function makeWire() {
  const listeners = new Map<string, ((...args: never[]) => void)[]>();
  const asked: { ask: Subscribe; answer: Answer }[] = [];
  const ended: string[] = [];
  const wire: Wire = {
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    emit: (event, ...args) => {
      if (event === "subscribe") asked.push({ ask: args[0] as Subscribe, answer: args[1] as Answer });
      if (event === "unsubscribe") ended.push((args[0] as { sub: string }).sub);
    },
    connect: () => undefined,
    disconnect: () => undefined,
  };
  const come = (event: string, ...args: unknown[]): void => {
    for (const listener of listeners.get(event) ?? []) listener(...(args as never[]));
  };
  /** Comes, and what waits to be drawn is drawn. */
  const fire = (event: string, ...args: unknown[]): void => {
    come(event, ...args);
    if (event === "patch") vi.advanceTimersByTime(200);
  };
  return { wire, asked, ended, come, fire };
}

const rows = exceptionsOf();
const patch = (over: Partial<Patch<ExceptionRow>>): Patch<ExceptionRow> => ({
  sub: "s1",
  feed: "exceptions",
  prev: 1,
  seq: 2,
  upsert: [],
  remove: [],
  total: 73,
  ...over,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function subscribed() {
  const hand = makeWire();
  const link = makeLink(() => hand.wire);
  const feed = makeFeeds(link)<ExceptionRow>({ feed: "exceptions", filter: { state: "open" } });
  const leave = feed.hold();
  hand.fire("connect");
  hand.asked[0]?.answer({ sub: "s1", snapshot: { seq: 1, rows: rows.slice(0, 3), total: 3 } });
  return { ...hand, link, feed, leave };
}

describe("live rows, rule 10", () => {
  test("a patch that follows is applied in the feed's order; one that does not makes the page start over", () => {
    const { feed, fire, asked, ended } = subscribed();
    fire("patch", patch({ upsert: [rows[5]!], remove: [rows[0]!.id], total: 3 }));
    const expected = applyPatch(
      rows.slice(0, 3),
      { upsert: [rows[5]!], remove: [rows[0]!.id] },
      exceptionOrders.cutoff,
    );
    expect(feed.state.get().window?.rows).toEqual(expected);
    expect(feed.state.get().window?.seq).toBe(2);
    fire("patch", patch({ prev: 7, seq: 8 }));
    expect(asked).toHaveLength(2);
    expect(asked[1]?.ask.after).toBeUndefined();
    expect(ended).toEqual(["s1"]);
  });

  test("patches that come together are given out together, and none is lost with the connection", () => {
    const { feed, come, fire } = subscribed();
    const drawn: number[] = [];
    feed.state.watch(() => drawn.push(Date.now()));
    const next = (prev: number): void => come("patch", patch({ prev, seq: prev + 1, upsert: [rows[prev]!] }));
    for (const prev of [1, 2, 3]) next(prev);
    expect(drawn).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(feed.state.get().window?.seq).toBe(4);
    expect(new Set(drawn).size).toBe(1);
    next(4);
    vi.advanceTimersByTime(50);
    expect(feed.state.get().window?.seq).toBe(4);
    fire("disconnect");
    expect(feed.state.get().window?.seq).toBe(5);
  });

  test("after a reconnect it asks for what came since, and takes patches or a snapshot", () => {
    const { feed, fire, asked } = subscribed();
    fire("disconnect");
    fire("connect");
    expect(asked[1]?.ask.after).toBe(1);
    asked[1]?.answer({
      sub: "s2",
      patches: [patch({ sub: "s2", upsert: [rows[9]!] }), patch({ sub: "s2", prev: 2, seq: 5, remove: [rows[1]!.id] })],
    });
    expect(feed.state.get().window?.seq).toBe(5);
    expect(feed.state.get().window?.rows.map((row) => row.id)).not.toContain(rows[1]!.id);
    fire("disconnect");
    fire("connect");
    asked[2]?.answer({ sub: "s3", snapshot: { seq: 90, rows: rows.slice(0, 1), total: 1 } });
    expect(feed.state.get().window?.rows).toEqual(rows.slice(0, 1));
  });

  test("patches since then that have a gap make it start over", () => {
    const { fire, asked } = subscribed();
    fire("disconnect");
    fire("connect");
    asked[1]?.answer({ sub: "s2", patches: [patch({ sub: "s2", prev: 3, seq: 4 })] });
    expect(asked[2]?.ask.after).toBeUndefined();
  });

  test("an answer to an ask that was given up is closed and changes nothing", () => {
    const { feed, fire, asked, ended } = subscribed();
    fire("disconnect");
    fire("connect");
    fire("disconnect");
    fire("connect");
    asked[1]?.answer({ sub: "old", snapshot: { seq: 50, rows: [], total: 0 } });
    expect(ended).toContain("old");
    expect(feed.state.get().window?.seq).toBe(1);
  });

  test("rows stay on the screen through a refusal", () => {
    const { feed, fire, asked } = subscribed();
    fire("disconnect");
    fire("connect");
    asked[1]?.answer({ error: { type: "about:blank", title: "busy", status: 503, code: "busy" } });
    expect(feed.state.get().error?.code).toBe("busy");
    expect(feed.state.get().window?.rows).toHaveLength(3);
  });

  test("a server that says goodbye is asked again, until the page itself has ended it", () => {
    const hand = makeWire();
    let active = true;
    let connects = 0;
    const wire: Wire = {
      on: hand.wire.on,
      emit: hand.wire.emit,
      disconnect: () => undefined,
      connect: () => {
        connects += 1;
      },
      get active() {
        return active;
      },
    };
    const link = makeLink(() => wire);
    link.start();
    hand.fire("connect");
    active = false;
    hand.fire("disconnect", "io server disconnect");
    expect(link.state.get().phase).toBe("lost");
    vi.advanceTimersByTime(1500);
    expect(connects).toBe(2);
    hand.fire("connect_error", new Error("refused"));
    link.stop();
    vi.advanceTimersByTime(5000);
    expect(connects).toBe(2);
  });

  test("equal asks share one subscription, and the last to leave ends it", () => {
    const { asked, ended, link, leave } = subscribed();
    const feeds = makeFeeds(link);
    const one = feeds({ feed: "sources" });
    expect(feeds({ feed: "sources" })).toBe(one);
    expect(asked).toHaveLength(1);
    leave();
    expect(ended).toEqual([]);
    vi.advanceTimersByTime(6000);
    expect(ended).toEqual(["s1"]);
  });

  test("snapshot and patches equal a later snapshot, whatever is lost on the way", () => {
    const step = fc.record({ id: fc.integer({ min: 0, max: 20 }), gone: fc.boolean(), lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const hand = makeWire();
        const link = makeLink(() => hand.wire);
        const feed = makeFeeds(link)<ExceptionRow>({ feed: "exceptions" });
        feed.hold();
        hand.fire("connect");
        const truth = new Map<string, ExceptionRow>();
        let seq = 1;
        let sub = 0;
        const settle = (): void => {
          const open = hand.asked.splice(0);
          for (const { answer } of open) {
            sub += 1;
            answer({
              sub: `s${sub}`,
              snapshot: { seq, rows: [...truth.values()].sort(exceptionOrders.cutoff), total: truth.size },
            });
          }
        };
        settle();
        for (const { id, gone, lost } of steps) {
          const row = rows[id]!;
          const before = seq;
          seq += 1;
          if (gone) truth.delete(row.id);
          else truth.set(row.id, { ...row, version: seq });
          const kept = truth.get(row.id);
          if (!lost)
            hand.fire(
              "patch",
              patch({
                sub: `s${sub}`,
                prev: before,
                seq,
                upsert: kept === undefined ? [] : [kept],
                remove: kept === undefined ? [row.id] : [],
                total: truth.size,
              }),
            );
          settle();
        }
        seq += 1;
        hand.fire("patch", patch({ sub: `s${sub}`, prev: seq - 1, seq, total: truth.size }));
        settle();
        expect(feed.state.get().window?.rows).toEqual([...truth.values()].sort(exceptionOrders.cutoff));
      }),
      { numRuns: 300 },
    );
  });
});

describe("the door", () => {
  test("is knocked at with the token that the page was opened by, and a no is told apart from no answer", () => {
    const hand = makeWire();
    let token: () => string | null = () => "none asked";
    const link = makeLink((given) => {
      token = given;
      return hand.wire;
    });
    link.start("tm_wall.secret");
    expect(token()).toBe("tm_wall.secret");
    hand.fire("connect_error", new Error("xhr poll error"));
    expect(link.state.get()).toMatchObject({ phase: "lost", refused: null });
    hand.fire("connect_error", Object.assign(new Error("signed-out"), { data: { code: "signed-out" } }));
    expect(link.state.get()).toMatchObject({ phase: "lost", refused: "signed-out" });
    hand.fire("connect");
    expect(link.state.get()).toMatchObject({ phase: "open", refused: null });
    hand.fire("connect_error", Object.assign(new Error("signed-out"), { data: { code: "signed-out" } }));
    link.stop();
    expect(link.state.get().refused).toBeNull();
    link.start();
    expect(token()).toBeNull();
    link.stop();
  });
});

describe("freshness tells three failures apart", () => {
  const open = { phase: "open", since: 0, heardAt: 100_000, horizon: 100_000 } as const;
  test("live, stale after two missed beats, behind, offline, paused", () => {
    expect(freshnessOf(open, 0, 102_000, 102_000)).toEqual({ kind: "live", agoMs: 2000 });
    expect(freshnessOf(open, 0, 500_000, 100_000 + staleAfterMs)).toEqual({
      kind: "stale",
      lastAt: 500_000 - staleAfterMs,
    });
    expect(freshnessOf(open, 180_000, 102_000, 102_000)).toEqual({ kind: "behind", byMs: 180_000 });
    expect(freshnessOf({ ...open, phase: "lost", since: 90_000 }, 0, 102_000, 102_000)).toEqual({
      kind: "offline",
      since: 90_000,
    });
    expect(freshnessOf(open, 0, 102_000, 102_000, 101_000)).toEqual({ kind: "paused", since: 101_000 });
    expect(freshnessOf(open, 0, 102_000, 102_000, null, 40_000)).toEqual({ kind: "stale", lastAt: 40_000 });
    expect(freshnessOf({ ...open, phase: "connecting", heardAt: null }, 0, 1, 1)).toEqual({ kind: "connecting" });
  });

  test("a stale page is not hidden by a pause", () => {
    expect(freshnessOf(open, 0, 500_000, 100_000 + staleAfterMs, 101_000).kind).toBe("stale");
  });
});

describe("spoken summary, rule 9", () => {
  test("nothing twice, and nothing within 30 s", () => {
    const first = summarise({ saidAt: 0, said: [] }, ["a", "b"], summaryEveryMs);
    expect(first.news).toEqual(["a", "b"]);
    expect(summarise(first.next, ["a", "b", "c"], summaryEveryMs + 1).news).toEqual([]);
    const second = summarise(first.next, ["a", "b", "c"], 2 * summaryEveryMs);
    expect(second.news).toEqual(["c"]);
    expect(summarise(second.next, ["a", "b", "c"], 9 * summaryEveryMs).news).toEqual([]);
  });
});
