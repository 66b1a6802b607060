import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPage, openBrowser } from "../browser/open.ts";
import { wcag } from "../browser/wcag.ts";
import { type DeskMock, serveDesk } from "./screens/desk.ts";

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let mock: DeskMock | undefined;
let context: BrowserContext | undefined;
let faults: string[] = [];

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
  look: { readonly width?: number; readonly height?: number; readonly touch?: boolean; readonly empty?: boolean } = {},
): Promise<{ page: Page; mock: DeskMock }> {
  const server = await serveDesk({ dist: built.dist, empty: look.empty === true });
  mock = server;
  context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    hasTouch: look.touch === true,
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(server.url + path);
  return { page, mock: server };
}

/** Each page, and a text that stands on it once it is there. */
const pages: readonly (readonly [name: string, path: string, text: string, empty: boolean])[] = [
  ["Routing", "/routing", "97.0 % owned by rule", false],
  ["Routing of an exception", "/routing?x=X-1", "Who has it, and when", false],
  ["Rota", "/routing?tab=rota", "On duty around the clock", false],
  ["Suggestions", "/routing?tab=suggestions", "They said", false],
  ["Planned quiet", "/routing?tab=quiet", "upgrade of the WMS", false],
  ["Routing with nothing", "/routing?tab=suggestions", "Nothing was given back", true],
  ["Hand-over", "/hand-over", "2 causes, 2 held up", false],
  ["Hand-over with nothing", "/hand-over", "Nothing waits for you", true],
  ["Handing over", "/hand-over?give=1", "Hand over what is open", false],
];

const sizes = [
  ["desktop", 1440, 900, false],
  ["phone", 390, 844, true],
] as const;

describe("every page", () => {
  it.each(pages)(
    "%s: no violation of WCAG 2.2 AA in either theme at either size, and 320 pixels are enough",
    async (_name, path, text, empty) => {
      const found: string[] = [];
      for (const [size, width, height, touch] of sizes) {
        const { page } = await open(path, { width, height, touch, empty });
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await page.getByText(text).first().waitFor();
          for (const one of await wcag(page)) found.push(`${size} ${colorScheme} ${one}`);
        }
        if (size === "phone") {
          await page.setViewportSize({ width: 320, height: 700 });
          await page.getByText(text).first().waitFor({ state: "attached" });
          const beyond = () =>
            page.evaluate(() =>
              [...document.querySelectorAll<HTMLElement>("main *")]
                .filter((one) => one.closest("[data-scrolls], pre, [tabindex='0']") === null)
                .filter(
                  (one) => one.getBoundingClientRect().right > 321 && getComputedStyle(one).position !== "absolute",
                )
                .slice(0, 5)
                .map((one) => `${one.tagName} ${one.className} ${one.textContent?.slice(0, 40)}`),
            );
          await expect.poll(beyond).toEqual([]);
        }
        expect(faults).toEqual([]);
        await context?.close();
        await mock?.close();
      }
      expect(found).toEqual([]);
    },
  );
});

describe("Routing", () => {
  it("says how much is owned by rule, and lists the rules in order, the last one naming who has the rest", async () => {
    const { page } = await open("/routing");
    await page.getByText("97.0 % owned by rule, 3.0 % by fallback").waitFor();
    const list = page.getByRole("list", { name: "Rules in the order in which they are tried" });
    expect(await list.getByRole("listitem").locator("b").allTextContents()).toEqual([
      "Partner reno or savannah",
      "Did not come",
      "Source silent",
      "Atlanta, failed or did not come",
      "Everything else",
    ]);
    await list.getByText("take in 10 min, then Iris Okafor").first().waitFor();
    // From the rail one comes here by Connect.
    expect(await page.getByRole("link", { name: "Connect" }).first().getAttribute("aria-current")).toBe("page");
  });

  it("explains a real exception and made-up facts, in words", async () => {
    const { page, mock } = await open("/routing");
    await page.getByLabel("Which exception").fill("1042");
    await page.getByRole("button", { name: "Explain" }).click();
    await page.waitForURL(/x=X-1042/);
    const lines = page.getByRole("list", { name: "Each rule and what became of it" });
    await lines.getByText("warehouse is ATL, kind is failed").waitFor();
    await lines.getByText("not asked, 1 did not match").waitFor();
    await lines.getByText("not asked, 3 has it").waitFor();
    expect(await lines.getByRole("img").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")))).toEqual(
      ["Did not match", "Not asked", "Did not match", "Matched", "Not asked"],
    );
    await page.getByText("nobody on shift").first().waitFor();
    await page.getByText("not taken in 10 min: Iris Okafor, Integration on-call").waitFor();
    await page.getByText("Made-up facts").click();
    await page.getByRole("region", { name: "Why" }).getByLabel("Site").selectOption("EWR");
    await expect
      .poll(() => mock.asked.some((one) => one.includes('"facts":{"kind":"failed-event","warehouse":"EWR"}')))
      .toBe(true);
  });

  it("tries a suggestion on past exceptions, adds up, and makes it live after a question", async () => {
    const { page, mock } = await open("/routing?tab=suggestions");
    await page.getByText("3 times by 2 people").waitFor();
    await page.getByRole("button", { name: "Try this rule" }).click();
    await page.getByRole("button", { name: "Try on the last 30 days" }).click();
    await page.getByText("31 + 7 + 1,166 = 1,204").waitFor();
    await page.getByText("adds up").waitFor();
    await page.getByText("99.6 %").waitFor();
    await page.getByRole("button", { name: "Copy 2 lines" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
      "31\tIntegration on-call, by rule 4\tCredit desk, by rule 1",
    );
    await page.getByRole("button", { name: "Make it live" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("It is put before all others in network.yaml.").waitFor();
    await dialog.getByRole("button", { name: "Make it live" }).click();
    await page.getByText("Written to network.yaml.").waitFor();
    expect(mock.asked.at(-1)).toBe(
      `POST /network/adoptions ${JSON.stringify({ text: "company: {}\n", against: "a".repeat(64) })}`,
    );
  });

  it("a rule is written by hand, and what is refused is said", async () => {
    const { page, mock } = await open("/routing");
    await page.getByText("A rule to try").click();
    await page.locator("details").getByLabel("Site").selectOption("EWR");
    await page.getByLabel("Then it is of").selectOption("credit-desk");
    await page.getByRole("button", { name: "Use this rule" }).click();
    await page.getByText("with a draft, not live").waitFor();
    mock.refuse("/network/adoptions");
    await page.getByRole("button", { name: "Make it live" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make it live" }).click();
    await page.getByText("Nothing was written: It changed since it was seen.").waitFor();
  });

  it("the rota says who has it now, and walks by weeks", async () => {
    const { page } = await open("/routing?tab=rota");
    await page
      .getByRole("row", { name: /ATL dock leads/ })
      .getByText("L. Santos")
      .first()
      .waitFor();
    await page
      .getByRole("row", { name: /AR finance/ })
      .getByText("Nobody on shift")
      .waitFor();
    await page.getByRole("button", { name: "A week later" }).click();
    await page.waitForURL(/week=2026-11-26/);
  });

  it("quiet is planned and ended", async () => {
    const { page, mock } = await open("/routing?tab=quiet");
    await page.getByLabel("Source", { exact: true }).selectOption("erp");
    await page.getByRole("textbox", { name: "Why" }).fill("month end");
    await page.getByRole("button", { name: "Plan quiet" }).click();
    await page.getByText("Iris Okafor: month end").waitFor();
    await page.getByRole("button", { name: "End now" }).click();
    await page.getByText(/ended .* by Iris Okafor/).waitFor();
    expect(mock.asked.at(-1)).toBe("DELETE /quiets/Q-12 {}");
  });

  it("is driven by keys alone", async () => {
    const { page } = await open("/routing");
    await page.getByText("Choose an exception").waitFor();
    await page.keyboard.press("]");
    await page.waitForURL(/tab=rota/);
    await page.getByRole("tab", { name: "Rota" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("They said").waitFor();
  });
});

describe("Hand-over", () => {
  it("says what needs one first, what was done and is next, and takes all or some", async () => {
    const { page, mock } = await open("/hand-over");
    await page.getByRole("heading", { name: /2 causes, 2 held up\. One needs you before/ }).waitFor();
    await page.getByText("Labels are the only thing.").waitFor();
    await page.getByText("pallet for door 6 held back").first().waitFor();
    await page.getByRole("heading", { name: /Told, not seen/ }).waitFor();
    await page.getByText("Until then they ring M. Ortiz").waitFor();
    // Two of one cause are one line, and chosen together.
    await page.getByText("2 orders").waitFor();
    await page.getByText("SO-10423, SO-10431").waitFor();
    await page.getByRole("checkbox").first().uncheck();
    await page.getByRole("button", { name: "Accept 1 of 2" }).click();
    await page.getByText("1 accepted. They ring you now.").waitFor();
    await page.getByRole("button", { name: "Accept hand-over, 1 cause" }).waitFor();
    expect(mock.asked.filter((one) => one.startsWith("POST /hand-overs/H-7/accept"))).toHaveLength(1);
  });

  it("says what is not in the list, and how the building stood when it was handed over", async () => {
    const { page } = await open("/hand-over");
    const not = page.getByRole("region", { name: "Not handed over" });
    await not.getByText(/^20 on hold: .+\. No clock runs\.$/).waitFor();
    const others = await not.getByRole("link").allInnerTexts();
    expect(others.length).toBeGreaterThan(1);
    for (const text of others.slice(1)) expect(text).toMatch(/: .+ has it\.$|more that/);
    await page
      .getByText(
        /tally at hand-over, .+: 1,884 = 1,192 shipped \+ 643 on the floor \+ 16 blocked \+ 20 on hold \+ 13 cancelled/,
      )
      .waitFor();
    await page.getByText("adds up").waitFor();
  });

  it("is accepted by a key, and copied as a table", async () => {
    const { page, mock } = await open("/hand-over");
    await page.getByRole("button", { name: "Accept hand-over, 2 causes" }).waitFor();
    await page.keyboard.press("y");
    await page.getByText("Copied").waitFor();
    expect((await page.evaluate(() => navigator.clipboard.readText())).split("\n").length).toBeGreaterThanOrEqual(3);
    await page.keyboard.press("A");
    await page.getByText("3 accepted. They ring you now.").waitFor();
    await page.getByRole("heading", { name: "All of it is taken over." }).waitFor();
    await page.getByText("3 accepted. They ring you now.").waitFor();
    expect(mock.asked.filter((one) => one.startsWith("POST")).at(-1)).toMatch(
      /^POST \/hand-overs\/H-7\/accept .*"ids":\["X-/,
    );
  });

  it("hands over what is chosen, with a note; what is refused is said", async () => {
    const { page, mock } = await open("/hand-over");
    await page.getByText("Hand over", { exact: true }).click();
    await page.getByLabel("To", { exact: true }).selectOption("ar-finance");
    await page.getByLabel("A note for them").fill("all quiet");
    await page.getByRole("checkbox").nth(1).uncheck();
    await page.getByRole("button", { name: "Hand over 5" }).click();
    await page.getByText(/handed over to AR finance\. It stays with you until they accept it\./).waitFor();
    const sent = JSON.parse((mock.asked.at(-1) ?? "").replace("POST /hand-overs ", ""));
    expect(sent).toMatchObject({ to: { team: "ar-finance" }, note: "all quiet" });
    expect(sent.ids).toHaveLength(5);
    mock.refuse("/hand-overs");
    await page.getByRole("button", { name: "Hand over 5" }).click();
    await page.getByText("Nothing was handed over: It changed since it was seen.").waitFor();
  });

  it("is reached from one's own menu", async () => {
    const { page } = await open("/routing");
    await page.getByRole("button", { name: /^You:/ }).click();
    await page.getByRole("menuitem", { name: "Hand-over" }).click();
    await page.waitForURL(/hand-over/);
  });
});
