import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type Request, type Response } from "express";
import { Server, type Socket } from "socket.io";
import type { ExceptionRow, HistoryRow, Patch, Snapshot, Subscribe } from "../../../server/wire/index.ts";
import { serveAdvice } from "./advice.ts";
import { causesOf, find, startOf, type World } from "./lists.ts";
import { refuse, serveQueue } from "./routes.ts";
import { exceptionsOf, historyOf, intake, labelRefused, me, moment, network, sourcesOf, statusOf } from "./world.ts";

type Row = { readonly id: string };

/** How the mock begins. */
export interface MockOptions {
  readonly dist: string;
  readonly demo?: boolean;
  readonly signedIn?: boolean;
  /** Nothing ever arrived. */
  readonly fresh?: boolean;
  readonly rows?: readonly ExceptionRow[];
}

/** A server with the moment of the pictures, which tests can push about. */
export interface Mock {
  readonly url: string;
  readonly rows: () => readonly ExceptionRow[];
  /** Replaces rows by id, or adds them, in one commit. */
  put(...rows: readonly ExceptionRow[]): void;
  remove(...ids: readonly string[]): void;
  /** `n` refused labels more. */
  refuse(n: number): void;
  /** Changes a row as somebody else would, which makes other versions stale: takes it, or closes it. */
  elsewhere(id: string, by: string, what?: "take" | "close"): void;
  /**
   * Asked before each action from now on; answers the status by which it is refused, undefined to let it through. Null
   * ends it. A page's own routes are not sure to hold for a request that follows at once.
   */
  beforeActing(hook: (() => Promise<number | undefined> | number | undefined) | null): void;
  /** Somebody looks at a row, or nobody does. */
  look(id: string, ...people: readonly string[]): void;
  /** What this page said last that it looks at. */
  lookedAt(): string | null;
  behind(ms: number): void;
  silent(value: boolean): void;
  /** Ends each socket, and refuses new ones until told otherwise. */
  cut(value: boolean): void;
  /** Stops the beats while sockets stay open. */
  hush(value: boolean): void;
  now(): number;
  close(): Promise<void>;
}

/** Serves the built page with real shapes and invented rows. Listens on a free port of the loopback. */
export async function serveMock(options: MockOptions): Promise<Mock> {
  const began = performance.now();
  const now = (): number => moment + (performance.now() - began);
  const iso = (at: number): string => new Date(at).toISOString();
  let world: World = new Map((options.rows ?? exceptionsOf()).map((row) => [row.id, row]));
  const past = new Map<number, World>();
  /** Each row as it last was, also after it was removed. */
  const known = new Map(world);
  const histories = new Map<string, HistoryRow[]>();
  const history = (id: string): HistoryRow[] => {
    const row = known.get(id);
    const made = histories.get(id) ?? (row === undefined ? [] : historyOf(row));
    histories.set(id, made);
    return made;
  };
  let beforeActing: Parameters<Mock["beforeActing"]>[0] = null;
  let lookedAt: string | null = null;
  let seq = 1;
  let behindMs = 0;
  let silent = true;
  let down = false;
  let quiet = false;
  let signedIn = options.signedIn !== false;
  const demo = options.demo === true;

  const app = express();
  const http = createServer(app);
  const io = new Server(http, {
    serveClient: false,
    allowRequest: (_request, answer) => answer(null, !down && signedIn),
  });

  const startFor = (ask: Subscribe, rows: readonly ExceptionRow[]): number => {
    const before = ask.cursor === undefined ? undefined : known.get(ask.cursor);
    return before === undefined ? 0 : startOf(rows, ask.sort, before);
  };
  const inForce = (ask: Subscribe, rows: World): Omit<Snapshot<Row>, "seq"> => {
    switch (ask.feed) {
      case "exceptions": {
        const found = find(rows, ask);
        const start = startFor(ask, found.rows);
        const shown = found.rows.slice(start, start + (ask.limit ?? 200));
        return { rows: shown, total: found.rows.length, held: found.held };
      }
      case "causes": {
        const causes = causesOf(rows, ask);
        return { rows: causes, total: causes.length };
      }
      case "status":
        return { rows: [statusOf([...rows.values()], now(), demo, behindMs)], total: 1 };
      case "sources": {
        const sources = sourcesOf(now(), silent);
        return { rows: sources, total: sources.length };
      }
      case "intake":
        return { rows: [intake(options.fresh !== true)], total: 1 };
      default:
        return { rows: [], total: 0 };
    }
  };
  const snapshot = (ask: Subscribe): Snapshot<Row> => ({ seq, ...inForce(ask, world) });
  // Only the exceptions of before are kept: what is computed from switches of this mock goes out again as it is.
  const ofRows = (ask: Subscribe): boolean => ask.feed === "exceptions" || ask.feed === "causes";
  const between = (ask: Subscribe, sub: string, from: number): Patch<Row> => {
    const was = past.get(from);
    const before = new Map(was === undefined ? [] : inForce(ask, was).rows.map((row) => [row.id, row]));
    const { rows, ...rest } = inForce(ask, world);
    const ids = new Set(rows.map((row) => row.id));
    const same = (row: Row): boolean => {
      const old = before.get(row.id);
      return old === row || (old !== undefined && JSON.stringify(old) === JSON.stringify(row));
    };
    return {
      sub,
      feed: ask.feed,
      prev: from,
      seq,
      upsert: ofRows(ask) ? rows.filter((row) => !same(row)) : rows,
      remove: [...before.keys()].filter((id) => !ids.has(id)),
      ...rest,
    };
  };

  const subs = new Map<string, { readonly socket: Socket; readonly ask: Subscribe; seq: number }>();
  let nextSub = 1;
  io.on("connection", (socket) => {
    socket.on("subscribe", (ask: Subscribe, answer: (given: unknown) => void) => {
      const sub = `s${nextSub}`;
      nextSub += 1;
      subs.set(sub, { socket, ask, seq });
      const follows = ask.after !== undefined && (ask.after === seq || past.has(ask.after));
      if (!follows || ask.after === undefined) answer({ sub, snapshot: snapshot(ask) });
      else answer({ sub, patches: ask.after === seq ? [] : [between(ask, sub, ask.after)] });
    });
    socket.on("looking", ({ id }: { id: string | null }, answer?: (given: unknown) => void) => {
      lookedAt = id;
      answer?.({ people: [] });
    });
    socket.on("unsubscribe", ({ sub }: { sub: string }) => subs.delete(sub));
    socket.on("disconnect", () => {
      for (const [sub, one] of subs) if (one.socket === socket) subs.delete(sub);
    });
  });
  const commit = (next: World): void => {
    past.set(seq, world);
    past.delete(seq - 200);
    world = next;
    seq += 1;
    for (const [sub, one] of subs) {
      one.socket.emit("patch", between(one.ask, sub, one.seq));
      one.seq = seq;
    }
  };
  const beat = setInterval(() => {
    if (!quiet) io.emit("beat", { at: iso(now()), horizon: iso(now() - 200) });
  }, 1000);

  const put = (...rows: readonly ExceptionRow[]): void => {
    for (const row of rows) known.set(row.id, row);
    commit(new Map([...world, ...rows.map((row) => [row.id, row] as const)]));
  };

  app.use(express.json());
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.post("/api/v1/session", (request: Request, response: Response) => {
    const given = request.body as { link?: string; token?: string };
    if (given.link !== "good" && given.token !== "tm_good") return refuse(response, 401, "unauthorized");
    signedIn = true;
    response.json(me(now(), demo));
  });
  app.use("/api/v1", (_request, response, next) => (signedIn ? next() : refuse(response, 401, "unauthorized")));
  app.delete("/api/v1/session", (_request, response) => {
    signedIn = false;
    response.status(204).end();
  });
  app.get("/api/v1/me", (_request, response) => void response.json(me(now(), demo)));
  app.get("/api/v1/network", (_request, response) => void response.json(network));
  app.get("/api/v1/intake", (_request, response) => void response.json(intake(options.fresh !== true)));
  app.get(
    "/api/v1/status",
    (_request, response) =>
      void response.json(
        options.fresh === true
          ? { journal: { lastReceivedAt: null } }
          : statusOf([...world.values()], now(), demo, behindMs),
      ),
  );
  app.post("/api/v1/demo/:what", (_request, response) => void response.status(204).end());
  serveAdvice(app, (id) => known.get(id));
  app.post(/^\/api\/v1\/exceptions\/(?:[^/]+\/)?actions$/, async (_request, response, next) => {
    const status = await beforeActing?.();
    if (status === undefined) next();
    else response.status(status).end();
  });
  const judge = serveQueue(app, {
    world: () => world,
    past: (at) => (at === seq ? world : past.get(at)),
    seq: () => seq,
    history,
    put,
    now: () => iso(now()),
    me: () => me(now(), demo).name,
  });
  app.use(express.static(options.dist, { index: false }));
  app.use((_request, response) => {
    const nonce = randomBytes(16).toString("base64");
    response
      .set("content-security-policy", policy(nonce))
      .set("cache-control", "no-store")
      .type("html")
      .send(readFileSync(join(options.dist, "index.html"), "utf8").replaceAll("__NONCE__", nonce));
  });

  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    rows: () => [...world.values()],
    put,
    remove: (...ids) => commit(new Map([...world].filter(([id]) => !ids.includes(id)))),
    refuse: (n) => put(...Array.from({ length: n }, (_, index) => labelRefused(index + 1, now()))),
    elsewhere: (id, by, what = "take") => {
      const row = world.get(id);
      if (row === undefined) return;
      const at = iso(now());
      const action = what === "take" ? "acknowledge" : "resolve";
      history(id).push({ actionId: row.version + 1, at, by, action, text: null });
      judge.moved(id);
      put({
        ...row,
        version: row.version + 1,
        ...(what === "take"
          ? { state: "acknowledged", acknowledgedAt: at, owner: { ...row.owner, person: by } }
          : { state: "resolved", resolvedAt: at, resolution: { by, reason: "done-outside", text: null } }),
      });
    },
    beforeActing: (hook) => {
      beforeActing = hook;
    },
    look: (id, ...people) => void io.emit("presence", { id, people: people.map((name) => ({ name })) }),
    lookedAt: () => lookedAt,
    behind: (ms) => {
      behindMs = ms;
      commit(new Map(world));
    },
    silent: (value) => {
      silent = value;
      commit(new Map(world));
    },
    cut: (value) => {
      down = value;
      if (value) io.disconnectSockets(true);
    },
    hush: (value) => {
      quiet = value;
    },
    now,
    close: async () => {
      clearInterval(beat);
      await io.close();
      http.closeAllConnections();
    },
  };
}

/** The content policy under which the page has to work. */
const policy = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`;
