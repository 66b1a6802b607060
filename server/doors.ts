import { type MessagePort, workerData } from "node:worker_threads";
import { collectors } from "../collectors/index.ts";
import { openAccess } from "./adapters/sqlite/access.ts";
import { systemClock } from "./start/clock.ts";
import { openDoors } from "./start/doors.ts";
import { serveDoors } from "./start/doors-thread.ts";
import { standingOver } from "./start/standing.ts";
import { report, watchLoop } from "./telemetry/index.ts";

/** What the doors' thread is given. */
export interface DoorsWork {
  readonly front: MessagePort;
  /** File of sessions and tokens. */
  readonly access: string;
  readonly adminToken: string | null;
  readonly loopback: boolean;
  readonly standing: SharedArrayBuffer;
}

// Takes what senders bring, away from the thread that serves people: no page makes them wait. What is not imported here
// is not loaded by it.
const work = workerData as DoorsWork;
const doors = openDoors({
  collectors,
  clock: systemClock(),
  access: openAccess(work.access),
  adminToken: work.adminToken,
  loopback: work.loopback,
  standing: standingOver(work.standing),
});
watchLoop("tallyman_doors_event_loop_delay_seconds", "doors");
report("worker.started", { worker: "doors" });
await serveDoors(work.front, doors);
work.front.close();
