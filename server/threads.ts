import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from "node:worker_threads";
import type { DoorsWork } from "./doors.ts";
import type { Threads } from "./pipeline/remote.ts";
import type { Doors } from "./start/doors.ts";
import { connectDoors } from "./start/doors-thread.ts";
import type { DataFolder } from "./start/folder.ts";
import type { Technology } from "./start/serve.ts";
import { report } from "./telemetry/index.ts";
import type { Work } from "./worker.ts";

/**
 * Room for what the doors' thread has just made, in MiB. It makes few objects, and pieces of bodies outside its heap,
 * 50 MB/s and more, which are given back when these are collected: with the usual room only full collections came by,
 * four a second.
 */
const doorsYoungMiB = 3;

/** Starts a program on a thread of this process; `ended` resolves when it has. */
function startThread(
  program: string,
  workerData: Work | DoorsWork,
  ports: readonly MessagePort[],
  resourceLimits: ResourceLimits = {},
) {
  const options = { workerData, transferList: [...ports], resourceLimits };
  const worker = new Worker(new URL(program, import.meta.url), options);
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  return { worker, ended };
}

/** Calls back when a thread ended, in order or not, or broke. */
function onEnd(worker: Worker, name: string, listener: (reason: string, inOrder: boolean) => void): void {
  worker.on("error", (error) => listener(error instanceof Error ? error.message : String(error), false));
  worker.on("exit", (code) => listener(`The thread of the ${name} ended (${code}).`, code === 0));
}

/** Starts writer and engine over a folder's files: each on its own thread, or on one where there is one processor. */
export function startThreads(folder: DataFolder): Threads {
  const [toWriter, toEngine, between, toDoors] = [
    new MessageChannel(),
    new MessageChannel(),
    new MessageChannel(),
    new MessageChannel(),
  ];
  const writer = { front: toWriter.port2, engine: between.port1, doors: toDoors.port2 };
  const engine = { front: toEngine.port2, writer: between.port2 };
  const works =
    availableParallelism() === 1
      ? [{ writer, engine }]
      : [
          { writer, engine: null },
          { writer: null, engine },
        ];
  const threads = works.map((part) => {
    const ports = [part.writer, part.engine].flatMap((own) => (own === null ? [] : Object.values(own)));
    const name = part.writer === null ? "engine" : "writer";
    const work: Work = { files: { path: folder.path, store: folder.store }, ...part };
    return { name, ...startThread("./worker.js", work, ports) };
  });
  return {
    writer: toWriter.port1,
    engine: toEngine.port1,
    deliveries: toDoors.port1,
    onEnd(listener) {
      for (const { name, worker } of threads) onEnd(worker, name, (...how) => listener(name, ...how));
    },
    async end() {
      const late = new Promise((resolve) => setTimeout(resolve, 5_000).unref());
      await Promise.race([Promise.all(threads.map(({ ended }) => ended)), late]);
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

/** Starts the thread that senders' requests come to. */
export function startDoors(folder: DataFolder, parts: Parameters<Technology["doors"]>[0]): Doors {
  const { port1: front, port2 } = new MessageChannel();
  const { adminToken, loopback, standing } = parts;
  const work: DoorsWork = { front: port2, access: folder.access, adminToken, loopback, standing: standing.memory };
  const { worker, ended } = startThread("./doors.js", work, [port2], { maxYoungGenerationSizeMb: doorsYoungMiB });
  let closed = false;
  const connected = connectDoors(front, (listener) => {
    onEnd(worker, "doors", (reason) => {
      listener(reason);
      if (closed) return;
      closed = true;
      report("worker.failed", { worker: "doors", reason });
      parts.failed(reason);
    });
  });
  return {
    ...connected,
    async close() {
      closed = true;
      // The end of the thread may be heard before its last answer.
      await Promise.race([connected.close(), ended]);
      await ended;
    },
  };
}
