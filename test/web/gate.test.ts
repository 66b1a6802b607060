import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { missing } from "../../web/widgets/EquationRow.tsx";
import {
  crossings,
  type GateForm,
  type GateLevel,
  gateWidth,
  pitchFor,
  strokeAt,
  strokesOf,
  worthFor,
  worths,
} from "../../web/widgets/strokes.ts";

const forms: readonly GateForm[] = [
  "done",
  "in-hand",
  "blocked",
  "late",
  "not-known",
  "waiting",
  "on-hold",
  "cancelled",
];
const count = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(9), fc.nat(4_000));
const worth = fc.constantFrom(...worths);
const total = (runs: readonly { readonly strokes: number }[]): number =>
  runs.reduce((sum, run) => sum + run.strokes, 0);
const level = (counts: readonly number[], explains: number | null = null, of?: number): GateLevel => ({
  parts: counts.map((one, at) => ({ form: forms[at % forms.length] ?? "done", count: one })),
  of: of ?? counts.reduce((sum, one) => sum + one, 0),
  explains,
});

/** A total, what is done of it, and what is done of that: each level comes to the first part of the one above. */
const day = fc
  .tuple(fc.array(count, { maxLength: 6 }), fc.array(count, { maxLength: 2 }), fc.array(count, { maxLength: 4 }), count)
  .map(([first, second, third, deepest]) => {
    const billed = [deepest, ...third];
    const inErp = billed.reduce((sum, one) => sum + one, 0);
    const shipped = second.reduce((sum, one) => sum + one, inErp);
    return [level([shipped, ...first]), level([inErp, ...second], 0), level(billed, 1)] as const;
  });

describe("strokes of a gate", () => {
  it("are there for a state exactly where it is not zero", () => {
    fc.assert(
      fc.property(day, worth, (levels, per) => {
        strokesOf(levels, per).forEach((runs, at) => {
          runs.forEach((run, part) => {
            const counted = levels[at]?.parts[part]?.count ?? 0;
            expect(run.strokes > 0).toBe(counted > 0);
          });
        });
      }),
    );
  });

  it("make each level exactly as wide as the part that it explains", () => {
    fc.assert(
      fc.property(day, worth, (levels, per) => {
        const rows = strokesOf(levels, per);
        expect(total(rows[1] ?? [])).toBe(rows[0]?.[0]?.strokes);
        expect(total(rows[2] ?? [])).toBe(rows[1]?.[0]?.strokes);
      }),
    );
  });

  it("never come to more than the width, and fill it where the parts come to the whole", () => {
    fc.assert(
      fc.property(fc.array(count, { minLength: 1, maxLength: 8 }), fc.nat(500), worth, (counts, lacking, per) => {
        const sum = counts.reduce((all, one) => all + one, 0);
        const states = counts.filter((one) => one > 0).length;
        const [runs = []] = strokesOf([level(counts, null, sum + lacking)], per);
        const width = Math.max(Math.round((sum + lacking) / per), states);
        expect(total(runs)).toBeLessThanOrEqual(width);
        if (lacking === 0) expect(total(runs)).toBe(width);
      }),
    );
  });

  it("are in proportion: within one stroke where there is room for all states", () => {
    const [runs = []] = strokesOf([level([1192, 643, 16, 0, 0, 0, 20, 13])], 10);
    expect(runs.map((run) => run.strokes)).toEqual([119, 64, 2, 0, 0, 0, 2, 1]);
  });

  it("show a building of one order in three states below one another", () => {
    const rows = strokesOf([level([3, 40]), level([3, 0], 0), level([1, 1, 1], 1)], 50);
    expect(rows.map((runs) => runs.map((run) => run.strokes))).toEqual([
      [3, 1],
      [3, 0],
      [1, 1, 1],
    ]);
  });

  it("fit into the room that they are given", () => {
    fc.assert(
      fc.property(
        fc.nat(60_000),
        fc.integer({ min: 60, max: 1_400 }),
        fc.integer({ min: 3, max: 6 }),
        (all, room, pitch) => {
          const per = worthFor(all, room, pitch);
          expect(worths).toContain(per);
          expect(gateWidth(Math.ceil(all / per), pitch)).toBeLessThanOrEqual(room);
          const wider = pitchFor(Math.ceil(all / per), room, pitch, 6);
          expect(gateWidth(Math.ceil(all / per), wider)).toBeLessThanOrEqual(room + 0.001);
        },
      ),
    );
  });

  it("stand in fives, and only fives that are done from end to end are crossed", () => {
    expect(strokeAt(5, 4) - strokeAt(4, 4)).toBe(2 * (strokeAt(4, 4) - strokeAt(3, 4)));
    expect(
      crossings([
        { form: "done", strokes: 14 },
        { form: "in-hand", strokes: 9 },
      ]),
    ).toEqual([0, 5]);
    expect(crossings([{ form: "in-hand", strokes: 10 }])).toEqual([]);
    expect(crossings([])).toEqual([]);
  });
});

describe("the equation", () => {
  it("says by how much parts miss their total, in either direction", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), fc.integer({ min: -20, max: 20 }), (counts, off) => {
        const sum = counts.reduce((all, one) => all + one, 0);
        expect(
          missing(
            counts.map((one) => ({ count: one })),
            sum + off,
          ),
        ).toBe(off);
      }),
    );
  });
});
