import { mkdirSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { buildPage, openBrowser } from "../../browser/open.ts";
import { type FloorMock, serveFloor } from "./floor.ts";

const pictures = new URL("../../.artifacts/web/", import.meta.url).pathname;

/** How a page is looked at. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly touch?: boolean;
  readonly signedIn?: boolean;
  /** Lets a test move the page's clock. */
  readonly clock?: boolean;
  /** Done to the server before the page is opened. */
  readonly before?: (mock: FloorMock) => void;
  /** Runs in the page before anything of it. */
  readonly script?: () => void;
}

/** A page of the floor or the wall, and the server behind it. */
export interface Opened {
  readonly page: Page;
  readonly mock: FloorMock;
  /** What the page threw or complained of. */
  readonly faults: readonly string[];
}

/** Opens pages in one browser with one build, and closes each after its test. Call once in a file, outside of tests. */
export function inBrowser(): (path: string, look: Look) => Promise<Opened> {
  let browser: Browser;
  let built: Awaited<ReturnType<typeof buildPage>>;
  const mocks: FloorMock[] = [];
  const contexts: BrowserContext[] = [];
  // A browser on a busy machine is slow; a fault is not.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    // As it is served: the tests' own environment would give the slow build of React.
    vi.stubEnv("NODE_ENV", "production");
    [browser, built] = await Promise.all([openBrowser(), buildPage()]);
  });
  afterAll(async () => {
    await browser?.close();
    built?.remove();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    for (const mock of mocks.splice(0)) await mock.close();
  });
  return async (path, look) => {
    const mock = await serveFloor({ dist: built.dist, signedIn: look.signedIn !== false });
    mocks.push(mock);
    look.before?.(mock);
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.height },
      hasTouch: look.touch === true,
      isMobile: look.touch === true,
      reducedMotion: "reduce",
    });
    contexts.push(context);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text()))
        faults.push(message.text());
    });
    if (look.script !== undefined) await page.addInitScript(look.script);
    if (look.clock === true) await page.clock.install();
    await page.goto(mock.url + path);
    return { page, mock, faults };
  };
}

/** Keeps a picture beside the test's other artefacts. */
export const picture = (page: Page, name: string): Promise<unknown> =>
  page.screenshot({ path: `${pictures}${name}.png` });
