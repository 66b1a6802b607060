import type { Collector, Route } from "../kit/index.ts";
import type { AnswerNames } from "./answer.ts";
import { answerIn, callIn } from "./answer.ts";
import { decode } from "./decode.ts";
import { JSON_TYPE, PROTO_TYPE } from "./envelope.ts";
import { read } from "./read.ts";
import { split } from "./split.ts";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

const route = (name: string, service: string, keep: boolean, names: AnswerNames): Route => ({
  name,
  method: "POST",
  path: `/v1/${name}`,
  contentTypes: [PROTO_TYPE, JSON_TYPE],
  maxBodyBytes: MAX_BODY_BYTES,
  keep,
  answer: answerIn(names),
  call: {
    path: `/opentelemetry.proto.collector.${service}/Export`,
    contentType: PROTO_TYPE,
    answer: callIn(names),
  },
});

/** OpenTelemetry's own protocol over HTTP and gRPC: traces and logs, in protobuf and JSON; metrics are checked and counted. */
export const otlp: Collector = {
  name: "otlp",
  routes: [
    route("traces", "trace.v1.TraceService", true, {
      response: "ExportTraceServiceResponse",
      rejected: "rejectedSpans",
    }),
    route("logs", "logs.v1.LogsService", true, {
      response: "ExportLogsServiceResponse",
      rejected: "rejectedLogRecords",
    }),
    route("metrics", "metrics.v1.MetricsService", false, {
      response: "ExportMetricsServiceResponse",
      rejected: "rejectedDataPoints",
    }),
  ],
  decode,
  split,
  read,
};
