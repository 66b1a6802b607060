import type { Server } from "./server.ts";

/** One span as a scenario writes it; times are Unix milliseconds. */
export interface SpanTold {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly at: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly error?: string;
  readonly traceState?: string;
}

/** Records of one service. */
export interface Told {
  readonly service: string;
  readonly environment?: string;
  readonly version?: string;
  readonly spans: readonly SpanTold[];
}

/** Hex ids from a seed, the same in every run. */
export function idsOf(seed: number) {
  const next = randomOf(seed);
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join("");
  return { trace: () => `1${hex(31)}`, span: () => `1${hex(15)}` };
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const attribute = ([key, value]: readonly [string, string | number | boolean]) => ({
  key,
  value:
    typeof value === "string"
      ? { stringValue: value }
      : typeof value === "boolean"
        ? { boolValue: value }
        : Number.isInteger(value)
          ? { intValue: String(value) }
          : { doubleValue: value },
});

const nanos = (at: number): string => `${Math.floor(at)}000000`;

/** The body of a request for traces, in OTLP's JSON. */
export function bodyOf(told: readonly Told[]): string {
  return JSON.stringify({
    resourceSpans: told.map(({ service, environment, version, spans }) => ({
      resource: {
        attributes: Object.entries({
          "service.name": service,
          ...(environment === undefined ? {} : { "deployment.environment.name": environment }),
          ...(version === undefined ? {} : { "service.version": version }),
        }).map(attribute),
      },
      scopeSpans: [
        {
          scope: { name: "scenario" },
          spans: spans.map((span) => ({
            traceId: span.traceId,
            spanId: span.spanId,
            parentSpanId: span.parentSpanId ?? "",
            name: span.name ?? "step",
            kind: 1,
            traceState: span.traceState ?? "",
            startTimeUnixNano: nanos(span.at - 5),
            endTimeUnixNano: nanos(span.at),
            attributes: Object.entries(span.attributes ?? {}).map(attribute),
            status: span.error === undefined ? {} : { code: 2, message: span.error },
          })),
        },
      ],
    })),
  });
}

/** Sends records; throws unless they were all taken. */
export async function send(server: Server, told: readonly Told[]): Promise<void> {
  const response = await post(server, bodyOf(told));
  const text = await response.text();
  if (response.status !== 200 || text.includes("rejectedSpans")) throw new Error(`${response.status}: ${text}`);
}

/** Posts a body to the door as it is. */
export const post = (
  server: Server,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  path = "/v1/traces",
) =>
  fetch(`${server.otlpHttp}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: body as BodyInit,
  });
