import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type Build, breakBuild, honest } from "../faults/build.ts";
import { bodyOf, idsOf } from "./otlp.ts";
import { endAll, folder, type Server, startServer, until } from "./server.ts";

afterAll(endAll);

const preload = fileURLToPath(new URL("held.mjs", import.meta.url));
const deliveries = 5;

/** Doors on the thread that serves people, as they would be if they had none of their own. */
const shared = [
  {
    file: "server/threads.js",
    from: "export function startDoors(folder, parts) {",
    to: `import { collectors } from "../collectors/index.js";
      import { openAccess } from "./adapters/sqlite/index.js";
      import { systemClock } from "./start/clock.js";
      import { openDoors } from "./start/doors.js";
      export function startDoors(folder, parts) {
        return openDoors({ ...parts, collectors, access: openAccess(folder.access), clock: systemClock() });`,
  },
];

/** A server whose people's thread can be held, and let go again. */
async function holdable({ main }: Build) {
  const mark = join(folder(), "go-on");
  const env = { NODE_OPTIONS: `--import=${preload}`, HELD_UNTIL: mark };
  const server = await startServer({ env, program: main });
  return {
    server,
    async hold() {
      process.kill(server.pid, "SIGUSR2");
      await until("the thread to be held", () => existsSync(`${mark}.held`));
    },
    release: () => writeFileSync(mark, ""),
  };
}

/** Posts one order after another, each in its own time; the statuses of the answers. */
async function post(server: Server, withinMs: number): Promise<readonly number[]> {
  const ids = idsOf(7);
  const statuses: number[] = [];
  for (let index = 0; index < deliveries; index++) {
    const span = { traceId: ids.trace(), spanId: ids.span(), at: Date.now(), name: "create order" };
    const attributes = { "order.id": `SO-${index}`, "business.event": "order.created" };
    const answer = await fetch(`${server.otlpHttp}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: bodyOf([{ service: "web-shop", spans: [{ ...span, attributes }] }]),
      signal: AbortSignal.timeout(withinMs),
    });
    statuses.push(answer.status);
    await answer.arrayBuffer();
  }
  return statuses;
}

const answersPeople = (server: Server): Promise<boolean> =>
  fetch(`${server.dashboard}/healthz`, { signal: AbortSignal.timeout(500) }).then(
    ({ ok }) => ok,
    () => false,
  );

test("senders are answered while the thread that serves people is busy, and what they sent is there after", async () => {
  const { server, hold, release } = await holdable(honest);
  expect(await answersPeople(server)).toBe(true);
  await hold();
  expect(await answersPeople(server)).toBe(false);
  expect(await post(server, 30_000)).toEqual(Array(deliveries).fill(200));
  expect(await answersPeople(server)).toBe(false);
  release();
  await server.settled();
  for (let index = 0; index < deliveries; index++) expect(await server.object("order", `SO-${index}`)).toBeDefined();
  const status = await server.status();
  expect(status.ingest).toMatchObject({ accepted: deliveries, refused: 0 });
  // What the doors count stands on the page at once.
  const { text } = await server.api("/metrics");
  expect(text).toContain(`tallyman_door_requests_total{class="200"} ${deliveries}`);
  expect(text).toMatch(/^tallyman_doors_event_loop_delay_seconds \d/m);
});

test("with doors on that thread they wait: the test finds it out", async () => {
  const { server, hold, release } = await holdable(breakBuild(shared));
  expect(await post(server, 30_000)).toEqual(Array(deliveries).fill(200));
  await hold();
  await expect(post(server, 2_000)).rejects.toThrow(/timeout/i);
  release();
});
