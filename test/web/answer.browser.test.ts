import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildPage, openBrowser } from "../browser/open.ts";
import { wcag } from "../browser/wcag.ts";
import { start } from "../feeds/fakes.ts";
import { askingTower, partnerNetwork } from "../http/asking.ts";
import { endAll } from "../http/harness.ts";

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let context: BrowserContext | null = null;

beforeAll(async () => {
  [browser, built] = await Promise.all([openBrowser(), buildPage()]);
}, 120_000);
afterEach(async () => {
  await context?.close();
  context = null;
  await endAll();
});
afterAll(async () => {
  await browser.close();
  built.remove();
});

/** Opens a page from nothing: an address that differs behind the # alone would load nothing. */
async function openAnew(page: Page, url: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
}

/** Opens the link of an ask on a phone, as somebody who is no one here; `faults` fills with what the page complains of. */
async function opened(
  options: { readonly language?: string; readonly width?: number; readonly dark?: boolean; readonly url?: string } = {},
) {
  const tower = await askingTower(partnerNetwork({ language: options.language ?? "en" }), { webRoot: built.dist });
  const made = await tower.ask();
  context = await browser.newContext({
    viewport: { width: options.width ?? 390, height: 844 },
    colorScheme: options.dark === true ? "dark" : "light",
  });
  const page = await context.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => {
    faults.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => asked.push(request.url()));
  await page.clock.setFixedTime(start);
  await page.goto(options.url ?? made.json.message.link.url);
  return { tower, page, faults, asked, made };
}

const told = async (tower: Awaited<ReturnType<typeof askingTower>>, number: number) =>
  (await tower.get(`/api/v1/exceptions/X-${number}`)).json.told;

describe("the page on which partners answer", () => {
  test("by keyboard alone, on a phone: choose, say when and how much, send, and read that it was taken", async () => {
    const { tower, page, faults } = await opened();
    await page.getByRole("heading", { name: "3 orders without a confirmation: what happened?" }).waitFor();
    await page
      .getByRole("group", { name: "What happened to SO-1?" })
      .getByRole("radio", { name: "Shipped", exact: true })
      .focus();
    await page.keyboard.press("Space");
    expect(await page.getByLabel("Shipped on SO-1").inputValue()).toBe("2026-03-02");
    await page.getByRole("group", { name: "What happened to SO-2?" }).getByRole("radio").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(
      await page
        .getByRole("group", { name: "What happened to SO-2?" })
        .getByRole("radio", { name: "Short" })
        .isChecked(),
    ).toBe(true);
    await page.getByLabel("Your name").fill("Maria");
    await page.keyboard.press("Enter");
    // What is missing is said, and stands under the cursor.
    await page.getByText("1 line needs a day or a quantity.").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-invalid"))).toBe("true");
    await page.keyboard.type("26 of 30");
    await page.keyboard.press("Enter");
    await page.getByText("Thank you: 2 answers are recorded.").waitFor();
    expect(await told(tower, 1)).toMatchObject({ text: "Shipped 2 Mar", by: "3PL Reno (Maria), by link" });
    expect(await told(tower, 2)).toMatchObject({ text: "Shipped short, 26 of 30" });
    expect(await told(tower, 3)).toBe(null);
    await page.getByText("You said: Shipped 2 Mar").waitFor();
    expect(faults).toEqual([]);
  });

  test("shows names as text, runs nothing of them, and asks for nothing but its own question", async () => {
    const { page, faults, asked, tower } = await opened();
    await page.getByText("<img src=x onerror=alert(1)>").waitFor();
    await page
      .getByRole("group", { name: "What happened to SO-3?" })
      .getByRole("radio", { name: "Don’t know" })
      .check();
    await page.getByLabel("Note SO-3").fill('"><script>alert(2)</script><svg onload=alert(3)>');
    await page.getByRole("button", { name: "Send 1 answer of 3" }).click();
    await page.getByText("Thank you: 1 answer is recorded.").waitFor();
    await page.reload();
    await page.getByText("<svg onload=alert(3)>").waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(faults).toEqual([]);
    const api = asked.filter((url) => url.includes("/api/") || url.includes("socket.io"));
    expect(api.every((url) => url.startsWith(`${tower.url()}/api/v1/answers/`))).toBe(true);
  });

  test("what was not sent is there after the phone dropped the page, and a broken line loses nothing", async () => {
    const { page, tower } = await opened();
    await page.getByRole("group", { name: "What happened to SO-1?" }).getByRole("radio", { name: "Not here" }).check();
    await page.getByRole("button", { name: "Same for all that are empty" }).click();
    await page.reload();
    await expect.poll(() => page.getByRole("radio", { name: "Not here", checked: true }).count()).toBe(3);
    await context?.setOffline(true);
    await page.getByRole("button", { name: "Send 3 answers of 3" }).click();
    await page.getByText(/Not sent: the server cannot be reached/).waitFor();
    await context?.setOffline(false);
    await page.getByRole("button", { name: "Send 3 answers of 3" }).click();
    await page.getByText("Thank you: 3 answers are recorded.").waitFor();
    expect((await tower.get("/api/v1/asks/A-1")).json.state).toBe("answered");
  });

  test("speaks the partner's language", async () => {
    const { page } = await opened({ language: "de" });
    await page.getByRole("heading", { name: "3 Aufträge ohne Bestätigung: was ist geschehen?" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  });

  test("says plainly what a link that holds no longer is", async () => {
    const { page, tower, made } = await opened();
    await page.getByRole("heading", { name: /without a confirmation/ }).waitFor();
    await openAnew(page, `${tower.url()}/answer#nothing`);
    await page.getByRole("heading", { name: "This link holds for nothing" }).waitFor();
    tower.pass(Date.parse(made.json.message.link.expiresAt) - start);
    await openAnew(page, made.json.message.link.url);
    await page.getByRole("heading", { name: "This link holds no longer" }).waitFor();
  });

  test("whoever tried too often reads how long to wait, as the server says", async () => {
    const { page, tower } = await opened();
    for (let tries = 0; tries < 20; tries++) await tower.get("/api/v1/answers/nothing");
    await openAnew(page, `${tower.url()}/answer#nothing`);
    await page.getByRole("heading", { name: "Too many tries from here" }).waitFor();
    await page.getByText("Try again in 15 minutes.").waitFor();
    await page.route("**/api/v1/answers/**", (route) =>
      route.fulfill({ status: 429, headers: { "retry-after": "40" }, json: { title: "Too many", status: 429 } }),
    );
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Try again in 1 minute.").waitFor();
  });

  test("fits 320 pixels, light and dark, and axe finds nothing", async () => {
    for (const dark of [false, true]) {
      const { page } = await opened({ width: 320, dark });
      await page
        .getByRole("group", { name: "What happened to SO-1?" })
        .getByRole("radio", { name: "Will ship" })
        .check();
      await page.getByLabel("Your name").focus();
      await page.keyboard.press("Enter");
      await page.getByText("1 line needs a day or a quantity.").waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await wcag(page)).toEqual([]);
      if (process.env.TALLYMAN_SHOTS !== undefined)
        await page.screenshot({
          path: `${process.env.TALLYMAN_SHOTS}/answer-${dark ? "dark" : "light"}.png`,
          fullPage: true,
        });
      await context?.close();
    }
  });
});
