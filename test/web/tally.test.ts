import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followSteps } from "../../server/domain/index.ts";
import {
  billedParts,
  type DepartureRow,
  followParts,
  orderParts,
  receiptParts,
  returnParts,
  shippedParts,
  type TallyRow,
  transferParts,
} from "../../server/wire/index.ts";
import { dayAfter, dayName, isDay, wallInstant } from "../../web/app/format/days.ts";
import { dayKey, time } from "../../web/app/format.ts";
import { departuresSearch, tallyGoods, tallySearch } from "../../web/app/url.ts";
import { oldSince } from "../../web/live/index.ts";
import {
  allOn,
  blockedOrders,
  headlineOf as departuresHeadline,
  missingOf,
  partsOf,
  tieTo,
  toCome,
  verdictOf,
} from "../../web/screens/departures/model.ts";
import { doorsText } from "../../web/screens/departures/Row.tsx";
import {
  addLevels,
  countOf,
  headlineOf,
  levelsOf,
  offBy,
  partName,
  throughAll,
  unknownWhy,
} from "../../web/screens/tally/model.ts";
import { documentsTable, sitesTable } from "../../web/screens/tally/table.ts";
import { t } from "../../web/screens/tally/words.ts";
import { toTable } from "../../web/widgets/tableText.ts";
import { moment } from "./mock/time.ts";
import { departureRows, tallyDocuments, tallyRows } from "./screens/tally.ts";

const rows = tallyRows();
const atl = rows[0] as TallyRow;
const change = (row: TallyRow, orders: Partial<TallyRow["orders"]>): TallyRow => ({
  ...row,
  orders: { ...row.orders, ...orders },
});

const counts = <P extends string>(parts: readonly P[]): fc.Arbitrary<Readonly<Record<P, number>>> =>
  fc
    .array(fc.nat(900), { minLength: parts.length, maxLength: parts.length })
    .map((all) => Object.fromEntries(parts.map((part, at) => [part, all[at] ?? 0])) as Record<P, number>);
const sum = (of: Readonly<Record<string, number>>): number => Object.values(of).reduce((all, one) => all + one, 0);

/** A row whose levels come to each other. */
const row: fc.Arbitrary<TallyRow> = fc
  .record({
    billed: counts(billedParts),
    shipped: counts(shippedParts),
    orders: counts(orderParts),
    receipts: counts(receiptParts),
    transfers: counts(transferParts),
    returns: counts(returnParts),
    steps: fc.array(counts(followParts), { minLength: 4, maxLength: 4 }),
  })
  .map((one): TallyRow => {
    const shipped = { ...one.shipped, "in-erp": sum(one.billed) };
    const parts = { ...one.orders, shipped: sum(shipped) };
    const [putAway, posted, judged, credited] = one.steps as [
      (typeof one.steps)[0],
      (typeof one.steps)[0],
      (typeof one.steps)[0],
      (typeof one.steps)[0],
    ];
    const decided = { ...judged, done: sum(credited) };
    const step = (name: string, of: typeof putAway) => ({ step: name, of: sum(of), parts: of });
    return {
      ...atl,
      orders: { ...atl.orders, total: sum(parts), released: sum(parts), carried: 0, parts },
      shipped,
      billed: one.billed,
      receipts: {
        total: sum(putAway) + one.receipts["at-door"],
        parts: { ...one.receipts, received: sum(putAway) },
        // biome-ignore lint/suspicious/noThenProperty: the wire calls the steps after a receipt so
        then: [step("put-away", putAway)],
      },
      transfers: {
        total: sum({ ...one.transfers, received: sum(posted) }),
        parts: { ...one.transfers, received: sum(posted) },
        // biome-ignore lint/suspicious/noThenProperty: the wire calls the steps after a receipt so
        then: [step("posted", posted)],
      },
      returns: {
        total: sum({ ...one.returns, received: sum(decided) }),
        parts: { ...one.returns, received: sum(decided) },
        // biome-ignore lint/suspicious/noThenProperty: the wire calls the steps after a receipt so
        then: [step("dispositioned", decided), step("credited", credited)],
      },
    };
  });

describe("the levels of a building", () => {
  it("add up where the row does, for all that is counted, alone and together", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom(...tallyGoods), (many, goods) => {
        const each = many.map((one) => levelsOf(one, goods));
        for (const levels of each) expect(offBy(levels)).toBe(0);
        const all = addLevels(each);
        expect(offBy(all)).toBe(0);
        expect(all[0]?.of).toBe(each.reduce((total, levels) => total + (levels[0]?.of ?? 0), 0));
      }),
    );
  });

  it("explain the first part of the level above", () => {
    fc.assert(
      fc.property(row, fc.constantFrom(...tallyGoods), (one, goods) => {
        const levels = levelsOf(one, goods);
        for (const level of levels)
          if (level.explains !== null) expect(level.of).toBe(levels[level.explains]?.parts[0]?.count);
      }),
    );
  });

  it("show a row that does not add up, and by how much", () => {
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 50 }), (one, by) => {
        const broken = change(one, { total: one.orders.total + by });
        expect(offBy(levelsOf(broken, "orders"))).toBe(by);
        expect(headlineOf([broken], "orders")).toMatchObject({ kind: "off", by });
      }),
    );
  });

  it("make one row of strokes of all steps, which comes to the whole", () => {
    fc.assert(
      fc.property(row, fc.constantFrom("receipts" as const, "transfers" as const, "returns" as const), (one, goods) => {
        const level = throughAll(levelsOf(one, goods));
        expect(level.parts.reduce((total, part) => total + part.count, 0)).toBe(level.of);
        for (const part of level.parts) expect(part.count).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(throughAll(levelsOf(atl, "transfers")).parts.map((part) => part.count)).toEqual([13, 8, 1, 0]);
    expect(throughAll(levelsOf(atl, "returns")).parts.map((part) => part.count)).toEqual([14, 9, 0, 3]);
  });

  it("say each part, column and step in words, whatever comes in", () => {
    fc.assert(
      fc.property(row, fc.constantFrom(...tallyGoods), (one, goods) => {
        for (const level of levelsOf(one, goods))
          for (const text of [level.word, ...level.parts.flatMap((part) => [part.word, part.column])])
            expect(text).not.toContain(":");
      }),
    );
    for (const goods of Object.values(followSteps))
      for (const step of goods) expect(t(`tally.step.${step}`)).not.toContain("tally.");
  });

  it("count each list under the name that opens it", () => {
    expect(countOf([atl], "orders:total")).toBe(1884);
    expect(countOf([atl], "orders:carried")).toBe(58);
    expect(countOf(rows, "shipped:erp-waiting")).toBe(3);
    expect(countOf([atl], "returns:credited:waiting")).toBe(1);
    expect(countOf([atl], "orders:nonsense")).toBeNull();
    expect(countOf([atl], "orders:loaded")).toBe(233);
    expect(countOf([atl], "orders:on-hold:credit")).toBe(13);
    expect(countOf(rows, "orders:not-in-wms-late")).toBe(3);
    expect(partName("orders:on-hold:credit")).toBe("on hold: credit");
    expect(partName("transfers:posted:late")).toBe("in the ERP: late");
    expect(partName("orders:not-in-wms")).toBe("not in the WMS");
  });
});

describe("what cannot be known", () => {
  const reno = rows.find((one) => one.id === "RNO") as TallyRow;
  const chicago = rows.find((one) => one.id === "ORD") as TallyRow;

  it("is a word and never zero", () => {
    expect(unknownWhy(reno, "orders:floor")).toBe("unknown");
    expect(unknownWhy(chicago, "orders:not-in-wms")).toBe("not-judged");
    expect(unknownWhy(atl, "orders:floor")).toBeNull();
    const lines = sitesTable([reno, chicago], "orders");
    expect(lines[1]?.[5]).toBe("unknown");
    expect(lines[2]?.[7]).toBe("not judged");
  });

  it("stands in the sentence before anything that is good", () => {
    expect(headlineOf(rows, "orders")).toMatchObject({
      kind: "not-known",
      total: 5931,
      where: [{ site: "3PL Reno", count: 54, lastAt: "2026-11-19T17:05:00.000Z" }],
    });
    expect(headlineOf([atl, chicago], "orders")).toMatchObject({ kind: "not-judged", sites: ["ORD"] });
    expect(headlineOf([atl], "orders")).toEqual({ kind: "placed", total: 1884 });
    expect(headlineOf([], "orders")).toEqual({ kind: "nothing" });
    expect(headlineOf(rows, "transfers")).toMatchObject({ kind: "late", late: 1, overdue: 0 });
  });
});

describe("tables for mail and sheets", () => {
  it("have one line a building and a total line that is their sum", () => {
    const lines = sitesTable(rows, "orders");
    const total = lines.at(-1) ?? [];
    expect(lines).toHaveLength(rows.length + 2);
    for (let column = 1; column < total.length; column += 1) {
      const known = lines.slice(1, -1).map((line) => Number(line[column]));
      expect(Number(total[column])).toBe(known.reduce((all, one) => all + (Number.isNaN(one) ? 0 : one), 0));
    }
    for (const goods of tallyGoods) expect(new Set(sitesTable(rows, goods).map((line) => line.length)).size).toBe(1);
  });

  it("name a document, where it stands and until when, in the zone of its building", () => {
    const [head, first] = documentsTable(tallyDocuments("orders:blocked", 2, "ATL"), () => "America/New_York");
    expect(head).toHaveLength(first?.length ?? 0);
    expect(first).toEqual([
      "Order",
      "SO-10423",
      "ATL",
      "Fenwick Dental",
      "Packed",
      "Thu 19 Nov 13:51:00 EST",
      "X-1001",
      "Thu 19 Nov 15:00:00 EST",
      "",
    ]);
    expect(toTable([["=1+1", "a\tb"]])).toBe("'=1+1\ta b");
  });
});

describe("days", () => {
  it("follow one another across months, years and changes of offset", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: -400, max: 400 }), (from, by) => {
        const day = new Date(from * 86_400_000).toISOString().slice(0, 10);
        expect(isDay(day)).toBe(true);
        expect(dayAfter(dayAfter(day, by), -by)).toBe(day);
      }),
    );
    expect(dayAfter("2026-02-28", 1)).toBe("2026-03-01");
    expect(isDay("2026-02-30")).toBe(false);
    expect(dayName("2026-11-19", "2026-11-20")).toBe("Thu 19 Nov");
    expect(dayName("2025-11-19", "2026-11-20")).toBe("Wed 19 Nov 2025");
  });

  it("have wall times that read back as they were written, but for the hour that is skipped", () => {
    const zones = ["America/New_York", "America/Los_Angeles", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom("2026-03-08", "2026-11-01", "2026-11-19", "2026-10-04", "2026-07-04"),
        fc.integer({ min: 4 * 60, max: 24 * 60 - 1 }),
        (zone, day, minutes) => {
          const wall = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
          const at = wallInstant(day, wall, zone) ?? 0;
          expect([dayKey(at, zone), time(at, zone)]).toEqual([day, wall]);
        },
      ),
    );
    expect(wallInstant("2026-11-19", "24:00", "UTC")).toBeNull();
    expect(wallInstant("2026-11-31", "12:00", "UTC")).toBeNull();
  });
});

describe("addresses", () => {
  it("keep what is understood and drop the rest", () => {
    expect(
      tallySearch({ day: "2026-11-19", at: "2026-11-19T14:00:00-05:00", goods: "returns", part: "x", of: "all" }),
    ).toEqual({
      day: "2026-11-19",
      at: "2026-11-19T19:00:00.000Z",
      goods: "returns",
      part: "x",
      of: "all",
    });
    expect(tallySearch({ day: "yesterday", at: "noon", goods: "gold", of: "some" })).toEqual({});
    expect(departuresSearch({ day: "2026-13-01", show: "all", d: "ATL x" })).toEqual({ show: "all", d: "ATL x" });
  });

  it("say since when a figure is old", () => {
    expect(oldSince({ kind: "live", agoMs: 20 }, 100)).toBeNull();
    expect(oldSince({ kind: "stale", lastAt: 50 }, 100)).toBe(50);
    expect(oldSince({ kind: "behind", byMs: 30 }, 100)).toBe(70);
    expect(oldSince({ kind: "offline", since: 40 }, 100)).toBe(40);
  });
});

describe("departures", () => {
  const trucks = departureRows();
  const at = (text: string): DepartureRow =>
    trucks.find((one) => time(one.at, "America/New_York") === text) as DepartureRow;

  it("add up, each and together, and tie to the tally", () => {
    for (const one of trucks) expect(missingOf(one)).toBe(0);
    expect(toCome(trucks)).toEqual({ orders: 659, loaded: 233, floor: 410, blocked: 16, notKnown: 0 });
    expect(tieTo(trucks, atl)).toBe(0);
    expect(tieTo(trucks.slice(0, -1), atl)).toBe(230);
  });

  it("leave short, full, or nobody knows", () => {
    expect(verdictOf(at("15:00"), moment)).toEqual({
      kind: "short",
      n: 14,
      near: true,
      title: "Carrier label refused",
      others: 0,
    });
    expect(verdictOf(at("18:30"), moment)).toMatchObject({ kind: "short", n: 2, near: false });
    expect(verdictOf(at("16:30"), moment)).toEqual({ kind: "full", toLoad: 25 });
    expect(verdictOf({ ...at("16:30"), orders: 40, notKnown: 3 }, moment)).toEqual({ kind: "not-known", n: 3 });
    expect(verdictOf(at("13:30"), moment)).toEqual({ kind: "behind", n: 2 });
    expect(verdictOf({ ...at("12:30"), notKnown: 9 }, moment)).toEqual({ kind: "not-known", n: 9 });
    expect(verdictOf(at("12:30"), moment)).toEqual({ kind: "gone" });
  });

  it("are summed up by rule", () => {
    const said = departuresHeadline(trucks, moment);
    expect(said.short.map((one) => [time(one.at, "America/New_York"), one.n])).toEqual([
      ["15:00", 14],
      ["18:30", 2],
    ]);
    expect(said).toMatchObject({ full: 3, toCome: 5, behind: 2, notKnown: 0 });
  });

  it("draw every state that is not zero, and no part twice", () => {
    const count = fc.nat(40);
    fc.assert(
      fc.property(
        fc.record({ loaded: count, floor: count, blocked: count, notKnown: count, shipped: count, behind: count }),
        fc.boolean(),
        (parts, left) => {
          const one = { ...at("15:00"), ...parts, left, orders: sum(parts) };
          expect(missingOf(one)).toBe(0);
          const drawn = partsOf(one);
          expect(new Set(drawn.map((part) => part.word)).size).toBe(drawn.length);
        },
      ),
    );
  });

  it("name each blocked order once, those left behind and where they are now, and doors as people say them", () => {
    const twice = { ...at("15:00"), causes: [...at("15:00").causes, ...at("15:00").causes] };
    expect(blockedOrders(twice)).toHaveLength(14);
    expect(blockedOrders(twice)[0]).toMatchObject({ id: "SO-10423", exception: "X-1001" });
    expect(allOn(at("13:30").behindOrders)).toBe("2026-11-19T21:30:00.000Z");
    expect(allOn([{ id: "a", movedTo: null }])).toBeNull();
    expect(doorsText(["4", "5", "6"])).toBe("4–6");
    expect(doorsText(["4", "5"])).toBe("4, 5");
    expect(doorsText(["A", "B", "C"])).toBe("A, B, C");
  });
});
