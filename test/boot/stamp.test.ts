import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockFault, stale } from "../../server/boot/checks.mjs";
import { hashOf, installStamp, readStamp, writeStamp } from "../../server/boot/stamp.mjs";
import { readResult, tally, testsThatImport } from "../../server/boot/suite.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tallyman-boot-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("a stamp", () => {
  test("changes with a name, a byte, a file more and a file less, and with nothing else", () => {
    put("server/a.ts", "a");
    put("server/deep/b.ts", "b");
    const paths = ["server", "tsconfig.json"];
    const first = hashOf(folder, paths);
    expect(hashOf(folder, paths)).toBe(first);
    put("elsewhere/c.ts", "c");
    put("server/node_modules/d.ts", "d");
    expect(hashOf(folder, paths)).toBe(first);
    const seen = new Set([first]);
    put("server/a.ts", "A");
    seen.add(hashOf(folder, paths));
    put("server/c.ts", "");
    seen.add(hashOf(folder, paths));
    rmSync(join(folder, "server/deep/b.ts"));
    seen.add(hashOf(folder, paths));
    put("server/e.ts", "b");
    seen.add(hashOf(folder, paths));
    put("tsconfig.json", "");
    seen.add(hashOf(folder, paths));
    expect(seen.size).toBe(6);
  });

  test("of the packages names lock file, binary interface, platform and processor", () => {
    put("package-lock.json", "{}");
    const stamp = installStamp(folder);
    expect(stamp.split(" ").slice(1)).toEqual([process.versions.modules, process.platform, process.arch]);
    put("package-lock.json", "{ }");
    expect(installStamp(folder)).not.toBe(stamp);
  });

  test("is read as it was written, and null where there is none", () => {
    expect(readStamp(join(folder, "dist/.stamp"))).toBeNull();
    writeStamp(join(folder, "dist/.stamp"), "abc");
    expect(readStamp(join(folder, "dist/.stamp"))).toBe("abc");
  });
});

describe("groups of tests", () => {
  test("a test belongs to a group when it imports its module, itself or through another file", async () => {
    put("test/web/direct.test.ts", 'import { chromium } from "playwright-core";');
    put("test/web/through.test.ts", 'import { open } from "./browser.ts";');
    put("test/web/browser.ts", 'import { chromium } from "playwright-core";\nimport "./through.test.ts";');
    put("test/web/late.test.tsx", 'const { chromium } = await import("playwright-core");');
    put(
      "test/domain/pure.test.ts",
      'import { step } from "../../server/domain/step.ts"; \nconst a = `import "playwright-core"`;',
    );
    expect(await testsThatImport(folder, "playwright-core")).toEqual([
      "test/web/direct.test.ts",
      "test/web/late.test.tsx",
      "test/web/through.test.ts",
    ]);
  });
});

describe("the result of a run", () => {
  const file = (status: string, ...tests: readonly string[]) => ({
    name: "x.test.ts",
    status,
    assertionResults: tests.map((one) => ({ status: one, fullName: one })),
  });

  test("counts a file that could not be loaded as a failure, and names what did not run", () => {
    const testResults = [
      file("failed", "passed", "failed"),
      file("failed"),
      file("passed", "passed", "pending", "todo"),
    ];
    put("results.json", JSON.stringify({ numPassedTests: 2, numFailedTests: 1, testResults }));
    const result = readResult(join(folder, "results.json"));
    expect(result).toMatchObject({ passed: 2, failed: 2 });
    expect(result?.skipped).toHaveLength(2);
    expect(tally({ passed: 2, failed: 2 })).toBe("2 passed, 2 failed");
  });

  test("names what passed at the second try only, and why not at the first", () => {
    const again = { status: "passed", fullName: "slow", failureMessages: ["locator.click: Timeout\nat line 1"] };
    const testResults = [{ ...file("passed", "passed"), assertionResults: [again, { ...again, failureMessages: [] }] }];
    put("results.json", JSON.stringify({ numPassedTests: 2, numFailedTests: 0, testResults }));
    const retried = readResult(join(folder, "results.json"))?.retried ?? [];
    expect(retried.map(({ why }) => why)).toEqual(["locator.click: Timeout"]);
    expect(retried[0]?.name).toMatch(/x\.test\.ts: slow$/);
  });

  test("is null where there is none", () => expect(readResult(join(folder, "none.json"))).toBeNull());
});

describe("checks", () => {
  test("a generated file that differs or is missing is named", () => {
    const made = new Map([
      ["a.md", "a"],
      ["b.md", "b"],
      ["c.md", "c"],
    ]);
    const kept = new Map([
      ["a.md", "a"],
      ["b.md", "old"],
    ]);
    expect(stale(made, (path) => kept.get(path) ?? null)).toBe(
      "b.md differs from what is generated\nc.md is missing\nMake them anew: npm run generate",
    );
    expect(stale([["a.md", "a"]], (path) => kept.get(path) ?? null)).toBe("");
  });

  test("an address in the lock file is named", () => {
    const packages = { "": {}, "node_modules/a": { version: "1.0.0" } };
    expect(lockFault(JSON.stringify({ packages }))).toBe("");
    const addressed = { ...packages, "node_modules/b": { resolved: "https://registry.example/b.tgz" } };
    expect(lockFault(JSON.stringify({ packages: addressed }))).toContain("node_modules/b");
  });
});
