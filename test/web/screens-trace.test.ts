import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogRow, SpanRow } from "../../server/wire/index.ts";
import { findCriticalPath } from "../../web/screens/trace/criticalPath.ts";
import { noteTrace, waitBefore } from "../../web/screens/trace/notes.ts";
import { collapseAll, collapseLevel, expandLevel, layRows, showAll } from "../../web/screens/trace/rows.ts";
import { labelPlace, marks, roundStep } from "../../web/screens/trace/scale.ts";
import { stagger } from "../../web/screens/trace/stagger.ts";
import { growTree } from "../../web/screens/trace/tree.ts";

const span = (
  spanId: string,
  parentSpanId: string | null,
  offsetMs: number,
  durationMs: number,
  more: Partial<SpanRow> = {},
): SpanRow => ({
  spanId,
  parentSpanId,
  name: `do ${spanId}`,
  kind: "internal",
  service: "wms-atl",
  startTime: "2026-11-19T18:52:02.114Z",
  endTime: "2026-11-19T18:52:02.114Z",
  offsetMs,
  durationMs,
  status: { code: "unset", message: "" },
  attributes: {},
  events: [],
  links: [],
  ...more,
});

const log = (spanId: string | null, offsetMs: number, body: string, severity = 9): LogRow => ({
  time: "2026-11-19T18:52:02.114Z",
  severity,
  severityText: "",
  body,
  service: "label-svc",
  traceId: "t",
  spanId,
  attributes: {},
  offsetMs,
});

const names = (tree: ReturnType<typeof growTree>): string[] =>
  tree.order.map((n) => `${"·".repeat(n.depth)}${n.span.spanId}`);

describe("the tree of a trace", () => {
  it("puts children under their parent by start, whatever order they came in", () => {
    const tree = growTree([
      span("c", "a", 40, 10),
      span("b", "a", 10, 10),
      span("d", "b", 12, 2),
      span("a", null, 0, 100),
    ]);
    expect(names(tree)).toEqual(["a", "·b", "··d", "·c"]);
    expect(tree.rootReceived).toBe(true);
    expect(tree.roots[0]?.descendants).toBe(3);
  });

  it("makes a span whose parent never came a root and counts the parents", () => {
    const tree = growTree([span("b", "x", 0, 5), span("c", "x", 6, 5), span("d", "y", 8, 1)]);
    expect(names(tree)).toEqual(["b", "c", "d"]);
    expect(tree.missingParents).toBe(2);
    expect(tree.rootReceived).toBe(false);
    expect(tree.order.every((n) => n.detached === "parent-missing")).toBe(true);
  });

  it("cuts a circle of parents at the span that starts first", () => {
    const tree = growTree([
      span("r", null, 0, 9),
      span("b", "c", 5, 1),
      span("c", "b", 3, 1),
      span("d", "b", 6, 1),
      span("e", "e", 7, 1),
    ]);
    expect(names(tree)).toEqual(["r", "c", "·b", "··d", "e"]);
    expect(tree.cycles).toBe(2);
  });

  it("gives every span exactly one place in any tangle", () => {
    const tangle = fc.array(fc.tuple(fc.nat(12), fc.option(fc.nat(14)), fc.nat(100), fc.nat(100)), { maxLength: 30 });
    fc.assert(
      fc.property(tangle, (parts) => {
        const tree = growTree(
          parts.map(([id, parent, at, took]) => span(`${id}`, parent === null ? null : `${parent}`, at, took)),
        );
        expect(tree.order.map((n) => n.key).sort((a, b) => a - b)).toEqual(parts.map((_, i) => i));
        for (const node of tree.order) {
          expect(node.depth).toBe(node.parent ? node.parent.depth + 1 : 0);
          expect(node.reachMs).toBe(Math.max(node.endMs, ...node.children.map((c) => c.reachMs)));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("grows a chain of 10,000 spans", () => {
    const tree = growTree(Array.from({ length: 10_000 }, (_, i) => span(`${i}`, i ? `${i - 1}` : null, i, 1)));
    expect(tree.depth).toBe(9_999);
    expect(findCriticalPath(tree).size).toBe(10_000);
  });
});

describe("the critical path", () => {
  const sections = (spans: readonly SpanRow[]) => {
    const tree = growTree(spans);
    return Object.fromEntries(
      [...findCriticalPath(tree)].map(([key, list]) => [
        tree.byKey.get(key)?.span.spanId,
        list.map((s) => [s.fromMs, s.toMs]),
      ]),
    );
  };

  it("follows the child that ended last and leaves out what ran beside it", () => {
    expect(
      sections([span("a", null, 0, 100), span("b", "a", 10, 30), span("c", "a", 20, 70), span("d", "a", 5, 8)]),
    ).toEqual({
      a: [
        [0, 5],
        [13, 20],
        [90, 100],
      ],
      c: [[20, 90]],
      d: [[5, 13]],
    });
  });

  it("goes on into work that a message started after its parent had ended", () => {
    expect(
      sections([
        span("a", null, 0, 10),
        span("b", "a", 8, 1, { kind: "producer" }),
        span("c", "b", 40, 20, { kind: "consumer" }),
      ]),
    ).toEqual({
      c: [[40, 60]],
      b: [[8, 9]],
      a: [[0, 8]],
    });
  });

  it("holds with a clock that runs ahead of its parent's", () => {
    expect(sections([span("a", null, 20, 80), span("b", "a", 5, 30, { service: "erp" })])).toEqual({
      a: [[35, 100]],
      b: [[5, 35]],
    });
  });

  it("never overlaps and never leaves its span, in any trace", () => {
    const any = fc.array(fc.tuple(fc.option(fc.nat(15)), fc.nat(100), fc.nat(100)), { maxLength: 16 });
    fc.assert(
      fc.property(any, (parts) => {
        const tree = growTree(
          parts.map(([parent, at, took], i) => span(`${i}`, parent === null ? null : `${parent}`, at, took)),
        );
        const all = [...findCriticalPath(tree)].flatMap(([key, list]) =>
          list.map((s) => ({ ...s, node: tree.byKey.get(key)! })),
        );
        for (const s of all) {
          expect(s.fromMs).toBeGreaterThanOrEqual(s.node.span.offsetMs);
          expect(s.toMs).toBeLessThanOrEqual(s.node.endMs);
        }
        const sorted = all.filter((s) => s.toMs > s.fromMs).sort((a, b) => a.fromMs - b.fromMs);
        sorted.slice(1).forEach((s, i) => {
          expect(s.fromMs).toBeGreaterThanOrEqual(sorted[i]!.toMs);
        });
        const end = Math.max(0, ...tree.order.map((n) => n.endMs));
        if (all.length > 0) expect(Math.max(...all.map((s) => s.toMs))).toBe(end);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the rows of the waterfall", () => {
  const tree = growTree([
    span("a", null, 0, 100, { service: "wms-atl" }),
    span("b", "a", 10, 60, { service: "label-svc" }),
    span("c", "b", 20, 10, {
      service: "tms",
      name: "POST /labels",
      status: { code: "error", message: "400 postalCode" },
    }),
    span("d", "b", 40, 1, { service: "erp", attributes: { "order.id": "SO-10423" } }),
    span("e", "a", 80, 10),
  ]);
  const logs = [
    log("b", 35, "postalCode is empty", 13),
    log("c", 29, "carrier answered 400", 17),
    log(null, 90, "no span"),
  ];
  const ids = (rows: ReturnType<typeof layRows>["rows"]) =>
    rows.map((r) => (r.kind === "span" ? r.node.span.spanId : `"${r.log.body}"`));

  it("puts a log between the spans where it happened", () => {
    expect(ids(layRows(tree, logs, new Set(), showAll, 100).rows)).toEqual([
      "a",
      "b",
      "c",
      '"carrier answered 400"',
      '"postalCode is empty"',
      "d",
      "e",
      '"no span"',
    ]);
  });

  it("hides what is under a collapsed span, with its logs", () => {
    expect(ids(layRows(tree, logs, new Set([1]), showAll, 100).rows)).toEqual(["a", "b", "e", '"no span"']);
  });

  it("hides what does not match, keeps the way down and counts only what matches", () => {
    const found = layRows(tree, logs, new Set(), { ...showAll, text: "so-10423" }, 100);
    expect(ids(found.rows)).toEqual(["a", "b", "d"]);
    expect(found.rows.map((r) => r.kind === "span" && r.context)).toEqual([true, true, false]);
    expect(found.shown).toBe(1);
    expect(ids(layRows(tree, logs, new Set(), { ...showAll, errors: true }, 100).rows)).toEqual([
      "a",
      "b",
      "c",
      '"carrier answered 400"',
    ]);
    expect(ids(layRows(tree, logs, new Set(), { ...showAll, share: 0.5 }, 100).rows)).toEqual(["a", "b"]);
    expect(layRows(tree, logs, new Set(), { ...showAll, text: "nowhere" }, 100)).toEqual({ rows: [], shown: 0 });
  });

  it("closes and opens one level at a time", () => {
    const once = collapseLevel(tree, new Set());
    expect([...once]).toEqual([1]);
    const twice = collapseLevel(tree, once);
    expect([...twice].sort()).toEqual([0, 1]);
    expect(collapseLevel(tree, twice)).toBe(twice);
    expect([...expandLevel(tree, twice)]).toEqual([1]);
    expect([...collapseAll(tree)].sort()).toEqual([0, 1]);
  });

  it("lays out 10,000 spans in a blink", () => {
    const many = growTree(
      Array.from({ length: 10_000 }, (_, i) => span(`${i}`, i ? `${Math.floor((i - 1) / 4)}` : null, i, 50)),
    );
    const before = performance.now();
    expect(layRows(many, [], new Set(), showAll, 10_050).rows).toHaveLength(10_000);
    expect(layRows(many, [], new Set(), { ...showAll, text: "do 77" }, 10_050).shown).toBe(280);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});

describe("what is said of a trace", () => {
  it("says what is missing, and that nothing is", () => {
    expect(noteTrace(growTree([]), true)).toEqual([{ kind: "no-records" }]);
    expect(noteTrace(growTree([span("a", null, 0, 1)]), false)).toEqual([{ kind: "complete", spans: 1, withinMs: 0 }]);
    expect(noteTrace(growTree([span("a", "x", 0, 1)]), true)).toEqual([
      { kind: "records-dropped" },
      { kind: "root-missing", tops: 1 },
    ]);
    expect(noteTrace(growTree([span("a", null, 0, 1), span("b", "x", 0, 1)]), false)).toEqual([
      { kind: "parents-missing", parents: 1, spans: 1 },
    ]);
  });

  it("doubts clocks only between services, and by how much", () => {
    const spans = [span("a", null, 20, 80), span("b", "a", 8, 30, { service: "erp" })];
    expect(noteTrace(growTree(spans), false)).toEqual([{ kind: "skew", service: "erp", against: "wms-atl", ms: 12 }]);
    expect(noteTrace(growTree([span("a", null, 20, 80), span("b", "a", 8, 30)]), false)[0]?.kind).toBe("complete");
  });

  it("measures how long a message lay", () => {
    const tree = growTree([
      span("a", null, 0, 9, { kind: "producer" }),
      span("b", "a", 40, 20, { kind: "consumer" }),
      span("c", "b", 45, 1),
    ]);
    expect(waitBefore(tree.order[1]!)).toEqual({ fromMs: 9, toMs: 40 });
    expect(waitBefore(tree.order[2]!)).toBeNull();
  });
});

describe("the time axis", () => {
  it("has round steps from microseconds to days", () => {
    expect(roundStep(4820, 5)).toBe(1000);
    expect(roundStep(0.9, 5)).toBeCloseTo(0.2);
    expect(roundStep(3_600_000, 5)).toBe(900_000);
    expect(roundStep(0, 5)).toBe(1);
    expect(marks(4820)).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  it("prints a duration where there is room", () => {
    expect(labelPlace(0, 0.9)).toBe("inside");
    expect(labelPlace(0.6, 0.9)).toBe("before");
    expect(labelPlace(0.1, 0.2)).toBe("after");
  });
});

describe("labels of business steps", () => {
  it("stand in one row while they have room, else in the next, at the left of their mark at the right end", () => {
    expect(
      stagger(
        [
          { x: 0, width: 100 },
          { x: 50, width: 100 },
          { x: 400, width: 100 },
          { x: 590, width: 120 },
        ],
        600,
      ),
    ).toEqual([
      { row: 0, left: 0, flipped: false },
      { row: 1, left: 50, flipped: false },
      { row: 0, left: 400, flipped: false },
      { row: 1, left: 470, flipped: true },
    ]);
  });

  it("never cover one another nor leave the line; otherwise they are a list", () => {
    const marks = fc.array(fc.record({ x: fc.nat(600), width: fc.integer({ min: 20, max: 300 }) }), { maxLength: 8 });
    fc.assert(
      fc.property(marks, (all) => {
        const places = stagger(all, 600);
        places?.forEach((a, i) => {
          const width = all[i]?.width ?? 0;
          expect(a.left >= 0 && a.left + width <= 600 && a.row < 3).toBe(true);
          places.forEach((b, j) => {
            if (i === j || a.row !== b.row) return;
            expect(a.left + width <= b.left || b.left + (all[j]?.width ?? 0) <= a.left).toBe(true);
          });
        });
      }),
    );
    expect(stagger([{ x: 10, width: 601 }], 600)).toBeNull();
  });
});
