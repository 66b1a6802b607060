import { defineConfig } from "vitest/config";

const root = new URL("..", import.meta.url).pathname;

export default defineConfig({
  root,
  test: {
    root,
    include: ["test/**/*.test.{ts,tsx}"],
    pool: "forks",
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // What is waited for comes late on a machine that others use too.
    expect: { poll: { timeout: 30_000 } },
    teardownTimeout: 10_000,
    // A test that passes only at the second try is a fault.
    retry: 0,
    passWithNoTests: false,
    allowOnly: false,
  },
});
