import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anchored,
  drop,
  emptySteady,
  extend,
  merge,
  neighbour,
  pend,
  placesOf,
  putBack,
  reach,
  type Steady,
  take,
} from "../../web/live/steady.ts";

interface Row {
  readonly id: string;
  readonly due: number;
  readonly text: string;
}

const bandOf = (row: Row): string => (row.due < 50 ? "soon" : "later");
const byDue = (a: Row, b: Row): number => a.due - b.due || (a.id < b.id ? -1 : 1);
const row = fc.record({
  id: fc.integer({ min: 0, max: 40 }).map(String),
  due: fc.integer({ min: 0, max: 99 }),
  text: fc.string(),
});
const feed = fc.uniqueArray(row, { selector: (one) => one.id, maxLength: 30 }).map((rows) => [...rows].sort(byDue));
const ids = (list: Steady<Row>): string[] => list.entries.map((entry) => entry.id);
const free = (rows: readonly Row[], list: Steady<Row> = emptySteady()): Steady<Row> =>
  take(list, rows, { held: false, bandOf, at: 0 });
const held = (list: Steady<Row>, rows: readonly Row[], at = 1): Steady<Row> =>
  take(list, rows, { held: true, bandOf, at });

describe("stable list, rule 1: nothing moves while somebody works in it", () => {
  test("while held, no entry changes its index or its heading, whatever the feed does", () => {
    fc.assert(
      fc.property(feed, fc.array(feed, { minLength: 1, maxLength: 6 }), (first, later) => {
        fc.pre(first.length > 0);
        const start = free(first);
        const end = later.reduce((list, rows) => held(list, rows), start);
        expect(end.entries).toEqual(start.entries);
      }),
      { numRuns: 1000 },
    );
  });

  test("what waits is exactly what the feed has and the screen has not; what left is a ghost that keeps its content", () => {
    fc.assert(
      fc.property(feed, feed, (first, second) => {
        fc.pre(first.length > 0);
        const list = held(free(first), second);
        const shown = new Set(first.map((one) => one.id));
        const now = new Set(second.map((one) => one.id));
        expect(list.arrivals).toEqual(second.filter((one) => !shown.has(one.id)).map((one) => one.id));
        expect([...list.ghosts].sort()).toEqual([...shown].filter((id) => !now.has(id)).sort());
        for (const one of first)
          expect(list.rows.get(one.id)).toEqual(second.find((other) => other.id === one.id) ?? one);
      }),
      { numRuns: 1000 },
    );
  });

  test("merging shows the feed as it is, and nothing waits any more", () => {
    fc.assert(
      fc.property(feed, feed, (first, second) => {
        fc.pre(first.length > 0);
        const list = merge(held(free(first), second), bandOf);
        expect(ids(list)).toEqual(second.map((one) => one.id));
        expect(list.entries.map((entry) => entry.band)).toEqual(second.map(bandOf));
        expect(list.arrivals).toEqual([]);
        expect(list.ghosts.size).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  test("an empty list takes rows at once, also while held", () => {
    const list = held(emptySteady<Row>(), [{ id: "1", due: 1, text: "" }]);
    expect(ids(list)).toEqual(["1"]);
  });

  test("a row that fell behind the end of the window has not gone", () => {
    const rows = [1, 2, 3].map((n) => ({ id: String(n), due: n * 10, text: "" }));
    const list = free(rows);
    const window = [{ id: "0", due: 5, text: "" }, ...rows.slice(0, 2)];
    expect([...held(list, window).ghosts]).toEqual(["3"]);
    expect([...take(list, window, { held: true, bandOf, at: 1, partOf: byDue }).ghosts]).toEqual([]);
  });

  test("a window that grows adds at the end and keeps what waits in front", () => {
    const rows = [1, 2, 3, 4].map((n) => ({ id: String(n), due: n * 10, text: "" }));
    const list = free(rows.slice(0, 2));
    const grown = extend(list, [{ id: "new", due: 5, text: "" }, ...rows], bandOf);
    expect(ids(grown)).toEqual(["1", "2", "3", "4"]);
    expect(grown.arrivals).toEqual(["new"]);
  });
});

describe("stable list, rule 1: the focused row keeps its distance from the top", () => {
  test("by exactly the height of what came and went before it", () => {
    const line = fc.record({
      id: fc.integer({ min: 0, max: 60 }).map(String),
      height: fc.integer({ min: 20, max: 90 }),
    });
    const lines = fc.uniqueArray(line, { selector: (one) => one.id, minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lines, lines, fc.nat(5000), fc.nat(29), (before, after, scroll, pick) => {
        const anchor = before[pick % before.length];
        if (anchor === undefined) return;
        const at = (all: typeof before): number =>
          all
            .slice(
              0,
              all.findIndex((one) => one.id === anchor.id),
            )
            .reduce((sum, one) => sum + one.height, 0);
        const next = anchored(before, after, anchor.id, scroll);
        if (!after.some((one) => one.id === anchor.id)) expect(next).toBe(scroll);
        else expect(next).toBe(Math.max(0, scroll + at(after) - at(before)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("stable list, rule 2: cells change in place", () => {
  test("a changed row is marked with what it was, an equal one is not", () => {
    const rows = [
      { id: "1", due: 1, text: "a" },
      { id: "2", due: 2, text: "b" },
    ];
    const list = held(free(rows), [{ id: "1", due: 1, text: "z" }, { ...rows[1]! }], 7);
    expect(list.changed.get("1")).toEqual({ at: 7, before: rows[0] });
    expect(list.changed.has("2")).toBe(false);
    expect(list.rows.get("1")?.text).toBe("z");
  });
});

describe("stable list, rule 8: paused", () => {
  test("nothing on the screen changes, not even in place, and arrivals are counted", () => {
    fc.assert(
      fc.property(feed, feed, (first, second) => {
        const start = free(first);
        const list = pend(start, second);
        expect(list.entries).toEqual(start.entries);
        for (const entry of start.entries) expect(list.rows.get(entry.id)).toBe(start.rows.get(entry.id));
        expect(list.arrivals).toEqual(second.filter((one) => !start.rows.has(one.id)).map((one) => one.id));
        expect(ids(merge(list, bandOf))).toEqual(second.map((one) => one.id));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("stable list, rule 4: what a person's own action ends leaves at once", () => {
  test("the others keep their order, and the next one that stays takes the focus", () => {
    const rows = ["a", "b", "c"].map((id, due) => ({ id, due, text: "" }));
    const list = free(rows);
    const order = ids(list);
    expect(neighbour(order, new Set(["b"]))).toBe("c");
    expect(neighbour(order, new Set(["c"]))).toBe("b");
    expect(neighbour(order, new Set(["b", "c"]))).toBe("a");
    expect(neighbour(order, new Set(["a", "b", "c"]))).toBe(null);
    const after = drop(list, new Set(["b"]));
    expect(ids(after)).toEqual(["a", "c"]);
    expect(ids(merge(after, bandOf))).toEqual(["a", "c"]);
  });

  test("any of them leave, and what is put back stands where it stood; nothing else moves against the others", () => {
    fc.assert(
      fc.property(feed, fc.array(fc.nat(40)), fc.array(fc.nat(40)), (rows, gone, back) => {
        fc.pre(rows.length > 0);
        const start = free(rows);
        const leaving = new Set(gone.map(String).filter((id) => rows.some((row) => row.id === id)));
        const places = placesOf(start, leaving);
        const left = drop(start, leaving);
        expect(ids(left)).toEqual(ids(start).filter((id) => !leaving.has(id)));
        const returning = new Map([...places].filter(([id]) => back.map(String).includes(id)));
        const again = putBack(left, rows, returning);
        expect(ids(again)).toEqual(ids(again).toSorted((a, b) => ids(start).indexOf(a) - ids(start).indexOf(b)));
        expect(new Set(ids(again))).toEqual(new Set([...ids(left), ...returning.keys()]));
        // All of them back: the list is the one that was.
        expect(ids(putBack(left, rows, places))).toEqual(ids(start));
        expect(putBack(start, rows, places)).toBe(start);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a list of which the feed shows only the first rows", () => {
  test("what moves up behind its end has not come, what comes in front of it has", () => {
    const rows = [10, 20, 30].map((due) => ({ id: String(due), due, text: "" }));
    const list = take(free(rows), [rows[0]!, rows[1]!, { id: "40", due: 40, text: "" }], {
      held: true,
      bandOf,
      at: 1,
      partOf: byDue,
    });
    expect(list.arrivals).toEqual([]);
    expect([...list.ghosts]).toEqual(["30"]);
    expect(reach(list, byDue)).toBe(2);
    const early = take(list, [{ id: "5", due: 5, text: "" }, ...rows.slice(0, 2)], {
      held: true,
      bandOf,
      at: 2,
      partOf: byDue,
    });
    expect(early.arrivals).toEqual(["5"]);
    expect(reach(early, byDue)).toBe(3);
  });
});
