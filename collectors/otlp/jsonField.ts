import type { JsonObject } from "./json.ts";
import { refuse } from "./record.ts";

const NO_OBJECT: JsonObject = Object.freeze(Object.create(null) as JsonObject);
const NO_LIST: readonly unknown[] = Object.freeze([]);

const MAX_UINT64 = (1n << 64n) - 1n;
const MAX_INT64 = (1n << 63n) - 1n;

/** Replaces half of a surrogate pair, which UTF-8 cannot say, as decoding protobuf would have. */
const wellFormed = (text: string): string =>
  /\p{Surrogate}/u.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD") : text;

/** An object; nothing and null are an empty one. Refuses anything else. */
export function objectOf(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) return NO_OBJECT;
  if (typeof value !== "object" || Array.isArray(value)) refuse(`${name} is no object`);
  return value as JsonObject;
}

/** A list; nothing and null are an empty one. Refuses anything else. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return NO_LIST;
  if (!Array.isArray(value)) refuse(`${name} is no list`);
  return value as readonly unknown[];
}

/** A text; nothing and null are the empty one. In a body that was not UTF-8, refuses the text that shows it. */
export function textIn(value: unknown, name: string, damaged: boolean): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") return refuse(`${name} is no text`);
  if (damaged && value.includes("\uFFFD")) refuse(`${name} is not UTF-8`);
  return wellFormed(value);
}

/** A truth value. */
export function booleanOf(value: unknown, name: string): boolean {
  return typeof value === "boolean" ? value : refuse(`${name} is neither true nor false`);
}

/** A 64-bit integer, as text or number; nothing and null are 0. */
export function integerOf(value: unknown, name: string, type: "fixed64" | "int64"): bigint {
  if (value === undefined || value === null || value === 0 || value === "0") return 0n;
  const whole =
    (typeof value === "string" && /^-?\d{1,20}$/.test(value)) || (typeof value === "number" && Number.isInteger(value));
  if (!whole) return refuse(`${name} is no integer`);
  const integer = BigInt(value as string | number);
  const [least, greatest] = type === "int64" ? [-MAX_INT64 - 1n, MAX_INT64] : [0n, MAX_UINT64];
  if (integer < least || integer > greatest) refuse(`${name} is outside the range of ${type}`);
  return integer;
}

/** A 32-bit unsigned integer, as number or text; nothing and null are 0. */
export function uint32Of(value: unknown, name: string): number {
  const integer = integerOf(value, name, "fixed64");
  if (integer > 0xffff_ffffn) refuse(`${name} is outside the range of uint32`);
  return Number(integer);
}

/** An enum's number; OTLP/JSON has no enum names. */
export function enumOf(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== "number" || (value | 0) !== value)
    return refuse(`${name} is no integer: enums are numbers in OTLP/JSON`);
  return value;
}

/** A double, as number, numeric text, or one of the texts `NaN`, `Infinity`, `-Infinity`. */
export function doubleOf(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return refuse(`${name} is no number`);
  if (value === "NaN") return Number.NaN;
  const number = value.trim() === "" ? Number.NaN : Number(value);
  return Number.isNaN(number) ? refuse(`${name} is no number`) : number;
}

/** Bytes in base64 of either alphabet, as standard base64 with padding. */
export function bytesOf(value: unknown, name: string): string {
  if (typeof value !== "string" || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) return refuse(`${name} is no base64`);
  return Buffer.from(value, "base64").toString("base64");
}

/** An id of so many hex digits in lower case; empty when there is none. */
export function idOf(value: unknown, digits: number, name: string): string {
  if (value === undefined || value === null || value === "") return "";
  if (typeof value !== "string") return refuse(`a ${name} is no text`);
  if (!/^[0-9a-f]+$/i.test(value)) refuse(`a ${name} is not in hex`);
  if (value.length !== digits) refuse(`a ${name} is not of ${digits / 2} bytes`);
  return value.toLowerCase();
}
