import { describe, expect, it } from "vitest";
import { type Pledge, type PledgeRuling, pledgeRefusal, rulePledge } from "../../server/domain/index.ts";
import { testNetwork, World } from "./harness.ts";

const noon = Date.UTC(2026, 10, 23, 17);
const promised: PledgeRuling = {
  kind: "promised",
  by: "Dana",
  text: "Dallas transfers into the ERP",
  owner: { team: "dock", person: "Ana" },
  dueOn: "2026-11-25",
};
const closed = (end: "kept" | "dropped"): PledgeRuling => ({
  kind: "promise-closed",
  pledge: 7,
  by: "Ana",
  end,
  text: null,
});
const reopened: PledgeRuling = { kind: "promise-reopened", pledge: 7, by: "Dana" };

describe("PR1 a promise", () => {
  const made = rulePledge(undefined, promised, { number: 7, at: noon }) as Pledge;
  const kept = rulePledge(made, closed("kept"), { number: 8, at: noon + 1 }) as Pledge;

  it("is carried until it is closed, and carried again where that is taken back", () => {
    expect(made).toMatchObject({ number: 7, at: noon, closed: null, dueOn: "2026-11-25" });
    expect(kept.closed).toEqual({ at: noon + 1, by: "Ana", end: "kept", text: null });
    expect(rulePledge(kept, reopened, { number: 9, at: noon + 2 })).toEqual(made);
  });

  it("is not closed twice, not reopened while it is open, and not found where there is none", () => {
    const refusal = (known: Pledge | undefined, ruling: PledgeRuling) => {
      const found = pledgeRefusal({ pledge: () => known }, ruling);
      return found === null ? null : "code" in found ? found.code : found.kind;
    };
    expect(refusal(kept, closed("dropped"))).toBe("closed");
    expect(refusal(made, reopened)).toBe("not-closed");
    expect(refusal(undefined, reopened)).toBe("unknown");
    expect([refusal(undefined, promised), refusal(made, closed("kept")), refusal(kept, reopened)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(rulePledge(kept, closed("dropped"), { number: 9, at: noon })).toBeNull();
    expect(rulePledge(undefined, reopened, { number: 9, at: noon })).toBeNull();
  });

  it("stands in the rows by the number of its ruling", async () => {
    const world = await World.begin(testNetwork(), noon);
    await world.rule(promised, noon + 1);
    const number = (await world.draft()).engine().ruling;
    await world.rule({ ...closed("dropped"), pledge: number } as PledgeRuling, noon + 2);
    await world.commit();
    expect((await world.draft()).pledge(number)).toMatchObject({ number, closed: { end: "dropped", by: "Ana" } });
  });
});
