import { describe, expect, test } from "vitest";
import { decode } from "../../collectors/otlp/decode.ts";
import { openNetwork } from "../../server/config/index.ts";
import { normalise } from "../../server/domain/normalise.ts";
import { rateOf } from "./core.ts";
import { type Figure, figures, median, percentile, rowOf, scaled } from "./figures.ts";
import { type Request, requestsOf, shape, stamp, traceIdsOf } from "./spans.ts";
import { storyOf } from "./story.ts";
import { tableOf, verdictOf } from "./table.ts";
import { short, whole, wordsOf } from "./words.ts";

const here = { insert: 165_000, append: 600_000, syncMs: 0.45 };
const figure = (id: string): Figure => {
  const found = figures.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no figure ${id}`);
  return found;
};

describe("figures", () => {
  test("ids differ, and a goal is never easier than its floor", () => {
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length);
    for (const { id, better, goal, floor } of figures)
      expect([id, better === "more" ? goal >= floor : goal <= floor]).toEqual([id, true]);
  });

  test("a ratio is the same everywhere; a rate goes with the insert, a time with the slower of insert and sync", () => {
    expect(scaled(3.5, "none", here)).toBe(3.5);
    expect(scaled(50_000, "rate", here)).toBe(25_000);
    expect(scaled(10, "time", here)).toBe(20);
    expect(scaled(10, "time", { insert: 330_000, syncMs: 0.9 })).toBeCloseTo(30);
  });

  test("held against goal and floor, in the direction of the figure", () => {
    const verdict = (id: string, value: number) => verdictOf(rowOf(figure(id), { value, at: "" }, here));
    expect([3.5, 3.4, 2.7].map((value) => verdict("P1", value))).toEqual(["goal", "floor", "MISSED"]);
    expect([17, 25, 26].map((value) => verdict("P5", value))).toEqual(["goal", "floor", "MISSED"]);
    expect([25_000, 24_999, 14_999].map((value) => verdict("P9.mean", value))).toEqual(["goal", "floor", "MISSED"]);
    expect(verdictOf(rowOf(figure("P3"), { skipped: "no postgres" }, here))).toBe("skipped");
  });

  test("the middle and the share", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([50, 99, 7]);
    expect(() => median([])).toThrow();
  });
});

test("a rate within a share of what passed", () => {
  const marks = [
    [100, 1],
    [200, 2],
    [300, 4],
    [400, 6],
  ] as const;
  expect([rateOf({ marks }, 0, 1), rateOf({ marks }, 0.5, 1), rateOf({ marks }, 0, 0.5)]).toEqual([400 / 6, 50, 100]);
});

describe("what is said", () => {
  const rows = [
    rowOf(figure("P1"), { value: 3.6, at: "5 rounds" }, here),
    rowOf(figure("P9.mean"), { value: 1_234, at: "small" }, here),
    rowOf(figure("P3"), { skipped: "initdb was not found" }, here),
  ];

  test("a row is JSON of its own", () => {
    expect(JSON.parse(JSON.stringify(rows[2]))).toMatchObject({
      id: "P3",
      value: null,
      meetsGoal: null,
      skipped: "initdb was not found",
    });
    expect(rows[1]).toMatchObject({ goal: 25_000, reference: { goal: 50_000 }, meetsGoal: false, meetsFloor: false });
  });

  test("the table has a line for each, of one width", () => {
    const lines = tableOf(rows, { machine: "a machine", load: "load 0", limits: here }).split("\n");
    const cells = lines.filter((line) => line.startsWith("|"));
    expect(cells).toHaveLength(2 + rows.length);
    expect(new Set(cells.map(({ length }) => length)).size).toBe(1);
    expect(cells[3]).toMatch(/1,234 .*25,000 \(50,000\).*MISSED/);
    expect(cells[4]).toMatch(/skipped .*initdb was not found/);
  });

  test("the command line", () => {
    expect(wordsOf([])).toMatchObject({ ok: true, json: false, only: null, sizes: whole });
    expect(wordsOf(["--short", "--json", "--only", "P1,p9.Mean", "--spans", "1000"])).toMatchObject({
      json: true,
      only: ["P1", "P9.mean"],
      sizes: { ...short, spans: 1000 },
    });
    for (const args of [["--what"], ["--spans"], ["--spans", "-1"], ["--what", "1"]])
      expect(wordsOf(args).ok).toBe(false);
  });
});

describe("what is sent", () => {
  const { reading } = openNetwork();
  const read = ({ body, coding }: Request) => {
    const contentType = coding === "json" ? "application/json" : "application/x-protobuf";
    const receipt = {
      id: "",
      collector: "otlp",
      route: "traces",
      contentType,
      sender: "",
      receivedAt: 1_764_000_000_000,
      body,
    };
    const decoded = decode(receipt, reading);
    if (!decoded.ok) throw new Error(decoded.fault.message);
    return decoded.value;
  };

  test.each(["protobuf", "json"] as const)("%s that a collector reads, and new each time", (coding) => {
    const [request] = requestsOf({ count: 1, seed: 5, at: 1_764_000_000_000, coding });
    if (request === undefined) throw new Error("no request");
    const seen = [0x12345678, 0x12345679].map((serial) => {
      stamp(request, serial);
      const { records, rejected, facts, traces, ties } = read(request);
      expect([records, rejected.length, facts.length]).toEqual([shape.spans, 0, 0]);
      expect(traces.map(({ traceId }) => traceId).sort()).toEqual(traceIdsOf(request).toSorted());
      const orders = ties.flatMap(({ keys }) => keys.map(({ value }) => value));
      expect(new Set(orders).size).toBe(shape.spans / shape.ofTrace);
      return [...traceIdsOf(request), ...orders];
    });
    expect(new Set(seen.flat()).size).toBe(seen.flat().length);
  });

  test("a span weighs on the wire what the limits are measured with", () => {
    const bodies = requestsOf({ count: 4, seed: 6, at: 1_764_000_000_000, coding: "protobuf" }).map(
      ({ body }) => body.length,
    );
    expect(Math.abs(median(bodies) / shape.spans - 477)).toBeLessThan(15);
  });

  test("events of orders that the core understands, in the order of their stamps", () => {
    const network = openNetwork();
    const types = new Set<string | null>();
    let at = 0;
    const story = storyOf({ live: 200, from: 1_764_000_000_000, seed: 1 }, network.reading);
    for (let count = 0; count < 100; count++) {
      const told = story.next().value;
      expect(told.at).toBeGreaterThanOrEqual(at);
      at = told.at;
      for (const fact of told.decoded.facts) types.add(normalise(fact, network, told.at, 1)?.type ?? null);
    }
    expect(types.size).toBe(9);
    expect(types.has(null)).toBe(false);
  });
});
