import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type Response } from "express";
import { Server, type Socket } from "socket.io";
import {
  type DepartureRow,
  type ExceptionRow,
  exceptionOrders,
  type HistoryRow,
  type Problem,
  type SearchHitRow,
  type Subscribe,
  type TallyRow,
  type WallRow,
} from "../../../server/wire/index.ts";
import { detailOf, exceptionsOf, historyOf, me, moment, network, sourcesOf, statusOf } from "../mock/world.ts";
import { departureRows, tallyRows } from "./tally.ts";

type Row = { readonly id: string };

/** The secret of a wall's link that this server knows. */
export const wallToken = "tm_wall.secret-of-the-dock";

/** A building of the moment of the pictures, for its wall and its tablet, which tests can push about. */
export interface FloorMock {
  readonly url: string;
  readonly rows: () => readonly ExceptionRow[];
  /** Replaces rows by id, or adds them, in one commit. */
  put(...rows: readonly ExceptionRow[]): void;
  /** Changes a row as somebody else would, which makes other versions stale. */
  elsewhere(id: string, by: string): void;
  putTally(rows: readonly TallyRow[]): void;
  putDepartures(rows: readonly DepartureRow[]): void;
  /** Systems that are silent since 14:18. */
  silent(...systems: readonly string[]): void;
  /** Ends each socket, and answers nothing until told otherwise. */
  cut(value: boolean): void;
  /** Stops the beats while sockets stay open. */
  hush(value: boolean): void;
  /** The engine is so far behind what was received. */
  behind(ms: number): void;
  /** The link of the wall holds no longer. */
  withdraw(): void;
  /** The session ends, and its sockets with it. */
  signOut(): void;
  /** Another build is served from now on. */
  rebuilt(): void;
  /** What was subscribed to, as `feed {filter}`. */
  readonly asked: readonly string[];
  /** What was sent, as `METHOD path body`, in order. */
  readonly sent: readonly string[];
  close(): Promise<void>;
}

/** The rows of the pictures, each cause by its number. */
export function floorRows(): readonly ExceptionRow[] {
  const titles = [...new Set(exceptionsOf().map((row) => row.title))];
  return exceptionsOf().map((row) => ({ ...row, causeId: `C-${titles.indexOf(row.title) + 11}` }));
}

/** The same day with nothing blocked: what was, stands on the floor. */
export const calmDay = (): { readonly tally: readonly TallyRow[]; readonly departures: readonly DepartureRow[] } => ({
  tally: tallyRows().map((row) => {
    const { parts } = row.orders;
    return { ...row, orders: { ...row.orders, parts: { ...parts, floor: parts.floor + parts.blocked, blocked: 0 } } };
  }),
  departures: departureRows().map((row) => ({ ...row, floor: row.floor + row.blocked, blocked: 0, causes: [] })),
});

/** Serves the built page from `dist` on a free port of the loopback. */
export async function serveFloor(options: { readonly dist: string; readonly signedIn?: boolean }): Promise<FloorMock> {
  const start = performance.now();
  const now = (): number => moment + (performance.now() - start);
  const iso = (at: number): string => new Date(at).toISOString();
  const rows = new Map(floorRows().map((row) => [row.id, row]));
  const history = new Map<string, HistoryRow[]>([...rows.values()].map((row) => [row.id, historyOf(row)]));
  let tally = tallyRows();
  let departures = departureRows();
  let silent: readonly string[] = [];
  let down = false;
  let quiet = false;
  let behindMs = 0;
  let holds = true;
  let build = "";
  let walls: readonly WallRow[] = [];
  let seq = 1;
  const asked: string[] = [];
  const sent: string[] = [];
  let signedIn = options.signedIn !== false;

  const app = express();
  const http = createServer(app);
  const io = new Server(http, { serveClient: false, allowRequest: (_request, answer) => answer(null, !down) });
  io.use((socket, next) => {
    const token: unknown = socket.handshake.auth.token;
    if (token === undefined ? signedIn : token === wallToken && holds) return next();
    next(Object.assign(new Error("signed-out"), { data: { code: "signed-out" } }));
  });

  const rowsOf = (ask: Subscribe): readonly Row[] => {
    const filter = ask.filter ?? {};
    switch (ask.feed) {
      case "exceptions": {
        const states = filter.state?.split(",");
        return [...rows.values()]
          .filter((row) => filter.warehouse === undefined || row.warehouse === filter.warehouse)
          .filter((row) => states?.includes(row.state) !== false)
          .sort(exceptionOrders.cutoff)
          .slice(0, ask.limit ?? 200);
      }
      case "tally":
        return tally.filter((row) => filter.warehouse === undefined || row.warehouse === filter.warehouse);
      case "departures":
        return departures.filter((row) => row.warehouse === filter.warehouse);
      case "sources":
        return sourcesOf(now(), false).map((row) =>
          silent.includes(row.system) ? { ...row, silent: true, lastSeenAt: iso(moment - 14 * 60_000) } : row,
        );
      case "status":
        return [statusOf([...rows.values()], now(), false, behindMs)];
      default:
        return [];
    }
  };
  const subs = new Map<
    string,
    { readonly socket: Socket; readonly ask: Subscribe; ids: readonly string[]; seq: number }
  >();
  let nextSub = 1;
  const beat = () => ({ at: iso(now()), horizon: iso(now() - 200 - behindMs) });
  io.on("connection", (socket) => {
    socket.emit("beat", beat());
    socket.on("subscribe", (ask: Subscribe, answer: (given: unknown) => void) => {
      asked.push(`${ask.feed} ${JSON.stringify(ask.filter ?? {})}`);
      const shown = rowsOf(ask);
      const sub = `s${nextSub}`;
      nextSub += 1;
      subs.set(sub, { socket, ask, ids: shown.map((row) => row.id), seq });
      answer({ sub, snapshot: { seq, rows: shown, total: shown.length } });
    });
    socket.on("unsubscribe", ({ sub }: { sub: string }) => subs.delete(sub));
  });
  const beats = setInterval(() => {
    if (!quiet) io.emit("beat", beat());
  }, 1000);
  const commit = (): void => {
    seq += 1;
    for (const [sub, one] of subs) {
      const upsert = rowsOf(one.ask);
      const remove = one.ids.filter((id) => !upsert.some((row) => row.id === id));
      if (!quiet)
        one.socket.emit("patch", { sub, feed: one.ask.feed, prev: one.seq, seq, upsert, remove, total: upsert.length });
      one.seq = seq;
      one.ids = upsert.map((row) => row.id);
    }
  };

  const problem = (response: Response, status: number, code: string, extra: Partial<Problem> = {}): void =>
    void response
      .status(status)
      .type("application/problem+json")
      .json({ type: "about:blank", title: code, status, code, ...extra });
  const act = (id: string, body: Acted): ExceptionRow | Problem => {
    const row = rows.get(id);
    const fault = (status: number, code: string): Problem => ({ type: "about:blank", title: code, status, code });
    if (row === undefined) return fault(404, "not-found");
    if (body.action !== "undo" && body.version !== undefined && body.version !== row.version)
      return { ...fault(409, "stale"), current: row };
    const at = iso(now());
    const by = me(now(), false).name;
    const changes: Record<string, Partial<ExceptionRow>> = {
      acknowledge: { state: "acknowledged", acknowledgedAt: at, owner: { ...row.owner, person: by } },
      assign: { owner: { team: body.team ?? row.owner.team, person: body.person ?? null } },
      tell: { told: { text: body.text ?? "", by, at, expectedAt: body.expectedAt ?? null, lapsedAt: null } },
      undo: { state: "open", acknowledgedAt: null, owner: { ...row.owner, person: null } },
    };
    const next: ExceptionRow = { ...row, ...changes[body.action], version: row.version + 1 };
    const entry: HistoryRow = { actionId: next.version, at, by, action: body.action, text: body.text ?? null };
    history.set(id, [...(history.get(id) ?? []), entry]);
    rows.set(id, next);
    return next;
  };

  app.use((request, response, next) => {
    // As a cable that is cut: nobody answers.
    if (down) return void request.socket.destroy();
    next();
    void response;
  });
  app.use(express.json());
  const api = express.Router();
  api.use((request, response, next) => {
    if (!signedIn) return problem(response, 401, "signed-out");
    if (request.method !== "GET") sent.push(`${request.method} ${request.path} ${JSON.stringify(request.body)}`);
    next();
  });
  api.get("/me", (_request, response) => void response.json({ ...me(now(), false), team: "atl-dock-leads" }));
  api.get("/network", (_request, response) => void response.json(network));
  api.get("/walls", (_request, response) => {
    response.json({ items: walls, total: walls.length, nextCursor: null });
  });
  api.post("/walls", (request, response) => {
    const { name, warehouses } = request.body as { name: string; warehouses: readonly string[] };
    const made: WallRow = { id: `tm_${walls.length + 1}`, name, warehouses, createdAt: iso(now()) };
    walls = [...walls, made];
    const link = `http://tower.example/wall/${warehouses.join(",")}#token=${wallToken}`;
    response.status(201).json({ ...made, link });
  });
  api.delete("/walls/:id", (request, response) => {
    walls = walls.filter(({ id }) => id !== request.params.id);
    response.status(204).end();
  });
  api.get("/exceptions/:id", (request, response) => {
    const row = rows.get(request.params.id);
    if (row === undefined) return problem(response, 404, "not-found");
    response.json(detailOf(row, history.get(row.id) ?? []));
  });
  api.get("/exceptions/:id/advice", (request, response) => {
    const labels = rows.get(request.params.id)?.eventType === "shipment.labelled";
    const runbook = {
      id: "LBL-04",
      title: "Keep the boxes at the door",
      blocks: [],
    };
    response.json({ runbook: labels ? runbook : null, similar: [], payload: null });
  });
  api.post("/exceptions/actions", (request, response) => {
    const { ids, ...body } = request.body as Acted & { ids: readonly { id: string; version?: number }[] };
    const results = ids.map(({ id, version }) => {
      const answer = act(id, { ...body, ...(version === undefined ? {} : { version }) });
      return "severity" in answer ? { id, ok: true, exception: answer } : { id, ok: false, error: answer };
    });
    commit();
    response.json({ results, joinedLater: 0 });
  });
  api.post("/exceptions/:id/actions", (request, response) => {
    const answer = act(request.params.id, request.body as Acted);
    if (!("severity" in answer)) return problem(response, answer.status, answer.code, answer);
    commit();
    response.json(answer);
  });
  api.get("/search", (request, response) => {
    const q = String(request.query.q ?? "").toUpperCase();
    const items = [...hits.values()].filter(({ id }) => id.startsWith(q));
    response.json({
      items: items.map((hit) => ({ ...hit, exact: hit.id === q })),
      total: items.length,
      nextCursor: null,
    });
  });
  app.use("/api/v1", api);
  app.get("/index.html", (_request, response) => {
    const html = readFileSync(join(options.dist, "index.html"), "utf8");
    response.type("html").send(build === "" ? html : html.replace(/\/assets\/index-[^"]+\.js/, build));
  });
  app.use(express.static(options.dist, { index: false }));
  app.use((_request, response) => void response.sendFile(join(options.dist, "index.html")));
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    rows: () => [...rows.values()],
    put: (...put) => {
      for (const row of put) rows.set(row.id, row);
      commit();
    },
    elsewhere: (id, by) => {
      const row = rows.get(id);
      if (row === undefined) return;
      const version = row.version + 1;
      const entry: HistoryRow = { actionId: version, at: iso(now()), by, action: "acknowledge", text: null };
      history.set(id, [...(history.get(id) ?? []), entry]);
      const taken = { state: "acknowledged", acknowledgedAt: iso(now()), owner: { ...row.owner, person: by } } as const;
      rows.set(id, { ...row, ...taken, version });
      commit();
    },
    putTally: (put) => {
      tally = put;
      commit();
    },
    putDepartures: (put) => {
      departures = put;
      commit();
    },
    silent: (...systems) => {
      silent = systems;
      commit();
    },
    cut: (value) => {
      down = value;
      if (value) {
        io.disconnectSockets(true);
        http.closeAllConnections();
      }
    },
    hush: (value) => {
      quiet = value;
    },
    behind: (ms) => {
      behindMs = ms;
    },
    withdraw: () => {
      holds = false;
      io.disconnectSockets(true);
    },
    signOut: () => {
      signedIn = false;
      io.disconnectSockets(true);
    },
    rebuilt: () => {
      build = "/assets/index-another.js";
    },
    asked,
    sent,
    close: async () => {
      clearInterval(beats);
      await io.close();
      http.closeAllConnections();
    },
  };
}

interface Acted {
  readonly action: HistoryRow["action"];
  readonly version?: number;
  readonly text?: string;
  readonly team?: string;
  readonly person?: string;
  readonly expectedAt?: string;
}

const hit = (id: string, more: Partial<SearchHitRow> = {}): readonly [string, SearchHitRow] => [
  id,
  {
    kind: "order",
    id,
    environment: "",
    matched: { kind: "order", value: id },
    exact: true,
    warehouse: "ATL",
    status: "open",
    milestone: "pick.confirmed",
    customer: "Fenwick Dental",
    strokes: [],
    waitsFor: null,
    owner: null,
    exception: null,
    ...more,
  },
];

const hits: ReadonlyMap<string, SearchHitRow> = new Map([
  hit("SO-20001", { milestone: "pack.confirmed" }),
  hit("SO-10498", {
    warehouse: "EWR",
    status: "failed",
    exception: { id: "X-1038", title: "Order not released: unknown hold code CR7", severity: "critical" },
  }),
]);
