import type { Answer, Fault, Outcome } from "../kit/index.ts";
import { JSON_TYPE, PROTO_TYPE } from "./envelope.ts";
import { encodeAnswer } from "./schema.ts";

/** How the answers of one entrance are named in the specification. */
export interface AnswerNames {
  readonly response: string;
  /** Name of the count in the partial success. */
  readonly rejected: string;
}

/** Codes of `google.rpc.Code`. */
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** HTTP status and code of the faults that are neither 400 nor 503. */
const KNOWN: ReadonlyMap<string, readonly [status: number, code: number]> = new Map([
  ["unsupported-media-type", [415, INVALID_ARGUMENT]],
  ["unsupported-encoding", [415, INVALID_ARGUMENT]],
  ["body-too-large", [413, RESOURCE_EXHAUSTED]],
  ["unauthenticated", [401, UNAUTHENTICATED]],
  ["method-not-allowed", [405, UNIMPLEMENTED]],
  ["rate-limited", [429, RESOURCE_EXHAUSTED]],
]);

/** Says an outcome as OTLP/HTTP asks: in the media type of the request, JSON where that is none of ours. */
export function answerIn(names: AnswerNames) {
  return (outcome: Outcome, contentType: string): Answer => {
    if (outcome.kind !== "accepted") return refusal(outcome.fault, contentType);
    const partialSuccess =
      outcome.rejected === 0
        ? null
        : {
            [names.rejected]: String(outcome.rejected),
            errorMessage: outcome.message ?? `${outcome.rejected} records could not be read`,
          };
    return write(200, names.response, partialSuccess === null ? {} : { partialSuccess }, contentType, {});
  };
}

function refusal(fault: Fault, contentType: string): Answer {
  const otherwise: readonly [number, number] =
    fault.class === "retryable" ? [503, UNAVAILABLE] : [400, INVALID_ARGUMENT];
  const [status, code] = KNOWN.get(fault.code) ?? otherwise;
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="tallyman"';
  if (status === 405) headers.allow = "POST";
  if (status === 429 || status === 503)
    headers["retry-after"] = String(Math.max(1, Math.ceil((fault.retryAfterMs ?? 1_000) / 1_000)));
  return write(status, "RpcStatus", { code, message: fault.message }, contentType, headers);
}

function write(
  status: number,
  name: string,
  content: { readonly [field: string]: unknown },
  contentType: string,
  headers: Readonly<Record<string, string>>,
): Answer {
  const proto = contentType === PROTO_TYPE;
  return {
    status,
    headers: { ...headers, "content-type": proto ? PROTO_TYPE : JSON_TYPE },
    body: proto ? encodeAnswer(name, content) : Buffer.from(JSON.stringify(content)),
  };
}
