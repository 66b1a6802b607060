import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { run } from "./child.mjs";
import { inRoot, root, tools } from "./places.mjs";
import { prepare } from "./prepare.mjs";

/** Where the last run's result is kept, in vitest's JSON. */
export const results = "test/.artifacts/results.json";

/**
 * A group of tests that needs something of the machine; the files that import `module` belong to it.
 * @typedef {{ name: string, module: string, needs: string, found: () => string | null }} Group
 */

/** @type {readonly Group[]} */
const groups = [
  {
    name: "browser",
    module: "playwright-core",
    needs: "Chromium (Debian: apt-get install chromium; elsewhere set TALLYMAN_CHROMIUM to its path)",
    found: chromium,
  },
];

/**
 * Runs every test that this machine can run, and names each group that it had to leave out and what that needs.
 * With `CI=true` nothing may be left out. Resolves to the exit code; the last line is the count of tests.
 * @param {readonly string[]} args given on to vitest
 * @returns {Promise<number>}
 */
export async function suite(args) {
  await prepare();
  const strict = process.env.CI === "true" || process.env.CI === "1";
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, NODE_ENV: "test" };
  /** @type {{ group: Group, files: readonly string[] }[]} */
  const skipped = [];
  for (const group of groups) {
    const files = await testsThatImport(root, group.module);
    const found = group.found();
    if (found === null && files.length > 0) skipped.push({ group, files });
    if (found !== null && group.name === "browser") env.TALLYMAN_CHROMIUM = found;
  }
  if (strict && skipped.length > 0) {
    for (const { group } of skipped) write(`${group.name}: missing ${group.needs}`);
    write("With CI=true nothing is skipped, so this run fails.");
    return 1;
  }
  mkdirSync(inRoot(dirname(results)), { recursive: true });
  rmSync(inRoot(results), { force: true });
  env.TALLYMAN_TEST_LEFT_OUT = skipped.flatMap(({ files }) => files).join(",");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  const code = await run(
    process.execPath,
    [tools.vitest, "run", "--config", "test/vitest.config.ts", ...reporters, ...args],
    { stdio: ["ignore", "inherit", "inherit"], env },
  );
  for (const { group, files } of skipped) {
    write(`Skipped: ${group.name} (${files.length} files). It needs ${group.needs}.`);
  }
  const result = readResult(inRoot(results));
  if (result === null) {
    write("There is no test result.");
    return code === 0 ? 1 : code;
  }
  const unrun = strict ? result.skipped : [];
  for (const name of unrun) write(`Not run: ${name}`);
  for (const { name, why } of result.retried) write(`At the second try only: ${name} (${why})`);
  write(tally(result));
  return code === 0 && unrun.length > 0 ? 1 : code;
}

/**
 * What a result file of vitest says, or null where there is none. A file that could not be loaded counts as a failure;
 * `retried` passed at the second try, and why not at the first.
 * @param {string} path
 * @returns {{ passed: number, failed: number, skipped: readonly string[], retried: readonly { name: string, why: string }[] } | null}
 */
export function readResult(path) {
  if (!existsSync(path)) return null;
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, "utf8"));
  /** @type {{ status: string, name: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }[]} */
  const files = testResults;
  /** @param {{ name: string }} file @param {{ fullName: string }} test */
  const named = (file, test) => `${relative(root, file.name)}: ${test.fullName}`;
  const unloaded = files.filter((file) => file.status === "failed" && !file.assertionResults.some(failed)).length;
  const skipped = files.flatMap((file) =>
    file.assertionResults.filter((test) => test.status !== "passed" && !failed(test)).map((test) => named(file, test)),
  );
  const retried = files.flatMap((file) =>
    file.assertionResults.flatMap((test) => {
      const why = test.status === "passed" ? test.failureMessages?.[0] : undefined;
      return why === undefined ? [] : [{ name: named(file, test), why: why.split("\n", 1)[0] ?? "" }];
    }),
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded, skipped, retried };
}

/** The closing line. @param {{ passed: number, failed: number }} result */
export const tally = (result) => `${result.passed} passed, ${result.failed} failed`;

/** @param {{ status: string }} test */
const failed = (test) => test.status === "failed";

/**
 * Test files that import a module, themselves or through other files below `test/`.
 * @param {string} base the repository's folder
 * @param {string} module
 * @returns {Promise<readonly string[]>}
 */
export async function testsThatImport(base, module) {
  // Only there once the packages are installed.
  const { parseSync } = await import("vite");
  const folder = join(base, "test");
  /** @type {Map<string, readonly string[]>} */
  const imports = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    const { staticImports, dynamicImports } = parseSync(path, text).module;
    imports.set(path, [
      ...staticImports.map((one) => one.moduleRequest.value),
      ...dynamicImports.map((one) => text.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1)),
    ]);
  }
  /** @param {string} path @param {Set<string>} seen @returns {boolean} */
  const reaches = (path, seen) => {
    if (seen.has(path)) return false;
    seen.add(path);
    return (imports.get(path) ?? []).some(
      (name) =>
        name === module ||
        name.startsWith(`${module}/`) ||
        (name.startsWith(".") && reaches(resolve(dirname(path), name), seen)),
    );
  };
  return [...imports.keys()]
    .filter((path) => /\.test\.tsx?$/.test(path) && reaches(path, new Set()))
    .map((path) => relative(base, path))
    .sort();
}

/** The Chromium of this machine, or null. */
function chromium() {
  const own = process.env.TALLYMAN_CHROMIUM;
  if (own) return runs(own) ? own : null;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const mac = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return [...paths, ...mac].find(runs) ?? null;
}

/** @param {string} path */
function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} line */
const write = (line) => void process.stdout.write(`${line}\n`);
