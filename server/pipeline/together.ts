import { MessageChannel } from "node:worker_threads";
import type { Collector, Receipt } from "../../collectors/kit/index.ts";
import type { Clock, Journal, Store } from "../ports/index.ts";
import { serveDeliveries } from "./deliveries.ts";
import type { EngineProgress } from "./desk.ts";
import type { Compile } from "./engine.ts";
import type { Delivered } from "./ingest.ts";
import type { RemoteEngine } from "./remote.ts";
import { type Running, run } from "./run.ts";
import { openSupply } from "./supply.ts";
import { openWriter } from "./writer.ts";

/** Writer and engine in the thread of the caller: the same two, as far apart as on threads of their own. */
export interface Together extends Omit<Running, "progress">, Pick<RemoteEngine, "deliveries" | "droppable" | "drop"> {
  deliver(receipt: Receipt): Promise<Delivered>;
  progress(): EngineProgress;
}

/** Opens both over one journal and one store, which stay the caller's to close. */
export async function runTogether(
  parts: {
    readonly journal: Journal;
    readonly store: Store;
    readonly clock: Clock;
    readonly collectors: readonly Collector[];
    readonly compile: Compile;
  },
  failed: (reason: string) => void,
): Promise<Together> {
  const { journal, collectors } = parts;
  const between = new MessageChannel();
  const opening = openSupply(between.port2, () => ({ ...journal, close: async () => undefined }), collectors);
  const writer = await openWriter({ ...parts, damage: null, retention: null }, between.port1, failed);
  const supply = await opening;
  const doors = new MessageChannel();
  serveDeliveries(doors.port1, writer);
  const running = await run({ ...parts, journal: supply }, failed);
  return {
    ...running,
    deliver: (receipt) => writer.deliver(receipt),
    deliveries: doors.port2,
    progress: () => ({ ...running.progress(), counts: writer.counts(), damage: null }),
    droppable: async (keep) => writer.droppable(keep),
    drop: async (before) => writer.drop(before),
    async close() {
      await running.close();
      await supply.close();
      doors.port1.close();
      await writer.close();
    },
  };
}
