import fc from "fast-check";
import { expect, test } from "vitest";
import { cache } from "../../../server/adapters/sqlite/cache.ts";

test("what was set last is there, and nothing that is no longer so", () => {
  const step = fc.record({
    key: fc.nat(30),
    weight: fc.integer({ min: 1, max: 40 }),
    act: fc.constantFrom("set", "get", "delete"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 40, max: 200 }), (steps, limit) => {
      const kept = cache<number, { readonly weight: number }>(limit, ({ weight }) => weight);
      const known = new Map<number, { readonly weight: number }>();
      for (const { key, weight, act } of steps) {
        if (act === "set") {
          const value = { weight };
          kept.set(key, value);
          known.set(key, value);
          expect(kept.get(key)).toBe(value);
        } else if (act === "delete") {
          kept.delete(key);
          known.delete(key);
          expect(kept.get(key)).toBeUndefined();
        } else {
          const found = kept.get(key);
          // It may forget, and never tells what is no longer so.
          if (found !== undefined) expect(found).toBe(known.get(key));
        }
      }
    }),
  );
});

test("it holds no more than twice what it may weigh, whatever came: light ones, heavy ones, and the same one again", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 40 }))), (sets) => {
      const limit = 100;
      const kept = cache<number, readonly number[]>(limit, ({ length }) => length);
      const last = new Map<number, number>();
      for (const [key, weight] of sets) {
        kept.set(key, Array(weight).fill(key));
        last.delete(key);
        last.set(key, weight);
      }
      // Newest first: what is asked for is kept longer, so that asking may make it forget.
      let held = 0;
      for (const key of [...last.keys()].reverse()) held += kept.get(key)?.length ?? 0;
      expect(held).toBeLessThan(2 * limit + 40);
    }),
  );
});

test("one that is set again and again counts once", () => {
  const kept = cache<string, number>(10, (weight) => weight);
  kept.set("a", 4);
  for (let again = 0; again < 20; again++) kept.set("b", 5);
  expect([kept.get("a"), kept.get("b")]).toEqual([4, 5]);
  kept.clear();
  expect([kept.get("a"), kept.get("b")]).toEqual([undefined, undefined]);
});
