import { mkdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { ExceptionRow } from "../../server/wire/index.ts";
import { type Mock, type MockOptions, serveMock } from "./mock/serve.ts";
import { exceptionsOf } from "./mock/world.ts";
import { buildPage, openBrowser } from "./screens/browser.ts";

const pictures = new URL("../.artifacts/web/", import.meta.url).pathname;
// A browser on a busy machine is slow; a fault is not.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let mock: Mock | undefined;
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
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly touch?: boolean;
}

async function open(
  path: string,
  look: Look = {},
  options: Partial<MockOptions> = {},
): Promise<{ page: Page; mock: Mock }> {
  mock = await serveMock({ dist: built.dist, ...options });
  context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.dark === true ? "dark" : "light",
    hasTouch: look.touch === true,
    isMobile: look.touch === true,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(message.text());
  });
  await page.goto(mock.url + path);
  return { page, mock };
}

const rowsOf = (page: Page): Promise<string[]> =>
  page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row") ?? ""));
const topOf = async (page: Page, id: string): Promise<number> =>
  (await page.locator(`[data-row="${id}"]`).boundingBox())?.y ?? Number.NaN;

async function axe(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

describe("by keyboard alone", () => {
  test("from arrival to close", async () => {
    const { page, mock } = await open("/queue", {}, { rows: exceptionsOf().slice(0, 5) });
    await page.waitForSelector("[data-row]");
    mock.refuse(1);
    await page.waitForSelector('[data-row="X-2001"]');
    for (let i = 0; i < 9; i += 1) {
      await page.keyboard.press("j");
      if (page.url().includes("x=X-2001")) break;
    }
    await page.waitForSelector('[data-row="X-2001"][aria-selected="true"]');
    await page.getByRole("heading", { name: "Carrier label refused" }).waitFor();
    await page.keyboard.press("a");
    await page.getByText("You have it").waitFor();
    expect(mock.rows().find((row) => row.id === "X-2001")?.owner.person).toBe("Iris Okafor");

    await page.keyboard.press("c");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("Postcode asked for: jk.pe");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Note written.").waitFor();
    await page.getByText("Postcode asked for: jk.pe").waitFor();

    await page.keyboard.press("e");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.querySelector('[data-row="X-2001"]') === null);
    expect(mock.rows().find((row) => row.id === "X-2001")?.resolution?.reason).toBe("done-outside");
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-row"));
    expect(focused).not.toBeNull();
    expect(faults).toEqual([]);
  });

  test("the help says which keys there are, and single keys can be turned off", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector("[data-row]");
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Shortcuts" });
    await dialog.getByText("Hand over").waitFor();
    await dialog.getByRole("switch", { name: "Single-key shortcuts" }).press("Space");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.keyboard.press("j");
    await page.waitForTimeout(200);
    expect(page.url()).not.toContain("x=");
  });

  test("/ goes to the search, and what is typed to Find", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector("[data-row]");
    await page.keyboard.press("/");
    await page.keyboard.type("0010010388");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/find?q=0010010388");
  });
});

describe("the list that does not move", () => {
  test("arrivals wait behind the pill; a key shows them, and the chosen row stays where it is", async () => {
    const { page, mock } = await open("/queue?x=X-1004");
    await page.waitForSelector("[data-row]");
    const before = await rowsOf(page);
    const top = await topOf(page, "X-1004");
    mock.refuse(12);
    const pill = page.getByRole("button", { name: "Show 12 new rows, 3 critical" });
    await pill.waitFor();
    expect((await rowsOf(page)).slice(0, 8)).toEqual(before.slice(0, 8));
    expect(await topOf(page, "X-1004")).toBe(top);
    mock.put({
      ...mock.rows()[30]!,
      id: "X-3000",
      object: { kind: "order", id: "SO-1" },
      cutoff: { at: "2026-11-19T19:40:00.000Z", source: "order" },
      severity: "low",
    });
    await page.getByRole("button", { name: /13 new rows/ }).waitFor();
    await page.keyboard.press(".");
    await page.waitForSelector('[data-row="X-3000"]', { state: "attached" });
    expect(Math.abs((await topOf(page, "X-1004")) - top)).toBeLessThan(1);
    expect(await page.getByRole("button", { name: /new rows/ }).count()).toBe(0);
  });

  test("a cell changes where it stands, and is marked", async () => {
    const { page, mock } = await open("/queue?x=X-1002");
    await page.waitForSelector('[data-row="X-1004"]');
    const before = await rowsOf(page);
    mock.elsewhere("X-1004", "Ben Adler");
    await page.waitForSelector('[data-row="X-1004"] [data-changed="true"]');
    expect(await rowsOf(page)).toEqual(before);
  });

  test("what left stays as a ghost until new rows are shown", async () => {
    const { page, mock } = await open("/queue?x=X-1002");
    await page.waitForSelector('[data-row="X-1004"]');
    mock.remove("X-1004");
    await page.locator('[data-row="X-1004"]').getByText("No longer open").waitFor();
    await page.keyboard.press(".");
    await page.waitForSelector('[data-row="X-1004"]', { state: "detached" });
  });

  test("paused, nothing changes; it is remembered over a reload", async () => {
    const { page, mock } = await open("/queue");
    await page.waitForSelector("[data-row]");
    await page.keyboard.press("p");
    await page.getByText("Paused", { exact: true }).waitFor();
    const before = await rowsOf(page);
    mock.refuse(2);
    await page.getByRole("button", { name: /2 new rows/ }).waitFor();
    expect((await rowsOf(page)).slice(0, 8)).toEqual(before.slice(0, 8));
    await page.reload();
    await page.getByText("Paused", { exact: true }).waitFor();
  });

  test("a row that somebody else changed comes back with both values", async () => {
    const { page, mock } = await open("/queue?x=X-1038");
    await page.waitForSelector('[data-row="X-1038"][aria-selected="true"]');
    await page.getByRole("heading", { name: "Order not released" }).waitFor();
    // Somebody is faster by one commit that this page has not heard of yet.
    await page.route("**/actions", async (route) => {
      mock.elsewhere("X-1038", "Ben Adler");
      await route.continue();
    });
    await page.keyboard.press("a");
    await page.getByText("Changed by Ben Adler while you acted.").waitFor();
    await page.getByText("State: you saw Open, now Taken").waitFor();
    await page.locator('[data-row="X-1038"]').getByText("Changed while you acted").waitFor();
    await page.getByRole("button", { name: "I have seen it" }).click();
    expect(mock.rows().find((row) => row.id === "X-1038")?.owner.person).toBe("Ben Adler");
  });

  test("cut off it says so; back again it catches up by itself", async () => {
    const { page, mock } = await open("/queue?x=X-1001");
    await page.waitForSelector("[data-row]");
    mock.cut(true);
    await page.getByText(/This browser lost its connection/).waitFor();
    expect(await page.getByRole("button", { name: "Close", exact: true }).isDisabled()).toBe(true);
    await page.screenshot({ path: `${pictures}queue-offline.png` });
    mock.refuse(3);
    mock.cut(false);
    await page.getByRole("button", { name: /3 new rows/ }).waitFor({ timeout: 15_000 });
    expect(await page.getByText(/This browser lost its connection/).count()).toBe(0);
  });

  test("behind it says by how much", async () => {
    const { page, mock } = await open("/queue");
    await page.waitForSelector("[data-row]");
    mock.behind(180_000);
    await page.getByText("Numbers are 3 min old.").waitFor();
  });
});

describe("long lists", () => {
  test("of thousands draw only what is seen, and grow as one scrolls", async () => {
    const like = exceptionsOf();
    const rows: ExceptionRow[] = Array.from({ length: 3000 }, (_, n) => ({
      ...like[n % 70]!,
      id: `X-${5000 + n}`,
      object: { kind: "order", id: `SO-${n}` },
    }));
    const { page } = await open("/queue", {}, { rows });
    await page.waitForSelector("[data-row]");
    const grid = page.getByRole("grid");
    const first = await rowsOf(page);
    expect(first.length).toBeLessThan(60);
    for (let i = 0; i < 6; i += 1) {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(400);
    }
    await page.getByText("The first 2,000 of 3,000. A filter shows the others.").waitFor();
    expect(await page.getByRole("button", { name: /new rows/ }).count()).toBe(0);
    expect((await rowsOf(page)).length).toBeLessThan(60);
    expect(Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(2000);
  });
});

describe("every look of it is accessible", () => {
  const looks: readonly (readonly [string, string, Look, Partial<MockOptions>])[] = [
    ["queue-light", "/queue?x=X-1001", {}, { demo: true }],
    ["queue-dark", "/queue?x=X-1038", { dark: true }, {}],
    ["queue-technical", "/queue?x=X-1001&tech=1", { dark: true }, {}],
    ["queue-tablet", "/queue?x=X-1001", { width: 1024, height: 768 }, { demo: true }],
    ["queue-phone", "/queue", { width: 390, height: 844, touch: true }, { demo: true }],
    ["queue-phone-dark", "/queue", { width: 390, height: 844, touch: true, dark: true }, {}],
    ["queue-320", "/queue", { width: 320, height: 640, touch: true }, { demo: true }],
    ["detail-phone", "/x/X-1001", { width: 390, height: 844, touch: true }, {}],
    ["detail-320", "/x/X-1038?tech=1", { width: 320, height: 640, touch: true, dark: true }, {}],
    ["queue-empty", "/queue?site=ATL", {}, { rows: [] }],
    ["queue-empty-dark", "/queue", { dark: true }, { rows: [] }],
    ["queue-filter-empty", "/queue?severity=low&owner=Nemo", {}, {}],
    ["sign-in", "/sign-in", {}, { signedIn: false }],
    ["sign-in-dark", "/sign-in", { dark: true }, { signedIn: false }],
    ["sign-in-phone", "/sign-in", { width: 320, height: 640, touch: true }, { signedIn: false }],
  ];
  test.each(looks)("%s", async (name, path, look, options) => {
    const { page } = await open(path, look, options);
    await page.locator("h1, h2").first().waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${pictures}${name}.png` });
    expect(await axe(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(look.width ?? 1440);
    expect(faults).toEqual([]);
  });

  test.each(["e", "A", "h", "c"])("the form behind %s, in both themes", async (key) => {
    const { page } = await open("/queue?x=X-1038");
    await page.waitForSelector('[data-row="X-1038"][aria-selected="true"]');
    await page.getByRole("heading", { name: "Order not released" }).waitFor();
    await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
    await page.waitForTimeout(300);
    expect(await axe(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}form-${key}.png` });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForTimeout(100);
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("at twice the size nothing is cut off sideways, and colours can be forced", async () => {
    const { page } = await open("/queue?x=X-1001", { width: 720, height: 450 });
    await page.waitForSelector("[data-row]");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
    await page.emulateMedia({ forcedColors: "active" });
    expect(await axe(page)).toEqual([]);
  });
});

describe("the way in", () => {
  test("where nothing ever arrived the first screen is Connect, else the queue", async () => {
    const fresh = await open("/", {}, { fresh: true, rows: [] });
    await fresh.page.waitForURL("**/connect*");
    await context?.close();
    await mock?.close();
    const used = await open("/");
    await used.page.waitForURL("**/queue");
  });

  test("without a session one is asked to sign in, and comes back to where one wanted to go", async () => {
    const { page } = await open("/queue?x=X-1004", {}, { signedIn: false });
    await page.getByRole("heading", { name: "Sign in to Tallyman" }).waitFor();
    await page.getByLabel("One-time link or token").fill("bad");
    await page.keyboard.press("Enter");
    await page.getByText("That link or token is not good, or was used before.").waitFor();
    await page.getByLabel("One-time link or token").fill("http://127.0.0.1:1/sign-in?link=good");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-row="X-1004"][aria-selected="true"]');
  });

  test("a one-time link signs in by itself and does not stay in the address", async () => {
    const { page } = await open("/sign-in?link=good", {}, { signedIn: false });
    await page.waitForURL("**/queue");
    await page.waitForSelector("[data-row]");
    expect(page.url()).not.toContain("good");
  });

  test("the first route stays within 300 KiB of compressed script", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector("[data-row]");
    await page.waitForTimeout(300);
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .map((entry) => new URL(entry.name).pathname)
        .filter((path) => path.endsWith(".js")),
    );
    const files = [...new Set(scripts)].filter((path) => path.startsWith("/assets/"));
    const total = files.reduce((sum, path) => sum + gzipSync(readFileSync(built.dist + path)).byteLength, 0);
    expect(total).toBeGreaterThan(100_000);
    expect(total).toBeLessThanOrEqual(300 * 1024);
  });
});
