import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPage, openBrowser } from "../browser/open.ts";
import { wcag } from "../browser/wcag.ts";
import { labelTrace, pages, type Shown } from "./screens/pages.ts";
import { type ScreensMock, serveScreens } from "./screens/serve.ts";
import { intakeRow, objects } from "./screens/world.ts";

let browser: Browser;
let dist: string;
let removeDist: () => void = () => undefined;
let mock: ScreensMock | null = null;
let page: Page | null = null;

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
  await page?.context().close();
  await mock?.close();
  page = null;
  mock = null;
});

async function show(path: string, options: Shown = {}): Promise<{ page: Page; mock: ScreensMock; faults: string[] }> {
  const server = await serveScreens({ dist, intake: options.intake ?? "fine" });
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.scheme ?? "light",
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  });
  const opened = await context.newPage();
  const faults: string[] = [];
  opened.on("pageerror", (error) => faults.push(String(error)));
  await opened.goto(server.url + path);
  mock = server;
  page = opened;
  return { page: opened, mock: server, faults };
}

describe("every page", () => {
  it.each(pages)(
    "%s: no violation of WCAG 2.2 AA, light and dark, and 320 pixels are enough",
    async (_name, path, text, options) => {
      const shown = await show(path, options);
      const found: string[] = [];
      for (const colorScheme of ["light", "dark"] as const) {
        await shown.page.emulateMedia({ colorScheme });
        await shown.page.getByText(text).first().waitFor();
        for (const one of await wcag(shown.page)) found.push(`${colorScheme} ${one}`);
      }
      expect(found).toEqual([]);
      await shown.page.setViewportSize({ width: 320, height: 700 });
      await shown.page.getByText(text).first().waitFor({ state: "attached" });
      const sizes = () =>
        shown.page.evaluate(() => {
          const main = document.querySelector("main");
          return {
            page: document.documentElement.scrollWidth,
            beyond: (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
          };
        });
      await expect.poll(sizes).toEqual({ page: 320, beyond: 0 });
      expect(shown.faults).toEqual([]);
    },
  );
});

describe("Connect", () => {
  it("shows a stranger the first record arriving, without a reload", async () => {
    const shown = await show("/connect", { intake: "never" });
    await shown.page.getByText("0 of 5").waitFor();
    await expect
      .poll(() => shown.page.locator("pre").first().textContent())
      .toContain("endpoint: http://127.0.0.1:4318");
    expect(await shown.page.locator("pre").first().textContent()).not.toContain("authorization");
    shown.mock.intake({ ...intakeRow("fine"), tokenNeeded: false });
    await shown.page.getByText("5 of 5").waitFor({ timeout: 2_000 });
    await shown.page.getByRole("link", { name: "Order SO-10388" }).click();
    await shown.page.waitForURL(/\/o\/order\/SO-10388/);
  });

  it("makes a token on demand and fills it in", async () => {
    const shown = await show("/connect", { intake: "unkeyed" });
    await shown.page.getByRole("button", { name: "Make a token" }).click();
    await shown.page.getByText("tm_8Jq2 is filled in").waitFor();
    expect(await shown.page.locator("pre").first().textContent()).toContain('"Bearer tm_8Jq2_x7w41c"');
    expect(shown.mock.posted).toEqual(['/tokens {"name":"connect wms-atl","kind":"ingest"}']);
  });

  it("hands out the mapping of an attribute that did arrive as a diff", async () => {
    const shown = await show("/connect?system=wms-sea-returns", { intake: "unkeyed" });
    await shown.page.getByRole("button", { name: "Map wms.rma_ref to return" }).click();
    await shown.page.getByText("+ - { attribute: wms.rma_ref, system: wms-sea-returns, key: return }").waitFor();
    expect(shown.mock.posted).toEqual([
      '/network/proposals {"system":"wms-sea-returns","attribute":"wms.rma_ref","key":"return"}',
    ]);
  });

  it("sends a test order and says what refused it", async () => {
    const shown = await show("/connect");
    await shown.page.getByRole("button", { name: "Send a test order" }).click();
    await shown.page.getByRole("link", { name: "Open Order TEST-1" }).waitFor();
    shown.mock.fail("/intake/test");
    await shown.page.getByRole("button", { name: "Send a test order" }).click();
    await shown.page.getByText("The server refused: The store is busy.").waitFor();
  });

  it("names refused requests, sampled sources and what is kept apart", async () => {
    const shown = await show("/connect", { intake: "unkeyed" });
    await shown.page.getByText("Content-Type text/plain is not read here").waitFor();
    await shown.page.getByText("wms-ord keeps 10 % of its traces").waitFor();
    await shown.page.getByText("1,904 records say environment qa: kept apart").waitFor();
  });
});

describe("an object", () => {
  it("moves while one looks at it", async () => {
    const shown = await show("/o/order/SO-10388");
    const bar = shown.page.getByRole("list", { name: "Steps" });
    await bar.getByText("was due 10:40").waitFor();
    const before = objects.get("SO-10388")!;
    const confirmed = { ...before.events[3]!, type: "shipment.confirmed", occurredAt: "2026-11-19T18:39:00.000Z" };
    shown.mock.object({
      ...before,
      status: "open",
      events: [...before.events, confirmed],
      expectations: before.expectations.map((e) =>
        e.state === "missed" ? { ...e, state: "met" as const, metAt: confirmed.occurredAt } : e,
      ),
      exceptions: [],
    });
    await bar.getByText("10:39").waitFor({ timeout: 2_000 });
    expect(await bar.getByText("was due").count()).toBe(0);
  });

  it("keeps its tab in the address, leads to its exception and says the zone of its site", async () => {
    const shown = await show("/o/order/SO-10388");
    await shown.page.getByText("PST (Northgate Supply: EST)").waitFor();
    expect(await shown.page.getByRole("link", { name: /Open X-/ }).getAttribute("href")).toMatch(/^\/x\/X-\d+/);
    await shown.page.getByRole("tab", { name: "Facts" }).click();
    await shown.page.waitForURL(/tab=facts/);
    await shown.page.getByText("expected by", { exact: false }).first().waitFor({ state: "detached" });
    expect(await shown.page.getByRole("table").first().getByRole("row").count()).toBe(8);
  });

  it("asks which one is meant where a number fits two", async () => {
    const shown = await show("/o/order/10427");
    await shown.page.getByRole("link", { name: "Order 10427, Shop" }).waitFor();
    await shown.page.getByRole("link", { name: "Order 10427, ERP" }).click();
    await shown.page.getByRole("heading", { name: "Order EO-10427" }).waitFor();
    expect(shown.page.url()).toContain("issuer=erp");
  });
});

describe("Find", () => {
  it("turns a pasted column into a table that adds up and copies it with y", async () => {
    const shown = await show("/find");
    await shown.page.getByRole("textbox", { name: "One number, or a list" }).focus();
    await shown.page.evaluate(
      (text) => navigator.clipboard.writeText(text),
      "SO-10388\nW-559204\nso 10423\n10427\nPO 4471-B",
    );
    await shown.page.keyboard.press("Control+V");
    await shown.page.getByText("2 of 5 numbers found;").waitFor();
    await shown.page.getByText("adds up").waitFor();
    await shown.page.getByText("the same as line 1, counted once").waitFor();
    await shown.page.locator("h1").click();
    await shown.page.keyboard.press("y");
    await shown.page.getByText("Copied as a table").waitFor();
    const lines = (await shown.page.evaluate(() => navigator.clipboard.readText())).split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[3]?.split("\t").slice(0, 4)).toEqual([
      "so 10423",
      "Order",
      "SO-10423",
      "Carrier label refused: postcode missing",
    ]);
  });

  it("opens the row in front by keys, and remembers only what it was", async () => {
    const shown = await show("/find?q=104");
    await shown.page.getByRole("row").nth(1).waitFor();
    await shown.page.keyboard.press("Enter");
    await shown.page.waitForURL(/\/o\/order\/SO-10423/);
    await shown.page.getByRole("heading", { name: "Order SO-10423" }).waitFor();
    expect(await shown.page.evaluate(() => localStorage.getItem("tallyman.looked"))).toBe(
      '[{"kind":"order","id":"SO-10423","environment":""}]',
    );
    await shown.page.goto(`${shown.mock.url}/find`);
    await shown.page.getByText("Looked at last").waitFor();
    await shown.page.getByText("Carrier label refused: postcode missing").waitFor();
  });

  it("says when it could not look, and tries again", async () => {
    const shown = await show("/connect");
    shown.mock.fail("/search");
    await shown.page.goto(`${shown.mock.url}/find?q=104`);
    await shown.page.getByText("Could not be looked up: The store is busy.").waitFor({ timeout: 15_000 });
    shown.mock.fail("");
    await shown.page.getByRole("button", { name: "Try again" }).click();
    await shown.page.getByText("Fenwick Dental").first().waitFor();
  });
});

describe("the traces", () => {
  it("goes to the next failed one with n and opens it with Enter, both in the address", async () => {
    const shown = await show("/traces");
    await shown.page.getByText("Order released to WMS").first().waitFor();
    await shown.page.keyboard.press("n");
    await shown.page.waitForURL(/t=/);
    const chosen = shown.page.locator('[role="row"][aria-selected="true"]');
    expect(await chosen.textContent()).toMatch(/Refused|refused|differs|Unknown/);
    await shown.page.keyboard.press("Enter");
    await shown.page.waitForURL(/\/trace\//);
  });

  it("does not move what one looks at when new ones begin", async () => {
    const shown = await show("/traces");
    await shown.page.getByText("Order released to WMS").first().waitFor();
    await shown.page.keyboard.press("j");
    await shown.page.keyboard.press("j");
    const rows = shown.page.locator("[data-row]");
    const before = await rows.first().getAttribute("data-row");
    shown.mock.began(3);
    await shown.page.getByRole("button", { name: /Show 3 new rows/ }).waitFor({ timeout: 9_000 });
    expect(await rows.first().getAttribute("data-row")).toBe(before);
    await shown.page.keyboard.press(".");
    await expect.poll(() => rows.first().getAttribute("data-row")).toBe("new0");
  });

  it("draws bars beside the list and tells the same as a table", async () => {
    const shown = await show("/traces");
    const bars = shown.page.getByRole("img", { name: /\d+ traces, \d+ failed, from/ });
    await bars.locator(".recharts-rectangle").first().waitFor();
    await shown.page.getByRole("button", { name: "As a table" }).click();
    const figures = shown.page.getByRole("table", { name: /\d+ traces, \d+ failed, from/ });
    await figures.getByRole("columnheader", { name: "Failed" }).waitFor();
    expect(await wcag(shown.page)).toEqual([]);
    await shown.page.getByRole("button", { name: "As a chart" }).click();
    await bars.waitFor();
  });

  it("filters by outcome and words in the address", async () => {
    const shown = await show("/traces?outcome=failed");
    await shown.page.locator("[data-row]").first().waitFor();
    const total = await shown.page.locator("[data-row]").count();
    expect(await shown.page.locator("[data-row] svg").count()).toBe(total);
    await shown.page.getByRole("textbox", { name: "Words in name, key or trace id" }).fill("nowhere");
    await shown.page.keyboard.press("Enter");
    await shown.page.waitForURL(/q=nowhere/);
    await shown.page.getByRole("button", { name: "Clear the filter" }).click();
    await shown.page.locator("[data-row]").first().waitFor();
  });
});

describe("a trace", () => {
  it("walks spans and errors by keys and shows the chosen one", async () => {
    const shown = await show(labelTrace);
    await shown.page.getByText("root span received").waitFor();
    await shown.page.keyboard.press("j");
    await shown.page.waitForURL(/span=/);
    await shown.page.goto(`${shown.mock.url}${labelTrace}?span=01`);
    await shown.page.getByRole("region", { name: "wms-atl, POST /pack/close" }).waitFor();
    await shown.page.keyboard.press("n");
    await shown.page.waitForURL(/span=08/);
    await shown.page.keyboard.press("n");
    await shown.page.waitForURL(/span=10/);
    await shown.page.getByRole("button", { name: "Copy span" }).click();
    expect(JSON.parse(await shown.page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({
      spanId: "10",
      logs: [{ body: "carrier answered 400: postalCode is required, giving up" }],
    });
    expect(await shown.page.getByRole("link", { name: "Open exception", exact: true }).getAttribute("href")).toMatch(
      /^\/x\/X-/,
    );
  });

  it("hides what does not match and closes levels", async () => {
    const shown = await show(labelTrace);
    const rows = shown.page.locator("[data-row]");
    await shown.page.getByText("root span received").waitFor();
    expect(await rows.count()).toBe(15);
    await shown.page.keyboard.press("f");
    await shown.page.keyboard.type("carrier");
    await expect.poll(() => rows.count()).toBe(8);
    await shown.page.waitForURL(/q=carrier/);
    await shown.page.keyboard.press("Escape");
    await shown.page.goto(`${shown.mock.url}${labelTrace}`);
    await shown.page.getByText("root span received").waitFor();
    await shown.page.keyboard.press("]");
    await expect.poll(() => rows.count()).toBe(1);
    await shown.page.keyboard.press("o");
    await expect.poll(() => rows.count()).toBe(4);
  });

  it("keeps 10,000 spans smooth: few rows in the page, and any of them at once", async () => {
    const shown = await show("/trace/big?span=n0");
    const rows = shown.page.locator("[data-row]");
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(80);
    const usual = await shown.page.evaluate(async () => {
      const grid = document.querySelector('[role="grid"]');
      const took: number[] = [];
      let last = performance.now();
      for (let i = 0; i < 40; i++) {
        if (grid) grid.scrollTop += 7_000;
        await new Promise((done) => requestAnimationFrame(done));
        took.push(performance.now() - last);
        last = performance.now();
      }
      return took.sort((one, other) => one - other)[20] ?? 0;
    });
    expect(usual).toBeLessThan(100);
    expect(await rows.count()).toBeLessThan(80);
  });
});
