import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { exact } from "../../web/app/format.ts";
import { wcag } from "../browser/wcag.ts";
import { cents, money, postingDocuments } from "./screens/aging.ts";
import { tablesOf } from "./screens/books.ts";
import { focused, inBrowser } from "./screens/opened.ts";

const { open, faults } = inBrowser();
const at = "2026-11-18T23:00:00.000Z";
const [revenue, inventory] = tablesOf(postingDocuments(), {});
if (revenue === undefined || inventory === undefined) throw new Error("Two sides are known.");

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const number = (text: string | null): number => cents((text ?? "").replace(/[^\d.]/g, "") || "0");
/** Exact amounts of a line, in cents, its total last. */
const amounts = async (page: Page, line: string): Promise<readonly number[]> => {
  const cells = page.locator(`[data-line="${line}"] td`);
  const texts = await cells.evaluateAll((all) =>
    all.slice(0, 7).map((cell) => cell.querySelector("a > span")?.textContent ?? "0"),
  );
  return texts.map(number);
};

/** Each page, and a text that stands on it once it is there. */
const pages: readonly (readonly [name: string, path: string, text: string, empty: boolean])[] = [
  ["by warehouse", "/finance/aging", "Adds up:", false],
  ["by entity, with shares", "/finance/aging?rows=entity&share=1", "Adds up:", false],
  ["by months", "/finance/aging?edges=0,30,60,90&due=joined&side=payables", "Over 90 days", false],
  ["with a row opened", "/finance/aging?x=DFW", "By terms: on delivery", false],
  ["with a list", "/finance/aging?x=DFW&list=1&row=ATL&col=2", "Ties to the pivot:", false],
  ["with what is not billable", "/finance/aging?list=1&rule=consignment", "Ties to the pivot:", false],
  ["as it stood", `/finance/aging?at=${at}&known=then`, "As it was recorded then", false],
  ["of a part", "/finance/aging?site=SEA&side=payables", "Nothing fits what is shown", false],
  ["with nothing", "/finance/aging", "Nothing on the revenue side is outside the books", true],
];

const looks = pages.flatMap(([name, path, text, empty]) => [
  [name, "desk", path, text, { width: 1440, height: 900, empty }] as const,
  [name, "phone", path, text, { width: 390, height: 844, touch: true, empty }] as const,
]);

describe("every page has no violation of WCAG 2.2 AA in either theme", () => {
  it.each(looks)("%s: %s", async (_name, _size, path, text, look) => {
    const { page } = await open(path, look);
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.getByText(text).first().waitFor({ state: "attached" });
      for (const one of await wcag(page)) found.push(`${colorScheme} ${one}`);
    }
    expect(found).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it("says nothing good before a source was heard", async () => {
    const { page } = await open("/finance/aging", { empty: true, unheard: true });
    await page.getByText("Nothing has come in yet").waitFor();
    expect(await page.getByRole("link", { name: "Connect a source" }).getAttribute("href")).toBe("/connect");
    expect(await page.getByText(/is outside the books$/).count()).toBe(0);
    expect(await wcag(page)).toEqual([]);
  });
});

describe("320 pixels are enough", () => {
  it.each(pages)("%s", async (_name, path, text, empty) => {
    const { page } = await open(path, { width: 320, height: 700, touch: true, empty });
    await page.getByText(text).first().waitFor({ state: "attached" });
    const beyond = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      inner: [...document.querySelectorAll<HTMLElement>("main *")]
        .filter((one) => one.getBoundingClientRect().right > 320.5 && one.getBoundingClientRect().width > 1)
        .map((one) => `${one.tagName} ${one.getAttribute("class")} ${one.textContent?.slice(0, 30)}`),
    }));
    expect(beyond).toEqual({ page: 320, inner: [] });
    expect(faults()).toEqual([]);
  });
});

describe("the tie-out to the ERP", () => {
  it("stands beside ours by reason, opens its documents, and says that it ties", async () => {
    const { page } = await open("/finance/aging");
    const bar = page.getByRole("region", { name: "Tie-out to the ERP" });
    await bar.getByText("1,271,846.15").waitFor();
    expect(await bar.locator("dd:nth-child(2)").allTextContents()).toEqual([
      "1,284,310.40",
      "1,271,846.15",
      "12,464.25",
      "9,118.00",
      "2,946.25",
      "400.00",
      "0.00",
    ]);
    await bar.getByText("ties", { exact: true }).waitFor();
    await bar.getByRole("button", { name: "3 documents: ERP has not got them" }).press("Enter");
    await bar.getByRole("link", { name: "SH-75977" }).waitFor();
    expect(await bar.getByRole("row").count()).toBe(4);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
    // Another side has one of its own: nobody told of it yet.
    await page.keyboard.press("2");
    await bar.getByText("Nobody told what the ERP says of this side.").waitFor();
    expect(faults()).toEqual([]);
  });

  it("is told by keyboard, refuses what is no amount, and leaves what it does not explain", async () => {
    const { page, mock } = await open("/finance/aging?side=payables");
    await page.getByRole("button", { name: "Tell the ERP’s total" }).press("Enter");
    const form = page.getByRole("dialog", { name: "What the ERP says: Payables side" });
    await form.getByLabel("Total, USD").fill("about a million");
    await page.keyboard.press("Enter");
    await form.getByText("An amount, as 1,284,310.40").waitFor();
    await form.getByLabel("Total, USD").fill("1,284,000.00");
    await form.getByLabel("List of documents").fill("SH-1,12.00\nSH-2,n/a");
    await form.getByText("Line 2 is no document and amount: SH-2,n/a").waitFor();
    await form.getByRole("button", { name: "Keep and compare" }).press("Enter");
    expect(mock.sent).toEqual([]);
    await form.getByLabel("List of documents").fill("");
    expect(await wcag(page)).toEqual([]);
    await form.getByRole("button", { name: "Keep and compare" }).press("Enter");
    await form.waitFor({ state: "detached" });
    await page.getByText("does not tie").waitFor();
    await page.getByText("310.40", { exact: true }).last().waitFor();
    expect(mock.sent[0]).toContain('"total":{"amount":"1284000.00","currency":"USD"}');
    expect(faults()).toEqual([]);
  });
});

describe("what is not in the books", () => {
  it("stands as three sides that are never added, and the table in front adds up on the page", async () => {
    const { page } = await open("/finance/aging");
    await page.getByText("Adds up:").waitFor();
    const cards = page.locator("[data-side] h2 + p b");
    expect(await cards.allTextContents()).toEqual([
      `$${exact(revenue.total.value)}`,
      `$${exact(inventory.total.value)}`,
      "$688,402.10",
    ]);
    const sums = Array.from({ length: 7 }, () => 0);
    for (const row of revenue.rows) {
      const line = await amounts(page, `r${row.key}`);
      expect(line.slice(0, 6).reduce((all, one) => all + one, 0)).toBe(line[6]);
      for (const [index, one] of line.entries()) sums[index] = (sums[index] ?? 0) + one;
    }
    expect(await amounts(page, "total")).toEqual(sums);
    expect(money(sums[6] ?? 0)).toBe(revenue.total.value);
  });

  it("keeps estimates, unknown amounts and other currencies apart, and names them", async () => {
    const { page } = await open("/finance/aging");
    await page.getByText("Adds up:").waitFor();
    const main = page.locator("main");
    expect(await main.locator('[data-line="rRNO"]').textContent()).toContain("≈ 186,240");
    expect(await main.getByText("≈ 186,240.").count()).toBe(0);
    await main.getByText("Unknown 4:").waitFor();
    await main.getByText("No rate 1:").waitFor();
    await main.getByText("MXN 90,000.00 (1)").waitFor();
    await main.getByText("1 CAD = 0.7132 USD (Wed 18 Nov)").waitFor();
    await main.getByText("3PL Reno 945 silent since 12:05: can still change").waitFor();
    await main.getByRole("button", { name: "SEA Seattle" }).click();
    await main.getByText(/As told: .*CAD 12,400.00 \(3\)/).waitFor();
  });

  it("says in red where it does not add up", async () => {
    const { page, mock } = await open("/finance/aging");
    await page.getByText("Adds up:").waitFor();
    mock.bend((table) => ({ ...table, total: { ...table.total, value: money(cents(table.total.value) + 300) } }));
    await page.getByRole("alert").getByText("off by −3.00").waitFor();
    expect(await page.getByText("Adds up:").count()).toBe(0);
  });

  it("brings a side in front by press and by key, and keeps it in the address", async () => {
    const { page, mock } = await open("/finance/aging");
    await page.getByRole("button", { name: "Inventory side" }).click();
    await page.waitForURL(/side=inventory/);
    expect(await page.getByRole("button", { name: "Inventory side" }).getAttribute("aria-pressed")).toBe("true");
    await page.getByText(`Adds up: ${exact(inventory.total.value)}`).waitFor();
    await page.keyboard.press("3");
    await page.waitForURL(/side=payables/);
    await page.keyboard.press("1");
    await page.waitForURL((url) => !url.search.includes("side="));
    expect(mock.asked.filter((one) => one.startsWith("postings "))).toEqual(["postings {}"]);
  });

  it("is worked by keyboard alone: to a row, into its reasons, to a cell, to its documents, to one of them, and back", async () => {
    const { page } = await open("/finance/aging");
    await page.getByText("Adds up:").waitFor();
    await page.keyboard.press("j");
    expect(await focused(page)).toContain("ATL");
    for (let i = 0; i < 3; i += 1) await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toContain("DFW");
    await page.keyboard.press("Enter");
    await page.waitForURL(/x=DFW/);
    await page.getByText("By terms: on delivery").waitFor();
    await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toContain("DFW Dallas, Not due: ");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toBe("DFW Dallas, By terms: on delivery, Not due: 46,120.50 of 5 documents");
    await page.keyboard.press("Enter");
    await page.getByText("Ties to the pivot: 46,120.50").waitFor();
    await expect.poll(() => focused(page)).toBe("DFW Dallas, By terms: on delivery, Not due");
    await page.keyboard.press("y");
    await page.getByText("Copied as a table").waitFor();
    expect((await clipboard(page)).split("\n")).toHaveLength(6);
    await page.keyboard.press("Escape");
    await page.getByText("Ties to the pivot").waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toContain("By terms: on delivery, Not due: 46,120.50");
    await page.goBack();
    await page.goForward();
    await page.keyboard.press("?");
    await page.getByText("Put a side in front").first().waitFor();
  });

  it("opens the documents of a total with why, whose, basis and ledger, and marks what was closed by hand", async () => {
    const { page } = await open("/finance/aging");
    await page.getByRole("link", { name: /^SAV 3PL Savannah, Total:/ }).click();
    await page.getByText("Ties to the pivot: 62,576.40").waitFor();
    const list = page.locator("section", { has: page.locator("#delayed") });
    await list.getByText("Closed by hand, still not billed").waitFor();
    await list.getByText("Sam Ansah, Tue 16:40").waitFor();
    expect(await list.locator("tbody tr").count()).toBe(17);
    expect(await list.getByRole("link", { name: "X-2019" }).getAttribute("href")).toMatch(/^\/x\/X-2019/);
    await page.getByRole("link", { name: /^ATL Atlanta, 1 day:/ }).click();
    await list.getByText("Refused by the ledger:").first().waitFor();
    await list.getByText("AR finance, Ana Reyes").first().waitFor();
    await list.getByText("Wed 18 Nov, period 11").first().waitFor();
    expect(await list.getByRole("link", { name: "INV-30417" }).first().getAttribute("href")).toMatch(/^\/o\/invoice/);
  });

  it("reads a long list page by page, and picks parts of it by the whole", async () => {
    const { page } = await open("/finance/aging?list=1");
    await page.getByText(`Ties to the pivot: ${exact(revenue.total.value)}`).waitFor();
    const rows = page.locator("section", { has: page.locator("#delayed") }).locator("tbody tr");
    expect(await rows.count()).toBe(200);
    await page.getByRole("button", { name: "Show more, 200 of" }).click();
    await expect.poll(() => rows.count()).toBe(400);
    await page.getByRole("link", { name: /^Total, Estimate:/ }).click();
    await page.getByText("Ties to the pivot: ≈ 186,240").waitFor();
    await expect.poll(() => rows.count()).toBe(23);
    await page.getByRole("link", { name: /^Total, Unknown:/ }).click();
    await page.getByText("Ties to the pivot: 4 documents").waitFor();
    await page.getByRole("link", { name: /^Not billable: consignment, 3/ }).click();
    await page.getByText("Ties to the pivot: 640.00").waitFor();
    await expect.poll(() => rows.count()).toBe(3);
  });

  it("reads a list again when its cell moves, and says by how much it does not tie when it still does not", async () => {
    const { page, mock } = await open("/finance/aging?list=1&row=SAV&col=5");
    await page.getByText("Ties to the pivot: 1,185.40").waitFor();
    const posted = (): ReturnType<typeof mock.postings> =>
      mock.postings().map((one) => (one.value === "1185.40" ? { ...one, value: "1100.40", amount: "1100.40" } : one));
    mock.putPostings(posted());
    await page.getByText("Ties to the pivot: 1,100.40").waitFor();
    mock.putPostings(
      posted().map((one) => (one.value === "1100.40" ? { ...one, value: "1000.40", amount: "1000.40" } : one)),
      false,
    );
    await page.getByText("Being compared with the pivot").waitFor();
    await page.getByText("Does not tie: documents 1,100.40, pivot 1,000.40, difference 100.00").waitFor();
  });

  it("takes columns of one's own, and says what is wrong with them", async () => {
    const { page, mock } = await open("/finance/aging");
    await page.getByText("Months", { exact: true }).click();
    await page.getByText("Over 90 days").first().waitFor();
    expect(mock.asked).toContain('postings {"edges":"0,30,60,90","due":"joined"}');
    await page.getByRole("button", { name: "Set columns" }).click();
    const field = page.getByLabel("Last day of each column");
    await field.fill("0, 5, 3");
    await page.getByRole("button", { name: "Show these columns" }).click();
    await page.getByText("3 does not come after 5.").waitFor();
    await field.fill("0, 2, 10");
    await page.getByLabel("What is not due has a column of its own").check();
    await page.getByRole("button", { name: "Show these columns" }).click();
    await page.waitForURL(/edges=0/);
    await page.getByText("3–10 days").first().waitFor();
    await page.getByText("Adds up:").waitFor();
  });

  it("shows a past instant by what is known now and as it was recorded then, and the way back", async () => {
    const { page, mock } = await open("/finance/aging");
    await page.getByText("Adds up:").waitFor();
    await page.getByRole("button", { name: "As of: now" }).click();
    await page.getByLabel("Day", { exact: true }).fill("2026-11-25");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("A day and time that have passed").waitFor();
    await page.getByLabel("Day", { exact: true }).fill("2026-11-18");
    await page.getByLabel("Time, EST").fill("18:00");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("As it stood Wed 18:00 EST.").waitFor();
    const now = await page.getByText("Adds up:").textContent();
    await page.getByRole("button", { name: "As recorded then" }).click();
    await page.getByText("As it was recorded then, without what came later.").waitFor();
    await expect.poll(() => page.getByText("Adds up:").textContent()).not.toBe(now);
    expect(mock.asked).toContain(`/postings?asOf=${encodeURIComponent(at)}`);
    expect(mock.asked).toContain(`/postings?asOf=${encodeURIComponent(at)}&known=then`);
    await page.getByRole("link", { name: /^Total, Total:/ }).click();
    await page.getByText("Ties to the pivot:").waitFor();
    expect(mock.asked.some((one) => one.includes("delayed") && one.includes("known=then"))).toBe(true);
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByText("As it stood").waitFor({ state: "detached" });
    await page.getByText(`Adds up: ${exact(revenue.total.value)}`).waitFor();
  });

  it("saves what is shown as a file, and says why it cannot", async () => {
    const { page, mock } = await open("/finance/aging?x=DFW&list=1&row=DFW&sub=delivery");
    await page.getByText("Ties to the pivot:").waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: /^CSV/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("postings-revenue.csv");
    expect(readFileSync(await download.path(), "utf8").split("\n")).toHaveLength(6);
    await page.getByText("Saved postings-revenue.csv").waitFor();
    expect(mock.asked).toContain("/postings/delayed?side=revenue&rows=why&warehouse=DFW&row=delivery text/csv");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /^XLSX/ }).click();
    await page.getByText("The file could not be made: A sheet holds 100,000 documents.").waitFor();
  });

  it("leaves one row in, and all again", async () => {
    const { page } = await open("/finance/aging?rows=entity");
    await page.getByRole("button", { name: "US01 Northgate Supply Inc." }).click();
    await page.getByRole("link", { name: "Show only US01 Northgate Supply Inc." }).click();
    await page.waitForURL(/entity=US01/);
    await page.getByRole("button", { name: /^Entity: US01/ }).click();
    await page.waitForURL((url) => !url.search.includes("entity=US01"));
  });

  it("marks an old figure as old when the link is cut, and says which part failed and tries again", async () => {
    const { page, mock } = await open("/finance/aging");
    await page.getByText("Adds up:").waitFor();
    mock.cut(true);
    await page.getByText("This browser lost its connection at").waitFor();
    await page.getByText("as of 14:3").waitFor();
    mock.cut(false);
    await page.getByText("This browser lost its connection at").waitFor({ state: "detached" });
    await page.goto(`${mock.url}/connect`);
    mock.fail("/postings");
    await page.getByRole("link", { name: "Postings", exact: true }).click();
    await page.getByText("What is not in the books could not be read: The store is busy.").waitFor();
    mock.fail("");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Adds up:").waitFor();
  });

  it("says so to who may not see it", async () => {
    const { page, mock } = await open("/connect");
    mock.fail("/postings", 403);
    await page.getByRole("link", { name: "Postings", exact: true }).click();
    await page.getByText("You may not see these amounts").waitFor();
  });

  it("prints without its tools", async () => {
    const { page } = await open("/finance/aging?list=1&row=SAV");
    await page.getByText("Ties to the pivot:").waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button", { name: "Export" }).isVisible()).toBe(false);
    expect(await page.getByText("Adds up:").isVisible()).toBe(true);
  });
});
