import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPage, openBrowser } from "../browser/open.ts";
import { wcag } from "../browser/wcag.ts";
import { type ScreensMock, serveScreens } from "./screens/serve.ts";

let browser: Browser;
let dist: string;
let removeDist: () => void = () => undefined;
let mock: ScreensMock | null = null;
let opened: Page | null = null;

beforeAll(async () => {
  const built = await buildPage();
  dist = built.dist;
  removeDist = built.remove;
  browser = await openBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  removeDist();
});
afterEach(async () => {
  await opened?.context().close();
  await mock?.close();
  opened = null;
  mock = null;
});

interface Showing {
  readonly width?: number;
  readonly touch?: boolean;
  readonly compact?: boolean;
}

async function show({ width = 1440, touch = false, compact = false }: Showing = {}): Promise<{
  readonly page: Page;
  readonly server: ScreensMock;
}> {
  const server = await serveScreens({ dist, intake: "fine" });
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const page = await context.newPage();
  mock = server;
  opened = page;
  if (compact) await page.addInitScript(() => localStorage.setItem("tallyman.density", "compact"));
  await page.goto(`${server.url}/errors`);
  await page.getByRole("table", { name: "Faults" }).waitFor();
  return { page, server };
}

/** The group about labels, opened. */
async function label(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /postcode/ })
    .first()
    .click();
  await page.getByRole("heading", { name: "How it is told apart" }).waitFor();
}
const pick = (page: Page, words: RegExp) => page.getByRole("checkbox", { name: words }).first().check();

const views: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ["the list", async () => undefined],
  ["one of them", label],
  [
    "a draft",
    async (page) => {
      await label(page);
      await page.getByRole("button", { name: "Change, try on the last day" }).click();
      await page.getByText("adds up").waitFor();
    },
  ],
];

describe("groups of errors", () => {
  it("begin with what is new, say what changed before it, and tie to the queue", async () => {
    const { page } = await show();
    const first = page.getByRole("row").nth(1);
    await first.getByText("new", { exact: true }).waitFor();
    const row = page.getByRole("row").filter({ hasText: "postcode" }).first();
    await row.getByText(/went to 2026\.11\.3, 8 min before/).waitFor();
    await page.getByText("ties to the queue").waitFor();
    await page.keyboard.press("y");
    await page.getByText(/^Copied \d+ lines$/).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split("\n").find((line) => line.includes("postcode"))).toContain("8 min before");
    expect(await page.locator("footer").first().innerText()).toMatch(/^\d+( \+ \d+)+ = \d+/);
  });

  it("show what is more often here than elsewhere, and never call a change the cause", async () => {
    const { page } = await show();
    await label(page);
    const more = page.getByRole("region", { name: "More often than elsewhere" });
    const carrier = more.getByRole("row").filter({ hasText: "carrier CORVUS" });
    await carrier.getByText("100 %").or(carrier.getByText("100%")).first().waitFor();
    await carrier.getByText("only here").waitFor();
    const suspected = page.getByRole("region", { name: "Suspected change" });
    expect(await suspected.innerText()).toContain("That it is the cause is not said.");
  });

  it("are walked by j and k, picked by x and merged by m", async () => {
    const { page } = await show();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("m");
    expect(await page.getByRole("complementary", { name: "How they are told apart" }).count()).toBe(0);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "Merge 2" }).waitFor();
    await page.keyboard.press("m");
    const draft = page.getByRole("complementary", { name: "How they are told apart" });
    await draft.getByText("adds up").waitFor();
    expect(
      await draft
        .getByRole("group")
        .filter({ has: page.getByLabel("They say") })
        .count(),
    ).toBe(2);
    await page.keyboard.press("Escape");
    await draft.waitFor({ state: "detached" });
  });

  it("are tried as one on the last day, with the lines for the network file to copy", async () => {
    const { page } = await show();
    await pick(page, /postcode/);
    await pick(page, /Pick not confirmed/);
    await page.getByRole("button", { name: "Merge 2" }).click();
    const draft = page.getByRole("complementary", { name: "How they are told apart" });
    await draft.getByLabel("Name of the group").fill("Labels and picks");
    await draft.getByRole("button", { name: "Try on the last day" }).click();
    await draft
      .getByText(/→ Labels and picks/)
      .first()
      .waitFor();
    await draft.getByRole("button", { name: /^Copy: Change of network.yaml/ }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Labels and picks");
    await draft.getByRole("button", { name: "Make it live" }).click();
    await page.getByRole("dialog", { name: "Tell them apart like this?" }).waitFor();
  });

  it("are split by s, by what their members differ in", async () => {
    const { page } = await show();
    await page
      .getByRole("button", { name: /Pick not confirmed: nothing from ATL/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Split" }).and(page.locator(":enabled")).waitFor();
    await page.keyboard.press("s");
    const draft = page.getByRole("complementary", { name: "How they are told apart" });
    await draft
      .getByText(/→ .*carrier FEDEX/)
      .first()
      .waitFor();
    expect(await draft.getByLabel("Split by").inputValue()).toBe("carrier");
    await draft.getByLabel("Split by").selectOption("");
    await draft.getByRole("button", { name: "Try on the last day" }).click();
    await draft.getByText("nothing moves").waitFor();
  });

  it("say why a rule was not tried, and what is old", async () => {
    const { page, server } = await show();
    await label(page);
    server.fail("/errors");
    await page.getByRole("button", { name: "Change, try on the last day" }).click();
    await page.getByText("It was not tried: The store is busy.").waitFor();
    await page.getByText(/As of \d\d:\d\d: not read again since\. The store is busy\./).waitFor({ timeout: 40_000 });
    await page
      .getByRole("button", { name: /postcode/ })
      .first()
      .waitFor();
    server.fail("");
    await page
      .getByRole("button", { name: /again|Retry/i })
      .first()
      .click();
    await page.getByText(/not read again since/).waitFor({ state: "detached" });
  }, 60_000);

  it.each(views)(
    "%s: no violation of WCAG 2.2 AA in both themes and densities, and 320 pixels are enough",
    async (_name, lead) => {
      for (const compact of [false, true]) {
        const { page, server } = await show({ compact });
        await lead(page);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await wcag(page)).toEqual([]);
        }
        await page.setViewportSize({ width: 320, height: 700 });
        const beyond = () =>
          page.evaluate(() => {
            const main = document.querySelector("main");
            return [document.documentElement.scrollWidth, (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0)];
          });
        await expect.poll(beyond).toEqual([320, 0]);
        await page.context().close();
        await server.close();
      }
    },
    60_000,
  );

  it("are reached by a finger: 44 pixels for each box and button", async () => {
    const { page } = await show({ width: 390, touch: true });
    const small = (): Promise<readonly string[]> =>
      page.locator("main").evaluate((main) => {
        const found: string[] = [];
        for (const one of main.querySelectorAll<HTMLElement>("button, input[type='checkbox'], select")) {
          const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
          if (width > 0 && (width < 44 || height < 44))
            found.push(`${one.ariaLabel ?? one.textContent}: ${width} × ${height}`);
        }
        return found;
      });
    expect(await small()).toEqual([]);
    await label(page);
    expect(await small()).toEqual([]);
  });
});
