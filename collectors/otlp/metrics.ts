import type { Receipt, Rejection, Result } from "../kit/index.ts";
import { ok, permanent } from "../kit/index.ts";
import { listOf, objectOf } from "./jsonField.ts";
import { parseJson } from "./jsonText.ts";
import { MAX_RECORDS, Refusal, refuse } from "./record.ts";
import { asBuffer, payloads, walk } from "./wire.ts";

/** What a metrics request holds: data points, and the metrics that could not be counted. */
interface MetricCount {
  readonly points: number;
  readonly rejected: readonly Rejection[];
}

const DATA = new Set([5, 7, 9, 10, 11]);
const DATA_NAMES = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"] as const;
const UNREADABLE = "a metric is not readable";

/** Checks the envelope of a metrics request and counts its data points; an unreadable metric counts as one rejected. */
export function countMetrics(receipt: Receipt): Result<MetricCount> {
  return receipt.contentType === "application/json" ? countJson(receipt.body) : countProto(receipt.body);
}

function countProto(body: Uint8Array): Result<MetricCount> {
  const bytes = asBuffer(body);
  const counter = counting();
  try {
    walk(bytes, 0, bytes.length, 1, (field, _tagAt, start, end) => {
      if (field !== 1) return;
      const scopes = payloads(bytes, start, end, 2, counter.group).rest;
      for (let i = 0; i < scopes.length; i += 2) {
        const metrics = payloads(bytes, scopes[i] ?? 0, scopes[i + 1] ?? 0, 2, counter.group).rest;
        for (let m = 0; m < metrics.length; m += 2)
          counter.metric(() => pointsOf(bytes, metrics[m] ?? 0, metrics[m + 1] ?? 0));
      }
    });
  } catch (thrown) {
    return permanent(
      "bad-protobuf",
      thrown instanceof Refusal ? thrown.message : "the body is no OTLP request in protobuf",
    );
  }
  return ok(counter.result());
}

function pointsOf(bytes: Buffer, from: number, to: number): number {
  let points = 0;
  walk(bytes, from, to, 0, (field, _tagAt, start, end) => {
    if (!DATA.has(field)) return;
    walk(bytes, start, end, 1, (inner) => {
      if (inner === 1) points += 1;
    });
  });
  return points;
}

function countJson(body: Uint8Array): Result<MetricCount> {
  const parsed = parseJson(body);
  if (!parsed.ok) return parsed;
  const counter = counting();
  try {
    for (const resource of listOf(objectOf(parsed.value.value, "the body").resourceMetrics, "resourceMetrics")) {
      counter.group();
      for (const scope of listOf(objectOf(resource, "resourceMetrics").scopeMetrics, "scopeMetrics")) {
        counter.group();
        for (const metric of listOf(objectOf(scope, "scopeMetrics").metrics, "metrics")) {
          counter.group();
          counter.metric(() => pointsIn(metric));
        }
      }
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) return permanent("bad-json", thrown.message);
    throw thrown;
  }
  return ok(counter.result());
}

function pointsIn(value: unknown): number {
  const metric = objectOf(value, "a metric");
  return DATA_NAMES.reduce(
    (sum, name) => sum + listOf(objectOf(metric[name], name).dataPoints, "dataPoints").length,
    0,
  );
}

function counting() {
  let items = 0;
  let points = 0;
  let index = 0;
  const rejected: Rejection[] = [];
  return {
    group: () => {
      items += 1;
      if (items > MAX_RECORDS) refuse(`more than ${MAX_RECORDS} metrics in one request: send smaller batches`);
    },
    metric: (count: () => number) => {
      try {
        points += count();
      } catch {
        rejected.push({ index, reason: UNREADABLE });
      }
      index += 1;
    },
    result: (): MetricCount => ({ points, rejected }),
  };
}
