import type { Collector, Route } from "../kit/index.ts";
import type { AnswerNames } from "./answer.ts";
import { answerIn } from "./answer.ts";
import { decode } from "./decode.ts";
import { JSON_TYPE, PROTO_TYPE } from "./envelope.ts";
import { read } from "./read.ts";
import { split } from "./split.ts";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

const route = (name: string, keep: boolean, names: AnswerNames): Route => ({
  name,
  method: "POST",
  path: `/v1/${name}`,
  contentTypes: [PROTO_TYPE, JSON_TYPE],
  maxBodyBytes: MAX_BODY_BYTES,
  keep,
  answer: answerIn(names),
});

/** OpenTelemetry's own protocol over HTTP: traces and logs, in protobuf and JSON; metrics are checked and counted. */
export const otlp: Collector = {
  name: "otlp",
  routes: [
    route("traces", true, { response: "ExportTraceServiceResponse", rejected: "rejectedSpans" }),
    route("logs", true, { response: "ExportLogsServiceResponse", rejected: "rejectedLogRecords" }),
    route("metrics", false, { response: "ExportMetricsServiceResponse", rejected: "rejectedDataPoints" }),
  ],
  decode,
  split,
  read,
};
