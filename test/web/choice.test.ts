import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionResult, ActionsPreview, CauseRow, ExceptionRow } from "../../server/wire/index.ts";
import { joinedPreviews, madeBy, picked, sortedResults } from "../../web/screens/queue/many.ts";
import { pageOf } from "../../web/screens/queue/pageOf.ts";
import {
  everything,
  extended,
  noSelection,
  pageAt,
  pageToggled,
  type Selection,
  sizeOf,
  toggled,
  without,
} from "../../web/screens/queue/selection.ts";
import { causesOf } from "./mock/lists.ts";
import { exceptionsOf } from "./mock/world.ts";

const ids = fc.uniqueArray(
  fc.integer({ min: 1, max: 400 }).map((n) => `X-${n}`),
  { minLength: 1, maxLength: 300 },
);
const some = (...chosen: readonly string[]): Selection => ({ ids: new Set(chosen), anchor: null, all: null });

describe("stable list, rule 7: what is chosen", () => {
  test("a row is chosen and let go, and is where a range begins", () => {
    const one = toggled(noSelection, "X-1");
    expect(one).toEqual({ ids: new Set(["X-1"]), anchor: "X-1", all: null });
    expect(toggled(one, "X-1").ids.size).toBe(0);
  });

  test("a range is every row between, in either direction, beside what was chosen before", () => {
    fc.assert(
      fc.property(ids, fc.nat(299), fc.nat(299), fc.nat(299), (order, from, to, other) => {
        const at = (n: number): string => order[n % order.length] ?? "";
        const before = toggled(toggled(noSelection, at(other)), at(from));
        const after = extended(before, order, at(to));
        const [low, high] = [from % order.length, to % order.length].toSorted((a, b) => a - b);
        const range = order.slice(low, (high ?? 0) + 1);
        expect(after.ids).toEqual(new Set([...before.ids, ...range]));
        expect(after.anchor).toBe(at(from));
      }),
    );
  });

  test("without a beginning a range is the row alone; a row that is not there changes nothing", () => {
    expect(extended(noSelection, ["X-1", "X-2"], "X-2").ids).toEqual(new Set(["X-2"]));
    expect(extended(some("X-1"), ["X-1"], "X-9")).toEqual(some("X-1"));
  });

  test("the box in the head chooses the hundred that one looks at, and lets them go again", () => {
    fc.assert(
      fc.property(ids, fc.nat(299), (order, from) => {
        const page = pageAt(order, from % order.length);
        expect(page.length).toBeLessThanOrEqual(100);
        expect(page).toContain(order[from % order.length]);
        const on = pageToggled(some("X-999"), page);
        expect(on.ids).toEqual(new Set(["X-999", ...page]));
        expect(pageToggled(on, page).ids).toEqual(new Set(["X-999"]));
      }),
    );
  });

  test("all that match are as of what was seen; letting one go ends it", () => {
    const all = everything(["X-1", "X-2"], { seq: 40, total: 1240 });
    expect(sizeOf(all)).toBe(1240);
    const less = toggled(all, "X-1");
    expect([less.all, sizeOf(less)]).toEqual([null, 1]);
    expect(without(all, new Set(["X-2"])).ids).toEqual(new Set(["X-1"]));
    expect(without(all, new Set(["X-7"]))).toBe(all);
  });
});

describe("what is asked for many", () => {
  const rows = exceptionsOf().filter((row) => row.state !== "snoozed");
  const byId = new Map(rows.map((row) => [row.id, row]));
  const causes = new Map(causesOf(byId, {}).map((cause) => [cause.id, cause]));
  const rowOf = (id: string): ExceptionRow | undefined => byId.get(id);
  const causeOf = (id: string): CauseRow | undefined => causes.get(id);
  const filter = { state: "open,acknowledged" };

  test("rows go with the version seen, causes whole by their filter, and no row twice", () => {
    const choice = some("X-1001", "X-1060", "C-1", "C-6");
    expect(picked(choice, filter, 17, rowOf, causeOf)).toMatchObject({
      asks: [
        { ids: [{ id: "X-1060", version: byId.get("X-1060")?.version }] },
        { filter: { ...filter, cause: "C-1" }, asOfSeq: 17 },
        { filter: { ...filter, cause: "C-6" }, asOfSeq: 17 },
      ],
      count: 17,
      causes: ["C-1", "C-6"],
    });
  });

  test("all that match are one request, with the filter and what was seen", () => {
    const choice = everything(["X-1001", "X-1002"], { seq: 9, total: 73 });
    expect(picked(choice, filter, 17, rowOf, causeOf)).toMatchObject({ asks: [{ filter, asOfSeq: 9 }], count: 73 });
  });

  test("previews of several requests add up, reason by reason", () => {
    const preview = (would: number, refused: ActionsPreview["preview"]["refused"], later: number): ActionsPreview => ({
      preview: {
        asked: would + refused.reduce((sum, { count }) => sum + count, 0),
        would,
        refused,
        fromOthers: [{ person: "Ana", count: would }],
      },
      joinedLater: later,
    });
    const closed = (count: number) => ({ code: "closed", detail: "It is closed.", count, ids: ["X-1"] });
    const stale = { code: "stale-version", detail: "It changed.", count: 5, ids: ["X-2"] };
    const joined = joinedPreviews([preview(2, [closed(1)], 1), preview(3, [stale, closed(2)], 4)]);
    expect(joined.joinedLater).toBe(5);
    expect(joined.preview).toMatchObject({ asked: 13, would: 5, fromOthers: [{ person: "Ana", count: 5 }] });
    expect(joined.preview.refused.map(({ code, count }) => [code, count])).toEqual([
      ["stale-version", 5],
      ["closed", 3],
    ]);
    const all = joined.preview.would + joined.preview.refused.reduce((sum, { count }) => sum + count, 0);
    expect(all).toBe(joined.preview.asked);
  });

  test("results: what was not done first; only what was done can be taken back", () => {
    const results: readonly ActionResult[] = [
      { id: "X-1", ok: true, version: 4 },
      { id: "X-2", ok: false },
      { id: "X-3", ok: true, version: 9 },
    ];
    expect(sortedResults(results).map(({ id }) => id)).toEqual(["X-2", "X-1", "X-3"]);
    expect(madeBy(results)).toEqual([
      { id: "X-1", actionId: 4 },
      { id: "X-3", actionId: 9 },
    ]);
  });
});

describe("the address of a view", () => {
  test("says what narrows the list, and neither what is selected nor how it is looked at", () => {
    expect(pageOf({})).toBe("/queue");
    expect(pageOf({ site: "ATL", by: "order", q: "a b", x: "X-1", tech: true })).toBe("/queue?by=order&q=a+b&site=ATL");
  });
});
