import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import { alikeSchema, alikeWriter } from "../../server/adapters/sqlite/alike.ts";
import { Database } from "../../server/adapters/sqlite/driver.ts";
import { type Change, traceText } from "../../server/domain/index.ts";
import type { TraceFilter, Views } from "../../server/ports/index.ts";
import { adapters, everything, sweepUp } from "./adapters.ts";
import { allOf, brokenChange, put, withRows } from "./rows.ts";
import { noon, traceOf } from "./samples.ts";

afterAll(sweepUp);

/** Ids of sixteen bytes, one of them with the byte of an `@`, and others. */
const ids = [
  "0af7651916cd43dd8448eb211c80319c",
  "40404040404040404040404040404040",
  "0AF7651916CD43DD8448EB211C80319C",
  "0af7",
];
const names = ["POST /orders", "GET /orders/12", "12", "Straße Café", 'say "when"', "back\\slash", ""];
const keys = [
  "order:*:SO-12",
  "order:ACME:So:7",
  "shipment:*:STRASSE",
  "invoice:*:ÉTÉ-9",
  'load:*:"x\\y"',
  "receipt:*:order",
];
const words = [
  "12",
  "orders",
  "ORDER",
  "so",
  "acme",
  ":",
  "*",
  "straße",
  "é",
  '"',
  "\\",
  "4040",
  "0af7",
  "af76 so",
  "1",
  "@",
  "qa",
  "tms",
];

const traces: fc.Arbitrary<Change> = fc
  .record({
    name: fc.constantFrom(...names),
    traceId: fc.constantFrom(...ids),
    environment: fc.constantFrom("", "", "qa"),
    startAt: fc.integer({ min: noon, max: noon + 3 }),
    failed: fc.boolean(),
    keys: fc.subarray(keys, { maxLength: 2 }),
    systems: fc.subarray(["erp", "wms-atl", "tms", "12", "Büro"]),
  })
  .map(({ name, ...more }) => {
    const { environment, traceId } = more;
    const own = more.keys.map((key) => (environment === "" ? key : `${environment}@${key}`));
    return { kind: "trace", trace: traceOf(name, { ...more, keys: own, ref: traceText(environment, traceId) }) };
  });

const some = <T>(...of: readonly T[]) => fc.option(fc.constantFrom(...of), { nil: undefined });
const filters: fc.Arbitrary<TraceFilter> = fc
  .record({
    q: some(...words),
    system: some("erp", "12", "wms", "Büro"),
    outcome: some("failed" as const, "keyed" as const),
    environment: some("", "qa"),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));

describe.each(adapters)("traces in $name", (adapter) => {
  it("V10 V13 are found by the words, systems, outcomes and environments that they are found by in memory", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(traces, { maxLength: 12 }),
        fc.array(filters, { minLength: 8 }),
        async (changes, asked) => {
          const { views } = await withRows(adapter, changes);
          const plain = memoryStore();
          await plain.open();
          await put(plain, changes);
          const told = (one: Views) =>
            Promise.all(
              asked.map(async (filter) => ({
                total: (await one.traces(everything, filter, 1, null)).total,
                items: await allOf((cursor) => one.traces(everything, filter, 2, cursor)),
              })),
            );
          expect(await told(views)).toEqual(await told(memoryViews(plain)));
          await sweepUp();
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it("V10 are what they were however many names there are", async () => {
    const { views } = await withRows(adapter, numbered(0, 5_000));
    for (const number of [0, 2, 9, 4_999]) {
      const asked = { q: `/${number}`, system: `erp-${number}` };
      const { items } = await views.traces(everything, asked, 9, null);
      expect(items.filter(({ name }) => name === `GET /orders/${number}`)).toHaveLength(1);
    }
    expect((await views.traces(everything, { q: "/4" }, 9, null)).total).toBe(1_111);
  });

  it("V10 are all there where their names have halves of surrogate pairs, which may be the same in a file", async () => {
    const halves = ["\ud800", "\ud801"].map(
      (half, index): Change => ({ kind: "trace", trace: traceOf(`GET ${half}`, { ref: `0af${index}` }) }),
    );
    const { views } = await withRows(adapter, halves);
    expect((await views.traces(everything, { q: "get" }, 9, null)).total).toBe(2);
  });
});

/** Traces of which none has a name or a system that another has. */
const numbered = (from: number, to: number): Change[] =>
  Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const id = number.toString(16).padStart(32, "0");
    const trace = traceOf(`GET /orders/${number}`, { ref: id, traceId: id, systems: [`erp-${number}`] });
    return { kind: "trace", trace };
  });

it("what many traces have alike is written again after a commit that failed", async () => {
  const [, sqlite] = adapters;
  if (sqlite === undefined) throw new Error("there is no adapter that writes rows");
  const { store, views } = sqlite.store();
  await store.open();
  await put(store, numbered(0, 3));
  await expect(put(store, [...numbered(3, 6), brokenChange])).rejects.toThrow("NOT NULL");
  await put(store, numbered(3, 9));
  const { items } = await views.traces(everything, {}, 99, null);
  expect(items.map(({ name, systems }) => [name, ...systems])).toEqual(
    numbered(0, 9).flatMap((change) => (change.kind === "trace" ? [[change.trace.name, ...change.trace.systems]] : [])),
  );
});

it("a text that UTF-8 cannot say is none of those that traces have alike", () => {
  const db = new Database(":memory:");
  db.exec(alikeSchema);
  const names = alikeWriter(db, "trace_names");
  expect(["GET", "GET \ud800", "GET \ud83d\ude00", "GET"].map((name) => names.packed(name))).toEqual([
    1n,
    "GET \ud800",
    2n,
    1n,
  ]);
  db.close();
});
