import { describe, expect, it } from "vitest";
import { type Ruling, rulingRefusal } from "../../server/domain/index.ts";
import { hour, minute, World } from "./harness.ts";
import { failed, network, noon, one } from "./shifts.ts";

describe("asking back", () => {
  const giving: Ruling = {
    kind: "hand-over",
    by: "Ortiz",
    to: { team: "manager", person: null },
    note: null,
    exceptions: [1],
  };
  const ask = (handOver: number, text: string, by = "Sato") => ({ kind: "ask-back" as const, handOver, by, text });
  const reply = (handOver: number, question: number, by = "Ortiz") => ({
    kind: "answer-back" as const,
    handOver,
    question,
    by,
    text: "door 6",
  });

  async function given() {
    const world = await World.begin(network(), noon - hour);
    await world.entry(noon, [failed("O1", noon)]);
    const taken = { exception: 1, version: (await one(world))?.version ?? 0, by: "Ortiz" };
    await world.rule({ kind: "decision", decision: { ...taken, action: "acknowledge" } }, noon + minute);
    await world.rule(giving, noon + 10 * minute);
    const number = (await one(world))?.handOver?.number ?? 0;
    const refusal = async (ruling: ReturnType<typeof ask> | ReturnType<typeof reply>) => {
      const found = rulingRefusal(await world.draft(), world.network, ruling, noon + hour);
      return found?.kind === "refused" ? found.code : (found?.kind ?? null);
    };
    return { world, number, refusal };
  }

  it("K9: question and answer stand on the hand-over, and the exception does not change", async () => {
    const { world, number, refusal } = await given();
    const before = await one(world);
    const history = (await world.draft()).history(1).length;
    await world.rule(ask(number, "which door?"), noon + 11 * minute);
    await world.rule(ask(number, "and the pallet?"), noon + 12 * minute);
    expect(await refusal(reply(number, 2))).toBe(null);
    await world.rule(reply(number, 2), noon + 13 * minute);
    expect((await world.draft()).handOver(number)).toMatchObject({
      accepted: [],
      questions: [
        { at: noon + 11 * minute, by: "Sato", text: "which door?", answer: null },
        {
          at: noon + 12 * minute,
          by: "Sato",
          text: "and the pallet?",
          answer: { at: noon + 13 * minute, by: "Ortiz", text: "door 6" },
        },
      ],
    });
    expect(await one(world)).toEqual(before);
    expect((await world.draft()).history(1)).toHaveLength(history);
    // Nobody accepted: it goes on at the time at which it would have without a question.
    await world.settle(noon + 39 * minute);
    expect((await one(world))?.owner).toEqual({ team: "dock", person: "Ortiz" });
    await world.settle(noon + 40 * minute);
    expect(await one(world)).toMatchObject({ rung: 1, owner: { team: "manager", person: null }, handOver: null });
  });

  it("K9: no question once nothing waits, none twice while it waits for an answer, and at most twenty", async () => {
    const { world, number, refusal } = await given();
    expect(await refusal(ask(number + 1, "x"))).toBe("unknown");
    await world.rule(ask(number, "which door?"), noon + 11 * minute);
    expect(await refusal(ask(number, "which door?"))).toBe("asked-already");
    expect(await refusal(ask(number, "which door?", "Lee"))).toBe(null);
    await world.rule(reply(number, 1), noon + 12 * minute);
    expect(await refusal(ask(number, "which door?"))).toBe(null);
    for (let n = 1; n < 20; n++) {
      expect(await refusal(ask(number, `number ${n}`))).toBe(null);
      await world.rule(ask(number, `number ${n}`), noon + 13 * minute);
    }
    expect(await refusal(ask(number, "one more"))).toBe("too-many-questions");
    await world.rule({ kind: "accept", handOver: number, by: "Lee", exceptions: [1] }, noon + 20 * minute);
    expect(await refusal(ask(number, "one more"))).toBe("nothing-waits");
  });

  it("K9: the giver alone answers, each question once, also after it was accepted", async () => {
    const { world, number, refusal } = await given();
    expect(await refusal(reply(number, 1))).toBe("unknown");
    await world.rule(ask(number, "which door?"), noon + 11 * minute);
    expect(await refusal(reply(number, 1, "Sato"))).toBe("not-the-giver");
    await world.rule({ kind: "accept", handOver: number, by: "Lee", exceptions: [1] }, noon + 20 * minute);
    expect(await refusal(reply(number, 1))).toBe(null);
    await world.rule(reply(number, 1), noon + 21 * minute);
    expect(await refusal(reply(number, 1))).toBe("answered");
    await world.rule({ ...reply(number, 1), text: "door 7" }, noon + 22 * minute);
    expect((await world.draft()).handOver(number)?.questions[0]?.answer?.text).toBe("door 6");
  });
});
