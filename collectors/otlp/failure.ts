import type { Attributes } from "../kit/index.ts";
import type { OtlpRecord } from "./record.ts";
import { textOf } from "./value.ts";

const STATUS_ERROR = 2;
const SEVERITY_ERROR = 17;

/** What a record says of its failure. */
interface Failure {
  readonly code: string | null;
  readonly message: string;
}

/** The protocol's own sign of failure: span status ERROR, log severity 17 or more. */
export const hasFailed = (record: OtlpRecord): boolean =>
  record.kind === "span" ? record.status.code === STATUS_ERROR : record.severity >= SEVERITY_ERROR;

/** Whether the emitter marked its business fact as failed, which is no failure of the protocol. */
export const saysFailed = (record: OtlpRecord): boolean => record.attributes.get("business.status") === "failed";

/** Code and message of a failure, from the most telling place: the record, its last exception event, its status. */
export function failureOf(record: OtlpRecord): Failure {
  const own = record.attributes;
  const event =
    record.kind === "span" ? record.events.findLast(({ name }) => name === "exception")?.attributes : undefined;
  const code =
    first(own, "error.type", "exception.type", "error.code") ??
    (event && first(event, "exception.type")) ??
    first(own, "http.response.status_code", "http.status_code", "rpc.grpc.status_code");
  const message =
    first(own, "exception.message") ??
    (event && first(event, "exception.message")) ??
    (record.kind === "span" ? textOf(record.status.message) : null) ??
    first(own, "error.message") ??
    (record.kind === "log" ? (textOf(record.body) ?? textOf(record.severityText)) : null);
  return { code: code ?? null, message: message ?? "" };
}

function first(attributes: Attributes, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = textOf(attributes.get(name));
    if (text !== null) return text;
  }
  return null;
}
