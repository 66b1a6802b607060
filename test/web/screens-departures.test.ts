import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { focused, inBrowser } from "./screens/opened.ts";
import { departureRows } from "./screens/tally.ts";

const { open } = inBrowser();

/** Waits until something has stood in its place for a while: the bar rises once the page shows what it keeps clear of. */
async function stands(one: Locator): Promise<void> {
  let last = "";
  await expect
    .poll(
      async () => {
        const now = JSON.stringify(await one.boundingBox());
        const stood = now === last;
        last = now;
        return stood;
      },
      { interval: 400, timeout: 20_000 },
    )
    .toBe(true);
}

describe("departures", () => {
  it("say which truck leaves short, what left, and tie to the tally", async () => {
    const { page } = await open("/departures/ATL");
    await page.getByText("15:00 leaves 14 short").first().waitFor();
    await page.getByText("Three can leave full.").waitFor();
    await page.getByText("659 to come").waitFor();
    await page.getByText("Ties to Tally: 643 + 16").waitFor();
    await page.getByText("1,192 shipped · 2 left behind, both on 16:30 now").waitFor();
    expect(await page.getByRole("link", { name: "SO-10391" }).getAttribute("href")).toMatch(/^\/o\/order\/SO-10391/);
    await page.getByText("Fenwick Dental").first().waitFor();
  });

  it("say so when they do not tie", async () => {
    const { page, mock } = await open("/departures/ATL");
    await page.getByText("Ties to Tally").waitFor();
    mock.putDepartures(departureRows().slice(0, -1));
    await page.getByText("Tally has 230 more: no departure is planned for them").waitFor();
  });

  it("record by keyboard alone what ships on a later one, say what came of each order, and take it back", async () => {
    const { page, mock } = await open("/departures/ATL");
    mock.refuse("SO-10427");
    await page.getByText("15:00 leaves 14 short").first().waitFor();
    await page.keyboard.press("j");
    await expect.poll(() => focused(page)).toContain("15:00, Corvus Parcel, Ground, 14 short");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("15:00 leaves 14 short");
    for (let i = 0; i < 30; i += 1) {
      if (await page.evaluate(() => document.activeElement?.getAttribute("type") === "radio")) break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: "Ship 14 on Corvus Parcel 17:15" }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Ship 14 on Halcyon Air 16:30");
    await page.keyboard.press("Enter");
    await page.getByText("13 of 14 on Halcyon Air 16:30 now.").waitFor();
    await page.getByText("SO-10427: SO-10427 has left.").waitFor();
    expect(JSON.parse(mock.sent[0]?.replace("POST /departures/moves ", "") ?? "{}")).toMatchObject({
      warehouse: "ATL",
      to: { at: "2026-11-19T21:30:00.000Z", carrier: "Halcyon Air", service: "Next day air" },
      orders: expect.arrayContaining(["SO-10423", "SO-10427"]),
    });
    await page.getByText("1 short").first().waitFor();
    await page.locator("h1").click();
    await page.keyboard.press("z");
    await expect.poll(() => mock.sent.at(-1)).toBe("DELETE /departures/moves/M-1");
    await page.getByText("Taken back: 13 orders are where they were.").waitFor();
    await page.getByText("14 short").first().waitFor();
    await page.getByRole("button", { name: /^Undo/ }).waitFor({ state: "detached" });
    expect(mock.sent).toHaveLength(2);
  });

  it("have the undo bar of every page: its time stands still under the focus, and it is told and listed like any action", async () => {
    const { page, mock } = await open("/departures/ATL");
    await page.getByRole("button", { name: "Ship 14 on Halcyon Air 16:30" }).click();
    const bar = page.getByRole("region", { name: "Last action" });
    await bar.getByText("Ship later: 14 orders on Halcyon Air 16:30").waitFor();
    expect(await page.getByRole("status").allTextContents()).toContain("Ship later: 14 orders on Halcyon Air 16:30");
    await bar.getByRole("button", { name: /^Undo/ }).focus();
    const before = await bar.getByText(/^\d+ s$/).textContent();
    await page.waitForTimeout(1500);
    expect(await bar.getByText(/^\d+ s$/).textContent()).toBe(before);
    await page.locator("h1").click();
    await expect.poll(() => bar.getByText(/^\d+ s$/).textContent()).not.toBe(before);
    // From another page, too, and with the focus kept on what it says.
    await page.getByRole("link", { name: "Tally", exact: true }).first().click();
    await page.waitForURL(/\/tally/);
    await bar.getByRole("button", { name: /^Undo/ }).focus();
    await page.keyboard.press("Enter");
    await bar.getByText("Taken back: 14 orders on Halcyon Air 16:30").waitFor();
    expect(mock.sent.at(-1)).toBe("DELETE /departures/moves/M-1");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("Last action");
  });

  it("keep the way back open when taking back fails", async () => {
    const { page, mock } = await open("/departures/ATL");
    await page.getByRole("button", { name: "Ship 14 on Halcyon Air 16:30" }).click();
    await page.getByText("14 orders on Halcyon Air 16:30 now.").first().waitFor();
    mock.fail("/departures/moves");
    await page.keyboard.press("z");
    await page.getByText("Could not be taken back: The store is busy.").waitFor();
    mock.fail("");
    await page.getByRole("button", { name: /^Undo/ }).click();
    await page.getByText("Taken back: 14 orders are where they were.").waitFor();
  });

  it("send nothing while the link is cut, and mark what is old", async () => {
    const { page, mock } = await open("/departures/ATL");
    await page.getByRole("button", { name: "Ship 14 on Halcyon Air 16:30" }).waitFor();
    mock.cut(true);
    await page.getByText("This browser lost its connection at").waitFor();
    await page.getByText("as of 14:3").waitFor();
    expect(await page.getByRole("button", { name: "Ship 14 on Halcyon Air 16:30" }).isDisabled()).toBe(true);
  });

  it("keep the undo bar where it is while one presses it, whatever the page does below", async () => {
    const { page } = await open("/departures/ATL");
    await page.getByRole("button", { name: "Ship 14 on Halcyon Air 16:30" }).click();
    const bar = page.getByRole("region", { name: "Last action" });
    const undo = bar.getByRole("button", { name: /^Undo/ });
    await stands(undo);
    await undo.hover();
    const before = await bar.boundingBox();
    await page.locator("main").evaluate((main) => {
      const footer = document.createElement("footer");
      footer.style.cssText = "position: fixed; inset: auto 0 0 0; height: 100px";
      main.append(footer);
    });
    await page.mouse.down();
    expect(await bar.boundingBox()).toEqual(before);
    await page.mouse.up();
    await page.getByText("Taken back: 14 orders are where they were.").waitFor();
  });

  it("are a list and a page on a phone, by touch alone", async () => {
    const { page, mock } = await open("/departures/ATL", { width: 390, height: 844, touch: true });
    await page.getByRole("button", { name: /^18:30/ }).tap();
    await page.getByRole("heading", { name: "18:30 leaves 2 short" }).waitFor();
    await page.getByText("promise not known").waitFor();
    await page.getByRole("button", { name: "Ship 2 on Corvus Parcel 20:30" }).tap();
    await page.getByText("2 orders on Corvus Parcel 20:30 now.").first().waitFor();
    const undo = page.getByRole("button", { name: /^Undo/ });
    await stands(undo);
    await undo.tap();
    await page.getByText("Taken back: 2 orders are where they were.").waitFor();
    await page.getByRole("button", { name: "Departures", exact: true }).tap();
    await page.getByText("659 to come").waitFor();
    expect(mock.sent).toHaveLength(2);
    await page.getByRole("button", { name: "More" }).tap();
    await page.getByRole("menuitem", { name: "Sync" }).tap();
    await page.waitForURL(/\/sync/);
  });
});
