import { openAgenda } from "../../server/demo/agenda.ts";
import type { Company } from "../../server/demo/day.ts";
import type { SpanPlan, TracePlan } from "../../server/demo/trace.ts";

/** A business fact as a reader of the telemetry sees it. */
export interface Fact {
  readonly type: string;
  readonly ok: boolean;
  readonly at: number;
  readonly service: string;
  readonly warehouse: string | null;
  readonly message: string | null;
  readonly keys: ReadonlyMap<string, string>;
  readonly attributes: SpanPlan["attributes"];
}

const keyNames = new Map([
  ["order.id", "order"],
  ["shipment.id", "shipment"],
  ["invoice.id", "invoice"],
  ["receipt.id", "receipt"],
  ["return.id", "return"],
  ["credit.id", "credit"],
  ["transfer.id", "transfer"],
]);

/** Every trace that is complete between two instants, oldest first. */
export function tracesOf(company: Company, from: number, to: number): TracePlan[] {
  const agenda = openAgenda(company, from);
  const traces: TracePlan[] = [];
  for (;;) {
    const step = agenda.takeBefore(to);
    if (step === null) return traces;
    const plan = step.plan();
    if (plan.end <= to) traces.push(plan);
  }
}

/** The facts of traces, by business time, without other environments. */
export function factsOf(traces: readonly TracePlan[]): Fact[] {
  return traces
    .flatMap((trace) => trace.spans)
    .filter((span) => span.attributes["business.event"] !== undefined && !span.service.endsWith("@qa"))
    .map(factOf)
    .sort((a, b) => a.at - b.at);
}

function factOf(span: SpanPlan): Fact {
  const stated = span.attributes["business.occurred_at"];
  const site = span.attributes["warehouse.code"];
  return {
    type: String(span.attributes["business.event"]),
    ok: span.failure === null,
    at: typeof stated === "string" ? Date.parse(stated) : span.end,
    service: span.service.split("@")[0] ?? span.service,
    warehouse: typeof site === "string" ? site : null,
    message: span.failure?.message ?? null,
    keys: new Map(
      [...keyNames].flatMap(([name, kind]) => {
        const value = span.attributes[name];
        return typeof value === "string" ? [[kind, value] as const] : [];
      }),
    ),
    attributes: span.attributes,
  };
}
