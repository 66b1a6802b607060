import { afterEach, expect, test } from "vitest";
import { hour, minute, type Told, testNetwork, World } from "../domain/harness.ts";
import { anException, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

test("the giver is asked back and answers: who, when, in what words; what the engine refuses is said", async () => {
  const serving = await serve();
  await serving.store.put(anException(1));
  const asked = { at: start + 2, by: "J. Sato", text: "Which door?" };
  const handOver = {
    number: 7,
    at: start,
    by: "Ortiz",
    from: "dock",
    to: { team: "desk", person: null },
    note: null,
    exceptions: [1],
    accepted: [],
    questions: [
      { ...asked, answer: { at: start + 3, by: "Ortiz", text: "Door 6." } },
      { ...asked, answer: null },
    ],
  };
  await serving.store.commit([{ kind: "hand-over", handOver }]);
  const { json } = await serving.get("/api/v1/hand-overs");
  fits("listHandOvers", 200, json);
  expect(json.items[0].questions).toEqual([
    {
      number: 1,
      at: new Date(start + 2).toISOString(),
      by: "J. Sato",
      text: "Which door?",
      answer: { at: new Date(start + 3).toISOString(), by: "Ortiz", text: "Door 6." },
    },
    { number: 2, at: new Date(start + 2).toISOString(), by: "J. Sato", text: "Which door?", answer: null },
  ]);
  serving.rule(async () => ({ kind: "done", number: 9, seq: 1 }));
  const path = "/api/v1/hand-overs/H-7/questions";
  const made = await serving.post(path, { text: "  And the pallet? " });
  fits("askBack", 201, made.json);
  const answered = await serving.post(`${path}/2/answer`, { text: "Door 7." });
  fits("answerBack", 200, answered.json);
  expect([made.status, answered.status]).toEqual([201, 200]);
  expect(serving.rulings).toEqual([
    { kind: "ask-back", handOver: 7, by: "administrator", text: "And the pallet?" },
    { kind: "answer-back", handOver: 7, question: 2, by: "administrator", text: "Door 7." },
  ]);
  for (const text of ["", "   ", "x".repeat(501)]) {
    expect((await serving.post(path, { text })).status).toBe(400);
    expect((await serving.post(`${path}/2/answer`, { text })).status).toBe(400);
  }
  for (const nowhere of [`${path}/3/answer`, `${path}/0/answer`, `${path}/02/answer`])
    expect((await serving.post(nowhere, { text: "x" })).status).toBe(404);
  expect((await serving.post("/api/v1/hand-overs/H-9/questions", { text: "x" })).status).toBe(404);
  expect(serving.rulings).toHaveLength(2);
  serving.rule(async () => ({
    kind: "refused",
    fault: { class: "permanent", code: "nothing-waits", message: "Nothing of it waits." },
  }));
  const late = await serving.post(path, { text: "Still there?" });
  expect([late.status, late.json.code]).toEqual([422, "nothing-waits"]);
});

const iso = (at: number): string => new Date(at).toISOString();
const trucks = [-60, 60].map((minutes) => ({ at: start + minutes * minute, carrier: "UPS", service: "ground" }));
const network = testNetwork({
  warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "UTC", departures: trucks }]]),
});

const told = (id: string, event: string, at: number, more: Partial<Told> = {}): Told => ({
  event,
  keys: { order: id, shipment: `S-${id}`, warehouse: "ATL", carrier: "UPS" },
  at: start + at * minute,
  system: "wms-atl",
  ...more,
});
const due = { attributes: { "order.ship_by": iso(start - hour) } };

/** One that was saved, one that was not and is handed over, and one that was left on the floor. */
const facts: readonly Told[] = [
  ...["SO-1", "SO-2", "SO-3"].flatMap((id) => [
    told(id, "order.released", -200, { system: "erp", ...due, keys: { order: id, warehouse: "ATL", carrier: "UPS" } }),
    told(id, "order.acknowledged", -199, { keys: { order: id, warehouse: "ATL" } }),
  ]),
  told("SO-1", "shipment.labelled", -90, { failed: "postcode missing", system: "tms" }),
  told("SO-2", "shipment.labelled", -89, { failed: "postcode missing", system: "tms" }),
  told("SO-1", "shipment.labelled", -70, { system: "tms" }),
  told("SO-1", "shipment.confirmed", -62),
  told("SO-3", "pick.confirmed", -1, { keys: { order: "SO-3", warehouse: "ATL" } }),
];

test("the shift is told from its beginning until it was given, each number with what it counts", async () => {
  const world = await World.begin(network, start - 100 * hour);
  for (const one of facts) {
    await world.entry(one.at, [one]);
    if (one.at !== start - 89 * minute) continue;
    for (const { number, version } of await world.open()) {
      const decision = { exception: number, version, by: "Ortiz", action: "acknowledge" as const };
      await world.rule({ kind: "decision", decision }, one.at + minute);
    }
  }
  await world.settle(start);
  const open = (await world.open()).filter(({ kind }) => kind === "failed-event").map(({ number }) => number);
  const to = { team: "on-call", person: null };
  await world.rule({ kind: "hand-over", by: "Ortiz", to, note: null, exceptions: open }, start);
  const number = (await world.exceptions()).find((one) => one.handOver !== null)?.handOver?.number ?? 0;
  await world.commit();
  const { store, get, pass } = await serve({ network: () => network });
  for (const { changes } of await world.store.commitsSince(0, 1_000)) await store.commit(changes);
  pass(hour);
  const { status, json } = await get(`/api/v1/hand-overs/H-${number}/since`);
  expect(status).toBe(200);
  fits("getShift", 200, json);
  const day = Date.UTC(new Date(start).getUTCFullYear(), new Date(start).getUTCMonth(), new Date(start).getUTCDate());
  expect(json).toEqual({
    warehouse: "ATL",
    from: iso(day),
    to: iso(start),
    begins: "day",
    shift: null,
    accepted: [],
    cleared: { count: 1, documents: [{ exception: "X-1", object: { kind: "shipment", id: "S-SO-1" } }] },
    byHand: { count: 0, documents: [] },
    saved: { count: 1, documents: [{ exception: null, object: { kind: "order", id: "SO-1" } }] },
    missed: [
      {
        departure: `ATL ${iso(start - hour)} UPS ground`,
        at: iso(start - hour),
        count: 2,
        onto: [{ at: null, count: 2 }],
      },
    ],
    silent: null,
  });
  expect((await get("/api/v1/hand-overs/H-99/since")).status).toBe(404);
});
