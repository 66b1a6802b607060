import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import { Server, type Socket } from "socket.io";
import type { ExplanationRow, Problem, QuietRow, SinceRow, Subscribe } from "../../../server/wire/index.ts";
import { causesOf } from "../mock/lists.ts";
import { exceptionsOf, me, moment, network, sourcesOf, statusOf } from "../mock/world.ts";
import { answer, asked, change, done, handOver, hour, iso, minute, routing, since, suggestion } from "./desk-rows.ts";
import { tallyRows } from "./tally.ts";

/** A server of the moment of the pictures for Routing and the hand-over. */
export interface DeskMock {
  readonly url: string;
  /** What was asked to be done, as `METHOD path body`. */
  readonly asked: readonly string[];
  /** Reads and deeds of a path that begins so are refused from now on. */
  refuse(path: string): void;
  close(): Promise<void>;
}

/** Serves the built page from `dist` on a free port of the loopback; `empty`: nothing was handed over, given back or planned. */
export async function serveDesk(options: {
  readonly dist: string;
  readonly empty?: boolean;
  /** What happened in its shift, where that differs from the pictures. */
  readonly since?: Partial<SinceRow>;
  /** Who gave the hand-over. */
  readonly giver?: string;
}): Promise<DeskMock> {
  const begun = performance.now();
  const now = (): number => moment + (performance.now() - begun);
  const empty = options.empty === true;
  const rows = exceptionsOf();
  const deeds: string[] = [];
  let refused = "";
  let over = handOver(rows, options.giver);
  let quiets: readonly QuietRow[] = empty
    ? []
    : [
        {
          id: "Q-12",
          system: "wms-atl",
          from: iso(moment - hour),
          to: iso(moment + hour),
          why: "upgrade of the WMS",
          by: "Iris Okafor",
          declaredAt: iso(moment - 2 * hour),
          endedAt: null,
          endedBy: null,
          state: "running",
        },
      ];
  let polls = 0;

  const app = express();
  const http = createServer(app);
  const io = new Server(http, { serveClient: false });
  io.on("connection", (socket: Socket) => {
    socket.emit("beat", { at: iso(now()), horizon: iso(now()) });
    socket.on("subscribe", (ask: Subscribe, reply: (given: unknown) => void) => {
      const given =
        ask.feed === "status"
          ? [statusOf(rows, now(), false, 0)]
          : ask.feed === "sources"
            ? sourcesOf(now(), false)
            : ask.feed === "exceptions" && !empty
              ? rows.slice(0, 6)
              : [];
      reply({ sub: `s${Math.random()}`, snapshot: { seq: 1, rows: given, total: given.length } });
    });
  });
  const beat = setInterval(() => io.emit("beat", { at: iso(now()), horizon: iso(now()) }), 1000);

  const api = express.Router();
  api.use((request, response, next) => {
    if (request.method !== "GET") deeds.push(`${request.method} ${request.path} ${JSON.stringify(request.body ?? {})}`);
    if (refused === "" || !request.path.startsWith(refused)) return next();
    const body: Problem = {
      type: "about:blank",
      title: "Changed meanwhile",
      status: 409,
      code: "changed",
      detail: "It changed since it was seen.",
      errorId: "E-4417",
    };
    response.status(409).type("application/problem+json").json(body);
  });
  api.get("/me", (_request, response) => void response.json(me(now(), false)));
  api.get("/network", (_request, response) => void response.json(network));
  api.get("/status", (_request, response) => void response.json({ journal: { lastReceivedAt: iso(moment) } }));
  api.get(
    "/routing",
    (_request, response) =>
      void response.json(
        empty ? { ...routing, coverage: { ...routing.coverage, total: 0, byRule: 0, byFallback: 0 } } : routing,
      ),
  );
  api.get(
    "/routing/suggestions",
    (_request, response) =>
      void response.json({ items: empty ? [] : [suggestion], total: empty ? 0 : 1, nextCursor: null }),
  );
  api.post("/routing/explain", (request, response) => {
    const { exception, rule: tried } = request.body as { exception?: string; rule?: unknown };
    const row = exception === undefined ? null : (rows.find(({ id }) => id === exception) ?? rows[0] ?? null);
    const live = answer("3", "atl-dock-leads", [
      asked("4", true, "everything begins here", 0),
      asked("1", false, "partner is not known, not reno or savannah"),
      asked("2", false, "kind is failed-event, not source-silent"),
      asked("3", true, "warehouse is ATL, kind is failed-event"),
    ]);
    const given: ExplanationRow = {
      exception:
        row === null
          ? null
          : {
              id: row.id,
              title: row.title,
              severity: row.severity,
              warehouse: row.warehouse,
              openedAt: row.openedAt,
              orders: row.blocks.orders,
              owner: row.owner,
              rung: 0,
              decided: false,
            },
      live,
      draft:
        tried === undefined
          ? null
          : answer("1", "credit-desk", [
              asked("5", true, "everything begins here", 0),
              asked("1", true, "warehouse is EWR"),
            ]),
      history: [
        { actionId: 1, at: iso(moment - 40 * minute), by: "rule", action: "raised", text: "x" },
        {
          actionId: 2,
          at: iso(moment - 20 * minute),
          by: "rule",
          action: "escalated",
          text: "not taken in 10 min: Iris Okafor, Integration on-call",
        },
      ],
    };
    response.json(given);
  });
  api.post("/routing/proposals", (_request, response) => void response.json(change));
  api.post("/routing/dry-run", (_request, response) => {
    polls = 0;
    response.status(202).json({ ...done, state: "running", looked: 250, moves: [], unchanged: 250 });
  });
  api.get("/routing/dry-run/run", (_request, response) => {
    polls += 1;
    response.json(polls < 2 ? { ...done, state: "running", looked: 500, moves: [], unchanged: 500 } : done);
  });
  api.delete("/routing/dry-run/run", (_request, response) => void response.status(204).end());
  api.post("/network/adoptions", (_request, response) => void response.status(202).end());
  api.get(
    "/hand-overs",
    (_request, response) => void response.json({ items: empty ? [] : [over], total: empty ? 0 : 1, nextCursor: null }),
  );
  api.post("/hand-overs/H-7/accept", (request, response) => {
    const { ids } = request.body as { ids: readonly string[] };
    over = {
      ...over,
      waiting: over.lines.filter(({ exception, state }) => state === "waiting" && !ids.includes(exception.id)).length,
      lines: over.lines.map((line) =>
        ids.includes(line.exception.id)
          ? { ...line, state: "accepted", acceptedAt: iso(now()), acceptedBy: "Iris Okafor", dueAt: null }
          : line,
      ),
    };
    response.json(over);
  });
  api.get("/hand-overs/H-7/since", (_request, response) => void response.json({ ...since, ...options.since }));
  api.post("/hand-overs/H-7/questions", (request, response) => {
    const { text } = request.body as { text: string };
    const asked = { number: over.questions.length + 1, at: iso(now()), by: "Iris Okafor", text, answer: null };
    over = { ...over, questions: [...over.questions, asked] };
    response.status(201).json(over);
  });
  api.post("/hand-overs/H-7/questions/:number/answer", (request, response) => {
    const { text } = request.body as { text: string };
    const answer = { at: iso(now()), by: over.by, text };
    over = {
      ...over,
      questions: over.questions.map((one) => (String(one.number) === request.params.number ? { ...one, answer } : one)),
    };
    response.json(over);
  });
  api.get("/tally", (request, response) => {
    const items = tallyRows().filter((row) => row.warehouse === request.query.warehouse);
    response.json({ items, total: items.length, nextCursor: null, asOf: iso(now()) });
  });
  api.get("/causes", (request, response) => {
    const { warehouse } = request.query as { readonly warehouse: string };
    const filter = { state: "open,acknowledged", warehouse };
    const items = causesOf(new Map(rows.map((row) => [row.id, row])), { filter });
    response.json({ items, total: items.length, nextCursor: null, seq: 1 });
  });
  api.post("/hand-overs", (_request, response) => void response.status(201).json(over));
  api.get(
    "/quiets",
    (_request, response) => void response.json({ items: quiets, total: quiets.length, nextCursor: null }),
  );
  api.post("/quiets", (request, response) => {
    const told = request.body as { system: string; from: string; to: string; why: string };
    const made: QuietRow = {
      id: "Q-13",
      ...told,
      by: "Iris Okafor",
      declaredAt: iso(now()),
      endedAt: null,
      endedBy: null,
      state: "planned",
    };
    quiets = [...quiets, made];
    response.status(201).json(made);
  });
  api.delete("/quiets/:id", (request, response) => {
    quiets = quiets.map((one) =>
      one.id === request.params.id ? { ...one, state: "over", endedAt: iso(now()), endedBy: "Iris Okafor" } : one,
    );
    response.json(quiets.find(({ id }) => id === request.params.id));
  });
  app.use(express.json({ limit: "2mb" }));
  app.use("/api/v1", api);
  app.use(express.static(options.dist, { index: false }));
  app.use((_request, response) => void response.sendFile(join(options.dist, "index.html")));
  await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked: deeds,
    refuse: (path) => {
      refused = path;
    },
    async close() {
      clearInterval(beat);
      await io.close();
      http.closeAllConnections();
    },
  };
}
