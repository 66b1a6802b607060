import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore } from "../../server/adapters/memory/index.ts";
import type { Change, Context } from "../../server/domain/index.ts";
import { Gone, StaleEpoch, type Store } from "../../server/ports/index.ts";
import { adapters, sweepUp } from "./adapters.ts";
import { changesArbitrary, cutInto, randomRefs } from "./random.ts";
import {
  cellOf,
  entryFor,
  exceptionOf,
  expectationOf,
  factOf,
  noon,
  objectChanges,
  objectOf,
  raise,
  sourceOf,
  traceOf,
} from "./samples.ts";

const nothing = { keys: [], refs: [], identities: [], traces: [] };
const a = "order:*:SO-1";
const b = "order:*:SO-2";

afterAll(sweepUp);

/** Commits changes as one after what is there. */
async function put(store: Store, epoch: number, changes: readonly Change[]) {
  const { upTo } = await store.state();
  return store.commit({ epoch, upTo: upTo + 1, at: noon, changes });
}

/** All that a context tells about the names that random changes use. */
function toldBy(context: Context): unknown {
  return {
    engine: context.engine(),
    objects: randomRefs.map((ref) => context.object(ref) ?? null),
    keys: randomRefs.map((ref) => context.refOf(ref) ?? null),
    facts: randomRefs.map((ref) => context.factsOf(ref)),
    fact: ["f1", "f2", "f3"].map((name) => context.fact(factOf(name).identity) ?? null),
    traces: ["t1", "t2"].map((name) => context.trace(traceOf(name).ref) ?? null),
    exceptions: Array.from({ length: 40 }, (_, index) => [
      context.exception(index + 1) ?? null,
      context.history(index + 1),
    ]),
    fingerprints: ["a", "b", "c", "d"].map((fingerprint) => context.exceptionOf(fingerprint) ?? null),
    sources: ["erp", "qa@erp"].map((ref) => context.source(ref) ?? null),
    unresolved: context.unresolved(),
    awaiting: ["erp", "wms-atl", "tms"].map((system) => context.awaiting(system)),
    due: [1, 3, 1_000].map((limit) => context.due(noon + 60_000, limit)),
  };
}

describe.each(adapters)("store in $name", (adapter) => {
  it("ST1 an empty store is at position 0 and knows nothing", async () => {
    const { store } = adapter.store();
    expect(await store.state()).toEqual({ seq: 0, upTo: 0, epoch: 0 });
    const draft = await store.contextFor(nothing);
    expect(draft.engine()).toMatchObject({ nextException: 1, settledTo: 0, networkHash: "" });
    expect(draft.object(a)).toBeUndefined();
    expect(draft.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    expect(await store.commitsSince(0, 10)).toEqual([]);
  });

  it("ST2 a commit is numbered, moves the position, and is all there after a start", async () => {
    const { store, reopen } = adapter.store();
    const epoch = await store.open();
    const fact = factOf("f1");
    const exception = exceptionOf(1, { timer: noon + 7 });
    const object = objectOf(a, { timer: noon + 5, expectations: [expectationOf("ship.post")] });
    const changes: readonly Change[] = [
      ...objectChanges(object),
      { kind: "fact", fact, on: [a] },
      { kind: "trace", trace: traceOf("t1") },
      raise(exception),
      { kind: "source", source: sourceOf("erp") },
      { kind: "engine", engine: { ...(await store.contextFor(nothing)).engine(), nextException: 2 } },
    ];
    const commit = await store.commit({ epoch, upTo: 17, at: noon, changes });
    expect(commit).toMatchObject({ seq: 1, at: noon, upTo: 17 });
    const again = reopen();
    expect(await again.state()).toMatchObject({ seq: 1, upTo: 17 });
    const draft = await again.contextFor({ ...nothing, refs: [a] });
    expect(draft.object(a)).toEqual(object);
    expect(draft.refOf(a)).toBe(a);
    expect(draft.fact(fact.identity)).toEqual({ fact, on: [a] });
    expect(draft.factsOf(a)).toEqual([fact]);
    expect(draft.trace(traceOf("t1").ref)).toEqual(traceOf("t1"));
    expect(draft.exception(1)).toEqual(exception);
    expect(draft.exceptionOf(exception.fingerprint)).toBe(1);
    expect(draft.history(1)).toEqual([entryFor(exception, "raised")]);
    expect(draft.source("erp")).toEqual(sourceOf("erp"));
    expect(draft.awaiting("wms-atl")).toEqual([a]);
    expect(draft.unresolved()).toEqual([1]);
    expect(draft.engine().nextException).toBe(2);
    expect(draft.due(noon + 7, 10)).toEqual([
      { at: noon + 5, kind: "object", ref: a },
      { at: noon + 7, kind: "exception", number: 1 },
    ]);
  });

  it("ST3 an older epoch is refused and changes nothing", async () => {
    const { store, reopen } = adapter.store();
    const old = await store.open();
    const other = reopen();
    const epoch = await other.open();
    expect(epoch).toBe(old + 1);
    await expect(store.commit({ epoch: old, upTo: 1, at: noon, changes: objectChanges(objectOf(a)) })).rejects.toThrow(
      StaleEpoch,
    );
    expect(await other.state()).toEqual({ seq: 0, upTo: 0, epoch });
    expect((await put(other, epoch, objectChanges(objectOf(b)))).seq).toBe(1);
    expect((await other.contextFor(nothing)).object(a)).toBeUndefined();
  });

  it("ST4 a commit that fails leaves position and rows as they were", async () => {
    const { store, reopen } = adapter.store();
    const epoch = await store.open();
    await put(store, epoch, objectChanges(objectOf(a, { factCount: 1, timer: noon })));
    const before = await store.digest();
    const cell = cellOf("NEW");
    const bad = [
      ...objectChanges(objectOf(a, { factCount: 2, timer: noon + 9 })),
      { kind: "lag", cell, minute: noon, lagMs: 5, late: false, count: 1 },
      { kind: "no-such-change" },
    ] as unknown as readonly Change[];
    await expect(put(store, epoch, bad)).rejects.toThrow("no such change");
    await expect(store.commit({ epoch, upTo: 0, at: noon, changes: [] })).rejects.toThrow(RangeError);
    expect(await store.state()).toMatchObject({ seq: 1, upTo: 1 });
    expect(await store.digest()).toEqual(before);
    for (const one of [store, reopen()]) {
      const draft = await one.contextFor(nothing);
      expect(draft.object(a)?.factCount).toBe(1);
      expect(draft.due(noon + 100, 9)).toEqual([{ at: noon, kind: "object", ref: a }]);
    }
    // What the failed commit would have added first can be added by the next.
    await put(store, epoch, [{ kind: "lag", cell, minute: noon, lagMs: 5, late: false, count: 1 }]);
    expect((await store.commitsSince(0, 10)).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("ST5 a draft shows what was folded, and the rows do not until it is committed", async () => {
    const { store } = adapter.store();
    const epoch = await store.open();
    await put(store, epoch, objectChanges(objectOf(a)));
    const draft = await store.contextFor(nothing);
    draft.fold([
      { kind: "object", object: objectOf(a, { factCount: 5 }) },
      { kind: "key", key: b, ref: a },
    ]);
    expect(draft.object(a)?.factCount).toBe(5);
    expect(draft.refOf(b)).toBe(a);
    const other = await store.contextFor(nothing);
    expect(other.object(a)?.factCount).toBe(0);
    expect(other.refOf(b)).toBeUndefined();
  });

  it("ST6 a fact replaces its earlier self on every timeline; on none it is still known", async () => {
    const { store } = adapter.store();
    const epoch = await store.open();
    const late = factOf("f1", { occurredAt: noon + 5 });
    await put(store, epoch, [
      { kind: "fact", fact: late, on: [a, b] },
      { kind: "fact", fact: factOf("f2", { occurredNanos: 7 }), on: [a] },
    ]);
    const moved = factOf("f1", { occurredAt: noon - 5, variant: "1" });
    const inDraft = await store.contextFor(nothing);
    inDraft.fold([{ kind: "fact", fact: moved, on: [a] }]);
    expect(inDraft.factsOf(a).map(({ identity }) => identity)).toEqual([moved.identity, factOf("f2").identity]);
    expect(inDraft.factsOf(b)).toEqual([]);
    await put(store, epoch, [{ kind: "fact", fact: moved, on: [a] }]);
    const then = await store.contextFor(nothing);
    expect(then.factsOf(a)).toEqual(inDraft.factsOf(a));
    expect(then.factsOf(b)).toEqual([]);
    await put(store, epoch, [{ kind: "fact", fact: moved, on: [] }]);
    const last = await store.contextFor(nothing);
    expect(last.factsOf(a)).toHaveLength(1);
    expect(last.fact(moved.identity)).toEqual({ fact: moved, on: [] });
  });

  it("ST6 a timeline that was read tells in business order what is written to it afterwards", async () => {
    const { store, reopen } = adapter.store();
    const epoch = await store.open();
    const at = (name: string, after: number) => factOf(name, { occurredAt: noon + after });
    const read = async (from = store) => (await from.contextFor(nothing)).factsOf(a).map(({ identity }) => identity);
    expect(await read()).toEqual([]);
    for (const fact of [at("f1", 5), at("f2", 1), at("f3", 9), at("f4", 5)]) {
      expect((await store.contextFor(nothing)).fact(fact.identity)).toBeUndefined();
      await put(store, epoch, [{ kind: "fact", fact, on: [a] }]);
      expect((await store.contextFor(nothing)).fact(fact.identity)).toEqual({ fact, on: [a] });
      await read();
    }
    await put(store, epoch, [
      { kind: "fact", fact: at("f3", 0), on: [b, a] },
      { kind: "fact", fact: at("f5", 7), on: [a] },
    ]);
    const names = ["f3", "f2", "f1", "f4", "f5"].map((name) => factOf(name).identity);
    expect(await read()).toEqual(names);
    expect(await read(reopen())).toEqual(names);
  });

  it("ST7 an object that is gone takes along its timer and what it awaited, and moves nothing else", async () => {
    const { store, views } = adapter.store();
    const epoch = await store.open();
    const object = objectOf(a, { timer: noon, expectations: [expectationOf("ship.post")] });
    await put(store, epoch, [
      ...objectChanges(object),
      { kind: "fact", fact: factOf("f1"), on: [a] },
      raise(exceptionOf(1, { object: a })),
    ]);
    await put(store, epoch, [{ kind: "object-gone", ref: a, into: b }]);
    const draft = await store.contextFor(nothing);
    expect(draft.object(a)).toBeUndefined();
    expect(draft.due(noon, 9)).toEqual([]);
    expect(draft.awaiting("wms-atl")).toEqual([]);
    expect(draft.refOf(a)).toBe(a);
    expect(draft.factsOf(a)).toHaveLength(1);
    expect(draft.exception(1)?.object).toBe(a);
    expect(await views.search({ warehouses: null } as never, "SO-1", 5)).toEqual([]);
  });

  it("ST8 what awaits a system is open, paused, missed or not judged there", async () => {
    const { store } = adapter.store();
    const epoch = await store.open();
    const states = ["open", "paused", "missed", "not-judged", "met", "met-late", "cancelled"] as const;
    for (const state of states) {
      const expectations = [expectationOf("x", { state, system: "tms" }), expectationOf("y", { state: "met" })];
      await put(store, epoch, [{ kind: "object", object: objectOf(`order:*:${state}`, { expectations }) }]);
    }
    const draft = await store.contextFor(nothing);
    const awaited = ["missed", "not-judged", "open", "paused"].map((state) => `order:*:${state}`);
    expect(draft.awaiting("tms")).toEqual(awaited);
    draft.fold([
      { kind: "object", object: objectOf("order:*:open") },
      { kind: "object", object: objectOf("order:*:a", { expectations: [expectationOf("x", { system: "tms" })] }) },
    ]);
    expect(draft.awaiting("tms")).toEqual(["order:*:a", ...awaited.filter((ref) => ref !== "order:*:open")]);
    expect(draft.awaiting("wms-atl")).toEqual([]);
  });

  it("ST9 timers come by time, objects before exceptions, then by ref or number; replaced ones are gone", async () => {
    const { store } = adapter.store();
    const epoch = await store.open();
    const timed = (ref: string, timer: number | null): Change => ({ kind: "object", object: objectOf(ref, { timer }) });
    await put(store, epoch, [
      timed("order:*:b", noon),
      timed("order:*:a", noon),
      timed("order:*:c", noon - 1),
      raise(exceptionOf(2, { timer: noon })),
      raise(exceptionOf(1, { timer: noon })),
      { kind: "source", source: { ...sourceOf("wms"), timer: noon } },
    ]);
    const draft = await store.contextFor(nothing);
    const names = (limit: number) =>
      draft.due(noon, limit).map((one) => (one.kind === "exception" ? one.number : one.ref.at(-1)));
    expect(names(9)).toEqual(["c", "a", "b", 1, 2, "s"]);
    expect(names(2)).toEqual(["c", "a"]);
    draft.fold([timed("order:*:c", null), timed("order:*:a", noon + 1), timed("order:*:d", noon - 2)]);
    expect(names(9)).toEqual(["d", "b", 1, 2, "s"]);
    draft.fold([{ kind: "source", source: { ...sourceOf("wms"), timer: noon + 1 } }]);
    expect(names(9)).toEqual(["d", "b", 1, 2]);
    expect(names(1)).toEqual(["d"]);
    expect(draft.due(noon - 3, 9)).toEqual([]);
  });

  it("ST9 what falls due long after a start comes in its time, as it stands then", async () => {
    const { store, reopen } = adapter.store();
    const week = 7 * 86_400_000;
    const timed = (ref: string, timer: number | null): Change => ({ kind: "object", object: objectOf(ref, { timer }) });
    await put(store, await store.open(), [
      timed("order:*:a", noon),
      timed("order:*:b", noon + week),
      timed("order:*:c", noon + week),
      timed("order:*:d", noon + week + 1),
      timed("order:*:e", noon + 2 * week),
      raise(exceptionOf(1, { timer: noon + week })),
    ]);
    const again = reopen();
    const epoch = await again.open();
    const due = async (upTo: number) =>
      (await again.contextFor(nothing))
        .due(upTo, 9)
        .map((one) => [one.kind === "exception" ? one.number : one.ref.at(-1), one.at - noon]);
    expect(await due(noon)).toEqual([["a", 0]]);
    await put(again, epoch, [timed("order:*:a", null), timed("order:*:c", null), timed("order:*:e", noon + 1)]);
    expect(await due(noon + 1)).toEqual([["e", 1]]);
    await put(again, epoch, [timed("order:*:e", noon + 3 * week), timed("order:*:f", noon + week)]);
    expect(await due(noon + week)).toEqual([
      ["b", week],
      ["f", week],
      [1, week],
    ]);
    await put(again, epoch, [timed("order:*:b", noon + week + 2), raise(exceptionOf(1, { timer: null }))]);
    expect((await due(noon + 3 * week)).map(([name]) => name)).toEqual(["f", "d", "b", "e"]);
  });

  it("ST10 the newest exception answers for a fingerprint, also after one gave it away", async () => {
    const { store } = adapter.store();
    const epoch = await store.open();
    await put(store, epoch, [
      raise(exceptionOf(1, { fingerprint: "f" })),
      raise(exceptionOf(2, { fingerprint: "f" })),
      raise(exceptionOf(3, { fingerprint: "g" })),
    ]);
    const draft = await store.contextFor(nothing);
    expect(draft.exceptionOf("f")).toBe(2);
    draft.fold([raise(exceptionOf(2, { fingerprint: "f#2", version: 2 }), "merged")]);
    expect(draft.exceptionOf("f")).toBe(1);
    await put(store, epoch, [raise(exceptionOf(2, { fingerprint: "f#2", version: 2 }), "merged")]);
    const then = await store.contextFor(nothing);
    expect(then.exceptionOf("f")).toBe(1);
    expect(then.exceptionOf("f#2")).toBe(2);
    expect(then.history(2).map(({ action }) => action)).toEqual(["raised", "merged"]);
  });

  it("ST11 the outbox gives newer commits in order, each row as the commit left it, every exception and lag as it came", async () => {
    const { store, reopen } = adapter.store();
    const epoch = await store.open();
    const lag: Change = { kind: "lag", cell: cellOf(), minute: noon, lagMs: 5, late: false, count: 1 };
    const first = raise(exceptionOf(1));
    const second = raise(exceptionOf(1, { version: 2 }), "repeated");
    const image = (factCount: number): Change => ({ kind: "object", object: objectOf(a, { factCount }) });
    const commit = await put(store, epoch, [image(1), first, lag, image(2), lag, second]);
    expect(commit.changes).toEqual([first, lag, image(2), lag, second]);
    await put(store, epoch, [image(3)]);
    await put(store, epoch, []);
    const again = reopen();
    expect(await again.commitsSince(0, 1)).toEqual([commit]);
    expect((await again.commitsSince(1, 10)).map(({ seq, changes }) => [seq, changes.length])).toEqual([
      [2, 1],
      [3, 0],
    ]);
    expect(await again.commitsSince(3, 10)).toEqual([]);
    expect(await again.commitsSince(9, 10)).toEqual([]);
  });

  it("ST12 the outbox keeps the newest 2,000 commits and says so when asked for more", async () => {
    const { store } = adapter.store();
    const epoch = await store.open();
    for (let index = 0; index < 2_003; index++) await store.commit({ epoch, upTo: 1, at: noon, changes: [] });
    expect((await store.commitsSince(3, 1)).map(({ seq }) => seq)).toEqual([4]);
    await expect(store.commitsSince(2, 1)).rejects.toThrow(Gone);
    expect((await store.commitsSince(2_000, 9)).map(({ seq }) => seq)).toEqual([2_001, 2_002, 2_003]);
  }, 60_000);

  it("ST13 the same changes give the same digest however they were grouped, in any technology and after a start; others do not", async () => {
    await fc.assert(
      fc.asyncProperty(
        changesArbitrary(60),
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }),
        async (changes, sizes) => {
          const { store, reopen } = adapter.store();
          const epoch = await store.open();
          for (const group of cutInto(changes, sizes)) await put(store, epoch, group);
          const reference = memoryStore();
          await put(reference, await reference.open(), changes);
          expect(await store.digest()).toEqual(await reference.digest());
          const again = reopen();
          expect(toldBy(await again.contextFor(nothing))).toEqual(toldBy(await reference.contextFor(nothing)));
          await sweepUp();
        },
      ),
      { numRuns: 60 },
    );
    const { store } = adapter.store();
    const epoch = await store.open();
    await put(store, epoch, objectChanges(objectOf(a)));
    const before = await store.digest();
    await put(store, epoch, [{ kind: "object", object: objectOf(a, { factCount: 1 }) }]);
    const after = await store.digest();
    expect(after.get("objects")).not.toBe(before.get("objects"));
    expect(after.get("keys")).toBe(before.get("keys"));
  }, 60_000);

  it("ST14 a draft tells after folding what the rows tell after committing", async () => {
    await fc.assert(
      fc.asyncProperty(changesArbitrary(30), changesArbitrary(30), async (under, over) => {
        const { store } = adapter.store();
        const epoch = await store.open();
        await put(store, epoch, under);
        const draft = await store.contextFor(nothing);
        for (const change of over) draft.fold([change]);
        const told = toldBy(draft);
        await put(store, epoch, over);
        expect(toldBy(await store.contextFor(nothing))).toEqual(told);
        await sweepUp();
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
