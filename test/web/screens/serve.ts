import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type Response } from "express";
import { Server, type Socket } from "socket.io";
import type { FlowRow, IntakeRow, LagRow, ObjectRow, Problem, Subscribe } from "../../../server/wire/index.ts";
import { exceptionsOf, me, moment, statusOf } from "../mock/world.ts";
import { attributesFor, causeRows, errors, trial } from "./faults.ts";
import { flowDaysOf, flowHoursOf, flowOf } from "./flow.ts";
import {
  intakeRow,
  lagRows,
  lagSeriesOf,
  network,
  objects,
  search,
  sources,
  traceRows,
  traces,
  twoOrders,
} from "./world.ts";

type Row = { readonly id: string };

const noFlow: Problem = { type: "about:blank", title: "busy", status: 503, code: "busy", detail: "The store is busy." };

/** A server of the moment of the pictures for the screens beside the queue, which tests can push about. */
export interface ScreensMock {
  readonly url: string;
  intake(row: IntakeRow): void;
  object(row: ObjectRow): void;
  lag(rows: readonly LagRow[]): void;
  /** How the flow stands from now on. */
  flow(change: (row: FlowRow) => FlowRow): void;
  /** Traces that begin now are put before those that were there. */
  began(n: number): void;
  /** Answers to reads of a path that begins so fail from now on; an empty text ends it. */
  fail(path: string): void;
  /** Bodies that were posted, as `path body`. */
  readonly posted: readonly string[];
  close(): Promise<void>;
}

/** Serves the built page from `dist` on a free port of the loopback. */
export async function serveScreens(options: {
  readonly dist: string;
  readonly intake: "never" | "unkeyed" | "fine";
}): Promise<ScreensMock> {
  const start = performance.now();
  const now = (): number => moment + (performance.now() - start);
  let intake = intakeRow(options.intake);
  let lag: readonly LagRow[] = options.intake === "never" ? [] : lagRows(moment);
  const changed = new Map(objects);
  let flowing = (row: FlowRow): FlowRow => row;
  let newer = 0;
  let failing = "";
  const posted: string[] = [];
  let seq = 1;

  const app = express();
  const http = createServer(app);
  const io = new Server(http, { serveClient: false });
  const problem = (response: Response, status: number, title: string, detail?: string): void => {
    const body: Problem = {
      type: "about:blank",
      title,
      status,
      code: title,
      errorId: "E-4417",
      ...(detail === undefined ? {} : { detail }),
    };
    response.status(status).type("application/problem+json").json(body);
  };
  const rowsOf = (ask: Subscribe): readonly Row[] | Problem => {
    switch (ask.feed) {
      case "intake":
        return [intake];
      case "sources":
        return options.intake === "never" ? [] : sources(moment);
      case "status":
        return [statusOf(options.intake === "never" ? [] : exceptionsOf(), now(), false, 0)];
      case "lag":
        return lag;
      case "flow": {
        const row = flowOf(ask.filter ?? {});
        return row === null || failing === "/flows" ? noFlow : [flowing(row)];
      }
      case "causes":
        return options.intake === "never" ? [] : causeRows();
      case "object": {
        const id = ask.filter?.id ?? "";
        if (id === "10427") return [...twoOrders];
        const found = changed.get(id);
        return found ? [found] : [];
      }
      default:
        return [];
    }
  };
  const subs = new Map<string, { readonly socket: Socket; readonly ask: Subscribe; seq: number }>();
  io.on("connection", (socket) => {
    socket.emit("beat", { at: new Date(now()).toISOString(), horizon: new Date(now()).toISOString() });
    socket.on("subscribe", (ask: Subscribe, answer: (given: unknown) => void) => {
      const rows = rowsOf(ask);
      if (!Array.isArray(rows)) return answer({ error: rows });
      const sub = `s${subs.size + 1}`;
      subs.set(sub, { socket, ask, seq });
      answer({ sub, snapshot: { seq, rows, total: rows.length } });
    });
    socket.on("unsubscribe", ({ sub }: { sub: string }) => subs.delete(sub));
  });
  const beat = setInterval(
    () => io.emit("beat", { at: new Date(now()).toISOString(), horizon: new Date(now()).toISOString() }),
    1000,
  );
  const commit = (): void => {
    seq += 1;
    for (const [sub, one] of subs) {
      const rows = rowsOf(one.ask);
      if (Array.isArray(rows))
        one.socket.emit("patch", {
          sub,
          feed: one.ask.feed,
          prev: one.seq,
          seq,
          upsert: rows,
          remove: [],
          total: rows.length,
        });
      one.seq = seq;
    }
  };

  const api = express.Router();
  api.use((request, response, next) =>
    failing !== "" && request.path.startsWith(failing) ? problem(response, 503, "busy", "The store is busy.") : next(),
  );
  api.get("/me", (_request, response) => void response.json(me(now(), false)));
  api.get(
    "/network",
    (_request, response) =>
      void response.json(
        options.intake === "never" ? { ...network, open: true, flows: [], warehouses: [], systems: [] } : network,
      ),
  );
  api.get("/intake", (_request, response) => void response.json(intake));
  api.get("/status", (_request, response) => void response.json({ journal: { lastReceivedAt: intake.firstBytesAt } }));
  api.get("/search", (request, response) => {
    const items = search(String(request.query.q ?? ""));
    response.json({ items, total: items.length, nextCursor: null });
  });
  api.post("/search", (request, response) => {
    const keys = (request.body as { keys: string[] }).keys;
    const items = keys.map((key) => {
      const hits = search(key).filter((one) => one.exact);
      return { key, hits, nearest: hits.length === 0 ? (search(key.slice(0, 6))[0] ?? null) : null };
    });
    response.json({ items, total: items.length, nextCursor: null });
  });
  api.get("/objects/:kind/:id", (request, response) => {
    const object = changed.get(request.params.id);
    if (!object) return problem(response, 404, "Not known");
    const first = object.events[0];
    const activity = first ? [{ ...first, type: null, title: "address normalised", activity: true as const }] : [];
    response.json({
      ...object,
      events: [...object.events, ...activity],
      activityBackTo: new Date(moment - 6 * 3_600_000).toISOString(),
    });
  });
  api.get("/flows/:flow/:step/hours", (request, response) => {
    response.json(flowHoursOf(request.params.flow, request.params.step, String(request.query.window ?? "24h")));
  });
  api.get("/flows/:flow/:step/days", (request, response) => {
    const { figure } = request.query;
    response.json(flowDaysOf(request.params.flow, request.params.step, figure === undefined ? null : String(figure)));
  });
  api.get("/flows/:flow", (request, response) => {
    posted.push(request.originalUrl);
    response.attachment("flow.csv").type("text/csv").send("flow,step\r\n");
  });
  api.get("/errors", (_request, response) => {
    const all = errors();
    response.json(
      options.intake === "never"
        ? { ...all, groups: [], teams: [], whole: { ...all.whole, raised: 0, ended: 0, healedShare: null } }
        : all,
    );
  });
  api.get("/errors/attributes", (request, response) => {
    const found = attributesFor(String(request.query.group));
    if (found === null) response.status(404).json({ type: "about:blank", title: "Not found", status: 404, code: "x" });
    else response.json(found);
  });
  api.post("/errors/trial", express.json(), (request, response) => {
    response.json(trial(request.body.rule));
  });
  api.get("/traces", (request, response) => {
    const { outcome, q, system } = request.query;
    const all =
      options.intake === "never"
        ? []
        : [
            ...traceRows(moment, newer).map((row, i) => ({
              ...row,
              traceId: `new${i}`,
              startTime: new Date(moment).toISOString(),
            })),
            ...traceRows(moment),
          ];
    const fitting = all.filter(
      (row) =>
        (outcome === "failed" ? row.failed : outcome === "keyed" ? row.objects.length > 0 : true) &&
        (system === undefined || row.systems.includes(String(system))) &&
        (q === undefined || JSON.stringify(row).toLowerCase().includes(String(q).toLowerCase())),
    );
    response.json({
      items: fitting.slice(0, Number(request.query.limit ?? 200)),
      total: fitting.length,
      nextCursor: null,
    });
  });
  api.get("/lag/series", (request, response) => {
    const points = Number(request.query.points ?? "24");
    const items = lag.map((row) => lagSeriesOf(row, points, moment));
    response.json({ items, total: items.length, nextCursor: null });
  });
  api.get("/traces/:id", (request, response) => {
    const trace = traces.get(request.params.id);
    if (!trace) return problem(response, 404, "Not known");
    response.json(trace);
  });
  api.post("/tokens", (request, response) => {
    posted.push(`/tokens ${JSON.stringify(request.body)}`);
    response.status(201).json({
      id: "tm_8Jq2",
      name: "connect",
      kind: "ingest",
      token: "tm_8Jq2_x7w41c",
      createdAt: new Date(moment).toISOString(),
    });
  });
  api.post("/intake/test", (_request, response) => {
    posted.push("/intake/test");
    response.status(202).json({ object: { kind: "order", id: "TEST-1" }, traceId: "0af7651916cd43dd8448eb211c80319c" });
  });
  api.post("/network/proposals", (request, response) => {
    posted.push(`/network/proposals ${JSON.stringify(request.body)}`);
    const { system, attribute, key } = request.body as { system: string; attribute: string; key: string };
    response.json({
      file: "network.yaml",
      diff: `--- network.yaml\n+++ network.yaml\n@@ -41,1 +41,2 @@\n aliases:\n+  - { attribute: ${attribute}, system: ${system}, key: ${key} }`,
      text: "",
    });
  });
  app.use(express.json({ limit: "2mb" }));
  app.use("/api/v1", api);
  app.use(express.static(options.dist, { index: false }));
  app.use((_request, response) => void response.sendFile(join(options.dist, "index.html")));
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    posted,
    intake: (row) => {
      intake = row;
      commit();
    },
    object: (row) => {
      changed.set(row.id, row);
      commit();
    },
    lag: (rows) => {
      lag = rows;
      commit();
    },
    flow: (change) => {
      flowing = change;
      commit();
    },
    began: (n) => {
      newer += n;
    },
    fail: (path) => {
      failing = path;
    },
    close: async () => {
      clearInterval(beat);
      await io.close();
    },
  };
}
