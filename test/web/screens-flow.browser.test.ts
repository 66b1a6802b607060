import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPage, openBrowser } from "../browser/open.ts";
import { wcag } from "../browser/wcag.ts";
import { type ScreensMock, serveScreens } from "./screens/serve.ts";

let browser: Browser;
let dist: string;
let removeDist: () => void = () => undefined;
let mock: ScreensMock | null = null;
let opened: Page | null = null;
let faults: string[] = [];

beforeAll(async () => {
  const built = await buildPage();
  dist = built.dist;
  removeDist = built.remove;
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  removeDist();
});
afterEach(async () => {
  await opened?.context().close();
  await mock?.close();
  opened = null;
  mock = null;
});

async function show(
  path: string,
  { width = 1440, intake = "fine" as "fine" | "never", failing = "" } = {},
): Promise<{ readonly page: Page; readonly server: ScreensMock }> {
  const server = await serveScreens({ dist, intake });
  server.fail(failing);
  const phone = width < 500;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    hasTouch: phone,
    isMobile: phone,
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
  mock = server;
  opened = page;
  await page.goto(server.url + path);
  return { page, server };
}

const box = (page: Page, step: string) => page.locator(`a[data-step="${step}"]`);
const path = "/flow/order-to-ship";

describe("the map of a flow", () => {
  it("says in a sentence where most is stuck, marks it, and compares four figures without adding sides", async () => {
    const { page } = await show("/flow");
    await page.getByText("Most is stuck before “Label printed”: 14 of 198 there, most at ATL.").waitFor();
    await box(page, "label").getByText("Most is stuck here").waitFor();
    const figures = page.locator("dl > div");
    expect(await figures.nth(0).innerText()).toMatch(/Completed\s+3,145\s+5,931 begun\s+−115 on the 24 h before/);
    expect(await figures.nth(1).innerText()).toMatch(/5 h 18 min.*\s+\+22 min on the 24 h before/s);
    expect(await figures.nth(2).innerText()).toMatch(/73\s+19 open now\s+\+28 on the 24 h before/);
    expect(await figures.nth(3).innerText()).toMatch(
      /≈ \$563,364\s+\$1,241 at cost.*\$388,000 when the window began\s+2 amounts not known/s,
    );
    expect(faults).toEqual([]);
  });

  it("draws wider what carries more, and boxes from left to right", async () => {
    const { page } = await show(path);
    await box(page, "ship").waitFor();
    const widths = await page
      .locator(".react-flow__edge path.react-flow__edge-path")
      .evaluateAll((all) => all.map((one) => Number.parseFloat(getComputedStyle(one).strokeWidth)));
    expect(Math.max(...widths)).toBe(10);
    expect(widths.filter((one) => one > 2.2).length).toBe(5);
    const lefts = await Promise.all(
      ["in-wms", "pick", "pack", "label", "ship"].map(async (id) => (await box(page, id).boundingBox())?.x ?? 0),
    );
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    expect(faults).toEqual([]);
  });

  it("leads from a box to the queue of its step, by Enter too, and keeps the building", async () => {
    const { page } = await show(`${path}?site=ATL`);
    await box(page, "label").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/queue\?/);
    const to = new URL(page.url()).searchParams;
    expect([to.get("policy"), to.get("site")]).toEqual(["order-to-ship.label", "ATL"]);
  });

  it("is made larger, moved and fitted by keys and buttons, and fits itself to another size", async () => {
    const { page } = await show(path);
    const width = async () => (await box(page, "pick").boundingBox())?.width ?? 0;
    await box(page, "pick").waitFor();
    await page.waitForTimeout(300);
    const fitted = await width();
    await page.getByRole("button", { name: "Larger" }).click();
    await expect.poll(width).toBeGreaterThan(fitted + 5);
    const x = async () => (await box(page, "pick").boundingBox())?.x ?? 0;
    const before = await x();
    await box(page, "pick").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(x).toBeLessThan(before - 20);
    await page.keyboard.press("0");
    await expect.poll(async () => Math.abs((await width()) - fitted)).toBeLessThan(1);
    await page.setViewportSize({ width: 900, height: 900 });
    await expect.poll(width).toBeLessThan(fitted - 5);
    const last = await box(page, "ship").boundingBox();
    expect((last?.x ?? 999) + (last?.width ?? 0)).toBeLessThanOrEqual(900);
  });

  it("moves as the flow does, and says which source is silent before anybody reads a figure", async () => {
    const { page, server } = await show(path);
    await box(page, "pick").waitFor();
    const silent = [{ system: "wms-atl", lastSeenAt: "2026-11-19T17:05:00.000Z" }];
    server.flow((row) => ({
      ...row,
      silent,
      steps: row.steps.map((step) => (step.id === "pick" ? { ...step, inFlight: 7, silent } : step)),
    }));
    await box(page, "pick").getByText("7 in flight").waitFor();
    await box(page, "pick").getByText("WMS-ATL silent").waitFor();
    await page.getByText("WMS-ATL: not heard since 12:05.").first().waitFor();
    expect(await page.getByText("7 of 8 sources reporting").count()).toBe(4);
    server.flow((row) => ({ ...row, worst: null, silent }));
    await page.getByText("Nothing is known to be stuck.").waitFor();
  });
});

describe("a step over time", () => {
  it("lays its exceptions over its time, says both in a sentence, and is a table too", async () => {
    const { page } = await show(path);
    const section = page.getByRole("region", { name: "Time and exceptions, by hour" });
    const sentence = "Label printed: slowest from 08:00, 95 % within 1 h 10 min; the limit is 1 h. 12 exceptions.";
    await section.getByRole("img", { name: new RegExp(sentence.replaceAll(".", "\\.")) }).waitFor();
    await expect.poll(() => section.locator("path.recharts-line-curve").count()).toBe(1);
    expect(await section.locator(".recharts-bar-rectangle path").count()).toBe(3);
    await section.getByRole("button", { name: "As a table" }).click();
    const row = section.getByRole("row", { name: /^08:00/ });
    expect(await row.getByRole("cell").allInnerTexts()).toEqual(["200", "3, 2 %", "11 min", "1 h 10 min", "4"]);
    expect(await wcag(page)).toEqual([]);
    await section.getByLabel("Step").selectOption("pick");
    await page.waitForURL(/step=pick/);
    await section.getByText(/^Picked: slowest/).waitFor();
    expect(faults).toEqual([]);
  });
});

describe("a step with a key figure laid over it", () => {
  it("draws both by day, says what they have to do with each other, and is a table too", async () => {
    const { page } = await show(path);
    const hours = page.getByRole("region", { name: "Time and exceptions, by hour" });
    await hours.getByLabel("Laid over it").selectOption({ label: "Shipped on time, by day" });
    await page.waitForURL(/over=on-time-shipment/);
    const section = page.getByRole("region", { name: "Time and Shipped on time, by day" });
    const said = await section.getByRole("img", { name: /^Label printed: slowest on Wed/ }).getAttribute("aria-label");
    expect(said).toContain("95 % within 1 h 10 min; the limit is 1 h. Shipped on time: 97.5 % over 78 days.");
    expect(said).toContain("On the slower half of the days 95.9 %, on the others 99.0 %. 1 day is incomplete.");
    await expect.poll(() => section.locator("path.recharts-line-curve").count()).toBe(2);
    await section.getByRole("button", { name: "As a table" }).click();
    const row = section.getByRole("row", { name: /^Wed 18 Nov/ });
    expect(await row.getByRole("cell").allInnerTexts()).toEqual([
      "400",
      "8, 2 %",
      "11 min",
      "1 h 10 min",
      "4",
      "90.0 %",
      "360 / 400",
    ]);
    await section
      .getByRole("row", { name: /^Thu 19 Nov/ })
      .getByText("99.0 %, incomplete")
      .waitFor();
    expect(await wcag(page)).toEqual([]);
    await section.getByLabel("Laid over it").selectOption({ label: "Exceptions, by hour" });
    await hours.waitFor();
    expect(faults).toEqual([]);
  });

  it("is its exceptions where the figure is none of the flow's", async () => {
    const { page } = await show(`${path}?over=dock-to-stock`);
    const region = page.getByRole("region", { name: "Time and exceptions, by hour" });
    await region.getByRole("img", { name: /^Label printed: slowest/ }).waitFor();
    expect(faults).toEqual([]);
  });
});

describe("the table of a flow", () => {
  it("has the same numbers, by building too, and is what is heard and printed beside the map", async () => {
    const { page } = await show(path);
    const table = page.getByRole("table", { name: "Steps of Order to ship" });
    await table.waitFor({ state: "attached" });
    const label = async () =>
      (await table.locator('tr[data-step="label"] > *').allInnerTexts()).map((one) => one.trim());
    const heard = await label();
    await page.emulateMedia({ media: "print" });
    expect(await box(page, "label").isVisible()).toBe(false);
    expect((await table.boundingBox())?.height).toBeGreaterThan(100);
    await page.emulateMedia({ media: "screen" });
    await page.keyboard.press("v");
    await page.waitForURL(/view=table/);
    expect(await label()).toEqual(heard);
    expect(heard.slice(1, 6)).toEqual(["198", "–", "–", "14", "–"]);
    await page.getByRole("checkbox", { name: "By site" }).check();
    const site = table.getByRole("row", { name: /^EWR/ });
    expect((await site.locator("td").allInnerTexts()).slice(0, 4)).toEqual(["48", "–", "–", "2"]);
    await site.getByRole("link", { name: "EWR" }).click();
    await page.waitForURL(/policy=order-to-ship.label/);
    expect(new URL(page.url()).searchParams.get("site")).toBe("EWR");
  });

  it("is saved as it is shown", async () => {
    const { page, server } = await show(`${path}?view=table&by=site&window=7d`);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("menuitem", { name: "CSV" }).click();
    expect((await saved).suggestedFilename()).toBe("flow.csv");
    expect(server.posted.at(-1)).toBe("/api/v1/flows/order-to-ship?window=7d&by=warehouse");
    await page.getByText("Saved flow.csv").waitFor({ state: "attached" });
  });
});

describe("what is not there", () => {
  it("is explained: no network file, another name, a read that failed", async () => {
    const { page } = await show("/flow", { intake: "never" });
    await page.getByText("There is no network file yet").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Connect a source" }).waitFor();
    await opened?.context().close();
    await mock?.close();
    const other = await show("/flow/renamed");
    await other.page.getByRole("button", { name: "Show Order to ship" }).click();
    await box(other.page, "label").waitFor();
    await opened?.context().close();
    await mock?.close();
    const failed = await show(path, { failing: "/flows" });
    await failed.page.getByText("The flow could not be read: The store is busy.").waitFor();
  });
});

describe("every view has no violation of WCAG 2.2 AA in either theme", () => {
  it.each([
    ["the map", path, 1440],
    ["the table", `${path}?view=table&by=site`, 1440],
    ["a phone's list", path, 390],
    ["a phone's table", `${path}?view=table`, 390],
  ] as const)("%s", async (_name, at, width) => {
    const { page, server } = await show(at, { width });
    server.flow((row) => ({ ...row, silent: [{ system: "wms-ewr", lastSeenAt: null }] }));
    await page.getByText("7 of 8 sources reporting").first().waitFor();
    await page.locator("[data-step=label]").first().waitFor();
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const one of await wcag(page)) found.push(`${colorScheme} ${one}`);
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  });

  it("is no wider than a phone, and draws no map there", async () => {
    const { page } = await show(path, { width: 320 });
    await box(page, "label").waitFor();
    expect(await page.locator(".react-flow").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("main *")]
        .filter((one) => one.getBoundingClientRect().right > 320.5 && one.getBoundingClientRect().width > 1)
        .filter((one) => one.closest("table") === null)
        .map((one) => `${one.tagName} ${one.textContent?.slice(0, 30)}`),
    );
    expect(beyond).toEqual([]);
  });
});
