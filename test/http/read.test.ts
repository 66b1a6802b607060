import { describe, expect, test } from "vitest";
import type { Attributes, Collector, KeptRecord, KeptSpan, Reading, Receipt } from "../../collectors/kit/index.ts";
import { keyTerm, traceTerm } from "../../collectors/kit/index.ts";
import { memoryJournal } from "../../server/adapters/memory/index.ts";
import { plainOf, readActivity, readTrace } from "../../server/pipeline/read.ts";
import { createRecordCache } from "../../server/pipeline/record-cache.ts";
import { aKeptSpan, aNetwork, start } from "../feeds/fakes.ts";

const trace = "0af7651916cd43dd8448eb211c80319c";
const other = "1bf7651916cd43dd8448eb211c80319c";

const aSpan = (spanId: string, changes: Partial<KeptSpan> = {}): KeptSpan =>
  aKeptSpan({
    identity: `${changes.traceId ?? trace}${spanId}`,
    traceId: trace,
    spanId,
    name: `span ${spanId}`,
    ...changes,
  });

/** A journal of entries whose records a collector gives back as they were put in; it counts how often it decodes. */
async function journalOf(entries: readonly (readonly KeptRecord[])[]) {
  let now = start;
  const journal = memoryJournal({ now: () => ++now });
  const bodies = new Map<string, readonly KeptRecord[]>();
  let decoded = 0;
  for (const [index, records] of entries.entries()) {
    const id = index.toString(16).padStart(32, "0");
    bodies.set(id, records);
    const terms = new Set<bigint>();
    for (const record of records) {
      if (record.traceId !== null) terms.add(traceTerm(record.traceId));
      for (const { kind, value } of record.keys) terms.add(keyTerm(kind, value));
    }
    const receipt: Receipt = {
      id,
      collector: "test",
      route: "records",
      contentType: "application/json",
      sender: "t",
      receivedAt: now,
      body: new Uint8Array([index]),
    };
    const entry = {
      receipt,
      part: 1,
      parts: 1,
      records: records.length,
      rejected: 0,
      message: null,
      terms: BigUint64Array.from([...terms].sort()),
      unreadable: null,
    };
    await journal.append([entry]);
  }
  const collector: Collector = {
    name: "test",
    routes: [],
    decode: () => {
      throw new Error("people read, they do not decode");
    },
    split: () => [],
    *read(receipt, _reading, wanted) {
      decoded += 1;
      const fits = ({ traceId, keys }: KeptRecord): boolean =>
        wanted === null ||
        (traceId !== null && wanted.traces.has(traceId)) ||
        keys.some((named) =>
          wanted.keys.some((key) => keyTerm(key.kind, key.value) === keyTerm(named.kind, named.value)),
        );
      for (const record of bodies.get(receipt.id) ?? []) if (fits(record)) yield record;
    },
  };
  return { journal, cache: createRecordCache([collector]), decoded: () => decoded };
}

const reading: Reading = aNetwork().reading;
const order = { kind: "order", issuer: "*", value: "SO-1", attribute: "order.id" };

describe("a trace read from the journal", () => {
  test("each identity once: the variant that ends later, then the greater hash, in any order of arrival", async () => {
    const end = aSpan("1").endNanos;
    const early = aSpan("1", { variant: "z", name: "early" });
    const late = aSpan("1", { variant: "a", endNanos: end + 1n, name: "late" });
    const greater = aSpan("1", { variant: "b", endNanos: end + 1n, name: "greater" });
    for (const list of [
      [early, late, greater],
      [greater, late, early],
      [late, greater, early],
    ]) {
      const { journal, cache } = await journalOf(list.map((record) => [record]));
      const { spans } = await readTrace(journal, cache, reading, trace, "");
      expect(spans.map(({ name }) => name)).toEqual(["greater"]);
    }
  });

  test("spans of other traces and environments stay out, and what was decoded once is not decoded again", async () => {
    const qa = { system: "wms", declared: true, service: "wms", environment: "qa" };
    const { journal, cache, decoded } = await journalOf([
      [aSpan("1"), aSpan("2", { traceId: other })],
      [aSpan("3", { source: qa }), aSpan("4", { startNanos: 1n })],
    ]);
    const read = () => readTrace(journal, cache, reading, trace, "");
    expect((await read()).spans.map(({ spanId }) => spanId)).toEqual(["4", "1"]);
    await read();
    expect(decoded()).toBe(2);
    expect((await readTrace(journal, cache, reading, trace, "qa")).spans.map(({ spanId }) => spanId)).toEqual(["3"]);
    // Another network may read the same bytes otherwise.
    await readTrace(journal, cache, { ...reading }, trace, "");
    expect(decoded()).toBe(4);
  });

  test("more entries than are fetched at once are all read", async () => {
    const { journal, cache } = await journalOf(Array.from({ length: 130 }, (_, index) => [aSpan(`${index}`)]));
    const { spans, cut } = await readTrace(journal, cache, reading, trace, "");
    expect(spans).toHaveLength(130);
    expect(cut).toBe(false);
  });
});

describe("activity read from the journal", () => {
  const about = { keys: [{ kind: "order", issuer: "*", value: "SO-1" }], traces: [trace], environment: "" };

  test("by key and by trace, newest first, without facts and failures", async () => {
    const at = (ms: number) => ({ startNanos: BigInt(start + ms) * 1_000_000n });
    const { journal, cache } = await journalOf([
      [aSpan("1", { ...at(1), keys: [order], traceId: other, name: "by key" })],
      [aSpan("2", { ...at(2), name: "by trace" }), aSpan("3", { ...at(3), name: "fact" })],
      [aSpan("4", { ...at(4), status: { code: "error", message: "no" } })],
      [aSpan("5", { ...at(5), traceId: other, keys: [{ ...order, value: "SO-2" }], name: "another order" })],
    ]);
    const facts: Reading = { ...reading, isFact: ({ name }) => name === "fact" };
    const { records, backTo } = await readActivity(journal, cache, facts, about, 10);
    expect(records.map(({ record }) => (record.kind === "span" ? record.name : ""))).toEqual(["by trace", "by key"]);
    const [first] = await journal.read(0, 1);
    expect(backTo).toBe(first?.at);
  });

  test("it says how far back it looked when it stopped before the end", async () => {
    const list = Array.from({ length: 80 }, (_, index) => [aSpan(`${index}`, { keys: [order] })]);
    const { journal, cache } = await journalOf(list);
    const { records, backTo } = await readActivity(journal, cache, reading, about, 60);
    expect(records).toHaveLength(60);
    const entries = await journal.read(0, 100);
    expect(backTo).toBe(entries[20]?.at);
  });
});

test("names from outside are only names, and numbers that JSON lacks are texts", () => {
  const inner: Attributes = new Map([["__proto__", "x"]]);
  const plain = plainOf(
    new Map<string, never>([
      ["__proto__", inner],
      ["constructor", Number.NaN],
      ["list", [1, "2", null, inner]],
    ] as never),
  );
  expect(JSON.stringify(plain)).toBe(
    '{"__proto__":{"__proto__":"x"},"constructor":"NaN","list":[1,"2",null,{"__proto__":"x"}]}',
  );
  expect(({} as { x?: unknown }).x).toBeUndefined();
});
