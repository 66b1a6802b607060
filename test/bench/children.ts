import { type ChildProcess, execFile, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { StatusRow } from "../../server/wire/index.ts";
import type { Limits } from "./figures.ts";
import type { Sending, Sent } from "./load.ts";

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const token = "bench-administrator";
const running = new Set<ChildProcess>();
const others = new Set<() => void>();

/** Ends every process that a run started, at once. */
export function endAll(): void {
  for (const child of running) child.kill("SIGKILL");
  for (const end of others) end();
}

/** Has something else ended with a run that is cut short; the answer takes that back. */
export function endWith(end: () => void): () => void {
  others.add(end);
  return () => void others.delete(end);
}

/** Waits so many milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Measures the machine's limits, in a process of its own so that nothing of ours is in its way. */
export async function measureLimits(folder: string, rows: number): Promise<Limits> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    beside("./limits.js"),
    folder,
    String(rows),
    String(rows),
  ]);
  return JSON.parse(stdout) as Limits;
}

/** Runs one of the bench's own programs to its end; its one line of JSON. What it says on stderr is passed on. */
export function program<T>(name: string, asked: unknown, flags: readonly string[] = []): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, beside(`./${name}.js`), JSON.stringify(asked)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    running.add(child);
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.once("close", (code) => {
      running.delete(child);
      const last = output.trimEnd().split("\n").at(-1) ?? "";
      if (code === 0) resolve(JSON.parse(last) as T);
      else reject(new Error(`${name} ended with ${code}`));
    });
  });
}

/** The next thing that a child says; an error where it ends instead. */
function answerOf<T>(child: ChildProcess, who: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`${who} is gone`));
    child.once("exit", gone);
    child.once("message", (said) => {
      child.off("exit", gone);
      resolve(said as T);
    });
  });
}

/** Whoever sends spans: a process of its own on the same cores. */
export interface Generator {
  send(sending: Sending): Promise<Sent>;
  close(): void;
}

/** Starts the sender. */
export function startGenerator(): Generator {
  const child = fork(beside("./load.js"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  running.add(child);
  return {
    async send(sending) {
      child.send(sending);
      const said = await answerOf<{ readonly sent?: Sent; readonly error?: string }>(child, "the sender");
      if (said.sent === undefined) throw new Error(said.error);
      if (said.sent.failed === 0) return said.sent;
      throw new Error(`${said.sent.failed} requests were answered ${said.sent.firstFailure}`);
    },
    close() {
      running.delete(child);
      child.disconnect();
    },
  };
}

/** The road without anything that looks at what comes along it; see road.ts. */
export interface Road {
  readonly otlpPort: number;
  /** CPU of all its threads so far, in microseconds. */
  cpuMicros(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one that appends to a file of that path. */
export async function startRoad(path: string): Promise<Road> {
  const child = fork(beside("./road.js"), [path], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  running.add(child);
  const { port } = await answerOf<{ readonly port: number }>(child, "the road");
  return {
    otlpPort: port,
    async cpuMicros() {
      child.send("cpu");
      const { cpu } = await answerOf<{ readonly cpu: NodeJS.CpuUsage }>(child, "the road");
      return cpu.user + cpu.system;
    },
    async stop() {
      running.delete(child);
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

/** A real server, with a data folder that outlives it. */
export interface Server {
  readonly otlpPort: number;
  readonly dashboard: string;
  readonly data: string;
  /** Milliseconds from its start until it was ready. */
  readonly readyMs: number;
  /** CPU of all its threads so far in microseconds; null where the system does not tell. */
  cpuMicros(): number | null;
  /** Resident memory in MiB; null where the system does not tell. */
  residentMiB(): number | null;
  get(path: string): Promise<unknown>;
  /** Waits until all that was received is applied; false when it was not in time. */
  settled(withinMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts a server on free ports. `network`: path of a network file; null is the open network. */
export async function startServer(options: {
  readonly data: string;
  readonly log: string;
  readonly network?: string;
  readonly flags?: readonly string[];
}): Promise<Server> {
  const out = openSync(options.log, "w");
  const began = performance.now();
  const main = fileURLToPath(new URL("../../bundle/main.js", import.meta.url));
  // As `npm start` has it.
  const child = spawn(process.execPath, ["--v8-pool-size=1", ...(options.flags ?? []), main], {
    stdio: ["ignore", out, out],
    env: {
      PATH: process.env.PATH ?? "",
      TALLYMAN_DATA: options.data,
      TALLYMAN_PORT: "0",
      TALLYMAN_OTLP_HTTP_PORT: "0",
      TALLYMAN_OTLP_GRPC_PORT: "0",
      TALLYMAN_ADMIN_TOKEN: token,
      ...(options.network === undefined ? {} : { TALLYMAN_NETWORK: options.network }),
    },
  });
  closeSync(out);
  running.add(child);
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      running.delete(child);
      resolve();
    }),
  );
  const ready = await readyLine(options.log, () => child.exitCode !== null || child.signalCode !== null);
  const readyMs = performance.now() - began;
  const proc = (file: string): string => {
    try {
      return readFileSync(`/proc/${child.pid}/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  // One connection, and little to collect: what `fetch` leaves takes milliseconds of one look in a hundred.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (path: string): Promise<unknown> => {
    const asked = request(new URL(path, ready.dashboard), {
      agent,
      headers: { authorization: `Bearer ${token}` },
    }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const answered = await text(answer);
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${answered.slice(0, 200)}`);
    return JSON.parse(answered);
  };
  return {
    otlpPort: Number(new URL(ready.otlpHttp).port),
    dashboard: ready.dashboard,
    data: options.data,
    readyMs,
    cpuMicros() {
      // Behind the name in brackets; user and system time in ticks of 10 ms.
      const fields = proc("stat").split(") ")[1]?.split(" ");
      return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) * 10_000;
    },
    residentMiB() {
      const found = /VmRSS:\s+(\d+) kB/.exec(proc("status"));
      return found === null ? null : Number(found[1]) / 1024;
    },
    get,
    async settled(withinMs) {
      for (const end = performance.now() + withinMs; performance.now() < end; await pause(200)) {
        const { journal, engine } = (await get("/api/v1/status")) as StatusRow;
        if (journal.position === engine.position) return true;
      }
      return false;
    },
    async stop() {
      agent.destroy();
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), 60_000);
      await ended;
      clearTimeout(hard);
    },
  };
}

async function readyLine(log: string, over: () => boolean): Promise<{ dashboard: string; otlpHttp: string }> {
  for (const end = performance.now() + 300_000; performance.now() < end; await pause(5)) {
    const written = readFileSync(log, "utf8");
    const line = written.split("\n").find((known) => known.includes('"event":"ready"') && known.endsWith("}"));
    if (line !== undefined) return JSON.parse(line) as { dashboard: string; otlpHttp: string };
    if (over()) throw new Error(`the server ended: ${written.slice(-2_000)}`);
  }
  throw new Error("the server did not get ready in five minutes");
}

/** Bytes of all files below a folder. */
export function bytesOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  return bytes;
}
