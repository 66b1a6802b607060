import { execFile } from "node:child_process";
import type { ObjectRow, TraceDetail } from "../../server/wire/index.ts";
import { endWithAll, folder, type Server, type Starting, startServer } from "../scenarios/server.ts";
import { type Build, honest } from "./build.ts";
import { type Load, told } from "./clients.ts";
import type { Outcome } from "./family.ts";
import { judge } from "./ledger.ts";
import { idOfLog, type Life, network as usual } from "./mix.ts";
import { startEager } from "./proxy.ts";

/** A server under test that is ended and started again over one data folder. */
export interface Rig {
  readonly data: string;
  readonly build: Build;
  /** The server that runs now; null while none does. */
  readonly server: Server | null;
  /** Where clients send to; null while nobody is there. */
  endpoint(): string | null;
  /** Starts a server over the folder; throws when it does not come up. */
  start(starting?: Starting): Promise<Server>;
  /** No client finds a server from here on; the one that ran until now. */
  leave(): Server | null;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Takes down what stands in front of it, and the server. */
  close(): Promise<void>;
}

/** What a rig is made of. */
export interface Rigging {
  /** Puts a proxy before the server that acknowledges before anything is kept. */
  readonly eager?: boolean;
  readonly build?: Build;
  /** A folder for the data; a new one where none is given. */
  readonly data?: string;
  /** Held for every start. */
  readonly starting?: Starting;
}

/** Makes a rig; nothing runs yet. */
export async function rigOf(rigging: Rigging = {}): Promise<Rig> {
  const { build = honest, data = folder() } = rigging;
  let server: Server | null = null;
  let networkPath: string | null = null;
  const direct = () => server?.otlpHttp ?? null;
  const proxy = rigging.eager === true ? await startEager(direct) : null;
  const rig: Rig = {
    data,
    build,
    get server() {
      return server;
    },
    endpoint: () => (server === null ? null : (proxy?.url ?? server.otlpHttp)),
    async start(starting = {}) {
      const given: Starting = { program: build.main, ...rigging.starting, ...starting, data };
      const { network = usual, ...whole } = given;
      const started = await startServer(networkPath === null ? { ...whole, network } : { ...whole, networkPath });
      networkPath = started.networkPath;
      server = started;
      return started;
    },
    leave() {
      const left = server;
      server = null;
      return left;
    },
    async kill() {
      await rig.leave()?.kill();
    },
    async close() {
      await rig.kill();
      await proxy?.close();
    },
  };
  return rig;
}

/** What the command line said. */
export interface Said {
  readonly code: number;
  /** Its line of JSON; empty where it wrote none. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly words: string;
}

/** Asks the command line about a data folder that no server holds. */
export function ask(build: Build, data: string, ...words: readonly string[]): Promise<Said> {
  const env = { PATH: process.env.PATH ?? "", TALLYMAN_DATA: data };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [build.cli, ...words],
      { env, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        const line = stdout.trim().split("\n").at(-1) ?? "";
        resolve({
          code: error === null ? 0 : typeof error.code === "number" ? error.code : 1,
          json: line.startsWith("{") ? (JSON.parse(line) as Readonly<Record<string, unknown>>) : {},
          words: stderr,
        });
      },
    );
    endWithAll(child);
  });
}

/** Lives that a server is asked about at once. */
const askedAtOnce = 8;

/** Everything of a load that a server shows: each record as often as its trace has it, and each fact as often as its order. */
export async function shownOf(server: Server, load: Pick<Load, "lives">) {
  const records: string[] = [];
  const facts: string[] = [];
  const waiting = load.lives.values();
  const look = async ({ order, traceId }: Life): Promise<void> => {
    const answer = await server.api(`/api/v1/traces/${traceId}`);
    if (answer.status === 200) {
      const { spans, logs } = answer.json as TraceDetail;
      for (const { spanId } of spans) records.push(`${traceId}/${spanId}`);
      for (const { body } of logs) records.push(idOfLog(body) ?? `unknown log ${String(body)}`);
    } else if (answer.status !== 404 && answer.json?.code !== "journal-damaged")
      throw new Error(`the trace ${traceId} answered ${answer.status}: ${answer.text}`);
    const object: ObjectRow | undefined = await server.object("order", order);
    for (const { traceId: trace, spanId } of object?.events ?? []) facts.push(`${trace}/${spanId}`);
    const extra = (object?.eventsTotal ?? 0) - (object?.events.length ?? 0);
    if (extra > 0)
      facts.push(...Array.from({ length: extra }, (_, index) => `${order}: fact ${index} beyond the page`));
  };
  await Promise.all(
    Array.from({ length: askedAtOnce }, async () => {
      for (const life of waiting) await look(life);
    }),
  );
  return { records, facts };
}

/** Compares what a server shows with what clients know; throws when it has not applied everything within a time. */
export async function compare(server: Server, load: Load, withinMs = 120_000): Promise<Omit<Outcome, "rounds">> {
  await server.settled(withinMs);
  const { records, facts } = await shownOf(server, load);
  const byRecord = judge(load, records);
  const known = new Set(load.lives.flatMap((life) => life.facts));
  const byFact = judge(
    { sent: load.sent, acknowledged: new Set([...load.acknowledged].filter((id) => known.has(id))) },
    facts,
  );
  const strange = [...new Set([...byRecord.strange, ...byFact.strange])];
  return {
    acked: load.acknowledged.size,
    lost: new Set([...byRecord.lost, ...byFact.lost]).size,
    twice: new Set([...byRecord.twice, ...byFact.twice]).size,
    findings: [
      ...(strange.length === 0 ? [] : [`${strange.length} records are there that nobody sent, as ${strange[0]}`]),
      ...[...new Set(load.wrong)].slice(0, 5).map((answer) => `a client was answered ${answer}`),
    ],
  };
}

/** Ends the server well, then asks whether the journal is whole and a rebuild gives the same rows; what is not so. */
export async function rebuiltAlike(rig: Rig): Promise<readonly string[]> {
  const server = rig.leave();
  const code = await server?.stop();
  const findings = code === 0 || server === null ? [] : [`the server ended with ${code} when it was asked to`];
  const verified = await ask(rig.build, rig.data, "verify");
  if (verified.json.ok !== true) findings.push(`verify says ${JSON.stringify(verified.json)} ${verified.words.trim()}`);
  const rebuilt = await ask(rig.build, rig.data, "rebuild");
  if (rebuilt.json.equal !== true) {
    findings.push(`a rebuild differs in ${JSON.stringify(rebuilt.json.differs ?? rebuilt.words.trim())}`);
  }
  return findings;
}

/** A line on a load for people. */
export const saying = (load: Load): string =>
  `${load.acknowledged.size} records acknowledged in ${load.requests} requests, not taken: ${told(load.failures)}`;
