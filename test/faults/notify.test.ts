import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smtpServer } from "../adapters/notify/smtp.ts";
import { bodyOf } from "../scenarios/otlp.ts";

const program = fileURLToPath(new URL("notifying.mjs", import.meta.url));
const folders: string[] = [];

type Kind = "mail" | "slack" | "webhook" | "pagerduty";
const channels: Readonly<Record<Kind, string>> = {
  mail: "mail: dock@example.com",
  slack: `slack: \${SLACK}`,
  webhook: `webhook: { url: "\${DESK_URL}", secret: "\${DESK_SECRET}" }`,
  pagerduty: `pagerduty: { key: "\${PD_KEY}" }`,
};
const all: readonly Kind[] = ["mail", "slack", "webhook", "pagerduty"];

const networkOf = (kinds: readonly Kind[]) => `
company: { name: Northgate, timezone: America/New_York, currency: USD }
notify: { delay: 0s }
teams:
  - id: dock
    name: Dock
    channels:
${kinds
  .map(
    (kind) => `      - ${channels[kind]}
`,
  )
  .join("")}routing: { to: dock }
`;

/** Everything that reached a receiver in one world, by receiver; what is known again carries its key. */
interface World {
  readonly folder: string;
  readonly reached: { readonly receiver: string; readonly key: string | null }[];
  /** Called when something reaches a receiver, before it is answered. */
  onReach: (() => void) | null;
  readonly base: string;
  readonly mail: string;
  close(): Promise<void>;
}

async function openWorld(kinds: readonly Kind[] = all): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "tallyman-notify-"));
  folders.push(folder);
  writeFileSync(join(folder, "network.yaml"), networkOf(kinds));
  const span = { traceId: "1".repeat(32), spanId: "1".repeat(16), at: Date.now(), error: "postcode missing" };
  const attributes = { "business.event": "shipment.labelled", "order.id": "SO-1", "shipment.id": "SH-1" };
  writeFileSync(join(folder, "failure.json"), bodyOf([{ service: "wms", spans: [{ ...span, attributes }] }]));
  const reached: World["reached"] = [];
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString("utf8")) as { id?: string; dedup_key?: string };
    const receiver = (request.url ?? "").slice(1);
    reached.push({ receiver, key: body.id ?? body.dedup_key ?? null });
    world.onReach?.();
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const smtp = await smtpServer({
    onTaken: () => {
      reached.push({ receiver: "mail", key: null });
      world.onReach?.();
    },
  });
  const world: World = {
    folder,
    reached,
    onReach: null,
    base: `http://receiver.example:${(server.address() as { port: number }).port}`,
    mail: `smtp://mail.example:${smtp.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await smtp.close();
    },
  };
  return world;
}

type Entry = {
  readonly notice: { readonly key: string };
  readonly deliveries: readonly { readonly receiver: string; readonly state: string }[];
};

/** Runs the process to its end; killed, or with what it keeps of what was sent. */
async function runIn(world: World, killAt: number, started?: (child: ChildProcess) => void, broken = false) {
  const child = spawn(process.execPath, [program, world.folder, String(killAt), world.base, world.mail], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TALLYMAN_LOG_LEVEL: "error", BROKEN: broken ? "1" : "" },
  });
  started?.(child);
  let out = "";
  let errors = "";
  child.stdout?.on("data", (text) => {
    out += text;
  });
  child.stderr?.on("data", (text) => {
    errors += text;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once("exit", (status, by) => resolve([status, by])),
  );
  const last = out.trim().split("\n").at(-1) ?? "";
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`ended with ${code}: ${errors}${out}`);
  return { killed: signal === "SIGKILL", entries: signal === "SIGKILL" ? [] : (JSON.parse(last) as Entry[]) };
}

/** What must hold however it was killed: each receiver once, but for one that a crash left open, which is said so. */
function judge(world: World, entries: readonly Entry[], where: string): void {
  expect([where, entries.length]).toEqual([where, 1]);
  const states = new Map(entries[0]?.deliveries.map(({ receiver, state }) => [receiver.split(":")[0] ?? "", state]));
  for (const kind of (["webhook", "pagerduty"] as const).filter((one) => states.has(one))) {
    const receiver = kind === "webhook" ? "desk" : kind;
    const keys = new Set(world.reached.filter((one) => one.receiver === receiver).map(({ key }) => key));
    expect([where, receiver, keys.size, states.get(kind)]).toEqual([where, receiver, 1, "taken"]);
  }
  for (const receiver of (["mail", "slack"] as const).filter((one) => states.has(one))) {
    const times = world.reached.filter((one) => one.receiver === receiver).length;
    const state = states.get(receiver);
    expect([where, receiver, times <= 1]).toEqual([where, receiver, true]);
    // Never silently: taken is what arrived, and what may not have arrived says so.
    if (state === "taken") expect([where, receiver, times]).toEqual([where, receiver, 1]);
    else expect([where, receiver, state]).toEqual([where, receiver, "unknown"]);
  }
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("telling through crashes", () => {
  let edges = 0;

  beforeAll(async () => {
    const world = await openWorld();
    const { entries } = await runIn(world, 0);
    judge(world, entries, "undisturbed");
    expect(world.reached.map(({ receiver }) => receiver).sort()).toEqual(["desk", "mail", "pagerduty", "slack"]);
    // A start afterwards tells nobody anything.
    await runIn(world, 0);
    expect(world.reached).toHaveLength(4);
    await world.close();
  });

  test("killed at each edge between two steps, each notice arrives once or says that nobody knows", async () => {
    const trial = async (n: number): Promise<boolean> => {
      const world = await openWorld(["mail", "webhook"]);
      const first = await runIn(world, n);
      const { entries } = first.killed ? await runIn(world, 0) : first;
      judge(world, entries, `edge ${n}`);
      await world.close();
      return first.killed;
    };
    for (let n = 1; ; n += 3) {
      const killed = await Promise.all([trial(n), trial(n + 1), trial(n + 2)]);
      edges += killed.filter(Boolean).length;
      if (killed.includes(false)) break;
    }
    // Two of the decision, four of a receiver that knows repeats, six of one that does not.
    expect(edges).toBe(12);
  }, 300_000);

  /** Kills the process when the n-th message is in a receiver's hands, and starts it again. */
  async function killedInHands(world: World, n: number, broken = false): Promise<readonly Entry[]> {
    let reached = 0;
    let child: ChildProcess | null = null;
    world.onReach = () => {
      if (++reached === n) child?.kill("SIGKILL");
    };
    const started = (one: ChildProcess) => {
      child = one;
    };
    expect((await runIn(world, 0, started, broken)).killed).toBe(true);
    world.onReach = null;
    return (await runIn(world, 0, undefined, broken)).entries;
  }

  test("killed with the message in the receiver's hands, it is not sent a second time unless it is known again", async () => {
    for (let n = 1; n <= 4; n++) {
      const world = await openWorld();
      judge(world, await killedInHands(world, n), `in hands ${n}`);
      await world.close();
    }
  }, 120_000);

  test("an outbox that keeps nothing before it sends turns this red", async () => {
    const world = await openWorld(["mail"]);
    await killedInHands(world, 1, true);
    expect(world.reached).toHaveLength(2);
    await world.close();
  }, 60_000);
});
