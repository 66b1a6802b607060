import { afterAll, expect, test, vi } from "vitest";
import { endAll } from "../scenarios/server.ts";
import type { Family } from "./family.ts";
import { lacksOf, runFamily } from "./runner.ts";

const seed = Number(process.env.TALLYMAN_TEST_SEED ?? 41);

/**
 * Makes a test of each family's short form. What this machine does not allow is named and left out; a program that is
 * only not installed fails the run where nothing may be left out.
 */
export function testShort(families: readonly Family[]): void {
  vi.setConfig({ testTimeout: 600_000 });
  afterAll(endAll);
  const strict = process.env.CI === "true" || process.env.CI === "1";
  for (const family of families) {
    const lacks = lacksOf(family);
    if (lacks.length > 0 && !(strict && lacks.some(({ installable }) => installable))) {
      console.log(`Skipped: ${family.id}, ${family.title}. It needs ${lacks.map(({ reason }) => reason).join(", ")}.`);
      continue;
    }
    test(`${family.id}: ${family.title}; and a twin that ${family.twin} is found out`, async () => {
      expect(lacks).toEqual([]);
      const { lost, twice, twinRed, findings } = await runFamily(family, { seed, short: true, log: console.log });
      expect({ lost, twice, findings, twinRed }).toEqual({ lost: 0, twice: 0, findings: [], twinRed: true });
    });
  }
}
