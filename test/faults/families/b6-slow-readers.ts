import { createServer, type Server as HttpServer, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Patch, SubscribeAnswer } from "../../../server/wire/index.ts";
import { idsOf, send } from "../../scenarios/otlp.ts";
import { adminToken, pause, type Server, until } from "../../scenarios/server.ts";
import { judgeBeside, steady } from "../beside.ts";
import { breakBuild, honest } from "../build.ts";
import type { Family, Outcome } from "../family.ts";
import { flood, residentOf } from "../flood.ts";
import { rebuiltAlike, rigOf } from "../rig.ts";

/** Teams whose failures come in turn; each has so many receivers that take a call and never answer it. */
const desks = { teams: 5, hanging: 10 } as const;
/** Failures, each an exception of its own with a long reason. */
const failures = { requests: 60, each: 50, reason: "no answer from the carrier ".repeat(70) };
/** What the server may hold in memory, as at saturation. */
const mostResident = 1024 ** 3;

/** Lets what waits for a socket grow without an end. */
const endless = [
  {
    file: "server/http/gateway.js",
    from: "backlogLimit = 1024 * 1024",
    to: "backlogLimit = 1024 * 1024 * 1024 * 1024",
  },
];

/**
 * Browsers subscribe and never read again, and webhooks are taken and never answered. Who does not read is cut off before
 * it costs memory; who reads misses nothing, a receiver that answers is told, and senders are answered as before.
 */
export const slowReaders: Family = {
  id: "b6.readers",
  title: "browsers that never read, and webhooks that never answer",
  needs: [],
  twin: "lets what waits for a browser grow without an end",
  rounds: { short: 40, long: 200, twin: 10 },
  async run({ rounds, seed, log, twin }): Promise<Outcome> {
    const desk = await startReceivers();
    const rig = await rigOf({
      build: twin ? breakBuild(endless) : honest,
      starting: { network: networkOf(desk.teams), env: desk.env },
    });
    const server = await rig.start();
    const plain = steady(server.otlpHttp);
    const before = await flood({ ...plain, seed, seconds: 3 });
    const readers = await Promise.all(Array.from({ length: rounds }, () => unread(server)));
    const page = await watching(server);
    const told = sendFailures(server, seed);
    const meanwhile = await flood({ ...plain, seed: seed + 1, seconds: 8 });
    await told;
    await server.settled(120_000);
    // A beat comes every five seconds: by the next one all that wait too long are seen.
    await pause(6_000);
    const resident = residentOf(server.pid);
    // Of so many lines at once the log only says how many there were.
    const { text } = await server.api("/metrics");
    const cut = Number(/^tallyman_sockets_cut_total\{class="slow"\} (\d+)/m.exec(text)?.[1] ?? 0);
    const all = () => (desk.answered() === desks.teams && desk.hung() === desks.teams * desks.hanging) || undefined;
    await until("all receivers are called", all, 60_000).catch(() => undefined);
    const { total } = (await server.api("/api/v1/exceptions?state=open,acknowledged&limit=1")).json;
    const shown = await until("the page has all", () => (page.total() === total ? true : undefined), 20_000).catch(
      () => false,
    );
    for (const reader of readers) reader.destroy();
    page.close();
    const beside = await judgeBeside(server, before, meanwhile);
    log(
      `${cut} of ${rounds} browsers that never read cut off, ${Math.round(resident / 1048576)} MiB resident; ${desk.hung()} webhooks hang, ` +
        `${desk.answered()} answered; ${beside.said}; ${total} exceptions`,
    );
    const findings = [...beside.findings];
    if (cut < rounds * 0.9) findings.push(`only ${cut} of ${rounds} browsers that never read were cut off`);
    if (resident > mostResident) findings.push(`the server holds ${Math.round(resident / 1048576)} MiB`);
    if (!shown) findings.push(`who reads was told of ${page.total()} exceptions, and there are ${total}`);
    if (page.gaps() > 0) findings.push(`who reads missed ${page.gaps()} patches`);
    if (desk.hung() < desks.teams * desks.hanging) findings.push(`only ${desk.hung()} receivers that hang were called`);
    if (desk.answered() < desks.teams)
      findings.push(`only ${desk.answered()} of ${desks.teams} receivers that answer were told beside those that hang`);
    if (!twin) findings.push(...(await rebuiltAlike(rig)));
    await rig.close();
    desk.close();
    return { rounds, acked: beside.acked, lost: beside.lost, twice: 0, findings };
  },
};

/** Each team has the failures of one system, and hears of them by the receivers that the names stand for. */
const networkOf = (teams: readonly (readonly string[])[]): string => `
company: { name: Faults, timezone: UTC, currency: USD }
systems:
  - { id: shop, kind: shop, match: { service.name: web-shop } }
${teams.map((_, team) => `  - { id: wms-${team}, kind: wms, match: { service.name: wms-${team} } }`).join("\n")}
notify: { delay: 1s }
teams:
${teams
  .map(
    (names, team) => `  - id: desk-${team}
    name: Desk ${team}
    channels:
${names.map((name) => `      - webhook: { url: "\${${name}}", secret: "\${DESK_SECRET}" }`).join("\n")}`,
  )
  .join("\n")}
routing:
  to: desk-0
  routes:
${teams.map((_, team) => `    - { match: { system: wms-${team} }, to: desk-${team} }`).join("\n")}
`;

/** For each team one receiver that answers, behind those that take a call and say nothing. */
async function startReceivers() {
  const answered = new Set<string>();
  const hung = new Set<string>();
  const server: HttpServer = createServer((incoming, response) => {
    incoming.resume();
    const { url = "" } = incoming;
    if (!url.endsWith("/answers")) return void hung.add(url);
    answered.add(url);
    response.end("ok");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  // A run that breaks off leaves it behind.
  server.unref();
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const paths = Array.from({ length: desks.teams }, (_, team) => [
    ...Array.from({ length: desks.hanging }, (__, index) => `${team}/${index}`),
    `${team}/answers`,
  ]);
  const nameOf = (path: string): string => `DESK_${path.replace("/", "_").toUpperCase()}_URL`;
  const targets = paths.flat().map((path) => [nameOf(path), `${base}/${path}`] as const);
  return {
    teams: paths.map((own) => own.map(nameOf)),
    env: { ...Object.fromEntries(targets), DESK_SECRET: "s3cret", TALLYMAN_EGRESS_ALLOW: base },
    answered: () => answered.size,
    hung: () => hung.size,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function sendFailures(server: Server, seed: number): Promise<void> {
  const ids = idsOf(seed);
  for (let index = 0; index < failures.requests; index++) {
    const at = Date.now();
    const spans = Array.from({ length: failures.each }, (_, one) => ({
      traceId: ids.trace(),
      spanId: ids.span(),
      at,
      error: `${failures.reason} ${index}/${one}`,
      attributes: { "business.event": "shipment.labelled", "order.id": `F-${index}-${one}` },
    }));
    await send(server, [{ service: `wms-${index % desks.teams}`, spans }]);
    await pause(100);
  }
}

const asked = (limit: number) => ({ feed: "exceptions", filter: { state: "open,acknowledged" }, limit });
/** Who never reads watches so often: what it is told is more than what the system holds for a socket, some four megabytes. */
const watches = 5;

/** A websocket by hand that never reads again once it has subscribed. */
async function unread(server: Server): Promise<Socket> {
  const { hostname, port } = new URL(server.dashboard);
  const socket = await new Promise<Socket>((resolve, reject) => {
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.alloc(16).toString("base64"),
    };
    const path = "/socket.io/?EIO=4&transport=websocket";
    const out = request({ host: hostname, port, path, headers });
    out.on("upgrade", (_answer, opened: Socket) => resolve(opened));
    out.on("error", reject);
    out.end();
  });
  socket.on("error", () => undefined);
  const say = (text: string): void => {
    const data = Buffer.from(text);
    const head =
      data.length < 126
        ? Buffer.from([0x81, 0x80 | data.length])
        : Buffer.from([0x81, 0xfe, data.length >> 8, data.length & 255]);
    socket.write(Buffer.concat([head, Buffer.alloc(4), data]));
  };
  const hears = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (piece: Buffer): void => {
        if (!piece.includes(text)) return;
        socket.off("data", look);
        resolve();
      };
      socket.on("data", look);
    });
  const connected = hears("40{");
  say(`40${JSON.stringify({ token: adminToken })}`);
  await connected;
  for (let index = 0; index < watches; index++) {
    const answered = hears(`43${index}[`);
    say(`42${index}${JSON.stringify(["subscribe", asked(2_000 - index)])}`);
    await answered;
  }
  socket.pause();
  return socket;
}

/** A page that reads what it is told, and counts what does not follow on what it knows. */
async function watching(server: Server) {
  const socket = server.connect();
  await new Promise<void>((done) => socket.once("connect", () => done()));
  let known: { readonly sub: string; seq: number; total: number } | null = null;
  let gaps = 0;
  const early: Patch<unknown>[] = [];
  const take = (patch: Patch<unknown>): void => {
    if (known === null) return void early.push(patch);
    if (patch.sub !== known.sub || patch.seq <= known.seq) return;
    if (patch.prev !== known.seq) gaps += 1;
    known.seq = patch.seq;
    known.total = patch.total;
  };
  socket.on("patch", take);
  const answer: SubscribeAnswer<unknown> = await socket.emitWithAck("subscribe", asked(2_000));
  if (!("snapshot" in answer)) throw new Error("a page was answered no snapshot");
  known = { sub: answer.sub, seq: answer.snapshot.seq, total: answer.snapshot.total };
  for (const patch of early) take(patch);
  return { total: () => known?.total ?? 0, gaps: () => gaps, close: () => void socket.disconnect() };
}
