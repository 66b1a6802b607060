import fc from "fast-check";
import { expect, test } from "vitest";
import { collectors } from "../../collectors/index.ts";
import { memoryJournal, memoryStore } from "../../server/adapters/memory/index.ts";
import { networkOf } from "../../server/config/index.ts";
import { createPace, zeros } from "../../server/pipeline/pace.ts";
import { runTogether } from "../../server/pipeline/together.ts";
import { worths } from "../../server/pipeline/worth.ts";
import { testClock } from "../contracts/adapters.ts";
import { noon } from "../contracts/samples.ts";
import { bodyOf, idsOf } from "../scenarios/otlp.ts";
import { until } from "../scenarios/server.ts";

const mebi = 1024 * 1024;

test("what was never seen has no pace, and work without entries tells of none", () => {
  const pace = createPace();
  expect(pace.now()).toEqual(zeros());
  pace.took(500, zeros(), zeros());
  expect(pace.now()).toEqual(zeros());
  pace.took(500, { ...zeros(), logs: 5 * mebi }, { ...zeros(), logs: 3 });
  expect(pace.now()).toEqual({ ...zeros(), logs: 100 });
});

test("the time of a turn is shared out as its entries took it", () => {
  const pace = createPace();
  pace.took(1_000, { ...zeros(), logs: 10 * mebi, business: mebi }, { ...zeros(), logs: 1, business: 9 });
  expect(pace.now().logs).toBeCloseTo(10, 6);
  expect(pace.now().business).toBeCloseTo(900, 6);
});

test("what came lately counts most: after forty seconds of work at another pace nothing is left of the old one", () => {
  const pace = createPace();
  const took = (ms: number) => pace.took(ms, { ...zeros(), business: mebi }, { ...zeros(), business: 1 });
  for (let turn = 0; turn < 100; turn++) took(100);
  expect(pace.now().business).toBeCloseTo(100, 6);
  for (let turn = 0; turn < 40; turn++) took(1_000);
  expect(pace.now().business).toBeGreaterThan(990);
  // However much else there was to do meanwhile.
  for (let turn = 0; turn < 1_000; turn++) pace.took(500, { ...zeros(), logs: mebi }, { ...zeros(), logs: 1 });
  expect(pace.now().business).toBeGreaterThan(990);
});

test("a pace lies between the slowest and the fastest turn, and by it the work of all turns is theirs", () => {
  const turn = fc.record({ ms: fc.integer({ min: 1, max: 2_000 }), bytes: fc.integer({ min: 1, max: 8 * mebi }) });
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 40 }), fc.constantFrom(...worths), (turns, worth) => {
      const pace = createPace();
      for (const { ms, bytes } of turns) pace.took(ms, { ...zeros(), [worth]: bytes }, { ...zeros(), [worth]: 1 });
      const paces = turns.map(({ ms, bytes }) => (ms * mebi) / bytes);
      expect(pace.now()[worth]).toBeGreaterThanOrEqual(Math.min(...paces) * (1 - 1e-9));
      expect(pace.now()[worth]).toBeLessThanOrEqual(Math.max(...paces) * (1 + 1e-9));
    }),
  );
});

test("an engine that keeps up has no pace, and one that is behind has one of what it applies", async () => {
  const [journal, clock] = [memoryJournal(testClock(noon)), testClock(noon)];
  const compile = (text: string, _hash: string, expansions: unknown) => networkOf(text, expansions);
  const parts = { journal, store: memoryStore(), clock, collectors, compile };
  const running = await runTogether(parts, () => undefined);
  await running.adopt("", networkOf("", null).hash, null);
  await running.start();
  const ids = idsOf(3);
  const deliver = () => {
    const attributes = { "order.id": `SO-${ids.span()}`, "business.event": "order.created" };
    const body = bodyOf([
      { service: "shop", spans: [{ traceId: ids.trace(), spanId: ids.span(), at: noon, attributes }] },
    ]);
    const said = { collector: "otlp", route: "traces", contentType: "application/json", sender: "shop" };
    return running.deliver({ ...said, id: ids.trace(), receivedAt: noon, body: new TextEncoder().encode(body) });
  };
  const applied = async () => {
    const { position } = await journal.head();
    await until("all is applied", () => running.progress().position === position || undefined);
  };
  for (let time = 0; time < 5; time++) {
    await deliver();
    await applied();
  }
  expect(running.progress().pace).toEqual(zeros());
  await Promise.all(Array.from({ length: 600 }, deliver));
  await applied();
  expect(running.progress().pace).toMatchObject({ logs: 0, spans: 0, errors: 0 });
  expect(running.progress().pace.business).toBeGreaterThan(0);
  await running.close();
});
