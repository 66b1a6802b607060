import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io, type Socket } from "socket.io-client";
import { expect } from "vitest";
import * as z from "zod/mini";
import type { Collector } from "../../collectors/kit/index.ts";
import { memoryAccess, memoryJournal } from "../../server/adapters/memory/index.ts";
import { adoptable } from "../../server/config/index.ts";
import type { Ask, AskRuling, Decision, DeskRuling, MoveDecision } from "../../server/domain/index.ts";
import { createServing } from "../../server/http/app.ts";
import type { ServingDeps } from "../../server/http/deps.ts";
import { createLinks } from "../../server/http/links.ts";
import { routes } from "../../server/http/routes/index.ts";
import type { Decided, Ruled } from "../../server/pipeline/desk.ts";
import type { IntakeRequest } from "../../server/pipeline/intake.ts";
import type { Moved } from "../../server/pipeline/moving.ts";
import { zeros } from "../../server/pipeline/pace.ts";
import { aNetwork, openStore, start } from "../feeds/fakes.ts";

const ended: (() => Promise<unknown>)[] = [];

/** Ends every server and socket that a test opened. */
export async function endAll(): Promise<void> {
  for (const end of ended.splice(0).reverse()) await end();
}

/** Header of the administrator's token. */
export const bearer = { authorization: "Bearer secret-of-the-test" };

/** What an answer is looked at by. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers as they come: what `JSON.parse` gives is for them to know.
  readonly json: ReturnType<typeof JSON.parse>;
}

/** A serving side on a real port, over rows in memory and a desk that decides as a test says. */
export async function serve(changes: Partial<ServingDeps> = {}) {
  const store = await openStore();
  const access = memoryAccess();
  let now = start;
  const clock = { now: () => now };
  const journal = memoryJournal(clock);
  const reports: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const decisions: Decision[] = [];
  let decide = async (_decision: Decision): Promise<Decided> => {
    throw new Error("no decision is expected in this test");
  };
  const rulings: DeskRuling[] = [];
  let rule = async (_ruling: DeskRuling): Promise<Ruled> => {
    throw new Error("no ruling is expected in this test");
  };
  const moves: MoveDecision[] = [];
  let move = async (_decision: MoveDecision): Promise<Moved> => {
    throw new Error("no move is expected in this test");
  };
  const asked: AskRuling[] = [];
  let ruleAsk = async (_ruling: AskRuling): Promise<Ask | undefined> => {
    throw new Error("no ask is expected in this test");
  };
  let intake: readonly IntakeRequest[] = [];
  let url = "http://127.0.0.1:0";
  const webRoot = await mkdtemp(join(tmpdir(), "tallyman-web-"));
  await mkdir(join(webRoot, "assets"));
  await writeFile(
    join(webRoot, "index.html"),
    '<!doctype html><meta property="csp-nonce" nonce="__NONCE__"><div id="root"></div>',
  );
  await writeFile(join(webRoot, "assets", "main-1a2b.js"), "export {};");
  ended.push(() => rm(webRoot, { recursive: true }));
  const deps: ServingDeps = {
    views: store.views,
    commitsSince: store.commitsSince,
    journal,
    collectors: [] as readonly Collector[],
    intake: async () => ({ requests: intake, slowed: [] }),
    desk: {
      decide: (decision) => {
        decisions.push(decision);
        return decide(decision);
      },
      move: (decision) => {
        moves.push(decision);
        return move(decision);
      },
      decideAll: (all) => {
        decisions.push(...all);
        return Promise.all(all.map((decision) => decide(decision)));
      },
      rule: (ruling) => {
        rulings.push(ruling);
        return rule(ruling);
      },
      ask: async (ruling) => {
        asked.push(ruling);
        return ruleAsk(ruling);
      },
      adopt: async () => undefined,
      progress: () => ({
        position: 0,
        behindMs: 0,
        pace: zeros(),
        damage: null,
        horizon: now,
        counts: { accepted: 0, rejected: 0, quarantined: 0, refused: 0 },
      }),
      onCommit: () => () => undefined,
      close: async () => undefined,
    },
    access,
    clock,
    network: () => aNetwork(),
    networkRefused: () => [],
    networkFile: () => null,
    checkNetwork: (text) => adoptable(text, now),
    networkWritable: () => false,
    writeNetwork: () => false,
    runbooks: () => [],
    previewRoute: ({ severity }) => ({
      owner: { team: "dock", person: null },
      severity,
      acknowledgeMs: 1_800_000,
      resolveMs: 14_400_000,
      path: [{ label: "root", matched: true, depth: 0, why: "everything begins here", number: "1" }],
      rule: "1",
      climb: [],
    }),
    keyNames: [{ kind: "order", names: ["order.id"] }],
    adminToken: "secret-of-the-test",
    loopback: true,
    publicUrl: () => url,
    linksReach: true,
    letters: null,
    printer: null,
    otlpHttpUrl: () => "http://127.0.0.1:1",
    otlpGrpcUrl: () => "http://127.0.0.1:2",
    links: createLinks("a key for links in tests, of forty characters"),
    telling: {
      entries: () => [],
      notice: () => undefined,
      untaken: () => [],
      browsersChanged: async () => undefined,
    },
    pushKey: "BPublicKey",
    demo: null,
    webRoot,
    version: "0.1.0",
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", body: "up 1\n" }),
    ready: () => true,
    away: () => null,
    report: (event, fields) => reports.push({ event, fields }),
    ...changes,
  };
  const serving = createServing(deps);
  const server: Server = createServer(serving.handler);
  serving.attach(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  ended.push(async () => {
    await serving.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const ask = async (path: string, init: RequestInit & { readonly body?: string } = {}): Promise<Answered> => {
    const response = await fetch(`${url}${path}`, { redirect: "manual", ...init });
    const text = await response.text();
    const isJson = (response.headers.get("content-type") ?? "").includes("json");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== "" ? JSON.parse(text) : undefined,
    };
  };
  return {
    url: () => url,
    deps,
    store,
    access,
    journal,
    serving,
    reports,
    decisions,
    moves,
    move: (by: typeof move) => {
      move = by;
    },
    decide: (by: typeof decide) => {
      decide = by;
    },
    rulings,
    rule: (by: typeof rule) => {
      rule = by;
    },
    asked,
    ruleAsk: (by: typeof ruleAsk) => {
      ruleAsk = by;
    },
    intake: (requests: readonly IntakeRequest[]) => {
      intake = requests;
    },
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
    ask,
    /** As the administrator, by the token. */
    get: (path: string, headers: Record<string, string> = {}) => ask(path, { headers: { ...bearer, ...headers } }),
    send: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      ask(path, {
        method,
        headers: { ...bearer, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      ask(path, {
        method: "POST",
        headers: { ...bearer, "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    /** Signs in by the link as a browser does; the headers that its requests then have. */
    async signIn(): Promise<{ readonly cookie: string; readonly origin: string }> {
      const link = serving.signInLink().url.split("#link=")[1];
      const answer = await ask("/api/v1/session", {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ link }),
      });
      const cookie = (answer.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
      return { cookie, origin: url };
    },
    connect(options: Parameters<typeof io>[1] = { auth: { token: "secret-of-the-test" } }): Socket {
      const socket = io(url, { transports: ["websocket"], reconnection: false, forceNew: true, ...options });
      ended.push(async () => socket.disconnect());
      return socket;
    },
  };
}

/** The first time that an event comes, with what came along. */
export const once = <T>(socket: Socket, event: string, ms = 4_000): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event} in ${ms} ms`)), ms);
    socket.once(event, (value: T) => {
      clearTimeout(timer);
      resolve(value);
    });
  });

/** A description that a program can trust: each answer fits the schema that its route declares. */
export const fits = (id: string, status: number, json: unknown): void => {
  const schema = routes.find((one) => one.id === id)?.answers.find((one) => one.status === status)?.schema;
  if (schema === null || schema === undefined) throw new Error(`no schema for ${id} ${status}`);
  const checked = z.safeParse(schema, json);
  expect(checked.success ? [] : checked.error.issues).toEqual([]);
};

/** Resolves once something holds; rejects after 4 s. */
export async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 4_000) throw new Error("it never came to hold");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
