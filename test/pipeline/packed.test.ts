import fc from "fast-check";
import { expect, test } from "vitest";
import type { Decoded, Source } from "../../collectors/kit/index.ts";
import { packed, unpacked } from "../../server/pipeline/packed.ts";

/** Whatever a text may hold: halves of characters too, which no encoding but UTF-16 keeps. */
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("", "\ud800", "Lager Köln", "x".repeat(127), "x".repeat(128), "ü".repeat(200)),
);
const id = fc.oneof(
  fc.uuid({ version: 4 }).map((one) => one.replaceAll("-", "")),
  text,
);
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const source: fc.Arbitrary<Source> = fc.record({
  system: text,
  declared: fc.boolean(),
  service: text,
  environment: fc.constantFrom("", "qa"),
});

const decodedOf = (sources: readonly Source[]): fc.Arbitrary<Decoded> =>
  fc.record({
    records: fc.nat(),
    rejected: fc.constant([]),
    facts: fc.constant([]),
    sources: fc.constant([]),
    terms: fc.constant(new BigUint64Array()),
    ties: fc.array(
      fc.record({
        source: fc.constantFrom(...sources),
        traceId: fc.option(id),
        keys: fc.array(fc.record({ kind: text, issuer: text, value: text, attribute: text }), { maxLength: 3 }),
        identity: id,
        at: fc.oneof(fc.integer(), fc.double({ noNaN: true })),
      }),
      { maxLength: 40 },
    ),
    traces: fc.array(
      fc.record({
        traceId: id,
        environment: fc.constantFrom("", "qa"),
        startNanos: nanos,
        endNanos: nanos,
        systems: fc.array(text, { maxLength: 5 }),
        root: fc.option(fc.record({ name: text, system: text })),
        firstName: text,
        failed: fc.boolean(),
      }),
      { maxLength: 40 },
    ),
  });

test("what was packed comes out of a message port as it went in, one entry after the other", () => {
  fc.assert(
    fc.property(
      fc
        .array(source, { minLength: 1, maxLength: 3 })
        .chain((sources) => fc.tuple(decodedOf(sources), decodedOf(sources))),
      ([first, second]) => {
        // Both are packed before either is read: what the second writes over must not be the first's.
        const [one, other] = [packed(first), packed(second)];
        expect(unpacked(structuredClone(one))).toEqual(first);
        expect(unpacked(structuredClone(other))).toEqual(second);
      },
    ),
    { numRuns: 300 },
  );
});

test("an entry of very many ties is packed whole", () => {
  const from: Source = { system: "shop", declared: true, service: "web-shop", environment: "" };
  const ties = Array.from({ length: 20_000 }, (_, index) => ({
    source: from,
    traceId: index.toString(16).padStart(32, "0"),
    keys: [{ kind: "order", issuer: "*", value: `SO-${index}`, attribute: "order.id" }],
    identity: index.toString(16).padStart(32, "f"),
    at: index,
  }));
  const decoded: Decoded = {
    records: ties.length,
    rejected: [],
    facts: [],
    sources: [],
    traces: [],
    terms: new BigUint64Array(),
    ties,
  };
  expect(unpacked(structuredClone(packed(decoded)))).toStrictEqual(decoded);
});
