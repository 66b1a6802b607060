import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { endAll, type serve } from "../http/harness.ts";
import { buildPage, openBrowser } from "./open.ts";

/** A page that is signed in, and what went wrong in it. */
export interface SignedIn {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** One browser and one built page for the tests of a file; each test ends with what it opened and served. */
export function inBrowserSignedIn(): {
  /** Where the built page lies. */
  dist(): string;
  /** Signs in at a tower; what was opened before is closed. */
  signIn(tower: Pick<Awaited<ReturnType<typeof serve>>, "serving">, look?: BrowserContextOptions): Promise<SignedIn>;
} {
  let browser: Browser;
  let built: Awaited<ReturnType<typeof buildPage>>;
  let context: BrowserContext | null = null;

  beforeAll(async () => {
    vi.stubEnv("NODE_ENV", "production");
    [browser, built] = await Promise.all([openBrowser(), buildPage()]);
  });
  afterEach(async () => {
    await context?.close();
    context = null;
    await endAll();
  });
  afterAll(async () => {
    await browser.close();
    built.remove();
  });

  return {
    dist: () => built.dist,
    async signIn({ serving }, look = {}) {
      await context?.close();
      context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: "reduce",
        ...look,
      });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      await page.goto(serving.signInLink().url);
      await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
      return { page, faults };
    },
  };
}
