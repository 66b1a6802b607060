import { describe, expect, test } from "vitest";
import { type FigureDefinition, figureDefinitions, type SystemConfig } from "../../server/domain/index.ts";
import type { KpisPage } from "../../server/wire/index.ts";
import { inBrowserSignedIn } from "../browser/signed-in.ts";
import { wcag } from "../browser/wcag.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { serve } from "../http/harness.ts";

const { dist, signIn } = inBrowserSignedIn();

const day = 24 * hour;
const today = new Date(start).toISOString().slice(0, 10);
const days = `from=${today}&to=${today}`;
/** A file an hour, from two weeks ago on. */
const files = Array.from({ length: 400 }, (_, index) => start - 14 * day + index * hour);
const reno: SystemConfig = {
  id: "3pl-reno",
  name: "3PL Reno",
  kind: "3pl",
  warehouse: "RNO",
  partner: "reno",
  presence: "complete",
  delivers: { at: files, grace: 20 * minute },
  watch: false,
};
const plain = testNetwork();
const network = testNetwork({
  systems: new Map([...plain.systems, ["3pl-reno", reno]]),
  warehouses: new Map([...plain.warehouses, ["RNO", { id: "RNO", name: "Reno", timezone: "UTC", departures: [] }]]),
});

/** What Reno tells: it could change every figure that is told by one of these, and every one that rests on all. */
const renoTells = ["order.acknowledged", "shipment.confirmed"];
const changesWithReno = ({ needs, awaits, opens, rests }: FigureDefinition): boolean =>
  rests === "on-all" || [...needs.flat(), ...awaits, ...opens].some((type) => renoTells.includes(type));

/** An order of a building that is to leave two hours after it came; `leaves` null: nobody has told of it yet. */
const order = (id: string, warehouse: string, at: number, leaves: number | null): readonly Told[] => {
  const floor = warehouse === "RNO" ? "3pl-reno" : "wms-atl";
  const keys = { order: `SO-${id}`, warehouse };
  const attributes = { "order.ship_by": new Date(at + 2 * hour).toISOString() };
  return [
    { event: "order.created", keys, at, system: "erp", attributes },
    { event: "order.released", keys, at: at + minute, system: "erp" },
    { event: "order.acknowledged", keys, at: at + 2 * minute, system: floor },
    ...(leaves === null
      ? []
      : [
          {
            event: "shipment.confirmed",
            keys: { ...keys, shipment: `SH-${id}` },
            at: at + leaves,
            system: floor,
          },
        ]),
  ];
};
const happened: readonly Told[] = [
  ...order("1", "ATL", start - 5 * hour, hour),
  ...order("2", "ATL", start - 5 * hour, 3 * hour),
  ...order("3", "RNO", start - 6 * hour, hour),
  ...[4, 5, 6].flatMap((id) => order(String(id), "RNO", start - 4.5 * hour, null)),
  // All others were heard a minute ago.
  ...["erp", "shop", "tms", "wms-atl"].map((system) => ({
    event: "order.changed",
    keys: { order: "SO-1" },
    at: start - minute,
    system,
  })),
];

async function opened(width = 1440, all: readonly Told[] = happened) {
  const world = await World.begin(network, start - 12 * day);
  for (const one of [...all].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const tower = await serve({ network: () => network, webRoot: dist() });
  let seen = 0;
  const copy = async (): Promise<void> => {
    for (const { seq, changes } of await world.store.commitsSince(seen, 1_000)) {
      seen = seq;
      await tower.store.commit(changes);
    }
    tower.serving.committed(tower.store.seq());
  };
  await copy();
  const { page, faults } = await signIn(tower, { viewport: { width: width, height: 900 } });
  await page.goto(`${tower.url()}/exec?${days}`);
  await page.locator("main [data-figure]").first().waitFor();
  return { page, faults, tower, world, copy };
}

describe("the scorecard while Reno is silent", () => {
  test("lets no figure that Reno could change look complete, shows what each can still be, and says whose word is missing", async () => {
    const { page, faults, tower } = await opened();
    const { items } = (await tower.get(`/api/v1/kpis?${days}`)).json as KpisPage;
    const doubted = new Set(figureDefinitions.filter(changesWithReno).map(({ id }) => id));
    expect(doubted.size).toBeGreaterThan(15);
    for (const row of items.filter(({ id }) => doubted.has(id))) {
      expect([row.id, row.state]).not.toEqual([row.id, "complete"]);
      const cell = page.locator(`[data-figure="${row.id}"] td`).first();
      expect([row.id, await cell.getAttribute("data-doubt")]).toEqual([row.id, "true"]);
      // What nobody can bound says so by a word; what is not measured says that.
      const isBounded = row.state === "incomplete" && row.unknown > 0 && row.unit === "share";
      if (isBounded) expect([row.id, await cell.innerText()]).toEqual([row.id, expect.stringMatching(/ to /)]);
      if (row.state === "incomplete")
        expect(await page.locator(`[data-figure="${row.id}"]`).innerText()).toContain("without 3PL Reno");
    }
    const onTime = items.find(({ id }) => id === "on-time-shipment");
    expect(onTime).toMatchObject({ numerator: 2, denominator: 3, unknown: 3, bounds: { low: 2 / 6, high: 5 / 6 } });

    await page.getByRole("heading", { level: 1 }).getByText("3PL Reno").waitFor();
    const card = (name: string) => page.getByRole("region", { name });
    await card("Shipped on time").getByText("3 unknown: between 33.3 % and 83.3 %").waitFor();
    await card("Held up now").getByText("3PL Reno silent: what it holds up is not in it").waitFor();
    await card("Shipped, not billed over a day").getByText("what it shipped since is not in it").waitFor();
    await card("Can I trust this").getByText("3PL Reno").first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
    expect(faults).toEqual([]);
  });

  test("is whole again with the file that brings what was missing, without a reload", async () => {
    const { page, tower, world, copy } = await opened(390);
    await page.getByText("3 unknown: between 33.3 % and 83.3 %").waitFor();
    await world.entry(
      start + minute,
      [4, 5, 6].map((id) => ({
        event: "shipment.confirmed",
        keys: { order: `SO-${id}`, shipment: `SH-${id}`, warehouse: "RNO" },
        at: start - 3 * hour,
        system: "3pl-reno",
      })),
    );
    await world.commit();
    tower.pass(minute);
    await copy();
    const card = page.getByRole("region", { name: "Shipped on time" });
    await card.getByText("of 6 orders known").waitFor();
    await card.getByText("unknown: between").waitFor({ state: "detached" });
    expect(await page.locator('[data-figure="on-time-shipment"]').innerText()).not.toContain("without");
  });
});

describe("the scorecard before anything was heard", () => {
  test("counts nothing as good: no order held up, no document, and says that no source was heard", async () => {
    const { page, faults } = await opened(1440, []);
    for (const name of ["Held up now", "Shipped, not billed over a day"]) {
      const card = page.getByRole("region", { name });
      await card.getByText("No source was heard yet").waitFor();
      expect(await card.innerText()).not.toMatch(/\b0\b|Nothing is held up/);
    }
    expect(await wcag(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
