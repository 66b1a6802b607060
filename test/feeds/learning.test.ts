import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { learningOf } from "../../server/feeds/index.ts";
import type { LivedException } from "../../server/ports/index.ts";
import { learningRow } from "../../server/wire/shapes.ts";
import { start } from "./fakes.ts";
import { aLife } from "./lives.ts";

const minute = 60_000;
const hour = 60 * minute;
const span = { from: start, to: start + 24 * hour, orders: 2_000 };
const healed = (number: number, afterMs: number): LivedException => {
  const life = aLife(number);
  return { ...life, resolvedAt: life.openedAt + afterMs, endedBy: "rule", reason: "arrived" };
};
const lives = (count: number, of: (number: number) => LivedException) =>
  Array.from({ length: count }, (_, index) => of(count - index));

describe("what a while teaches", () => {
  test("misses that come by themselves soon after want a longer time, by as much as nine tenths of them took", () => {
    const { faults } = learningOf(
      lives(10, (number) => healed(number, number * minute)),
      span,
    );
    expect(faults[0]?.remedy).toEqual({
      kind: "within",
      flow: "order-to-ship",
      step: "pick",
      addMs: 9 * minute,
      spares: 9,
    });
  });

  test("misses that nobody acts on, or that are not real, want to be watched only", () => {
    const idle = lives(6, (number) => healed(number, 30 * hour));
    expect(learningOf(idle, span).faults[0]?.remedy).toMatchObject({ kind: "watch", spares: 6 });
    const unreal = lives(6, (number) =>
      aLife(number, { resolvedAt: start + hour, endedBy: "Ana", reason: "not-real", touches: 1 }),
    );
    expect(learningOf(unreal, span).faults[0]).toMatchObject({ notReal: 6, remedy: { kind: "watch", spares: 6 } });
  });

  test("a failure is never silenced, nor what people act on, nor what is rare", () => {
    const failed = lives(9, (number) => ({ ...healed(number, minute), kind: "failed-event" as const }));
    expect(learningOf(failed, span).faults[0]?.remedy).toBeNull();
    expect(
      learningOf(
        lives(9, (number) => aLife(number, { touches: 2 })),
        span,
      ).faults[0]?.remedy,
    ).toBeNull();
    expect(
      learningOf(
        lives(4, (number) => healed(number, minute)),
        span,
      ).faults[0]?.remedy,
    ).toBeNull();
  });

  test("times are middle ones, shares are of what ended, touches are for each thousand orders", () => {
    const row = learningOf(
      [
        aLife(3, { acknowledgedAt: start + 5 * minute, touches: 3 }),
        { ...healed(2, 10 * minute), touches: 1 },
        healed(1, 20 * minute),
      ],
      span,
    );
    expect(row.whole).toMatchObject({ raised: 3, ended: 2, healed: 1, healedShare: 0.5, takeMs: 2 * minute });
    expect(row.touchesPerThousand).toBe(2);
    expect(learningOf([], { ...span, orders: 0 })).toMatchObject({
      whole: { raised: 0, healedShare: null, takeMs: null, closeMs: null },
      touchesPerThousand: null,
      faults: [],
    });
  });

  test("faults, teams and trends add up to the whole, whatever came", () => {
    const life = fc.record({
      family: fc.constantFrom("a", "b", ""),
      team: fc.constantFrom("dock", "it"),
      createdAt: fc.integer({ min: span.from, max: span.to - 1 }),
      took: fc.option(fc.integer({ min: -hour, max: 40 * hour })),
      touches: fc.nat(3),
      byRule: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(life, { maxLength: 40 }), (given) => {
        const all = given.map(({ took, byRule, ...more }, index) =>
          aLife(given.length - index, {
            ...more,
            resolvedAt: took === null ? null : more.createdAt + took,
            endedBy: took === null ? null : byRule ? "rule" : "Ana",
            reason: took === null ? null : byRule ? "arrived" : "not-real",
          }),
        );
        const row = learningOf(all, span);
        expect(learningRow.safeParse(row).success).toBe(true);
        const stood = all.filter((one) => one.touches > 0 || one.resolvedAt === null || one.resolvedAt > one.createdAt);
        expect(row.whole.raised).toBe(stood.length);
        for (const name of ["raised", "ended", "healed", "notReal", "untouched", "touches"] as const) {
          expect(row.faults.reduce((sum, fault) => sum + fault[name], 0)).toBe(row.whole[name]);
          expect(row.teams.reduce((sum, team) => sum + team[name], 0)).toBe(row.whole[name]);
        }
        for (const fault of row.faults) {
          expect(fault.trend).toHaveLength(24);
          expect(fault.trend.reduce((a, b) => a + b, 0)).toBe(fault.raised);
          if (fault.remedy !== null) expect(fault.remedy.spares).toBeLessThanOrEqual(fault.raised);
        }
      }),
      { numRuns: 500 },
    );
  });
});
