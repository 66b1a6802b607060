import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { inBrowserSignedIn } from "../browser/signed-in.ts";
import { wcag } from "../browser/wcag.ts";
import { hour, type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { serve } from "../http/harness.ts";

const { dist, signIn } = inBrowserSignedIn();

const day = 24 * hour;
const network = testNetwork({
  company: {
    name: "Northgate Supply",
    timezone: "UTC",
    currency: "USD",
    rates: [],
    grace: 0,
    targets: [{ figure: "on-time-shipment", value: 0.985 }],
  },
});

/** An order that is to leave after three hours, and does after so many. */
const order = (id: string, at: number, leaves: number): readonly Told[] => {
  const keys = { order: `SO-${id}`, warehouse: "ATL", customer: "Halden Vet" };
  const attributes = { "order.ship_by": new Date(at + 3 * hour).toISOString() };
  return [
    { event: "order.created", keys, at, system: "erp", attributes },
    { event: "shipment.confirmed", keys: { ...keys, shipment: `SH-${id}` }, at: at + leaves, system: "wms-atl" },
  ];
};
const happened: readonly Told[] = [
  ...order("0", start - 8 * day, hour),
  ...order("1", start - 8 * day, hour),
  ...order("2", start - day, hour),
  ...order("3", start - day, 5 * hour),
];

async function opened(look: { readonly width?: number; readonly path?: string } = {}) {
  const world = await World.begin(network, start - 12 * day);
  for (const one of [...happened].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const tower = await serve({ network: () => network, webRoot: dist() });
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await tower.store.commit(changes);
  tower.rule(async (ruling) => {
    const seen = world.store.seq();
    await world.rule(ruling, start);
    await world.commit();
    for (const { changes } of await world.store.commitsSince(seen, 9)) await tower.store.commit(changes);
    return { kind: "done", number: (await world.draft()).engine().ruling, seq: tower.store.seq() };
  });
  const { page, faults } = await signIn(tower, { viewport: { width: look.width ?? 1440, height: 900 } });
  await page.goto(tower.url() + (look.path ?? "/exec"));
  await page.locator("main [data-figure], main article").first().waitFor();
  return { page, faults, tower };
}

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const card = (page: Page, name: string | RegExp) => page.getByRole("region", { name });

describe("the scorecard", () => {
  test("says the number aloud, with what it is made of, what changed, and every figure", async () => {
    const { page, faults } = await opened();
    await title(page).getByText("50.0 % of orders shipped on time, 48.5 points under target").waitFor();
    expect(await card(page, "Shipped on time").innerText()).toContain("of 2 orders known");
    expect(await card(page, "Saved and missed before cut-off").innerText()).toContain("saved: was blocked");
    const changed = card(page, "What changed");
    await changed.getByText("100.0 %").waitFor();
    expect(await changed.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringContaining("100.0 %"),
      expect.stringMatching(/−50\.0\s+ATL Atlanta/),
      expect.stringContaining("50.0 %"),
    ]);
    const figures = page.locator("[data-figure]");
    expect(await figures.count()).toBe(27);
    expect(await page.locator('[data-figure="stock-agreement"]').innerText()).toContain("not measured");
    expect(faults).toEqual([]);
  });

  test("opens a figure by keyboard: its meaning, parts that add up, weeks, documents, and back", async () => {
    const { page, faults } = await opened();
    const link = page.locator('[data-figure="order-to-ship"]').getByRole("link");
    await link.focus();
    await page.keyboard.press("Enter");
    const head = page.getByRole("heading", { name: "Order to dock", exact: true });
    await head.waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === "Order to dock");
    expect(await page.locator("dl").innerText()).toContain("÷");
    await page.getByText("Partner", { exact: true }).click();
    await page.getByRole("rowheader", { name: "Halden Vet" }).waitFor();
    expect(await page.getByRole("rowheader").count()).toBeGreaterThanOrEqual(15);
    const href = await page.getByRole("link", { name: /as CSV/ }).getAttribute("href");
    const csv = await page.request.get(new URL(href ?? "", page.url()).href);
    expect((await csv.text()).split("\n")[0]).toContain("document");
    await page.getByRole("button", { name: "Back to the scorecard" }).click();
    await page.locator("[data-figure]").first().waitFor();
    expect(faults).toEqual([]);
  });

  test("takes down what is promised, closes it as kept, and opens it again", async () => {
    const { page, faults } = await opened();
    const panel = card(page, /^Promised/);
    await panel.getByText("Nothing is promised.").waitFor();
    await panel.getByRole("button", { name: "Take down a promise" }).click();
    const what = panel.getByLabel("What is promised");
    await page.waitForFunction(() => document.activeElement instanceof HTMLInputElement);
    await what.fill("Labels under 5 s");
    await page.keyboard.press("Enter");
    const line = panel.getByRole("listitem").filter({ hasText: "Labels under 5 s" });
    await line.getByText(/^open, due/).waitFor();
    await line.getByRole("button", { name: "Kept: Labels under 5 s" }).click();
    await line.getByText(/^kept .*, said administrator$/).waitFor();
    await line.getByRole("button", { name: "Open again: Labels under 5 s" }).click();
    await line.getByText(/^open, due/).waitFor();
    expect(await wcag(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("goes back a week and forth again, and keeps it in the address", async () => {
    const { page } = await opened();
    await page.getByRole("button", { name: "Week before" }).click();
    await title(page).getByText("100.0 % of orders shipped on time").waitFor();
    expect(new URL(page.url()).searchParams.has("from")).toBe(true);
    await page.reload();
    await title(page).getByText("100.0 % of orders shipped on time").waitFor();
    await page.getByRole("button", { name: "This week" }).click();
    await title(page).getByText("50.0 % of orders shipped on time").waitFor();
  });

  test("has nothing that the checker finds, in either theme, and fits a phone", async () => {
    const { page } = await opened();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
    await page.locator('[data-figure="on-time-shipment"]').getByRole("link").click();
    await page.locator("article").waitFor();
    expect(await wcag(page)).toEqual([]);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of ["/exec", "/exec?x=on-time-shipment"]) {
        await page.goto(new URL(path, page.url()).href);
        await page.locator("main [data-figure], main article").first().waitFor();
        const wide = () => page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
        await expect.poll(wide, { message: `${path} on ${width}` }).toBeLessThanOrEqual(width);
      }
    }
  });
});
