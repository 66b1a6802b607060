import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser } from "../browser/open.ts";
import { adminToken, type Server, until } from "./server.ts";

/** A page of the real server in a browser of its own profile. */
export interface Opened {
  readonly page: Page;
  /** What went wrong in the page since it was opened: errors on the console, thrown errors, breaches of the policy. */
  readonly faults: readonly string[];
  /** Throws when the document was loaded again since it was marked or opened. */
  sameDocument(): Promise<void>;
  /** Takes the document that stands now as the one that must stay. */
  mark(): Promise<void>;
}

/** How a page is opened. */
export interface Opening {
  readonly path?: string;
  /** False: nobody is signed in. */
  readonly signedIn?: boolean;
  readonly dark?: boolean;
  /** CSS pixels; a desk's otherwise. */
  readonly size?: { readonly width: number; readonly height: number };
  /** True: by fingers, on a device without a pointer. */
  readonly touch?: boolean;
  readonly compact?: boolean;
  /** True: in a browser that has notices. One file opens one browser, by its first page. */
  readonly whole?: boolean;
  /** Messages on the console that belong to the scenario. */
  readonly expects?: RegExp;
}

let browser: Browser | undefined;
const contexts: BrowserContext[] = [];

/** Closes every page, and the browser. */
export async function closeBrowser(): Promise<void> {
  for (const context of contexts.splice(0)) await context.close();
  await browser?.close();
  browser = undefined;
}

/** Opens a page of a server, by default the queue, signed in as the administrator. */
export async function openPage(server: Server, opening: Opening = {}): Promise<Opened> {
  browser ??= await openBrowser(opening.whole);
  const context = await browser.newContext({
    viewport: opening.size ?? { width: 1440, height: 900 },
    colorScheme: opening.dark === true ? "dark" : "light",
    hasTouch: opening.touch === true,
    isMobile: opening.touch === true,
    reducedMotion: "reduce",
  });
  if (opening.compact === true) await context.addInitScript(() => localStorage.setItem("tallyman.density", "compact"));
  contexts.push(context);
  if (opening.signedIn !== false) await signIn(context, server);
  const faults: string[] = [];
  await context.exposeBinding("breached", (_, text: string) => void faults.push(`policy: ${text}`));
  await context.addInitScript(() => {
    const told = window as unknown as { breached(text: string): void };
    document.addEventListener("securitypolicyviolation", (event) =>
      told.breached(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`thrown: ${error.message}`));
  page.on("console", (message) => {
    const text = `${message.text()} ${message.location().url}`;
    if (message.type() === "error" && opening.expects?.test(text) !== true) faults.push(`console: ${text}`);
  });
  const mark = () => page.evaluate(() => void Object.assign(window, { marked: true }));
  await page.goto(opening.path?.startsWith("http") ? opening.path : server.dashboard + (opening.path ?? "/queue"));
  await mark();
  return {
    page,
    faults,
    mark,
    async sameDocument() {
      if (!(await page.evaluate(() => "marked" in window))) throw new Error("the document was loaded again");
    },
  };
}

async function signIn(context: BrowserContext, server: Server): Promise<void> {
  const answer = await context.request.post(`${server.dashboard}/api/v1/session`, {
    data: { token: adminToken },
    headers: { origin: server.dashboard },
  });
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`);
}

/** The rows of a list, by their ids from the top. */
export const rowsOf = (page: Page): Promise<string[]> =>
  page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-row") ?? ""));

/** Waits until the live connection of a page stands. */
export const live = (page: Page): Promise<void> => page.getByText("Live", { exact: true }).first().waitFor();

/** The open exception about an object, once it is there. */
export const openAbout = (server: Server, kind: string, id: string) =>
  until(`an exception about ${kind} ${id}`, async () => {
    const found = await server.exceptions(`state=open&object=${encodeURIComponent(`${kind}/${id}`)}`);
    return found[0];
  });
