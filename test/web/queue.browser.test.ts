import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { type Look, openStage, pictures, rowsOf, type Stage, topOf } from "./mock/page.ts";
import type { MockOptions } from "./mock/serve.ts";
import { exceptionsOf } from "./mock/world.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.end());
afterEach(() => stage.clear());
const open: Stage["open"] = (path, look, options) => stage.open(path, look, options);

describe("by keyboard alone", () => {
  test("from arrival to close", async () => {
    const { page, mock } = await open("/queue?by=order", {}, { rows: exceptionsOf().slice(0, 5) });
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
    expect(stage.faults()).toEqual([]);
  });

  test("the help says which keys there are, and single keys can be turned off", async () => {
    const { page } = await open("/queue?by=order");
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

  test("what is not mine is given back with a reason, and taken back", async () => {
    const { page, mock } = await open("/queue?by=order");
    await page.waitForSelector("[data-row]");
    await page.keyboard.press("j");
    const id = new URL(page.url()).searchParams.get("x") ?? "";
    const before = mock.rows().find((row) => row.id === id)?.owner.team;
    await page.keyboard.press("A");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Not mine" }).press("Space");
    expect(await dialog.getByRole("button", { name: "Give it back" }).isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: "Why it is not yours" }).fill("The item master lacks a case pack");
    await dialog.getByRole("button", { name: "Give it back" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    await expect
      .poll(() => mock.rows().find((row) => row.id === id)?.owner)
      .toEqual({ team: "integration", person: null });
    await page
      .getByText(/Given back: /)
      .first()
      .waitFor();
    await page.keyboard.press("z");
    await expect.poll(() => mock.rows().find((row) => row.id === id)?.owner.team).toBe(before);
    expect(stage.faults()).toEqual([]);
  });

  test("/ goes to the search, and what is typed to Find", async () => {
    const { page } = await open("/queue?by=order");
    await page.waitForSelector("[data-row]");
    await page.keyboard.press("/");
    await page.keyboard.type("0010010388");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/find?q=0010010388");
  });
});

describe("the list that does not move", () => {
  test("arrivals wait behind the pill; a key shows them, and the chosen row stays where it is", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1004");
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
    const { page, mock } = await open("/queue?by=order&x=X-1002");
    await page.waitForSelector('[data-row="X-1004"]');
    const before = await rowsOf(page);
    mock.elsewhere("X-1004", "Ben Adler");
    await page.waitForSelector('[data-row="X-1004"] [data-changed="true"]');
    expect(await rowsOf(page)).toEqual(before);
  });

  test("what somebody else closed stays struck through, with who and when, until new rows are shown", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1002");
    await page.waitForSelector('[data-row="X-1004"]');
    mock.elsewhere("X-1004", "Ana Ruiz", "close");
    await page
      .locator('[data-row="X-1004"]')
      .getByText(/Closed by Ana Ruiz \d\d:\d\d/)
      .waitFor();
    await page.locator('[data-row="X-1004"]').click();
    await page.getByRole("button", { name: "Reopen" }).waitFor();
    // Keys do nothing to it: what has left is only read.
    await page.keyboard.press("a");
    await page.keyboard.press(".");
    await page.waitForSelector('[data-row="X-1004"]', { state: "detached" });
    expect(mock.rows().find((row) => row.id === "X-1004")?.owner.person).not.toBe("Iris Okafor");
  });

  test("what left stays as a ghost until new rows are shown", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1002");
    await page.waitForSelector('[data-row="X-1004"]');
    mock.remove("X-1004");
    await page.locator('[data-row="X-1004"]').getByText("No longer open").waitFor();
    await page.keyboard.press(".");
    await page.waitForSelector('[data-row="X-1004"]', { state: "detached" });
  });

  test("paused, nothing changes; it is remembered over a reload", async () => {
    const { page, mock } = await open("/queue?by=order");
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
    const { page, mock } = await open("/queue?by=order&x=X-1038");
    await page.waitForSelector('[data-row="X-1038"][aria-selected="true"]');
    await page.getByRole("heading", { name: "Order not released" }).waitFor();
    // Somebody is faster by one commit that this page has not heard of yet.
    mock.beforeActing(() => {
      mock.elsewhere("X-1038", "Ben Adler");
      return undefined;
    });
    await page.keyboard.press("a");
    await page.getByText("Changed by Ben Adler while you acted.").waitFor();
    await page.getByText("State: you saw Open, now Taken").waitFor();
    await page.locator('[data-row="X-1038"]').getByText("Changed while you acted").waitFor();
    await page.getByRole("button", { name: "I have seen it" }).click();
    expect(mock.rows().find((row) => row.id === "X-1038")?.owner.person).toBe("Ben Adler");
  });

  test("cut off it says so; back again it catches up by itself", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1001");
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
    const { page, mock } = await open("/queue?by=order");
    await page.waitForSelector("[data-row]");
    mock.behind(180_000);
    await page.getByText("Numbers are 3 min old.").waitFor();
  });
});

describe("every look of it is accessible", () => {
  const looks: readonly (readonly [string, string, Look, Partial<MockOptions>])[] = [
    ["queue-causes-light", "/queue?x=C-1", {}, { demo: true }],
    ["queue-causes-dark", "/queue?x=C-3", { dark: true }, {}],
    ["queue-causes-compact", "/queue?x=C-1", { compact: true }, {}],
    ["queue-causes-compact-dark", "/queue?x=C-1", { compact: true, dark: true }, {}],
    ["queue-orders-compact", "/queue?by=order&x=X-1001", { compact: true }, {}],
    ["queue-causes-tablet", "/queue?x=C-2", { width: 1024, height: 768 }, {}],
    ["queue-phone-compact-dark", "/queue", { width: 390, height: 844, touch: true, compact: true, dark: true }, {}],
    ["cause-320", "/x/C-1", { width: 320, height: 640, touch: true, dark: true }, {}],
    ["queue-light", "/queue?by=order&x=X-1001", {}, { demo: true }],
    ["queue-dark", "/queue?by=order&x=X-1038", { dark: true }, {}],
    ["queue-technical", "/queue?by=order&x=X-1001&tech=1", { dark: true }, {}],
    ["queue-tablet", "/queue?by=order&x=X-1001", { width: 1024, height: 768 }, { demo: true }],
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
    expect(await wcag(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(look.width ?? 1440);
    expect(stage.faults()).toEqual([]);
  });

  test.each(["e", "A", "h", "c"])("the form behind %s, in both themes", async (key) => {
    const { page } = await open("/queue?by=order&x=X-1038");
    await page.waitForSelector('[data-row="X-1038"][aria-selected="true"]');
    await page.getByRole("heading", { name: "Order not released" }).waitFor();
    await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
    await page.waitForTimeout(300);
    expect(await wcag(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}form-${key}.png` });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForTimeout(100);
    expect(await wcag(page)).toEqual([]);
    expect(stage.faults()).toEqual([]);
  });

  test("at twice the size nothing is cut off sideways, and colours can be forced", async () => {
    const { page } = await open("/queue?by=order&x=X-1001", { width: 720, height: 450 });
    await page.waitForSelector("[data-row]");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
    await page.emulateMedia({ forcedColors: "active" });
    expect(await wcag(page)).toEqual([]);
  });
});

describe("the way in", () => {
  test("where nothing ever arrived the first screen is Connect, else the queue", async () => {
    const fresh = await open("/", {}, { fresh: true, rows: [] });
    await fresh.page.waitForURL("**/connect*");
    await stage.clear();
    const used = await open("/");
    await used.page.waitForURL("**/queue");
  });

  test("without a session one is asked to sign in, and comes back to where one wanted to go", async () => {
    const { page } = await open("/queue?by=order&x=X-1004", {}, { signedIn: false });
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
    const { page } = await open("/queue?by=order");
    await page.waitForSelector("[data-row]");
    await page.waitForTimeout(300);
    const scripts = await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .map((entry) => new URL(entry.name).pathname)
        .filter((path) => path.endsWith(".js")),
    );
    const files = [...new Set(scripts)].filter((path) => path.startsWith("/assets/"));
    const total = files.reduce((sum, path) => sum + gzipSync(readFileSync(stage.dist() + path)).byteLength, 0);
    expect(total).toBeGreaterThan(100_000);
    expect(total).toBeLessThanOrEqual(300 * 1024);
  });
});
