import { configDefaults, defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

/** What measures how fast, how soon or in how much memory has the machine for itself; others beside it only make it late. */
const measured = [
  "test/hostile/**/*.test.ts",
  "test/faults/{burst,desk,pressed}.test.ts",
  "test/scenarios/{burst.browser,figures,first-screen.browser,missing.browser,missing,overload}.test.ts",
  "test/demo/process.test.ts",
  "test/web/queue-long.browser.test.ts",
];

/** What starts servers, and waits for them more than it works. */
const served = ["test/{boot,demo,faults,reference,scenarios}/**/*.test.ts"];

/** Pages in a browser, before a server of the tests. */
const drawn = ["test/web/**/*.browser.test.{ts,tsx}", "test/web/screens-*.test.ts"];

/** Files that this machine cannot run, as the suite found out: vitest's own `--exclude` does not reach into projects. */
const leftOut = (process.env.TALLYMAN_TEST_LEFT_OUT ?? "").split(",").filter((file) => file !== "");
const without = (...files: readonly (readonly string[])[]) => [...configDefaults.exclude, ...leftOut, ...files.flat()];

/** One kind of test files, so many at a time, after all of the kind before. */
const project = (
  groupOrder: number,
  name: string,
  maxWorkers: number,
  include: readonly string[],
  exclude: readonly string[],
) => ({
  extends: true as const,
  test: { name, isolate: name !== "computed", include: [...include], exclude: [...exclude], maxWorkers, sequence: { groupOrder } },
});

export default defineConfig({
  root,
  test: {
    root,
    pool: "forks",
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // What is waited for comes late on a machine that others use too.
    expect: { poll: { timeout: 30_000 } },
    teardownTimeout: 10_000,
    // A test that passes only at the second try is a fault. What a browser does not draw in thirty seconds on a machine
    // that others use is tried once more: the suite names it, with what it waited for.
    retry: { count: 1, condition: /^(?:locator|page)\.\w+: Timeout \d+ms exceeded/ },
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      project(0, "computed", 2, ["test/**/*.test.{ts,tsx}"], without(measured, served, drawn)),
      project(1, "drawn", 3, drawn, without(measured)),
      project(2, "served", 3, served, without(measured)),
      project(3, "measured", 1, measured, without()),
    ],
  },
});
