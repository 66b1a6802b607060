import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { Cause, OpsException } from "../../server/domain/index.ts";
import { causeRows, createHub, type Hub, type LiveRow, type PatchBody } from "../../server/feeds/index.ts";
import { applyPatch, type CauseRow, compareCauses } from "../../server/wire/index.ts";
import { causeRow } from "../../server/wire/row-shapes.ts";
import { anException, feedDeps, openStore, scopeOf, start } from "./fakes.ts";

const hubs: Hub[] = [];
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
});

const aCause = (number: number, changes: Partial<Cause> = {}): Cause => ({
  number,
  family: `family ${number}`,
  kind: "failed-event",
  flow: null,
  step: null,
  system: "erp",
  title: `Fault ${number}`,
  code: null,
  watch: false,
  openedAt: start,
  newestAt: start,
  members: 5,
  unresolved: 1,
  quietSince: null,
  ...changes,
});

const byId = (a: LiveRow, b: LiveRow) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const filter = new Map([["warehouse", "ATL"]]);
const request = { feed: "causes", filter, sort: null, limit: 200, cursor: null } as const;

describe("causes", () => {
  test("say what their members come to: owners, states, worst, soonest, and what they hold up once", async () => {
    const store = await openStore();
    const { deps } = feedDeps(store);
    const usd = (minor: number) => ({ minor, currency: "USD" });
    const held = (ref: string, minor: number) => [{ ref, money: usd(minor), basis: "order-price" as const }];
    await store.commit([1, 2].map((number) => ({ kind: "cause", cause: aCause(number) })));
    await store.put(
      anException(1, { causeId: "C-1", held: held("order:*:A", 100), severity: "high" }),
      anException(2, { causeId: "C-1", held: held("order:*:A", 100), severity: "critical", state: "acknowledged" }),
      anException(3, { causeId: "C-1", held: held("order:*:B", 50), cutoff: { at: start + 1000, source: "order" } }),
      anException(4, { causeId: "C-2", state: "resolved" }),
      anException(5, { causeId: null }),
    );
    const rows = await causeRows(deps, scopeOf(null), new Map());
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      id: "C-1",
      members: 3,
      total: 5,
      severity: "critical",
      states: { open: 2, acknowledged: 1, snoozed: 0 },
      acknowledgedAt: null,
      held: { objects: 2, money: [{ amount: "1.50", currency: "USD", side: "price" }], estimated: 2, unknown: 0 },
    });
    expect(rows[0]?.first[0]?.id).toBe("X-3");
    expect(causeRow.safeParse(rows[0]).success).toBe(true);
    expect(await causeRows(deps, scopeOf(["EWR"]), new Map())).toEqual([]);
  });

  test("patched row by row, they end as counted anew", async () => {
    const write = fc.record({
      number: fc.integer({ min: 1, max: 12 }),
      cause: fc.constantFrom("C-1", "C-2", "C-3"),
      state: fc.constantFrom("open", "acknowledged", "resolved"),
      warehouse: fc.constantFrom("ATL", "EWR"),
      cutoff: fc.option(fc.integer({ min: 0, max: 3 })),
      run: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 25 }), async (writes) => {
        const store = await openStore();
        const { deps, pass, failures } = feedDeps(store);
        const patches: PatchBody[] = [];
        const hub = createHub(deps, (_, patch) => patches.push(patch));
        hubs.push(hub);
        await store.commit([1, 2, 3].map((number) => ({ kind: "cause", cause: aCause(number) })));
        const channel = await hub.acquire(request, scopeOf(null));
        let { rows, seq } = channel.snapshot();
        for (const { number, cause, cutoff, run, ...more } of writes) {
          const at = cutoff === null ? null : { at: start + cutoff, source: "order" as const };
          await store.put(anException(number, { causeId: cause, cutoff: at, ...more } satisfies Partial<OpsException>));
          if (!run) continue;
          pass(1_000);
          await hub.settled();
        }
        pass(1_000);
        await hub.settled();
        for (const patch of patches) {
          expect(patch.prev).toBe(seq);
          rows = applyPatch(rows, patch, byId);
          seq = patch.seq;
        }
        expect(rows).toEqual(await causeRows(deps, scopeOf(null), filter));
        expect(channel.snapshot().rows).toEqual(rows);
        expect(failures).toEqual([]);
        hub.close();
      }),
      { numRuns: 200 },
    );
  });

  test("come in one order: soonest cut-off, most held, oldest", async () => {
    const store = await openStore();
    const { deps } = feedDeps(store);
    await store.commit([1, 2, 3].map((number) => ({ kind: "cause", cause: aCause(number) })));
    await store.put(
      anException(1, { causeId: "C-1", cutoff: null }),
      anException(2, { causeId: "C-2", cutoff: { at: start + 2, source: "order" } }),
      anException(3, { causeId: "C-3", cutoff: { at: start + 1, source: "order" } }),
    );
    const rows: readonly CauseRow[] = await causeRows(deps, scopeOf(null), new Map());
    expect(rows.toSorted(compareCauses).map(({ id }) => id)).toEqual(["C-3", "C-2", "C-1"]);
  });
});
