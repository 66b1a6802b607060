import type { Receipt, Result, Signal } from "../kit/index.ts";
import { ok } from "../kit/index.ts";
import { openJson } from "./json.ts";
import { openJsonRaw } from "./jsonRaw.ts";
import { openProto } from "./proto.ts";
import type { Envelope } from "./record.ts";

/** Media type of OTLP/JSON. */
export const JSON_TYPE = "application/json";
/** Media type of OTLP in protobuf. */
export const PROTO_TYPE = "application/x-protobuf";

/** The signal of an entrance that keeps records. */
export const signalOf = (route: string): Signal => (route === "logs" ? "log" : "trace");

/** Opens a receipt by its media type. */
export function openEnvelope(receipt: Receipt): Result<Envelope> {
  const signal = signalOf(receipt.route);
  return receipt.contentType === JSON_TYPE ? openJson(receipt.body, signal) : openProto(receipt.body, signal);
}

/** As `openEnvelope`, so that records can be taken by their offsets, where the body is such that they can. */
export function openRaw(receipt: Receipt): Result<Envelope> {
  const raw = receipt.contentType === JSON_TYPE ? openJsonRaw(receipt.body, signalOf(receipt.route)) : null;
  return raw === null ? openEnvelope(receipt) : ok(raw);
}
