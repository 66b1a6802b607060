import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { buildPage, openBrowser } from "./screens/browser.ts";
import { type FloorMock, serveFloor, wallToken } from "./screens/floor.ts";
import { departureRows } from "./screens/tally.ts";

const pictures = new URL("../.artifacts/web/", import.meta.url).pathname;
// A browser on a busy machine is slow; a fault is not.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let mock: FloorMock | undefined;
let context: BrowserContext | undefined;
let faults: string[] = [];

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  // As it is served: the tests' own environment would give the slow build of React.
  vi.stubEnv("NODE_ENV", "production");
  [browser, built] = await Promise.all([openBrowser(), buildPage()]);
});
afterAll(async () => {
  await browser?.close();
  built?.remove();
});
afterEach(async () => {
  await context?.close();
  await mock?.close();
  context = undefined;
  mock = undefined;
});

interface Look {
  readonly width: number;
  readonly height: number;
  readonly touch?: boolean;
  readonly signedIn?: boolean;
  /** Lets a test move the page's clock. */
  readonly clock?: boolean;
  /** Done to the server before the page is opened. */
  readonly before?: (mock: FloorMock) => void;
}

async function open(path: string, look: Look): Promise<{ page: Page; mock: FloorMock }> {
  mock = await serveFloor({ dist: built.dist, signedIn: look.signedIn !== false });
  look.before?.(mock);
  context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    hasTouch: look.touch === true,
    isMobile: look.touch === true,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text()))
      faults.push(message.text());
  });
  if (look.clock === true) await page.clock.install();
  await page.goto(mock.url + path);
  return { page, mock };
}

const picture = (page: Page, name: string): Promise<unknown> => page.screenshot({ path: `${pictures}${name}.png` });

async function axe(page: Page, tags: readonly string[] = []): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", ...tags])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

const wallSize = { width: 1920, height: 1080 };
/** Nothing blocks a truck any more. */
const calm = (server: FloorMock): void =>
  server.putDepartures(
    departureRows().map((row) => ({ ...row, floor: row.floor + row.blocked, blocked: 0, causes: [] })),
  );
const wallPath = `/wall/ATL#token=${wallToken}`;

describe("the wall", () => {
  test("says by its link alone which departure leaves short, and asks for nothing but its feeds", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false });
    await page.getByText("15:00 leaves 14 short: carrier label refused").waitFor();
    await page.getByText("All 4 feeds of ATL").waitFor();
    await picture(page, "wall");
    expect(await axe(page)).toEqual([]);
    // Nothing to press, nothing to scroll.
    expect(await page.locator("a, button, input, [tabindex]").count()).toBe(0);
    const size = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.scrollHeight,
    ]);
    expect(size).toEqual([1920, 1080]);
    expect(new Set(mock.asked.map((one) => one.split(" ")[0]))).toEqual(
      new Set(["tally", "departures", "exceptions", "sources"]),
    );
    expect(mock.sent).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("is never clear while a source that it needs is silent, and says so on the cards", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false, before: calm });
    const banner = page.locator("[class*='banner']");
    await banner.getByText("are held up, every departure can leave full").waitFor();
    mock.put(...mock.rows().map((row) => ({ ...row, state: "resolved" as const, version: row.version + 1 })));
    await banner.getByText("Clear: every departure can leave full").waitFor();
    await picture(page, "wall-clear");
    expect(await page.getByText("clear", { exact: true }).count()).toBe(6);
    mock.silent("wms-atl");
    await banner.getByText("WMS-ATL silent, 14 min").waitFor();
    expect(await page.getByText("clear", { exact: true }).count()).toBe(0);
    expect(await page.getByText("not known", { exact: true }).count()).toBe(6);
    await page.getByText("3 of 4 feeds of ATL").waitFor();
    await picture(page, "wall-silent");
    // A source of another building changes nothing here.
    mock.silent("wms-ewr");
    await banner.getByText("Clear: every departure can leave full").waitFor();
    expect(await axe(page)).toEqual([]);
  });

  test("never shows an old number as one of now: stale after two beats, grey with its time after a minute", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false, clock: true });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.hush(true);
    await page.clock.fastForward(9_000);
    await page.getByText("Live").waitFor();
    await page.clock.fastForward(4_000);
    await page.getByText(/^nothing heard for 1\d s$/).waitFor();
    await page.getByText("15:00 leaves 14 short").waitFor();
    await picture(page, "wall-stale");
    mock.cut(true);
    await page.clock.fastForward(60_000);
    await page.getByText("Figures of 14:32, not of now").waitFor();
    expect(await page.getByText("15:00 leaves 14 short").count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    // No figure keeps a colour that means something.
    const colours = await page
      .locator("[class*='lane_'] *, [class*='cards'] *, [class*='foot'] *")
      .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).color))]);
    expect(colours).toEqual(["rgb(143, 161, 173)"]);
    await picture(page, "wall-old");
    mock.hush(false);
    mock.cut(false);
    await page.clock.fastForward(5_000);
    await page.getByText("15:00 leaves 14 short").waitFor();
  });

  test("is old as well where the server is behind what it received", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.behind(20_000);
    await page.getByText(/^server 2\d s behind$/).waitFor();
    mock.behind(300_000);
    await page.getByText("The server is 5 min behind and catching up.").waitFor();
    mock.behind(0);
    await page.getByText("15:00 leaves 14 short").waitFor();
  });

  test("shows several buildings in turn, each with its own time", async () => {
    const { page, mock } = await open(`/wall/ATL,SEA#token=${wallToken}`, {
      ...wallSize,
      signedIn: false,
      clock: true,
    });
    await page.getByText(/1 of 2|2 of 2/).waitFor();
    const first = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
    const clockOf: Readonly<Record<string, string>> = { "ATL Atlanta": "EST", "SEA Seattle": "PST" };
    await page.getByText(`Thu 19 Nov, ${clockOf[first]}`).waitFor();
    const other = first === "ATL Atlanta" ? "SEA Seattle" : "ATL Atlanta";
    // By less than what makes a connection look lost.
    for (let i = 0; i < 4 && (await page.getByRole("heading", { name: other }).count()) === 0; i += 1)
      await page.clock.fastForward(8_000);
    await page.getByRole("heading", { name: other }).waitFor();
    await page.getByText(`Thu 19 Nov, ${clockOf[other]}`).waitFor();
    // Both were asked for once: none begins empty when its turn comes.
    expect(mock.asked.filter((one) => one.startsWith("tally"))).toHaveLength(2);
  });

  test("loads itself anew when another build is served", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false, clock: true });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.rebuilt();
    const loaded = page.waitForEvent("load", { timeout: 20_000 });
    await page.clock.fastForward(61_000);
    await loaded;
    await page.getByText("15:00 leaves 14 short").waitFor();
  });

  test("goes dark when its link is withdrawn, and says so", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.withdraw();
    await page.getByRole("heading", { name: "This link does not open the wall" }).waitFor();
    expect(await page.getByText("15:00").count()).toBe(0);
    await picture(page, "wall-withdrawn");
  });

  test("without a link is for people who signed in", async () => {
    const { page } = await open("/wall/ATL", { ...wallSize, signedIn: false });
    await page.getByRole("heading", { name: "Sign in to Tallyman" }).waitFor();
    await context?.close();
    await mock?.close();
    const { page: own } = await open("/wall/NOWHERE", wallSize);
    await own.getByRole("heading", { name: "NOWHERE is not shown here" }).waitFor();
  });
});
