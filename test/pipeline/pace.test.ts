import fc from "fast-check";
import { expect, test } from "vitest";
import { createPace, zeros } from "../../server/pipeline/pace.ts";
import { worths } from "../../server/pipeline/worth.ts";

const mebi = 1024 * 1024;

test("what was never seen has no pace, and work without entries tells of none", () => {
  const pace = createPace();
  expect(pace.now()).toEqual(zeros());
  pace.took(500, zeros(), zeros());
  expect(pace.now()).toEqual(zeros());
  pace.took(500, { ...zeros(), logs: 5 * mebi }, { ...zeros(), logs: 3 });
  expect(pace.now()).toEqual({ ...zeros(), logs: 100 });
});

test("the time of a turn is shared out as its entries took it", () => {
  const pace = createPace();
  pace.took(1_000, { ...zeros(), logs: 10 * mebi, business: mebi }, { ...zeros(), logs: 1, business: 9 });
  expect(pace.now().logs).toBeCloseTo(10, 6);
  expect(pace.now().business).toBeCloseTo(900, 6);
});

test("what came lately counts most: after forty seconds of work at another pace nothing is left of the old one", () => {
  const pace = createPace();
  const took = (ms: number) => pace.took(ms, { ...zeros(), business: mebi }, { ...zeros(), business: 1 });
  for (let turn = 0; turn < 100; turn++) took(100);
  expect(pace.now().business).toBeCloseTo(100, 6);
  for (let turn = 0; turn < 40; turn++) took(1_000);
  expect(pace.now().business).toBeGreaterThan(990);
  // However much else there was to do meanwhile.
  for (let turn = 0; turn < 1_000; turn++) pace.took(500, { ...zeros(), logs: mebi }, { ...zeros(), logs: 1 });
  expect(pace.now().business).toBeGreaterThan(990);
});

test("a pace lies between the slowest and the fastest turn, and by it the work of all turns is theirs", () => {
  const turn = fc.record({ ms: fc.integer({ min: 1, max: 2_000 }), bytes: fc.integer({ min: 1, max: 8 * mebi }) });
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 40 }), fc.constantFrom(...worths), (turns, worth) => {
      const pace = createPace();
      for (const { ms, bytes } of turns) pace.took(ms, { ...zeros(), [worth]: bytes }, { ...zeros(), [worth]: 1 });
      const paces = turns.map(({ ms, bytes }) => (ms * mebi) / bytes);
      expect(pace.now()[worth]).toBeGreaterThanOrEqual(Math.min(...paces) * (1 - 1e-9));
      expect(pace.now()[worth]).toBeLessThanOrEqual(Math.max(...paces) * (1 + 1e-9));
    }),
  );
});
