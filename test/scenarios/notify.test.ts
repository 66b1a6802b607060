import { createHmac } from "node:crypto";
import { createServer, type Server as HttpServer, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { send } from "./otlp.ts";
import { endAll, type Server, startServer, until } from "./server.ts";

interface Called {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Told {
  readonly occasion: string;
  readonly deliveries: readonly { readonly state: string }[];
}

let receiver: HttpServer;
let called: Called[] = [];
let base = "";
let server: Server;

const network = `
company: { name: Northgate, timezone: America/New_York, currency: USD }
notify: { delay: 1s }
teams:
  - id: dock
    name: Dock
    channels:
      - webhook: { url: "\${DESK_URL}", secret: "\${DESK_SECRET}" }
      - slack: "\${SLACK}"
routing: { to: dock }
`;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString("utf8");
    called.push({
      path: request.url ?? "",
      headers: request.headers,
      text,
      body: text === "" ? {} : (JSON.parse(text) as Called["body"]),
    });
    response.end("ok");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(receiver.address() as { port: number }).port}`;
  server = await startServer({
    network,
    env: {
      TALLYMAN_EGRESS_ALLOW: base,
      DESK_URL: `${base}/desk`,
      DESK_SECRET: "s3cret",
      SLACK: `${base}/slack`,
      HTTPS_PROXY: base,
    },
  });
});
afterAll(async () => {
  await endAll();
  receiver.closeAllConnections();
  receiver.close();
});

const span = (order: string, at: number, error?: string) => ({
  traceId: order.padEnd(32, "1").replace(/[^0-9a-f]/g, "2"),
  spanId: "1".repeat(16),
  at,
  attributes: { "business.event": "shipment.labelled", "order.id": order, "shipment.id": `SH${order}` },
  ...(error === undefined ? {} : { error }),
});
const desk = () => called.filter(({ path }) => path === "/desk");
const slack = () => called.filter(({ path }) => path === "/slack");

test("a failure is told once, taken by its link, and told cleared when it is seen", async () => {
  const at = Date.now();
  // Three of one cause, and one that heals at once.
  await send(server, [
    { service: "wms", spans: ["a1", "a2", "a3"].map((order) => span(order, at, "postcode missing")) },
  ]);
  await until("the desk is told", () => (desk().length > 0 ? true : undefined));
  await until("Slack is told", () => (slack().length > 0 ? true : undefined));
  const [first] = desk();
  expect(first?.body).toMatchObject({ specversion: "1.0", type: "exception.opened", subject: "C-1" });
  expect(first?.body.data).toMatchObject({ exceptions: 3, owner: { team: "dock", person: null } });
  const [, seconds, signature] = /^t=(\d+),v1=(\w+)$/.exec(String(first?.headers["tallyman-signature"])) ?? [];
  expect(signature).toBe(createHmac("sha256", "s3cret").update(`${seconds}.${first?.text}`).digest("hex"));

  const { takeUrl } = (first?.body.data ?? { takeUrl: "" }) as { readonly takeUrl: string };
  expect(new URL(takeUrl).origin).toBe(server.dashboard);
  const page = await (await fetch(takeUrl)).text();
  expect(page).toContain("Take 3 exceptions of C-1?");
  expect((await server.exceptions("state=open")).length).toBe(3);
  const token = new URL(takeUrl).searchParams.get("t") ?? "";
  const taken = await fetch(new URL("/take", takeUrl), { method: "POST", body: new URLSearchParams({ t: token }) });
  expect(await taken.text()).toContain("Taken: 3 exceptions of C-1, by Dock (webhook).");
  const rows = await server.exceptions("state=acknowledged");
  expect(rows.map(({ owner }) => owner)).toEqual(Array(3).fill({ team: "dock", person: "Dock (webhook)" }));
  await until("the desk is told of taking", () => (desk().length > 1 ? true : undefined));
  expect(desk()[1]?.body).toMatchObject({ type: "exception.assigned", data: { occasion: "taken", untaken: 0 } });

  await send(server, [{ service: "wms", spans: ["a1", "a2", "a3"].map((order) => span(order, at + 5_000)) }]);
  await until("the desk is told of the end", () => (desk().length > 2 ? true : undefined));
  expect(desk()[2]?.body).toMatchObject({ type: "exception.resolved", data: { occasion: "cleared", exceptions: 0 } });
  // Slack keeps no state of ours: one message in all.
  expect(slack()).toHaveLength(1);

  // A receiver has it before the record says so.
  const record = await until("the record holds the first deliveries", async () => {
    const answer = await server.api("/api/v1/notices");
    const first = (answer.json.items as readonly Told[]).find(({ occasion }) => occasion === "opened");
    return first?.deliveries.every(({ state }) => state === "taken") ? answer : undefined;
  });
  expect(record.json.items.map(({ occasion }: { occasion: string }) => occasion)).toEqual([
    "cleared",
    "taken",
    "opened",
  ]);
  expect(record.json.items[2].deliveries).toMatchObject([
    { receiver: "webhook:DESK_URL", state: "taken", attempts: 1 },
    { receiver: "slack:SLACK", state: "taken", attempts: 1 },
  ]);
  expect(record.text).not.toContain(base);
}, 60_000);

test("a start afterwards remembers what was told, and tells nobody again", async () => {
  const { data, networkPath } = server;
  const before = await until("the record holds how each delivery ended", async () => {
    const { items } = (await server.api("/api/v1/notices")).json as { readonly items: readonly Told[] };
    return items.every(({ deliveries }) => deliveries.every(({ state }) => state === "taken")) ? items : undefined;
  });
  await server.stop();
  called = [];
  server = await startServer({
    data,
    env: {
      TALLYMAN_EGRESS_ALLOW: base,
      TALLYMAN_NETWORK: networkPath,
      DESK_URL: `${base}/desk`,
      DESK_SECRET: "x",
      SLACK: base,
    },
  });
  const after = (await server.api("/api/v1/notices")).json.items;
  expect(after).toEqual(before);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(called).toEqual([]);
}, 60_000);

test("what the administrator did not allow is refused, and said in the record", async () => {
  const refused = await startServer({
    network,
    env: { DESK_URL: `${base}/desk`, DESK_SECRET: "x", SLACK: "https://169.254.169.254/latest" },
  });
  called = [];
  await send(refused, [{ service: "wms", spans: [span("b1", Date.now(), "no")] }]);
  const states = await until("both ended", async () => {
    const { items } = (await refused.api("/api/v1/notices")).json;
    const all = (items[0]?.deliveries ?? []) as readonly { readonly state: string; readonly said: string }[];
    return all.length === 2 && all.every(({ state }) => state === "refused") ? all : undefined;
  });
  expect(states.map(({ said }) => said)).toEqual(["egress-insecure", "egress-forbidden-address"]);
  expect(called).toEqual([]);
}, 60_000);
