import { describe, expect, test } from "vitest";
import { withGrouping } from "../../server/config/index.ts";
import type { Told } from "../../server/domain/index.ts";
import { diffOf } from "../../server/http/diff.ts";
import { faultsOf, fileOf, networkOfText, withSections } from "./files.ts";

const sections = (errors: string): string =>
  withSections(`systems: [{ id: tms, kind: tms }, { id: tms-old, kind: tms }, { id: shop, kind: shop }]
errors:
${errors}`);
const told = (changes: Partial<Told> = {}): Told => ({
  kind: "failed-event",
  system: "tms",
  flow: null,
  step: null,
  code: "label-#",
  says: "Label for # refused",
  ...changes,
});
const takes = (errors: string, one: Told): string | undefined =>
  networkOfText(sections(errors), Date.UTC(2026, 10, 18)).groupings.find((rule) => rule.matches(one))?.id;

describe("a rule of how errors are told apart", () => {
  test("takes what all of one of its lines fits", () => {
    const rule = "  - { id: labels, match: [{ system: tms, says: 'Label*' }, { kind: missing-event }] }";
    expect(takes(rule, told())).toBe("labels");
    expect(takes(rule, told({ system: "tms-old" }))).toBe("labels");
    expect(takes(rule, told({ system: "shop" }))).toBeUndefined();
    expect(takes(rule, told({ system: null, kind: "missing-event" }))).toBe("labels");
    expect(takes(rule, told({ says: "Invoice refused" }))).toBeUndefined();
  });

  test("masks its words like those that it is compared with, so that a title fits as it was seen", () => {
    expect(takes("  - { id: a, match: { says: Label for SO-1041 refused } }", told())).toBe("a");
    expect(takes("  - { id: a, match: { says: 'Label for # refused' } }", told())).toBe("a");
    expect(takes("  - { id: a, match: { code: label-402 } }", told({ code: "#" }))).toBe("a");
    expect(takes("  - { id: a, match: { says: Label } }", told())).toBeUndefined();
  });

  test("wins over those below it, is called by its id, and splits nothing, when nothing else is said", () => {
    const text = sections(
      "  - { id: first, match: { system: tms } }\n  - { id: second, match: { says: '*' }, by: carrier }",
    );
    const { groupings } = networkOfText(text, Date.UTC(2026, 10, 18));
    expect(groupings.find((rule) => rule.matches(told()))?.id).toBe("first");
    expect(groupings.map(({ name, by }) => [name, by])).toEqual([
      ["first", []],
      ["second", ["carrier"]],
    ]);
  });

  test.each([
    ["  - { id: a, match: { sytem: tms } }", "errors[0].match.sytem", "Did you mean system?"],
    ["  - { id: a, match: [{ sayz: x }] }", "errors[0].match[0].sayz", "Did you mean says?"],
    ["  - { id: a, match: { system: tsm } }", "errors[0].match.system", "Did you mean tms?"],
    ["  - { id: a, match: [{ flow: out }] }", "errors[0].match[0].flow", 'There is no flow "out"'],
    ["  - { id: a, match: {} }", "errors[0].match", "every error would be one group"],
    ["  - { id: a, match: { says: x }, by: carier }", "errors[0].by", "Did you mean carrier?"],
    ["  - { id: a, matches: { says: x } }", "errors[0].matches", "Did you mean match?"],
    [
      "  - { id: a, match: { says: x } }\n  - { id: a, match: { says: y } }",
      "errors[1].id",
      "is taken by an entry above",
    ],
  ])("%j is refused with its line and what was meant", (errors, path, says) => {
    const found = faultsOf(sections(errors));
    expect(found).toContainEqual(expect.objectContaining({ path, message: expect.stringContaining(says) }));
    expect(found.find((fault) => fault.path === path)?.line).toBeGreaterThan(4);
  });

  test("a test that expects a group names one that there is", () => {
    const text = `${sections("  - { id: labels, match: { says: x } }")}
tests:
  - { name: t, at: 1m, given: [{ at: 0m, event: order.released, order: A }], expect: [{ exception: failed-event, group: lables }] }
`;
    expect(faultsOf(text).map(({ message }) => message)).toEqual([
      'There is no group of errors "lables". Did you mean labels?',
    ]);
  });
});

describe("a rule put into the file", () => {
  const rule = {
    id: "labels",
    name: "Labels refused",
    match: [
      [["says", ["Label for # refused"]]],
      [
        ["system", ["tms"]],
        ["code", ["a", "b"]],
      ],
    ] as const,
    by: ["carrier"],
  };
  const head = withSections("systems: [{ id: tms, kind: tms }]\n");

  test("gets a section of its own, which goes again when the lines are taken out", () => {
    const text = withGrouping(head, rule) ?? "";
    expect(diffOf("network.yaml", head, text)).toContain(
      '+  - { id: labels, name: "Labels refused", match: [{ says: "Label for # refused" }, { system: tms, code: [a, b] }], by: carrier }',
    );
    expect(fileOf(text).errors).toMatchObject([
      {
        id: "labels",
        name: "Labels refused",
        match: [{ says: ["Label for # refused"] }, { code: ["a", "b"] }],
        by: ["carrier"],
      },
    ]);
    expect({ ...fileOf(text), errors: [] }).toEqual(fileOf(head));
  });

  test.each([
    ["errors: []"],
    ["errors:\n  # told apart\n  - { id: other, match: { says: x } }"],
    ["errors: [{ id: other, match: { says: x } }]\nenvironments: [prod]"],
  ])("goes before those of %j", (errors) => {
    const before = `${head}${errors}\n`;
    const after = fileOf(withGrouping(before, rule) ?? "");
    expect(after.errors.map(({ id }) => id)).toEqual(["labels", ...fileOf(before).errors.map(({ id }) => id)]);
    expect({ ...after, errors: [] }).toEqual({ ...fileOf(before), errors: [] });
  });

  test.each([
    ["errors: [{ id: other, match: { says: x } }, { id: labels, match: { says: y } }]\nenvironments: [prod]\n"],
    [
      "errors:\n  - id: other\n    match: { says: x }\n  - id: labels\n    match:\n      - says: y\n    # why\nenvironments: [prod]\n",
    ],
    ["errors:\n  - { id: other, match: { says: x } }\n  - { id: labels, match: { says: y } } # why\n"],
  ])("takes the place of the one with its id in %j", (errors) => {
    const after = withGrouping(head + errors, rule) ?? "";
    expect(fileOf(after).errors.map(({ id, by }) => [id, by])).toEqual([
      ["other", undefined],
      ["labels", ["carrier"]],
    ]);
    expect({ ...fileOf(after), errors: [] }).toEqual({ ...fileOf(head + errors), errors: [] });
    if (errors.includes("# why")) expect(after).toContain("# why");
  });

  test("is refused where the file would not be read any more", () => {
    expect(withGrouping(head, { ...rule, match: [[["system", ["tsm"]]]] })).toBeNull();
    expect(withGrouping("nothing", rule)).toBeNull();
  });
});
