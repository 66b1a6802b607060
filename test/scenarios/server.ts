import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { io, type Socket } from "socket.io-client";
import type { ExceptionRow, ObjectRow, PageOf, StatusRow } from "../../server/wire/index.ts";

/** The server as it was built. */
const main = fileURLToPath(new URL("../../dist/bundle/main.js", import.meta.url));
const cli = fileURLToPath(new URL("../../dist/bundle/cli.js", import.meta.url));
/** The administrator's token of every server that tests start. */
export const adminToken = "scenario-administrator";

/** How a server is started; what is left out is a new data folder, free ports and the open network. */
export interface Starting {
  readonly data?: string;
  /** Text of a network file; it is written beside the data. */
  readonly network?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands after the program's name. */
  readonly args?: readonly string[];
  /** A command that runs the server, with its arguments: `strace -f`, `eatmydata`. The server's own command follows it. */
  readonly under?: readonly string[];
  /** Path of another build's `main.js`. */
  readonly program?: string;
}

/** What an answer is looked at by. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers as they come: what `JSON.parse` gives is for them to know.
  readonly json: ReturnType<typeof JSON.parse>;
}

/** A real server, as a process of its own. */
export interface Server {
  readonly dashboard: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
  readonly data: string;
  readonly networkPath: string;
  readonly pid: number;
  /** The secret of its one-time sign-in link. */
  readonly link: string;
  readonly lines: readonly Record<string, unknown>[];
  readonly stderr: () => string;
  /** True while the process lives. */
  alive(): boolean;
  api(path: string, init?: RequestInit): Promise<Answered>;
  post(path: string, body: unknown): Promise<Answered>;
  status(): Promise<StatusRow>;
  /** One object; undefined when it is unknown. */
  object(kind: string, id: string): Promise<ObjectRow | undefined>;
  /** Exceptions that a query finds, without those that were joined to another. */
  exceptions(query: string): Promise<readonly ExceptionRow[]>;
  /** Waits until everything that was received has been applied. */
  settled(withinMs?: number): Promise<void>;
  connect(options?: Parameters<typeof io>[1]): Socket;
  rewriteNetwork(text: string): void;
  /** Asks it to end and waits; the exit code. */
  stop(): Promise<number | null>;
  /** Takes its life at once. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, however it did; its exit code, null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

const folders: string[] = [];
const running = new Set<ChildProcess>();
const sockets = new Set<Socket>();

/** A folder that `endAll` removes. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tallyman-scenario-"));
  folders.push(path);
  return path;
}

/** Has `endAll` end a process with all others, where it has not ended by then. */
export function endWithAll(child: ChildProcess): void {
  running.add(child);
  child.once("close", () => running.delete(child));
}

/** Ends every process and socket that a test started, and removes its folders. */
export async function endAll(): Promise<void> {
  for (const socket of sockets) socket.disconnect();
  sockets.clear();
  const left = [...running].map((child) => new Promise<void>((resolve) => child.once("close", () => resolve())));
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(left);
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
}

/** Waits for something to become true; throws with its name when it does not in time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  withinMs = 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(25);
  }
}

/** Waits so many milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks the command line about a data folder that no server holds; its one line of JSON. */
export async function tallyman(data: string, verb: "rebuild" | "verify"): Promise<Readonly<Record<string, unknown>>> {
  const env = { PATH: process.env.PATH ?? "", TALLYMAN_DATA: data };
  const asked = promisify(execFile)(process.execPath, [cli, verb], { env, maxBuffer: 1 << 24 });
  endWithAll(asked.child);
  const { stdout } = await asked;
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

interface Spawned {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

function spawnServer(data: string, networkPath: string | null, starting: Starting): Spawned {
  const { env = {}, args = [], under = [], program = main } = starting;
  const [command = "", ...words] = [...under, process.execPath, "--enable-source-maps", program, ...args];
  const child = spawn(command, words, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH ?? "",
      TALLYMAN_DATA: data,
      TALLYMAN_PORT: "0",
      TALLYMAN_OTLP_HTTP_PORT: "0",
      TALLYMAN_OTLP_GRPC_PORT: "0",
      TALLYMAN_ADMIN_TOKEN: adminToken,
      ...(networkPath === null ? {} : { TALLYMAN_NETWORK: networkPath }),
      ...env,
    },
  });
  endWithAll(child);
  const lines: Record<string, unknown>[] = [];
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    const whole = stdout.split("\n");
    stdout = whole.pop() ?? "";
    for (const line of whole) lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => resolve(code));
  });
  return { child, lines, stderr: () => stderr, ended };
}

/** Starts a server that is expected to refuse: its exit code and what it said. */
export async function startRefused(starting: Starting & { readonly networkPath?: string }) {
  const data = starting.data ?? folder();
  const networkPath = starting.network === undefined ? (starting.networkPath ?? null) : written(starting.network);
  const { child, stderr, lines, ended } = spawnServer(data, networkPath, starting);
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  const code = await ended;
  clearTimeout(timer);
  return { code, stderr: stderr(), lines, networkPath: networkPath ?? "" };
}

function written(text: string, path = join(folder(), "network.yaml")): string {
  writeFileSync(path, text);
  return path;
}

/** Starts a server and waits until it takes work, or says that its journal is damaged. Throws with what it said when it ends before. */
export async function startServer(starting: Starting & { readonly networkPath?: string } = {}): Promise<Server> {
  const data = starting.data ?? folder();
  const networkPath = starting.network === undefined ? (starting.networkPath ?? null) : written(starting.network);
  const { child, lines, stderr, ended } = spawnServer(data, networkPath, starting);
  const up = await until(
    "ready",
    () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended: ${stderr()}`);
      const line = lines.find((known) => known.event === "ready" || known.event === "journal.damaged");
      return line !== undefined && stderr().includes("#link=") ? line : undefined;
    },
    60_000,
  );
  const dashboard = String(up.dashboard);
  const link = /#link=(\S+)/.exec(stderr())?.[1] ?? "";

  const api = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${adminToken}`);
    const ask = (): Promise<Response> => fetch(new URL(path, dashboard), { ...init, headers });
    // A test that reckons for seconds holds this process, and the server lets its idle connections go meanwhile: a read
    // over one that is gone is asked once more.
    const again = (error: unknown): Promise<Response> => {
      if ((init.method ?? "GET") !== "GET" || child.exitCode !== null || child.signalCode !== null) throw error;
      return ask();
    };
    const response = await ask().catch(again);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  const read = async (path: string) => {
    const answer = await api(path);
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.json;
  };

  const server: Server = {
    dashboard,
    otlpHttp: String(up.otlpHttp),
    otlpGrpc: String(up.otlpGrpc),
    data,
    networkPath: networkPath ?? "",
    pid: child.pid ?? 0,
    link,
    lines,
    stderr,
    alive: () => child.exitCode === null && child.signalCode === null,
    api,
    post: (path, body) =>
      api(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    status: () => read("/api/v1/status") as Promise<StatusRow>,
    async object(kind, id) {
      const answer = await api(`/api/v1/objects/${kind}/${encodeURIComponent(id)}`);
      return answer.status === 404 ? undefined : (answer.json as ObjectRow);
    },
    async exceptions(query) {
      const found: ExceptionRow[] = [];
      for (let cursor = ""; ; ) {
        const page = (await read(`/api/v1/exceptions?limit=2000&${query}${cursor}`)) as PageOf<ExceptionRow>;
        found.push(...page.items);
        if (page.nextCursor === null) break;
        cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
      }
      return found.filter((row) => row.resolution?.reason !== "merged");
    },
    async settled(withinMs = 20_000) {
      await until(
        "everything received is applied",
        async () => {
          const { journal, engine } = await server.status();
          return journal.position === engine.position ? true : undefined;
        },
        withinMs,
      );
    },
    connect(options = { auth: { token: adminToken } }) {
      const socket = io(dashboard, { forceNew: true, reconnection: false, transports: ["websocket"], ...options });
      sockets.add(socket);
      return socket;
    },
    rewriteNetwork(text) {
      if (networkPath !== null) writeFileSync(networkPath, text);
    },
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
  return server;
}
