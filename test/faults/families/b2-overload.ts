import type { TraceDetail } from "../../../server/wire/index.ts";
import { type Server, until } from "../../scenarios/server.ts";
import type { Family, Outcome, Running } from "../family.ts";
import { type Flood, flood, type Kind, percentile, recordsIn, refusedShare, residentOf } from "../flood.ts";
import { startBlind } from "../proxy.ts";
import { rebuiltAlike, rigOf } from "../rig.ts";

/** Resident memory that no load may pass. */
const mostBytes = 1.25 * 1024 ** 3;
const connections = 200;
const times = 5;

const mixed = (random: number): Kind => (random < 0.9 ? "debug" : random < 0.98 ? "spans" : "business");
const even = (random: number): Kind => (random < 0.5 ? "spans" : random < 0.9 ? "debug" : "business");

/**
 * Lengths of the phases in seconds; the short ones fit into half a minute. Half the capacity follows the flood twice: while
 * it settles somebody may still be refused, in calm nobody is, and when that ends everything is applied.
 */
const phases = (rounds: number) =>
  rounds > 1 ? { warm: 20, over: 300, settle: 30, calm: 30 } : { warm: 2, over: 4, settle: 0, calm: 2 };
/** What came last is applied within so many milliseconds of the end of calm. */
const lastMs = (rounds: number): number => (rounds > 1 ? 5_000 : 60_000);

/** A server that takes what it can: how much that is, and how a flood of five times as much goes. */
async function overloaded(
  { seed, rounds, twin, log }: Running,
  kindOf: (random: number) => Kind,
  blind: { readonly status: number; readonly retryAfter?: string },
  verdict: (capacity: number, over: Flood, server: Server) => Promise<readonly string[]>,
): Promise<Outcome> {
  const { warm, over, settle, calm } = phases(rounds);
  const rig = await rigOf();
  const server = await rig.start();
  const proxy = twin ? await startBlind(server.otlpHttp, 4, blind.status, blind.retryAfter) : null;
  const endpoint = proxy?.url ?? server.otlpHttp;
  const plain = { endpoint, kindOf };
  // As much as sixteen connections get through is the capacity; the generator's own share of the machine is in it.
  const first = await flood({ ...plain, seed, connections: 16, seconds: warm, rate: null });
  const capacity = first.goodput;
  const memory = { plateau: residentOf(server.pid), most: 0 };
  const watch = setInterval(() => {
    if (server.alive()) memory.most = Math.max(memory.most, residentOf(server.pid));
  }, 200);
  const flooded = await flood({ ...plain, seed: seed + 1, connections, seconds: over, rate: capacity * times });
  const findings = [...(await verdict(capacity, flooded, server))];
  const half = { ...plain, connections: 8, rate: capacity / 2 };
  const settling = await flood({ ...half, seed: seed + 2, seconds: twin ? 0 : settle });
  const last = await flood({ ...half, seed: seed + 3, seconds: twin ? 1 : calm });
  const refusedBy = ({ byKind }: Flood) => [...byKind.values()].reduce((sum, { refused }) => sum + refused, 0);
  const still = refusedBy(last);
  if (still > 0) findings.push(`${settle} s after the flood, at half the capacity, ${still} requests were refused`);
  const drained = await server.settled(twin ? 60_000 : lastMs(rounds)).then(
    () => true,
    () => false,
  );
  clearInterval(watch);
  if (!drained) findings.push(`${settle + calm + lastMs(rounds) / 1_000} s after the flood the backlog is not drained`);
  if (!server.alive()) findings.push("the server ended");
  const all = [first, flooded, settling, last];
  const wrong = all.flatMap((one) => [...one.wrong]);
  for (const [what, count] of wrong) findings.push(`${count} answers were ${what}`);
  if (memory.most > mostBytes) findings.push(`it held ${mebi(memory.most)} MiB`);
  const acked = all.flatMap((one) => [...one.acked]);
  const { lost, twice } = drained ? await countLost(server, acked, rounds > 1 ? 5_000 : 150) : { lost: 0, twice: 0 };
  log(
    `capacity ${Math.round(capacity)} records/s, under ${times} times as much from ${connections} connections ${Math.round(flooded.goodput)}; ` +
      `${[...flooded.byKind].map(([kind, { requests, refused, latencies }]) => `${kind}: ${refused} of ${requests} refused, p99 ${Math.round(percentile(latencies, 0.99))} ms`).join("; ")}; ` +
      `${refusedBy(settling)} more refused while it settled; ${mebi(memory.plateau)} MiB before, ${mebi(memory.most)} at most`,
  );
  if (!twin && drained) findings.push(...(await rebuiltAlike(rig)));
  await proxy?.close();
  await rig.close();
  return { rounds, acked: acked.reduce((sum, [, kind]) => sum + recordsIn[kind], 0), lost, twice, findings };
}

const mebi = (bytes: number): number => Math.round(bytes / 1024 ** 2);

/** Looks into traces of what was acknowledged, evenly over all of it. */
async function countLost(server: Server, acked: readonly (readonly [string, Kind])[], most: number) {
  let lost = 0;
  let twice = 0;
  const step = Math.max(1, Math.floor(acked.length / most));
  for (let index = 0; index < acked.length; index += step) {
    const [trace, kind] = acked[index] ?? ["", "debug"];
    const answer = await server.api(`/api/v1/traces/${trace}`);
    const { spans = [], logs = [] } = (answer.status === 200 ? answer.json : {}) as Partial<TraceDetail>;
    const found = spans.length + logs.length;
    lost += Math.max(0, recordsIn[kind] - found);
    twice += Math.max(0, found - recordsIn[kind]);
  }
  return { lost, twice };
}

/**
 * Two hundred connections offer five times of what sixteen get through. What is refused is refused in order, at least
 * four fifths of the capacity still go through, memory stays bounded, and half the capacity afterwards is taken whole.
 */
export const overload: Family = {
  id: "b2",
  title: "five times the capacity from 200 connections, and calm after it",
  needs: [],
  twin: "refuses what is too much with 500",
  rounds: { short: 1, long: 2 },
  run: (running) =>
    overloaded(running, even, { status: 500 }, async (capacity, { goodput }) =>
      goodput >= 0.8 * capacity
        ? []
        : [`${Math.round(goodput)} of ${Math.round(capacity)} records/s went through, less than 0.8`],
    ),
};

/**
 * The same flood, nine tenths of it debug logs. What is business is not refused, and somebody can open the status and
 * an order meanwhile; what is refused is taken from the bottom.
 */
export const priority: Family = {
  id: "b4",
  title: "under five times the capacity debug logs are shed and business is taken",
  needs: [],
  twin: "refuses whatever comes when it is full",
  rounds: { short: 1, long: 2 },
  run: (running) =>
    overloaded(running, mixed, { status: 503, retryAfter: "1" }, async (_capacity, { byKind }, server) => {
      const findings: string[] = [];
      const business = byKind.get("business");
      const debug = byKind.get("debug");
      const share = refusedShare(business);
      if (share > 0.001) findings.push(`${(share * 100).toFixed(2)} % of business was refused`);
      if (business === undefined) findings.push("no business was sent");
      if (share > 0 && refusedShare(debug) < share) findings.push("business was refused before debug logs");
      const began = performance.now();
      const looked = await until("the status is read", async () => (await server.status()).version, 5_000).catch(
        () => null,
      );
      const took = performance.now() - began;
      if (looked === null || took > 2_000) findings.push(`the status was read in ${Math.round(took)} ms`);
      return findings;
    }),
};

/** One source offers ten times the capacity, nine others together a little of it; the nine are served. */
export const fairness: Family = {
  id: "b5",
  title: "one source at ten times the capacity does not starve nine others",
  needs: [],
  twin: "refuses whoever comes when it is full",
  rounds: { short: 1, long: 2 },
  async run({ seed, rounds, twin, log }): Promise<Outcome> {
    const { warm, over } = phases(rounds);
    const rig = await rigOf();
    const server = await rig.start();
    const proxy = twin ? await startBlind(server.otlpHttp, 4, 503, "1") : null;
    const endpoint = proxy?.url ?? server.otlpHttp;
    const { goodput, acked } = await flood({
      endpoint,
      seed,
      connections: 16,
      seconds: warm,
      rate: null,
      kindOf: even,
    });
    const [loud, quiet] = await Promise.all([
      flood({ endpoint, seed: seed + 1, connections: 100, seconds: over, rate: goodput * 10, kindOf: even }),
      flood({
        endpoint,
        seed: seed + 2,
        connections: 9,
        seconds: over,
        rate: goodput * 0.45,
        kindOf: even,
        from: (index) => `127.0.0.${index + 2}`,
      }),
    ]);
    const findings = [...loud.wrong, ...quiet.wrong].map(([what, count]) => `${count} answers were ${what}`);
    const shares = [...quiet.byAddress].map(([address, tally]) => [address, refusedShare(tally)] as const);
    for (const [address, share] of shares) {
      if (share > 0.01) findings.push(`${(share * 100).toFixed(1)} % of ${address} was refused`);
    }
    const all = [...acked, ...loud.acked, ...quiet.acked];
    await server.settled(120_000);
    const { lost, twice } = await countLost(server, all, rounds > 1 ? 5_000 : 150);
    const waits = [...quiet.byAddress.values()].flatMap(({ latencies }) => latencies);
    log(
      `capacity ${Math.round(goodput)} records/s; of the loud source ${[...loud.byAddress.values()].map(({ refused, requests }) => `${refused} of ${requests}`)} refused; ` +
        `the quiet ones at most ${(Math.max(...shares.map(([, share]) => share)) * 100).toFixed(1)} %, p99 ${Math.round(percentile(waits, 0.99))} ms`,
    );
    if (!twin) findings.push(...(await rebuiltAlike(rig)));
    await proxy?.close();
    await rig.close();
    return { rounds, acked: all.reduce((sum, [, kind]) => sum + recordsIn[kind], 0), lost, twice, findings };
  },
};
