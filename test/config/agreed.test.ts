import { describe, expect, test } from "vitest";
import { linesWith } from "../../server/domain/index.ts";
import { demoText, faultsOf, networkOfText } from "./files.ts";

/** A file in which this is agreed with a partner. */
const agreeing = (lines: string): string =>
  `company: { name: A, timezone: UTC, currency: USD }
teams: [{ id: ops, name: Ops }]
warehouses: [{ id: RNO }]
systems: [{ id: 3pl-reno, kind: 3pl, warehouse: RNO, partner: reno }, { id: erp, kind: erp }]
partners: [{ id: reno, name: Reno, agreed: [${lines}] }]
flows: [{ id: ship, object: order, steps: [{ id: take, after: order.released, expect: order.acknowledged, from: 3pl, within: 1h }] }]
routing: { to: ops }`;

describe("what is agreed with a partner", () => {
  test("is kept as it was written, in thousandths, in the order of the file", () => {
    const text = agreeing(
      "{ text: A, step: ship.take, share: 98 % }, { text: B, measure: files, share: 99.5% }, { text: C, side: ours, share: 100 % }",
    );
    expect(faultsOf(text)).toEqual([]);
    expect(networkOfText(text).partners.get("reno")?.agreed).toEqual([
      { text: "A", side: "theirs", measure: "in-time", step: "ship.take", share: 980 },
      { text: "B", side: "theirs", measure: "files", step: null, share: 995 },
      { text: "C", side: "ours", measure: "in-time", step: null, share: 1_000 },
    ]);
    expect(networkOfText(agreeing("")).partners.get("reno")?.agreed).toBeUndefined();
  });

  test.each([
    ["a share without a sign", '{ text: A, share: "98" }', "a percent sign"],
    ["more than all", "{ text: A, share: 101 % }", "0 to 100"],
    ["a share that is too fine", "{ text: A, share: 99.55 % }", "at most one decimal"],
    ["a step that is not there", "{ text: A, step: ship.tak, share: 98 % }", "Did you mean ship.take?"],
    [
      "files by a step",
      "{ text: A, measure: files, step: ship.take, share: 98 % }",
      'No step tells "files": leave it out.',
    ],
    ["files of ours", "{ text: A, measure: files, side: ours, share: 98 % }", "is measured of the partner only"],
    ["another word", "{ text: A, measure: quick, share: 98 % }", "one of in-time, correct, files, answers"],
  ])("refuses %s", (_, lines, said) => {
    expect(
      faultsOf(agreeing(lines))
        .map(({ message }) => message)
        .join("\n"),
    ).toContain(said);
  });

  test("stands in the demo's network for both its partners, and most of it is told by a step", () => {
    const network = networkOfText(demoText);
    for (const id of ["sierra-fulfilment", "low-country-logistics"]) {
      const partner = network.partners.get(id);
      const lines = partner === undefined ? [] : linesWith(partner, network);
      expect(new Set(lines.map(({ side }) => side)).size).toBe(2);
      expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
      // Each step between us is one of the lines: nothing is left that nobody agreed on.
      expect(lines.every(({ share }) => share !== null)).toBe(true);
    }
  });
});
