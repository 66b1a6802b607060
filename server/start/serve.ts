import { createServer } from "node:http";
import { resolve } from "node:path";
import type { Collector } from "../../collectors/kit/index.ts";
import { defaultKeyNames } from "../config/names.ts";
import type { Network } from "../domain/index.ts";
import { toRouteAnswer } from "../feeds/route-answer.ts";
import { createServing } from "../http/app.ts";
import type { ServingDeps } from "../http/deps.ts";
import { createLinks } from "../http/links.ts";
import type { Desk } from "../pipeline/desk.ts";
import type { RemoteEngine } from "../pipeline/remote.ts";
import type { Access, Clock, JournalReader, Printer, Store, Views } from "../ports/index.ts";
import { metricsText, report, reportNamed, startTelemetry } from "../telemetry/index.ts";
import { sayDamaged, whole } from "./damaged.ts";
import type { Doors, DoorsParts } from "./doors.ts";
import { addressOf, type Environment, isLoopback } from "./environment.ts";
import type { DataFolder } from "./folder.ts";
import { greet } from "./greet.ts";
import { readLinkSecret } from "./link-secret.ts";
import { closeServer, listen } from "./listening.ts";
import { startMondays } from "./mondays.ts";
import { type Proposed, watchNetworkFile } from "./network-file.ts";
import { readPushKeys } from "./push-keys.ts";
import { type RetentionParts, startRetention } from "./retention.ts";
import { watchRunbooks } from "./runbooks.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import { standingOver, startingFault } from "./standing.ts";
import { openTelling } from "./telling.ts";

/** Read-only sides of one engine's data. */
export interface Readers {
  readonly views: Views;
  readonly journal: JournalReader;
  readonly outbox: Pick<Store, "commitsSince"> & { close(): Promise<void> };
}

/** What `main` hands over: the technology, chosen there and nowhere else. */
export interface Technology {
  readonly collectors: readonly Collector[];
  readonly clock: Clock;
  /** Starts the engine's thread over the folder's files; `failed` is called when it can take nothing any more. */
  engine(failed: (reason: string) => void): Promise<RemoteEngine>;
  readers(): Readers;
  access(): Access;
  /** Makes the doors of senders; `failed` is called when they are gone. */
  doors(
    parts: Omit<DoorsParts, "access" | "clock" | "collectors"> & { readonly failed: (reason: string) => void },
  ): Doors;
  /** What prints pages of the server at an address; null where nothing does. `named`: the program that the operator named. */
  printer(named: string | null, address: () => string): Printer | null;
  readonly folder: DataFolder;
  /** The rows' bases, what copies the rows, and their version; absent: no record is ever dropped. */
  readonly retention?: Pick<RetentionParts, "bases" | "copy" | "version">;
  readonly webRoot: string;
  readonly demoProgram: string;
  readonly demoNetwork: string;
  readonly version: string;
}

/** A server that is up. */
export interface Served {
  /** Takes no more work, finishes what was acknowledged, closes. */
  stop(because: string): Promise<void>;
}

/** A network older than this is adopted again, so that its expanded calendars reach far enough ahead. */
const expandAgainAfter = 300 * 86_400_000;

/** Between two times that the doors are told how far the engine is. */
const progressEveryMs = 100;

/** A network file with faults forbids a start; each fault is a line for people. */
export class NetworkRefused extends Error {}

/** Puts the serving side, the ingest door and the engine together, and listens. `failed`: the server must end. */
export async function serve(
  environment: Environment,
  technology: Technology,
  failed: (reason: string) => void,
): Promise<Served> {
  const { clock, folder } = technology;
  report("starting", {
    version: technology.version,
    node: process.versions.node,
    data: folder.path,
    demo: environment.demo,
  });
  const networkPath =
    environment.network === null ? (environment.demo ? technology.demoNetwork : null) : resolve(environment.network);
  const file = watchNetworkFile(networkPath, () => clock.now());
  if (!file.first.ok) {
    const lines = file.first.faults.map(
      (fault) =>
        `  ${fault.file === undefined ? "" : `${fault.file} `}line ${fault.line}: ${fault.path === "" ? "" : `${fault.path}: `}${fault.message}`,
    );
    throw new NetworkRefused(`${networkPath ?? ""} cannot be adopted:\n${lines.join("\n")}`);
  }
  let proposed: Proposed = file.first.proposed;
  let network: Network = proposed.network;
  const access = technology.access();
  const standing = standingOver();
  const doors = technology.doors({
    adminToken: environment.adminToken,
    loopback: isLoopback(environment.host),
    standing,
    failed,
  });
  let engine = await openEngine(technology, proposed, failed);
  let readers = technology.readers();
  await doors.lead(engine.deliveries, engine.recent);
  const watching = setInterval(() => standing.setEngine(engine.progress()), progressEveryMs);
  watching.unref();
  const listeners = new Set<(seq: number) => void>();
  let drop = follow(engine);
  const taking = (): boolean => standing.busy() === null;
  let simulator: Simulator | null = null;
  let wiping: Promise<void> | null = null;
  const urls = { dashboard: "", otlpHttp: "", otlpGrpc: "" };

  function follow(next: RemoteEngine): () => void {
    return next.onCommit((seq) => {
      for (const listener of listeners) listener(seq);
    });
  }

  const desk: Desk = {
    async decide(decision) {
      const [decided] = await whole(engine).decideAll([decision]);
      if (decided === undefined) throw new Error("the engine did not answer a decision");
      return decided;
    },
    decideAll: async (decisions) => whole(engine).decideAll(decisions),
    rule: async (ruling) => whole(engine).rule(ruling),
    move: async (decision) => whole(engine).move(decision),
    ask: async (ruling) => whole(engine).ask(ruling),
    adopt: async (text, hash, expansions) => whole(engine).adopt(text, hash, expansions),
    progress: () => ({ ...engine.progress(), counts: standing.counts() }),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => engine.close(),
  };

  const links = createLinks(readLinkSecret(folder.path));
  const pushKeys = readPushKeys(folder.path);
  const publicUrl = () => environment.publicUrl ?? urls.dashboard;
  const telling = openTelling({
    environment,
    pushKeys,
    links,
    access,
    clock,
    network: () => network,
    publicUrl,
    alive: taking,
  });
  /** Tells from the engine as it is now. */
  const beginTelling = () =>
    telling.begin({ engine, journal: readers.journal, behindMs: () => engine.progress().behindMs });

  const deps: ServingDeps = {
    views: behind(() => readers.views),
    journal: behind(() => readers.journal),
    commitsSince: (seq, limit) => readers.outbox.commitsSince(seq, limit),
    collectors: technology.collectors,
    desk,
    intake: () => doors.seen(),
    access,
    clock,
    network: () => network,
    networkRefused: () => file.refused(),
    networkFile: () => file.file(),
    checkNetwork: (text) => file.check(text),
    networkWritable: () => file.writable(),
    writeNetwork: (text, seen) => file.write(text, seen),
    runbooks: watchRunbooks(networkPath),
    previewRoute: (facts) => toRouteAnswer(network, facts, clock.now()),
    keyNames: keyNamesOf(),
    adminToken: environment.adminToken,
    loopback: isLoopback(environment.host),
    publicUrl,
    linksReach: environment.publicUrl !== null || !isLoopback(environment.host),
    links,
    letters: telling.letters,
    printer: technology.printer(environment.chromium, () => urls.dashboard),
    telling: telling.face,
    pushKey: pushKeys.publicKey,
    otlpHttpUrl: () => urls.otlpHttp,
    otlpGrpcUrl: () => urls.otlpGrpc,
    demo: environment.demo
      ? {
          story: async (name) => (await simulator?.story(name)) ?? "ended",
          wipe() {
            // Who asks while another has asked waits for the same.
            wiping ??= wipe().finally(() => {
              wiping = null;
            });
            return wiping;
          },
        }
      : null,
    webRoot: technology.webRoot,
    version: technology.version,
    metrics: async (accept, more) => {
      await doors.counted();
      const page = metricsText(accept, more);
      return { contentType: page.contentType, body: page.body };
    },
    ready: taking,
    away: () => (wiping === null ? null : startingFault),
    report: reportNamed,
  };
  const serving = createServing(deps);
  desk.onCommit((seq) => serving.committed(seq));

  const { retention } = technology;
  const retaining = startRetention(
    retention && {
      ...retention,
      keep: () => proposed.keep,
      droppable: (keep) => engine.droppable(keep),
      drop: (before) => engine.drop(before),
      position: () => engine.progress().position,
      now: () => clock.now(),
      alive: taking,
    },
  );

  /** Ends the demo, replaces the data folder's contents and begins anew, as on the first day. */
  async function wipe(): Promise<void> {
    await simulator?.stop();
    simulator = null;
    standing.set("starting");
    await doors.idle();
    drop();
    await telling.pause();
    await retaining.pause();
    await closeReaders(readers);
    await engine.close();
    folder.wipe();
    engine = await openEngine(technology, proposed, failed);
    await doors.lead(engine.deliveries, []);
    readers = technology.readers();
    drop = follow(engine);
    await engine.start();
    await beginTelling();
    standing.set("open");
    retaining.go();
    report("demo.wiped", { data: folder.path });
    serving.digests.forget();
    serving.networkChanged();
  }

  file.onChange(async (next) => {
    if (engine.damage === null) await engine.adopt(next.text, next.hash, next.expansions);
    proposed = next;
    network = next.network;
    serving.networkChanged();
    telling.networkChanged();
  });

  const endMondays = startMondays(serving.digests, taking);
  const server = createServer(serving.handler);
  server.requestTimeout = 30_000;
  serving.attach(server);
  const port = await listen(server, environment.host, environment.port, "TALLYMAN_PORT");
  const { host, otlpHttpPort: httpPort, otlpGrpcPort: grpcPort } = environment;
  const opened = await doors.listen({ host, httpPort, grpcPort });
  urls.dashboard = addressOf(host, port);
  urls.otlpHttp = addressOf(host, opened.http);
  urls.otlpGrpc = addressOf(host, opened.grpc);
  const ownIngestUrls = [urls.otlpHttp, urls.otlpGrpc];
  const telemetry = await startTelemetry({ ownIngestUrls, version: technology.version });
  if (engine.damage !== null) {
    standing.set("damaged");
    sayDamaged(urls, serving.signInLink().url, engine.damage);
  } else {
    await engine.start();
    await beginTelling();
    standing.set("open");
    retaining.go();
    report("ready", urls);
    greet(environment, serving.signInLink().url, urls, folder.path);
  }
  if (environment.demo) simulator = startSimulator(technology.demoProgram, urls.otlpHttp, environment.demoArguments);

  return {
    async stop(because) {
      const began = clock.now();
      report("stopping", { because });
      if (taking()) standing.set("starting");
      endMondays();
      file.close();
      await simulator?.stop();
      await doors.close();
      clearInterval(watching);
      await serving.close();
      await closeServer(server);
      await telling.close();
      await retaining.pause();
      // Readers first: the last connection to leave folds the write-ahead log into its file.
      await closeReaders(readers);
      await engine.close();
      await access.close();
      await telemetry.shutdown();
      folder.leave();
      report("stopped", { durationMs: clock.now() - began });
    },
  };
}

/** Opens the engine with the network in force, or this one where none is, another is, or its calendars run out. */
async function openEngine(
  technology: Technology,
  proposed: Proposed,
  failed: (reason: string) => void,
): Promise<RemoteEngine> {
  const engine = await technology.engine(failed);
  if (engine.damage !== null) return engine;
  const { hash, adoptedAt } = engine.network();
  const old = adoptedAt !== null && technology.clock.now() - adoptedAt > expandAgainAfter;
  if (hash !== proposed.hash || old) await engine.adopt(proposed.text, proposed.hash, proposed.expansions);
  return engine;
}

/** A stand-in that always asks the present one: readers are exchanged when a demo is wiped. */
function behind<T extends object>(now: () => T): T {
  return new Proxy({} as T, {
    get: (_target, name) => {
      const value: unknown = Reflect.get(now(), name);
      return typeof value === "function" ? value.bind(now()) : value;
    },
  });
}

function keyNamesOf(): ServingDeps["keyNames"] {
  const byKind = new Map<string, string[]>();
  for (const [name, kind] of defaultKeyNames) byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  return [...byKind].map(([kind, names]) => ({ kind, names }));
}

async function closeReaders(readers: Readers): Promise<void> {
  await readers.views.close();
  await readers.journal.close();
  await readers.outbox.close();
}
