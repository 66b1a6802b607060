import type { Network, Step } from "../../domain/index.ts";
import {
  defaultFlowWindow,
  figuresOfFlow,
  flowFaults,
  flowHoursAsk,
  readFlow,
  readFlowDays,
  toFlowHoursRow,
  windowOf,
} from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import { flowDaysRow, flowHoursRow, flowRow } from "../../wire/flow-shapes.ts";
import type { FlowCounts, FlowDayRow, FlowDaysRow, FlowHourRow, FlowHoursRow, FlowRow } from "../../wire/index.ts";
import type { Column } from "../export/column.ts";
import { allAtHand, table } from "../export/table.ts";
import { badParameter, notFound, type Parameter, type Request, type Route, route, type Serving } from "../route.ts";

/** One step as a line of a table. */
interface Line extends FlowCounts {
  readonly flow: string;
  readonly step: string;
  readonly expects: string;
  readonly warehouse: string | null;
  /** Null where a line is of one building: it is counted for the step. */
  readonly stuck: number | null;
  readonly limitMs: number;
  readonly silent: readonly string[];
}

const columns: readonly Column<Line>[] = [
  { name: "flow", title: "Flow", type: "text", of: (line) => line.flow },
  { name: "step", title: "Step", type: "text", of: (line) => line.step },
  { name: "expects", title: "Waits for", type: "text", of: (line) => line.expects },
  { name: "warehouse", title: "Warehouse", type: "text", of: (line) => line.warehouse },
  { name: "in_flight", title: "In flight", type: "number", of: (line) => line.inFlight },
  { name: "on_hold", title: "On hold", type: "number", of: (line) => line.onHold },
  { name: "late", title: "Late", type: "number", of: (line) => line.late },
  { name: "failed", title: "Failed", type: "number", of: (line) => line.technical },
  { name: "mismatched", title: "Do not match", type: "number", of: (line) => line.business },
  { name: "stuck", title: "Stuck", type: "number", of: (line) => line.stuck },
  { name: "cancelled", title: "Cancelled", type: "number", of: (line) => line.cancelled },
  { name: "not_judged", title: "Not judged", type: "number", of: (line) => line.notJudged },
  { name: "count", title: "Came", type: "number", of: (line) => line.count },
  { name: "came_late", title: "Came late", type: "number", of: (line) => line.cameLate },
  { name: "median_ms", title: "Half are under, ms", type: "number", of: (line) => line.medianMs },
  { name: "p95_ms", title: "95 % are under, ms", type: "number", of: (line) => line.p95Ms },
  { name: "limit_ms", title: "Limit, ms", type: "number", of: (line) => line.limitMs },
  { name: "oldest_at", title: "Oldest waits since", type: "instant", of: (line) => line.oldestAt },
  { name: "silent", title: "Silent", type: "text", of: (line) => line.silent.join(" ") },
];

const hourColumns: readonly Column<FlowHourRow>[] = [
  { name: "at", title: "Hour", type: "instant", of: (line) => line.at },
  { name: "count", title: "Came", type: "number", of: (line) => line.count },
  { name: "came_late", title: "Came late", type: "number", of: (line) => line.cameLate },
  { name: "median_ms", title: "Half are under, ms", type: "number", of: (line) => line.medianMs },
  { name: "p95_ms", title: "95 % are under, ms", type: "number", of: (line) => line.p95Ms },
  { name: "raised", title: "Exceptions", type: "number", of: (line) => line.raised },
];

const within: readonly Parameter[] = [
  { name: "warehouse", says: "Only of this warehouse; of every one that may be seen when not given." },
  { name: "window", says: `Length that ends now, as 1h, 24h or 30d; ${defaultFlowWindow} when not given.` },
];
const asking: readonly Parameter[] = [
  ...within,
  { name: "by", says: "Lines of a table: step (when not given), or warehouse, a line for each step and building." },
];

/** Refuses a window that is none, and a warehouse that may not be seen. */
function checkWithin({ warehouses }: Pick<Network, "warehouses">, scope: Scope, query: ReadonlyMap<string, string>) {
  const [fault] = flowFaults(query);
  if (fault !== undefined) throw badParameter(fault.path, fault.message);
  const warehouse = query.get("warehouse");
  if (warehouse !== undefined && (!warehouses.has(warehouse) || scope.warehouses?.includes(warehouse) === false))
    throw badParameter("warehouse", `must be of ${[...warehouses.keys()].join(", ")}`);
}

const dayColumns: readonly Column<FlowDayRow>[] = [
  { name: "date", title: "Day", type: "day", of: (line) => line.date },
  { name: "count", title: "Came", type: "number", of: (line) => line.count },
  { name: "came_late", title: "Came late", type: "number", of: (line) => line.cameLate },
  { name: "median_ms", title: "Half are under, ms", type: "number", of: (line) => line.medianMs },
  { name: "p95_ms", title: "95 % are under, ms", type: "number", of: (line) => line.p95Ms },
  { name: "raised", title: "Exceptions", type: "number", of: (line) => line.raised },
  { name: "figure", title: "Key figure", type: "number", of: (line) => line.figure?.value ?? null },
  { name: "numerator", title: "Numerator", type: "number", of: (line) => line.figure?.numerator ?? null },
  { name: "denominator", title: "Denominator", type: "number", of: (line) => line.figure?.denominator ?? null },
  { name: "unknown", title: "Unknown", type: "number", of: (line) => line.figure?.unknown ?? null },
  { name: "state", title: "State", type: "text", of: (line) => line.figure?.state ?? null },
];

function stepFor({ deps }: Serving, { param }: Pick<Request<never>, "param">): Step {
  const step = deps.network().steps.find(({ flow, id }) => flow === param("flow") && id === param("step"));
  if (step === undefined) throw notFound("step of that name in that flow");
  return step;
}

async function daysFor(
  serving: Serving,
  { scope, param, query }: Pick<Request<never>, "scope" | "param" | "query">,
): Promise<FlowDaysRow> {
  const network = serving.deps.network();
  checkWithin(network, scope, query);
  const step = stepFor(serving, { param });
  const asked = query.get("figure");
  const figures = figuresOfFlow(network, step.flow);
  const definition = asked === undefined ? null : figures.find(({ id }) => id === asked);
  if (definition === undefined) throw badParameter("figure", `must be of ${figures.map(({ id }) => id).join(", ")}`);
  return readFlowDays(serving.feeds, scope, step, query.get("warehouse") ?? null, definition);
}

async function hoursFor(
  serving: Serving,
  { scope, param, query }: Pick<Request<never>, "scope" | "param" | "query">,
): Promise<FlowHoursRow> {
  const { deps } = serving;
  checkWithin(deps.network(), scope, query);
  const step = stepFor(serving, { param });
  const length = windowOf(query.get("window") ?? defaultFlowWindow) ?? 0;
  const ask = flowHoursAsk(step, query.get("warehouse") ?? null, length, deps.clock.now());
  return toFlowHoursRow(await deps.views.flowHours(scope, ask), ask, step);
}

async function flowFor(
  { feeds, deps }: Serving,
  scope: Scope,
  flow: string,
  query: ReadonlyMap<string, string>,
): Promise<FlowRow> {
  checkWithin(deps.network(), scope, query);
  const by = query.get("by") ?? "step";
  if (by !== "step" && by !== "warehouse") throw badParameter("by", "must be step or warehouse");
  const row = await readFlow(feeds, scope, new Map([...query, ["flow", flow]]));
  if (row === null) throw notFound("flow of that name");
  return row;
}

function linesOf(row: FlowRow, by: string): readonly Line[] {
  return row.steps.flatMap((step): readonly Line[] => {
    const { id, expects, limitMs, silent, sites } = step;
    const common = { flow: row.id, step: id, expects, limitMs, silent: silent.map(({ system }) => system) };
    return by === "warehouse"
      ? sites.map((site) => ({ ...site, ...common, stuck: null }))
      : [{ ...step, ...common, warehouse: row.warehouse }];
  });
}

/** Where things pile up between the systems. */
export const flowRoutes: readonly Route[] = [
  route({
    id: "getFlow",
    method: "GET",
    path: "/api/v1/flows/{flow}",
    says: "One flow: what stands at each step now, what went through it in a window and the one of equal length before, and what its exceptions hold up. As a table, its steps.",
    query: asking,
    table: table({
      name: "flow",
      title: "Flow",
      columns,
      open: async (serving, { scope, param, query }) =>
        allAtHand(linesOf(await flowFor(serving, scope, param("flow"), query), query.get("by") ?? "step")),
    }),
    answers: [{ status: 200, says: "The flow", schema: flowRow }],
    handle: async (serving, { scope, param, query }) => ({ json: await flowFor(serving, scope, param("flow"), query) }),
  }),
  route({
    id: "getFlowHours",
    method: "GET",
    path: "/api/v1/flows/{flow}/{step}/hours",
    says: "One step of a flow by hour: what came, how fast, and the exceptions that happened.",
    query: within,
    table: table({
      name: "flow-hours",
      title: "Hours",
      columns: hourColumns,
      open: async (serving, request) => allAtHand((await hoursFor(serving, request)).hours),
    }),
    answers: [{ status: 200, says: "The hours", schema: flowHoursRow }],
    handle: async (serving, request) => ({ json: await hoursFor(serving, request) }),
  }),
  route({
    id: "getFlowDays",
    method: "GET",
    path: "/api/v1/flows/{flow}/{step}/days",
    says: "One step of a flow by day, over thirteen weeks, and a key figure of the flow beside it: figures count by day.",
    query: [
      ...within.filter(({ name }) => name === "warehouse"),
      { name: "figure", says: "Key figure, of those that `figures` names; none when not given." },
    ],
    table: table({
      name: "flow-days",
      title: "Days",
      columns: dayColumns,
      open: async (serving, request) => allAtHand((await daysFor(serving, request)).days),
    }),
    answers: [{ status: 200, says: "The days", schema: flowDaysRow }],
    handle: async (serving, request) => ({ json: await daysFor(serving, request) }),
  }),
];
