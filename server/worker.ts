import { getPriority, setPriority } from "node:os";
import { type MessagePort, workerData } from "node:worker_threads";
import { collectors } from "../collectors/index.ts";
import { openStore } from "./adapters/sqlite/index.ts";
import { networkOf } from "./config/index.ts";
import { journalOf } from "./journal.ts";
import { serveEngine, serveWriter } from "./pipeline/bridge.ts";
import type { Compile } from "./pipeline/engine.ts";
import { run } from "./pipeline/run.ts";
import { openSupply } from "./pipeline/supply.ts";
import { openWriter } from "./pipeline/writer.ts";
import { systemClock } from "./start/clock.ts";
import type { DataFolder } from "./start/folder.ts";
import { report } from "./telemetry/index.ts";

/** The files that a thread is opened over, and what of the work it does; each port leads to whom it is named after. */
export interface Work {
  readonly files: Pick<DataFolder, "path" | "store">;
  readonly writer: { readonly front: MessagePort; readonly engine: MessagePort; readonly doors: MessagePort } | null;
  readonly engine: { readonly front: MessagePort; readonly writer: MessagePort } | null;
}

const compile: Compile = (text, _hash, expansions) => networkOf(text, expansions);

/** How far the engine steps back for whoever acknowledges, in the system's levels: with both at work a third of their share. */
const engineSteps = 5;

/** Lets other threads of the process go first. Elsewhere a priority is that of the whole process, and stays as it is. */
function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(0, Math.min(19, getPriority(0) + engineSteps));
  } catch {
    // Who may not say so shares alike.
  }
}

/** Takes what is delivered, away from the thread that serves people. */
async function writerRole({ files }: Work, ports: NonNullable<Work["writer"]>): Promise<void> {
  const clock = systemClock();
  const journal = journalOf(files.path).open(clock);
  report("worker.started", { worker: "writer" });
  await serveWriter(ports.front, ports.doors, (failed) =>
    openWriter(
      { journal, damage: journal.damage, retention: journal.retention, clock, collectors, compile },
      ports.engine,
      failed,
    ),
  );
  await journal.close();
  ports.front.close();
}

/** Applies what was written, and owns the rows. */
async function engineRole({ files }: Work, ports: NonNullable<Work["engine"]>): Promise<void> {
  const journal = await openSupply(ports.writer, journalOf(files.path).reader, collectors);
  const store = openStore(files.store, (version) => report("store.older", { version }));
  report("worker.started", { worker: "engine" });
  await serveEngine(ports.front, (failed) =>
    run({ journal, store, clock: systemClock(), collectors, compile }, failed),
  );
  await store.close();
  await journal.close();
  ports.front.close();
}

const work = workerData as Work;
// Rows may be behind for a while, and say so; a sender waits for its answer.
if (work.writer === null) stepBack();
await Promise.all([
  work.writer === null ? null : writerRole(work, work.writer),
  work.engine === null ? null : engineRole(work, work.engine),
]);
