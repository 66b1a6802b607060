/** What the blocks are filled in with. `token` null: none is needed, or none was made yet. */
export interface Filling {
  /** Base address of the ingest door, without a path: `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  readonly token: string | null;
  /** A token is needed; where it is not made yet the block says where it goes. */
  readonly tokenNeeded: boolean;
  readonly service: string;
  readonly warehouse: string | null;
}

export const exporters = ["collector", "node", "java", "dotnet", "python"] as const;
export type Exporter = (typeof exporters)[number];

/** Which Collector: 0.144 renamed the exporter. */
export type CollectorAge = "new" | "old";

/** A piece of text to copy. `language` chooses the colours. */
export interface Block {
  readonly id: string;
  readonly language: "yaml" | "env" | "shell" | "code";
  readonly text: string;
}

/** What stands where a token will be once it is made. */
export const tokenPlace = "<token>";

const tokenOf = (filling: Filling): string | null => (filling.tokenNeeded ? (filling.token ?? tokenPlace) : null);

/** Attribute names that make a span worth sending when only those with a business key are sent. */
const keyAttributes = [
  "order.id",
  "shipment.id",
  "invoice.id",
  "transfer.id",
  "return.id",
  "receipt.id",
  "purchase_order.id",
  "load.id",
];

/**
 * The Collector's configuration: a tee that leaves the pipelines that exist as they are. `keyedOnly` adds a filter that
 * passes only spans with a business key or an error.
 */
export function collectorBlock(filling: Filling, age: CollectorAge, keyedOnly: boolean): Block {
  const exporter = `${age === "new" ? "otlp_http" : "otlphttp"}/tallyman`;
  const token = tokenOf(filling);
  const processors = keyedOnly ? "[filter/tallyman, batch/tallyman]" : "[batch/tallyman]";
  const lines = [
    "exporters:",
    `  ${exporter}:`,
    `    endpoint: ${filling.endpoint}`,
    ...(token === null ? [] : [`    headers: { authorization: "Bearer ${token}" }`]),
    "    compression: gzip",
    "    retry_on_failure: { enabled: true }",
    "    sending_queue: { enabled: true, queue_size: 5000 }",
    "processors:",
    "  batch/tallyman: { timeout: 2s }",
    ...(keyedOnly
      ? [
          "  filter/tallyman:",
          "    error_mode: ignore",
          "    traces:",
          "      span:",
          `        - '${keyAttributes.map((name) => `attributes["${name}"] == nil`).join("\n           and ")}`,
          "           and status.code != STATUS_CODE_ERROR'",
        ]
      : []),
    "service:",
    "  pipelines:",
    "    # traces: yours, with tail_sampling, stays unchanged",
    `    traces/tallyman: { receivers: [otlp], processors: ${processors},`,
    `                       exporters: [${exporter}] }`,
    "    logs/tallyman:   { receivers: [otlp], processors: [batch/tallyman],",
    `                       exporters: [${exporter}] }`,
  ];
  return { id: "collector", language: "yaml", text: lines.join("\n") };
}

const percentEncoded = (token: string): string => (token === tokenPlace ? token : encodeURIComponent(token));

/** The variables that every OpenTelemetry SDK reads. */
export function environmentBlock(filling: Filling): Block {
  const token = tokenOf(filling);
  const lines = [
    `OTEL_SERVICE_NAME=${filling.service}`,
    "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    `OTEL_EXPORTER_OTLP_ENDPOINT=${filling.endpoint}`,
    ...(token === null ? [] : [`OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${percentEncoded(token)}`]),
    "OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
    "OTEL_TRACES_EXPORTER=otlp",
    "OTEL_LOGS_EXPORTER=otlp",
    "OTEL_METRICS_EXPORTER=none",
    `OTEL_RESOURCE_ATTRIBUTES=${filling.warehouse === null ? "" : `warehouse.code=${filling.warehouse},`}deployment.environment.name=production`,
  ];
  return { id: "environment", language: "env", text: lines.join("\n") };
}

/** The two variables that name the service and its site, for sources that send through a Collector. */
export function nameBlock(filling: Filling): Block {
  const kept = environmentBlock(filling)
    .text.split("\n")
    .filter((line) => line.startsWith("OTEL_SERVICE_NAME") || line.startsWith("OTEL_RESOURCE_ATTRIBUTES"));
  return { id: "name", language: "env", text: kept.join("\n") };
}

const starts: Readonly<Record<Exclude<Exporter, "collector">, string>> = {
  node: "npm install @opentelemetry/auto-instrumentations-node\nnode --require @opentelemetry/auto-instrumentations-node/register app.js",
  java: "curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar\njava -javaagent:opentelemetry-javaagent.jar -jar app.jar",
  dotnet: "dotnet add package OpenTelemetry.AutoInstrumentation\ndotnet run",
  python:
    "pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http\nopentelemetry-bootstrap -a install\nopentelemetry-instrument python app.py",
};

/** How the program is started with its instrumentation. */
export const startBlock = (exporter: Exclude<Exporter, "collector">): Block => ({
  id: "start",
  language: "shell",
  text: starts[exporter],
});

const marks: Readonly<Record<Exporter, string>> = {
  collector: "",
  node: `import { trace } from "@opentelemetry/api";\n\nconst span = trace.getActiveSpan();\nspan?.setAttribute("order.id", order.number);\nspan?.setAttribute("business.event", "shipment.confirmed");`,
  java: `import io.opentelemetry.api.trace.Span;\n\nSpan span = Span.current();\nspan.setAttribute("order.id", order.getNumber());\nspan.setAttribute("business.event", "shipment.confirmed");`,
  dotnet: `using System.Diagnostics;\n\nActivity.Current?.SetTag("order.id", order.Number);\nActivity.Current?.SetTag("business.event", "shipment.confirmed");`,
  python: `from opentelemetry import trace\n\nspan = trace.get_current_span()\nspan.set_attribute("order.id", order.number)\nspan.set_attribute("business.event", "shipment.confirmed")`,
};

/** How a record says which order it is about and what happened. Null where that is done in the programs themselves. */
export const markBlock = (exporter: Exporter): Block | null =>
  exporter === "collector" ? null : { id: "mark", language: "code", text: marks[exporter] };

/** One record sent by hand, for those who want to see something arrive before they change anything. */
export function curlBlock(filling: Filling, atMs: number): Block {
  const token = tokenOf(filling);
  const nanos = `${BigInt(Math.floor(atMs)) * 1_000_000n}`;
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const body = {
    resourceLogs: [
      {
        resource: { attributes: [attribute("service.name", filling.service)] },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: nanos,
                severityNumber: 9,
                body: { stringValue: "order created" },
                attributes: [attribute("order.id", "SO-1"), attribute("business.event", "order.created")],
              },
            ],
          },
        ],
      },
    ],
  };
  const lines = [
    `curl ${filling.endpoint}/v1/logs`,
    "  -H 'content-type: application/json'",
    ...(token === null ? [] : [`  -H 'authorization: Bearer ${token}'`]),
    `  -d '${JSON.stringify(body)}'`,
  ];
  return { id: "curl", language: "shell", text: lines.join(" \\\n") };
}
