import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { openStage, pictures, type Stage } from "./mock/page.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.end());
afterEach(() => stage.clear());
const open: Stage["open"] = (path, look, options) => stage.open(path, look, options);

describe("the buttons of a runbook", () => {
  test("of a cause: each says how many it concerns, and opens the form for all of it with the team of the step", async () => {
    const { page, mock } = await open("/queue?x=C-1");
    const step = page.getByRole("listitem").filter({ hasText: "to correct the address in the shop" });
    await step.getByRole("button", { name: "Ask customer care, 14" }).click();
    const dialog = page.getByRole("dialog", { name: "Hand over 14 exceptions" });
    await dialog.getByText("14 of 14 can be done").waitFor();
    expect(await dialog.getByLabel("Team").first().inputValue()).toBe("Customer care");
    await dialog.getByRole("button", { name: "Hand over 14" }).click();
    await dialog.getByText("14 done", { exact: true }).waitFor();
    expect(mock.rows().filter((row) => row.owner.team === "customer-care")).toHaveLength(14);
    expect(stage.faults()).toEqual([]);
  });

  test("of a cause: the way to a later departure leads to the truck that would leave without them", async () => {
    const { page } = await open("/queue?x=C-1");
    await page.getByRole("link", { name: "Ship on a later departure, 14" }).click();
    await page.waitForURL(/\/departures\/ATL/);
    expect(new URL(page.url()).searchParams.get("d")).toContain("Corvus Parcel Ground");
  });

  test("of one exception: no number, and only this one", async () => {
    const { page, mock } = await open("/queue?by=order&x=X-1003");
    // By its own key the form begins with the team that has it.
    await page.getByRole("heading", { name: /^Carrier label refused/ }).waitFor();
    await page.getByRole("button", { name: "Ask customer care", exact: true }).waitFor();
    await page.keyboard.press("A");
    expect(await page.getByRole("dialog").getByLabel("Team").first().inputValue()).toBe("ATL dock leads");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ask customer care", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: /^Hand over / });
    expect(await dialog.getByLabel("Team").first().inputValue()).toBe("Customer care");
    await dialog.getByRole("button", { name: "Hand over", exact: true }).click();
    await expect.poll(() => mock.rows().filter((row) => row.owner.team === "customer-care")).toHaveLength(1);
    await page.getByRole("link", { name: "Ship on a later departure", exact: true }).waitFor();
  });

  test("of a silent partner: ask, record what was told, copy for customer care", async () => {
    const { page } = await open("/queue?x=C-2");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: /^Record what they say, \d+$/ }).click();
    const dialog = page.getByRole("dialog", { name: /^What was told about/ });
    await dialog.getByLabel("What was said, and by whom").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Copy for customer care, \d+$/ }).click();
    await page.getByText("Copied as a table").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("Order\tC-2");
    await page.getByRole("link", { name: /^Ask the partner, \d+$/ }).click();
    await page.waitForURL(/\/ask\?.*cause=C-2/);
  });

  test.each([
    ["desk, light", { width: 1440, height: 900 }, "/queue?x=C-1"],
    ["desk, dark", { width: 1440, height: 900, dark: true }, "/queue?x=C-2"],
    ["phone, light", { width: 390, height: 844, touch: true }, "/x/X-1003"],
    ["phone, dark", { width: 390, height: 844, touch: true, dark: true }, "/x/C-1"],
  ])("stand beside their step and have no violation of WCAG 2.2 AA: %s", async (name, look, path) => {
    const { page } = await open(path, look);
    await page.getByText("Recommended:").waitFor();
    await page
      .getByText(/^(Ask customer care|Ask the partner|Ship on a later departure)/)
      .first()
      .waitFor();
    expect(await wcag(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}advice-${name.replace(", ", "-")}.png` });
  });
});
