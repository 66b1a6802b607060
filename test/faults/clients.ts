import { gzipSync } from "node:zlib";
import { bodyOf, type SpanTold } from "../scenarios/otlp.ts";
import { pause } from "../scenarios/server.ts";
import type { Ledger } from "./ledger.ts";

/** A record under way. */
export interface Sending {
  readonly id: string;
  readonly service: string;
  readonly span: SpanTold;
}

/** Clients that send until everything is acknowledged, each request cut anew from what is not. */
export interface Clients extends Ledger {
  readonly requests: number;
  readonly failures: number;
  /** Resolves when every record was acknowledged. */
  readonly done: Promise<void>;
}

/** Starts clients. `endpoint` is asked before each request; null: nobody is there now. */
export function startClients(options: {
  readonly count: number;
  readonly records: readonly Sending[];
  readonly random: () => number;
  readonly endpoint: () => string | null;
  /** Milliseconds between the requests of one client. */
  readonly paceMs: number;
}): Clients {
  const { random } = options;
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  const delivered: Sending[] = [];
  const ledger = { sent, acknowledged, requests: 0, failures: 0 };

  async function client(mine: Sending[]): Promise<void> {
    while (mine.length > 0) {
      const endpoint = options.endpoint();
      if (endpoint === null) {
        await pause(20);
        continue;
      }
      // What failed lies at the front and is cut into other batches than before; some of what was taken goes again.
      const batch = mine.splice(0, 1 + Math.floor(random() * 20));
      const again = random() < 0.2 ? delivered.slice(-5) : [];
      const all = [...batch, ...again].sort(() => random() - 0.5);
      for (const record of batch) sent.add(record.id);
      ledger.requests++;
      const taken = await post(endpoint, all, random() < 0.5);
      if (taken) {
        for (const record of batch) acknowledged.add(record.id);
        delivered.push(...batch);
      } else {
        ledger.failures++;
        mine.unshift(...batch.reverse());
      }
      await pause(options.paceMs);
    }
  }

  const shares = Array.from({ length: options.count }, (_, index) =>
    options.records.filter((_, at) => at % options.count === index),
  );
  const done = Promise.all(shares.map(client)).then(() => undefined);
  return Object.defineProperty(ledger, "done", { value: done }) as typeof ledger & { readonly done: Promise<void> };
}

async function post(endpoint: string, records: readonly Sending[], gzip: boolean): Promise<boolean> {
  const services = [...new Set(records.map(({ service }) => service))];
  const body = bodyOf(
    services.map((service) => ({
      service,
      spans: records.filter((one) => one.service === service).map(({ span }) => span),
    })),
  );
  try {
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(gzip ? { "content-encoding": "gzip" } : {}) },
      body: gzip ? gzipSync(body) : body,
      signal: AbortSignal.timeout(10_000),
    });
    await response.text();
    return response.status === 200;
  } catch {
    return false;
  }
}
