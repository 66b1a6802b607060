import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { brokenWords, tooSmall } from "../browser/faults.ts";
import { wcag } from "../browser/wcag.ts";
import { closeBrowser, live, openPage } from "./page.ts";
import { startRefusedLabels } from "./refused-labels.ts";
import { endAll, type Server } from "./server.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

let server: Server;
let cause = "";
let exception = "";

beforeAll(async () => {
  ({ server, cause, exception } = await startRefusedLabels());
});
afterAll(async () => {
  await closeBrowser();
  await endAll();
});

/** Name, address, and what stands there once its data is there. */
const screens: readonly (readonly [name: string, path: () => string, ready: string])[] = [
  ["tally", () => "/tally", "main [data-line]"],
  ["tally of a building", () => "/tally/ATL", "main [data-line]"],
  ["departures", () => "/departures", "main h1"],
  ["departures of a building", () => "/departures/ATL", "main h1"],
  ["queue by cause", () => `/queue?x=${cause}`, "main [data-row]"],
  ["queue by order", () => `/queue?by=order&x=${exception}`, "main [data-row]"],
  ["one exception", () => `/x/${exception}`, "main article"],
  ["one cause", () => `/x/${cause}`, "main article"],
  ["errors", () => "/errors", "main h1"],
  ["routing", () => "/routing", "main h1"],
  ["hand-over", () => "/hand-over?give=1", "main h1"],
  ["sync", () => "/sync", "main h1"],
  ["find", () => "/find?q=SO", "main h1"],
  ["scorecard", () => "/exec", "main [data-figure]"],
  ["one figure", () => "/exec?x=on-time-shipment", "main article"],
  ["what it was worth", () => "/exec/worth", "main h1"],
  ["partners", () => "/partners", "main h1"],
  ["a partner", () => "/partners/sierra-fulfilment", "main h2"],
  ["Monday mail", () => "/exec?digest=open", "[role=dialog] h2"],
  ["postings", () => "/finance/aging", "main h1"],
  ["close", () => "/finance/close", "main h1"],
  ["flow", () => "/flow/order-to-ship", "main h1"],
  ["traces", () => "/traces", "main [data-row]"],
  ["connect", () => "/connect", "main h1"],
  ["ask", () => `/ask?cause=${cause}`, "main h1"],
  ["floor", () => "/floor/ATL", "input"],
  ["wall", () => "/wall/ATL", "h1, h2"],
];

async function show(page: Page, path: string, ready: string): Promise<void> {
  await page.goto(server.dashboard + path);
  await page.locator(ready).first().waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
}

describe("with what the real server gives", () => {
  test("the checker finds nothing on any screen, in either theme and density", async () => {
    const { page } = await openPage(server, { path: "/queue" });
    await live(page);
    const found: string[] = [];
    for (const [name, path, ready] of screens) {
      await show(page, path(), ready);
      for (const density of ["normal", "compact"]) {
        await page.evaluate((of) => {
          document.documentElement.dataset.density = of;
        }, density);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          for (const one of await wcag(page)) found.push(`${name}, ${density}, ${colorScheme}: ${one}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  test("no screen scrolls sideways at 320 px, nor at 200 % of 1280", async () => {
    const { page } = await openPage(server, { path: "/queue", size: { width: 640, height: 450 } });
    const wide: string[] = [];
    for (const [name, path, ready] of screens) {
      await page.setViewportSize({ width: 640, height: 450 });
      await show(page, path(), ready);
      for (const width of [640, 320]) {
        await page.setViewportSize({ width, height: 450 });
        await page.waitForTimeout(150);
        const is = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
        if (is > width) wide.push(`${name}: ${is} on ${width}`);
      }
    }
    expect(wide).toEqual([]);
  });

  test("no word, code or number is broken over two lines, from a wide window to a phone", async () => {
    const { page } = await openPage(server, { path: "/queue" });
    const broken: string[] = [];
    for (const [name, path, ready] of screens) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await show(page, path(), ready);
      for (const width of [1440, 1280, 1024, 820, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(150);
        for (const one of await brokenWords(page)) broken.push(`${name}, ${width}: ${one}`);
      }
    }
    expect(broken).toEqual([]);
    await page.locator("body").evaluate((body) => {
      const narrow = document.createElement("p");
      narrow.textContent = "Warehouse";
      narrow.style.width = "3ch";
      body.append(narrow);
    });
    expect(await brokenWords(page)).toContain("Warehouse");
  });

  test.each([
    ["tablet", { width: 1024, height: 768 }],
    ["phone", { width: 390, height: 844 }],
  ])("a finger meets at least 44 px on a %s", async (_, size) => {
    const { page } = await openPage(server, { path: "/queue", size, touch: true });
    const small: string[] = [];
    for (const [name, path, ready] of screens) {
      await show(page, path(), ready);
      for (const one of await tooSmall(page)) small.push(`${name}: ${one}`);
    }
    expect(small).toEqual([]);
  });
});
