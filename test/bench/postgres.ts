import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, chmodSync, chownSync, constants, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { endWith, startServer } from "./children.ts";
import { type Measured, median } from "./figures.ts";
import { type Bench, limitsNow, sendTo } from "./ingest.ts";
import { requestsOf, stamp } from "./spans.ts";

const run = promisify(execFile);
/** What the server answers in three seconds of sending, against what COPY takes of the same spans. */
const secondsOfSending = 3;

/** Where a program of PostgreSQL lies: on the search path, or where distributions put it; null: nowhere. */
function found(name: string): string | null {
  const versions = "/usr/lib/postgresql";
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...(exists(versions) ? readdirSync(versions).map((version) => join(versions, version, "bin")) : []),
  ];
  for (const folder of folders) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return null;
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Runs as the account `postgres` where we are root, which the server refuses to be. */
function command(path: string, args: readonly string[]): { readonly file: string; readonly args: readonly string[] } {
  if (process.getuid?.() !== 0) return { file: path, args };
  return { file: "runuser", args: ["-u", "postgres", "--", path, ...args] };
}

/** P3: the server against COPY into a table with the same indexes, in turns. */
export async function measureCopy(bench: Bench): Promise<Readonly<Record<string, Measured>>> {
  const [initdb, postgres, psql] = [found("initdb"), found("postgres"), found("psql")];
  const missing = [initdb === null ? "initdb" : "", postgres === null ? "postgres" : "", psql === null ? "psql" : ""];
  if (initdb === null || postgres === null || psql === null)
    return { P3: { skipped: `not found: ${missing.filter((name) => name !== "").join(", ")} of PostgreSQL` } };
  const folder = join(bench.folder, "postgres");
  mkdirSync(folder);
  const data = join(folder, "data");
  if (process.getuid?.() === 0) {
    const account = Number((await run("id", ["-u", "postgres"]).catch(() => ({ stdout: "" }))).stdout || Number.NaN);
    if (Number.isNaN(account)) return { P3: { skipped: "we are root, and there is no account postgres to run it" } };
    chownSync(folder, account, -1);
    // The run's folder is ours alone: whoever runs it must get through.
    chmodSync(bench.folder, 0o711);
  }
  const made = command(initdb, ["-D", data, "-U", "bench", "-A", "trust", "--no-sync", "-E", "UTF8"]);
  await run(made.file, [...made.args], { cwd: folder });
  const options = [
    "-D",
    data,
    "-k",
    folder,
    "-c",
    "listen_addresses=",
    "-c",
    "shared_buffers=512MB",
    "-c",
    "max_wal_size=4GB",
  ];
  const started = command(postgres, options);
  const child = spawn(started.file, [...started.args], { cwd: folder, stdio: "ignore" });
  const takenBack = endWith(() => end(child, data));
  try {
    await answering(psql, folder);
    return await inTurns(bench, { psql, folder });
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    takenBack();
    end(child, data);
    if (child.exitCode === null && child.signalCode === null) await gone;
  }
}

interface Reached {
  readonly psql: string;
  readonly folder: string;
}

async function answering(psql: string, folder: string): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    const fine = await run(psql, ["-h", folder, "-U", "bench", "-d", "postgres", "-c", "SELECT 1"]).catch(() => null);
    if (fine !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("PostgreSQL did not answer within 30 s");
}

/** Ends it by the process id in its own folder: what we started may be only who stepped down to start it. */
function end(child: ChildProcess, data: string): void {
  try {
    const [pid = ""] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGQUIT");
  } catch {
    child.kill("SIGINT");
  }
}

/** A row a span, found by trace and by order, as our journal finds it. */
const table = `DROP TABLE IF EXISTS span;
CREATE TABLE span (trace bytea NOT NULL, span bytea NOT NULL, at bigint NOT NULL, order_id text, body bytea NOT NULL);
CREATE INDEX ON span (trace);
CREATE INDEX ON span (order_id) WHERE order_id IS NOT NULL;`;

async function inTurns(bench: Bench, reached: Reached): Promise<Readonly<Record<string, Measured>>> {
  const server = await startServer({ data: join(bench.folder, "against"), log: join(bench.folder, "against.log") });
  await sendTo(bench, server, { seconds: 2 });
  await server.settled(120_000);
  const ratios: number[] = [];
  const rates: number[] = [];
  await sql(reached, table);
  for (let round = 0; round < bench.rounds; round++) {
    await limitsNow(bench);
    const copied = await copy(reached, 200_000, round);
    const sent = await sendTo(bench, server, { seconds: secondsOfSending });
    await server.settled(120_000);
    ratios.push(sent.spans / sent.seconds / copied);
    rates.push(copied);
    bench.say(
      `round ${round + 1}: COPY ${Math.round(copied / 1000)} k, acknowledged ${Math.round(sent.spans / sent.seconds / 1000)} k spans/s`,
    );
  }
  await server.stop();
  const k = Math.round(median(rates) / 1000).toLocaleString("en-US");
  return { P3: { value: median(ratios), at: `${bench.rounds} rounds, COPY of 10,000 rows a commit ${k} k spans/s` } };
}

async function sql({ psql, folder }: Reached, text: string): Promise<void> {
  await run(psql, ["-h", folder, "-U", "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q", "-c", text]);
}

const pool = requestsOf({ count: 20, seed: 12, at: 1_764_000_000_000, coding: "protobuf" });

/** Spans a second through COPY, its text made before the clock starts. */
async function copy({ psql, folder }: Reached, spans: number, round: number): Promise<number> {
  const commits: string[] = [];
  let serial = round * 1_000_000;
  for (let done = 0; done < spans; done += 10_000) {
    const lines: string[] = ["COPY span FROM STDIN;"];
    for (let index = 0; index < 20; index++) {
      const request = pool[index];
      if (request === undefined) throw new Error("an empty pool");
      stamp(request, ++serial);
      const wire = Math.floor(request.body.length / request.spans);
      request.traceAt.forEach((at, span) => {
        const trace = request.body.toString("hex", at, at + 16);
        const order = span % 10 < 6 ? `SO-${serial.toString(16).padStart(8, "0")}-${span % 50}` : "\\N";
        const from = span * wire;
        const id = request.body.toString("hex", at + 18, at + 26);
        const body = request.body.toString("hex", from, from + wire);
        lines.push(`\\\\x${trace}\t\\\\x${id}\t${1_764_000_000_000 + span}\t${order}\t\\\\x${body}`);
      });
    }
    lines.push("\\.");
    commits.push(lines.join("\n"));
  }
  const child = spawn(psql, ["-h", folder, "-U", "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const done = new Promise<number | null>((resolve) => child.once("close", resolve));
  const began = performance.now();
  for (const text of commits)
    if (!child.stdin.write(`${text}\n`)) await new Promise((resolve) => child.stdin.once("drain", resolve));
  child.stdin.end();
  if ((await done) !== 0) throw new Error("COPY failed");
  return spans / ((performance.now() - began) / 1000);
}
