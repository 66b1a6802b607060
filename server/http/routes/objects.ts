import { type BusinessObject, isObjectKind, keyText, partsOf } from "../../domain/index.ts";
import { isoOf, readObject, toSearchHitRow, warehouseOf } from "../../feeds/index.ts";
import { readActivity, titleOf } from "../../pipeline/read.ts";
import type { Scope, SearchHit } from "../../ports/index.ts";
import type { EventRow, ObjectRow, SearchAnswer, SearchHitRow } from "../../wire/index.ts";
import { searchBody } from "../../wire/schemas.ts";
import { choices, objectRow, pageOf as pageSchema, searchAnswer, searchHitRow } from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { table } from "../export/table.ts";
import { isoOfNanos } from "../nanos.ts";
import { badParameter, notFound, pageOf, type Route, route, type Serving } from "../route.ts";

/** Activity records in one answer, at most. */
const activityShown = 200;
/** Numbers of a pasted list that are looked up before others get a turn. */
const keysAtOnce = 25;

async function withActivity(serving: Serving, object: BusinessObject, row: ObjectRow): Promise<ObjectRow> {
  const { journal, network } = serving.deps;
  const { keys, traces, environment } = object;
  const about = { keys, traces, environment };
  const found = await readActivity(journal, serving.records, network().reading, about, activityShown);
  const events = found.records.map(({ record, entry }): EventRow => {
    const at = record.kind === "span" ? record.endNanos : record.timeNanos;
    return {
      type: null,
      system: record.source.system,
      occurredAt: isoOfNanos(at),
      occurredPrecision: "instant",
      receivedAt: isoOf(entry.at),
      status: "ok",
      error: null,
      warehouse: null,
      quantity: null,
      amount: null,
      lines: [],
      traceId: record.traceId,
      spanId: record.spanId,
      position: String(entry.position),
      title: titleOf(record),
      activity: true,
    };
  });
  return {
    ...row,
    events: [...row.events, ...events].sort((a, b) =>
      a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : 0,
    ),
    ...(found.backTo === null ? {} : { activityBackTo: isoOf(found.backTo) }),
  };
}

const choiceOf = (object: BusinessObject) => {
  const issuer = partsOf(object.ref).issuer;
  const { kind, id, environment, status } = object;
  const query = new URLSearchParams({ issuer, ...(environment === "" ? {} : { environment }) });
  const url = `/api/v1/objects/${kind}/${encodeURIComponent(id)}?${query}`;
  return { kind, id, issuer, environment, status, warehouse: warehouseOf(object), url };
};

async function hitRow({ deps }: Serving, scope: Scope, hit: SearchHit): Promise<SearchHitRow> {
  return toSearchHitRow(hit, await deps.views.exceptionsOf(scope, hit.object.ref), deps.network());
}

async function answerFor(serving: Serving, scope: Scope, key: string): Promise<SearchAnswer> {
  const asked = key.trim();
  const hits = asked === "" ? [] : await serving.deps.views.search(scope, asked, 10);
  const exact = hits.filter((hit) => hit.exact);
  // Where nothing fits, the only object whose number begins so is it; of several the first is told as nearest.
  const fits = exact.length > 0 ? exact : hits.length === 1 ? hits : [];
  const nearest = fits.length === 0 ? hits[0] : undefined;
  const rows: SearchHitRow[] = [];
  for (const hit of fits) rows.push(await hitRow(serving, scope, hit));
  return { key, hits: rows, nearest: nearest === undefined ? null : await hitRow(serving, scope, nearest) };
}

/** A number of a pasted list with one object that it fits; null: none. */
interface Found {
  readonly key: string;
  readonly hit: SearchHitRow | null;
}

const searchColumns: readonly Column<Found>[] = [
  { name: "key", title: "Number", type: "text", of: ({ key }) => key },
  { name: "kind", title: "Kind", type: "text", of: ({ hit }) => hit?.kind ?? null },
  { name: "id", title: "Document", type: "text", of: ({ hit }) => hit?.id ?? null },
  { name: "matched_kind", title: "Found by", type: "text", of: ({ hit }) => hit?.matched.kind ?? null },
  { name: "matched", title: "Found by number", type: "text", of: ({ hit }) => hit?.matched.value ?? null },
  { name: "exact", title: "Exact", type: "bool", of: ({ hit }) => hit?.exact ?? null },
  { name: "status", title: "Status", type: "text", of: ({ hit }) => (hit === null ? "unknown" : hit.status) },
  { name: "milestone", title: "Last step", type: "text", of: ({ hit }) => hit?.milestone ?? null },
  { name: "warehouse", title: "Warehouse", type: "text", of: ({ hit }) => hit?.warehouse ?? null },
  { name: "customer", title: "Customer", type: "text", of: ({ hit }) => hit?.customer ?? null },
  { name: "waits_for", title: "Waits for", type: "text", of: ({ hit }) => hit?.waitsFor?.expects ?? null },
  { name: "waits_for_system", title: "From", type: "text", of: ({ hit }) => hit?.waitsFor?.system ?? null },
  { name: "due_at", title: "Due", type: "instant", of: ({ hit }) => hit?.waitsFor?.dueAt ?? null },
  { name: "team", title: "Team", type: "text", of: ({ hit }) => hit?.owner?.team ?? null },
  { name: "person", title: "Person", type: "text", of: ({ hit }) => hit?.owner?.person ?? null },
  { name: "exception", title: "Exception", type: "text", of: ({ hit }) => hit?.exception?.id ?? null },
  { name: "exception_title", title: "What is wrong", type: "text", of: ({ hit }) => hit?.exception?.title ?? null },
];

/** The answers for a pasted list, a few at a time, so that others get a turn between them. */
async function* answersFor(
  serving: Serving,
  scope: Scope,
  keys: readonly string[],
): AsyncGenerator<readonly SearchAnswer[]> {
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    const answers: SearchAnswer[] = [];
    for (const key of keys.slice(from, from + keysAtOnce)) answers.push(await answerFor(serving, scope, key));
    yield answers;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function* foundOf(answers: AsyncIterable<readonly SearchAnswer[]>): AsyncGenerator<readonly Found[]> {
  for await (const some of answers)
    yield some.flatMap(({ key, hits }): readonly Found[] =>
      hits.length === 0 ? [{ key, hit: null }] : hits.map((hit) => ({ key, hit })),
    );
}

/** Objects by any of their keys, and the search for them. */
export const objectRoutes: readonly Route[] = [
  route({
    id: "getObject",
    method: "GET",
    path: "/api/v1/objects/{kind}/{id}",
    says: "One object by any of its keys, percent-encoded: timeline, what is due, what is wrong, what belongs to it.",
    query: [
      { name: "activity", says: "1: also what is no event, read from the journal, newest records first." },
      { name: "environment", says: "Environment that is kept apart; empty where it counts." },
      { name: "issuer", says: "Issuer of the key, where a number fits several objects." },
      { name: "cursor", says: "`eventsNext` of the answer before." },
    ],
    answers: [
      { status: 200, says: "The object", schema: objectRow },
      { status: 300, says: "The value fits several objects", schema: choices },
    ],
    async handle(serving, { scope, param, query }) {
      const { deps, feeds } = serving;
      const kind = param("kind");
      if (!isObjectKind(kind)) throw notFound(`kind of object named ${kind.slice(0, 40)}`);
      const environment = query.get("environment") ?? "";
      const activity = query.get("activity") ?? "0";
      if (activity !== "1" && activity !== "0") throw badParameter("activity", "must be 1 or 0");
      const issuer = query.get("issuer");
      const value = param("id");
      const named = await deps.views.objects(scope, kind, value, environment);
      const found =
        issuer === undefined
          ? named
          : named.filter(
              (object) =>
                object.keys.some((key) => key.kind === kind && key.value === value && key.issuer === issuer) ||
                object.ref === keyText(environment, { kind, issuer, value }),
            );
      const [object] = found;
      if (object === undefined) throw notFound(`${kind} of that number`);
      if (found.length > 1) return { status: 300, json: { choices: found.map(choiceOf) } };
      const row = await readObject(feeds, scope, object, query.get("cursor") || null);
      return { json: activity === "1" ? await withActivity(serving, object, row) : row };
    },
  }),
  route({
    id: "search",
    method: "GET",
    path: "/api/v1/search",
    says: "Objects by any key, exact ones first, then those that begin so; separators and leading zeros do not matter.",
    query: [
      { name: "q", says: "A number or the beginning of one; 1 to 256 characters." },
      { name: "limit", says: "Hits, 20 when not given, at most 100." },
    ],
    answers: [{ status: 200, says: "Hits", schema: pageSchema(searchHitRow) }],
    async handle(serving, { scope, query }) {
      const q = query.get("q")?.trim() ?? "";
      if (q === "" || q.length > 256) throw badParameter("q", "must have 1 to 256 characters");
      const { limit } = pageOf(query, 20, 100);
      const items: SearchHitRow[] = [];
      for (const hit of await serving.deps.views.search(scope, q, limit)) items.push(await hitRow(serving, scope, hit));
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "searchMany",
    method: "POST",
    path: "/api/v1/search",
    says: "A pasted list of up to 5,000 numbers: what each is, where it stands, what it waits for and whose it is.",
    body: searchBody,
    table: table<Found, { readonly keys: readonly string[] }>({
      name: "search",
      title: "Numbers",
      columns: searchColumns,
      open: async (serving, { scope, body }) => ({
        total: body.keys.length,
        pages: foundOf(answersFor(serving, scope, body.keys)),
        nextCursor: null,
      }),
    }),
    answers: [{ status: 200, says: "One answer a number, in their order", schema: pageSchema(searchAnswer) }],
    async handle(serving, { scope, body }) {
      const items: SearchAnswer[] = [];
      for await (const some of answersFor(serving, scope, body.keys)) items.push(...some);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
];
