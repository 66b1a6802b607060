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

interface Kind {
  readonly name: string;
  /** So many files at a time. */
  readonly workers: number;
  /** Whether each file has a process of its own; else what one has loaded is there for the next. */
  readonly isolate: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** Each kind begins when the one before it has ended. */
const kinds: readonly Kind[] = [
  {
    name: "computed",
    workers: 2,
    isolate: false,
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: without(measured, served, drawn),
  },
  { name: "drawn", workers: 3, isolate: true, include: drawn, exclude: without(measured) },
  { name: "served", workers: 3, isolate: true, include: served, exclude: without(measured) },
  { name: "measured", workers: 1, isolate: true, include: measured, exclude: without() },
];

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
    projects: kinds.map(({ name, workers, isolate, include, exclude }, groupOrder) => ({
      extends: true,
      test: {
        name,
        isolate,
        maxWorkers: workers,
        include: [...include],
        exclude: [...exclude],
        sequence: { groupOrder },
      },
    })),
  },
});
