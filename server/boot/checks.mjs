import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { capture } from "./child.mjs";
import { inRoot, npm, tools } from "./places.mjs";
import { build, install } from "./prepare.mjs";

/**
 * One thing that must hold; resolves to what is wrong, empty where it holds.
 * @typedef {{ name: string, holds: () => Promise<string> }} Check
 */

/** In this order, one after the other: both write to `dist`. @type {readonly Check[]} */
const first = [
  { name: "types", holds: () => tool(tools.tsc, ["-b"]) },
  { name: "build", holds: built },
];

/** Two at a time. @type {readonly Check[]} */
const then = [
  { name: "lint and format", holds: () => tool(tools.biome, ["check", "--error-on-warnings", "--colors=off", "."]) },
  { name: "dead code", holds: () => tool(tools.knip, ["--no-progress"]) },
  {
    name: "architecture",
    holds: () => tool(tools.vitest, ["run", "--config", "test/vitest.config.ts", "test/architecture.test.ts"]),
  },
  { name: "generated files", holds: generated },
  { name: "page weight", holds: weight },
  { name: "lock file", holds: lockFile },
];

/**
 * Runs every check and writes a line for each, followed by what is wrong. Resolves to 0 when all hold.
 * @returns {Promise<number>}
 */
export async function checks() {
  await install();
  let wrong = 0;
  /** @param {Check} check */
  const perform = async (check) => {
    const begun = performance.now();
    const fault = await check.holds().catch((error) => String(error?.message ?? error));
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`${fault === "" ? "ok  " : "FAIL"}  ${check.name.padEnd(16)} ${seconds.padStart(5)} s\n`);
    if (fault === "") return;
    wrong += 1;
    process.stdout.write(`${fault.trimEnd().replace(/^/gm, "      ")}\n`);
  };
  for (const check of first) await perform(check);
  const waiting = [...then];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) await perform(check);
  };
  await Promise.all([work(), work()]);
  const count = first.length + then.length;
  process.stdout.write(wrong === 0 ? "All checks hold.\n" : `${wrong} of ${count} checks failed.\n`);
  return wrong === 0 ? 0 : 1;
}

async function built() {
  await build();
  return "";
}

/** @param {string} path @param {readonly string[]} args */
async function tool(path, args) {
  const { code, output } = await capture(process.execPath, [path, ...args], {
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
  });
  return code === 0 ? "" : output || `exit code ${code}`;
}

/** Files made from the configuration's declarations are what their declarations make now. */
async function generated() {
  return stale(await made(), (path) => (existsSync(inRoot(path)) ? readFileSync(inRoot(path), "utf8") : null));
}

/** Writes the generated files anew. */
export async function generate() {
  await install();
  await build();
  for (const [path, text] of await made()) {
    writeFileSync(inRoot(path), text);
    process.stdout.write(`${path}\n`);
  }
}

/** @returns {Promise<[string, string][]>} */
async function made() {
  const config = await import(pathToFileURL(inRoot("dist/server/config/index.js")).href);
  /** @type {ReadonlyMap<string, string>} */
  const files = config.generate();
  return [...files].map(([name, text]) => [`server/config/${name}`, text]);
}

/**
 * Says which generated files are missing or differ.
 * @param {Iterable<readonly [string, string]>} files path from the repository's folder → text
 * @param {(path: string) => string | null} read
 */
export function stale(files, read) {
  const faults = [];
  for (const [path, text] of files) {
    const kept = read(path);
    if (kept === null) faults.push(`${path} is missing`);
    else if (kept !== text) faults.push(`${path} differs from what is generated`);
  }
  return faults.length === 0 ? "" : [...faults, "Make them anew: npm run generate"].join("\n");
}

/** The first page's scripts, compressed, stay below 300 KiB. */
async function weight() {
  const limit = 300 * 1024;
  /** @type {Record<string, { file: string, isEntry?: boolean, imports?: string[] }>} */
  const manifest = JSON.parse(readFileSync(inRoot("dist/web/.vite/manifest.json"), "utf8"));
  const names = new Set(Object.keys(manifest).filter((name) => manifest[name]?.isEntry));
  for (const name of names) for (const next of manifest[name]?.imports ?? []) names.add(next);
  let bytes = 0;
  for (const name of names) bytes += gzipSync(readFileSync(inRoot(`dist/web/${manifest[name]?.file}`))).length;
  return bytes <= limit
    ? ""
    : `the first page loads ${Math.ceil(bytes / 1024)} KiB of compressed scripts; the limit is 300`;
}

/** The lock file names no address, is complete, and agrees with package.json. */
async function lockFile() {
  const fault = lockFault(readFileSync(inRoot("package-lock.json"), "utf8"));
  if (fault !== "") return fault;
  const { command, args, shell } = npm();
  const { code, output } = await capture(command, [...args, "ci", "--dry-run", "--include=dev", "--offline"], {
    shell,
  });
  return code === 0 ? "" : output;
}

/** Says which packages of a lock file carry a download address. @param {string} text */
export function lockFault(text) {
  const { packages } = JSON.parse(text);
  const named = Object.entries(packages).filter(([, one]) => typeof one.resolved === "string");
  return named.map(([path, one]) => `${path} carries the address ${one.resolved}`).join("\n");
}
