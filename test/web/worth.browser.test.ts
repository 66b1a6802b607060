import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Network } from "../../server/domain/index.ts";
import { inBrowserSignedIn } from "../browser/signed-in.ts";
import { wcag } from "../browser/wcag.ts";
import { hour } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { firstMonday, quartersLived, timedNetwork } from "../feeds/quarters.ts";
import { serve } from "../http/harness.ts";

const { dist, signIn } = inBrowserSignedIn();

const day = 24 * hour;
const timed = timedNetwork();

async function opened(
  look: {
    readonly width?: number;
    readonly path?: string;
    readonly network?: Network;
    readonly until?: number;
    readonly nothing?: true;
  } = {},
) {
  const network = look.network ?? timed;
  const until = look.until ?? start;
  const tower = await serve({ network: () => network, webRoot: dist() });
  if (look.nothing !== true) {
    const world = await quartersLived(network, until);
    for (const { changes } of await world.store.commitsSince(0, 10_000)) await tower.store.commit(changes);
  }
  const { page, faults } = await signIn(tower, { viewport: { width: look.width ?? 1440, height: 900 } });
  // Signing in takes some of the test's clock; what is looked at is as of `until`.
  tower.pass(until - start);
  await page.goto(tower.url() + (look.path ?? "/exec/worth"));
  return { page, faults, tower };
}

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const line = (page: Page, id: string) => page.locator(`[data-line="${id}"]`);

describe("what it was worth", () => {
  test("says by rules what is compared, and shows each line with its arithmetic", async () => {
    const { page, faults } = await opened();
    await title(page).getByText("3 of 4 blocked orders left as planned: 75.0 %, in the first month 50.0 %").waitFor();
    expect(await title(page).innerText()).toContain("0.6 h a week less of chasing and matching");
    const saved = line(page, "saved");
    expect(await saved.innerText()).toContain("+25.0 points");
    expect(await saved.innerText()).toContain("≈ EUR 800 · ≈ USD 4,100, 2 estimated, 1 of unknown amount");
    const hours = await line(page, "hours").innerText();
    expect(hours).toContain("12 touches × 12 min = 2.4 h in 4 weeks");
    expect(hours).toContain("4 touches × 4.5 min = 0.3 h in 13 weeks");
    expect(hours).toContain("40 cases timed Tue 14 Oct 2025 by M. Ortiz");
    expect(await line(page, "invoice-sent").innerText()).toContain("−1.2 days");
    expect(faults).toEqual([]);
  });

  test("leaves blank what is not measured, and says how it can be", async () => {
    const { minutesPerTouch: _, ...company } = timed.company;
    const { page } = await opened({ network: { ...timed, company } });
    await line(page, "hours").waitFor();
    for (const id of ["hours", "stock"])
      expect(await line(page, id).locator("[data-blank] b, [data-blank] a").count()).toBe(0);
    expect(await line(page, "hours").locator("[data-blank]").count()).toBe(3);
    expect(await line(page, "hours").innerText()).toContain("Nobody timed what a touch takes.");
    expect(await line(page, "stock").innerText()).toContain("The network file does not say whose stock is compared");
    await page.getByRole("group", { name: "A time study in the network file" }).waitFor();
    expect(await wcag(page)).toEqual([]);
  });

  test("opens a count into its list by keyboard, which is copied by one key, and closes it", async () => {
    const { page, faults } = await opened();
    const count = line(page, "saved").getByRole("link", { name: "3 of 4 blocked orders" });
    await count.focus();
    await page.keyboard.press("Enter");
    const documents = page.locator("[data-document]");
    await documents.nth(3).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "documents");
    expect(await documents.count()).toBe(4);
    expect(await page.locator('[data-document="order SO-8"]').innerText()).toContain("missed");
    expect(await page.locator('[data-document="order SO-5"]').innerText()).toContain("saved");
    expect(new URL(page.url()).searchParams.get("x")).toBe("saved");
    await page.keyboard.press("y");
    await page.getByRole("button", { name: "Copied" }).waitFor();
    await page.getByRole("button", { name: "Close the list" }).click();
    await documents.first().waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  test("goes back a quarter, not before the first month, and is reached from the scorecard and back", async () => {
    const { page } = await opened({ path: "/exec" });
    await page.getByRole("link", { name: "What it was worth" }).click();
    await line(page, "saved").waitFor();
    await page.getByRole("button", { name: "Quarter before" }).click();
    await page.getByText("Mon 3 Nov 2025 to Sun 30 Nov 2025 against the first month").waitFor();
    await page.getByRole("button", { name: "Quarter before" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Last quarter" }).click();
    await page.getByText("Mon 1 Dec 2025 to Sun 1 Mar against the first month").waitFor();
    await page.getByRole("link", { name: "Scorecard" }).click();
    await page.locator("[data-figure]").first().waitFor();
  });

  test("says when the first month ends while it lasts, and what it is before the first record", async () => {
    const early = await opened({ until: firstMonday + 12 * day });
    await title(early.page).getByText("The first month is the baseline; it ends Sun 2 Nov").waitFor();
    expect(await line(early.page, "touches").innerText()).toContain("so far");
    expect(await line(early.page, "hours").innerText()).toMatch(/6 touches × 12 min = 1.2 h\s/);
    const { page } = await opened({ nothing: true });
    await page.getByRole("heading", { name: "Nothing was heard yet" }).waitFor();
    expect(await wcag(page)).toEqual([]);
  });

  test("keeps what it showed when it cannot be read again, and says why where nothing was read", async () => {
    const { page, tower } = await opened();
    await page.getByRole("button", { name: "Quarter before" }).click();
    await page.getByText("Mon 3 Nov 2025 to Sun 30 Nov 2025 against the first month").waitFor();
    await page.route("**/api/v1/worth?*", (route) => route.fulfill({ status: 503, body: "" }));
    // A route holds in the page a moment after it is set.
    const asked = () => page.evaluate(async () => (await fetch("/api/v1/worth?quarter=0")).status);
    await expect.poll(asked).toBe(503);
    await page.getByRole("button", { name: "Last quarter" }).click();
    await page.getByRole("alert").getByText("What it was worth could not be read").waitFor();
    await line(page, "saved").getByText("75.0 %").waitFor();
    await page.goto(`${tower.url()}/exec/worth`);
    await page.getByRole("alert").waitFor();
    expect(await page.locator("[data-line]").count()).toBe(0);
    await page.unroute("**/api/v1/worth?*");
    await page.getByRole("alert").getByRole("button").click();
    await line(page, "saved").waitFor();
  });

  test("has nothing that the checker finds, in either theme, fits a phone, and is whole on paper", async () => {
    const { page } = await opened({ path: "/exec/worth?x=saved" });
    await page.locator("[data-document]").first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const wide = () => page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
      await expect.poll(wide).toBeLessThanOrEqual(width);
      expect(await wcag(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    expect(await line(page, "stock").isVisible()).toBe(true);
    expect(await page.getByRole("heading", { name: "Method" }).isVisible()).toBe(true);
    const paper = () => page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
    await expect.poll(paper).toBeLessThanOrEqual(794);
  });
});
