import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { afterAll, expect, test } from "vitest";
import type { IntakeRow, TokenMade } from "../../server/wire/index.ts";
import { bodyOf, idsOf } from "./otlp.ts";
import { endAll, pause, type Server, startServer, until } from "./server.ts";

afterAll(endAll);

const network = `
company: { name: Overload, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop }, presence: complete }
teams:
  - { id: integration, name: Integration }
routing: { to: integration }
`;

const seconds = 10;
const ids = idsOf(32);
const marker = "0000000000";

/** Deliveries of one kind that differ by a number alone, so that making them costs nothing. */
function deliveries(text: string): () => Buffer {
  const template = Buffer.from(text);
  const at = template.indexOf(marker);
  let made = 0;
  return () => {
    const body = Buffer.from(template);
    body.write(String(++made).padStart(marker.length, "0"), at);
    return body;
  };
}

const debugLogs = (): string =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "chatter" } }] },
        scopeLogs: [
          {
            logRecords: Array.from({ length: 600 }, (_, index) => ({
              timeUnixNano: `${Date.now()}000000`,
              severityNumber: 5,
              body: {
                stringValue: `${index === 0 ? marker : ""} cache looked at ${index} times, ${"and ".repeat(60)}`,
              },
            })),
          },
        ],
      },
    ],
  });

const plainSpans = (): string =>
  bodyOf([
    {
      service: "mesh",
      spans: Array.from({ length: 200 }, (_, index) => ({
        traceId: ids.trace(),
        spanId: ids.span(),
        at: Date.now(),
        attributes: { note: `${index === 0 ? marker : ""}`, "http.route": "/health" },
      })),
    },
  ]);

const order = (): string =>
  bodyOf([
    {
      service: "web-shop",
      spans: [
        {
          traceId: ids.trace(),
          spanId: ids.span(),
          at: Date.now(),
          attributes: { "order.id": `SO-${marker}`, "business.event": "order.created" },
        },
      ],
    },
  ]);

interface Counts {
  taken: number;
  sent: number;
}

interface Told extends Counts {
  readonly answers: Map<string, number>;
  readonly times: number[];
}

/** One sender with a token of its own: so many connections, each with the next body at once or after a pause. */
function sender(server: Server, token: string, path: string, connections: number, next: () => Buffer, paceMs: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const told: Told = { answers: new Map(), times: [], taken: 0, sent: 0 };
  const note = (what: string): void => void told.answers.set(what, (told.answers.get(what) ?? 0) + 1);
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const body = next();
      const began = performance.now();
      const headers = {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "content-length": body.length,
      };
      const asked = request(`${server.otlpHttp}${path}`, { method: "POST", agent, headers }, (answer) => {
        const after = answer.headers["retry-after"];
        const status = answer.statusCode ?? 0;
        told.sent++;
        if (status === 200) told.taken++;
        else note(/^[1-9]\d*$/.test(after ?? "") ? `${status}` : `${status} retry-after ${after}`);
        answer.resume().once("end", () => {
          told.times.push(performance.now() - began);
          resolve();
        });
      });
      asked.once("error", (error) => {
        told.sent++;
        note(error.message);
        resolve();
      });
      asked.end(body);
    });
  let on = true;
  const done = Promise.all(
    Array.from({ length: connections }, async () => {
      while (on) {
        await one();
        await pause(paceMs);
      }
    }),
  );
  return {
    told,
    async stop() {
      on = false;
      await done;
      agent.destroy();
      return told;
    },
  };
}

const share = ({ taken, sent }: Counts, since: Counts = { taken: 0, sent: 0 }): number =>
  1 - (taken - since.taken) / (sent - since.sent);
const countsOf = ({ taken, sent }: Told): Counts => ({ taken, sent });
const p99 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
const rssOf = (server: Server): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

test("far more comes than can be taken: debug logs are sent away, no order is, and afterwards nobody is", async () => {
  const server = await startServer({ network });
  const tokenOf = async (name: string): Promise<TokenMade> =>
    (await server.post("/api/v1/tokens", { name, kind: "ingest" })).json;
  const [chatter, mesh, shop] = [await tokenOf("chatter"), await tokenOf("mesh"), await tokenOf("shop")];
  const orders = deliveries(order());
  const business = sender(server, shop.token, "/v1/traces", 2, orders, 40);
  const logs = sender(server, chatter.token, "/v1/logs", 400, deliveries(debugLogs()), 5);
  const spans = sender(server, mesh.token, "/v1/traces", 4, deliveries(plainSpans()), 20);
  // What the engine has room for is taken first, and how long that lasts is the machine's matter.
  await until("the first logs are sent away", () => logs.told.answers.size > 0, 120_000);
  const since = { logs: countsOf(logs.told), spans: countsOf(spans.told) };
  const looks: number[] = [];
  for (const end = Date.now() + seconds * 1_000; Date.now() < end || business.told.sent <= 30; await pause(250)) {
    const began = performance.now();
    expect((await server.api("/api/v1/status")).status).toBe(200);
    looks.push(performance.now() - began);
  }
  const intake: IntakeRow = (await server.api("/api/v1/intake")).json;
  const metrics = (await server.api("/metrics")).text;
  const [told, shed, meshed] = [await business.stop(), await logs.stop(), await spans.stop()];
  const memory = rssOf(server);
  console.log(
    `overload: logs ${shed.sent} sent, ${Math.round(share(shed, since.logs) * 100)} % away; ` +
      `spans ${meshed.sent}, ${Math.round(share(meshed, since.spans) * 100)} %; ` +
      `orders ${told.sent}, ${told.sent - told.taken} away, p99 ${Math.round(p99(told.times))} ms; status p99 ${Math.round(p99(looks))} ms; ${Math.round(memory)} MiB`,
  );

  // Never anything but taken, or told when to come again.
  for (const { answers } of [told, shed, meshed])
    expect([...answers.keys()].filter((answer) => !["429", "503"].includes(answer))).toEqual([]);
  expect(told.taken).toBe(told.sent);
  expect(share(shed, since.logs)).toBeGreaterThan(0.2);
  expect(share(meshed, since.spans)).toBeLessThan(share(shed, since.logs));
  expect(memory).toBeLessThan(1_024);
  // Who is slowed is there to be read.
  expect(intake.slowed[0]).toMatchObject({ sender: chatter.id, route: "logs", worth: "logs" });
  expect(intake.slowed.some((one) => one.sender === shop.id)).toBe(false);
  expect(metrics).toMatch(/tallyman_ingest_refused_total\{[^}]*class="logs"[^}]*\} \d+/);
  expect(metrics).toMatch(/tallyman_engine_behind_seconds \d/);

  // Calm again: what is sent is taken, and all of it is there.
  const calm = sender(server, chatter.token, "/v1/logs", 2, deliveries(debugLogs()), 200);
  await pause(3_000);
  const after = await calm.stop();
  expect(after.sent).toBeGreaterThan(2);
  expect(after.taken).toBe(after.sent);
  await server.settled(120_000);
  await until("the last order is there", async () =>
    (await server.object("order", `SO-${String(told.sent).padStart(marker.length, "0")}`)) === undefined
      ? undefined
      : true,
  );
  expect(server.lines.filter((line) => line.event === "fault.thrown")).toEqual([]);
  expect(await server.stop()).toBe(0);
});
