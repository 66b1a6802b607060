import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build } from "vite";

/** The browser that is installed on this machine. Throws when there is none. */
export async function openBrowser(): Promise<Browser> {
  const named = [
    process.env.TALLYMAN_CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  const executablePath = named.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined)
    throw new Error("No Chromium found: install Debian's chromium, or set TALLYMAN_CHROMIUM.");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Builds the page as it is served, into a folder of its own. */
export async function buildPage(): Promise<{ readonly dist: string; readonly remove: () => void }> {
  const dist = mkdtempSync(join(tmpdir(), "tallyman-screens-"));
  await build({
    configFile: new URL("../../../web/vite.config.ts", import.meta.url).pathname,
    build: { outDir: dist, emptyOutDir: true },
    logLevel: "silent",
  });
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}
