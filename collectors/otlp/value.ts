import { type Attributes, type AttributeValue, isList } from "../kit/index.ts";
import { MAX_DEPTH, refuse } from "./record.ts";

/** A 64-bit integer as an attribute value: a number where that is exact, else its decimal text. */
export function integerValue(value: bigint): number | string {
  const exact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return exact ? Number(value) : value.toString();
}

/** A double as an attribute value. What JSON cannot say is a text, as in proto3 JSON; minus zero is zero. */
export function doubleValue(value: number): number | string {
  if (value === 0) return 0;
  return Number.isFinite(value) ? value : String(value);
}

/** Refuses the 25th level of `AnyValue`. */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) refuse(`a value is nested deeper than ${MAX_DEPTH} levels`);
}

/** A value as one line of text, at most `limit` characters; nothing is the empty one. */
export function shortText(value: AttributeValue, limit: number): string {
  if (value === null) return "";
  if (typeof value === "string") return value.slice(0, limit);
  if (typeof value !== "object") return String(value);
  const inner = isList(value)
    ? `[${value
        .slice(0, 10)
        .map((item) => shortText(item, limit))
        .join(", ")}]`
    : `{${[...value.keys()].slice(0, 10).join(", ")}}`;
  return inner.slice(0, limit);
}

/** A value's text where it is one, trimmed and not empty; else null. */
export function textOf(value: AttributeValue | undefined): string | null {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return null;
  const text = value.trim();
  return text === "" ? null : text;
}

/** No attributes. */
export const NONE: Attributes = new Map();
