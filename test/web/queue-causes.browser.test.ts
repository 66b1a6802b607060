import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { openStage, pictures, rowsOf, type Stage } from "./mock/page.ts";
import { exceptionsOf } from "./mock/world.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.end());
afterEach(() => stage.clear());
const open: Stage["open"] = (path, look, options) => stage.open(path, look, options);

const cents = (text: string): number =>
  [...text.matchAll(/\$([\d,]+)/g)].reduce((sum, [, amount = "0"]) => sum + Number(amount.replaceAll(",", "")), 0);
const bands = (page: Page): Promise<string[]> =>
  page.locator('[role="row"]:not([data-row])').evaluateAll((rows) => rows.map((row) => row.textContent ?? ""));

describe("by cause", () => {
  test("causes come by the cutoff, then by what they hold up; bands add up to the header's total", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector('[data-row="C-9"]', { state: "attached" });
    expect(await rowsOf(page)).toEqual(["C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "C-7", "C-8", "C-9"]);
    const header = (await page.locator("header p").first().textContent()) ?? "";
    expect(header).toBe("9 causes · 73 held up · $563,364");
    const sums = (await bands(page)).filter((text) => text.includes("held up"));
    expect(sums).toEqual([
      "Within the hour37 held up · $227,500",
      "Today16 held up · $310,368",
      "Tomorrow20 held up · $25,496",
    ]);
    expect(sums.reduce((sum, text) => sum + cents(text), 0)).toBe(cents(header));
  });

  test("under a cause its first follow, then the way to all of them, and back", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector('[data-row="C-1"]');
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector('[data-row="X-1014"]');
    expect((await rowsOf(page)).slice(0, 6)).toEqual(["C-1", "X-1001", "X-1014", "X-1003", "more:C-1", "C-2"]);
    await page.keyboard.press("ArrowLeft");
    await page.waitForSelector('[data-row="X-1014"]', { state: "detached" });
    await page.keyboard.press("ArrowRight");
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("j");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("more:C-1");
    await page.keyboard.press("Enter");
    await page.waitForURL(/cause=C-1/);
    await page.waitForSelector('[data-row="X-1002"]', { state: "attached" });
    expect(await rowsOf(page)).toHaveLength(14);
    await page.getByRole("button", { name: "Cause: Carrier label refused: postcode missing. Clear" }).click();
    await page.waitForSelector('[data-row="C-1"]');
  });

  test("what is done to a cause is done to all of it, after a preview; it leaves at once and comes back by one undo", async () => {
    const { page, mock } = await open("/queue?x=C-3");
    await page.waitForSelector('[data-row="C-3"][aria-selected="true"]');
    await page.getByRole("heading", { name: "Order not released" }).waitFor();
    await page.keyboard.press("h");
    const dialog = page.getByRole("dialog", { name: "Park 3 exceptions" });
    await dialog.getByText("3 of 3 can be done").waitFor();
    await dialog.getByRole("button", { name: "Park 3" }).click();
    await page.waitForSelector('[data-row="C-3"]', { state: "detached" });
    await dialog.getByText("3 done", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("8 causes · 70 held up").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("C-4");
    expect(mock.rows().filter((row) => row.state === "snoozed" && row.causeId === "C-3")).toHaveLength(3);
    await page.keyboard.press("z");
    await page.waitForSelector('[data-row="C-3"]');
    expect((await rowsOf(page)).indexOf("C-3")).toBe(2);
    expect(mock.rows().filter((row) => row.state === "open" && row.causeId === "C-3")).toHaveLength(3);
  });

  test("causes and single rows are chosen together, and nothing is asked twice", async () => {
    const { page, mock } = await open("/queue");
    await page.waitForSelector('[data-row="C-1"]');
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector('[data-row="X-1014"]');
    await page.keyboard.press("x");
    await page.locator('[data-row="X-1003"]').getByRole("checkbox").click();
    await page.locator('[data-row="C-6"]').getByRole("checkbox").click();
    const chosen = page.getByRole("region", { name: "What is chosen" });
    await chosen.getByText("16 chosen").waitFor();
    await page.keyboard.press("a");
    await page.getByRole("button", { name: "Take 16" }).click();
    await page.getByText("16 done", { exact: true }).waitFor();
    expect(mock.rows().filter((row) => row.owner.person === "Iris Okafor" && row.causeId === "C-1")).toHaveLength(14);
  });

  test("new causes wait, counted, and changed ones are marked where they stand", async () => {
    const { page, mock } = await open("/queue?x=C-2");
    await page.waitForSelector('[data-row="C-2"][aria-selected="true"]');
    const before = await rowsOf(page);
    mock.refuse(2);
    await page.waitForSelector('[data-row="C-1"] [data-changed="true"]');
    await page.locator('[data-row="C-1"]').getByText("16 orders").waitFor();
    mock.put({ ...exceptionsOf()[0]!, id: "X-4000", causeId: "C-20", object: { kind: "order", id: "SO-1" } });
    await page.getByRole("button", { name: "Show 1 new row, 1 critical" }).waitFor();
    expect(await rowsOf(page)).toEqual(before);
    mock.remove("X-1052", "X-1053");
    await page.locator('[data-row="C-6"]').getByText("Nothing of it is open any more").waitFor();
    await page.keyboard.press(".");
    await page.waitForSelector('[data-row="C-20"]');
    expect(await rowsOf(page)).not.toContain("C-6");
  });
});

describe("who else looks", () => {
  test("an eye and a number, never oneself; what one rests on is told", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1001");
    await page.waitForSelector('[data-row="X-1001"][aria-selected="true"]');
    await expect.poll(() => mock.lookedAt()).toBe("X-1001");
    mock.look("X-1001", "Iris Okafor", "Ana Ruiz", "Ben Adler");
    mock.look("X-1014", "Ana Ruiz");
    const row = page.locator('[data-row="X-1001"]');
    await row.getByText("Ana Ruiz, Ben Adler also here").waitFor({ state: "attached" });
    await page.locator('[data-row="X-1014"]').getByText("Ana Ruiz also here").waitFor({ state: "attached" });
    mock.look("X-1001", "Iris Okafor");
    await row.getByText("also here").waitFor({ state: "detached" });
    await page.keyboard.press("j");
    await expect.poll(() => mock.lookedAt()).toBe("X-1014");
    await page.getByRole("link", { name: "Find" }).click();
    await expect.poll(() => mock.lookedAt()).toBeNull();
  });
});

describe("saved views", () => {
  test("a filter is kept under a name, counts live, is shared, changed and dropped", async () => {
    const { page, mock } = await open("/queue?by=order&site=ATL&severity=critical");
    await page.waitForSelector("[data-row]");
    const pane = page.getByRole("navigation", { name: "Views" });
    await pane.getByRole("button", { name: "Add a view" }).click();
    await page.getByRole("menuitem", { name: "Keep this list as a view" }).click();
    await page.getByLabel("Name").fill("Critical at ATL");
    await page.getByLabel("Others may use it too").check();
    expect(await wcag(page)).toEqual([]);
    await page.getByRole("button", { name: "Keep it" }).click();
    const link = pane.getByRole("link", { name: /Critical at ATL/ });
    await link.getByText("14").waitFor();
    expect(await link.getAttribute("aria-current")).toBe("page");
    mock.put({ ...exceptionsOf()[0]!, id: "X-4000", object: { kind: "order", id: "SO-1" } });
    await link.getByText("15").waitFor();
    await pane.getByRole("link", { name: /Invoices refused/ }).click();
    await page.waitForURL(/team=ar-finance/);
    await link.click();
    await page.waitForURL(/severity=critical/);
    expect(page.url()).toContain("by=order");
    await pane.getByRole("button", { name: "Critical at ATL: change or remove" }).click();
    await page.screenshot({ path: `${pictures}queue-views.png` });
    await page.getByRole("menuitem", { name: "Name and sharing" }).click();
    await page.getByLabel("Name").fill("Worst at ATL");
    await page.getByRole("button", { name: "Keep it" }).click();
    await pane.getByRole("link", { name: /Worst at ATL/ }).waitFor();
    await pane.getByRole("button", { name: "Worst at ATL: change or remove" }).click();
    await page.getByRole("menuitem", { name: "Drop it" }).click();
    await pane.getByRole("link", { name: /Worst at ATL/ }).waitFor({ state: "detached" });
  });

  test("what others share is added to one's list, and taken out of it", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector("[data-row]");
    const pane = page.getByRole("navigation", { name: "Views" });
    await pane.getByRole("button", { name: "Add a view" }).click();
    await page.getByRole("menuitem", { name: /Savannah counts/ }).click();
    const link = pane.getByRole("link", { name: /Savannah counts/ });
    await link.getByText("7").waitFor();
    await pane.getByRole("button", { name: "Savannah counts: change or remove" }).click();
    await page.getByText("Shared by Sam Ansah").waitFor();
    await page.getByRole("menuitem", { name: "Take out of my list" }).click();
    await link.waitFor({ state: "detached" });
  });
});

describe("what one sets for oneself", () => {
  test("density and single keys are remembered on this device", async () => {
    const { page } = await open("/queue");
    await page.waitForSelector('[data-row="C-1"]');
    const heightOf = async (): Promise<number> => (await page.locator('[data-row="C-1"]').boundingBox())?.height ?? 0;
    expect(await heightOf()).toBe(62);
    await page.getByRole("button", { name: /^You:/ }).click();
    await page.getByRole("menuitemradio", { name: "Compact" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Single-key shortcuts" }).click();
    expect(await wcag(page)).toEqual([]);
    await page.keyboard.press("Escape");
    expect(await heightOf()).toBe(52);
    await page.reload();
    await page.waitForSelector('[data-row="C-1"]');
    expect(await heightOf()).toBe(52);
    await page.keyboard.press("j");
    await page.waitForTimeout(300);
    expect(page.url()).not.toContain("x=");
  });

  test("the summary for screen readers comes at most every 30 s", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1004");
    await page.waitForSelector('[data-row="X-1004"][aria-selected="true"]');
    mock.refuse(3);
    const spoken = page.locator('[aria-live="polite"]').filter({ hasText: "new exception" });
    await spoken.getByText("3 new exceptions, 0 critical").waitFor({ state: "attached" });
    mock.refuse(12);
    await page.getByRole("button", { name: /12 new rows/ }).waitFor();
    await page.waitForTimeout(5_000);
    expect(await spoken.textContent()).toBe("3 new exceptions, 0 critical");
    await spoken.getByText("9 new exceptions, 3 critical").waitFor({ state: "attached", timeout: 40_000 });
  });
});
