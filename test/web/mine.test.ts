import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ExceptionRow } from "../../server/wire/index.ts";
import type { Act } from "../../web/live/act.ts";
import { deedsKeptMs, forgetDeeds, noteDeed, noteMove, readDeeds, undoDeed, youngDeeds } from "../../web/live/deeds.ts";
import { foreseen, withMine } from "../../web/live/mine.ts";
import {
  emptied,
  keptUp,
  noPages,
  type Pages,
  pageSize,
  pagesOf,
  readPage,
  readSlot,
  refilled,
  rowIn,
  shownSlot,
  slotIn,
} from "../../web/live/pages.ts";
import { others } from "../../web/live/presence.ts";
import { fitsFilter } from "../../web/screens/queue/filter.ts";
import { makeJudge } from "./mock/acting.ts";
import { exceptionsOf, moment } from "./mock/world.ts";

afterEach(() => vi.unstubAllGlobals());

const rows = exceptionsOf();
const first = rows[0]!;
const acts: readonly Act[] = [
  { action: "acknowledge" },
  { action: "assign", team: "ar-finance", person: "Ben" },
  { action: "assign", team: "ar-finance" },
  { action: "snooze", until: "2026-11-20T13:00:00.000Z" },
  { action: "resolve", reason: "duplicate", text: "twice" },
  { action: "tell", text: "files by noon", expectedAt: "2026-11-19T20:00:00.000Z" },
  { action: "comment", text: "seen" },
];

describe("what an action will leave", () => {
  test.each(acts)("$action is foreseen as it is judged", (what) => {
    const judge = makeJudge(() => []);
    const at = new Date(moment).toISOString();
    const judged = judge.act(first, what, "Iris Okafor", at);
    expect(judged).toEqual({ kind: "done", row: foreseen(first, what, "Iris Okafor", moment) });
  });

  test("it lies over the feed until the feed knows as much, and leaves where it no longer fits", () => {
    const open = { ...first, state: "open" as const, owner: { ...first.owner, person: null }, version: 4 };
    const taken = foreseen(open, { action: "acknowledge" }, "Iris", moment);
    const mine = new Map([[open.id, taken]]);
    const all = (): boolean => true;
    const nobodys = (row: ExceptionRow): boolean => fitsFilter(row, { person: "none" });
    expect(withMine([open, rows[1]!], mine, all)).toEqual([taken, rows[1]]);
    expect(withMine([open, rows[1]!], mine, nobodys)).toEqual([rows[1]]);
    // Somebody was faster: the feed has another row of that version, and wins.
    const other = { ...open, version: 5, severity: "low" as const };
    expect(withMine([other], mine, nobodys)).toEqual([other]);
    const untouched = [rows[1]!];
    expect(withMine(untouched, mine, all)).toBe(untouched);
  });

  test("an action can be taken back for half an hour from here, and no longer", () => {
    const deed = { key: "1", at: moment, action: "resolve", what: "Order", state: "done", made: [], kept: 0 } as const;
    expect(youngDeeds([deed], moment + deedsKeptMs - 1)).toHaveLength(1);
    expect(youngDeeds([deed], moment + deedsKeptMs)).toHaveLength(0);
  });
});

describe("stable list, rule 5: undo", () => {
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  const answers = (results: readonly unknown[]): void => {
    asked.length = 0;
    vi.stubGlobal("fetch", async (path: string, init: { readonly body: string }) => {
      asked.push({ path, body: JSON.parse(init.body) });
      return new Response(JSON.stringify({ results, joinedLater: 0 }), { status: 200 });
    });
  };
  const made = [{ id: "X-1", actionId: 3 }];

  test("waits for the action's own answer, then names the version that it made; twice is once", async () => {
    forgetDeeds();
    answers([{ id: "X-1", ok: true, version: 4 }]);
    let answer: (value: typeof made) => void = () => undefined;
    noteDeed(
      "resolve",
      "Order SO-1",
      moment,
      new Promise((resolve) => {
        answer = resolve;
      }),
    );
    const key = readDeeds()[0]?.key ?? "";
    expect(readDeeds()).toMatchObject([{ what: "Order SO-1", state: "sending", made: [] }]);
    const undone = [undoDeed(key), undoDeed(key)];
    expect(asked).toEqual([]);
    answer(made);
    await Promise.all(undone);
    expect(asked).toEqual([{ path: "/api/v1/exceptions/actions", body: { action: "undo", ids: made } }]);
    expect(readDeeds()).toMatchObject([{ state: "undone", kept: 0 }]);
  });

  test("what was refused leaves no trace, what something newer holds says so, a note is no action to take back", async () => {
    forgetDeeds();
    answers([{ id: "X-1", ok: false }]);
    noteDeed("resolve", "Order SO-1", moment, Promise.resolve([]));
    noteDeed("assign", "Order SO-2", moment, Promise.reject(new Error("cut off")));
    noteDeed("comment", "Order SO-3", moment, Promise.resolve(made));
    noteDeed("snooze", "Order SO-4", moment, Promise.resolve(made));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(readDeeds().map(({ what }) => what)).toEqual(["Order SO-4"]);
    await undoDeed(readDeeds()[0]?.key ?? "");
    expect(readDeeds()).toMatchObject([{ state: "stuck", kept: 1 }]);
  });

  test("what ships later is taken back whole by the name of the decision", async () => {
    forgetDeeds();
    const paths: string[] = [];
    vi.stubGlobal("fetch", async (path: string, init: { readonly method: string }) => {
      paths.push(`${init.method} ${path}`);
      const results = [
        { id: "SO-1", ok: true },
        { id: "SO-2", ok: false, error: { title: "has left" } },
      ];
      return new Response(JSON.stringify({ actionId: null, results }), { status: 200 });
    });
    await undoDeed(noteMove("2 orders on Air", moment, "M-1"));
    expect(paths).toEqual(["DELETE /api/v1/departures/moves/M-1"]);
    expect(readDeeds()).toMatchObject([
      { state: "undone", back: 1, kept: 1, refused: [{ id: "SO-2", problem: { title: "has left" } }] },
    ]);
  });

  test("a cut-off undo can be asked again", async () => {
    forgetDeeds();
    noteDeed("snooze", "Order SO-4", moment, Promise.resolve(made));
    await new Promise((resolve) => setTimeout(resolve, 0));
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
    await undoDeed(readDeeds()[0]?.key ?? "");
    expect(readDeeds()).toMatchObject([{ state: "done", failed: { title: expect.any(String) } }]);
  });
});

describe("who else looks", () => {
  test("oneself is left out once, and only while one looks", () => {
    expect(others(["Ana", "Iris"], "Iris", true)).toEqual(["Ana"]);
    expect(others(["Iris", "Iris"], "Iris", true)).toEqual(["Iris"]);
    expect(others(["Iris"], "Iris", false)).toEqual(["Iris"]);
  });
});

describe("rows behind the window", () => {
  const row = (n: number): ExceptionRow => ({ ...first, id: `X-${n}`, openedAt: new Date(n).toISOString() });
  const order = (a: ExceptionRow, b: ExceptionRow): number => Number(a.id.slice(2)) - Number(b.id.slice(2));
  const three = (): Pages<ExceptionRow> => ({
    ...noPages<ExceptionRow>(),
    pages: new Map(
      [0, 1, 2].map((number) => [
        number,
        readPage(
          Array.from({ length: pageSize }, (_, index) => row(1 + number * pageSize + index)),
          `c${number}`,
          `c${number + 1}`,
          0,
        ),
      ]),
    ),
  });

  test("slots that were emptied are passed over, both ways", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(299), { maxLength: 60 }), fc.nat(239), (gone, shown) => {
        const emptied = gone.toSorted((a, b) => a - b);
        const read = readSlot({ emptied }, shown);
        expect(emptied).not.toContain(read);
        expect(shownSlot({ emptied }, read)).toBe(shown);
        for (const slot of emptied) expect(shownSlot({ emptied }, slot)).toBe(-1);
      }),
    );
  });

  test("what a person ends leaves at once, those behind move up, and it can come back where it stood", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(299), { minLength: 1, maxLength: 60 }), (gone) => {
        const all = three();
        const ids = new Set(gone.map((slot) => `X-${slot + 1}`));
        const left = emptied(all, ids);
        const shown = Array.from({ length: 300 - gone.length }, (_, slot) => rowIn(left, slot)?.id);
        expect(shown).toEqual(Array.from({ length: 300 }, (_, n) => `X-${n + 1}`).filter((id) => !ids.has(id)));
        shown.forEach((id, slot) => {
          expect(slotIn(left, id ?? "")).toBe(slot);
        });
        for (const id of ids) expect(slotIn(left, id)).toBe(-1);
        expect(refilled(left, ids)).toEqual(all);
      }),
      { numRuns: 30 },
    );
  });

  test("a page holds still: what changes does so in place, what left is a ghost, what came is not among it", () => {
    const page = three().pages.get(1)!;
    const changed = { ...row(105), version: 9 };
    const now = page.list.latest.filter(({ id }) => id !== "X-103").map((one) => (one.id === "X-105" ? changed : one));
    const next = keptUp(page, [...now, row(201)], order, 1);
    expect(next.list.entries).toEqual(page.list.entries);
    expect([...next.list.ghosts]).toEqual(["X-103"]);
    expect(next.list.rows.get("X-105")).toBe(changed);
    // One that came in front pushes the last one over the page's end: that one has not gone.
    const pushed = keptUp(page, [row(100.5), ...page.list.latest.slice(0, -1)], order, 1);
    expect(pushed.list.ghosts.size).toBe(0);
  });

  test("the pages of what is in sight", () => {
    const { emptied: _, ...rest } = three();
    const pages: Pages<ExceptionRow> = { ...rest, emptied: [5] };
    expect(pagesOf(pages, 0, 20)).toEqual([0]);
    expect(pagesOf(pages, 90, 99)).toEqual([0, 1]);
    expect(pagesOf(pages, 0, -1)).toEqual([]);
    expect(rowIn(pages, 1_000)).toBeUndefined();
  });
});
