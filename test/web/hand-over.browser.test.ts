import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SinceRow } from "../../server/wire/index.ts";
import { buildPage, openBrowser } from "../browser/open.ts";
import { wcag } from "../browser/wcag.ts";
import { type DeskMock, serveDesk } from "./screens/desk.ts";

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let mock: DeskMock | undefined;
let context: BrowserContext | undefined;

beforeAll(async () => {
  [browser, built] = await Promise.all([openBrowser(), buildPage()]);
});
afterAll(async () => {
  await browser?.close();
  built?.remove();
});
afterEach(async () => {
  await context?.close();
  await mock?.close();
  context = undefined;
  mock = undefined;
});

async function open(
  path: string,
  look: {
    readonly width?: number;
    readonly touch?: boolean;
    readonly dark?: boolean;
    readonly giver?: string;
    readonly since?: Partial<SinceRow>;
  } = {},
): Promise<{ page: Page; mock: DeskMock }> {
  const { width = 1440, touch = false, dark = false, ...world } = look;
  mock = await serveDesk({ dist: built.dist, ...world });
  context = await browser.newContext({
    viewport: { width, height: 900 },
    hasTouch: touch,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(mock.url + path);
  return { page, mock };
}

describe("a hand-over", () => {
  it("is asked back without accepting; who asked, when and what was answered stands in the list", async () => {
    const { page, mock } = await open("/hand-over");
    const questions = page.getByRole("list", { name: "Questions before accepting" });
    await questions.getByText("Is the pallet for door 6 still held back?").waitFor();
    expect(await questions.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringMatching(/^J\. Sato asks: Is the pallet .+ 14:29\s+M\. Ortiz answers: Yes, until .+ 14:30$/),
      expect.stringMatching(/^J\. Sato asks: Who has the key of the rack\? 14:31\s+M\. Ortiz has not answered yet\.$/),
    ]);
    // To answer is the giver's alone.
    expect(await page.getByRole("button", { name: "Answer" }).count()).toBe(0);
    await page.keyboard.press("q");
    const field = page.getByLabel("Your question to M. Ortiz");
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await page.getByRole("button", { name: "Ask", exact: true }).isDisabled()).toBe(true);
    expect(await wcag(page)).toEqual([]);
    await page.keyboard.press("Escape");
    const button = page.getByRole("button", { name: "Ask back" });
    await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press("q");
    await field.fill("  Which of the two is urgent? ");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("Asked. The answer of M. Ortiz will stand here.").waitFor();
    await questions.getByText("Which of the two is urgent?").waitFor();
    // Nothing was accepted by it, and it can be accepted as before.
    expect(mock.asked).toEqual(['POST /hand-overs/H-7/questions {"text":"Which of the two is urgent?"}']);
    await page.getByRole("button", { name: "Accept hand-over, 2 causes" }).waitFor();
    mock.refuse("/hand-overs/H-7/questions");
    await button.click();
    await field.fill("Once more?");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await page.getByText("It was not asked: It changed since it was seen.").waitFor();
    expect(await field.inputValue()).toBe("Once more?");
  });

  it("is answered on the same page by who gave it; once all is accepted nothing more is asked", async () => {
    const { page, mock } = await open("/hand-over", { giver: "Iris Okafor", width: 320, touch: true });
    await page.getByRole("button", { name: "Ask back" }).click();
    expect(await wcag(page)).toEqual([]);
    for (const name of ["Answer", "Ask", "Cancel"]) {
      const box = await page.getByRole("button", { name, exact: true }).boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320);
    }
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByLabel("Your answer to question 2").fill("The manager.");
    await page.keyboard.press("Enter");
    await page.getByText("Iris Okafor answers: The manager.").waitFor();
    expect(mock.asked).toEqual(['POST /hand-overs/H-7/questions/2/answer {"text":"The manager."}']);
    expect(await page.getByRole("button", { name: "Answer" }).count()).toBe(0);
    await page.getByRole("button", { name: "Accept hand-over, 2 causes" }).click();
    await page.getByText("3 accepted. They ring you now.").waitFor();
    await page.getByRole("button", { name: "Ask back" }).waitFor({ state: "detached" });
    await page.getByText("The manager.").waitFor();
  });
});

describe("the shift that is handed over", () => {
  const lines = (page: Page) => page.getByRole("region", { name: "Since 06:00" });

  it("is told in counts that open what they count", async () => {
    const { page } = await open("/hand-over");
    await lines(page).getByText("Early shift").waitFor();
    expect(await lines(page).locator("ul > li").locator("summary, :scope > span").allInnerTexts()).toEqual([
      "Accepted from the night lead 06:02, 4 open",
      "9 cleared, each outcome seen",
      "1 closed by hand, outcome not seen",
      "6 saved before their departure",
      "2 missed 13:30, both now on 16:30",
      "3 missed 14:00, 2 now on 16:30, 1 with no later departure recorded",
    ]);
    const saved = lines(page).getByText("6 saved before their departure");
    await saved.click();
    const documents = lines(page).locator("details[open]").getByRole("link");
    expect(await documents.allInnerTexts()).toHaveLength(6);
    expect(await documents.first().getAttribute("href")).toBe("/o/order/SO-10300");
    await lines(page).getByText("9 cleared").click();
    await lines(page).getByRole("link", { name: "SO-10400 · X-900" }).waitFor();
    expect(
      await lines(page)
        .getByRole("link", { name: /Accepted from/ })
        .getAttribute("href"),
    ).toContain("h=H-5");
    await lines(page)
      .getByRole("link", { name: /2 missed 13:30/ })
      .click();
    await page.waitForURL(/departures\?.*d=/);
    const { searchParams } = new URL(page.url());
    expect([searchParams.get("site"), searchParams.get("day")]).toEqual(["ATL", "2026-11-19"]);
  });

  it.each([
    ["light", false],
    ["dark", true],
  ] as const)("opens under a finger at 320 pixels, %s, without a violation of WCAG 2.2 AA", async (_name, dark) => {
    const { page } = await open("/hand-over", { width: 320, touch: true, dark });
    const saved = lines(page).locator("summary").last();
    expect((await saved.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await saved.tap();
    await lines(page).getByRole("link", { name: "SO-10305" }).waitFor();
    // Nothing of it is cut off or lies over another: what is last stands below what is opened.
    const [last, opened] = await Promise.all([
      lines(page)
        .getByRole("link", { name: /3 missed/ })
        .boundingBox(),
      lines(page).locator("details[open]").boundingBox(),
    ]);
    expect(last?.y).toBeGreaterThanOrEqual((opened?.y ?? 0) + (opened?.height ?? 9_999));
    expect(await page.locator("main aside").evaluate((one) => one.scrollHeight - one.clientHeight)).toBe(0);
    expect(await wcag(page)).toEqual([]);
    const beyond = await lines(page).evaluate(
      (section) => [...section.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > 321).length,
    );
    expect(beyond).toBe(0);
  });

  it("is opened by keys", async () => {
    const { page } = await open("/hand-over");
    await lines(page).locator("summary").first().focus();
    await page.keyboard.press("Enter");
    await lines(page).getByRole("link", { name: "SO-10408 · X-908" }).waitFor();
  });

  it("says what is unknown and why, leaves out what nobody closed by hand, and opens no 0", async () => {
    const { page } = await open("/hand-over", {
      since: {
        begins: "day",
        shift: null,
        accepted: [],
        cleared: { count: 0, documents: [] },
        byHand: { count: 0, documents: [] },
        saved: null,
        missed: null,
        silent: "wms-atl",
      },
    });
    await lines(page).getByText("From the beginning of the shipping day").waitFor();
    expect(await lines(page).getByRole("listitem").allInnerTexts()).toEqual([
      "0 cleared with the outcome seen",
      "Saved: unknown, wms-atl is silent",
      "Missed: unknown, wms-atl is silent",
    ]);
    expect(await lines(page).locator("summary, a").count()).toBe(0);
  });

  it("that cannot be read says so, and is asked again", async () => {
    const { page, mock } = await open("/routing");
    await page.getByText("97.0 % owned by rule").first().waitFor();
    mock.refuse("/hand-overs/H-7/since");
    await page.getByRole("button", { name: /^You:/ }).click();
    await page.getByRole("menuitem", { name: "Hand-over" }).click();
    await page.getByText("What happened in it could not be read: It changed since it was seen.").waitFor();
    await page.getByRole("button", { name: "Accept hand-over, 2 causes" }).waitFor();
    mock.refuse("");
    await page.getByRole("region", { name: "In the shift before" }).getByRole("button").click();
    await lines(page).getByText("9 cleared, each outcome seen").waitFor();
  });
});
