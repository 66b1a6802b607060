import { describe, expect, it } from "vitest";
import type { ErrorGroupRow } from "../../server/wire/index.ts";
import { heldSum, idFor, inOrder, merged, noiseIn, ruleOf } from "../../web/screens/errors/model.ts";
import { errors } from "./screens/faults.ts";

const all = errors();
const found = (words: string): ErrorGroupRow => {
  const row = all.groups.find(({ title }) => title.includes(words));
  if (row === undefined) throw new Error(`no group says ${words}`);
  return row;
};
const declared = new Set(["wms-atl"]);

describe("groups", () => {
  it("come by what is new, by what they hold, or by their noise", () => {
    const [noisiest] = inOrder(all.groups, "noise");
    expect(noisiest?.title).toContain("Pick not confirmed");
    expect(noisiest?.remedy).toMatchObject({ kind: "within", step: "pick" });
    const noise = inOrder(all.groups, "noise").map(noiseIn);
    expect(noise).toEqual(noise.toSorted((a, b) => b - a));
    expect(inOrder(all.groups, "held")[0]?.held.objects).toBeGreaterThan(0);
    const marks = inOrder(all.groups, "growing").map(({ change }) => ["new", "growing", null].indexOf(change));
    expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  });

  it("add up to what they hold", () => {
    expect(heldSum(all.groups)?.objects).toBe(all.held.objects + all.held.twice);
    expect(heldSum([])).toBeNull();
  });
});

describe("a rule made on the screen", () => {
  it("takes what its groups were told apart by, and no system that the file does not know", () => {
    const rule = merged([found("Pick not confirmed"), found("postcode")], all, declared);
    expect(rule.match).toHaveLength(2);
    expect(rule.match[0]).toEqual({
      kind: ["missing-event"],
      system: ["wms-atl"],
      flow: ["order-to-ship"],
      step: ["pick"],
      says: ["Pick not confirmed: nothing from ATL WMS"],
    });
    expect(rule.match[1]?.system).toBeUndefined();
    expect(rule.by).toEqual([]);
  });

  it("keeps its id and its lines when it is changed, and is split once by one attribute", () => {
    const own = { id: "picks", name: "Picks", match: [{ says: ["Pick*"] }], by: ["carrier" as const] };
    const group = { ...found("Pick not confirmed"), rule: { id: "picks", name: "Picks" } };
    expect(ruleOf(group, { rules: [own] }, declared, "warehouse")).toEqual({ ...own, by: ["carrier", "warehouse"] });
    expect(ruleOf(group, { rules: [own] }, declared, "carrier")).toBe(own);
    expect(merged([group, group], { rules: [own] }, declared).match).toEqual(own.match);
  });

  it("has an id of its own", () => {
    expect(idFor("Label refused: postcode!", [])).toBe("label-refused-postcode");
    expect(idFor("§", [{ id: "group" }, { id: "group-2" }])).toBe("group-3");
  });
});
