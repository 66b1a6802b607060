import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type Response } from "express";
import { Server, type Socket } from "socket.io";
import type {
  CloseRow,
  DepartureRow,
  PostingDocument,
  PostingTable,
  Problem,
  Subscribe,
  TallyRow,
  TieOutRow,
} from "../../../server/wire/index.ts";
import { countOf } from "../../../web/screens/tally/model.ts";
import { exceptionsOf, intake, me, moment, network, sourcesOf, statusOf } from "../mock/world.ts";
import { postingDocuments } from "./aging.ts";
import { delayedOf, delayedPage, postingsPage, tablesOf } from "./books.ts";
import { closingOf } from "./closing.ts";
import { departureRows, tallyDocuments, tallyRows } from "./tally.ts";
import { saidAtFirst, tieLines, tieOutOf } from "./tie-out.ts";

type Row = { readonly id: string };

/** A server of the moment of the pictures for Tally, Departures and Postings, which tests can push about. */
export interface BuildingMock {
  readonly url: string;
  readonly tally: () => readonly TallyRow[];
  readonly departures: () => readonly DepartureRow[];
  putTally(rows: readonly TallyRow[]): void;
  putDepartures(rows: readonly DepartureRow[]): void;
  readonly postings: () => readonly PostingDocument[];
  /** What is not in the books from now on, in the tables; in the lists too unless they are to lag behind. */
  putPostings(documents: readonly PostingDocument[], lists?: boolean): void;
  /** Ends each socket, and refuses new ones until told otherwise. */
  cut(value: boolean): void;
  /** Stops the beats while sockets stay open. */
  hush(value: boolean): void;
  /** Bends the tables of what is not in the books, as a server at fault would. */
  bend(by: (table: PostingTable) => PostingTable): void;
  /** Subscriptions and reads of a path that begins so fail from now on; an empty text ends it. */
  fail(path: string, status?: number): void;
  /** How the close of the period stands from now on. */
  putClose(row: CloseRow): void;
  /** Orders that a later departure refuses. */
  refuse(...orders: readonly string[]): void;
  /** What was subscribed to, as `feed {filter}`. */
  readonly asked: readonly string[];
  /** What was sent, as `METHOD path body`. */
  readonly sent: readonly string[];
  close(): Promise<void>;
}

/** Another day has nothing on it; an earlier minute of this one has half as much shipped. */
function asOf(row: TallyRow, filter: Readonly<Record<string, string>>): TallyRow {
  if (filter.day !== undefined && filter.day !== row.day) {
    const none = <T extends Readonly<Record<string, number>>>(counts: T): T =>
      Object.fromEntries(Object.keys(counts).map((key) => [key, 0])) as T;
    const { orders } = row;
    return {
      ...row,
      day: filter.day,
      orders: { ...orders, total: 0, released: 0, carried: 0, parts: none(orders.parts), loaded: 0, holds: [] },
      shipped: none(row.shipped),
      billed: none(row.billed),
      departuresLeft: 0,
    };
  }
  if (filter.at === undefined) return row;
  const shipped = Math.floor(row.orders.parts.shipped / 2);
  const floor = row.orders.parts.floor + row.orders.parts.shipped - shipped;
  return {
    ...row,
    orders: { ...row.orders, parts: { ...row.orders.parts, shipped, floor } },
    shipped: { "in-erp": shipped, "erp-waiting": 0, "erp-late": 0 },
    billed: { billed: shipped, "not-billable": 0, "bill-waiting": 0, "bill-refused": 0, "bill-late": 0 },
  };
}

/** Serves the built page from `dist` on a free port of the loopback. `empty`: no building is known; `unheard`: no source was. */
export async function serveBuilding(options: {
  readonly dist: string;
  readonly empty?: boolean;
  readonly unheard?: boolean;
}): Promise<BuildingMock> {
  const start = performance.now();
  const now = (): number => moment + (performance.now() - start);
  const iso = (at: number): string => new Date(at).toISOString();
  let tally = options.empty === true ? [] : tallyRows();
  let departures = options.empty === true ? [] : departureRows();
  let postings = options.empty === true ? [] : postingDocuments();
  let listed = postings;
  let stated: readonly TieOutRow[] = options.empty === true ? [] : [tieOutOf(saidAtFirst, iso(moment - 120_000))];
  let down = false;
  let quiet = false;
  let failing = "";
  let failedBy = 503;
  let bent = (table: PostingTable): PostingTable => table;
  let seq = 1;
  const undone = new Map<string, { readonly before: readonly DepartureRow[]; readonly orders: readonly string[] }>();
  const refused = new Set<string>();
  const asked: string[] = [];
  const sent: string[] = [];

  const app = express();
  const http = createServer(app);
  const io = new Server(http, { serveClient: false, allowRequest: (_request, answer) => answer(null, !down) });
  const busy: Problem = {
    type: "about:blank",
    title: "busy",
    status: 503,
    code: "busy",
    detail: "The store is busy.",
    errorId: "E-4417",
  };
  const rowsOf = (ask: Subscribe): readonly Row[] => {
    const filter = ask.filter ?? {};
    switch (ask.feed) {
      case "tally":
        return tally
          .filter((row) => filter.warehouse === undefined || row.warehouse === filter.warehouse)
          .map((row) => asOf(row, filter));
      case "departures":
        return departures.filter(
          (row) => row.warehouse === filter.warehouse && (filter.day === undefined || filter.day === "2026-11-19"),
        );
      case "postings":
        return tablesOf(postings, filter, options.empty !== true).map(bent);
      case "sources":
        return options.unheard === true ? [] : sourcesOf(now(), true);
      case "status":
        return [statusOf(exceptionsOf(), now(), false, 0)];
      default:
        return [];
    }
  };
  const subs = new Map<
    string,
    { readonly socket: Socket; readonly ask: Subscribe; ids: readonly string[]; seq: number }
  >();
  let nextSub = 1;
  io.on("connection", (socket) => {
    socket.emit("beat", { at: iso(now()), horizon: iso(now()) });
    socket.on("subscribe", (ask: Subscribe, answer: (given: unknown) => void) => {
      asked.push(`${ask.feed} ${JSON.stringify(ask.filter ?? {})}`);
      if (failing !== "" && `/${ask.feed}`.startsWith(failing)) return answer({ error: { ...busy, status: failedBy } });
      const rows = rowsOf(ask);
      const sub = `s${nextSub}`;
      nextSub += 1;
      subs.set(sub, { socket, ask, ids: rows.map((row) => row.id), seq });
      answer({ sub, snapshot: { seq, rows, total: rows.length } });
    });
    socket.on("unsubscribe", ({ sub }: { sub: string }) => subs.delete(sub));
  });
  const beat = setInterval(() => {
    if (!quiet) io.emit("beat", { at: iso(now()), horizon: iso(now()) });
  }, 1000);
  const commit = (): void => {
    seq += 1;
    for (const [sub, one] of subs) {
      const rows = rowsOf(one.ask);
      const remove = one.ids.filter((id) => !rows.some((row) => row.id === id));
      one.socket.emit("patch", {
        sub,
        feed: one.ask.feed,
        prev: one.seq,
        seq,
        upsert: rows,
        remove,
        total: rows.length,
      });
      one.seq = seq;
      one.ids = rows.map((row) => row.id);
    }
  };
  const problem = (response: Response, body: Problem): void =>
    void response.status(body.status).type("application/problem+json").json(body);

  const api = express.Router();
  api.use((request, response, next) =>
    failing !== "" && request.path.startsWith(failing) ? problem(response, busy) : next(),
  );
  api.get("/me", (_request, response) => void response.json(me(now(), false)));
  api.get(
    "/network",
    (_request, response) => void response.json(options.empty === true ? { ...network, warehouses: [] } : network),
  );
  api.get("/intake", (_request, response) => void response.json(intake(true)));
  api.get("/tally/documents", (request, response) => {
    const { warehouse, day, at, part = "", cursor, limit } = request.query as Record<string, string | undefined>;
    const filter = { ...(day === undefined ? {} : { day }), ...(at === undefined ? {} : { at }) };
    const rows = tally
      .filter((row) => warehouse === undefined || row.warehouse === warehouse)
      .map((row) => asOf(row, filter));
    const all = rows.flatMap((row) => tallyDocuments(part, countOf([row], part) ?? 0, row.warehouse));
    const from = Number(cursor ?? 0);
    const to = from + Number(limit ?? 200);
    response.json({
      items: all.slice(from, to),
      total: all.length,
      nextCursor: to < all.length ? String(to) : null,
    });
  });
  api.get("/postings", (request, response) => {
    asked.push(request.url);
    response.json(postingsPage(postings, request.query as Record<string, string>));
  });
  api.get("/postings/delayed", (request, response) => {
    const accept = String(request.headers.accept);
    asked.push(`${request.url} ${accept}`);
    const ask = request.query as Record<string, string>;
    if (accept === "application/json") return void response.json(delayedPage(listed, ask));
    if (accept !== "text/csv")
      return problem(response, { ...busy, status: 413, code: "too-large", detail: "A sheet holds 100,000 documents." });
    const lines = delayedOf(listed, ask).map((one) => `${one.object.id},${one.value ?? ""}`);
    response
      .attachment("postings-revenue.csv")
      .type("text/csv")
      .send(["document,value", ...lines].join("\n"));
  });
  api.get("/postings/tie-out", (request, response) => {
    asked.push(request.url);
    const items = stated.filter(({ statement }) => statement.side === String(request.query.side));
    response.json({ items, total: items.length, nextCursor: null });
  });
  api.get("/postings/tie-out/lines", (request, response) => {
    asked.push(request.url);
    const items = tieLines.filter(({ reason }) => reason === request.query.reason);
    response.json({ items, total: items.length, nextCursor: null });
  });
  api.post("/postings/statements", (request, response) => {
    sent.push(`POST /postings/statements ${JSON.stringify(request.body)}`);
    const row = tieOutOf(request.body as Parameters<typeof tieOutOf>[0], iso(now()));
    stated = [row, ...stated];
    response.status(201).json(row);
  });
  const closing = closingOf(api, options.empty === true, sent, iso, now);
  api.post("/departures/moves", (request, response) => {
    sent.push(`POST /departures/moves ${JSON.stringify(request.body)}`);
    const { orders, to } = request.body as { orders: readonly string[]; to: { at: string } };
    const moved = new Set(orders.filter((id) => !refused.has(id)));
    const actionId = `M-${undone.size + 1}`;
    undone.set(actionId, { before: departures, orders: [...moved] });
    departures = departures.map((row) => {
      const causes = row.causes.map((cause) => ({ ...cause, orders: cause.orders.filter((id) => !moved.has(id)) }));
      const gone = row.blocked - causes.reduce((sum, cause) => sum + cause.orders.length, 0);
      if (row.at === to.at) return { ...row, orders: row.orders + moved.size, floor: row.floor + moved.size };
      return {
        ...row,
        orders: row.orders - gone,
        blocked: row.blocked - gone,
        causes: causes.filter((cause) => cause.orders.length > 0),
      };
    });
    commit();
    response.json({
      actionId: moved.size === 0 ? null : actionId,
      results: orders.map((id) =>
        moved.has(id)
          ? { id, ok: true }
          : {
              id,
              ok: false,
              error: { ...busy, status: 409, code: "shipped", title: "It has left.", detail: `${id} has left.` },
            },
      ),
    });
  });
  api.delete("/departures/moves/:id", (request, response) => {
    sent.push(`DELETE /departures/moves/${request.params.id}`);
    const was = undone.get(request.params.id);
    departures = was?.before ?? departures;
    commit();
    response.json({ actionId: "M-9", results: (was?.orders ?? []).map((id) => ({ id, ok: true })) });
  });
  app.use(express.json());
  app.use("/api/v1", api);
  app.use(express.static(options.dist, { index: false }));
  app.use((_request, response) => void response.sendFile(join(options.dist, "index.html")));
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    tally: () => tally,
    departures: () => departures,
    putTally: (rows) => {
      tally = rows;
      commit();
    },
    putDepartures: (rows) => {
      departures = rows;
      commit();
    },
    postings: () => postings,
    putPostings: (documents, lists = true) => {
      postings = documents;
      if (lists) listed = documents;
      commit();
    },
    cut: (value) => {
      down = value;
      if (value) io.disconnectSockets(true);
    },
    hush: (value) => {
      quiet = value;
    },
    bend: (by) => {
      bent = by;
      commit();
    },
    fail: (path, status = 503) => {
      failing = path;
      failedBy = status;
    },
    putClose: closing.put,
    refuse: (...orders) => {
      for (const one of orders) refused.add(one);
    },
    asked,
    sent,
    close: async () => {
      clearInterval(beat);
      await io.close();
      http.closeAllConnections();
    },
  };
}
