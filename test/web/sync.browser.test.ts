import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPage, openBrowser } from "../browser/open.ts";
import { moment } from "./mock/world.ts";
import { type ScreensMock, serveScreens } from "./screens/serve.ts";
import { lagRows } from "./screens/world.ts";

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let mock: ScreensMock | null = null;
let page: Page | null = null;

beforeAll(async () => {
  [browser, built] = await Promise.all([openBrowser(), buildPage()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  built?.remove();
});
afterEach(async () => {
  await page?.context().close();
  await mock?.close();
});

async function show(path: string): Promise<{ page: Page; mock: ScreensMock }> {
  const server = await serveScreens({ dist: built.dist, intake: "fine" });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const opened = await context.newPage();
  await opened.goto(server.url + path);
  [page, mock] = [opened, server];
  return { page: opened, mock: server };
}

describe("Sync", () => {
  it("lays links out by site, walks them by arrows, and opens one beside them", async () => {
    const { page } = await show("/sync");
    const cell = (name: RegExp) => page.getByRole("button", { name });
    await cell(/^In the WMS, ATL: 95 of 100 within 0:48, inside target; 0 wait; last success/).waitFor();
    await cell(/RNO: silent 2 h 27 min; 23 wait.*; the last 5 files: 1 late, 2 not received$/).waitFor();
    await cell(/ORD: not judged: .* keeps part of its traces/).waitFor();
    // One stop for Tab; arrows pass over sites without such a link.
    expect(await page.locator("[data-link][tabindex='0']").count()).toBe(1);
    await page.locator("[data-link][tabindex='0']").focus();
    await page.keyboard.press("ArrowRight");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-link"));
    expect(await focused()).toBe("order-to-ship.in-wms|erp|wms-ewr|EWR");
    await page.keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "In the WMS, EWR" });
    await panel.getByText(/behind by 4:\d\d, over target/).waitFor();
    await panel.locator("svg.recharts-surface").first().waitFor();
    await page.waitForURL(/row=/);
    // Walking on, one reads on.
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("complementary", { name: "In the WMS, ATL" }).waitFor();
    expect(await page.getByRole("link", { name: "Open its queue" }).getAttribute("href")).toMatch(
      /^\/queue\?(?=.*site=ATL)(?=.*policy=order-to-ship\.in-wms)/,
    );
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.search.includes("row="));
    expect(await focused()).toBe("order-to-ship.in-wms|erp|wms-atl|ATL");
  });

  it("opens the link of its address, and says so when lines cannot be read", async () => {
    const { page, mock } = await show(`/sync?row=${encodeURIComponent("order-to-ship.label|wms-atl|tms|ATL")}`);
    await page.getByRole("complementary", { name: "Label printed, ATL" }).waitFor();
    await page.getByRole("link", { name: "Open 14 in the queue" }).waitFor();
    mock.fail("/lag/series");
    await page.getByText("24 h", { exact: true }).click();
    await page.getByText("The lines could not be read.").waitFor({ timeout: 20_000 });
    await page.getByRole("button", { name: /^Label printed, ATL/ }).waitFor();
  });

  it("tells the files of a source one by one, and when the next is due", async () => {
    const { page } = await show(`/sync?row=${encodeURIComponent("order-to-ship.ship|3pl-reno|3pl-reno|RNO")}`);
    const files = page.getByRole("complementary", { name: /RNO$/ }).getByRole("list").first().getByRole("listitem");
    await files.first().waitFor();
    expect(await files.allInnerTexts().then((all) => all.map((text) => text.replace(/\s+/g, " ").trim()))).toEqual([
      "10:05 In time",
      "11:05 Late, 11:41",
      "12:05 In time",
      "13:05 Not received",
      "14:05 Not received",
      expect.stringMatching(/^15:05 Next, /),
    ]);
    expect(await page.locator('[data-link*="RNO"] [data-came]').count()).toBe(6);
  });

  it("keeps window, flow and order of the table in the address and leads to the queue", async () => {
    const shown = await show("/sync?view=table&window=24h&flow=ship-to-invoice");
    await shown.page.getByText("Invoice in the books").waitFor();
    expect(await shown.page.getByText("Label printed").count()).toBe(0);
    await shown.page.getByText("15 min", { exact: true }).first().click();
    await shown.page.waitForURL(/window=15m/);
    expect(await shown.page.getByRole("link", { name: /Ship to invoice, Invoice/ }).getAttribute("href")).toMatch(
      /^\/queue\?(?=.*site=ATL)(?=.*policy=ship-to-invoice\.)/,
    );
  });

  it("grows a wait while nothing comes, and shows the patch that ends it", async () => {
    const shown = await show("/sync?view=table");
    await shown.page.getByText("behind by 40 min").waitFor();
    await shown.page.getByText("silent 2 h 27 min").waitFor();
    await shown.page.getByText("not judged", { exact: true }).waitFor();
    shown.mock.lag(
      lagRows(moment).map((row) => ({ ...row, pending: 0, oldestPendingAt: null, oldestPendingMs: null, late: 0 })),
    );
    await shown.page.getByText("behind by 40 min").waitFor({ state: "detached", timeout: 2_000 });
  });
});
