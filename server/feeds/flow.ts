import { addHistogram, percentile } from "../domain/expectations/histogram.ts";
import type { ExceptionKind, Instant, Millis, Network, SourceState, Step } from "../domain/index.ts";
import type { FlowAsk, FlowCell, FlowSeen, Scope } from "../ports/index.ts";
import type { FlowCounts, FlowRow, FlowSilence, FlowStepRow } from "../wire/index.ts";
import type { FilterFault } from "./exception-filter.ts";
import { byId, type FeedDeps, type RecomputedFeed } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { toHeldRow } from "./held.ts";
import { windowOf } from "./lag.ts";
import { eventOfTold, readSources, silentOf } from "./sources.ts";

/** The window of a flow when none is given. */
export const defaultFlowWindow = "24h";

/** Kinds of exceptions in which a system, and not the goods or the papers, is what is wrong. */
const technicalKinds: ReadonlySet<ExceptionKind> = new Set([
  "failed-event",
  "contract-violation",
  "undecodable",
  "source-silent",
]);
/** Kinds that say again what the count of late ones says. */
const lateKinds: ReadonlySet<ExceptionKind> = new Set(["missing-event", "late-event"]);

/** What is asked of a flow over a window that ends with the minute of `now`. */
export function flowAsk(flow: string, warehouse: string | null, length: Millis, now: Instant): FlowAsk {
  const to = (Math.floor(now / 60_000) + 1) * 60_000;
  const from = to - length;
  return { flow, warehouse, window: { from, to }, before: { from: from - length, to: from } };
}

/** A flow as its map shows it. Pure. Throws for a flow without a step. */
export function toFlowRow(
  seen: FlowSeen,
  ask: FlowAsk,
  network: Network,
  sources: readonly SourceState[],
  now: Instant,
): FlowRow {
  const steps = network.steps.filter(({ flow }) => flow === ask.flow);
  const [first] = steps;
  if (first === undefined) throw new TypeError(`the network has no flow ${ask.flow}`);
  const awaited = new Set(steps.map(({ expect }) => expect));
  const starts = [...new Set(steps.map(({ after }) => after))].filter((event) => !awaited.has(event));
  const rows = steps.map((step) => toStepRow(step, seen, ask, network, sources, now));
  const counted = sources.filter(({ environment }) => environment === "");
  const tells = new Set([...starts, ...awaited]);
  const telling = counted.filter(
    (source) =>
      isOf(source.system, ask.warehouse, network) &&
      (source.tells.some((told) => tells.has(eventOfTold(told))) ||
        rows.some(({ systems }) => systems.includes(source.system))),
  );
  const beside = seen.cells.filter(({ step }) => !steps.some(({ id }) => id === step));
  const raisedIn = (span: "now" | "before"): number => seen.cells.reduce((sum, cell) => sum + cell[span].raised, 0);
  const { now: through, before } = seen.passages;
  const timed = (histogram: ReadonlyMap<number, number>): number => [...histogram.values()].reduce((a, b) => a + b, 0);
  return {
    id: ask.flow,
    object: first.object,
    warehouse: ask.warehouse,
    from: isoOf(ask.window.from),
    to: isoOf(ask.window.to),
    beforeFrom: isoOf(ask.before.from),
    begun: { now: through.begun, before: before.begun },
    completed: { now: through.completed, before: before.completed },
    medianMs: { now: percentile(through.histogram, 0.5), before: percentile(before.histogram, 0.5) },
    timed: { now: timed(through.histogram), before: timed(before.histogram) },
    raised: { now: raisedIn("now"), before: raisedIn("before") },
    open: seen.cells.reduce((sum, { exceptions }) => sum + total(exceptions), 0),
    held: { now: toHeldRow(seen.held.now, network), before: toHeldRow(seen.held.before, network) },
    beside: beside.reduce((sum, { exceptions }) => sum + total(exceptions), 0),
    sources: telling.length,
    silent: silences(telling, network, now),
    heardSince: isoOrNull(firstHeard(telling)),
    starts: starts.map((event) => ({ id: startId(event), event })),
    steps: rows,
    edges: steps.flatMap((step) => edgesTo(step, steps, rows)),
    worst: worstOf(rows),
  };
}

const firstHeard = (sources: readonly SourceState[]): Instant | null =>
  sources.reduce<Instant | null>(
    (first, { firstHeardAt: at }) => (at === null ? first : Math.min(first ?? at, at)),
    null,
  );

const startId = (event: string): string => `start:${event}`;

/** Ways to a step: from each step that waits for the event after which it begins, else from where the flow begins. */
function edgesTo(step: Step, steps: readonly Step[], rows: readonly FlowStepRow[]): FlowRow["edges"] {
  const volume = rows.find(({ id }) => id === step.id)?.count ?? 0;
  const from = steps.filter(({ id, expect }) => expect === step.after && id !== step.id).map(({ id }) => id);
  if (from.length === 0) return [{ from: startId(step.after), to: step.id, volume }];
  return from.map((id) => ({ from: id, to: step.id, volume: from.length === 1 ? volume : null }));
}

/** The step at which most is stuck; of those alike the one with more that is late, then the earlier. */
function worstOf(rows: readonly FlowStepRow[]): string | null {
  let worst: FlowStepRow | null = null;
  for (const row of rows) {
    if (row.stuck === 0) continue;
    if (worst === null || row.stuck > worst.stuck || (row.stuck === worst.stuck && row.late > worst.late)) worst = row;
  }
  return worst?.id ?? null;
}

function toStepRow(
  step: Step,
  seen: FlowSeen,
  ask: FlowAsk,
  network: Network,
  sources: readonly SourceState[],
  now: Instant,
): FlowStepRow {
  const cells = seen.cells.filter((cell) => cell.step === step.id);
  const systems = [...network.systems.values()].filter(
    ({ id, kind, warehouse }) =>
      (step.from === null || id === step.from || kind === step.from) &&
      isOf(id, ask.warehouse, network) &&
      (warehouse === null || step.warehouses === undefined || step.warehouses.has(warehouse)),
  );
  const telling = sources.filter(
    ({ environment, system }) => environment === "" && systems.some(({ id }) => id === system),
  );
  const earlier = spanOf(cells, "before");
  return {
    ...countsOf(cells),
    id: step.id,
    expects: step.expect,
    systems: step.from === null ? [] : systems.map(({ id }) => id),
    limitMs: step.within,
    watch: step.mode === "watch",
    stuck: seen.stuck.get(step.id) ?? 0,
    countBefore: earlier.count,
    p95BeforeMs: percentile(earlier.histogram, 0.95),
    silent: step.from === null ? [] : silences(telling, network, now),
    presence: leastOf(
      step.from === null
        ? []
        : systems.map(({ id, presence }) => telling.find(({ system }) => system === id)?.presence ?? presence),
    ),
    sites: [...new Set(cells.map(({ warehouse }) => warehouse))].sort().map((warehouse) => ({
      ...countsOf(cells.filter((cell) => cell.warehouse === warehouse)),
      warehouse: warehouse === "" ? null : warehouse,
    })),
  };
}

/** Whether a system serves a building; those of the company serve each. */
function isOf(system: string, warehouse: string | null, { systems }: Pick<Network, "systems">): boolean {
  const of = systems.get(system)?.warehouse ?? null;
  return warehouse === null || of === null || of === warehouse;
}

const silences = (sources: readonly SourceState[], network: Network, now: Instant): readonly FlowSilence[] =>
  sources
    .filter((source) => silentOf(source, network, now))
    .map(({ system, lastSeenAt }) => ({ system, lastSeenAt: isoOrNull(lastSeenAt) }));

/** What may be judged least: sampled, then unknown. A step that anybody may tell is judged by what is known of it. */
function leastOf(presences: readonly (SourceState["presence"] | null)[]): FlowStepRow["presence"] {
  if (presences.includes("sampled")) return "sampled";
  return presences.some((one) => one === null || one === "unknown") ? "unknown" : "complete";
}

const total = (exceptions: FlowCell["exceptions"]): number => [...exceptions.values()].reduce((a, b) => a + b, 0);

function spanOf(cells: readonly FlowCell[], span: "now" | "before") {
  const histogram = new Map<number, number>();
  const sum = { count: 0, late: 0, cancelled: 0, notJudged: 0 };
  for (const { [span]: one } of cells) {
    addHistogram(histogram, one.histogram);
    sum.count += one.count;
    sum.late += one.late;
    sum.cancelled += one.cancelled;
    sum.notJudged += one.notJudged;
  }
  return { ...sum, histogram };
}

function countsOf(cells: readonly FlowCell[]): FlowCounts {
  let [inFlight, onHold, late, technical, business] = [0, 0, 0, 0, 0];
  let oldest: Instant | null = null;
  for (const cell of cells) {
    inFlight += cell.open;
    onHold += cell.paused;
    late += cell.missed;
    if (cell.oldestAt !== null) oldest = Math.min(oldest ?? cell.oldestAt, cell.oldestAt);
    for (const [kind, count] of cell.exceptions) {
      if (technicalKinds.has(kind)) technical += count;
      else if (!lateKinds.has(kind)) business += count;
    }
  }
  const { count, late: cameLate, cancelled, notJudged, histogram } = spanOf(cells, "now");
  return {
    inFlight,
    onHold,
    late,
    oldestAt: isoOrNull(oldest),
    technical,
    business,
    cancelled,
    notJudged,
    count,
    cameLate,
    medianMs: percentile(histogram, 0.5),
    p95Ms: percentile(histogram, 0.95),
  };
}

/** Filters of the live feed, which are the route's path and parameters. */
export const flowFilterNames = ["flow", "warehouse", "window"] as const;

/** What is wrong with the window. */
export const flowFaults = (filter: ReadonlyMap<string, string>): readonly FilterFault[] =>
  windowOf(filter.get("window") ?? defaultFlowWindow) === null
    ? [{ path: "window", message: "must be a length up to 31d, as 24h" }]
    : [];

/** Reads a flow; null where the network has none of that name, or no such building may be seen. */
export async function readFlow(
  deps: Pick<FeedDeps, "views" | "network" | "clock">,
  scope: Scope,
  filter: ReadonlyMap<string, string>,
): Promise<FlowRow | null> {
  const network = deps.network();
  const flow = filter.get("flow") ?? "";
  const warehouse = filter.get("warehouse") ?? null;
  const length = windowOf(filter.get("window") ?? defaultFlowWindow);
  if (length === null || !network.steps.some((step) => step.flow === flow)) return null;
  if (warehouse !== null && (!network.warehouses.has(warehouse) || scope.warehouses?.includes(warehouse) === false))
    return null;
  const now = deps.clock.now();
  const ask = flowAsk(flow, warehouse, length, now);
  const seen = await deps.views.flow(scope, ask);
  return toFlowRow(seen, ask, network, await readSources(deps, scope), now);
}

/** One flow as its map shows it: one row, or none where there is no such flow. */
export const flowFeed: RecomputedFeed = {
  name: "flow",
  filterNames: flowFilterNames,
  faults: flowFaults,
  touchedBy: ({ kind }) => moved.has(kind),
  // Weeks of a flow are read for it: nobody watches a map by the second.
  spacing: 3_000,
  // Windows end on whole minutes, and silence comes by time alone.
  aged: (last, now) => Math.floor(last / 60_000) !== Math.floor(now / 60_000),
  async rows(deps, scope, filter) {
    const row = await readFlow(deps, scope, filter);
    return row === null ? [] : [row].sort(byId);
  },
};

const moved: ReadonlySet<string> = new Set(["object", "object-gone", "exception", "lag", "source"]);
