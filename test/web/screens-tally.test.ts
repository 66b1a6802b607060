import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { focused, inBrowser } from "./screens/opened.ts";
import { tallyRows } from "./screens/tally.ts";

const { open, faults } = inBrowser();

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const figures = (page: Page, line: string): Promise<readonly string[]> =>
  page
    .locator(`[data-line="${line}"] td:not(:empty)`)
    .evaluateAll((cells) => cells.map((cell) => cell.textContent?.trim() ?? ""));

/** Each page, and a text that stands on it once it is there. */
const pages: readonly (readonly [name: string, path: string, text: string, empty: boolean])[] = [
  ["Tally", "/tally", "to ship, ATL Atlanta", false],
  ["Tally of returns", "/tally/ATL?goods=returns", "returns, ATL Atlanta", false],
  ["Tally with a list", "/tally/ATL?part=orders:blocked", "SO-10423", false],
  ["Tally as it stood", "/tally/ATL?at=2026-11-19T17:00:00.000Z", "As it stood", false],
  ["Tally of a day with nothing", "/tally/ATL?day=2026-11-26", "Nothing to ship at ATL Atlanta", false],
  ["Tally without a building", "/tally", "No building to count yet", true],
  ["Departures", "/departures/ATL", "14 short", false],
  ["Departures of the whole day", "/departures/ATL?show=all&d=none", "2 left behind", false],
  ["Departures of a day with none", "/departures/ATL?day=2026-11-26", "No departure on this day", false],
  ["Departures without a building", "/departures", "No building yet", true],
];

/** Each page at the desk; those that are looked at on the floor also on a tablet and a phone. */
const looks = pages.flatMap(([name, path, text, empty]) => [
  [name, "desk", path, text, { width: 1440, height: 900, empty }] as const,
  ...(empty || path.includes("?day=")
    ? []
    : [
        [name, "tablet", path, text, { width: 1180, height: 820, touch: true, empty }] as const,
        [name, "phone", path, text, { width: 390, height: 844, touch: true, empty }] as const,
      ]),
]);

describe("every page has no violation of WCAG 2.2 AA in either theme", () => {
  it.each(looks)("%s: %s", async (_name, _size, path, text, look) => {
    const { page } = await open(path, look);
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.getByText(text).first().waitFor();
      for (const one of await wcag(page)) found.push(`${colorScheme} ${one}`);
    }
    expect(found).toEqual([]);
    expect(faults()).toEqual([]);
  });
});

describe("320 pixels are enough", () => {
  it.each(pages)("%s", async (_name, path, text, empty) => {
    const { page } = await open(path, { width: 320, height: 700, touch: true, empty });
    await page.getByText(text).first().waitFor({ state: "attached" });
    const beyond = await page.evaluate(() => {
      const main = document.querySelector("main");
      return {
        page: document.documentElement.scrollWidth,
        main: (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
        inner: [...document.querySelectorAll<HTMLElement>("main *")]
          .filter((one) => one.getBoundingClientRect().right > 320.5 && one.getBoundingClientRect().width > 1)
          .map((one) => `${one.tagName} ${one.getAttribute("class")} ${one.textContent?.slice(0, 30)}`),
      };
    });
    expect(beyond).toEqual({ page: 320, main: 0, inner: [] });
    expect(faults()).toEqual([]);
  });
});

describe("the tally", () => {
  it("adds up on the page: each line to its total, all lines to the last", async () => {
    const { page } = await open("/tally");
    await page.getByText("adds up").first().waitFor();
    const number = (text: string): number => Number(text.replace(/\D/g, "") || 0);
    const totals: number[] = [];
    for (const row of tallyRows()) {
      const cells = await figures(page, row.id);
      const [total = "", , ...rest] = cells;
      const parts = rest.slice(-15).map(number);
      expect(number(total)).toBe(row.orders.total);
      expect(parts.slice(0, 7).reduce((sum, one) => sum + one, 0)).toBe(number(total));
      expect(parts.slice(7, 10).reduce((sum, one) => sum + one, 0)).toBe(parts[0]);
      expect(parts.slice(10).reduce((sum, one) => sum + one, 0)).toBe(parts[7]);
      parts.forEach((one, at) => {
        totals[at] = (totals[at] ?? 0) + one;
      });
    }
    const all = await figures(page, "all");
    expect(all.slice(-15).map(number)).toEqual(totals);
    expect(number(all[0] ?? "")).toBe(5931);
  });

  it("says in red by how much a building does not add up", async () => {
    const { page, mock } = await open("/tally/EWR");
    await page.getByText("adds up").first().waitFor();
    mock.putTally(
      tallyRows().map((row) =>
        row.id === "EWR" ? { ...row, orders: { ...row.orders, total: row.orders.total + 3 } } : row,
      ),
    );
    await page.getByText("EWR does not add up: 3 documents off.").waitFor();
    await page.getByText("3 have no place").first().waitFor();
  });

  it.each(["receipts", "transfers", "returns"])("says %s in words, and never the code of a column", async (goods) => {
    const { page } = await open("/tally/ATL");
    await page.getByText("adds up").first().waitFor();
    await page.getByText(goods.charAt(0).toUpperCase() + goods.slice(1), { exact: true }).click();
    await page.locator(`table[data-goods="${goods}"]`).waitFor();
    const texts = await page.locator("main").evaluate((main) => {
      const found: string[] = [];
      const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node !== null; node = walk.nextNode())
        found.push(node.textContent?.trim() ?? "");
      for (const one of main.querySelectorAll("[aria-label], [data-label]"))
        found.push(one.getAttribute("aria-label") ?? "", one.getAttribute("data-label") ?? "");
      return found;
    });
    expect(texts.filter((text) => /^[a-z-]+:[a-z-][a-z -]*$/.test(text))).toEqual([]);
    expect(texts).toContain("Received");
  });

  it("never shows as zero what cannot be known", async () => {
    const { page } = await open("/tally");
    await page.getByText("54 at 3PL Reno").waitFor();
    expect((await figures(page, "RNO")).includes("unknown")).toBe(true);
    expect((await figures(page, "ORD")).includes("not judged")).toBe(true);
    expect(await page.locator('[data-line="ATL"]').getByText("–").count()).toBeGreaterThan(2);
  });

  it("is worked by keyboard alone: to a line, to a figure, to its documents, to one of them, and back", async () => {
    const { page } = await open("/tally");
    await page.getByText("adds up").first().waitFor();
    await page.keyboard.press("j");
    expect(await focused(page)).toBe("ATL Atlanta");
    await page.keyboard.press("j");
    expect(await focused(page)).toBe("EWR Newark");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/tally\/EWR/);
    await page.getByText("to ship, EWR Newark").waitFor();
    await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toBe("1,102 to ship, EWR");
    for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toBe("3 not in the WMS, EWR");
    await page.keyboard.press("Enter");
    await page.waitForURL(/part=orders/);
    await page.getByRole("heading", { name: "3 not in the WMS" }).waitFor();
    await expect.poll(() => focused(page)).toContain("not in the WMS");
    await page.keyboard.press("y");
    await page.getByText("3 lines copied").waitFor();
    const lines = (await clipboard(page)).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain("SO-30000\tEWR\tFenwick Dental");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/o\/order\/SO-30001/);
    await page.goBack();
    await page.getByRole("heading", { name: "3 not in the WMS" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "3 not in the WMS" }).waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toContain("3 not in the WMS");
    await page.keyboard.press("?");
    await page.getByText("Put its building in front").waitFor();
  });

  it("copies the table as tab-separated text with y", async () => {
    const { page } = await open("/tally");
    await page.getByText("adds up").first().waitFor();
    await page.keyboard.press("y");
    await page.getByText("9 lines copied").waitFor();
    const lines = (await clipboard(page)).split("\n").map((line) => line.split("\t"));
    expect(lines[0]?.slice(0, 5)).toEqual(["Warehouse", "To ship", "Released", "Carried over", "Shipped"]);
    expect(lines[1]?.slice(0, 7)).toEqual(["ATL Atlanta", "1884", "1826", "58", "1192", "643", "16"]);
    expect(lines[9]?.slice(0, 2)).toEqual(["All sites", "5931"]);
  });

  it("opens the documents of a number, as many as it says, each with its exception, and reads on as one scrolls", async () => {
    const { page } = await open("/tally");
    await page.getByRole("link", { name: "16 blocked", exact: true }).first().click();
    await page.getByRole("heading", { name: "16 blocked" }).waitFor();
    expect(await page.getByRole("link", { name: "Open X-1001" }).getAttribute("href")).toMatch(/^\/x\/X-1001/);
    expect(await page.getByRole("link", { name: "SO-10423" }).getAttribute("href")).toMatch(/^\/o\/order\/SO-10423/);
    await page.getByRole("link", { name: "58 carried over" }).click();
    await page.getByRole("heading", { name: "58 carried over" }).waitFor({ timeout: 15_000 });
    await page.getByRole("link", { name: "5,931 to ship, All sites" }).click();
    await page.getByRole("heading", { name: "5,931 to ship" }).waitFor();
    const grid = page.getByRole("grid");
    expect(await grid.locator("[data-row]").count()).toBeLessThan(60);
    for (let i = 0; i < 6; i += 1) {
      await grid.evaluate((at) => at.scrollTo(0, at.scrollHeight));
      await page.waitForTimeout(150);
    }
    await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeGreaterThan(1000);
  });

  it("reads a list again when its number moves", async () => {
    const { page, mock } = await open("/tally/EWR?part=orders:not-in-wms");
    await page.getByRole("heading", { name: "3 not in the WMS" }).waitFor();
    const moved = (row: ReturnType<typeof tallyRows>[number]) => ({
      ...row,
      orders: { ...row.orders, parts: { ...row.orders.parts, "not-in-wms": 1, floor: row.orders.parts.floor + 2 } },
    });
    mock.putTally(tallyRows().map((row) => (row.id === "EWR" ? moved(row) : row)));
    await page.getByRole("heading", { name: "1 not in the WMS" }).waitFor({ timeout: 10_000 });
    expect(await page.locator('[data-line="EWR"] [data-changed="true"]').count()).toBeGreaterThan(0);
  });

  it("keeps day, minute and goods in the address and asks the server for just those", async () => {
    const { page, mock } = await open("/tally/ATL");
    await page.getByText("adds up").first().waitFor();
    await page.keyboard.press("[");
    await page.waitForURL(/day=2026-11-18/);
    await page.getByText("Nothing to ship at ATL Atlanta").waitFor();
    await page.keyboard.press("]");
    await page.waitForURL((url) => !url.search.includes("day="));
    await page.getByRole("button", { name: "Time: Now" }).click();
    await page.getByLabel("As it stood at, EST").fill("12:00");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/at=2026-11-19T17/);
    await page.getByText("As it stood 12:00 EST.").waitFor();
    await page.getByRole("link", { name: "596 shipped", exact: true }).first().waitFor();
    expect(mock.asked).toContain('tally {"day":"2026-11-18"}');
    expect(mock.asked).toContain('tally {"day":"2026-11-19","at":"2026-11-19T17:00:00.000Z"}');
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByRole("link", { name: "1,192 shipped", exact: true }).first().waitFor();
    await page.getByText("Returns", { exact: true }).first().click();
    await page.waitForURL(/goods=returns/);
    await page.getByText("credited").first().waitFor();
    await page.getByText("14", { exact: true }).first().waitFor();
  });

  it("follows the scope of the frame", async () => {
    const { page } = await open("/tally/ATL");
    await page.getByText("to ship, ATL Atlanta").waitFor();
    await page.getByRole("button", { name: /^Scope/ }).click();
    await page.getByRole("menuitem", { name: /^DFW/ }).click();
    await page.waitForURL(/\/tally\/DFW/);
    await page.getByText("731 to ship at DFW.").waitFor();
    expect(await page.locator("[data-line]").count()).toBe(2);
  });

  it("marks an old figure as old when the link is cut, and is live again by itself", async () => {
    const { page, mock } = await open("/tally");
    await page.getByText("adds up").first().waitFor();
    expect(await page.getByText(/^as of/).count()).toBe(0);
    mock.cut(true);
    await page.getByText("This browser lost its connection at").waitFor();
    await page.getByText("as of 14:3").waitFor();
    await page.getByText("to ship, ATL Atlanta").waitFor();
    mock.cut(false);
    await page.getByText("This browser lost its connection at").waitFor({ state: "detached" });
    expect(await page.getByText(/^as of/).count()).toBe(0);
    mock.hush(true);
    await page.getByText("The server has sent nothing since").waitFor({ timeout: 30_000 });
    await page.getByText("as of 14:3").waitFor();
  });

  it("says which part failed and tries again", async () => {
    const { page, mock } = await open("/connect");
    mock.fail("/tally");
    await page.getByRole("link", { name: "Tally", exact: true }).click();
    await page.getByText("The tally could not be read: The store is busy.").waitFor();
    mock.fail("");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("adds up").first().waitFor();
  });
});
