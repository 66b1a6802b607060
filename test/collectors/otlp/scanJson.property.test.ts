import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../../collectors/kit/index.ts";
import { taken } from "../../../collectors/otlp/quick.ts";
import type { Dialect } from "./dialects.ts";
import { writeIn } from "./dialects.ts";
import { JSON_TYPE, reading, receipt } from "./fixtures.ts";
import { closely, hiding, logRequests, same, spanRequests, spoilt, told } from "./requests.ts";

const dialect = fc.record<Dialect>({
  seed: fc.nat(),
  spacing: fc.constantFrom("none", "none", "some", "wild"),
  oddities: fc.constantFrom(0, 0, 2, 20),
});
const written = (route: string, requests: fc.Arbitrary<object>): fc.Arbitrary<Receipt> =>
  fc.tuple(requests, dialect).map(([request, how]) => receipt(route, JSON_TYPE, Buffer.from(writeIn(request, how))));

describe.each([
  ["span", "traces", spanRequests],
  ["log record", "logs", logRequests],
] as const)("a %s in JSON that is taken by its offsets", (_name, route, requests) => {
  const receipts = written(route, requests);

  it("comes to what it comes to when it is parsed, however it is written", () => {
    const before = { ...taken };
    fc.assert(
      fc.property(receipts, (of) => {
        expect(told(of, reading)).toEqual(told(of, closely));
      }),
      { numRuns: 4_000 },
    );
    // Both ways were gone, and often.
    expect(taken.scanned - before.scanned).toBeGreaterThan(1_000);
    expect(taken.decoded - before.decoded).toBeGreaterThan(500);
  });

  it("is refused and read as before when its bytes are spoilt", () => {
    fc.assert(
      fc.property(spoilt(receipts), (of) => same(of)),
      { numRuns: 8_000 },
    );
  });

  it("is missed where its facts are hidden: the comparison sees it", () => {
    expect(
      fc.check(
        fc.property(receipts, (of) => same(of, hiding)),
        { numRuns: 2_000 },
      ).failed,
    ).toBe(true);
  });
});
