import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";
import { readStamp, webStamp } from "../../server/boot/stamp.mjs";
import { tellWhenFailed } from "./shown.ts";

/** Debian's Chromium, and the same one without windows: it opens a page in a third of the time. */
const debian = { whole: "/usr/bin/chromium", windowless: "/usr/bin/chromium-headless-shell" };

/**
 * The browser that is installed on this machine. `whole`: with all that a window has, as notices; else Debian's without
 * windows, where it is there and no other was named. Throws when there is none.
 */
export async function openBrowser(whole = false): Promise<Browser> {
  const told = process.env.TALLYMAN_CHROMIUM;
  const named = [
    ...(whole || (told !== undefined && told !== debian.whole) ? [] : [debian.windowless]),
    told,
    debian.whole,
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  const executablePath = named.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined)
    throw new Error("No Chromium found: install Debian's chromium, or set TALLYMAN_CHROMIUM.");
  return tellWhenFailed(await chromium.launch({ executablePath, args: ["--no-sandbox"] }));
}

const root = new URL("../..", import.meta.url).pathname;

/** The page as it is served: the one that was built before the tests while it is of these sources, else one of its own. */
export async function buildPage(): Promise<{ readonly dist: string; readonly remove: () => void }> {
  if (readStamp(join(root, "dist/.web-stamp")) === webStamp(root))
    return { dist: join(root, "dist/web"), remove: () => undefined };
  const dist = mkdtempSync(join(tmpdir(), "tallyman-screens-"));
  await build({
    configFile: join(root, "web/vite.config.ts"),
    build: { outDir: dist, emptyOutDir: true },
    logLevel: "silent",
  });
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}
