import type { Express, Request, Response } from "express";
import type {
  ActionResult,
  ExceptionRow,
  HistoryRow,
  Problem,
  SavedViewBody,
  SavedViewRow,
} from "../../../server/wire/index.ts";
import { type Body, makeJudge } from "./acting.ts";
import { find, startOf, type World } from "./lists.ts";
import { detailOf } from "./world.ts";

/** What the routes of the queue are served from. */
export interface Kept {
  readonly world: () => World;
  /** Rows as they were at a commit; undefined where it is too long ago. */
  readonly past: (seq: number) => World | undefined;
  readonly seq: () => number;
  readonly history: (id: string) => HistoryRow[];
  readonly put: (...rows: readonly ExceptionRow[]) => void;
  readonly now: () => string;
  readonly me: () => string;
}

/** A problem as the server answers it. */
export const refuse = (response: Response, status: number, code: string, extra: Partial<Problem> = {}): void => {
  response
    .status(status)
    .type("application/problem+json")
    .json({ type: "about:blank", title: code, status, code, errorId: "E-4417", ...extra });
};

interface ManyBody extends Body {
  readonly ids?: readonly (string | { readonly id: string; readonly version?: number; readonly actionId?: number })[];
  readonly filter?: Readonly<Record<string, string>>;
  readonly asOfSeq?: number;
  readonly dryRun?: boolean;
}

/** Exceptions, what people do to them, and saved views. Returns the judge, for what happens elsewhere. */
export function serveQueue(app: Express, kept: Kept) {
  const judge = makeJudge(kept.history);
  const problemOf = (status: number, code: string, detail: string): Problem => ({
    type: "about:blank",
    title: code,
    status,
    code,
    detail,
  });

  app.get("/api/v1/exceptions", (request, response) => {
    const { limit, from, cursor, sort, ...filter } = request.query as Record<string, string>;
    const { rows, held } = find(kept.world(), { filter, ...(sort === undefined ? {} : { sort }) });
    const before = cursor === undefined ? undefined : kept.world().get(cursor);
    const start = before === undefined ? Number(from ?? 0) : startOf(rows, sort, before);
    const items = rows.slice(start, start + Number(limit ?? 200));
    const more = start + items.length < rows.length;
    response.json({
      items,
      total: rows.length,
      nextCursor: more ? (items.at(-1)?.id ?? null) : null,
      cursor: start === 0 ? null : (rows[start - 1]?.id ?? null),
      held,
      seq: kept.seq(),
    });
  });
  app.get("/api/v1/exceptions/:id", (request, response) => {
    const row = kept.world().get(request.params.id);
    if (row === undefined) return refuse(response, 404, "not-found");
    response.json(detailOf(row, kept.history(row.id)));
  });
  app.post("/api/v1/exceptions/:id/actions", (request, response) => {
    const row = kept.world().get(request.params.id);
    if (row === undefined) return refuse(response, 404, "not-found");
    const judged = judge.act(row, request.body as Body, kept.me(), kept.now());
    if (judged.kind === "stale") return refuse(response, 409, "stale-version", { current: row });
    if (judged.kind === "refused") return refuse(response, 422, judged.code, { detail: judged.detail });
    kept.put(judged.row);
    response.json(judged.row);
  });
  app.post("/api/v1/exceptions/actions", (request, response) => {
    const body = request.body as ManyBody;
    const asOf = body.asOfSeq === undefined ? undefined : kept.past(body.asOfSeq);
    if (body.asOfSeq !== undefined && asOf === undefined) return refuse(response, 410, "list-too-old");
    const seen = asOf === undefined ? [] : find(asOf, { filter: body.filter ?? {} }).rows;
    const asked =
      body.ids === undefined
        ? seen.map((row) => ({ id: row.id, version: row.version }))
        : body.ids.map((one) => (typeof one === "string" ? { id: one } : one));
    const ids = new Set(seen.map((row) => row.id));
    const joinedLater =
      asOf === undefined
        ? 0
        : find(kept.world(), { filter: body.filter ?? {} }).rows.filter((row) => !ids.has(row.id)).length;
    const of = (one: (typeof asked)[number]): Body => ({ ...body, ...one });
    if (body.dryRun === true) {
      const refused = new Map<string, { detail: string; count: number; ids: string[] }>();
      const others = new Map<string, number>();
      let would = 0;
      for (const one of asked) {
        const row = kept.world().get(one.id);
        const judged = row === undefined ? null : judge.judge(row, of(one));
        if (judged?.kind === "done") {
          would += 1;
          const person = row?.owner.person ?? kept.me();
          if (person !== kept.me()) others.set(person, (others.get(person) ?? 0) + 1);
          continue;
        }
        const [code, detail] =
          judged === null
            ? ["not-found", "There is none of that id."]
            : judged.kind === "stale"
              ? ["stale-version", "It changed since it was seen."]
              : [judged.code, judged.detail];
        const known = refused.get(code) ?? { detail, count: 0, ids: [] };
        refused.set(code, { detail, count: known.count + 1, ids: [...known.ids, one.id].slice(0, 5) });
      }
      const preview = {
        asked: asked.length,
        would,
        refused: [...refused].map(([code, rest]) => ({ code, ...rest })),
        fromOthers: [...others].map(([person, count]) => ({ person, count })).sort((a, b) => b.count - a.count),
      };
      return void response.json({ preview, joinedLater });
    }
    const done: ExceptionRow[] = [];
    const results = asked.map((one): ActionResult => {
      const row = kept.world().get(one.id);
      if (row === undefined) return { id: one.id, ok: false, error: problemOf(404, "not-found", "There is none.") };
      const judged = judge.act(row, of(one), kept.me(), kept.now());
      if (judged.kind === "done") {
        done.push(judged.row);
        return { id: one.id, ok: true, version: judged.row.version, exception: judged.row };
      }
      if (judged.kind === "refused")
        return { id: one.id, ok: false, error: problemOf(422, judged.code, judged.detail) };
      const was = asOf?.get(one.id);
      const error = problemOf(409, "stale-version", "It changed since it was seen; nothing was done.");
      return { id: one.id, ok: false, exception: row, ...(was === undefined ? {} : { seen: was }), error };
    });
    if (done.length > 0) kept.put(...done);
    response.json({ results, joinedLater });
  });
  serveViews(app, kept);
  return judge;
}

function serveViews(app: Express, kept: Kept): void {
  const at = kept.now();
  const view = (id: string, name: string, page: string, owner: string, on: boolean): SavedViewRow => ({
    id,
    name,
    page,
    owner,
    shared: owner !== kept.me(),
    mine: owner === kept.me(),
    subscribed: on,
    subscribers: [owner],
    createdAt: at,
    updatedAt: at,
  });
  let views: SavedViewRow[] = [
    view("v_1", "Label desk", "/queue?site=ATL&q=label", kept.me(), true),
    view("v_2", "Invoices refused", "/queue?kind=failed-event&team=ar-finance", "Ben Adler", true),
    view("v_3", "Savannah counts", "/queue?site=SAV", "Sam Ansah", false),
  ];
  let next = 4;
  const list = (response: Response): void => {
    const items = views.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    response.json({ items, total: items.length, nextCursor: null });
  };
  const answer = (response: Response, id: unknown, status = 200): void => {
    response.status(status).json(views.find((one) => one.id === id));
  };
  app.get("/api/v1/views", (_request, response) => list(response));
  app.post("/api/v1/views", (request: Request, response: Response) => {
    const body = request.body as SavedViewBody;
    const id = `v_${next}`;
    next += 1;
    views.push({ ...view(id, body.name, body.page, kept.me(), true), shared: body.shared });
    answer(response, id, 201);
  });
  app.put("/api/v1/views/:id", (request, response) => {
    views = views.map((one) => (one.id === request.params.id ? { ...one, ...(request.body as SavedViewBody) } : one));
    answer(response, request.params.id);
  });
  app.delete("/api/v1/views/:id", (request, response) => {
    views = views.filter((one) => one.id !== request.params.id);
    response.status(204).end();
  });
  for (const [method, on] of [
    ["put", true],
    ["delete", false],
  ] as const) {
    app[method]("/api/v1/views/:id/subscription", (request: Request, response: Response) => {
      const { id } = request.params;
      views = views.map((one) => (one.id === id ? { ...one, subscribed: on } : one));
      answer(response, id);
    });
  }
}
