import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { randomOf } from "../scenarios/otlp.ts";
import { pause } from "../scenarios/server.ts";
import { encode, type Sending } from "./mix.ts";

/** What a request of a flood carries. */
export type Kind = "debug" | "spans" | "business";

/** Records of one request of each kind. */
export const recordsIn: Readonly<Record<Kind, number>> = { debug: 100, spans: 100, business: 10 };

/** A flood of requests, each from one of many connections. */
export interface Flooding {
  readonly endpoint: string;
  readonly seed: number;
  readonly connections: number;
  readonly seconds: number;
  /** Records a second that all connections offer together; null: as fast as answers come. */
  readonly rate: number | null;
  /** Which kind the next request has, of a number in [0, 1). */
  readonly kindOf: (random: number) => Kind;
  /** The address that a connection comes from; the usual one when left out. */
  readonly from?: (connection: number) => string;
}

/** What became of the requests of one kind. */
export interface Tally {
  requests: number;
  accepted: number;
  refused: number;
  readonly latencies: number[];
}

/** What a flood came to. */
export interface Flood {
  readonly seconds: number;
  readonly byKind: ReadonlyMap<Kind, Tally>;
  readonly byAddress: ReadonlyMap<string, Tally>;
  /** Trace ids of what was acknowledged, with its kind; each request has one of its own. */
  readonly acked: ReadonlyMap<string, Kind>;
  /** Answers that were neither 200, nor 429 or 503 with a whole number in Retry-After; resets and timeouts too. */
  readonly wrong: ReadonlyMap<string, number>;
  /** Records accepted a second. */
  readonly goodput: number;
}

const nobody = "f".repeat(32);

/** A body with a trace id to be replaced, and everything that names an order after it. */
function template(kind: Kind): { readonly path: string; readonly text: string } {
  const records = Array.from({ length: recordsIn[kind] }, (_, index): Sending => {
    const order = `${kind}-${nobody}`;
    const spanId = (index + 1).toString(16).padStart(16, "a");
    const id = `${nobody}/${spanId}`;
    const business = kind === "business";
    const attributes = {
      "http.route": "/orders",
      ...(business ? { "order.id": order, "business.event": index === 0 ? "order.created" : "order.released" } : {}),
    };
    const span = {
      traceId: nobody,
      spanId,
      at: Date.now(),
      name: kind === "debug" ? `told ${id}` : "work",
      attributes,
    };
    const service = business ? "web-shop" : "wms";
    return { id, service, span, ...(kind === "debug" ? { signal: "logs", severity: 5 } : { signal: "traces" }) };
  });
  const { path, body } = encode(records, false);
  return { path, text: Buffer.from(body).toString() };
}

/** Floods an endpoint, and waits for the answers that are still under way. */
export async function flood(flooding: Flooding): Promise<Flood> {
  const { connections, seconds, rate, kindOf, endpoint } = flooding;
  const templates = new Map((["debug", "spans", "business"] as const).map((kind) => [kind, template(kind)]));
  const byKind = new Map<Kind, Tally>();
  const byAddress = new Map<string, Tally>();
  const acked = new Map<string, Kind>();
  const wrong = new Map<string, number>();
  const began = performance.now();
  const end = began + seconds * 1_000;
  let accepted = 0;
  let number = 0;

  const client = async (index: number): Promise<void> => {
    const random = randomOf(flooding.seed + index);
    const address = flooding.from?.(index) ?? "127.0.0.1";
    const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: address });
    let due = began + random() * 200;
    while (performance.now() < end) {
      const kind = kindOf(random());
      if (rate !== null) {
        due += (recordsIn[kind] * 1_000 * connections) / rate;
        await pause(Math.max(0, Math.min(due, end) - performance.now()));
        if (performance.now() >= end) break;
      }
      const { path = "", text = "" } = templates.get(kind) ?? {};
      const trace = (flooding.seed * 1_000_003 + number++).toString(16).padStart(32, "1");
      const at = performance.now();
      const { status, retryAfter } = await send(agent, `${endpoint}${path}`, text.replaceAll(nobody, trace));
      const tallies = [tallyOf(byKind, kind), tallyOf(byAddress, address)];
      for (const tally of tallies) {
        tally.requests++;
        tally.latencies.push(performance.now() - at);
      }
      if (status === "200") {
        for (const tally of tallies) tally.accepted++;
        acked.set(trace, kind);
        if (performance.now() < end) accepted += recordsIn[kind];
      } else {
        for (const tally of tallies) tally.refused++;
        const inOrder = (status === "429" || status === "503") && /^\d+$/.test(retryAfter);
        if (!inOrder) {
          const what = `${status} with Retry-After "${retryAfter}"`;
          wrong.set(what, (wrong.get(what) ?? 0) + 1);
          await pause(50);
        }
      }
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => client(index)));
  return { seconds, byKind, byAddress, acked, wrong, goodput: accepted / seconds };
}

function tallyOf<K>(tallies: Map<K, Tally>, key: K): Tally {
  const known = tallies.get(key) ?? { requests: 0, accepted: 0, refused: 0, latencies: [] };
  tallies.set(key, known);
  return known;
}

function send(
  agent: Agent,
  url: string,
  body: string,
): Promise<{ readonly status: string; readonly retryAfter: string }> {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const out = request(url, { method: "POST", agent, headers, timeout: 10_000 }, (answer) => {
      answer.resume();
      answer.once("close", () =>
        resolve({ status: String(answer.statusCode), retryAfter: answer.headers["retry-after"] ?? "" }),
      );
    });
    out.once("timeout", () => out.destroy(new Error("no answer within 10 s")));
    out.once("error", (error: Error & { code?: string }) =>
      resolve({ status: error.code ?? error.message, retryAfter: "" }),
    );
    out.end(body);
  });
}

/** Share of a tally's requests that were refused; 0 where there were none. */
export const refusedShare = (tally: Tally | undefined): number =>
  tally === undefined || tally.requests === 0 ? 0 : tally.refused / tally.requests;

/** A percentile of times. */
export const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

/** Resident bytes of a process, as Linux counts them. */
export const residentOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
