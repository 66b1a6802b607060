import fc from "fast-check";
import { expect, test } from "vitest";
import { seen } from "../../../server/adapters/sqlite/seen.ts";

test("a name that was added is never taken for one that was not", () => {
  const names = seen();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (added) => {
      for (const name of added) names.add(name);
      return added.every((name) => names.mayHold(name));
    }),
  );
});

test("of names that were not added few are taken for others, however alike they are", () => {
  const names = seen();
  const refOf = (number: number): string => `order:*:SO-${number}`;
  const traceOf = (number: number): string => number.toString(16).padStart(32, "0");
  for (let number = 0; number < 200_000; number++) {
    names.add(refOf(number));
    names.add(traceOf(number));
  }
  let wrong = 0;
  for (let number = 200_000; number < 250_000; number++)
    wrong += Number(names.mayHold(refOf(number))) + Number(names.mayHold(traceOf(number)));
  // Chance alone would take a few in a million.
  expect(wrong).toBeLessThan(100);
});
