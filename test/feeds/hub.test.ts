import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Channel,
  createHub,
  type FeedRequest,
  type Hub,
  type LiveRow,
  type PatchBody,
  patchRows,
  requestFaults,
} from "../../server/feeds/index.ts";
import type { FeedName } from "../../server/wire/index.ts";
import { applyPatch, type ExceptionRow, exceptionOrders } from "../../server/wire/index.ts";
import { anException, anObject, feedDeps, openStore, scopeOf, start } from "./fakes.ts";

const hubs: Hub[] = [];
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
});

const ask = (feed: FeedName, filter: Record<string, string> = {}, limit = 200): FeedRequest => ({
  feed,
  filter: new Map(Object.entries(filter)),
  sort: null,
  limit,
  cursor: null,
});

/** A browser: rows, and what it does with what it is sent. */
function browser() {
  let rows: readonly LiveRow[] = [];
  let seq = -1;
  let total = 0;
  const order = (a: LiveRow, b: LiveRow) => exceptionOrders.cutoff(a as ExceptionRow, b as ExceptionRow);
  return {
    take(snapshot: { seq: number; rows: readonly LiveRow[]; total: number }) {
      ({ seq, rows, total } = snapshot);
    },
    follow(patch: PatchBody): boolean {
      if (patch.prev !== seq) return false;
      rows = applyPatch(rows, patch, order);
      ({ seq, total } = patch);
      return true;
    },
    seq: () => seq,
    rows: () => rows,
    total: () => total,
  };
}

async function openHub() {
  const store = await openStore();
  const { deps, failures, pass } = feedDeps(store);
  const sent: { readonly channel: Channel; readonly patch: PatchBody }[] = [];
  const hub = createHub(deps, (channel, patch) => sent.push({ channel, patch }));
  hubs.push(hub);
  return { store, deps, failures, pass, sent, hub };
}

describe("the hub", () => {
  test("whatever is dropped or reconnected, rows end as the store has them", async () => {
    let caughtUp = 0;
    let started = 0;
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant("write" as const),
          number: fc.integer({ min: 1, max: 9 }),
          open: fc.boolean(),
          cutoff: fc.integer({ min: 0, max: 3 }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("run" as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("drop" as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("forget" as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant("reconnect" as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), async (steps, limit) => {
        const { store, deps, failures, sent, hub, pass } = await openHub();
        const request = ask("exceptions", { state: "open" }, limit);
        const client = browser();
        let channel = await hub.acquire(request, scopeOf());
        client.take(channel.snapshot());
        let online = true;
        let read = 0;
        let version = 0;
        const connect = async () => {
          channel = await hub.acquire(request, scopeOf());
          read = sent.length;
          online = true;
          const patches = channel.since(client.seq());
          if (patches === null) {
            started += 1;
            client.take(channel.snapshot());
          } else {
            caughtUp += 1;
            for (const patch of patches) expect(client.follow(patch)).toBe(true);
          }
        };
        const run = async () => {
          await hub.settled();
          for (; read < sent.length; read++) {
            const patch = sent[read]?.patch;
            if (online && patch !== undefined) expect(client.follow(patch)).toBe(true);
          }
        };
        for (const one of steps) {
          if (one.do === "run") await run();
          else if (one.do === "drop" && online) {
            await run();
            hub.release(channel);
            online = false;
          } else if (one.do === "forget" && !online) {
            pass(61_000);
            await hub.tick();
          } else if (one.do === "reconnect" && !online) await connect();
          else if (one.do === "write") {
            version += 1;
            await store.put(
              anException(one.number, {
                state: one.open ? "open" : "resolved",
                cutoff: { at: start + one.cutoff, source: "departure" },
                version,
              }),
            );
          }
        }
        if (!online) await connect();
        await run();
        const truth = await deps.views.exceptions(scopeOf(), { state: ["open"] }, "cutoff", limit, null);
        expect(client.rows().map(({ id }) => id)).toEqual(truth.items.map(({ number }) => `X-${number}`));
        expect(client.rows().map((row) => (row as ExceptionRow).version)).toEqual(
          truth.items.map((one) => one.version),
        );
        expect(client.total()).toBe(truth.total);
        expect(failures).toEqual([]);
        hub.close();
      }),
      { numRuns: 1_000 },
    );
    expect(caughtUp).toBeGreaterThan(50);
    expect(started).toBeGreaterThan(0);
  }, 60_000);

  test("one question is one channel, and its patch is made once", async () => {
    const { store, sent, hub } = await openHub();
    const one = await hub.acquire(ask("exceptions", { state: "open", kind: "failed-event" }), scopeOf());
    const same = await hub.acquire(ask("exceptions", { kind: "failed-event", state: "open" }), scopeOf());
    const other = await hub.acquire(ask("exceptions", { state: "open" }, 3), scopeOf());
    const narrow = await hub.acquire(ask("exceptions", { state: "open", kind: "failed-event" }), scopeOf(["RNO"]));
    expect(same).toBe(one);
    expect(new Set([one.id, other.id, narrow.id]).size).toBe(3);
    await store.put(anException(1));
    await hub.settled();
    // Two windows see it; the scope of Reno does not see Atlanta's.
    expect(sent.map(({ channel }) => channel.id)).toEqual([one.id, other.id]);
    // The same row object: it was shaped once for both.
    expect(sent[0]?.patch.upsert[0]).toBe(sent[1]?.patch.upsert[0]);
  });

  test("a patch holds at most 500 rows, and its pieces follow on one another", async () => {
    const { store, sent, hub } = await openHub();
    const client = browser();
    client.take((await hub.acquire(ask("exceptions", {}, 2_000), scopeOf())).snapshot());
    await store.put(...Array.from({ length: 1_201 }, (_, index) => anException(index + 1)));
    await hub.settled();
    expect(sent.map(({ patch }) => patch.upsert.length)).toEqual([500, 500, 201]);
    expect(patchRows).toBe(500);
    for (const { patch } of sent) expect(client.follow(patch)).toBe(true);
    expect(client.rows()).toHaveLength(1_201);
  });

  test("an outbox that reaches no longer back leads to the rows as they are", async () => {
    const { store, sent, hub, failures } = await openHub();
    const client = browser();
    client.take((await hub.acquire(ask("exceptions"), scopeOf())).snapshot());
    for (let round = 1; round <= 2_100; round++) await store.put(anException(1 + (round % 3), { version: round }));
    await hub.settled();
    for (const { patch } of sent) expect(client.follow(patch)).toBe(true);
    expect(client.rows()).toHaveLength(3);
    expect(client.seq()).toBe(store.seq());
    expect(failures).toEqual([]);
  });

  test("an object's rows move when it, its exceptions or its keys do, and not otherwise", async () => {
    const { store, sent, hub } = await openHub();
    const channel = await hub.acquire(ask("object", { kind: "order", id: "SO-1" }), scopeOf());
    expect(channel.snapshot()).toMatchObject({ rows: [], total: 0 });
    const key = { kind: "key", key: "order:*:SO-1", ref: "order:*:SO-1" } as const;
    await store.commit([key, { kind: "object", object: anObject("SO-1") }]);
    await store.commit([
      { kind: "key", key: "order:*:SO-2", ref: "order:*:SO-2" },
      { kind: "object", object: anObject("SO-2") },
    ]);
    await hub.settled();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.patch).toMatchObject({ feed: "object", upsert: [{ id: "SO-1" }], total: 1 });
    await store.put(anException(7, { object: "order:*:SO-1" }));
    await hub.settled();
    expect(sent.at(-1)?.patch).toMatchObject({ prev: sent[0]?.patch.seq, upsert: [{ exceptions: [{ id: "X-7" }] }] });
    await store.put(anException(8, { object: "order:*:SO-2" }));
    await hub.settled();
    expect(sent).toHaveLength(2);
  });

  test("what moves by the second is computed at most once in it", async () => {
    const { store, sent, hub, pass } = await openHub();
    await hub.acquire(ask("status"), scopeOf());
    await store.put(anException(1));
    await hub.settled();
    expect(sent).toHaveLength(0);
    pass(1_000);
    await hub.tick();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.patch.upsert).toMatchObject([{ id: "status", open: 1 }]);
    pass(1_000);
    await hub.tick();
    expect(sent).toHaveLength(1);
  });

  test("when another store stands in the old one's place, everybody begins anew", async () => {
    const [old, fresh] = [await openStore(), await openStore()];
    let store = old;
    const { deps } = feedDeps({
      views: new Proxy(old.views, { get: (_, name: keyof typeof old.views) => store.views[name] }),
      commitsSince: (after, limit) => store.commitsSince(after, limit),
    });
    const sent: PatchBody[] = [];
    let replaced = 0;
    const hub = createHub(
      deps,
      (_, patch) => sent.push(patch),
      undefined,
      () => (replaced += 1),
    );
    hubs.push(hub);
    for (let round = 1; round <= 5; round++) await old.put(anException(round));
    const before = await hub.acquire(ask("exceptions"), scopeOf());
    expect(before.snapshot().seq).toBe(5);
    store = fresh;
    await fresh.put(anException(9));
    await hub.settled();
    expect(replaced).toBe(1);
    const after = await hub.acquire(ask("exceptions"), scopeOf());
    expect(after).not.toBe(before);
    expect(after.since(5)).toBeNull();
    expect(after.snapshot()).toMatchObject({ seq: 1, rows: [{ id: "X-9" }] });
    await fresh.put(anException(10));
    await hub.settled();
    expect(sent).toMatchObject([{ prev: 1, seq: 2, upsert: [{ id: "X-10" }] }]);
  });

  test("a request that cannot be served is told why", () => {
    expect(requestFaults(ask("digest" as FeedName))).toMatchObject([{ path: "feed" }]);
    expect(requestFaults(ask("exceptions", { state: "closed" }))).toMatchObject([{ path: "state" }]);
    expect(requestFaults(ask("exceptions", { stat: "open" }))).toMatchObject([{ path: "stat" }]);
    expect(requestFaults({ ...ask("exceptions"), sort: "toString" })).toMatchObject([{ path: "sort" }]);
    expect(requestFaults(ask("lag", { window: "yesterday" }))).toMatchObject([{ path: "window" }]);
    expect(requestFaults(ask("object", { kind: "table", id: "" }))).toHaveLength(2);
    expect(requestFaults(ask("lag", { window: "24h" }))).toEqual([]);
  });
});
