import { pause } from "../scenarios/server.ts";
import { startLoad } from "./clients.ts";
import { rigOf } from "./rig.ts";
import { type Call, diskCalls, type Point, pointsOf, traceOf } from "./strace.ts";

/** The disk calls of one cycle in a folder of its own. */
export interface Cycle {
  readonly points: readonly Point[];
  /** Unix milliseconds at which the server said that it is ready. */
  readonly readyAt: number;
}

/** The load under which a disk's calls are counted and spoiled: little, so that a cycle has few of them. */
export const little = { clients: 1, paceMs: 80, batch: 8 } as const;

/** So long a cycle takes load, in milliseconds. */
export const cycleMs = 800;

/** Watches one cycle: a start in a new folder, mixed load, an orderly end with its last checkpoint. */
export async function watchCycle(seed: number, names: readonly string[] = diskCalls): Promise<Cycle> {
  const trace = traceOf(diskCalls);
  const rig = await rigOf({ starting: { under: trace.under } });
  await rig.start();
  const readyAt = Date.now();
  const load = startLoad({ seed, endpoint: rig.endpoint, ...little });
  await pause(cycleMs);
  await load.leave();
  await rig.leave()?.stop();
  await rig.close();
  const calls: readonly Call[] = trace.read();
  return { points: pointsOf(calls, names, rig.data), readyAt };
}
