import { expect, test } from "vitest";
import { concernOf } from "../../server/domain/index.ts";
import { createConcerns } from "../../server/pipeline/concerns.ts";
import { anException } from "../feeds/fakes.ts";

const sent = (number: number) => {
  const held = [{ ref: "order::SO-1", money: { minor: 1_200, currency: "USD" }, basis: "invoice" as const }];
  const concern = concernOf(anException(number, { object: "order::SO-1", held, causeId: "C-1" }));
  if (concern === null) throw new Error("an exception that tells nobody");
  return structuredClone(concern);
};

test("what many have alike is kept once, and says the same", () => {
  const concerns = createConcerns();
  for (const number of [1, 2]) concerns.move({ number, concern: sent(number) });
  const [first, second] = concerns.members("C-1");
  expect([first, second]).toEqual([sent(1), sent(2)]);
  expect(second?.owner).toBe(first?.owner);
  expect(second?.blocks).toBe(first?.blocks);
  expect(second?.held[0]?.money).toBe(first?.held[0]?.money);
});
