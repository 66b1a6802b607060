import { gzipSync } from "node:zlib";
import { randomOf } from "../scenarios/otlp.ts";
import { pause } from "../scenarios/server.ts";
import type { Ledger } from "./ledger.ts";
import { encode, type Life, livesOf, type Sending } from "./mix.ts";

/** What clients do; what is left out has a default that suits one slow core. */
export interface Loading {
  readonly seed: number;
  /** Asked before each request; null: nobody is there now. */
  readonly endpoint: () => string | null;
  readonly clients?: number;
  /** Milliseconds between the requests of one client. */
  readonly paceMs?: number;
  /** Share of the requests after which something that was taken goes again, in another order and batch. */
  readonly again?: number;
  /** Records of one request at most. */
  readonly batch?: number;
  /** The instant of a new order; now, unless told. */
  readonly now?: () => number;
}

/** Clients that send orders without end until they are told to stop. */
export interface Load extends Ledger {
  /** Every order that was begun. */
  readonly lives: readonly Life[];
  readonly requests: number;
  /** Requests that were not taken, by status; `none` where no answer came. */
  readonly failures: ReadonlyMap<string, number>;
  /** Answers that no client should ever get. */
  readonly wrong: readonly string[];
  /** When each answer of 2xx came and when its request went out, in Unix milliseconds; the newest last. */
  readonly taken: readonly { readonly sentAt: number; readonly at: number }[];
  /** Begins no more orders; resolves when each record was acknowledged. Throws when that takes too long. */
  finish(withinMs?: number): Promise<void>;
  /** Ends at once, whatever is not acknowledged. */
  leave(): Promise<void>;
}

type Phase = "running" | "finishing" | "left";

/** Orders of one client whose records are mixed with each other. */
const mixed = 5;

/** Starts clients. */
export function startLoad(loading: Loading): Load {
  const { seed, endpoint, clients = 4, paceMs = 25, again = 0.2, batch = 20, now = Date.now } = loading;
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  const lives: Life[] = [];
  const failures = new Map<string, number>();
  const wrong: string[] = [];
  const taken: { sentAt: number; at: number }[] = [];
  const load = { sent, acknowledged, lives, requests: 0, failures, wrong, taken };
  let phase: Phase = "running";
  const is = (one: Phase): boolean => phase === one;

  async function client(index: number): Promise<void> {
    const random = randomOf(seed + 31 * index);
    const next = livesOf(seed + 97 * index, `SO-${seed}-${index}`);
    const pool: Sending[] = [];
    const delivered: Sending[] = [];
    while (is("running") || (is("finishing") && pool.length > 0)) {
      const address = endpoint();
      if (address === null) {
        await pause(10);
        continue;
      }
      while (is("running") && pool.length < mixed * 6) {
        const life = next(now());
        lives.push(life);
        pool.push(...life.records);
      }
      // What was not taken stays in the pool and is cut into other batches than before; some of what was goes again.
      const count = 1 + Math.floor(random() * batch);
      const fresh = Array.from({ length: Math.min(count, pool.length) }, () => pick(pool, random));
      const repeated = random() < again ? Array.from({ length: 5 }, () => delivered[at(delivered, random)]) : [];
      const all = [...fresh, ...repeated.filter((one) => one !== undefined)].sort(() => random() - 0.5);
      for (const signal of ["traces", "logs"] as const) {
        const records = all.filter((record) => record.signal === signal);
        if (records.length === 0) continue;
        for (const record of records) sent.add(record.id);
        load.requests++;
        const sentAt = Date.now();
        const answer = await post(address, records, random() < 0.5, random() < 0.3);
        if (answer.wrong !== null) wrong.push(answer.wrong);
        if (answer.status === "200") {
          taken.push({ sentAt, at: Date.now() });
          if (taken.length > 10_000) taken.splice(0, 5_000);
          for (const record of records) {
            acknowledged.add(record.id);
            if (fresh.includes(record)) delivered.push(record);
          }
          if (delivered.length > 2_000) delivered.splice(0, 1_000);
        } else {
          failures.set(answer.status, (failures.get(answer.status) ?? 0) + 1);
          pool.push(...records.filter((record) => fresh.includes(record)));
          if (answer.waitMs > 0 && !is("left")) await pause(answer.waitMs);
        }
      }
      await pause(paceMs);
    }
  }

  const all = Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  // Whoever starts them waits for them later.
  all.catch(() => undefined);
  return Object.assign(load, {
    async finish(withinMs = 120_000) {
      phase = "finishing";
      const timer = setTimeout(() => {
        phase = "left";
      }, withinMs);
      await all;
      clearTimeout(timer);
      if (is("left")) {
        throw new Error(`not within ${withinMs} ms: everything is acknowledged (${told(failures)})`);
      }
    },
    async leave() {
      phase = "left";
      await all;
    },
  });
}

const at = (list: readonly unknown[], random: () => number): number => Math.floor(random() * list.length);

/** Takes one out of a pool, mostly of those that have been in it longest. */
function pick(pool: Sending[], random: () => number): Sending {
  const [one] = pool.splice(Math.min(at(pool, random), at(pool, random)), 1);
  if (one === undefined) throw new Error("the pool is empty");
  return one;
}

/** Counts by name, in words. */
export const told = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${count} × ${name}`).join(", ") || "none";

/** Longest that a client heeds `Retry-After`. */
const mostWaitMs = 2_000;

/** What an answer said. */
export interface Posted {
  /** As text; `none` where no answer came. */
  readonly status: string;
  /** What no client should ever be answered, in words. */
  readonly wrong: string | null;
  /** What `Retry-After` asks for. */
  readonly waitMs: number;
}

/** Sends records of one signal in one request. */
export async function post(
  endpoint: string,
  records: readonly Sending[],
  protobuf: boolean,
  gzip: boolean,
): Promise<Posted> {
  const { path, contentType, body } = encode(records, protobuf);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${endpoint}${path}`, {
      method: "POST",
      headers: { "content-type": contentType, ...(gzip ? { "content-encoding": "gzip" } : {}) },
      body: (gzip ? gzipSync(body) : body) as BodyInit,
      signal: AbortSignal.timeout(20_000),
    });
    text = await response.text();
  } catch {
    return { status: "none", wrong: null, waitMs: 0 };
  }
  const status = String(response.status);
  if (status === "200") {
    // An empty answer says that nothing was refused; in protobuf it has no bytes.
    const whole = text === "" || text === "{}" || text === '{"partialSuccess":{}}';
    return { status, wrong: whole ? null : `200 that says: ${text.slice(0, 200)}`, waitMs: 0 };
  }
  const wait = response.headers.get("retry-after");
  const known = (status === "429" || status === "503") && wait !== null && /^\d+$/.test(wait);
  const wrong = known ? null : `${status} with Retry-After ${wait}: ${text.slice(0, 200)}`;
  return { status, wrong, waitMs: known ? Math.min(mostWaitMs, Number(wait) * 1_000) : 0 };
}
