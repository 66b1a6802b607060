import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type Request, type Response } from "express";
import { Server, type Socket } from "socket.io";
import {
  type ExceptionRow,
  exceptionOrders,
  type HistoryRow,
  type Patch,
  type Problem,
  type Snapshot,
  type Subscribe,
} from "../../../server/wire/index.ts";
import {
  detailOf,
  exceptionsOf,
  historyOf,
  intake,
  labelRefused,
  me,
  moment,
  network,
  sourcesOf,
  statusOf,
} from "./world.ts";

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
  /** Changes a row as somebody else would, which makes other versions stale. */
  elsewhere(id: string, by: string): void;
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
  let world = new Map((options.rows ?? exceptionsOf()).map((row) => [row.id, row]));
  const past = new Map<number, typeof world>();
  const history = new Map<string, HistoryRow[]>([...world.values()].map((row) => [row.id, historyOf(row)]));
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

  const inForce = (
    ask: Subscribe,
    rows: ReadonlyMap<string, ExceptionRow>,
  ): { rows: readonly Row[]; all: readonly ExceptionRow[] } => {
    switch (ask.feed) {
      case "exceptions": {
        const all = [...rows.values()]
          .filter((row) => fits(row, ask.filter ?? {}))
          .sort(exceptionOrders[(ask.sort ?? "cutoff") as keyof typeof exceptionOrders]);
        return { rows: all.slice(0, ask.limit ?? 200), all };
      }
      case "status":
        return { rows: [statusOf([...rows.values()], now(), demo, behindMs)], all: [] };
      case "sources":
        return { rows: sourcesOf(now(), silent), all: [] };
      case "intake":
        return { rows: [intake(options.fresh !== true)], all: [] };
      default:
        return { rows: [], all: [] };
    }
  };
  const snapshot = (ask: Subscribe): Snapshot<Row> => {
    const { rows, all } = inForce(ask, world);
    return {
      seq,
      rows,
      total: ask.feed === "exceptions" ? all.length : rows.length,
      ...(ask.feed === "exceptions" ? { held: heldOf(all) } : {}),
    };
  };
  const between = (ask: Subscribe, sub: string, from: number): Patch<Row> => {
    const before = new Map(inForce(ask, past.get(from) ?? new Map()).rows.map((row) => [row.id, JSON.stringify(row)]));
    const { rows, all } = inForce(ask, world);
    const ids = new Set(rows.map((row) => row.id));
    return {
      sub,
      feed: ask.feed,
      prev: from,
      seq,
      // Only the exceptions of before are kept: what is computed from switches of this mock goes out again as it is.
      upsert: rows.filter((row) => ask.feed !== "exceptions" || before.get(row.id) !== JSON.stringify(row)),
      remove: [...before.keys()].filter((id) => !ids.has(id)),
      total: ask.feed === "exceptions" ? all.length : rows.length,
      ...(ask.feed === "exceptions" ? { held: heldOf(all) } : {}),
    };
  };

  const subs = new Map<string, { readonly socket: Socket; readonly ask: Subscribe; seq: number }>();
  let nextSub = 1;
  io.on("connection", (socket) => {
    socket.on("subscribe", (ask: Subscribe, answer: (given: unknown) => void) => {
      const sub = `s${nextSub}`;
      nextSub += 1;
      subs.set(sub, { socket, ask, seq });
      const known = ask.after !== undefined && (ask.after === seq || past.has(ask.after));
      if (!known || ask.after === undefined) answer({ sub, snapshot: snapshot(ask) });
      else answer({ sub, patches: ask.after === seq ? [] : [between(ask, sub, ask.after)] });
    });
    socket.on("unsubscribe", ({ sub }: { sub: string }) => subs.delete(sub));
    socket.on("disconnect", () => {
      for (const [sub, one] of subs) if (one.socket === socket) subs.delete(sub);
    });
  });
  const commit = (next: typeof world): void => {
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
    for (const row of rows) if (!history.has(row.id)) history.set(row.id, historyOf(row));
    commit(new Map([...world, ...rows.map((row) => [row.id, row] as const)]));
  };
  const problem = (response: Response, status: number, code: string, extra: Partial<Problem> = {}): void => {
    response
      .status(status)
      .type("application/problem+json")
      .json({ type: "about:blank", title: code, status, code, errorId: "E-4417", ...extra });
  };

  app.use(express.json());
  app.get("/healthz", (_request, response) => void response.json({ ok: true }));
  app.post("/api/v1/session", (request: Request, response: Response) => {
    const given = request.body as { link?: string; token?: string };
    if (given.link !== "good" && given.token !== "tm_good") return problem(response, 401, "unauthorized");
    signedIn = true;
    response.json(me(now(), demo));
  });
  app.use("/api/v1", (_request, response, next) => (signedIn ? next() : problem(response, 401, "unauthorized")));
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
  app.get("/api/v1/exceptions/:id", (request, response) => {
    const row = world.get(request.params.id);
    if (row === undefined) return problem(response, 404, "not-found");
    response.json(detailOf(row, history.get(row.id) ?? []));
  });
  app.post("/api/v1/exceptions/:id/actions", (request, response) => {
    const row = world.get(request.params.id);
    const body = request.body as {
      action: string;
      version: number;
      text?: string;
      team?: string;
      person?: string;
      until?: string;
      reason?: string;
      expectedAt?: string;
    };
    if (row === undefined) return problem(response, 404, "not-found");
    if (body.version !== row.version) return problem(response, 409, "stale", { current: row });
    const at = iso(now());
    const by = me(now(), demo).name;
    const changes: Record<string, Partial<ExceptionRow>> = {
      acknowledge: { state: "acknowledged", acknowledgedAt: at, owner: { ...row.owner, person: by } },
      assign: { owner: { team: body.team ?? row.owner.team, person: body.person ?? null } },
      snooze: { state: "snoozed", snoozedUntil: body.until ?? null },
      resolve: {
        state: "resolved",
        resolvedAt: at,
        resolution: { by, reason: body.reason ?? "", text: body.text ?? null },
      },
      reopen: { state: "open", resolvedAt: null, resolution: null },
      tell: { told: { text: body.text ?? "", by, at, expectedAt: body.expectedAt ?? null, lapsedAt: null } },
      comment: {},
    };
    const next: ExceptionRow = { ...row, ...changes[body.action], version: row.version + 1 };
    history.set(row.id, [
      ...(history.get(row.id) ?? []),
      { actionId: next.version, at, by, action: body.action, text: body.text ?? null },
    ]);
    put(next);
    response.json(next);
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
    elsewhere: (id, by) => {
      const row = world.get(id);
      if (row === undefined) return;
      history.set(id, [
        ...(history.get(id) ?? []),
        { actionId: row.version + 1, at: iso(now()), by, action: "acknowledge", text: null },
      ]);
      put({
        ...row,
        state: "acknowledged",
        acknowledgedAt: iso(now()),
        owner: { ...row.owner, person: by },
        version: row.version + 1,
      });
    },
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

function fits(row: ExceptionRow, filter: Readonly<Record<string, string>>): boolean {
  const one = (name: string, value: string | null): boolean =>
    filter[name] === undefined || filter[name].split(",").includes(value ?? "");
  const words = filter.q?.toLowerCase();
  return (
    one("state", row.state) &&
    one("severity", row.severity) &&
    one("warehouse", row.warehouse) &&
    one("team", row.owner.team) &&
    one("kind", row.kind) &&
    one("system", row.system) &&
    (filter.person === undefined ||
      (filter.person === "none" ? row.owner.person === null : row.owner.person === filter.person)) &&
    (words === undefined ||
      `${row.title} ${row.reason} ${row.object?.id} ${row.customer}`.toLowerCase().includes(words))
  );
}

function heldOf(rows: readonly ExceptionRow[]): NonNullable<Snapshot<Row>["held"]> {
  const once = new Map(
    rows.filter((row) => row.object !== null).map((row) => [`${row.object?.kind}:${row.object?.id}`, row]),
  );
  const cents = [...once.values()].reduce((sum, row) => sum + Math.round(Number(row.value?.amount ?? 0) * 100), 0);
  return {
    objects: once.size,
    money: cents === 0 ? [] : [{ amount: (cents / 100).toFixed(2), currency: "USD" }],
    estimated: [...once.values()].filter((row) => row.value?.basis === "order-price").length,
    unknown: [...once.values()].filter((row) => row.value?.amount == null).length,
  };
}
