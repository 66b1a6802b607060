import { describe, expect, it } from "vitest";
import { changeOf, faultsOf, inOrder, noiseIn } from "../../web/screens/errors/model.ts";
import { causeRows, learning } from "./screens/faults.ts";

const trend = (...counts: readonly number[]) => [...new Array<number>(24 - counts.length).fill(0), ...counts];

describe("what is new", () => {
  it("began in the last quarter of the while", () => {
    expect(changeOf(trend(1))).toBe("new");
    expect(changeOf(trend(2, 0, 0, 0, 0, 0))).toBe("new");
    expect(changeOf(trend(2, 0, 0, 0, 0, 0, 0))).toBeNull();
    expect(changeOf(trend())).toBeNull();
  });

  it("grows when it was raised more than twice as often as before, and not just once more", () => {
    expect(changeOf(trend(3, 0, 0, 0, 1, 1, 1))).toBe("growing");
    expect(changeOf(trend(1, 0, 0, 0, 0, 1, 1))).toBeNull();
    expect(changeOf(new Array<number>(24).fill(2))).toBeNull();
  });
});

describe("faults", () => {
  const faults = faultsOf(learning().faults, causeRows());

  it("know what their present episode holds up", () => {
    const label = faults.find(({ row }) => row.title.includes("postcode"));
    expect(label?.cause?.members).toBe(label?.row.raised);
    expect(faults.find(({ row }) => row.causeId === "C-900")?.cause).toBeNull();
  });

  it("come by what is new, by what they hold, or by their noise", () => {
    const [noisiest] = inOrder(faults, "noise");
    expect(noisiest?.row.title).toContain("Pick not confirmed");
    expect(noisiest?.row.remedy).toMatchObject({ kind: "within", step: "pick" });
    const noise = inOrder(faults, "noise").map(noiseIn);
    expect(noise).toEqual(noise.toSorted((a, b) => b - a));
    expect(inOrder(faults, "held")[0]?.cause).not.toBeNull();
    const marks = inOrder(faults, "growing").map(({ change }) => ["new", "growing", null].indexOf(change));
    expect(marks).toEqual(marks.toSorted((a, b) => a - b));
  });
});
