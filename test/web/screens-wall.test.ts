import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExceptionRow, SourceRow } from "../../server/wire/index.ts";
import { scriptOf } from "../../web/live/build.ts";
import {
  compareGroups,
  groupsOf,
  heldOf,
  namedBy,
  plainNumber,
  toTake,
  whoseOf,
} from "../../web/screens/floor/model.ts";
import { type CardParts, cardNames, cardsOf, sumOf } from "../../web/screens/wall/cards.ts";
import {
  bannerOf,
  laneOf,
  lineOf,
  nextOf,
  oldAfterMs,
  shiftEveryMs,
  shiftOf,
  sourcesFor,
  staleAfterMs,
  trustOf,
  turnMs,
  turnOf,
} from "../../web/screens/wall/model.ts";
import { moment } from "./mock/time.ts";
import { sourcesOf } from "./mock/world.ts";
import { calmDay, floorRows } from "./screens/floor.ts";
import { departureRows, tallyRows } from "./screens/tally.ts";

const now = moment;
const open = { phase: "open", since: now, heardAt: now, horizon: now, refused: null } as const;
const atlanta =
  tallyRows()[0] ??
  (() => {
    throw new Error("no tally");
  })();
const rows = floorRows().filter((row) => row.warehouse === "ATL");
const parts = (more: Partial<CardParts> = {}): CardParts => ({
  tally: atlanta,
  exceptions: { rows, total: rows.length },
  sources: sourcesFor(sourcesOf(now, false), "ATL"),
  ...more,
});
const silentAt = (...systems: readonly string[]): readonly SourceRow[] =>
  sourcesFor(
    sourcesOf(now, false).map((row) => (systems.includes(row.system) ? { ...row, silent: true } : row)),
    "ATL",
  );

describe("whether a wall is to be believed", () => {
  test("an age never counts as less than it is, and no age of two missed beats is live", () => {
    fc.assert(
      fc.property(
        fc.nat(300_000),
        fc.nat(300_000),
        fc.constantFrom("open", "lost", "connecting"),
        (silence, lag, phase) => {
          const heardAt = now - silence;
          const state = { ...open, phase, heardAt, horizon: heardAt - lag } as const;
          const trust = trustOf(state, now, now);
          const age = silence + lag;
          if (age < staleAfterMs) expect(trust.kind).toBe("live");
          else expect(trust).toMatchObject({ kind: age < oldAfterMs ? "stale" : "old", ageMs: age, asOf: now - age });
        },
      ),
    );
  });

  test("says whether nothing came or the server is behind, and that the server said no", () => {
    expect(trustOf({ ...open, heardAt: now - 15_000, horizon: now - 16_000 }, now, now)).toMatchObject({
      why: "silent",
    });
    expect(trustOf({ ...open, horizon: now - 90_000 }, now, now)).toMatchObject({ kind: "old", why: "behind" });
    expect(trustOf({ ...open, heardAt: null, horizon: null }, now, now)).toEqual({ kind: "waiting" });
    expect(trustOf({ ...open, phase: "lost", refused: "signed-out" }, now, now)).toEqual({ kind: "refused" });
    // This machine's clock may be wrong by hours: the age is measured on it alone.
    expect(trustOf({ ...open, heardAt: 5_000, horizon: now }, now, 8_000)).toEqual({ kind: "live", ageMs: 3_000 });
  });
});

describe("turns and shifts", () => {
  test("each building has its 30 seconds, all of them in turn, the same on every wall", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 4e12 }), (n, at) => {
        const turns = Array.from({ length: n }, (_, index) => turnOf(at + index * turnMs, n));
        expect([...turns].sort()).toEqual(Array.from({ length: n }, (_, index) => index));
        expect(turnOf(Math.floor(at / turnMs) * turnMs + turnMs - 1, n)).toBe(turnOf(at, n));
      }),
    );
  });

  test("the image moves by 2 pixels every ten minutes, and back", () => {
    for (let at = 0; at < 8; at += 1) {
      const [from, to] = [shiftOf(at * shiftEveryMs), shiftOf((at + 1) * shiftEveryMs)];
      expect(Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1])).toBe(2);
    }
    expect(shiftOf(4 * shiftEveryMs)).toEqual(shiftOf(0));
  });

  test("a build is told by the script that its page begins with", () => {
    expect(scriptOf('<script type="module" crossorigin src="/assets/index-a1.js"></script>')).toBe(
      "/assets/index-a1.js",
    );
    expect(scriptOf('<script src="/scheme.js"></script><p>503</p>')).toBeNull();
  });
});

describe("the lanes", () => {
  test("departures to come in the order in which they leave, none that has left", () => {
    const next = nextOf(departureRows(), 3);
    expect(next.map((row) => row.at.slice(11, 16))).toEqual(["20:00", "21:30", "22:15"]);
    expect(next.map((row) => laneOf(row, now))).toEqual(["critical", "fine", "fine"]);
    const [first] = next;
    if (first === undefined) throw new Error("none");
    expect(laneOf({ ...first, blocked: 0, notKnown: 3 }, now)).toBe("not-known");
    expect(laneOf({ ...first, at: departureRows().at(-1)?.at ?? "" }, now)).toBe("high");
  });

  test("the tally line is a sum, and what has no place in it shows", () => {
    const { parts: line, off } = lineOf(atlanta);
    expect(off).toBe(0);
    expect(line.map(({ part }) => part)).toEqual(["shipped", "floor", "blocked", "on-hold", "cancelled"]);
    expect(line.reduce((sum, { count }) => sum + count, 0)).toBe(atlanta.orders.total);
    expect(lineOf({ ...atlanta, orders: { ...atlanta.orders, total: atlanta.orders.total + 2 } }).off).toBe(2);
  });

  test("cards count each subject once, on one card, with the worst and the oldest", () => {
    const cards = cardsOf(parts({ exceptions: { rows: [...rows, ...rows], total: 2 * rows.length } }));
    expect(cards.map(({ name, count, severity }) => [name, count, severity])).toEqual([
      ["not-in-wms", 0, null],
      ["picks", 2, "high"],
      ["labels", 14, "critical"],
      ["asns", 0, null],
      ["transfers", 3, "high"],
      ["returns", 0, null],
    ]);
    expect(cards[2]?.oldestAt).toBe(Math.min(...rows.slice(0, 14).map((row) => Date.parse(row.openedAt))));
  });

  test("a zero stands on no card while a source that it is read from is silent, or anything was not read", () => {
    const none = { rows: [] as readonly ExceptionRow[], total: 0 };
    const calm = { ...atlanta, orders: { ...atlanta.orders, parts: { ...atlanta.orders.parts, "not-in-wms": 0 } } };
    const known = (more: Partial<CardParts>): readonly string[] =>
      cardsOf(parts({ tally: calm, exceptions: none, ...more }))
        .filter((card) => card.count === 0)
        .map((card) => card.name);
    expect(known({})).toEqual([...cardNames]);
    expect(known({ sources: silentAt("wms-atl") })).toEqual([]);
    expect(known({ sources: silentAt("tms") })).toEqual(["not-in-wms", "picks", "asns", "transfers", "returns"]);
    expect(known({ sources: silentAt("wms-ewr") })).toEqual([...cardNames]);
    expect(known({ exceptions: null })).toEqual([]);
    expect(known({ sources: null })).toEqual([]);
    expect(known({ tally: { ...calm, wmsJudged: false } })).toEqual(cardNames.slice(1));
    // What is known to be held up stays, as the least.
    const labels = cardsOf(parts({ sources: silentAt("tms") })).find((card) => card.name === "labels");
    expect(labels).toMatchObject({ count: 14, atLeast: true, doubt: { kind: "silent", name: "TMS" } });
  });

  test("the banner names the worst, and says clear only when everything is known and nothing is held up", () => {
    const { departures: calm, tally } = calmDay();
    const [fine = atlanta] = tally;
    const all = sourcesFor(sourcesOf(now, false), "ATL");
    const say = (more: {
      departures?: typeof calm;
      tally?: typeof atlanta;
      sources?: readonly SourceRow[];
      open?: number;
      unknown?: number;
    }) =>
      bannerOf(
        more.tally ?? fine,
        more.departures ?? calm,
        more.sources ?? all,
        { open: more.open ?? 0, unknown: more.unknown ?? 0 },
        now,
      ).kind;
    expect(bannerOf(atlanta, departureRows(), all, sumOf(cardsOf(parts())), now)).toMatchObject({
      kind: "short",
      near: true,
      title: "Carrier label refused",
    });
    expect(say({ tally: { ...fine, orders: { ...fine.orders, total: 1 } } })).toBe("off");
    expect(say({ sources: silentAt("erp") })).toBe("silent");
    expect(say({ departures: calm.map((row) => ({ ...row, notKnown: 2 })) })).toBe("not-known");
    expect(say({ open: 2 })).toBe("cards");
    expect(say({ tally: atlanta })).toBe("blocked");
    expect(say({ unknown: 1 })).toBe("not-judged");
    expect(say({})).toBe("clear");
  });
});

describe("the floor's cards", () => {
  test("every exception is on one card, in the order in which things leave", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...floorRows()]), (some) => {
        const groups = groupsOf(some).toSorted(compareGroups);
        expect(groups.flatMap((group) => group.rows.map((row) => row.id)).sort()).toEqual(
          some.map((row) => row.id).sort(),
        );
        const cutoffs = groups.map((group) => group.cutoff?.at ?? "9");
        expect(cutoffs).toEqual([...cutoffs].sort());
      }),
    );
  });

  test("whose it is, what is left to take, what it is worth", () => {
    const labels = rows.filter((row) => row.causeId === "C-11");
    expect(whoseOf(labels, "Dana Reyes", null)).toBe("mine");
    expect(whoseOf(labels, "Iris Okafor", "atl-dock-leads")).toBe("taken");
    const free = labels.map((row, at) => (at < 2 ? { ...row, owner: { ...row.owner, person: null } } : row));
    expect(whoseOf(free, "Iris Okafor", "atl-dock-leads")).toBe("team");
    expect(whoseOf(free, "Iris Okafor", "returns-desk")).toBe("nobody");
    expect(toTake(labels, "Dana Reyes")).toEqual([]);
    expect(heldOf([...labels, ...labels])).toEqual({
      money: [{ amount: 41_260, currency: "USD", side: "price" }],
      estimate: true,
      unknown: 0,
    });
  });

  test("a number is found as labels print it", () => {
    const of = (text: string) => namedBy(rows, text).map((row) => row.object?.id);
    for (const text of ["SO-10423", "so 10423", "SO10423", "SO-0010423"]) expect(of(text)).toEqual(["SO-10423"]);
    expect(of("10423")).toEqual([]);
    expect(of(" ")).toEqual([]);
    expect(plainNumber("PRO 0118-0027")).toBe("pro1180027");
  });
});
