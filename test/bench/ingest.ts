import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Generator, measureLimits, type Server, startRoad, startServer } from "./children.ts";
import { type Limits, type Measured, median, percentile } from "./figures.ts";
import type { Sent } from "./load.ts";
import { requestsOf } from "./spans.ts";
import type { Sizes } from "./words.ts";

/** What the rows about the way in share. */
export interface Bench extends Sizes {
  readonly folder: string;
  readonly generator: Generator;
  /** Number of the next request, so that none is sent twice in a run. */
  serial: number;
  readonly limits: Limits[];
  /** For Node, where what is measured is also to be looked into. */
  readonly flags: readonly string[];
  say(text: string): void;
}

/** Why what only `/proc` tells is not told. */
export const untold = "this system does not tell what a process uses under /proc";
const atSaturation = 16;
/** How long an engine may need to catch up with one round before the next begins beside it. */
const settleMs = 120_000;
const limitRows = 300_000;

/** Measures the machine once more, between two rounds of whatever is measured. */
export async function limitsNow(bench: Bench): Promise<Limits> {
  const limits = await measureLimits(join(bench.folder, "limits"), limitRows);
  bench.limits.push(limits);
  return limits;
}

/** Sends for a while at a rate, or as fast as it goes. */
export async function sendTo(
  bench: Bench,
  server: Pick<Server, "otlpPort">,
  how: {
    readonly coding?: "protobuf" | "json" | "gzip";
    readonly connections?: number;
    readonly rate?: number;
    readonly seconds?: number;
    readonly spans?: number;
    readonly facts?: { readonly every: number };
  },
): Promise<Sent> {
  const sent = await bench.generator.send({
    port: server.otlpPort,
    coding: how.coding ?? "protobuf",
    connections: how.connections ?? atSaturation,
    rate: how.rate ?? null,
    seconds: how.seconds ?? bench.seconds,
    spans: how.spans ?? Number.MAX_SAFE_INTEGER,
    serial: bench.serial,
    ...(how.facts === undefined ? {} : { facts: how.facts }),
  });
  bench.serial = sent.serial;
  return sent;
}

const k = (value: number): string => `${Math.round(value / 1000).toLocaleString("en-US")} k`;

/** P1, P2, P7, P8: rounds of sending between rounds of the machine's limits, on one server. */
export async function measureIngest(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  const server = await startServer({
    data: join(bench.folder, "ingest"),
    log: join(bench.folder, "ingest.log"),
    flags: bench.flags,
  });
  // What is compiled when first met is not what is measured.
  await sendTo(bench, server, { seconds: 2 });
  await sendTo(bench, server, { seconds: 1, coding: "json" });
  await server.settled(settleMs);
  const rounds: Round[] = [];
  for (let index = 0; index < bench.rounds; index++) {
    const limits = await limitsNow(bench);
    const round = await measureRound(bench, server, limits);
    rounds.push(round);
    bench.say(
      `round ${index + 1} of ${bench.rounds}: R ${k(limits.insert)}, append ${k(limits.append)}, sync ${limits.syncMs.toFixed(2)} ms; ` +
        `the road alone ${k(round.road.rate)} spans/s, CPU ${round.road.cpu.toFixed(2)} µs a span; ` +
        `${k(round.rate)} spans/s, CPU ${round.cpu?.toFixed(2) ?? "?"} µs a span, gzip ${k(round.gzip)}, JSON ${k(round.json)} (parse ${k(round.parse)})`,
    );
  }
  await server.stop();
  const of = (value: (round: Round) => number): number => median(rounds.map(value));
  const spans = rounds.reduce((sum, round) => sum + round.spans, 0);
  const note = `${bench.rounds} rounds of ${bench.seconds} s, ${k(spans)} spans, ${k(of((round) => round.rate))}/s`;
  const lag = rounds.some((round) => !round.caughtUp) ? "; the engine did not catch up between all rounds" : "";
  const refused = rounds.reduce((sum, round) => sum + round.refused, 0);
  const cpu = rounds.flatMap((round) => round.cpu ?? []);
  const road = `the road alone ${k(of((round) => round.road.rate))}/s`;
  const roadCpu = `the road alone ${of((round) => round.road.cpu).toFixed(2)}`;
  const paced = `${k(of((round) => round.pacedRate))} spans/s asked for`;
  return {
    P1: { value: of((round) => round.rate / round.limits.insert), at: `${note}, ${refused} sent away; ${road}${lag}` },
    "P1.append": { value: of((round) => round.rate / round.limits.append), at: note },
    P2:
      cpu.length === 0 ? { skipped: untold } : { value: median(cpu), at: `${note}, until all was applied; ${roadCpu}` },
    "P7.p50": { value: of((round) => percentile(round.calm, 0.5)), at: `${paced}` },
    "P7.p99": { value: of((round) => percentile(round.calm, 0.99)), at: `${paced}` },
    "P7.saturated": { value: of((round) => percentile(round.full, 0.99)), at: `${atSaturation} connections` },
    "P8.gzip": {
      value: of((round) => round.gzip / round.limits.insert),
      at: `${k(of((round) => round.gzip))} spans/s`,
    },
    "P8.json": {
      value: of((round) => round.json / round.parse),
      at: `${k(of((round) => round.json))} spans/s, JSON.parse alone ${k(of((round) => round.parse))}`,
    },
  };
}

interface Round {
  readonly limits: Limits;
  readonly road: RoadPassed;
  readonly spans: number;
  readonly rate: number;
  readonly refused: number;
  readonly caughtUp: boolean;
  readonly cpu: number | null;
  readonly full: readonly number[];
  readonly pacedRate: number;
  readonly calm: readonly number[];
  readonly gzip: number;
  readonly json: number;
  readonly parse: number;
}

/** What a server gets through that looks at nothing: spans a second, and its CPU in microseconds a span. */
interface RoadPassed {
  readonly rate: number;
  readonly cpu: number;
}

async function measureRoad(bench: Bench): Promise<RoadPassed> {
  const path = join(bench.folder, "road.log");
  const road = await startRoad(path);
  await sendTo(bench, road, { seconds: 1 });
  const before = await road.cpuMicros();
  const sent = await sendTo(bench, road, {});
  const cpu = (await road.cpuMicros()) - before;
  await road.stop();
  rmSync(path, { force: true });
  return { rate: sent.spans / sent.seconds, cpu: cpu / sent.spans };
}

async function measureRound(bench: Bench, server: Server, limits: Limits): Promise<Round> {
  const road = await measureRoad(bench);
  const before = server.cpuMicros();
  const full = await sendTo(bench, server, {});
  const caughtUp = await server.settled(settleMs);
  const after = server.cpuMicros();
  const rate = full.spans / full.seconds;
  // Moderate: what four connections get through at half of what there is.
  const pacedRate = rate / 2;
  const calm = await sendTo(bench, server, { connections: 4, rate: pacedRate });
  await server.settled(settleMs);
  const gzip = await sendTo(bench, server, { coding: "gzip", spans: Math.min(600_000, Math.ceil(rate * 2)) });
  await server.settled(settleMs);
  const json = await sendTo(bench, server, { coding: "json", seconds: Math.min(bench.seconds, 3) });
  await server.settled(settleMs);
  return {
    limits,
    road,
    spans: full.spans + calm.spans + gzip.spans + json.spans,
    rate,
    refused: full.refused,
    caughtUp,
    cpu: before === null || after === null ? null : (after - before) / full.spans,
    full: full.tookMs,
    pacedRate,
    calm: calm.tookMs,
    gzip: gzip.spans / gzip.seconds,
    json: json.spans / json.seconds,
    parse: parseRate(),
  };
}

const parsed = requestsOf({ count: 40, seed: 3, at: 1_764_000_000_000, coding: "json" });

/** Spans a second that `JSON.parse` alone gets through, on the bodies that are sent. */
function parseRate(): number {
  let spans = 0;
  const began = performance.now();
  for (let seconds = 0; seconds < 0.6; seconds = (performance.now() - began) / 1000)
    for (const { body, spans: held } of parsed) {
      if (JSON.parse(body.toString("utf8")).resourceSpans.length === 0) throw new Error("an empty body");
      spans += held;
    }
  return spans / ((performance.now() - began) / 1000);
}
