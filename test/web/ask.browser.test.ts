import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { inBrowserSignedIn } from "../browser/signed-in.ts";
import { wcag } from "../browser/wcag.ts";
import { askingTower, partnerNetwork } from "../http/asking.ts";
import { endAll } from "../http/harness.ts";

const opens = inBrowserSignedIn();

async function opened(path: string, look: { readonly width?: number; readonly dark?: boolean } = {}) {
  const tower = await askingTower(partnerNetwork(), { webRoot: opens.dist() });
  const { page, faults: thrown } = await opens.signIn(tower, {
    viewport: { width: look.width ?? 1280, height: 900 },
    colorScheme: look.dark === true ? "dark" : "light",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const faults = [...thrown];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => {
    faults.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`${tower.url()}${path}`);
  return { tower, page, faults };
}

/** Chooses a partner by keyboard. */
async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name: "Partner" }).or(page.getByLabel("Partner")).first().click();
  await page.getByRole("option", { name }).click();
}

describe("asking a partner", () => {
  test("shows the message first, asks, and hands it over where nobody can be mailed; answers come back", async () => {
    const { tower, page, faults } = await opened("/ask?cause=C-1");
    await choose(page, "3PL Reno");
    await page.getByLabel("What they should know").fill("Your last file came at 09:05.");
    await page.locator("pre", { hasText: "Your last file came at 09:05." }).waitFor();
    await page.getByRole("button", { name: "Ask 3PL Reno" }).click();
    await page.getByText(/Nobody was mailed: No mail server is set./).waitFor();
    expect(await page.locator("pre", { hasText: "/answer/#" }).count()).toBeGreaterThan(0);
    await page.getByText("0 of 3 answered").waitFor();
    const { token } = await tower.ask({ ids: ["X-1"], cause: undefined });
    await tower.answer(token, { name: "Maria", answers: [{ line: 0, kind: "never-received", note: "<b>no</b>" }] });
    await page.reload();
    await page.getByRole("button", { name: "A-3" }).click();
    await page.getByText("Never received: <b>no</b>").waitFor();
    await page.getByRole("row", { name: /A-1/ }).getByRole("button", { name: "Withdraw" }).click();
    await page.getByRole("row", { name: /A-1/ }).getByText("Withdrawn").waitFor();
    expect(faults).toEqual([]);
  });

  test("one key copies the table for customer care, as cells and as text", async () => {
    const { page } = await opened("/ask?cause=C-1");
    await page.getByRole("button", { name: "Copy for customer care" }).waitFor();
    await page.keyboard.press("y");
    await page.getByText("Copied as a table").waitFor();
    const pasted = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const read = async (type: string) => (await item?.getType(type))?.text() ?? "";
      return { html: await read("text/html"), text: await read("text/plain") };
    });
    expect(pasted.text.split("\n")).toHaveLength(4);
    expect(pasted.text).toContain("Fenwick Dental\tSO-1\t");
    expect(pasted.html).toContain("<td");
    expect(pasted.html).not.toContain("onerror=alert(1)>");
  });

  test("axe finds nothing, light and dark, and it fits 320 pixels", async () => {
    for (const dark of [false, true]) {
      const { tower, page } = await opened("/ask?cause=C-1", { width: 320, dark });
      await tower.ask();
      await page.reload();
      await choose(page, "3PL Reno");
      await page.getByText("The message, as it would leave").waitFor();
      await page.getByRole("button", { name: "A-1" }).click();
      await page.getByText("SO-1").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await wcag(page)).toEqual([]);
      if (process.env.TALLYMAN_SHOTS !== undefined)
        await page.screenshot({ path: `${process.env.TALLYMAN_SHOTS}/ask-${dark ? "dark" : "light"}.png` });
      await endAll();
    }
  });
});
