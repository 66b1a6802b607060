import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Keys, press, readEnter, scanEndMs, scanGapMs, scanLeast, scanPauseMs } from "../../web/widgets/scan.ts";

const key = fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./ ");
const code = fc.array(key, { minLength: scanLeast, maxLength: 40 });
const scanGap = fc.integer({ min: 0, max: scanGapMs });
const slowGap = fc.integer({ min: scanGapMs + 1, max: 2_000 });
const pauseGap = fc.integer({ min: scanPauseMs, max: 60_000 });
/** Fast, but for one stumble in three keys. */
const stumbling = (length: number) =>
  fc
    .array(fc.integer({ min: scanGapMs + 1, max: scanPauseMs - 1 }), { minLength: length, maxLength: length })
    .map((slow) => slow.map((gap, at) => (at % 3 === 2 ? gap : gap % scanGapMs)));

/** Keys one after the other, each so long after the one before. */
const typed = (keys: Keys, text: readonly string[], gaps: readonly number[], from: number): readonly [Keys, number] => {
  let at = from;
  let out = keys;
  text.forEach((one, index) => {
    at += gaps[index] ?? 0;
    out = press(out, one, at);
  });
  return [out, at];
};
const withGaps = (text: fc.Arbitrary<readonly string[]>, gap: fc.Arbitrary<number>) =>
  text.chain((keys) => fc.tuple(fc.constant(keys), fc.array(gap, { minLength: keys.length, maxLength: keys.length })));

describe("a scanner that types", () => {
  test("is read whole, also where it stumbles, and without what was typed and left there before", () => {
    const before = withGaps(fc.array(key, { maxLength: 12 }), slowGap);
    fc.assert(
      fc.property(
        before,
        fc.oneof(
          withGaps(code, scanGap),
          code.chain((keys) => fc.tuple(fc.constant(keys), stumbling(keys.length))),
        ),
        pauseGap,
        fc.integer({ min: 0, max: scanEndMs }),
        ([old, oldGaps], [text, gaps], pause, end) => {
          const [left, at] = typed([], old, oldGaps, 1_000);
          const [keys, last] = typed(left, text, [pause, ...gaps.slice(1)], at);
          expect(readEnter(keys, last + end)).toEqual({ by: "scanner", text: text.join("") });
        },
      ),
    );
  });

  test("is no person: what is typed slowly is left to the field, and so is an Enter that comes late", () => {
    fc.assert(
      fc.property(withGaps(code, slowGap), fc.integer({ min: 0, max: 5_000 }), ([text, gaps], end) => {
        const [keys, last] = typed([], text, gaps, 0);
        expect(readEnter(keys, last + end)).toEqual({ by: "person" });
      }),
    );
    fc.assert(
      fc.property(withGaps(code, scanGap), fc.integer({ min: scanEndMs + 1, max: 5_000 }), ([text, gaps], end) => {
        const [keys, last] = typed([], text, gaps, 0);
        expect(readEnter(keys, last + end)).toEqual({ by: "person" });
      }),
    );
  });

  test("is longer than what two fingers do at once; keys that write nothing are no part of it", () => {
    const [two, last] = typed([], ["O", "K"], [0, 5], 0);
    expect(readEnter(two, last + 5)).toEqual({ by: "person" });
    const shifted = ["Shift", "S", "Shift", "O", "-", "1", "ArrowLeft"].reduce<Keys>(
      (keys, one, index) => press(keys, one, index),
      [],
    );
    expect(readEnter(shifted, 10)).toEqual({ by: "scanner", text: "SO-1" });
    expect(press(press(shifted, "Backspace", 11), "Escape", 12)).toEqual([]);
    expect(readEnter([], 0)).toEqual({ by: "person" });
  });
});
