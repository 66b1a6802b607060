import { type Random, randomOf } from "./random.ts";
import {
  type AttributeMap,
  addressOf,
  type Hop,
  planTrace,
  type SpanAddress,
  type SpanPlan,
  type TracePlan,
} from "./trace.ts";

/** One business step: when it starts, and what is told about it. */
export interface Step {
  /** Unix milliseconds at which its trace starts. */
  readonly at: number;
  /** Unique: the paper's number and the step, as `SO-264123 released`. */
  readonly name: string;
  /** Lays out its trace; the same each time. */
  readonly plan: () => TracePlan;
  /** The story that it belongs to; absent on what the day brings by itself. */
  readonly story?: string;
}

/** Makes a step; the hops may draw from the step's own stream. */
export function stepAt(seed: number, name: string, at: number, hops: (random: Random) => Hop): Step {
  return { at, name, plan: () => planTrace(seed, name, at, hops(randomOf(seed, "step", name))) };
}

/** The same step, told at another instant: as it was recorded then, and each fact says when it happened. */
export function recalled(step: Step, at: number): Step {
  return { ...step, at, plan: () => dated(step.plan()) };
}

/** The same step, happening at another instant. With `done`, it was done at its own time and is only heard then. */
export function moved(step: Step, at: number, done: boolean): Step {
  const by = at - step.at;
  return {
    ...step,
    at,
    plan: () => {
      const plan = done ? dated(step.plan()) : step.plan();
      return {
        ...plan,
        start: plan.start + by,
        end: plan.end + by,
        spans: plan.spans.map((span) => ({ ...span, start: span.start + by, end: span.end + by })),
        logs: plan.logs.map((log) => ({ ...log, at: log.at + by })),
      };
    },
  };
}

function dated(plan: TracePlan): TracePlan {
  return {
    ...plan,
    spans: plan.spans.map((span) => ({ ...span, attributes: { ...dateOf(span), ...span.attributes } })),
  };
}

function dateOf(span: SpanPlan): AttributeMap {
  const happened = new Date(span.end).toISOString();
  return span.attributes["business.event"] === undefined ? {} : { "business.occurred_at": happened };
}

/** Address of the root span of a step, for links to it. */
export function linkTo(seed: number, name: string): readonly SpanAddress[] {
  return [addressOf(seed, name)];
}

/** A POST that a service asked of another, seen by the caller; a status of 400 or more fails it. */
export function call(service: string, host: string, path: string, after: number, lasts: number, status = 200): Hop {
  return {
    service,
    name: `POST ${path}`,
    kind: "client",
    after,
    lasts,
    attributes: {
      "http.request.method": "POST",
      "url.full": `https://${host}${path}`,
      "server.address": host,
      "http.response.status_code": status,
    },
    ...(status < 400 ? {} : { failure: { type: String(status), message: `${host} answered ${status}` } }),
  };
}

/** A statement sent to a service's own database. */
export function query(
  service: string,
  system: string,
  operation: string,
  table: string,
  after: number,
  lasts: number,
): Hop {
  return {
    service,
    name: `${operation} ${table}`,
    kind: "client",
    after,
    lasts,
    attributes: { "db.system.name": system, "db.operation.name": operation, "db.collection.name": table },
  };
}

/** A message put on a subject of the bus. */
export function publish(service: string, subject: string, after: number, lasts: number): Hop {
  return { service, name: `publish ${subject}`, kind: "producer", after, lasts, attributes: bus(subject, "send") };
}

/** Attributes of a span that sends to or processes from the bus. */
export function bus(subject: string, operation: "send" | "process"): AttributeMap {
  return {
    "messaging.system": "nats",
    "messaging.destination.name": subject,
    "messaging.operation.type": operation,
  };
}

/** Attributes of a span that answered an HTTP request. */
export function route(method: string, path: string, status: number): AttributeMap {
  return { "http.request.method": method, "http.route": path, "http.response.status_code": status };
}

/** Host of the ERP's REST interface. */
export const erpHost = "4471902.suitetalk.api.example";
