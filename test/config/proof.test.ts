import { expect, test } from "vitest";
import { memoryStore } from "../../server/adapters/memory/store.ts";
import { runTests, type Simulate } from "../../server/config/index.ts";
import { type Input, type OpsException, step } from "../../server/domain/index.ts";
import { demoText, fileOf, houseText } from "./files.ts";

/** The core itself over an empty store. */
const simulate: Simulate = async (network, inputs, until) => {
  const store = memoryStore();
  await store.open();
  const draft = await store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
  const take = (input: Input) => draft.fold(step(input, draft, network));
  const settle = (to: number) => {
    while (draft.due(to, 1).length > 0) take({ kind: "tick", to });
    take({ kind: "tick", to });
  };
  const adoptedAt = (inputs[0]?.kind === "entry" ? inputs[0].at : until) - 1;
  take({
    kind: "ruling",
    ruling: {
      number: 1,
      at: adoptedAt,
      basis: { position: 0, settledTo: 0 },
      ruling: { kind: "network", hash: network.hash, text: "", expansions: null },
    },
  });
  for (const input of inputs) {
    if (input.kind === "entry") settle(input.at - 1);
    take(input);
  }
  settle(until);
  const exceptions: OpsException[] = [];
  for (let number = 1; number < draft.engine().nextException; number++) {
    const exception = draft.exception(number);
    if (exception !== undefined) exceptions.push(exception);
  }
  return { exceptions };
};

for (const [name, text] of [
  ["the example of the design", houseText],
  ["the demo's network", demoText],
] as const) {
  test(`${name} passes its own tests on the core`, async () => {
    const outcomes = await runTests(fileOf(text), simulate);
    expect(outcomes.length).toBeGreaterThan(0);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  });
}
