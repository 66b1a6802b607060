import "./quiet.ts";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectors } from "../../collectors/index.ts";
import { openAccess, openOutbox, openStore, openViews } from "../../server/adapters/sqlite/index.ts";
import { networkOf } from "../../server/config/index.ts";
import { journalOf } from "../../server/journal.ts";
import { runTogether } from "../../server/pipeline/together.ts";
import { openDoors } from "../../server/start/doors.ts";
import { takeFolder } from "../../server/start/folder.ts";
import { serve } from "../../server/start/serve.ts";
import type { Deed, Kept } from "./facts.ts";

const token = "reference-administrator";

/** A whole server that is told what time it is: real doors, a real data folder, and a clock that a test moves. */
export interface Clocked {
  readonly now: () => number;
  /** Time passes up to this instant. */
  pass(to: number): void;
  /** Posts a body to the front door; throws unless all of it was taken. */
  send(body: string): Promise<void>;
  /** Waits until what came is applied and every deadline before now is settled. */
  settled(): Promise<void>;
  // Answers are looked into as they come.
  get(path: string): Promise<ReturnType<typeof JSON.parse>>;
  text(path: string, accept: string): Promise<string>;
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly json: ReturnType<typeof JSON.parse> }>;
  /** Everything that the journal kept, as bytes. */
  journal(): Promise<readonly Kept[]>;
  /** What people decided, as the journal has it. */
  deeds(): Promise<readonly Deed[]>;
  close(): Promise<void>;
}

/** Starts a server at an instant, on the network file of the demo. */
export async function openClocked(start: number): Promise<Clocked> {
  const home = mkdtempSync(join(tmpdir(), "tallyman-reference-"));
  const networkPath = join(home, "network.yaml");
  copyFileSync(demoNetwork, networkPath);
  const folder = takeFolder(join(home, "data"), false);
  let now = start;
  const clock = { now: () => now };
  const journal = journalOf(folder.path).open(clock);
  const store = openStore(folder.store, () => undefined);
  let broken: string | null = null;
  const failed = (reason: string) => {
    broken = reason;
  };
  const running = await runTogether(
    { journal, store, clock, collectors, compile: (text, _hash, expansions) => networkOf(text, expansions) },
    failed,
  );
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const urls = { dashboard: `http://127.0.0.1:${ports[0]}`, otlpHttp: `http://127.0.0.1:${ports[1]}` };
  const served = await serve(
    {
      host: "127.0.0.1",
      port: ports[0],
      otlpHttpPort: ports[1],
      otlpGrpcPort: ports[2],
      data: folder.path,
      network: networkPath,
      adminToken: token,
      publicUrl: null,
      egressAllow: new Set(),
      mail: null,
      chromium: null,
      heartbeat: null,
      demo: false,
      demoArguments: [],
    },
    {
      collectors,
      clock,
      engine: async () => ({ ...running, recent: await running.recent() }),
      printer: () => null,
      readers: () => ({
        views: openViews(folder.store),
        journal: journalOf(folder.path).reader(),
        outbox: openOutbox(folder.store),
      }),
      access: () => openAccess(folder.access),
      doors: (parts) => openDoors({ ...parts, access: openAccess(folder.access), clock, collectors }),
      folder,
      webRoot: home,
      demoProgram: "",
      demoNetwork: "",
      version: "0.0.0",
    },
    failed,
  );
  const headers = { authorization: `Bearer ${token}` };

  /** A comparison holds this process for seconds, in which the server lets its idle connections go: what was asked over one is asked again. */
  const ask = (path: string, of: Record<string, string>): Promise<Response> => {
    const once = (): Promise<Response> => fetch(`${urls.dashboard}${path}`, { headers: of });
    return once().catch(once);
  };

  const clocked: Clocked = {
    now: () => now,
    pass(to) {
      if (to < now) throw new Error("time does not run backwards");
      now = to;
    },
    async send(body) {
      const answer = await fetch(`${urls.otlpHttp}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      const text = await answer.text();
      if (answer.status !== 200 || text.includes("rejectedSpans")) throw new Error(`${answer.status}: ${text}`);
    },
    async settled() {
      for (let waited = 0; ; waited += 5) {
        if (broken !== null) throw new Error(broken);
        const { position, horizon } = running.progress();
        const head = await journal.head();
        if (position === head.position && horizon >= now - 1) return;
        if (waited > 60_000) throw new Error(`not settled at ${new Date(now).toISOString()}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async get(path) {
      const answer = await ask(path, headers);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    async text(path, accept) {
      const answer = await ask(path, { ...headers, accept });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.text();
    },
    async post(path, body) {
      const answer = await fetch(`${urls.dashboard}${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, json: await answer.json() };
    },
    async journal() {
      const kept: Kept[] = [];
      for (let after = 0; ; ) {
        const entries = await journal.read(after, 1_000);
        for (const { position, at, kind, receipt } of entries)
          kept.push({ position, at, kind, contentType: receipt.contentType, body: receipt.body });
        const last = entries.at(-1);
        if (last === undefined) return kept;
        after = last.position;
      }
    },
    async deeds() {
      const deeds: Deed[] = [];
      for (let after = 0; ; ) {
        const rulings = await journal.rulings(after, 1_000);
        for (const { at, ruling } of rulings)
          if (ruling.kind === "decision")
            deeds.push({ exception: ruling.decision.exception, action: ruling.decision.action, at });
        const last = rulings.at(-1);
        if (last === undefined) return deeds;
        after = last.number;
      }
    },
    async close() {
      await served.stop("the test has ended");
      await store.close();
      await journal.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return clocked;
}

/** The network file of the demo: eight buildings, two companies in the ledger, three currencies. */
export const demoNetwork = fileURLToPath(new URL("../../server/demo/network.yaml", import.meta.url));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
