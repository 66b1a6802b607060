import type { Answer, CallAnswer, Fault, Outcome } from "../kit/index.ts";
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
const INTERNAL = 13;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** When a sender is asked to come back if the fault does not say. */
const DEFAULT_RETRY_MS = 1_000;

/** HTTP status and code of the faults that are neither 400 nor 503. */
const KNOWN: ReadonlyMap<string, readonly [status: number, code: number]> = new Map([
  ["unsupported-media-type", [415, INVALID_ARGUMENT]],
  ["unsupported-encoding", [415, INVALID_ARGUMENT]],
  ["body-too-large", [413, RESOURCE_EXHAUSTED]],
  ["unauthenticated", [401, UNAUTHENTICATED]],
  ["method-not-allowed", [405, UNIMPLEMENTED]],
  ["rate-limited", [429, RESOURCE_EXHAUSTED]],
]);

/** Codes of the faults for which gRPC's own specification asks another one. */
const KNOWN_IN_CALLS: ReadonlyMap<string, number> = new Map([
  ["unsupported-encoding", UNIMPLEMENTED],
  ["bad-frame", INTERNAL],
]);

/** Says an outcome as OTLP/HTTP asks: in the media type of the request, JSON where that is none of ours. */
export function answerIn(names: AnswerNames) {
  return (outcome: Outcome, contentType: string): Answer => {
    if (outcome.kind !== "accepted") return refusal(outcome.fault, contentType);
    return write(200, names.response, successOf(outcome, names), contentType, {});
  };
}

/**
 * Says an outcome as OTLP/gRPC asks: the same response, and a code in place of the status. Only what may be sent again
 * carries `RetryInfo`, since senders take `RESOURCE_EXHAUSTED` with it for an invitation.
 */
export function callIn(names: AnswerNames) {
  return (outcome: Outcome): CallAnswer => {
    if (outcome.kind === "accepted") {
      const body = encodeAnswer(names.response, successOf(outcome, names));
      return { code: 0, message: "", body, details: null, status: 200 };
    }
    const { fault } = outcome;
    const [status, said] = codesOf(fault);
    const code = KNOWN_IN_CALLS.get(fault.code) ?? said;
    const details = fault.class === "retryable" ? retryDetails(code, fault) : null;
    return { code, message: fault.message, body: null, details, status };
  };
}

function retryDetails(code: number, fault: Fault): Uint8Array {
  const ms = Math.max(1, Math.ceil(fault.retryAfterMs ?? DEFAULT_RETRY_MS));
  const retryDelay = { seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 };
  const value = encodeAnswer("RetryInfo", { retryDelay });
  const typeUrl = "type.googleapis.com/google.rpc.RetryInfo";
  return encodeAnswer("RpcStatus", { code, message: fault.message, details: [{ typeUrl, value }] });
}

function successOf(outcome: Extract<Outcome, { readonly kind: "accepted" }>, names: AnswerNames) {
  if (outcome.rejected === 0) return {};
  const errorMessage = outcome.message ?? `${outcome.rejected} records could not be read`;
  return { partialSuccess: { [names.rejected]: String(outcome.rejected), errorMessage } };
}

function codesOf(fault: Fault): readonly [status: number, code: number] {
  const otherwise = fault.class === "retryable" ? ([503, UNAVAILABLE] as const) : ([400, INVALID_ARGUMENT] as const);
  return KNOWN.get(fault.code) ?? otherwise;
}

function refusal(fault: Fault, contentType: string): Answer {
  const [status, code] = codesOf(fault);
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = 'Bearer realm="tallyman"';
  if (status === 405) headers.allow = "POST";
  if (status === 429 || status === 503)
    headers["retry-after"] = String(Math.max(1, Math.ceil((fault.retryAfterMs ?? DEFAULT_RETRY_MS) / 1_000)));
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
