import type { MessagePort } from "node:worker_threads";
import type { Receipt, SourceTally } from "../../collectors/kit/index.ts";
import { createAsking, type Question, type Reply, reply } from "./asking.ts";
import type { IngestCounts } from "./desk.ts";
import type { Delivered } from "./ingest.ts";
import type { Writer } from "./writer.ts";

/** A delivery's answer, with what was counted up to then. */
export interface Taken extends Delivered {
  readonly counts: IngestCounts;
}

/** The road to a writer. */
export interface Deliveries {
  /** Durable, then answered. The receipt's body goes over, and is no longer here. */
  deliver(receipt: Receipt): Promise<Taken>;
  /** Ends it: what waits is rejected. */
  end(): void;
}

/** Attribute names travel with an answer at most this often; the first of a source always does. */
const talliesEvery = 250;

/** Hands what comes over a port to a writer, until the port is closed. */
export function serveDeliveries(port: MessagePort, writer: Pick<Writer, "deliver" | "counts">): void {
  const told = new Map<string, number>();
  port.on("message", ({ id, call }: Question<Receipt>) => {
    void reply(port, "writer deliver", id, async () => {
      const delivered = await writer.deliver(call);
      const sources = delivered.sources.map((tally) => thinned(tally, told));
      return { ...delivered, sources, counts: writer.counts() } satisfies Taken;
    });
  });
}

/** Delivers over a port; once the other end is gone, what waits is rejected. */
export function deliverOver(port: MessagePort): Deliveries {
  const asking = createAsking<Receipt>((question, transfer) => port.postMessage(question, transfer));
  port.on("message", (answer: Reply) => asking.settle(answer));
  port.on("close", () => asking.end("The writer is gone."));
  return {
    deliver(receipt) {
      const own = owned(receipt);
      return asking.ask<Taken>(own, [own.body.buffer as ArrayBuffer]);
    },
    end: () => port.close(),
  };
}

/** A receipt whose body is all of its buffer, which goes over with it. */
function owned(receipt: Receipt): Receipt {
  const { body } = receipt;
  return body.byteLength === body.buffer.byteLength ? receipt : { ...receipt, body: new Uint8Array(body) };
}

/** A tally without its names where these travelled a moment ago: they are many, and only for people. */
function thinned(tally: SourceTally, told: Map<string, number>): SourceTally {
  const name = `${tally.source.environment}@${tally.source.system}/${tally.signal}`;
  const now = performance.now();
  if (now - (told.get(name) ?? Number.NEGATIVE_INFINITY) < talliesEvery) return { ...tally, names: new Map() };
  told.set(name, now);
  return tally;
}
