import type { MessagePort } from "node:worker_threads";
import type { IntakeSeen } from "../http/deps.ts";
import { createAsking, type Question, type Reply, reply } from "../pipeline/asking.ts";
import type { IntakeRequest } from "../pipeline/intake.ts";
import { mergeMetrics, metricsSnapshot, type Snapshot } from "../telemetry/index.ts";
import type { Doors, Opened, Places } from "./doors.ts";
import { PortInUse } from "./listening.ts";

/** What is asked of the doors over their port. */
type DoorsCall =
  | { readonly kind: "listen"; readonly places: Places }
  | { readonly kind: "lead"; readonly deliveries: MessagePort; readonly recent: readonly IntakeRequest[] }
  | { readonly kind: "seen" }
  | { readonly kind: "idle" }
  | { readonly kind: "counted" }
  | { readonly kind: "close" };

type FromDoors = Reply | { readonly kind: "metrics"; readonly metrics: Snapshot };

type Listening = { readonly opened: Opened } | { readonly inUse: string };

/** Between two times that metrics are told, for whoever exports them without asking. */
const metricsEvery = 500;

/** Serves doors over a port, on their thread. Resolves once they were closed from the other side. */
export async function serveDoors(port: MessagePort, doors: Doors): Promise<void> {
  const tell = () => port.postMessage({ kind: "metrics", metrics: metricsSnapshot() } satisfies FromDoors);
  const telling = setInterval(tell, metricsEvery);
  await new Promise<void>((resolve) => {
    port.on("message", ({ id, call }: Question<DoorsCall>) => {
      const done = reply(port, `doors ${call.kind}`, id, () => answer(doors, call));
      if (call.kind === "close") void done.then(resolve);
    });
  });
  clearInterval(telling);
}

async function answer(doors: Doors, call: DoorsCall): Promise<unknown> {
  switch (call.kind) {
    case "listen":
      try {
        return { opened: await doors.listen(call.places) } satisfies Listening;
      } catch (error) {
        if (error instanceof PortInUse) return { inUse: error.message } satisfies Listening;
        throw error;
      }
    case "lead":
      return doors.lead(call.deliveries, call.recent);
    case "seen":
      return doors.seen();
    case "idle":
      return doors.idle();
    case "counted":
      return metricsSnapshot();
    case "close":
      return doors.close();
  }
}

/** Whose the metrics are. */
const origin = "doors";

/** Doors at the other end of a port. `onEnd` is called when their thread ended; what was asked is rejected then. */
export function connectDoors(port: MessagePort, onEnd: (listener: (reason: string) => void) => void): Doors {
  const asking = createAsking<DoorsCall>((question, transfer) => port.postMessage(question, transfer));
  onEnd((reason) => asking.end(reason));
  port.on("message", (message: FromDoors) => {
    if (message.kind === "metrics") mergeMetrics(origin, message.metrics);
    else asking.settle(message);
  });
  return {
    async listen(places) {
      const listening = await asking.ask<Listening>({ kind: "listen", places });
      if ("inUse" in listening) throw new PortInUse(listening.inUse);
      return listening.opened;
    },
    lead: (deliveries, recent) => asking.ask<void>({ kind: "lead", deliveries, recent }, [deliveries]),
    seen: () => asking.ask<IntakeSeen>({ kind: "seen" }),
    idle: () => asking.ask<void>({ kind: "idle" }),
    counted: async () => mergeMetrics(origin, await asking.ask<Snapshot>({ kind: "counted" })),
    async close() {
      await asking.ask<void>({ kind: "close" });
      port.close();
    },
  };
}
