import { expect, test } from "vitest";
import { faultsOf, withSections } from "./files.ts";

test("all faults at once, of shapes and of references, in the order of lines", () => {
  const found = faultsOf(
    withSections(
      "warehouses:\n  - { id: ATL, timezone: Mars, calendar: none }\nsystems:\n  - { id: a, kind: 7, warehouse: ORD }\n  - { id: a, kidn: b }\nteam: []",
    ),
  );
  expect(found.map(({ line, path }) => [line, path])).toEqual([
    [5, "warehouses[0].calendar"],
    [5, "warehouses[0].timezone"],
    [7, "systems[0].kind"],
    [7, "systems[0].warehouse"],
    [8, "systems[1].id"],
    [8, "systems[1].kidn"],
    [8, "systems[1].kind"],
    [9, "team"],
  ]);
});
