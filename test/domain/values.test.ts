import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromLocal, parseTime } from "../../server/domain/civil.ts";
import { dueAt, openBetween, type Pause } from "../../server/domain/expectations/calendar.ts";
import { keyText, partsOf } from "../../server/domain/index.ts";
import { masked } from "../../server/domain/masked.ts";
import { minorOf, sumOfProducts } from "../../server/domain/money.ts";

describe("times as they are told", () => {
  it("reads every ISO instant as the platform does", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true }),
        (date) => {
          expect(parseTime(date.toISOString())).toEqual({
            at: date.getTime(),
            nanos: 0,
            precision: "instant",
            local: false,
          });
        },
      ),
      { numRuns: 2000 },
    );
  });
  it.each([
    ["2026-11-30", { at: Date.UTC(2026, 10, 30), nanos: 0, precision: "day", local: true }],
    ["2026-11-30T14:05", { at: Date.UTC(2026, 10, 30, 14, 5), nanos: 0, precision: "minute", local: true }],
    [
      "2026-11-30T14:05:01.123456789-05:00",
      { at: Date.UTC(2026, 10, 30, 19, 5, 1, 123), nanos: 456789, precision: "instant", local: false },
    ],
    ["1795010400000000123", { at: 1795010400000, nanos: 123, precision: "instant", local: false }],
    ["2026-02-30", null],
    ["yesterday", null],
    ["2026-13-01", null],
    ["2026-11-30T25:00", null],
  ])("%s", (text, told) => {
    expect(parseTime(text)).toEqual(told);
  });
  it("a local time is placed by its zone's offset at that time", () => {
    expect(fromLocal(Date.UTC(2026, 10, 18, 9), () => -300)).toBe(Date.UTC(2026, 10, 18, 14));
  });
});

describe("money", () => {
  it.each([
    ["1240.50", 124050],
    [0.1, 10],
    ["0.005", 0],
    ["0.015", 2],
    ["0.025", 2],
    ["-1.005", -100],
    ["1e3", 100000],
    ["1.5E-1", 15],
    ["x", null],
    ["", null],
    ["9e300", null],
  ])("%s", (told, minor) => expect(minorOf(told, 100)).toBe(minor));
  it("agrees with exact arithmetic on cents", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (cents) => {
        expect(minorOf((cents / 100).toFixed(2), 100)).toBe(cents === 0 ? 0 : cents);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("business time", () => {
  const calendar = { id: "c", edges: [0, 10, 20, 30, 40, 50] };
  const slow = (from: number, span: number, pauses: readonly Pause[]): number | null => {
    const last = pauses.at(-1);
    let left = span;
    for (let at = from; at < 2000; at++) {
      if (left === 0) return at;
      if (last?.to === null && at >= last.from) return null;
      const open =
        at >= 50 || calendar.edges.some((edge, i) => i % 2 === 0 && at >= edge && at < (calendar.edges[i + 1] ?? 0));
      const paused = pauses.some((pause) => at >= pause.from && (pause.to === null || at < pause.to));
      if (open && !paused) left--;
    }
    return null;
  };
  const pausesArb = fc
    .tuple(fc.uniqueArray(fc.nat(70), { maxLength: 6 }), fc.boolean())
    .map(([points, openEnd]): Pause[] => {
      const sorted = points.toSorted((a, b) => a - b);
      const pauses: Pause[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2) pauses.push({ from: sorted[i] ?? 0, to: sorted[i + 1] ?? null });
      if (openEnd && sorted.length % 2 === 1) pauses.push({ from: sorted.at(-1) ?? 0, to: null });
      return pauses;
    });
  it("agrees with counting every tick, pauses included", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 40 }), pausesArb, (from, span, pauses) => {
        expect(dueAt(calendar, from, span, pauses)).toBe(slow(from, span, pauses));
      }),
      { numRuns: 3000 },
    );
  });
  it("open time between two instants adds up", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(60), (a, b, c) => {
        const [x = 0, y = 0, z = 0] = [a, b, c].toSorted((p, q) => p - q);
        expect(openBetween(calendar, x, y) + openBetween(calendar, y, z)).toBe(openBetween(calendar, x, z));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("names", () => {
  it("a key's text reads back as the key, whatever its value holds", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.constantFrom("", "qa", "stage-2"),
        fc.constantFrom("*", "shop"),
        (value, environment, issuer) => {
          expect(partsOf(keyText(environment, { kind: "order", issuer, value }))).toEqual({
            environment,
            kind: "order",
            issuer,
            value,
          });
        },
      ),
      { numRuns: 1000 },
    );
  });
  it.each([
    ["POST /orders/SO-10423/lines/7", "POST /orders/#/lines/#"],
    ["", "unnamed"],
    ["read 5b8efff798038103d269b633813fc60c", "read #"],
  ])("%s", (name, expected) => expect(masked(name)).toBe(expected));
});

describe("prices of lines", () => {
  it("are summed exactly and rounded half-even once", () => {
    const decimal = fc.tuple(fc.integer({ min: -99_999, max: 9_999_999 }), fc.integer({ min: 0, max: 6 }));
    const textOf = ([digits, places]: readonly [number, number]): string => {
      const size = String(Math.abs(digits)).padStart(places + 1, "0");
      const text = places === 0 ? size : `${size.slice(0, -places)}.${size.slice(-places)}`;
      return digits < 0 ? `-${text}` : text;
    };
    fc.assert(
      fc.property(fc.array(fc.tuple(decimal, decimal), { minLength: 1, maxLength: 8 }), (pairs) => {
        // In units of ten to the minus twelve, exactly.
        const exact = pairs.reduce(
          (sum, [[a, x], [b, y]]) => sum + BigInt(a) * BigInt(b) * 10n ** BigInt(12 - x - y),
          0n,
        );
        const told = sumOfProducts(
          pairs.map(([price, quantity]) => [textOf(price), textOf(quantity)] as const),
          100,
        );
        const size = exact < 0n ? -exact : exact;
        const text = `${exact < 0n ? "-" : ""}${size}e-12`;
        expect(told === 0 ? 0 : told).toBe(minorOf(text, 100));
      }),
      { numRuns: 2000 },
    );
    expect(sumOfProducts([], 100)).toBeNull();
    expect(sumOfProducts([["1.00", "x"]], 100)).toBeNull();
    expect(sumOfProducts([["1e300", "1"]], 100)).toBeNull();
  });
});
