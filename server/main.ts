import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { collectors } from "../collectors/index.ts";
import { createPrinter, findBrowser } from "./adapters/print/index.ts";
import { openAccess, openOutbox, openViews } from "./adapters/sqlite/index.ts";
import { journalOf } from "./journal.ts";
import { connectEngine } from "./pipeline/remote.ts";
import { rowsOf } from "./rows.ts";
import { systemClock } from "./start/clock.ts";
import { readEnvironment } from "./start/environment.ts";
import { type DataFolder, FolderRefused, takeFolder } from "./start/folder.ts";
import { PortInUse } from "./start/listening.ts";
import { NetworkRefused, type Served, serve, type Technology } from "./start/serve.ts";
import { report, say } from "./telemetry/index.ts";
import { startDoors, startThreads } from "./threads.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

function technologyOf(folder: DataFolder): Technology {
  const rows = rowsOf(folder);
  return {
    collectors,
    clock: systemClock(),
    async engine(failed) {
      await rows.ready();
      return connectEngine(startThreads(folder), failed);
    },
    readers: () => ({
      views: openViews(folder.store),
      journal: journalOf(folder.path).reader(true),
      outbox: openOutbox(folder.store),
    }),
    access: () => openAccess(folder.access),
    doors: (parts) => startDoors(folder, parts),
    printer(named, address) {
      const path = process.env.PATH ?? "";
      const program = findBrowser(named, path);
      return program === null ? null : createPrinter({ program, path, address });
    },
    folder,
    retention: { bases: rows.bases, copy: rows.copy, version: rows.file.version },
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

/** What is said to V8, for all threads and before they begin. */
const v8Flags = [
  // A heap may grow by so many percent over what lives in it before it is collected, since the memory is for others
  // too; left to itself it grows to four times.
  "--heap-growing-percent=100",
  // Otherwise what is made of a delivery may be taken for lasting and made among the old, and then keeps all that it
  // points to.
  "--no-allocation-site-pretenuring",
];

/** The serving role: everything that people and senders talk to. */
async function serveRole(): Promise<void> {
  for (const flag of v8Flags) setFlagsFromString(flag);
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
    try {
      await served?.stop(because);
    } catch (error) {
      tell("stop", error);
      process.exit(1);
    }
    process.exit(code);
  };
  try {
    folder = takeFolder(read.environment.data, read.environment.demo);
    served = await serve(read.environment, technologyOf(folder), (reason) => {
      void stop(reason, 1);
    });
  } catch (error) {
    folder?.leave();
    if (error instanceof FolderRefused || error instanceof NetworkRefused || error instanceof PortInUse)
      return end("refused", error.message);
    tell("start", error);
    return end("failed", String(error));
  }
  process.once("SIGTERM", () => void stop("SIGTERM", 0));
  process.once("SIGINT", () => void stop("SIGINT", 0));
}

function tell(where: "start" | "stop", error: unknown): void {
  report("fault.thrown", {
    where,
    reason: String(error),
    stack: error instanceof Error ? (error.stack ?? null) : null,
  });
}

function end(code: string, reason: string): void {
  report("start.failed", { code, reason });
  say(reason);
  process.exit(1);
}

await serveRole();
