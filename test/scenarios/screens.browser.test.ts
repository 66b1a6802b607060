import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { deliver, service, waysTo } from "./exporters.ts";
import { dockNetwork } from "./network.ts";
import { closeBrowser, live, type Opened, openAbout, openPage } from "./page.ts";
import { endAll, type Server, startServer } from "./server.ts";

const pictures = new URL("../.artifacts/scenarios/", import.meta.url).pathname;
afterAll(async () => {
  await closeBrowser();
  await endAll();
});

const minute = 60_000;
let server: Server;
let opened: Opened;
let exception = "";
let missing = "";
let trace = "";

/** An order's life in three systems: released, picked, shipped, and refused by the ERP; another that is not picked. */
async function sendLife(): Promise<void> {
  const [shop, erp, wms] = [service("web-shop"), service("netsuite-bridge"), service("wms-atl")];
  const start = Date.now() - 30 * minute;
  const order = { "order.id": "SO-77", "carrier.id": "UPS", "carrier.service": "ground", "warehouse.id": "ATL" };
  const both = { ...order, "shipment.id": "SH-77" };
  const placed = shop.does({ name: "checkout", at: start, event: "order.created", keys: order });
  const released = erp.does({
    name: "release",
    at: start + minute,
    event: "order.released",
    keys: order,
    under: placed,
  });
  wms.does({ name: "pick", at: start + minute + 2_000, event: "pick.confirmed", keys: order, under: released });
  wms.does({ name: "dock", at: start + 9 * minute, event: "shipment.confirmed", keys: both, under: released });
  const entry = erp.does({ name: "POST /postings", at: start + 10 * minute, keys: {}, error: "posting failed" });
  const posting = erp.does({
    name: "post goods issue",
    at: start + 10 * minute,
    event: "shipment.posted",
    keys: both,
    error: "period 11 is closed",
    under: entry,
  });
  erp.logs("goods issue refused: period 11 is closed", start + 10 * minute, both, posting);
  erp.does({ name: "release", at: Date.now(), event: "order.released", keys: { ...order, "order.id": "SO-78" } });
  const way = waysTo(server.otlpHttp)[3];
  if (way === undefined) throw new Error("no exporter");
  for (const one of [shop, erp, wms]) await deliver(way, one.take());
  await server.settled();
  trace = posting.spanContext().traceId;
  exception = (await openAbout(server, "shipment", "SH-77")).id;
  missing = (await openAbout(server, "order", "SO-78")).id;
}

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await startServer({ network: dockNetwork });
  await sendLife();
  opened = await openPage(server);
});

describe("every screen with what the real server gives, in both themes", () => {
  /** Name, address, what stands on the page once its data is there. */
  const screens: readonly (readonly [string, () => string, string | RegExp])[] = [
    ["queue", () => "/queue", /period 11 is closed|SH-77/],
    ["detail", () => `/x/${exception}`, /period 11 is closed/],
    ["missing", () => `/x/${missing}`, "SO-78"],
    ["find", () => "/find?q=77", "SO-77"],
    ["object", () => "/o/order/SO-77", "SH-77"],
    ["shipment", () => "/o/shipment/SH-77", /period 11 is closed|refused/i],
    ["sync", () => "/sync", /AR finance|ATL|erp/i],
    ["traces", () => "/traces", /post goods issue|POST \/postings|checkout/],
    ["trace", () => `/trace/${trace}`, "post goods issue"],
    ["connect", () => "/connect", "netsuite-bridge"],
  ];
  test.each(screens)("%s", async (name, path, shows) => {
    const { page, faults } = opened;
    const before = faults.length;
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(server.dashboard + path());
    await live(page);
    await page.locator("main").getByText(shows).first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${pictures}${name}.png` });
    expect(await wcag(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
    await page.screenshot({ path: `${pictures}${name}-dark.png` });
    expect(await wcag(page)).toEqual([]);
    expect(faults.slice(before)).toEqual([]);
  });

  test.each([false, true])("sign-in, dark: %s", async (dark) => {
    const { page, faults } = await openPage(server, {
      path: "/queue",
      signedIn: false,
      dark,
      expects: /status of 401 .*\/api\/v1\/me$/,
    });
    await page.getByRole("heading", { name: "Sign in to Tallyman" }).waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.screenshot({ path: `${pictures}sign-in${dark ? "-dark" : ""}.png` });
    expect(await wcag(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
