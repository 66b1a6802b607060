import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import express, { Router } from "express";
import { sendProblem } from "./api.ts";
import type { Incoming, Outgoing } from "./plain.ts";
import { problem, Refused } from "./problems.ts";

/** What stands in the built page where each answer has a nonce of its own. */
const placeholder = "__NONCE__";

/** The script that browsers keep to receive pushes: one address for ever, whatever it holds. */
const worker = "worker.js";

/** Serves the page: assets for ever, since their names change with them, and the page itself fresh each time. */
export function createPage(webRoot: string): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const page = createPageReader(join(webRoot, "index.html"));
  const index = async (_request: Incoming, response: Outgoing): Promise<void> => {
    const html = await page();
    if (html === null) {
      return sendProblem(response, new Refused(problem(503, "no-page", "The page is not built. The API answers.")));
    }
    const nonce = randomBytes(18).toString("base64");
    response.setHeader("content-security-policy", pagePolicy(nonce));
    response.setHeader("cache-control", "no-store");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html.replaceAll(placeholder, nonce));
  };
  router.get("/index.html", index);
  const assets = express.static(webRoot, {
    index: false,
    dotfiles: "ignore",
    redirect: false,
    fallthrough: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const hashed = /[\\/]assets[\\/]/.test(path);
      response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
      // A worker is held to the policy that its own script came with, not to the page's.
      if (path === resolve(webRoot, worker)) response.setHeader("content-security-policy", workerPolicy);
    },
  });
  router.use(assets);
  // What looks like a file and is none is said so: a page in its place would be run as a script, and kept for ever.
  router.get(/^\/(assets\/|[^/]+\.[a-z\d]+$)/i, (_request, response) => {
    sendProblem(response, new Refused(problem(404, "no-such-file", "There is no such file; the page may be newer.")));
  });
  router.get(/.*/, index);
  return router;
}

/** The page, read again when the build has changed it; null while there is none. */
function createPageReader(path: string): () => Promise<string | null> {
  let known: { readonly at: number; readonly html: string } | null = null;
  return async () => {
    const at = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (at === null) return null;
    if (known?.at !== at) known = { at, html: await readFile(path, "utf8") };
    return known.html;
  };
}

/** What our pages may do: run our scripts, apply our styles, talk to us. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    // The Monday mail is looked at in a frame.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** What the worker may do: tell us its new address. */
const workerPolicy = "default-src 'none'; connect-src 'self'";
