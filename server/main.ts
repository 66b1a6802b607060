import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { collectors } from "../collectors/index.ts";
import { createPrinter, findBrowser } from "./adapters/print/index.ts";
import {
  openAccess,
  openJournal,
  openJournalReader,
  openOutbox,
  openStore,
  openViews,
} from "./adapters/sqlite/index.ts";
import { networkOf } from "./config/index.ts";
import { connectEngine, serveEngine } from "./pipeline/bridge.ts";
import { run } from "./pipeline/run.ts";
import { systemClock } from "./start/clock.ts";
import { readEnvironment } from "./start/environment.ts";
import { type DataFolder, FolderRefused, takeFolder } from "./start/folder.ts";
import { NetworkRefused, PortInUse, type Served, serve, type Technology } from "./start/serve.ts";
import { report, say } from "./telemetry/index.ts";

/** The worker's role: writer of the journal and engine, on one thread, away from the one that serves people. */
async function engineRole(files: Pick<DataFolder, "journal" | "store">): Promise<void> {
  if (parentPort === null) throw new Error("the engine runs on a thread of its own");
  const clock = systemClock();
  const journal = openJournal(files.journal, clock);
  const store = openStore(files.store, (version) => report("store.older", { version }));
  report("worker.started", { worker: "engine" });
  await serveEngine(parentPort, (failed) =>
    run(
      { journal, store, clock, collectors, compile: (text, _hash, expansions) => networkOf(text, expansions) },
      failed,
    ),
  );
  await store.close();
  await journal.close();
  parentPort.close();
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function technologyOf(folder: DataFolder): Technology {
  return {
    collectors,
    clock: systemClock(),
    engine(failed) {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { journal: folder.journal, store: folder.store },
      });
      return connectEngine(worker, failed);
    },
    readers: () => ({
      views: openViews(folder.store),
      journal: openJournalReader(folder.journal),
      outbox: openOutbox(folder.store),
    }),
    access: () => openAccess(folder.access),
    printer(named, address) {
      const path = process.env.PATH ?? "";
      const program = findBrowser(named, path);
      return program === null ? null : createPrinter({ program, path, address });
    },
    folder,
    webRoot: here("../web"),
    demoProgram: here("./demo/main.js"),
    // YAML is not compiled: it is read where it was written.
    demoNetwork: here("../../server/demo/network.yaml"),
    version: versionOf(readFileSync(here("../../package.json"), "utf8")),
  };
}

function versionOf(manifest: string): string {
  const read: unknown = JSON.parse(manifest);
  return typeof read === "object" && read !== null && "version" in read ? String(read.version) : "";
}

/** The serving role: everything that people and senders talk to. */
async function serveRole(): Promise<void> {
  const read = readEnvironment(process.env, process.argv.slice(2));
  if (!read.ok) return end("bad-environment", read.faults.join("\n"));
  let folder: DataFolder | null = null;
  let served: Served | null = null;
  let stopping = false;
  const stop = async (because: string, code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    process.exitCode = code;
    // What does not end by itself is cut; everything acknowledged is on the disk anyway.
    setTimeout(() => process.exit(code === 0 ? 1 : code), 20_000).unref();
    await served?.stop(because);
    process.exit(code);
  };
  try {
    folder = takeFolder(read.environment.data, read.environment.demo);
    served = await serve(read.environment, technologyOf(folder), (reason) => {
      report("worker.failed", { worker: "engine", reason });
      void stop(reason, 1);
    });
  } catch (error) {
    folder?.leave();
    if (error instanceof FolderRefused || error instanceof NetworkRefused || error instanceof PortInUse)
      return end("refused", error.message);
    report("fault.thrown", {
      where: "start",
      reason: String(error),
      stack: error instanceof Error ? (error.stack ?? null) : null,
    });
    return end("failed", String(error));
  }
  process.once("SIGTERM", () => void stop("SIGTERM", 0));
  process.once("SIGINT", () => void stop("SIGINT", 0));
}

function end(code: string, reason: string): void {
  report("start.failed", { code, reason });
  say(reason);
  process.exit(1);
}

if (isMainThread) await serveRole();
else await engineRole(workerData as Pick<DataFolder, "journal" | "store">);
