import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { collectors } from "../../collectors/index.ts";
import type { Receipt } from "../../collectors/kit/index.ts";
import { memoryJournal, memoryStore } from "../../server/adapters/memory/index.ts";
import { openJournal, openStore } from "../../server/adapters/sqlite/index.ts";
import { adoptable, networkOf } from "../../server/config/index.ts";
import type { Network } from "../../server/domain/index.ts";
import { packed } from "../../server/pipeline/packed.ts";
import { rebuild } from "../../server/pipeline/rebuild.ts";
import { type Fed, type FromWriter, openSupply, type ToWriter } from "../../server/pipeline/supply.ts";
import { runTogether } from "../../server/pipeline/together.ts";
import { openWriter } from "../../server/pipeline/writer.ts";
import { type Appended, type Journal, JournalFailed } from "../../server/ports/index.ts";
import { scratch, sweepUp, testClock } from "../contracts/adapters.ts";
import { entryOf, noon } from "../contracts/samples.ts";
import { bodyOf, idsOf } from "../scenarios/otlp.ts";
import { pause, until as untilDefined } from "../scenarios/server.ts";

afterAll(sweepUp);

const until = (what: string, holds: () => Promise<boolean> | boolean): Promise<boolean> =>
  untilDefined(what, async () => (await holds()) || undefined);

const text = (within: string) => `
company: { name: Threads, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-release
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, within: ${within} }
routing: { to: integration }
`;
const compile = (source: string, _hash: string, expansions: unknown): Network => networkOf(source, expansions);

function networkText(within: string) {
  const read = adoptable(text(within), noon);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return { text: text(within), hash: read.hash, expansions: read.expansions, network: read.network };
}

const ids = idsOf(5);
let made = 0;
/** A delivery of so many orders, each with a fact and a span that is none, and one that fails. */
function delivery(at: number, orders: number, sender = "shop"): Receipt {
  const spans = Array.from({ length: orders }, () => {
    const order = `SO-${made++}`;
    const traceId = ids.trace();
    return [
      { traceId, spanId: ids.span(), at, attributes: { "order.id": order, "business.event": "order.created" } },
      { traceId, spanId: ids.span(), at, attributes: { "order.id": order, "http.route": "/orders" } },
      { traceId, spanId: ids.span(), at, attributes: { "order.id": order }, error: "no such bin" },
    ];
  }).flat();
  const body = new TextEncoder().encode(bodyOf([{ service: "web-shop", spans }]));
  return {
    id: ids.trace(),
    collector: "otlp",
    route: "traces",
    contentType: "application/json",
    sender,
    receivedAt: at,
    body,
  };
}

/** A journal whose answers hold one entry each, as they do where bodies are large. */
const oneByOne = (journal: Journal): Journal => ({ ...journal, read: (after) => journal.read(after, 1) });

test("rows are the same whether the engine was fed or read the journal, and a rebuild by small reads gives them again", async () => {
  const folder = scratch();
  const clock = testClock(noon);
  const journal = openJournal(`${folder}/journal.db`, clock);
  const store = openStore(`${folder}/store.db`);
  const faults: string[] = [];
  const running = await runTogether({ journal, store, clock, collectors, compile }, (reason) => faults.push(reason));
  const [first, second] = [networkText("4h"), networkText("2h")];
  await running.adopt(first.text, first.hash, first.expansions);
  await running.start();
  for (let round = 0; round < 12; round++) {
    clock.set(noon + round * 1_200_000);
    const one = delivery(clock.now(), 5);
    const rest = [
      delivery(clock.now(), 3),
      one,
      delivery(clock.now(), 2, "other"),
      { ...one, receivedAt: clock.now() + 1 },
    ];
    const unreadable = { ...one, id: ids.trace(), body: new TextEncoder().encode("{") };
    const answers = Promise.all([...rest, unreadable].map((receipt) => running.deliver(receipt)));
    // Between deliveries that are decoded by one network and applied by the next.
    if (round === 6) await running.adopt(second.text, second.hash, second.expansions);
    expect((await answers).map(({ outcome }) => outcome.kind)).toEqual([...Array(4).fill("accepted"), "rejected"]);
  }
  clock.set(noon + 86_400_000);
  await until("all is applied and settled", async () => {
    const { position } = await journal.head();
    const progress = running.progress();
    return progress.position === position && progress.horizon >= clock.now() - 1;
  });
  expect(running.progress().counts).toMatchObject({ accepted: 12 * 10 * 3, rejected: 12 });
  await running.close();
  const live = await store.digest();
  expect(faults).toEqual([]);

  const settledTo = (await store.contextFor({ keys: [], refs: [], identities: [], traces: [] })).engine().settledTo;
  for (const by of [journal, oneByOne(journal)]) {
    const again = memoryStore();
    const parts = { store: again, clock, collectors, compile, settledTo, progress: () => undefined };
    const done = await rebuild({ ...parts, journal: by });
    expect(done.position).toBe((await journal.head()).position);
    expect([...(await again.digest())]).toEqual([...live]);
  }
  await store.close();
  await journal.close();
});

/** A supply with a writer that a test plays, over a journal in memory of which more is written than acknowledged. */
async function supplied() {
  const journal = memoryJournal(testClock(noon));
  for (const name of ["a", "b", "c", "d", "e", "f"]) await journal.append([entryOf(name)]);
  const { port1, port2 } = new MessageChannel();
  const told: ToWriter[] = [];
  port1.on("message", (message: ToWriter) => told.push(message));
  const reads: (readonly [number, number])[] = [];
  const reader = () => ({
    ...journal,
    read(after: number, limit: number) {
      reads.push([after, limit]);
      return journal.read(after, limit);
    },
  });
  const opening = openSupply(port2, reader, []);
  const tell = (message: FromWriter): void => port1.postMessage(message);
  tell({ kind: "opened", lastAlive: null, position: 1, damage: null });
  const supply = await opening;
  return { supply, tell, told, reads, port: port1 };
}

const nothing = {
  records: 0,
  rejected: [],
  facts: [],
  ties: [],
  sources: [],
  traces: [],
  terms: new BigUint64Array(),
};
const fed = (position: number, hash = "now"): Fed => ({
  position,
  at: noon,
  kind: "records",
  collector: "otlp",
  sender: "fed",
  reason: null,
  decoded: packed(nothing),
  hash,
  bytes: 1_000,
  weight: 100,
});
const now = { hash: "now" } as Network;
const seen = (entries: readonly { readonly position: number; readonly sender: string }[]) =>
  entries.map(({ position, sender }) => `${position} ${sender === "fed" ? "fed" : "read"}`);

test("what is fed is applied without reading, gaps are read up to where it goes on, and nothing before it is acknowledged", async () => {
  const { supply, tell, told, reads, port } = await supplied();
  expect(seen(await supply.after(0, 10, now))).toEqual(["1 read"]);
  expect(await supply.after(1, 10, now)).toEqual([]);
  tell({ kind: "kept", entries: [fed(2), fed(3)], position: 3 });
  tell({ kind: "kept", entries: [], position: 4 });
  tell({ kind: "kept", entries: [fed(5)], position: 5 });
  await pause(20);
  reads.length = 0;
  expect(seen(await supply.after(1, 10, now))).toEqual(["2 fed", "3 fed"]);
  expect(seen(await supply.after(1, 1, now))).toEqual(["2 fed"]);
  expect(reads).toEqual([]);
  expect(seen(await supply.after(3, 10, now))).toEqual(["4 read"]);
  expect(reads).toEqual([[3, 1]]);
  expect(seen(await supply.after(4, 10, now))).toEqual(["5 fed"]);
  expect(await supply.after(5, 10, now)).toEqual([]);
  await pause(20);
  // What is applied weighs no more.
  expect(told).toEqual([
    { kind: "taken", weight: 200 },
    { kind: "taken", weight: 100 },
  ]);
  port.close();
});

test("what was decoded under another network is read and decoded again", async () => {
  const { supply, tell, port } = await supplied();
  tell({ kind: "kept", entries: [fed(2), fed(3, "then"), fed(4)], position: 4 });
  await pause(20);
  expect(seen(await supply.after(1, 10, now))).toEqual(["2 fed"]);
  expect(seen(await supply.after(2, 10, now))).toEqual(["3 read"]);
  expect(seen(await supply.after(3, 10, now))).toEqual(["4 fed"]);
  port.close();
});

test("rulings of one breath are one question, and none is left waiting when the writer is gone", async () => {
  const { supply, told, port } = await supplied();
  const basis = { position: 1, settledTo: 0 };
  const asked = [1, 2, 3].map(() => supply.rule({ kind: "start", downSince: null }, basis));
  const refused = Promise.allSettled(asked);
  await pause(20);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ kind: "question", call: { kind: "rule", rulings: { length: 3 } } });
  port.close();
  expect((await refused).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await expect(supply.rule({ kind: "start", downSince: null }, basis)).rejects.toThrow("The writer is gone.");
});

/** Everything that a writer says over its port, as it comes. */
function heardOver(port: MessagePort): FromWriter[] {
  const heard: FromWriter[] = [];
  port.on("message", (message: FromWriter) => heard.push(message));
  return heard;
}

test("a horizon is told after every entry that it covers, though the disk is slow", async () => {
  const clock = testClock(noon);
  const inner = memoryJournal(clock);
  const held: (() => void)[] = [];
  // Stamped at once, acknowledged when the test says so.
  const journal: Journal = {
    ...inner,
    async append(batch) {
      const appended: readonly Appended[] = await inner.append(batch);
      await new Promise<void>((resolve) => held.push(resolve));
      return appended;
    },
  };
  const { port1, port2 } = new MessageChannel();
  const heard = heardOver(port2);
  const writer = await openWriter(
    { journal, damage: null, retention: null, clock, collectors, compile },
    port1,
    () => undefined,
  );
  const { text: source, hash, expansions } = networkText("4h");
  const ruling = { kind: "network", text: source, hash, expansions } as const;
  port2.postMessage({ kind: "question", id: 1, call: { kind: "adopt", ruling } } satisfies ToWriter);
  await until("it has adopted", () => heard.some(({ kind }) => kind === "answer"));
  const answer = writer.deliver(delivery(noon, 1));
  await until("it is stamped", () => held.length > 0);
  clock.set(noon + 60_000);
  heard.length = 0;
  await pause(350);
  // One that was asked before the entry was stamped may still come; none that covers it.
  expect(heard.filter((one) => one.kind === "horizon" && one.at >= noon)).toEqual([]);
  held[0]?.();
  await answer;
  await until("the horizon has passed", () => heard.some((one) => one.kind === "horizon" && one.at >= noon));
  const order = heard.filter((one) => one.kind === "kept" || (one.kind === "horizon" && one.at >= noon));
  expect(order[0]).toMatchObject({ kind: "kept", position: 1, entries: [{ position: 1, at: noon }] });
  await writer.close();
});

test("the engine is fed by what entries take in memory, not by their bodies, and again once it took what it was fed", async () => {
  const [otlp] = collectors;
  if (otlp === undefined) throw new Error("no collector");
  const { text: source, hash, expansions, network } = networkText("4h");
  const one = otlp.decode(delivery(noon, 1), network.reading);
  if (!one.ok) throw new Error(one.fault.message);
  let facts = 0;
  const collector = {
    ...otlp,
    decode: () => ({ ok: true as const, value: { ...one.value, facts: Array(facts).fill(one.value.facts[0]) } }),
  };
  let position = 0;
  const journal: Journal = {
    ...memoryJournal(testClock(noon)),
    append: async (batch) => batch.map(() => ({ kind: "kept" as const, position: ++position, at: noon })),
  };
  const { port1, port2 } = new MessageChannel();
  const heard = heardOver(port2);
  const parts = { journal, damage: null, retention: null, clock: testClock(noon), collectors: [collector], compile };
  const writer = await openWriter(parts, port1, () => undefined);
  const ruling = { kind: "network", text: source, hash, expansions } as const;
  port2.postMessage({ kind: "question", id: 1, call: { kind: "adopt", ruling } } satisfies ToWriter);
  await until("it has adopted", () => heard.some(({ kind }) => kind === "answer"));
  const deliver = async (count: number, withFacts: number, bytes: number): Promise<readonly Fed[]> => {
    heard.length = 0;
    facts = withFacts;
    for (let time = 0; time < count; time++)
      await writer.deliver({ ...delivery(noon, 1), body: new Uint8Array(bytes) });
    await until("the engine is told", () => heard.filter(({ kind }) => kind === "kept").length === count);
    return heard.flatMap((told) => (told.kind === "kept" ? told.entries : []));
  };

  // A hundred times 4 MiB that say little.
  const light = await deliver(100, 0, 4 * 1024 * 1024);
  expect(light).toHaveLength(100);
  const heavy = await deliver(100, 1_000, 1_024);
  expect(heavy.length).toBeGreaterThan(20);
  expect(heavy.length).toBeLessThan(100);
  expect(await deliver(1, 1_000, 1_024)).toEqual([]);
  const weight = heavy.reduce((sum, fed) => sum + fed.weight, 0);
  port2.postMessage({ kind: "taken", weight } satisfies ToWriter);
  await pause(20);
  expect(await deliver(1, 1_000, 1_024)).toHaveLength(1);
  await writer.close();
});

test("once the disk has failed nothing is acknowledged, the engine is told, and it is said once", async () => {
  const clock = testClock(noon);
  const journal = openJournal(`${scratch()}/journal.db`, clock);
  const { port1, port2 } = new MessageChannel();
  const heard = heardOver(port2);
  const reasons: string[] = [];
  const failing: Journal = {
    ...journal,
    append: () => Promise.reject(new JournalFailed("the disk is gone", true, null)),
  };
  const writer = await openWriter(
    { journal: failing, damage: null, retention: null, clock, collectors, compile },
    port1,
    (reason) => reasons.push(reason),
  );
  expect((await writer.deliver(delivery(noon, 1))).outcome).toMatchObject({
    kind: "busy",
    fault: { code: "starting" },
  });
  const { text: source, hash, expansions } = networkText("4h");
  const ruling = { kind: "network", text: source, hash, expansions } as const;
  port2.postMessage({ kind: "question", id: 1, call: { kind: "adopt", ruling } } satisfies ToWriter);
  await until("it has adopted", () => heard.some(({ kind }) => kind === "answer"));
  for (let time = 0; time < 2; time++)
    expect((await writer.deliver(delivery(noon, 1))).outcome).toMatchObject({ kind: "busy" });
  expect(reasons).toEqual(["the disk is gone"]);
  await until("the engine is told", () => heard.some(({ kind }) => kind === "failed"));
  await writer.close();
  await journal.close();
});
