import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Views } from "../../server/ports/index.ts";
import { inBrowserSignedIn } from "../browser/signed-in.ts";
import { anObject, openStore } from "../feeds/fakes.ts";
import { serve } from "../http/harness.ts";

const opens = inBrowserSignedIn();

/** Numbers of which every tenth is on no paper, and one is a formula in a sheet. */
const numbers = (n: number): readonly string[] =>
  Array.from({ length: n }, (_, index) =>
    index === 5 ? "=1+1" : index % 10 === 3 ? `nothing-${index}` : `SO-${10_000 + index}`,
  );

/** The screen over a search that knows each number that is one; `gate` is waited for before each answer. */
async function opened(gate: () => Promise<void> = async () => {}) {
  const store = await openStore();
  const search: Views["search"] = async (_scope, key) => {
    await gate();
    if (key.startsWith("nothing")) return [];
    const object = anObject(key, { milestone: "order.released" });
    return [{ object, matched: { kind: "order", value: key }, exact: true }];
  };
  const tower = await serve({ webRoot: opens.dist(), views: { ...store.views, search } });
  const { page } = await opens.signIn(tower, {
    viewport: { width: 1280, height: 720 },
    permissions: ["clipboard-read", "clipboard-write"],
    acceptDownloads: true,
  });
  await page.goto(`${tower.url()}/find`);
  return { tower, page };
}

/** Pastes a column as from a sheet. */
async function look(page: Page, list: readonly string[]): Promise<void> {
  const field = page.getByLabel("One number, or a list with one a line");
  await field.focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), list.join("\n"));
  await page.keyboard.press("Control+v");
}

const rowsOf = (page: Page): Promise<number> => page.locator("tbody tr").count();

describe("five thousand pasted numbers", () => {
  test("come as a table that adds up, with a few rows on the page, and are copied and saved whole", async () => {
    const { page } = await opened();
    const list = numbers(5_000);
    const began = Date.now();
    await look(page, list);
    await page.getByRole("heading", { name: /4,500 of 5,000 numbers found/ }).waitFor({ timeout: 60_000 });
    const tookMs = Date.now() - began;
    if (process.env.TALLYMAN_TIMES !== undefined) process.stderr.write(`5,000 numbers in ${tookMs} ms\n`);
    await page.getByText("adds up").waitFor();
    expect(await rowsOf(page)).toBe(200);
    await page.getByRole("button", { name: "200 of 5,000 shown. Show more" }).click();
    expect(await rowsOf(page)).toBe(400);
    await page.getByRole("heading").first().click();
    await page.keyboard.press("y");
    await page.getByText("Copied as a table").waitFor();
    const pasted = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const read = async (type: string) => (await item?.getType(type))?.text() ?? "";
      return { html: await read("text/html"), text: await read("text/plain") };
    });
    const lines = pasted.text.split("\n");
    expect(lines).toHaveLength(5_001);
    expect(lines[6]?.split("\t")[0]).toBe("'=1+1");
    expect(pasted.html.match(/<tr/g)).toHaveLength(5_001);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "As CSV" }).click();
    const csv = readFileSync(await (await saved).path(), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(csv).toHaveLength(5_001);
    expect(csv[6]).toMatch(/^"'=1\+1",order,/);
  });

  test("say how far they are, show what came, and go on after a break without asking twice", async () => {
    let open = 0;
    const waiting: (() => void)[] = [];
    const gate = (): Promise<void> => {
      if (open > 0) {
        open -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    };
    open = 700;
    const { tower, page } = await opened(gate);
    await look(page, numbers(1_500));
    await page.getByText("500 of 1,500 numbers looked up").waitFor();
    expect(await rowsOf(page)).toBe(200);
    expect(await page.getByRole("progressbar").getAttribute("value")).toBe("500");
    open = 1_000_000;
    for (const go of waiting.splice(0)) go();
    await page.getByRole("heading", { name: /of 1,500 numbers found/ }).waitFor();
    const asked = tower.reports.filter(
      ({ event, fields }) => event === "http.answered" && fields.route === "/api/v1/search",
    );
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});
