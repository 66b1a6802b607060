import { connect as connectCalls } from "node:http2";
import { collectors } from "../../collectors/index.ts";
import type { Answer, Outcome, Receipt } from "../../collectors/kit/index.ts";
import { createGrpcDoor } from "../../server/grpc/door.ts";
import type { Door, DoorOptions } from "../../server/http/door.ts";
import { createDoor } from "../../server/http/door.ts";
import type { DoorEvent } from "../../server/http/doorEvent.ts";
import { reading } from "../collectors/otlp/fixtures.ts";

/** Parts of the product that a broken twin replaces. */
export interface Parts {
  readonly createDoor: typeof createDoor;
  readonly createGrpcDoor: typeof createGrpcDoor;
  readonly collectors: typeof collectors;
}

/** Both doors in this process, with everything behind them that looks at a body, and nothing that keeps it. */
export interface World {
  readonly port: number;
  readonly grpc: string;
  /**
   * What stands behind the doors, asked directly: the outcome, its answer, and the processor time of decoding in
   * milliseconds. Hundreds of times cheaper than a connection.
   */
  direct(
    route: string,
    contentType: string,
    body: Uint8Array,
  ): { readonly outcome: Outcome; readonly answer: Answer; readonly cpuMs: number };
  /** Events since they were taken last. */
  take(): readonly DoorEvent[];
  /** Takes the faults of what stands behind the doors, which no sender is told. */
  takeBehind(): readonly string[];
  bytesInFlight(): number;
  close(): Promise<void>;
}

const good: Parts = { createDoor, createGrpcDoor, collectors };

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** Looks at a receipt in every way in which the product does, and holds the counts against one another. */
function lookAt(receipt: Receipt, from: Parts["collectors"], behind: string[], spent = { ms: 0 }): Outcome {
  const collector = from.find(({ name }) => name === receipt.collector);
  if (collector === undefined) throw new RangeError(receipt.collector);
  const began = cpu();
  const result = collector.decode(receipt, reading);
  spent.ms += cpu() - began;
  if (!result.ok) return { kind: "rejected", fault: result.fault };
  const { records, rejected } = result.value;
  if (receipt.route !== "metrics") {
    let seen = 0;
    for (const _record of collector.read(receipt, reading, null)) seen += 1;
    if (seen !== records) behind.push(`${records} records were counted and ${seen} read`);
    const parts = collector.split(receipt, { bytes: 512 * 1024, records: 5_000 });
    if (parts.length > 1) {
      let split = 0;
      for (const body of parts) {
        const part = collector.decode({ ...receipt, body }, reading);
        split += part.ok ? part.value.records : Number.NaN;
      }
      if (split !== records) behind.push(`${records} records were counted and ${split} found in ${parts.length} parts`);
    }
  }
  return { kind: "accepted", records, rejected: rejected.length, message: rejected[0]?.reason ?? null };
}

export async function openWorld(parts: Parts = good): Promise<World> {
  let events: DoorEvent[] = [];
  const behind: string[] = [];
  const options: DoorOptions = {
    collectors: parts.collectors,
    deliver: async (receipt) => lookAt(receipt, parts.collectors, behind),
    authenticate: async (authorization, sender) =>
      authorization === null || authorization === "Bearer good" ? { sender } : null,
    busy: () => null,
    report: (event) => {
      events.push(event);
      if (event.kind === "failed") behind.push(`something threw: ${String(event.error)}`);
    },
    limits: { drainMs: 500 },
  };
  const doors: readonly Door[] = [parts.createDoor(options), parts.createGrpcDoor(options)];
  const [http, calls] = await Promise.all(doors.map((door) => door.listen("127.0.0.1", 0)));
  return {
    direct(route, contentType, body) {
      const at = { collector: "otlp", route, contentType, sender: "direct", receivedAt: Date.now() };
      const spent = { ms: 0 };
      const outcome = lookAt({ ...at, id: "0".repeat(32), body }, parts.collectors, behind, spent);
      const entrance = parts.collectors.flatMap(({ routes }) => routes).find(({ name }) => name === route);
      if (entrance === undefined) throw new RangeError(route);
      return { outcome, answer: entrance.answer(outcome, contentType), cpuMs: spent.ms };
    },
    port: http?.port ?? 0,
    grpc: `http://127.0.0.1:${calls?.port ?? 0}`,
    take: () => {
      const taken = events;
      events = [];
      return taken;
    },
    takeBehind: () => behind.splice(0),
    bytesInFlight: () => doors.reduce((sum, door) => sum + door.bytesInFlight(), 0),
    close: async () => {
      await Promise.all(doors.map((door) => door.close(100)));
    },
  };
}

/** A connection for calls. */
export function openCalls(address: string) {
  const session = connectCalls(address, { maxSessionMemory: 1_000 });
  session.on("error", () => {});
  return session;
}
