import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { openStage, pictures, rowsOf, type Stage, topOf } from "./mock/page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.end());
afterEach(() => stage.clear());
const open: Stage["open"] = (path, look, options) => stage.open(path, look, options);

const rowFocused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute("data-row") ?? null);
/** The row that has the focus, once one has. */
const rowReached = async (page: Page): Promise<string> => {
  await page.waitForFunction(() => document.activeElement?.hasAttribute("data-row"));
  return (await rowFocused(page)) ?? "";
};
const bar = (page: Page) => page.getByRole("region", { name: "Last action" });
const checked = (page: Page): Promise<string[]> =>
  page
    .locator('[data-row]:has([role="checkbox"][aria-checked="true"])')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row") ?? ""));

describe("stable list, rules 4 and 5: my action and its undo", () => {
  test("the row leaves at once, the next has the focus, counts move, and z puts it back where it stood", async () => {
    const { page, mock } = await open("/queue?by=order&view=nobody");
    await page.waitForSelector('[data-row="X-1040"]');
    const before = await rowsOf(page);
    const second = before[1] ?? "";
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.waitForSelector(`[data-row="${second}"][aria-selected="true"]`);
    // The answer takes its time; the list does not wait for it.
    mock.beforeActing(() => new Promise((resolve) => setTimeout(() => resolve(undefined), 1500)));
    const answered = page.waitForResponse("**/actions");
    await page.keyboard.press("a");
    await page.waitForSelector(`[data-row="${second}"]`, { state: "detached", timeout: 1000 });
    expect(await rowsOf(page)).toEqual(before.filter((id) => id !== second));
    await expect.poll(() => rowFocused(page)).toBe(before[2]);
    expect(mock.rows().find((row) => row.id === second)?.owner.person).toBeNull();
    await bar(page)
      .getByText(/^Taken: Order/)
      .waitFor();
    await page.getByText("6 open", { exact: false }).first().waitFor();
    await answered;
    mock.beforeActing(null);

    const top = await topOf(page, before[2] ?? "");
    await page.keyboard.press("z");
    await page.waitForSelector(`[data-row="${second}"]`);
    expect(await rowsOf(page)).toEqual(before);
    // What one looks at does not move: the row that came back makes room above it, or scrolls.
    expect(await topOf(page, before[2] ?? "")).toBeGreaterThanOrEqual(top);
    await bar(page)
      .getByText(/^Taken back: Order/)
      .waitFor();
    expect(mock.rows().find((row) => row.id === second)).toMatchObject({ state: "open", owner: { person: null } });
    expect(stage.faults()).toEqual([]);
  });

  test("the bar stays ten seconds and more, and stands still while one is on it", async () => {
    const { page } = await open("/queue?by=order&view=nobody");
    await page.waitForSelector('[data-row="X-1040"]');
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    // Told by the page's own clock: a busy machine looks late.
    const stayed = await page.evaluate(async () => {
      const there = (): boolean => document.querySelector('section[aria-label="Last action"]') !== null;
      while (!there()) await new Promise((resolve) => setTimeout(resolve, 20));
      const since = performance.now();
      while (there()) await new Promise((resolve) => setTimeout(resolve, 20));
      return performance.now() - since;
    });
    expect(stayed).toBeGreaterThan(10_000);
    // Out of sight, z first shows what it would take back.
    await page.keyboard.press("z");
    await bar(page)
      .getByText(/^Taken: Order/)
      .waitFor();
    await bar(page).hover();
    await page.waitForTimeout(13_000);
    expect(await bar(page).isVisible()).toBe(true);
    await page.getByRole("button", { name: "Undo" }).focus();
    await page.mouse.move(700, 100);
    await page.waitForTimeout(13_000);
    expect(await bar(page).isVisible()).toBe(true);
    await page.locator("[data-row]").first().focus();
    await bar(page).waitFor({ state: "detached", timeout: 15_000 });
  });

  test("my recent actions keep the undo, also after a reload", async () => {
    const { page, mock } = await open("/queue?by=order&view=nobody");
    await page.waitForSelector('[data-row="X-1040"]');
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect.poll(() => mock.rows().filter((row) => row.state === "resolved").length).toBe(1);
    const closed = mock.rows().find((row) => row.state === "resolved");
    await bar(page)
      .getByText(/^Closed: Order/)
      .waitFor();
    // Who leaves before the answer is there has nothing yet that could be taken back.
    await expect.poll(() => page.evaluate(() => sessionStorage.getItem("tallyman.deeds"))).toContain('"state":"done"');
    await page.reload();
    await page.waitForSelector("[data-row]");
    await page.getByRole("button", { name: /^You:/ }).click();
    await page.getByRole("menuitem", { name: "My recent actions" }).click();
    const dialog = page.getByRole("dialog", { name: "My recent actions" });
    await dialog.getByText(/^Closed: Order/).waitFor();
    expect(await wcag(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Undo" }).click();
    await dialog.getByText(/^Taken back: Order/).waitFor();
    expect(mock.rows().find((row) => row.id === closed?.id)?.state).toBe("open");
  });

  test("what something newer holds is not taken back, and it says so", async () => {
    const { page, mock } = await open("/queue?by=order&view=nobody");
    await page.waitForSelector('[data-row="X-1040"]');
    await page.keyboard.press("j");
    const id = await rowReached(page);
    await page.keyboard.press("a");
    await expect.poll(() => mock.rows().find((row) => row.id === id)?.owner.person).toBe("Iris Okafor");
    mock.elsewhere(id, "Ben Adler");
    await page.keyboard.press("z");
    await bar(page)
      .getByText(/Something newer holds/)
      .waitFor();
    expect(mock.rows().find((row) => row.id === id)?.owner.person).toBe("Ben Adler");
  });
});

describe("stable list, rule 6: conflicts and failures", () => {
  test("a row that left at once comes back where it stood, with both values", async () => {
    const { page, mock } = await open("/queue?by=order&view=nobody");
    await page.waitForSelector('[data-row="X-1040"]');
    const before = await rowsOf(page);
    await page.keyboard.press("j");
    const id = await rowReached(page);
    mock.beforeActing(() => {
      // Somebody wrote a note, by one commit that this page has not heard of yet: the row still fits the list.
      const row = mock.rows().find((one) => one.id === id);
      if (row !== undefined) mock.put({ ...row, severity: "high", version: row.version + 1 });
      return undefined;
    });
    await page.keyboard.press("a");
    await page.locator(`[data-row="${id}"]`).getByText("Changed while you acted").waitFor();
    expect((await rowsOf(page)).toSorted()).toEqual(before.toSorted());
    mock.beforeActing(null);
    await page.locator(`[data-row="${id}"]`).click();
    await page.getByText("Severity: you saw Critical, now High").waitFor();
  });

  test("what could not be sent comes back, and it says why", async () => {
    const { page, mock } = await open("/queue?by=order&view=nobody");
    await page.waitForSelector('[data-row="X-1040"]');
    const before = await rowsOf(page);
    mock.beforeActing(() => 503);
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.getByText(/^Not done:/).waitFor();
    await expect.poll(() => rowsOf(page)).toEqual(before);
    expect(await bar(page).count()).toBe(0);
  });
});

describe("stable list, rule 7: choosing", () => {
  test("x chooses, Shift reaches, Escape lets go; nothing moves meanwhile", async () => {
    const { page, mock } = await open("/queue?by=order");
    await page.waitForSelector('[data-row="X-1004"]');
    const order = await rowsOf(page);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("X");
    expect(await checked(page)).toEqual(order.slice(0, 3));
    await page
      .locator(`[data-row="${order[6]}"]`)
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
    expect(await checked(page)).toEqual(order.slice(0, 7));
    await page.locator(`[data-row="${order[2]}"]`).focus();
    await page.keyboard.press("Shift+ArrowUp");
    mock.refuse(4);
    await page.getByRole("button", { name: /4 new rows/ }).waitFor();
    expect((await rowsOf(page)).slice(0, 8)).toEqual(order.slice(0, 8));
    await page.getByRole("region", { name: "What is chosen" }).getByText("7 chosen").waitFor();
    expect(await wcag(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}queue-chosen.png` });
    await page.keyboard.press("Escape");
    expect(await checked(page)).toEqual([]);
  });

  test("the box in the head chooses the page; all that match are as of what was seen, and those that came later are left alone", async () => {
    const like = (await import("./mock/world.ts")).exceptionsOf();
    const rows = Array.from({ length: 1240 }, (_, n) => ({
      ...(like[n % 70] ?? like[0]!),
      id: `X-${5000 + n}`,
      object: { kind: "order" as const, id: `SO-${n}` },
      state: "open" as const,
      acknowledgedAt: null,
      owner: { team: "ar-finance", person: null },
      version: 1,
    }));
    const { page, mock } = await open("/queue?by=order", {}, { rows });
    await page.waitForSelector("[data-row]");
    await page.getByRole("checkbox", { name: "Choose this page" }).click();
    const chosen = page.getByRole("region", { name: "What is chosen" });
    await chosen.getByText("100 chosen").waitFor();
    await chosen.getByRole("button", { name: "Select all 1,240 matching" }).click();
    await chosen.getByText("All 1,240 matching, as they were seen").waitFor();
    mock.refuse(3);
    mock.elsewhere("X-5007", "Ben Adler");
    await page.getByRole("button", { name: /3 new rows/ }).waitFor();
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Close 1,240 exceptions" });
    await dialog.getByText("1,239 of 1,240 can be done").waitFor();
    await dialog.getByText("1 changed since you saw them").waitFor();
    await dialog.getByText("3 joined the list later and are left alone").waitFor();
    expect(await wcag(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}queue-preview.png` });
    await dialog.getByRole("radio", { name: "Duplicate" }).check();
    await dialog.getByRole("button", { name: "Close 1,239" }).click();
    await dialog.getByText("1,239 done · 1 not done").waitFor();
    await dialog.getByText("you saw Open, now Taken, Ben Adler").waitFor();
    expect(await wcag(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}queue-results.png` });
    await page.keyboard.press("Escape");
    const closed = mock.rows().filter((row) => row.state === "resolved");
    expect(closed).toHaveLength(1239);
    expect(closed.every((row) => row.resolution?.reason === "duplicate" && row.version === 2)).toBe(true);
    await page.keyboard.press(".");
    await expect.poll(async () => (await rowsOf(page)).length).toBe(4);

    // One undo for all of it.
    await page.keyboard.press("z");
    await expect.poll(() => mock.rows().filter((row) => row.state === "resolved").length).toBe(0);
    await page.getByRole("region", { name: "Last action" }).getByText("Taken back: 1,240 exceptions").waitFor();
    expect(stage.faults()).toEqual([]);
  });

  test("by touch one chooses after asking for it, and every target is large", async () => {
    const { page } = await open("/queue?by=order", { width: 390, height: 844, touch: true });
    await page.waitForSelector('[data-row="X-1001"]');
    await page.getByRole("button", { name: "Choose rows" }).tap();
    await page.locator('[data-row="X-1001"]').tap();
    await page.locator('[data-row="X-1014"]').tap();
    const chosen = page.getByRole("region", { name: "What is chosen" });
    await chosen.getByText("2 chosen").waitFor();
    expect(page.url()).not.toContain("/x/");
    for (const button of await chosen.getByRole("button").all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    expect(await wcag(page)).toEqual([]);
    await chosen.getByRole("button", { name: "Take" }).tap();
    await page.getByText("Taken from: Dana Reyes 2").waitFor();
    await page.getByRole("button", { name: "Take 2" }).tap();
    await page.getByText("2 done", { exact: true }).waitFor();
  });
});
