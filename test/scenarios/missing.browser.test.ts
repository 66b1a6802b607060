import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliver, service, waysTo } from "./exporters.ts";
import { dockNetwork } from "./network.ts";
import { closeBrowser, live, type Opened, openPage } from "./page.ts";
import { endAll, pause, type Server, startServer, until } from "./server.ts";

afterAll(async () => {
  await closeBrowser();
  await endAll();
});

/** Milliseconds from the release of an order until its pick is due. */
const within = 3_000;

/** Lets the page note, by the machine's clock, when it first showed a text in a row. */
const watchFor = (page: Page, text: string): Promise<void> =>
  page.evaluate((wanted) => {
    const seen = window as unknown as { shownAt: number | null };
    seen.shownAt = null;
    const look = () => {
      if (seen.shownAt !== null) return;
      const rows = [...document.querySelectorAll("[data-row]")];
      if (rows.some((row) => row.textContent?.includes(wanted))) seen.shownAt = Date.now();
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }, text);
const shownAt = (page: Page): Promise<number | null> =>
  page.evaluate(() => (window as unknown as { shownAt: number | null }).shownAt);

describe("what never happens shows by itself on an open queue", () => {
  let server: Server;
  let opened: Opened;
  const erp = service("netsuite-bridge");
  const wms = service("wms-atl");
  beforeAll(async () => {
    server = await startServer({ network: dockNetwork });
    opened = await openPage(server, { path: "/queue?by=order" });
    await live(opened.page);
    await opened.page.getByText("Nothing open for Northgate Supply").waitFor();
  });

  /** Releases an order and waits until its missing pick stands in the page; the row's id. */
  async function missing(order: string, way: number): Promise<string> {
    const { page } = opened;
    const exporter = waysTo(server.otlpHttp)[way];
    if (exporter === undefined) throw new Error("no exporter");
    await watchFor(page, order);
    const released = Date.now();
    const deadline = released + within;
    erp.does({ name: "release", at: released, event: "order.released", keys: { "order.id": order } });
    await deliver(exporter, erp.take());
    await pause(deadline - 150 - Date.now());
    expect(await shownAt(page)).toBeNull();
    const about = `object=${encodeURIComponent(`order/${order}`)}`;
    const row = await until("the miss by the API", async () => (await server.exceptions(about))[0]);
    const byApi = Date.now() - deadline;
    const byPage = (await until("the row in the page", async () => (await shownAt(page)) ?? undefined)) - deadline;
    console.log(`missing: after the deadline known by the API in ${byApi} ms, in the page in ${byPage} ms`);
    expect(row).toMatchObject({
      kind: "missing-event",
      openedAt: new Date(deadline).toISOString(),
      owner: { team: "atl-dock", person: null },
    });
    expect(byPage).toBeGreaterThanOrEqual(0);
    expect(byApi).toBeLessThan(1_000);
    expect(byPage).toBeLessThan(2_000);
    const shown = page.locator(`[data-row="${row.id}"]`);
    expect(await shown.innerText()).toContain("for ATL dock leads");
    return row.id;
  }

  /** The pick happens after all. */
  async function picked(order: string, way: number): Promise<void> {
    const exporter = waysTo(server.otlpHttp)[way];
    if (exporter === undefined) throw new Error("no exporter");
    wms.does({ name: "pick", at: Date.now(), event: "pick.confirmed", keys: { "order.id": order } });
    await deliver(exporter, wms.take());
  }

  test("within a second of the API's second; what arrives late takes it away", async () => {
    const { page } = opened;
    const id = await missing("SO-NEVER-1", 3);
    const told = Date.now();
    await picked("SO-NEVER-1", 1);
    await page.locator(`[data-row="${id}"]`).waitFor({ state: "detached" });
    console.log(`missing: cleared in the page ${Date.now() - told} ms after the late event was sent`);
    await page.getByText("Nothing open for Northgate Supply").waitFor();
    await opened.sameDocument();
  });

  test("while somebody works in the list it stays as a ghost until new rows are asked for", async () => {
    const { page } = opened;
    const id = await missing("SO-NEVER-2", 0);
    await page.locator(`[data-row="${id}"]`).click();
    await page.locator(`[data-row="${id}"][aria-selected="true"]`).waitFor();
    await page.locator("#x-title").waitFor();
    await picked("SO-NEVER-2", 2);
    await page
      .locator(`[data-row="${id}"]`)
      .getByText(/Cleared \d\d:\d\d: it came/)
      .waitFor();
    await page.keyboard.press(".");
    await page.locator(`[data-row="${id}"]`).waitFor({ state: "detached" });
    await opened.sameDocument();
    expect(opened.faults).toEqual([]);
  });
});
