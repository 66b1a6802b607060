import fc from "fast-check";
import { expect, test } from "vitest";
import { strokesIn, type TallyPart, worthOf } from "../../web/widgets/TallyCount.tsx";

const parts = (saved: number, missed: number): readonly TallyPart[] => [
  { form: "good", n: saved },
  { form: "missed", n: missed },
];

test("a stroke is one while all find room, then five, ten and more", () => {
  expect([parts(21, 19), parts(22, 19), parts(201, 0), parts(4_000, 0)].map(worthOf)).toEqual([1, 5, 10, 100]);
  expect(strokesIn(parts(3, 2), 1)).toEqual(["good", "good", "good", "missed", "missed"]);
  expect(strokesIn(parts(0, 0), 1)).toEqual([]);
});

test("what is not zero has a stroke, what is zero none, and there are never many", () => {
  const n = fc.oneof(fc.nat(5), fc.nat(50), fc.nat(10_000_000));
  fc.assert(
    fc.property(n, n, (saved, missed) => {
      const of = parts(saved, missed);
      const worth = worthOf(of);
      const strokes = strokesIn(of, worth);
      expect(strokes.length).toBeLessThanOrEqual(42);
      expect(strokes.includes("good")).toBe(saved > 0);
      expect(strokes.includes("missed")).toBe(missed > 0);
      if (worth === 1) expect(strokes).toHaveLength(saved + missed);
    }),
  );
});
