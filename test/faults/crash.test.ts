import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { openJournal } from "../../server/adapters/sqlite/index.ts";
import type { Journal, NewEntry } from "../../server/ports/index.ts";
import type { ExceptionDetail, ObjectRow, TraceDetail } from "../../server/wire/index.ts";
import { idsOf, randomOf, type SpanTold } from "../scenarios/otlp.ts";
import { endAll, folder, pause, type Server, startServer, tallyman, until } from "../scenarios/server.ts";
import { type Sending, startClients } from "./clients.ts";
import { judge, sound } from "./ledger.ts";

vi.setConfig({ testTimeout: 240_000 });
afterAll(endAll);

const network = `
company: { name: Crash, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms, kind: wms, match: { service.name: wms }, presence: complete }
teams:
  - { id: integration, name: Integration }
flows:
  - id: order-to-ship
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, from: erp, within: 5s }
      - { id: pick, after: order.released, expect: pick.confirmed, from: wms, within: 10s }
      - { id: ship, after: pick.confirmed, expect: shipment.confirmed, via: shipment, from: wms, within: 10s }
routing: { to: integration }
`;

const kills = 20;
const orders = 600;
const seed = Number(process.env.TALLYMAN_TEST_SEED ?? 41);

/** Records of one order: facts, one of them failed at first for some, and a span that is no fact; all of one trace. */
function recordsOf(order: string, at: number, random: () => number, ids: ReturnType<typeof idsOf>) {
  const traceId = ids.trace();
  const told = (service: string, event: string, after: number, more: Partial<SpanTold> = {}): Sending => {
    const spanId = ids.span();
    const attributes = {
      "order.id": order,
      ...(event.startsWith("shipment.") ? { "shipment.id": `SH-${order}` } : {}),
      ...(event === "" ? {} : { "business.event": event }),
    };
    return { id: `${traceId}/${spanId}`, service, span: { traceId, spanId, at: at + after, attributes, ...more } };
  };
  const failed = random() < 0.15;
  return {
    traceId,
    facts: failed ? 5 : 4,
    records: [
      told("web-shop", "order.created", 0),
      told("netsuite-bridge", "order.released", 200),
      ...(failed ? [told("wms", "pick.confirmed", 300, { error: "bin is empty" })] : []),
      told("wms", "pick.confirmed", 400),
      told("wms", "shipment.confirmed", 600),
      told("wms", "", 500, { name: "print label" }),
    ],
  };
}

/** Somebody who remarks on exceptions all the while, and remembers which remarks were taken. */
function startPerson(server: () => Server | null) {
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  let here = true;
  const work = (async () => {
    for (let number = 1; here; number++) {
      await pause(40);
      const text = `remark ${number}`;
      try {
        const now = server();
        const [row] = now === null ? [] : await now.exceptions("kind=failed-event&sort=opened");
        if (now === null || row === undefined) continue;
        sent.add(text);
        const answer = await now.post(`/api/v1/exceptions/${row.id}/actions`, {
          action: "comment",
          version: row.version,
          text,
        });
        if (answer.status === 200) acknowledged.add(text);
        else if (answer.status !== 409) throw new Error(`${answer.status}: ${answer.text}`);
      } catch (error) {
        // The server was killed meanwhile: nobody knows.
        if (!(error instanceof TypeError)) throw error;
      }
    }
  })();
  return {
    sent,
    acknowledged,
    async leave() {
      here = false;
      await work;
    },
  };
}

test(`killed ${kills} times in the middle of load: what was acknowledged is there once, and a rebuild gives the same rows`, async () => {
  console.log(`crash: seed ${seed}`);
  const random = randomOf(seed);
  const ids = idsOf(seed + 1);
  const start = Date.now() - 20_000;
  const lives = Array.from({ length: orders }, (_, index) => ({
    order: `SO-${index}`,
    ...recordsOf(`SO-${index}`, start + index * 20, random, ids),
  }));
  // Neighbours are mixed within a window, so that an order's records travel in several requests and orders.
  const records = lives.flatMap((life, index) => life.records.map((record) => ({ record, at: index + random() * 30 })));
  records.sort((a, b) => a.at - b.at);
  const data = folder();
  let server: Server | null = await startServer({ data, network });
  const networkPath = server.networkPath;
  const clients = startClients({
    count: 4,
    random,
    paceMs: 25,
    records: records.map(({ record }) => record),
    endpoint: () => server?.otlpHttp ?? null,
  });
  let finished = false;
  void clients.done.then(() => {
    finished = true;
  });
  const person = startPerson(() => server);
  const startTimes: number[] = [];
  let killed = 0;
  let underLoad = 0;
  for (; killed < kills; killed++) {
    await pause(30 + random() * 270);
    if (!finished) underLoad++;
    const dying: Server | null = server;
    server = null;
    await dying?.kill();
    const began = Date.now();
    server = await startServer({ data, networkPath });
    startTimes.push(Date.now() - began);
  }
  await clients.done;
  await person.leave();
  const last = server;
  await last.settled(60_000);
  console.log(
    `crash: ${clients.acknowledged.size} records in ${clients.requests} requests, ${clients.failures} failed, ` +
      `${underLoad} of ${killed} kills under load, up again after ${Math.max(...startTimes)} ms at most, ` +
      `${person.acknowledged.size} of ${person.sent.size} remarks acknowledged`,
  );
  expect(underLoad).toBe(kills);
  expect(clients.acknowledged.size).toBe(records.length);

  const bySpans: string[] = [];
  const byFacts: string[] = [];
  for (const life of lives) {
    const object = (await last.object("order", life.order)) as ObjectRow;
    expect(object.eventsTotal, `facts of ${life.order}`).toBe(life.facts);
    byFacts.push(...object.events.map(({ traceId, spanId }) => `${traceId}/${spanId}`));
    const trace = (await last.api(`/api/v1/traces/${life.traceId}`)).json as TraceDetail;
    bySpans.push(...trace.spans.map(({ spanId }) => `${life.traceId}/${spanId}`));
  }
  expect(judge(clients, bySpans)).toEqual(sound);
  const facts = records
    .filter(({ record }) => record.span.attributes?.["business.event"] !== undefined)
    .map(({ record }) => record.id);
  expect(judge({ sent: clients.sent, acknowledged: new Set(facts) }, byFacts)).toEqual(sound);
  expect(await last.exceptions("kind=failed-event&state=open")).toEqual([]);

  // What a person was told is done, is done; what was cut off may be.
  expect(person.acknowledged.size).toBeGreaterThan(kills);
  const remarks: string[] = [];
  for (const { id } of await last.exceptions("")) {
    const { history } = (await last.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail;
    remarks.push(...history.filter(({ action }) => action === "comment").map(({ text }) => text ?? ""));
  }
  expect(judge(person, remarks)).toEqual(sound);

  await until("the last deadlines are settled", async () =>
    (await last.status()).engine.behindMs === 0 ? true : undefined,
  );
  expect(await last.stop()).toBe(0);
  expect(await tallyman(data, "verify")).toMatchObject({ event: "verified", ok: true });
  const rebuilt = await tallyman(data, "rebuild");
  expect(rebuilt).toMatchObject({ event: "rebuilt", equal: true, differs: [] });
  expect(await tallyman(data, "rebuild")).toMatchObject({ equal: true, digest: rebuilt.digest });
});

test("asked to end four times in the middle of load: it ends well each time, and nothing that was acknowledged is missing", async () => {
  const random = randomOf(seed + 2);
  const ids = idsOf(seed + 3);
  const start = Date.now() - 20_000;
  const lives = Array.from({ length: 120 }, (_, index) => recordsOf(`SO-${index}`, start + index * 20, random, ids));
  const data = folder();
  let server: Server | null = await startServer({ data, network });
  const networkPath = server.networkPath;
  const clients = startClients({
    count: 4,
    random,
    paceMs: 20,
    records: lives.flatMap((life) => life.records),
    endpoint: () => server?.otlpHttp ?? null,
  });
  let underLoad = 0;
  for (let round = 0; round < 4; round++) {
    await pause(50 + random() * 100);
    if (clients.acknowledged.size < lives.flatMap((life) => life.records).length) underLoad++;
    // Clients go on sending to it while it ends.
    expect(await server?.stop()).toBe(0);
    server = null;
    server = await startServer({ data, networkPath });
  }
  expect(underLoad).toBe(4);
  await clients.done;
  const last = server;
  await last.settled(60_000);
  const spans: string[] = [];
  for (const life of lives) {
    const trace = (await last.api(`/api/v1/traces/${life.traceId}`)).json as TraceDetail;
    spans.push(...trace.spans.map(({ spanId }) => `${life.traceId}/${spanId}`));
  }
  expect(judge(clients, spans)).toEqual(sound);
  expect(await last.stop()).toBe(0);
  expect(await tallyman(data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});

describe("the check itself", () => {
  const entryOf = (id: string): NewEntry => ({
    receipt: {
      id,
      collector: "otlp",
      route: "traces",
      contentType: "application/json",
      sender: "test",
      receivedAt: 0,
      body: new TextEncoder().encode(id),
    },
    part: 1,
    parts: 1,
    records: 1,
    rejected: 0,
    message: null,
    terms: new BigUint64Array(),
    unreadable: null,
  });

  /** Appends a hundred receipts and crashes in the middle: what clients know, and what a new start finds. */
  async function crashInMiddle(wrap: (journal: Journal) => Pick<Journal, "append">) {
    const path = join(folder(), "journal.db");
    const clock = { now: () => Date.now() };
    const journal = openJournal(path, clock);
    const writer = wrap(journal);
    const sent = new Set<string>();
    const acknowledged = new Set<string>();
    for (let index = 0; index < 100; index++) {
      const id = `R-${index}`;
      sent.add(id);
      await writer.append([entryOf(id)]);
      acknowledged.add(id);
    }
    // From here on nothing of this process reaches the disk any more.
    await journal.close();
    const found = openJournal(path, clock);
    const stored = (await found.read(0, 1_000))
      .filter(({ kind }) => kind === "records")
      .map(({ receipt }) => receipt.id);
    await found.close();
    return judge({ sent, acknowledged }, stored);
  }

  test("is green for the journal as it is, and red for one that acknowledges before it commits", async () => {
    expect(await crashInMiddle((journal) => journal)).toEqual(sound);
    const early = await crashInMiddle((journal) => {
      let queue: NewEntry[] = [];
      return {
        async append(batch) {
          queue.push(...batch);
          if (queue.length >= 30) {
            const full = queue;
            queue = [];
            await journal.append(full);
          }
          return batch.map(() => ({ kind: "kept" as const, position: 0, at: 0 }));
        },
      };
    });
    expect(early.lost).toHaveLength(10);
    expect(early.twice).toEqual([]);
  });

  test("is red for a record that is stored twice, and for one that nobody sent", () => {
    const ledger = { sent: new Set(["a", "b"]), acknowledged: new Set(["a"]) };
    expect(judge(ledger, ["a", "b", "a", "c"])).toEqual({ lost: [], twice: ["a"], strange: ["c"] });
    expect(judge(ledger, ["b"])).toEqual({ lost: ["a"], twice: [], strange: [] });
  });
});
