import { expect, test } from "vitest";
import { runTests, type Simulate } from "../../server/config/index.ts";
import type { Input, Network, OpsException } from "../../server/domain/index.ts";
import { demoText, fileOf, houseText, withSections } from "./files.ts";

function exceptionOf(over: Partial<OpsException>): OpsException {
  return {
    number: 1,
    environment: "",
    fingerprint: "f",
    kind: "missing-event",
    state: "open",
    severity: "high",
    severityWhy: [],
    title: "",
    reason: "",
    code: null,
    eventType: null,
    flow: null,
    step: null,
    system: null,
    warehouse: null,
    object: null,
    traceId: null,
    owner: { team: "ops", person: null },
    ownerDecided: false,
    route: [],
    rung: 0,
    rungAt: 0,
    routedBy: { partner: null, customerTier: null, severity: "high" },
    notMine: [],
    handOver: null,
    quietUntil: null,
    openedAt: 0,
    createdAt: 0,
    heardLateMs: null,
    acknowledgedAt: null,
    snoozedUntil: null,
    dueAt: null,
    resolvedAt: null,
    resolution: null,
    told: null,
    occurrences: 1,
    evidence: [],
    groups: [],
    customer: null,
    carrier: null,
    load: null,
    cutoff: null,
    blocks: { orders: 0, shipments: 0, invoices: 0 },
    held: [],
    watch: false,
    timer: null,
    causeId: null,
    version: 1,
    ...over,
  };
}

/** Answers what is given, and keeps what it was asked. */
function answering(exceptions: readonly OpsException[]): {
  simulate: Simulate;
  asked: { network: Network; inputs: readonly Input[]; until: number }[];
} {
  const asked: { network: Network; inputs: readonly Input[]; until: number }[] = [];
  return {
    asked,
    simulate: (network, inputs, until) => {
      asked.push({ network, inputs, until });
      return { exceptions };
    },
  };
}

const invoiceMiss = exceptionOf({
  flow: "ship-to-invoice",
  step: "invoice",
  object: "shipment:*:S1",
  owner: { team: "ar-finance", person: null },
});

test("the example's own test: the posting at nine, the look four hours and a minute later, finance", async () => {
  const { simulate, asked } = answering([invoiceMiss]);
  expect(await runTests(fileOf(houseText), simulate)).toEqual([
    { name: "a shipment that is never invoiced reaches finance", ok: true, problems: [] },
  ]);
  const start = Date.parse("2026-03-02T14:00:00Z");
  expect(asked[0]?.until).toBe(start + 14_460_000);
  const [first, second] = asked[0]?.inputs ?? [];
  if (first?.kind !== "entry" || second?.kind !== "entry") throw new Error("no entries");
  expect(first.at).toBeLessThan(start - 14 * 86_400_000);
  expect(first.decoded.sources.map(({ source }) => source.system)).toEqual(["erp", "wms-atl", "3pl-reno"]);
  expect([second.at, second.position]).toEqual([start, 2]);
  const [fact] = second.decoded.facts;
  expect(fact).toMatchObject({
    source: { system: "erp", declared: true, environment: "" },
    signal: "log",
    failed: false,
  });
  expect(fact?.attributes.get("business.event")).toBe("shipment.posted");
  expect(fact?.keys.map(({ kind, value }) => `${kind} ${value}`)).toEqual(["shipment S1", "warehouse ATL"]);
  expect([...(asked[0]?.network.systems.values() ?? [])].every(({ presence }) => presence === "complete")).toBe(true);
});

const file = (test: string) =>
  fileOf(
    withSections(`teams: []
warehouses: [{ id: SEA, timezone: America/Los_Angeles }, { id: ATL }]
systems: [{ id: erp, kind: erp }, { id: wms-sea, kind: wms, warehouse: SEA }, { id: wms-atl, kind: wms, warehouse: ATL }]
flows: [{ id: f, object: order, steps: [{ id: ack, after: order.released, expect: order.acknowledged, from: wms, within: 15m }] }]
tests:
  - ${test}`).replace("teams: []\n", ""),
  );
const told = async (test: string, exceptions: readonly OpsException[] = []) => {
  const { simulate, asked } = answering(exceptions);
  const [outcome] = await runTests(file(test), simulate);
  const inputs = asked[0]?.inputs ?? [];
  return {
    outcome,
    inputs,
    facts: inputs.flatMap((input) =>
      input.kind === "entry" ? input.decoded.facts.map((fact) => ({ ...fact, at: input.at })) : [],
    ),
    network: asked[0]?.network,
  };
};

test("it starts on the clock of the object's warehouse, and `start` changes it", async () => {
  expect(
    (
      await told(
        "{ name: t, at: 1h, expect: [], given: [{ at: 0m, event: order.released, order: A, warehouse: SEA }] }",
      )
    ).facts[0]?.at,
  ).toBe(Date.parse("2026-03-02T17:00:00Z"));
  expect(
    (
      await told(
        "{ name: t, at: 1h, expect: [], given: [{ at: 0m, event: order.acknowledged, order: A, system: wms-sea }] }",
      )
    ).facts[0]?.at,
  ).toBe(Date.parse("2026-03-02T17:00:00Z"));
  expect(
    (
      await told(
        '{ name: t, start: "2026-07-01 12:30", at: 1h, expect: [], given: [{ at: 5m, event: order.released, order: A }] }',
      )
    ).facts[0]?.at,
  ).toBe(Date.parse("2026-07-01T16:35:00Z"));
});

test("lines become records: in order of time, with keys, status, amount and attributes", async () => {
  const { facts } = await told(`{ name: t, at: 1h, expect: [], given: [
    { at: 10m, event: order.acknowledged, status: failed, error: no case pack, order: A, warehouse: SEA },
    { at: 0m, event: order.released, order: [A, B], amount: 12.5, order.ship_by: 2026-03-05, "shipment.id": S1, system: erp }] }`);
  expect(facts.map(({ name }) => name)).toEqual(["order.released", "order.acknowledged"]);
  expect(facts[0]?.attributes.get("business.amount")).toBe(12.5);
  expect(facts[0]?.attributes.get("order.ship_by")).toBe("2026-03-05");
  expect(facts[0]?.keys.map(({ kind, value, attribute }) => [kind, value, attribute])).toEqual([
    ["order", "A", "order.id"],
    ["order", "B", "order.id"],
    ["shipment", "S1", "shipment.id"],
  ]);
  expect(facts[1]).toMatchObject({ failed: true, error: { message: "no case pack" }, source: { system: "wms-sea" } });
  expect(new Set(facts.map(({ identity }) => identity)).size).toBe(2);
});

test("expected exceptions are paired one to one, by all that is said of them", async () => {
  const given = "given: [{ at: 0m, event: order.released, order: A }]";
  const a = exceptionOf({ number: 1, step: "ack", object: "order:*:A" });
  const b = exceptionOf({ number: 2, step: "ack", object: "order:*:B", owner: { team: "other", person: null } });
  // The first line fits both; only giving it B leaves A to the second.
  const pair = `{ name: t, at: 1h, ${given}, expect: [{ exception: missing-event }, { exception: missing-event, order: A }] }`;
  expect((await told(pair, [a, b])).outcome?.ok).toBe(true);
  expect((await told(pair, [a])).outcome?.problems).toEqual(["expected missing-event, order A, and it is not there"]);
  expect((await told(pair, [b])).outcome?.problems).toEqual(["expected missing-event, order A, and it is not there"]);
  for (const wrong of [
    "to: ops, order: B",
    "step: ack, severity: low",
    "system: erp",
    "warehouse: SEA",
    "shipment: A",
    "state: acknowledged",
  ]) {
    expect([
      wrong,
      (await told(`{ name: t, at: 1h, ${given}, expect: [{ exception: missing-event, ${wrong} }] }`, [a, b])).outcome
        ?.ok,
    ]).toEqual([wrong, false]);
  }
});

test("`only` refuses what was not expected; what is resolved or watched does not count", async () => {
  const line = "{ name: t, at: 1h, only: true, given: [{ at: 0m, event: order.released, order: A }], expect: [] }";
  expect((await told(line, [])).outcome?.ok).toBe(true);
  expect((await told(line, [exceptionOf({ state: "resolved" }), exceptionOf({ watch: true })])).outcome?.ok).toBe(true);
  expect((await told(line, [exceptionOf({ kind: "source-silent", object: null })])).outcome?.ok).toBe(true);
  expect((await told(line, [exceptionOf({ object: "order:*:A" })])).outcome?.problems).toEqual([
    "nothing else was expected, and there is missing-event, order A, to ops, open",
  ]);
  const resolved =
    "{ name: t, at: 1h, given: [{ at: 0m, event: order.released, order: A }], expect: [{ exception: late-event, state: resolved }] }";
  expect((await told(resolved, [exceptionOf({ kind: "late-event", state: "resolved" })])).outcome?.ok).toBe(true);
});

test("every test of a file is asked, and fails where what it expects is not there", async () => {
  const { simulate, asked } = answering([]);
  const demo = fileOf(demoText);
  const outcomes = await runTests(demo, simulate);
  expect(asked).toHaveLength(demo.tests.length);
  expect(outcomes.map(({ ok }) => ok)).toEqual(demo.tests.map((one) => one.expect.length === 0));
});

test("an expected line may name the group that takes the exception", async () => {
  const text = (group: string) =>
    fileOf(
      withSections(`systems: [{ id: erp, kind: erp }]
errors: [{ id: postings, match: { says: "Posting of #*" } }, { id: rest, match: { says: "*" } }]
tests:
  - { name: t, at: 1m, given: [{ at: 0m, event: order.released, order: A, system: erp }], expect: [{ exception: missing-event, group: ${group} }] }`),
    );
  const { simulate } = answering([{ ...invoiceMiss, title: "Posting of SH-17 is late" }]);
  expect((await runTests(text("postings"), simulate))[0]?.ok).toBe(true);
  expect((await runTests(text("rest"), simulate))[0]?.problems[0]).toContain("group rest");
});
