import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { inBrowserSignedIn } from "../browser/signed-in.ts";
import { wcag } from "../browser/wcag.ts";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { partnered } from "../domain/partnered.ts";
import { start } from "../feeds/fakes.ts";
import { endAll, serve } from "../http/harness.ts";
import { textsIn } from "../http/pdf-read.ts";

const { dist, signIn } = inBrowserSignedIn();

const day = 24 * hour;
const network = partnered();

/** An order at Reno: released after 10 minutes, accepted 5 later, shipped so long after that. */
function order(id: string, at: number, shipsAfter: number | null, failed = false): readonly Told[] {
  const keys = { order: `SO-${id}`, warehouse: "RNO" };
  const all = { ...keys, shipment: `SH-${id}` };
  const accepted = at + 15 * minute;
  const told: Told[] = [
    { event: "order.created", keys, at, system: "shop" },
    { event: "order.released", keys, at: at + 10 * minute, system: "erp" },
    { event: "order.acknowledged", keys, at: accepted, system: "3pl-reno" },
  ];
  if (failed)
    told.push({
      event: "shipment.confirmed",
      keys: all,
      at: accepted + hour,
      system: "3pl-reno",
      failed: "lot missing",
    });
  if (shipsAfter !== null)
    told.push({ event: "shipment.confirmed", keys: all, at: accepted + shipsAfter, system: "3pl-reno" });
  return told;
}

const happened: readonly Told[] = Array.from({ length: 12 }, (_, week) => week).flatMap((week) => [
  ...order(`${week}0`, start - (12 - week) * 7 * day, 2 * hour),
  ...order(`${week}1`, start - (12 - week) * 7 * day + day, week % 3 === 0 ? 9 * hour : 3 * hour),
  ...order(`${week}2`, start - (12 - week) * 7 * day + 2 * day, 3 * hour, week % 5 === 0),
]);

async function opened(look: { readonly width?: number; readonly path?: string; readonly of?: typeof network } = {}) {
  const of = look.of ?? network;
  const world = await World.begin(of, start - 100 * day);
  await world.entry(start - 99 * day, [
    { event: "order.changed", keys: { order: "SO-X" }, at: start - 99 * day, system: "3pl-reno" },
  ]);
  for (const one of happened.toSorted((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const tower = await serve({ network: () => of, webRoot: dist() });
  for (const { changes } of await world.store.commitsSince(0, 10_000)) await tower.store.commit(changes);
  const { page, faults } = await signIn(tower, {
    viewport: { width: look.width ?? 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.goto(tower.url() + (look.path ?? "/partners/sierra"));
  return { page, faults, tower };
}

const line = (page: Page, id: string) => page.locator(`[data-line="${id}"]`);
const part = (page: Page, name: string | RegExp) => page.getByRole("region", { name });
const packet = "SO-91";

describe("partners", () => {
  test("says who keeps what by rules, both halves in one form, and opens what was not kept into its trail", async () => {
    const { page, faults } = await opened();
    await page
      .getByRole("heading", { level: 1, name: /Sierra Fulfilment keeps 0 of 3\. One is not measured\./ })
      .waitFor();
    const ship = line(page, "theirs.in-time.to-ship.ship");
    expect(await ship.innerText()).toMatch(/945 in 4 h\s+32 of 36\s+98 %\s+88\.8 %\s+9\.2 pt below/);
    expect(await line(page, "theirs.correct.to-ship.ship").innerText()).toMatch(/33 of 36/);
    expect(await line(page, "ours.in-time").innerText()).toMatch(/no message tells it[\s\S]*not measured/);
    expect(await line(page, "ours.in-time.to-ship.release").innerText()).toMatch(/36 of 36[\s\S]*no agreement/);
    // The first line that is below stands open: what was not kept of it, newest first.
    const documents = part(page, "What it is counted from");
    await documents.getByRole("listitem").first().waitFor();
    expect(await documents.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringContaining("Order SO-91"),
      expect.stringContaining("Order SO-61"),
      expect.stringContaining("Order SO-31"),
      expect.stringContaining("Order SO-01"),
    ]);
    await documents.getByRole("link", { name: `Order ${packet}` }).click();
    const trail = part(page, `Dispute packet, ${packet}`);
    await trail.getByText(/min late =/).waitFor();
    const said = await trail.innerText();
    const [, whole, theirs, ours] = /(\d+) min late = (\d+) at Sierra Fulfilment \+ (\d+) at us/.exec(said) ?? [];
    expect(Number(whole)).toBeGreaterThan(0);
    expect(Number(theirs) + Number(ours)).toBe(Number(whole));
    expect(said).toContain("Left the dock due");
    expect(said).toContain("The agreement's line “945 in 4 h”, 98 %");
    expect(said).toContain("Nobody told anything by phone or mail.");
    expect(new URL(page.url()).searchParams.get("doc")).toBe(`order/${packet}`);
    const href = await trail.getByRole("link", { name: "Download packet, PDF" }).getAttribute("href");
    const pdf = await page.request.get(new URL(href ?? "", page.url()).href);
    const texts = textsIn(await pdf.body())
      .flat()
      .join(" ");
    expect(texts).toContain(`${whole} min late = ${theirs} at Sierra Fulfilment + ${ours} at Northgate Supply`);
    expect(await wcag(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("is walked by keyboard: a line, a document, the packet as a table by one key, and back", async () => {
    const { page, faults } = await opened();
    const correct = line(page, "theirs.correct.to-ship.ship").getByRole("link");
    await correct.focus();
    await page.keyboard.press("Enter");
    await line(page, "theirs.correct.to-ship.ship").and(page.locator("[data-chosen]")).waitFor();
    const documents = part(page, "What it is counted from");
    const first = documents.getByRole("link", { name: /Order SO-/ }).first();
    await documents.getByText("told as failed").first().waitFor();
    await first.focus();
    await page.keyboard.press("Enter");
    await part(page, /Dispute packet, SO-/)
      .getByRole("link", { name: "Download packet, PDF" })
      .waitFor();
    await page.keyboard.press("y");
    await page.getByText(/Copied, \d+ lines/).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("SHA-256 of the packet\t");
    expect(copied.split("\n").length).toBeGreaterThan(5);
    await page.goBack();
    await part(page, "Dispute packet").getByText("Choose a document").waitFor();
    await page.getByRole("button", { name: "13 weeks before" }).click();
    await page.getByRole("button", { name: "Up to today" }).waitFor();
    expect(faults).toEqual([]);
  });

  test("every count of a week and of a way to count opens into as many documents", async () => {
    const { page } = await opened();
    const documents = part(page, "What it is counted from");
    await documents.getByText("Not kept 4").waitFor();
    await documents.getByText("Kept 32").click();
    await documents.getByText("in time").first().waitFor();
    expect(await documents.getByRole("listitem").count()).toBe(32);
    const weeks = await documents.getByLabel("Week", { exact: true }).locator("option").allInnerTexts();
    expect(weeks).toHaveLength(14);
    await documents.getByLabel("Week", { exact: true }).selectOption({ index: 3 });
    const kept = documents.getByText(/^Kept \d$/);
    await kept.waitFor();
    const count = Number((await kept.innerText()).slice(5));
    await page.waitForFunction(
      ([want]) => document.querySelectorAll('section[aria-label="What it is counted from"] li').length === want,
      [count] as const,
    );
  });

  test("fits a phone, lists all partners, and says what to do where none is declared", async () => {
    const { page } = await opened({ width: 390, path: "/partners" });
    await page.getByRole("link", { name: "Sierra Fulfilment" }).click();
    await line(page, "theirs.in-time.to-ship.ship").waitFor();
    await part(page, "What it is counted from")
      .getByRole("link", { name: `Order ${packet}` })
      .click();
    await part(page, `Dispute packet, ${packet}`)
      .getByText(/min late =/)
      .waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    expect(await wcag(page)).toEqual([]);
    await endAll();
    const { page: empty } = await opened({ path: "/partners", of: testNetwork() });
    await empty.getByText("No partner is declared").waitFor();
    await empty.goto(new URL("/partners/nobody", empty.url()).href);
    await empty.getByText("There is no partner nobody").waitFor();
  });
});
