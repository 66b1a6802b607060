import { afterEach, describe, expect, it } from "vitest";
import { readGains } from "../../server/feeds/index.ts";
import type { GainId, GainRow, GainsPage, KpiDocument } from "../../server/wire/index.ts";
import { hour, type World } from "../domain/harness.ts";
import { scopeOf, start } from "../feeds/fakes.ts";
import { firstMonday, quartersLived, timedNetwork } from "../feeds/quarters.ts";
import { csvRows, sheetsOf } from "./book.ts";
import { bearer, endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const day = 24 * hour;
const standard = timedNetwork();
const atl = standard.systems.get("wms-atl");
if (atl === undefined) throw new Error("no such system");
/** Reno is connected within the quarter. */
const withReno = timedNetwork({
  systems: new Map([...standard.systems, ["wms-rno", { ...atl, id: "wms-rno", warehouse: "RNO" }]]),
  warehouses: new Map([...standard.warehouses, ["RNO", { id: "RNO", name: "Reno", timezone: "UTC", departures: [] }]]),
});

async function served(network = standard, until = start, more: (world: World) => Promise<void> = async () => {}) {
  const world = await quartersLived(network, until);
  await more(world);
  await world.commit();
  const tower = await serve({ network: () => network });
  for (const { changes } of await world.store.commitsSince(0, 10_000)) await tower.store.commit(changes);
  tower.pass(until - start);
  return tower;
}

const line = ({ items }: GainsPage, id: GainId): GainRow => {
  const found = items.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
};

async function worth(tower: Awaited<ReturnType<typeof served>>, query = ""): Promise<GainsPage> {
  const page = (await tower.get(`/api/v1/worth${query}`)).json as GainsPage;
  fits("getWorth", 200, page);
  return page;
}

const usd = (amount: string) => ({ amount, currency: "USD", side: "price" });

/** An order of Reno that is blocked, taken by nobody, and late. */
async function renoJoins(world: World): Promise<void> {
  const keys = { order: "SO-R", warehouse: "RNO" };
  const from = start - 20 * day;
  const attributes = { "order.ship_by": new Date(from + hour).toISOString() };
  await world.entry(from, [
    { event: "order.created", keys, at: from, system: "erp", attributes },
    { event: "order.released", keys, at: from, system: "erp" },
  ]);
  const left = { ...keys, shipment: "SH-R" };
  await world.entry(from + 5 * hour, [
    { event: "shipment.confirmed", keys: left, at: from + 5 * hour, system: "wms-rno" },
  ]);
  await world.settle(start);
}

describe("what it was worth, over HTTP", () => {
  it("holds thirteen weeks against the first four whole ones, each line with what it is made of", async () => {
    const page = await worth(await served());
    expect(page).toMatchObject({
      openedOn: "2025-10-02",
      first: { from: "2025-10-06", to: "2025-11-02", weeks: 4, ended: true },
      now: { from: "2025-12-01", to: "2026-03-01", weeks: 13, ended: true },
      stated: false,
      joined: [],
    });
    expect(line(page, "saved")).toMatchObject({
      first: { value: 0.5, numerator: 2, denominator: 4 },
      now: { value: 0.75, numerator: 3, denominator: 4 },
      difference: 0.25,
    });
    // 12 touches of 12 minutes in four weeks; 4 of 4.5 minutes in thirteen.
    expect(line(page, "hours")).toMatchObject({
      first: { value: 0.6, numerator: 12, study: { eachMs: 720_000, cases: 40, on: "2025-10-14", by: "M. Ortiz" } },
      now: { numerator: 4, study: { eachMs: 270_000 } },
      difference: -0.6,
    });
    expect(line(page, "invoice-sent")).toMatchObject({ first: { value: 2.5 }, now: { value: 1.25 }, difference: -1.2 });
    expect(line(page, "stock")).toMatchObject({
      first: { value: null },
      difference: null,
      uncompared: "not-measured",
      notMeasured: expect.stringContaining("stock"),
    });
  });

  it("tells what saved orders held by currency, with how many are estimated and how many are not known", async () => {
    const { first, now } = line(await worth(await served()), "saved");
    expect(first.held).toEqual({ objects: 2, money: [usd("1200.40")], estimated: 1, unknown: 1 });
    expect(now?.held).toEqual({
      objects: 3,
      money: [{ ...usd("800.00"), currency: "EUR" }, usd("4100.00")],
      estimated: 2,
      unknown: 1,
    });
  });

  it("leaves hours blank where nobody timed a touch, and touches as they are", async () => {
    const { minutesPerTouch: _, ...company } = standard.company;
    const page = await worth(await served({ ...standard, company }));
    expect(line(page, "hours")).toMatchObject({
      first: { value: null, study: null },
      now: { value: null },
      difference: null,
      uncompared: "not-timed",
    });
    expect(line(page, "touches")).toMatchObject({ first: { value: 3 }, uncompared: null });
  });

  it("tells when the first month ends, and before the first record nothing", async () => {
    const early = await worth(await served(standard, firstMonday + 12 * day));
    expect(early).toMatchObject({ first: { to: "2025-11-02", ended: false }, now: null });
    expect(line(early, "saved")).toMatchObject({ first: { numerator: 1 }, now: null, uncompared: "not-over" });
    const tower = await serve({ network: () => standard });
    expect(await worth(tower)).toMatchObject({ openedOn: null, first: null, now: null, items: [] });
  });

  it("opens each count into its list, without the buildings that came later", async () => {
    const tower = await served(withReno, start, renoJoins);
    const page = await worth(tower);
    expect(page.joined).toEqual([{ warehouse: "RNO", name: "Reno", since: "2026-02-10" }]);
    const saved = line(page, "saved");
    expect(saved).toMatchObject({ now: { numerator: 3, denominator: 4 }, difference: 0.25 });
    const list = async (more: string) => {
      const path = `/api/v1/kpis/${saved.figure}/documents?from=${page.now?.from}&to=${page.now?.to}${more}`;
      return ((await tower.get(path)).json as { readonly items: readonly KpiDocument[] }).items;
    };
    const without = await list("&without=RNO");
    expect(without.reduce((sum, { numerator }) => sum + numerator, 0)).toBe(saved.now?.numerator);
    expect(without.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(saved.now?.denominator);
    expect((await list("")).map(({ id }) => id)).toContain("order SO-R");
    // Alone it has a first month of its own, which is not over.
    expect(await worth(tower, "?warehouse=RNO")).toMatchObject({
      first: { from: "2026-02-16", ended: false },
      now: null,
    });
  });

  it("shows nobody more than he may see", async () => {
    const tower = await served();
    const clock = { now: () => start };
    const deps = { views: tower.store.views, network: () => standard, clock };
    const page = await readGains(deps, scopeOf(["EWR"]), { period: null, warehouse: null });
    expect(page.items.map(({ first }) => first.numerator)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(line(page, "saved").now?.held).toMatchObject({ objects: 0, money: [] });
  });

  it("compares no days with themselves, and refuses what is no date", async () => {
    const tower = await served();
    const page = await worth(tower, "?from=2025-10-27&to=2025-12-28");
    expect(line(page, "saved")).toMatchObject({ difference: null, uncompared: "overlaps" });
    expect((await tower.get("/api/v1/worth?from=2025-10-27")).status).toBe(400);
    expect((await tower.get("/api/v1/worth?from=2025-02-30&to=2025-12-28")).status).toBe(400);
  });

  it("is a table: currencies on lines of their own, and what is not measured is an empty field", async () => {
    const tower = await served();
    const [head = [], ...rows] = csvRows((await tower.get("/api/v1/worth?format=csv")).text);
    const told = rows.map((row) => new Map(head.map((name, index) => [name, row[index] ?? ""])));
    const of = (name: string) => told.filter((row) => row.get("line") === name);
    expect(of("saved-held").map((row) => ["unit", "first_value", "now_value"].map((name) => row.get(name)))).toEqual([
      ["EUR at price", "", "800.00"],
      ["USD at price", "1200.40", "4100.00"],
    ]);
    expect(of("saved-held-unknown")[0]?.get("now_value")).toBe("1");
    expect(of("hours")[0]?.get("first_timed_by")).toBe("M. Ortiz");
    const [stock] = of("stock");
    expect([stock?.get("first_value"), stock?.get("difference"), stock?.get("not_compared")]).toEqual([
      "",
      "",
      "not-measured",
    ]);
    const book = await fetch(`${tower.url()}/api/v1/worth?format=xlsx`, { headers: bearer });
    expect(sheetsOf(Buffer.from(await book.arrayBuffer())).get("Worth")).toHaveLength(rows.length + 1);
  });
});
