import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterEach, TestRunner } from "vitest";

/** Characters of a page that are told at most. */
const longest = 12_000;

const browsers = new Set<Browser>();
const told = new WeakSet<BrowserContext>();

const failed = (): boolean => TestRunner.getCurrentTest()?.result?.state === "fail";

/** Roles, names and texts of a page: what is open over it first, or it would be cut off. */
async function shownOn(page: Page): Promise<string> {
  const parts = [...(await page.getByRole("dialog").all()), page.locator("body")];
  const texts = await Promise.all(parts.map((part) => part.ariaSnapshot({ timeout: 2_000 })));
  return texts.join("\n").slice(0, longest);
}

/** Where a page stands, what has the focus, and what it shows; once a context. */
async function tell(context: BrowserContext): Promise<void> {
  if (told.has(context)) return;
  told.add(context);
  for (const page of context.pages()) {
    const focus = page.evaluate(() => /^<[^>]*>/.exec(document.activeElement?.outerHTML ?? "")?.[0] ?? "nothing");
    const [has, shows] = await Promise.all(
      [focus, shownOn(page)].map((one) => one.catch((error: Error) => error.message)),
    );
    console.error(
      `When "${TestRunner.getCurrentTest()?.name}" failed, ${page.url()} showed, with the focus on ${has}:\n${shows}`,
    );
  }
}

/** From now on a test that fails says what this browser's pages showed, before they are closed. */
export function tellWhenFailed(browser: Browser): Browser {
  browsers.add(browser);
  const make = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await make(options);
    const close = context.close.bind(context);
    context.close = async (why) => {
      if (failed()) await tell(context);
      await close(why);
    };
    return context;
  };
  return browser;
}

// Of pages that outlive their test.
afterEach(async () => {
  if (!failed()) return;
  for (const browser of browsers) for (const context of browser.contexts()) await tell(context);
});
