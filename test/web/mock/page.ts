import { mkdirSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { vi } from "vitest";
import { buildPage, openBrowser } from "../../browser/open.ts";
import { type Mock, type MockOptions, serveMock } from "./serve.ts";

/** Where pictures of what was seen are left. */
export const pictures = new URL("../../.artifacts/web/", import.meta.url).pathname;

/** How the page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly touch?: boolean;
  readonly compact?: boolean;
}

/** A browser with the built page, and one page at a time over a mock of its own. */
export interface Stage {
  open(
    path: string,
    look?: Look,
    options?: Partial<MockOptions>,
  ): Promise<{ readonly page: Page; readonly mock: Mock }>;
  /** Faults that the page told since it was opened. */
  faults(): readonly string[];
  /** Folder of the built page. */
  dist(): string;
  /** Ends the page and its mock. */
  clear(): Promise<void>;
  end(): Promise<void>;
}

/** Opens a browser and builds the page as it is served. */
export async function openStage(): Promise<Stage> {
  mkdirSync(pictures, { recursive: true });
  // The tests' own environment would give the slow build of React.
  vi.stubEnv("NODE_ENV", "production");
  const [browser, built]: [Browser, Awaited<ReturnType<typeof buildPage>>] = await Promise.all([
    openBrowser(),
    buildPage(),
  ]);
  let mock: Mock | undefined;
  let context: BrowserContext | undefined;
  let faults: string[] = [];
  const clear = async (): Promise<void> => {
    await context?.close();
    await mock?.close();
    context = undefined;
    mock = undefined;
  };
  return {
    faults: () => faults,
    dist: () => built.dist,
    clear,
    async open(path, look = {}, options = {}) {
      mock = await serveMock({ dist: built.dist, ...options });
      context = await browser.newContext({
        viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
        colorScheme: look.dark === true ? "dark" : "light",
        hasTouch: look.touch === true,
        isMobile: look.touch === true,
        reducedMotion: "reduce",
      });
      if (look.compact === true) {
        await context.addInitScript(() => localStorage.setItem("tallyman.density", "compact"));
      }
      const page = await context.newPage();
      faults = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
          faults.push(message.text());
      });
      await page.goto(mock.url + path);
      return { page, mock };
    },
    async end() {
      await clear();
      await browser.close();
      built.remove();
    },
  };
}

/** Ids of the rows that are drawn, in their order. */
export const rowsOf = (page: Page): Promise<string[]> =>
  page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row") ?? ""));

/** Where a row stands, CSS pixels from the top of the page. */
export const topOf = async (page: Page, id: string): Promise<number> =>
  (await page.locator(`[data-row="${id}"]`).boundingBox())?.y ?? Number.NaN;
