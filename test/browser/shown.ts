import type { Browser, BrowserContext } from "playwright-core";
import { afterEach, TestRunner } from "vitest";

/** Characters of a page that are told at most. */
const longest = 12_000;

const browsers = new Set<Browser>();
const told = new WeakSet<BrowserContext>();

const failed = (): boolean => TestRunner.getCurrentTest()?.result?.state === "fail";

/** Where a page stands, what has the focus, and its roles, names and texts; once a context. */
async function tell(context: BrowserContext): Promise<void> {
  if (told.has(context)) return;
  told.add(context);
  for (const page of context.pages()) {
    const focus = page.evaluate(() => /^<[^>]*>/.exec(document.activeElement?.outerHTML ?? "")?.[0] ?? "nothing");
    const text = page.locator("body").ariaSnapshot({ timeout: 2_000 });
    const [has, shows] = await Promise.all([focus, text].map((one) => one.catch((error: Error) => error.message)));
    console.error(
      `When "${TestRunner.getCurrentTest()?.name}" failed, ${page.url()} showed, with the focus on ${has}:\n${shows?.slice(0, longest)}`,
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
