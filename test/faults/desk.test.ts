import { readFileSync } from "node:fs";
import type { Socket } from "socket.io-client";
import { afterAll, expect, test, vi } from "vitest";
import {
  applyPatch,
  type ExceptionDetail,
  type ExceptionRow,
  exceptionOrders,
  type Patch,
  type SubscribeAnswer,
} from "../../server/wire/index.ts";
import { idsOf, randomOf, type SpanTold, send } from "../scenarios/otlp.ts";
import { endAll, pause, type Server, startServer, until } from "../scenarios/server.ts";

// Ten minutes and a thousand pages are the promise; every run shows a shorter piece of it:
// TALLYMAN_DESK_SECONDS=600 TALLYMAN_DESK_PAGES=1000 npm test test/faults/desk.test.ts
const seconds = Number(process.env.TALLYMAN_DESK_SECONDS ?? 20);
const pageCount = Number(process.env.TALLYMAN_DESK_PAGES ?? 200);
const peopleCount = 50;
const warehouses = Array.from({ length: 10 }, (_, index) => `W${index}`);

vi.setConfig({ testTimeout: (seconds + 240) * 1_000 });
afterAll(endAll);

const network = `
company: { name: Desk, timezone: UTC, currency: USD }
warehouses:
${warehouses.map((id) => `  - { id: ${id}, name: Site ${id}, timezone: UTC }`).join("\n")}
systems:
${warehouses.map((id) => `  - { id: wms-${id.toLowerCase()}, kind: wms, warehouse: ${id}, match: { service.name: wms-${id} }, presence: complete }`).join("\n")}
teams: [{ id: integration, name: Integration }, { id: dock, name: Dock }]
routing: { to: integration }
`;
const ids = idsOf(15);
const random = randomOf(15);
const order = exceptionOrders.opened;

let raised = 0;
/** Refusals of new orders, so many a warehouse. */
async function raise(server: Server, each: number, at: readonly string[] = warehouses): Promise<void> {
  const told = at.map((warehouse) => ({
    service: `wms-${warehouse}`,
    spans: Array.from({ length: each }, (): SpanTold => {
      raised += 1;
      const attributes = { "order.id": `SO-${raised}`, "business.event": "order.released" };
      return {
        traceId: ids.trace(),
        spanId: ids.span(),
        at: Date.now(),
        attributes,
        error: `refused: credit ${raised % 40}`,
      };
    }),
  }));
  await send(server, told);
}

/** Milliseconds, counted by the millisecond up to ten seconds. */
function times() {
  const counts = new Uint32Array(10_001);
  let n = 0;
  return {
    add: (ms: number) => {
      const at = Math.min(10_000, Math.max(0, Math.round(ms)));
      counts[at] = (counts[at] ?? 0) + 1;
      n += 1;
    },
    get n() {
      return n;
    },
    at(share: number): number {
      let seen = 0;
      for (let ms = 0; ms < counts.length; ms++) {
        seen += counts[ms] ?? 0;
        if (seen >= n * share) return ms;
      }
      return 10_000;
    },
  };
}

/** When somebody pressed what gave a row this version. */
const pressedAt = new Map<string, number>();
const patched = times();

type Ask = {
  readonly feed: "exceptions";
  readonly filter: Readonly<Record<string, string>>;
  readonly sort: string;
  readonly limit: number;
};
/** Twenty questions that pages ask. */
const asks: readonly Ask[] = warehouses.flatMap((warehouse) =>
  ["open", "open,acknowledged"].map((state) => ({
    feed: "exceptions" as const,
    filter: { state, warehouse },
    sort: "opened",
    limit: 2_000,
  })),
);

/** What one answer gave, shared by pages that were given the same: a thousand pages need not be held a thousand times. */
interface Page {
  readonly socket: Socket;
  readonly ask: Ask;
  rows: readonly ExceptionRow[];
  seq: number;
  gaps: number;
}
const followed = new Map<string, readonly ExceptionRow[]>();

async function openPage(server: Server, ask: Ask): Promise<Page> {
  const socket = server.connect();
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", () => resolve());
    socket.once("connect_error", reject);
  });
  const page: Page = { socket, ask, rows: [], seq: 0, gaps: 0 };
  const early: Patch<ExceptionRow>[] = [];
  let answered = false;
  const take = (patch: Patch<ExceptionRow>): void => {
    if (patch.seq <= page.seq) return;
    if (patch.prev !== page.seq) page.gaps += 1;
    const now = performance.now();
    for (const row of patch.upsert) {
      const pressed = pressedAt.get(`${row.id}@${row.version}`);
      if (pressed !== undefined) patched.add(now - pressed);
    }
    // Pages that were at the same rows and are told the same are at the same rows again.
    const key = `${JSON.stringify(ask)}#${page.seq}#${patch.seq}`;
    const rows = followed.get(key) ?? applyPatch(page.rows, patch, order);
    followed.set(key, rows);
    if (followed.size > 4_000) followed.delete(followed.keys().next().value ?? "");
    page.rows = rows;
    page.seq = patch.seq;
  };
  socket.on("patch", (patch: Patch<ExceptionRow>) => (answered ? take(patch) : early.push(patch)));
  const answer: SubscribeAnswer<ExceptionRow> = await socket.emitWithAck("subscribe", ask);
  if ("error" in answer || !("snapshot" in answer)) throw new Error(JSON.stringify(answer));
  page.rows = answer.snapshot.rows;
  page.seq = answer.snapshot.seq;
  answered = true;
  for (const patch of early) take(patch);
  return page;
}

/** Processor time that a process has used, milliseconds; a tick is 10 ms on Linux. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

interface Done {
  readonly id: string;
  readonly version: number;
  readonly action: string;
}

test(`${peopleCount} people act for ${seconds} s before ${pageCount} open pages: no action is lost and no page is left with an old row`, async () => {
  const server = await startServer({ network });
  await raise(server, 200);
  await server.settled();
  const tokens: string[] = [];
  for (let index = 0; index < peopleCount; index++) {
    const made = await server.post("/api/v1/tokens", { name: `Person ${index}`, kind: "admin" });
    tokens.push(made.json.token as string);
  }
  const pages: Page[] = [];
  while (pages.length < pageCount) {
    const some = Array.from(
      { length: Math.min(20, pageCount - pages.length) },
      (_, index) => asks[index % asks.length],
    );
    pages.push(...(await Promise.all(some.flatMap((ask) => (ask === undefined ? [] : [openPage(server, ask)])))));
  }

  const done: Done[] = [];
  const answered = times();
  let conflicts = 0;
  let refused = 0;
  const ends = Date.now() + seconds * 1_000;
  const act = async (person: number): Promise<void> => {
    // Each looks at the rows of one page, as they are at that moment.
    const page = pages[person % pages.length];
    while (Date.now() < ends) {
      await pause(1_500 + random() * 3_000);
      const rows = page?.rows ?? [];
      const row = rows[Math.floor(random() * rows.length)];
      if (row === undefined) continue;
      const kind = random();
      const what =
        kind < 0.5
          ? { action: "comment", text: `seen by ${person}` }
          : kind < 0.75
            ? { action: "acknowledge" }
            : kind < 0.9
              ? { action: "assign", team: "dock" }
              : { action: "resolve", reason: "duplicate" };
      const began = performance.now();
      pressedAt.set(`${row.id}@${row.version + 1}`, began);
      const answer = await server.api(`/api/v1/exceptions/${row.id}/actions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${tokens[person]}` },
        body: JSON.stringify({ ...what, version: row.version }),
      });
      answered.add(performance.now() - began);
      if (answer.status === 200) done.push({ id: row.id, version: row.version + 1, action: what.action });
      else if (answer.status === 409) conflicts += 1;
      else refused += 1;
    }
  };
  const arrive = async (): Promise<void> => {
    while (Date.now() < ends) {
      await raise(server, 1, warehouses.slice(0, 5));
      await pause(1_000);
    }
  };
  const cpu = cpuMs(server.pid);
  const began = performance.now();
  await Promise.all([...Array.from({ length: peopleCount }, (_, person) => act(person)), arrive()]);
  const wallMs = performance.now() - began;
  const usedMs = cpuMs(server.pid) - cpu;
  await server.settled();

  console.log(
    `desk: ${pages.length} pages, ${peopleCount} people, ${Math.round(wallMs / 1_000)} s: ${done.length} actions, ${conflicts} came second, ` +
      `answers p50 ${answered.at(0.5)} p95 ${answered.at(0.95)} ms, patches ${patched.n} p50 ${patched.at(0.5)} p95 ${patched.at(0.95)} p99 ${patched.at(0.99)} ms, ` +
      `server CPU ${(usedMs / wallMs).toFixed(2)} of a core`,
  );
  expect(refused).toBe(0);
  expect(done.length).toBeGreaterThan(seconds * 5);

  // Every action that was answered stands in its history.
  const lost: string[] = [];
  for (const id of new Set(done.map((one) => one.id))) {
    const { history } = (await server.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail;
    for (const kind of new Set(done.filter((one) => one.id === id).map((one) => one.action))) {
      const asked = done.filter((one) => one.id === id && one.action === kind).length;
      const kept = history.filter((entry) => entry.action === kind && entry.by.startsWith("Person ")).length;
      if (kept !== asked) lost.push(`${id} ${kind}: ${asked} answered, ${kept} kept`);
    }
  }
  expect(lost).toEqual([]);

  // Every page shows what a page that is opened now shows.
  for (const ask of asks) {
    const fresh = await openPage(server, ask);
    const mine = pages.filter((page) => page.ask === ask);
    await until(
      "no page is behind",
      () => (mine.every((page) => page.seq >= fresh.seq) ? true : undefined),
      10_000,
    ).catch(() => undefined);
    const versions = (page: Page) => page.rows.map((row) => `${row.id}@${row.version}`);
    for (const page of mine) expect(versions(page)).toEqual(versions(fresh));
    fresh.socket.disconnect();
  }
  expect(pages.filter((page) => page.gaps > 0 || !page.socket.connected)).toEqual([]);
  expect(patched.n).toBeGreaterThan(done.length * 3);
  expect(patched.at(0.95)).toBeLessThanOrEqual(1_000);
  expect(usedMs / wallMs).toBeLessThan(1);
  expect(await server.stop()).toBe(0);
});
