import type { KeptLog, KeptSpan } from "../../../collectors/kit/index.ts";
import { type CanonicalEvent, type OpsException, type TraceState, traceText } from "../../domain/index.ts";
import {
  isoOf,
  objectsAmong,
  storyOf,
  toDropped,
  toEventRow,
  toExceptionRow,
  toldBy,
  toTraceRow,
} from "../../feeds/index.ts";
import { plainOf, plainValue, readTrace } from "../../pipeline/read.ts";
import type { Scope, TraceFilter } from "../../ports/index.ts";
import type { DroppedRecords, LogRow, SpanRow, TraceDetail, TraceRow } from "../../wire/index.ts";
import { pageOf as pageSchema, traceDetail, traceRow } from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { table, walk } from "../export/table.ts";
import { isoOfNanos, millisOf } from "../nanos.ts";
import { badParameter, notFound, pageOf, paging, type Route, route, type Serving } from "../route.ts";

/** Time that one list may spend on counting spans in the journal, in milliseconds; rows beyond it say no count. */
const countingFor = 200;
/** Objects of a trace whose timelines are read for its story. */
const objectsRead = 10;
/** Facts of one object that are looked through for those of a trace. */
const factsRead = 500;

/** The facts that a trace told, from the timelines of its objects. */
async function factsTold({ deps }: Serving, scope: Scope, trace: TraceState): Promise<readonly CanonicalEvent[]> {
  const told: CanonicalEvent[] = [];
  for (const { kind, id } of objectsAmong(trace.keys).slice(0, objectsRead)) {
    for (const object of await deps.views.objects(scope, kind, id, trace.environment)) {
      const facts = await deps.views.facts(scope, object.ref, factsRead, null);
      told.push(...toldBy(facts.items, trace.traceId));
    }
  }
  return storyOf(told);
}

async function exceptionsOf({ deps }: Serving, scope: Scope, trace: TraceState): Promise<readonly OpsException[]> {
  const numbers = new Set(trace.groups.map(({ exception }) => exception));
  const exceptions: OpsException[] = [];
  for (const number of numbers) {
    const exception = await deps.views.exception(scope, number);
    if (exception !== undefined) exceptions.push(exception);
  }
  return exceptions;
}

const toSpanRow = (span: KeptSpan, from: bigint): SpanRow => ({
  spanId: span.spanId,
  parentSpanId: span.parentSpanId,
  name: span.name,
  kind: span.spanKind,
  service: span.source.service === "" ? span.source.system : span.source.service,
  startTime: isoOfNanos(span.startNanos),
  endTime: isoOfNanos(span.endNanos),
  durationMs: millisOf(span.endNanos - span.startNanos),
  offsetMs: millisOf(span.startNanos - from),
  status: span.status,
  attributes: plainOf(span.attributes),
  events: span.events.map(({ timeNanos, name, attributes }) => ({
    time: isoOfNanos(timeNanos),
    offsetMs: millisOf(timeNanos - from),
    name,
    attributes: plainOf(attributes),
  })),
  links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
});

const toLogRow = (log: KeptLog, from: bigint): LogRow => ({
  time: isoOfNanos(log.timeNanos),
  severity: log.severity,
  severityText: log.severityText,
  body: plainValue(log.body),
  service: log.source.service === "" ? log.source.system : log.source.service,
  traceId: log.traceId,
  spanId: log.spanId,
  attributes: plainOf(log.attributes),
  offsetMs: millisOf(log.timeNanos - from),
});

const traceId = /^[0-9a-f]{32}$/;

function filterOf(query: ReadonlyMap<string, string>): TraceFilter {
  const outcome = query.get("outcome");
  if (outcome !== undefined && outcome !== "failed" && outcome !== "keyed") {
    throw badParameter("outcome", "must be of failed, keyed");
  }
  const instant = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === undefined || text === "") return undefined;
    const at = Date.parse(text);
    if (Number.isNaN(at)) throw badParameter(name, "must be an instant, as 2026-11-19T19:32:00Z");
    return at;
  };
  const from = instant("from");
  const to = instant("to");
  const system = query.get("system");
  const q = query.get("q")?.trim();
  const environment = query.get("environment");
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(system ? { system } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(q ? { q } : {}),
    ...(environment === undefined ? {} : { environment }),
  };
}

const columns: readonly Column<TraceRow>[] = [
  { name: "trace_id", title: "Trace", type: "text", of: (row) => row.traceId },
  { name: "environment", title: "Environment", type: "text", of: (row) => row.environment },
  { name: "name", title: "Name", type: "text", of: (row) => row.name },
  { name: "start_time", title: "Began", type: "instant", of: (row) => row.startTime },
  { name: "duration_ms", title: "Took, ms", type: "number", of: (row) => row.durationMs },
  { name: "systems", title: "Systems", type: "text", of: (row) => row.systems.join(" ") },
  { name: "failed", title: "Failed", type: "bool", of: (row) => row.failed },
  { name: "objects", title: "Documents", type: "text", of: ({ objects }) => objects.map(textOf).join(" ") },
  { name: "outcome", title: "Outcome", type: "text", of: ({ outcome }) => outcome?.text ?? null },
];

const textOf = ({ kind, id }: TraceRow["objects"][number]): string => `${kind}/${id}`;

/** Traces of a table that are read at once: the story of each is looked up. */
const tracesAtOnce = 50;

/** Traces with a key or a failure, and one in full from the journal. */
export const traceRoutes: readonly Route[] = [
  route({
    id: "listTraces",
    method: "GET",
    path: "/api/v1/traces",
    says: "The newest traces with a key or a failure.",
    query: [
      { name: "outcome", says: "`failed`, or `keyed`: those that name an object." },
      { name: "system", says: "A system that took part." },
      { name: "from", says: "Begun at or after this instant." },
      { name: "to", says: "Begun before this instant." },
      { name: "q", says: "Words in name, key or trace id." },
      { name: "environment", says: "Environment that is kept apart; empty where it counts." },
      ...paging,
    ],
    table: table({
      name: "traces",
      title: "Traces",
      columns,
      async open(serving, { scope, query }) {
        const filter = filterOf(query);
        const read = async (limit: number, cursor: string | null) => {
          const { items, total, nextCursor } = await serving.deps.views.traces(scope, filter, limit, cursor);
          const rows: TraceRow[] = [];
          for (const trace of items) rows.push(toTraceRow(trace, await factsTold(serving, scope, trace), null));
          return { items: rows, total, nextCursor };
        };
        return walk(query, read, query.get("cursor") || null, tracesAtOnce);
      },
    }),
    answers: [{ status: 200, says: "A page", schema: pageSchema(traceRow) }],
    async handle(serving, { scope, query }) {
      const { deps, records } = serving;
      const { limit, cursor } = pageOf(query, 50, 500);
      const page = await deps.views.traces(scope, filterOf(query), limit, cursor);
      const items: TraceRow[] = [];
      const began = performance.now();
      for (const trace of page.items) {
        const told = await factsTold(serving, scope, trace);
        let spans: number | null = null;
        if (performance.now() - began < countingFor) {
          const kept = await readTrace(deps.journal, records, deps.network().reading, trace.traceId, trace.environment);
          spans = kept.spans.length + kept.logs.length === 0 ? null : kept.spans.length;
        }
        items.push(toTraceRow(trace, told, spans));
      }
      return { json: { items, total: page.total, nextCursor: page.nextCursor } };
    },
  }),
  route({
    id: "getTrace",
    method: "GET",
    path: "/api/v1/traces/{traceId}",
    says: "All kept spans and log records of a trace, its objects, and what it told of them.",
    query: [{ name: "environment", says: "Environment that is kept apart; empty where it counts." }],
    answers: [{ status: 200, says: "The trace", schema: traceDetail }],
    async handle(serving, { scope, param, query }) {
      const { deps, records } = serving;
      const id = param("traceId").toLowerCase();
      if (!traceId.test(id)) throw notFound("trace of that id: it has 32 hex digits");
      const environment = query.get("environment") ?? "";
      const state = await deps.views.trace(scope, traceText(environment, id));
      const { spans, logs, cut } = await readTrace(deps.journal, records, deps.network().reading, id, environment);
      const none = spans.length === 0 && logs.length === 0;
      const gone = none ? toDropped(await deps.journal.head()) : null;
      if (state === undefined && none) throw notFound(`trace of that id${goneText(gone)}`);
      const times = [...spans.map(({ startNanos }) => startNanos), ...logs.map(({ timeNanos }) => timeNanos)];
      const ends = [...spans.map(({ endNanos }) => endNanos), ...logs.map(({ timeNanos }) => timeNanos)];
      const least = (a: bigint, b: bigint): bigint => (b < a ? b : a);
      const most = (a: bigint, b: bigint): bigint => (b > a ? b : a);
      const from = times.length === 0 ? null : times.reduce(least);
      const to = ends.length === 0 ? null : ends.reduce(most);
      const network = deps.network();
      const detail: TraceDetail = {
        traceId: id,
        spans: spans.map((span) => toSpanRow(span, from ?? 0n)),
        logs: logs.map((log) => toLogRow(log, from ?? 0n)),
        objects: state === undefined ? [] : objectsAmong(state.keys),
        startTime: from === null ? null : isoOfNanos(from),
        durationMs: from === null || to === null ? 0 : millisOf(to - from),
        steps:
          state === undefined
            ? []
            : stepsAmong(await factsTold(serving, scope, state)).map((fact) => toEventRow(fact, network)),
        exceptions:
          state === undefined
            ? []
            : (await exceptionsOf(serving, scope, state)).map((exception) => toExceptionRow(exception, network)),
        // A parent that is not there may have been dropped, or never came: either way the picture has a hole.
        incomplete: cut || hasHole(spans),
        dropped: gone !== null && state !== undefined && isoOf(state.startAt) <= gone.upTo ? gone : null,
      };
      return { json: detail };
    },
  }),
];

/** Behind what is not found: what can no longer be. */
const goneText = (gone: DroppedRecords | null): string =>
  gone === null ? "" : ` among the records that are kept: those up to ${gone.upTo} were dropped on ${gone.at}`;

/** The business steps of a story; where it has none, its failures. */
function stepsAmong(facts: readonly CanonicalEvent[]): readonly CanonicalEvent[] {
  const steps = facts.filter(({ type }) => type !== null);
  return steps.length > 0 ? steps : facts;
}

function hasHole(spans: readonly KeptSpan[]): boolean {
  if (spans.length === 0) return true;
  const known = new Set(spans.map(({ spanId }) => spanId));
  return spans.some(({ parentSpanId }) => parentSpanId !== null && !known.has(parentSpanId));
}
