import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { buildPage, openBrowser } from "../../browser/open.ts";
import { type BuildingMock, serveBuilding } from "./building.ts";

/** How a page is looked at; `empty`: by a company without a building; `unheard`: before any source was heard. */
interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly touch?: boolean;
  readonly empty?: boolean;
  readonly unheard?: boolean;
}

/** A page before a server of its own, and what the page threw. */
export interface InBrowser {
  readonly open: (path: string, look?: Look) => Promise<{ readonly page: Page; readonly mock: BuildingMock }>;
  readonly faults: () => readonly string[];
}

/** Builds the page and opens a browser for the tests of a file; each test's page and server end with it. */
export function inBrowser(): InBrowser {
  let browser: Browser;
  let built: Awaited<ReturnType<typeof buildPage>>;
  let mock: BuildingMock | undefined;
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
  return {
    faults: () => faults,
    open: async (path, look = {}) => {
      mock = await serveBuilding({ dist: built.dist, empty: look.empty === true, unheard: look.unheard === true });
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
      await page.goto(mock.url + path);
      return { page, mock };
    },
  };
}

/** What has the focus, as a screen reader names it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
