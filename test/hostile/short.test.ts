import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Case } from "./case.ts";
import { crashers } from "./crashers/index.ts";
import { count } from "./draw.ts";
import { families } from "./families/index.ts";
import { direct, type Found, run } from "./run.ts";
import { openWorld, type World } from "./world.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const held = async (): Promise<number> => {
  for (let i = 0; i < 3; i += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / (1024 * 1024);
};

let world: World;
const found: Found[] = [];
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
  for (const one of found) console.log(JSON.stringify({ ...one, faults: one.faults.length }));
});

describe("hostile input", () => {
  test.each(families)("$name: each case has the answer that it must have", { timeout: 3_600_000 }, async (family) => {
    const before = await held();
    const one = await run(family, world, count);
    found.push(one);
    expect(one.faults).toEqual([]);
    expect((await held()) - before).toBeLessThan(64);
    // Ten times what a slow machine needs, sender included: what grows faster than its input still shows.
    expect(one.cpuMs / one.cases).toBeLessThan(20);
    expect([one.dearest.what, one.dearest.cpuMs < 10_000]).toEqual([one.dearest.what, true]);
  });
});

describe("what once did harm", () => {
  test.each(crashers)("$did", ({ case: make, fair }) => {
    const faults: string[] = [];
    const cost = (of: () => Case): number => {
      const one = of();
      // The least of three: whoever else is on the machine only adds.
      return Math.min(...Array.from({ length: 3 }, () => direct(one, world, (fault) => faults.push(fault))));
    };
    const [fairly, now] = [cost(fair.case), cost(make)];
    expect(faults).toEqual([]);
    expect(now / fairly).toBeLessThan(fair.times);
  });
});
