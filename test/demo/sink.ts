import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import protobuf from "protobufjs";

const schema = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceRecords resources = 1; }
  message ResourceRecords { Resource resource = 1; repeated ScopeRecords scopes = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeRecords { Scope scope = 1; repeated bytes records = 2; }
  message Scope { string name = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
  }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
    int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
    repeated Event events = 11; repeated Link links = 13; Status status = 15;
  }
  message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { string message = 2; int32 code = 3; }
  message LogRecord {
    fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
    repeated KeyValue attributes = 6; bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11;
  }
`).root;

type Attributes = ReadonlyMap<string, string | number | boolean>;

export interface HeardSpan {
  readonly request: number;
  readonly arrivedAt: number;
  readonly resource: Attributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: number;
  /** Unix milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: number;
  readonly status: { readonly code: number; readonly message: string };
}

export interface HeardLog {
  readonly arrivedAt: number;
  readonly resource: Attributes;
  readonly time: number;
  readonly severity: string;
  readonly severityNumber: number;
  readonly body: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** How the sink answers its n-th request, counted from 1. */
export type Answer = (
  request: number,
  path: string,
  message: IncomingMessage,
) => { readonly status: number; readonly retryAfter?: number };

export interface Sink {
  readonly endpoint: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly status: number }[];
  readonly spans: HeardSpan[];
  readonly logs: HeardLog[];
  close(): Promise<void>;
}

/** A front door that keeps what it answered 200 for, decoded by the field numbers of the protocol. */
export async function openSink(answer: Answer = () => ({ status: 200 })): Promise<Sink> {
  const spans: HeardSpan[] = [];
  const logs: HeardLog[] = [];
  const requests: Sink["requests"] = [];
  const server = createServer((message: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const path = message.url ?? "";
      const { status, retryAfter } = answer(requests.length + 1, path, message);
      requests.push({ path, headers: message.headers, status });
      if (status === 200) keep(path, gunzipSync(Buffer.concat(chunks)), requests.length);
      response.writeHead(status, {
        "content-type": "application/x-protobuf",
        ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      });
      response.end();
    });
  });
  const keep = (path: string, bytes: Uint8Array, request: number): void => {
    const arrivedAt = Date.now();
    const body = read("Request", bytes);
    for (const group of list(body.resources)) {
      const resource = attributesOf((group.resource as Fields | undefined)?.attributes);
      for (const scope of list(group.scopes)) {
        for (const record of (scope.records ?? []) as Uint8Array[]) {
          if (path === "/v1/traces") spans.push({ request, arrivedAt, resource, ...spanOf(read("Span", record)) });
          else if (path === "/v1/logs") logs.push({ arrivedAt, resource, ...logOf(read("LogRecord", record)) });
        }
      }
    }
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans,
    logs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Fields = Record<string, unknown>;

function read(type: string, bytes: Uint8Array): Fields {
  const found = schema.lookupType(type);
  return found.toObject(found.decode(bytes), { longs: String, defaults: true }) as Fields;
}

function list(value: unknown): Fields[] {
  return (value ?? []) as Fields[];
}

function attributesOf(value: unknown): Attributes {
  return new Map(
    list(value).map((pair) => {
      const any = (pair.value ?? {}) as Fields;
      const [found] = ["stringValue", "boolValue", "intValue", "doubleValue"].filter((name) => name in any);
      const raw = found === undefined ? "" : (any[found] as string | number | boolean);
      return [String(pair.key), found === "intValue" ? Number(raw) : raw];
    }),
  );
}

function spanOf(span: Fields): Omit<HeardSpan, "request" | "arrivedAt" | "resource"> {
  const status = (span.status ?? { code: 0, message: "" }) as Fields;
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    traceState: String(span.traceState),
    name: String(span.name),
    kind: Number(span.kind),
    start: millis(span.startTimeUnixNano),
    end: millis(span.endTimeUnixNano),
    attributes: attributesOf(span.attributes),
    events: list(span.events).map((event) => ({
      name: String(event.name),
      attributes: attributesOf(event.attributes),
    })),
    links: list(span.links).length,
    status: { code: Number(status.code), message: String(status.message) },
  };
}

function logOf(log: Fields): Omit<HeardLog, "arrivedAt" | "resource"> {
  return {
    time: millis(log.timeUnixNano),
    severity: String(log.severityText),
    severityNumber: Number(log.severityNumber),
    body: String(((log.body ?? {}) as Fields).stringValue),
    traceId: hex(log.traceId),
    spanId: hex(log.spanId),
  };
}

function hex(value: unknown): string {
  return Buffer.from((value ?? []) as Uint8Array).toString("hex");
}

function millis(nanos: unknown): number {
  return Number(BigInt(String(nanos)) / 1_000n) / 1_000;
}
