import { configDefaults, defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

/** What starts servers, browsers or whole machines has the cores for itself; a second one beside it only makes both late. */
const heavy = [
  "test/**/*.browser.test.{ts,tsx}",
  "test/{boot,faults,hostile,scenarios}/**/*.test.ts",
  "test/{demo,reference}/**/*.test.ts",
];

/** Files that this machine cannot run, as the suite found out: vitest's own `--exclude` does not reach into projects. */
const leftOut = (process.env.TALLYMAN_TEST_LEFT_OUT ?? "").split(",").filter((file) => file !== "");
const exclude = [...configDefaults.exclude, ...leftOut];

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
      {
        extends: true,
        test: {
          name: "light",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: [...exclude, ...heavy],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "heavy", include: heavy, exclude, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
