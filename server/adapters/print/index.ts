import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Printed, PrintedPage, Printer } from "../../ports/index.ts";
import { type BrowserCall, callsOver } from "./pipe.ts";

/** Programs that print, the quickest first. */
const programs = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser that prints: the one that is named, by its path or where programs are, else the first that is there; null for none. */
export function findBrowser(named: string | null, path: string): string | null {
  const places = path.split(delimiter).filter((place) => place !== "");
  const runs = (file: string): boolean => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const found = (name: string): string | undefined =>
    isAbsolute(name) ? [name].find(runs) : places.map((place) => join(place, name)).find(runs);
  for (const name of named === null ? programs : [named]) {
    const file = found(name);
    if (file !== undefined) return file;
  }
  return null;
}

export interface PrinterParts {
  /** Path of the browser's program. */
  readonly program: string;
  /** Where programs are: all that the browser is told of our environment. */
  readonly path: string;
  /** Our own address on this machine, as `http://127.0.0.1:8080`. */
  readonly address: () => string;
  /** Milliseconds that one print may take; 30 s when not given. */
  readonly within?: number;
}

/** Another attempt may go better: the machine was busy, or the page was. */
const failure = (code: string, message: string): PrintedPage => ({
  ok: false,
  fault: { class: "retryable", code, message, retryAfterMs: 60_000 },
});

const lookEvery = 100;
const a4 = { paperWidth: 8.27, paperHeight: 11.69 };

/** Prints through a browser without a window, started for each page and killed after it. */
export function createPrinter(parts: PrinterParts): Printer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    print(page) {
      const mine = last.then(() => printed(parts, page));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function printed(parts: PrinterParts, page: Printed): Promise<PrintedPage> {
  const profile = await mkdtemp(join(tmpdir(), "tallyman-print-"));
  const browser = start(parts, profile);
  const gone = new Promise<void>((resolve) => browser.once("close", () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PrintedPage>((resolve) => {
    timer = setTimeout(
      () => resolve(failure("print-slow", "The browser took too long to print the page.")),
      parts.within ?? 30_000,
    );
  });
  const never = new Promise<PrintedPage>((resolve) =>
    browser.once("error", (error) => resolve(failure("no-browser", `The browser cannot be started: ${error.message}`))),
  );
  const calls = callsOver(browser.stdio[3] as Writable, browser.stdio[4] as Readable);
  try {
    const made = pdfOf(calls, parts.address(), page).then(
      (value): PrintedPage => ({ ok: true, value }),
      (error: unknown): PrintedPage => failure("print-failed", `The page was not printed: ${String(error)}`),
    );
    return await Promise.race([made, late, never]);
  } finally {
    clearTimeout(timer);
    kill(browser);
    if (browser.pid !== undefined) await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts it in a group of its own, so that what it starts ends with it. */
function start({ program, path, address }: PrinterParts, profile: string): ChildProcess {
  const { hostname } = new URL(address());
  const options = [
    "--headless",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    // It finds our own address and no other.
    `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${hostname.replace(/^\[|\]$/g, "")}`,
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    // Letters stand where they belong, not on whole pixels.
    "--font-render-hinting=none",
    "--hide-scrollbars",
    "--mute-audio",
    // Root cannot have the browser's own sandbox; it loads nothing but our page.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "about:blank",
  ];
  return spawn(program, options, {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    env: { PATH: path, HOME: profile, LANG: "en_US.UTF-8" },
    cwd: profile,
    detached: true,
  });
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

async function pdfOf(
  call: BrowserCall,
  address: string,
  { path, cookie, ready, linksTo }: Printed,
): Promise<Uint8Array> {
  // Without a size: only the browser without windows takes one here.
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const session = String(sessionId);
  const ask = (method: string, parameters: Readonly<Record<string, unknown>> = {}) => call(method, parameters, session);
  await ask("Network.enable");
  await ask("Network.setCookie", { ...cookie, url: address, httpOnly: true, sameSite: "Strict" });
  await ask("Emulation.setDeviceMetricsOverride", { width: 1100, height: 1500, deviceScaleFactor: 1, mobile: false });
  await ask("Emulation.setEmulatedMedia", {
    media: "print",
    features: [
      { name: "prefers-color-scheme", value: "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ],
  });
  await ask("Page.enable");
  const { errorText } = await ask("Page.navigate", { url: address + path });
  if (errorText !== undefined) throw new Error(String(errorText));
  const expression = `document.querySelector(${JSON.stringify(ready)}) !== null && document.fonts.status === "loaded"`;
  for (;;) {
    const { result } = await ask("Runtime.evaluate", { expression, returnByValue: true });
    if ((result as { readonly value?: unknown } | undefined)?.value === true) break;
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
  }
  await ask("Runtime.evaluate", { expression: `(${leadTo.toString()})(${JSON.stringify(linksTo)})` });
  const { data } = await ask("Page.printToPDF", { ...a4, printBackground: true, preferCSSPageSize: true });
  return Buffer.from(String(data), "base64");
}

/** Runs in the page: its links lead to where people find it. */
function leadTo(base: string | null): void {
  interface Anchor {
    readonly pathname: string;
    readonly search: string;
    readonly hash: string;
    setAttribute(name: string, value: string): void;
    removeAttribute(name: string): void;
  }
  const { document } = globalThis as unknown as {
    readonly document: { querySelectorAll(selector: string): Iterable<Anchor> };
  };
  for (const link of document.querySelectorAll("a[href]")) {
    if (base === null) link.removeAttribute("href");
    else link.setAttribute("href", base + link.pathname + link.search + link.hash);
  }
}
