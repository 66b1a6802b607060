import { minorOf } from "./money.ts";
import type { Line, Money } from "./types.ts";

const most = 1000;

/** Reads `business.lines`, a JSON array; what is no line is left out, and what is no array gives none. */
export function linesOf(text: string | null, currency: string, unitsOf: (currency: string) => number): readonly Line[] {
  if (text === null || !text.startsWith("[")) return [];
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(told)) return [];
  return told.slice(0, most).flatMap((entry: unknown) => {
    const line = lineOf(entry, currency, unitsOf);
    return line === null ? [] : [line];
  });
}

function lineOf(entry: unknown, currency: string, unitsOf: (currency: string) => number): Line | null {
  if (typeof entry !== "object" || entry === null) return null;
  const field = (name: string): string | null => {
    const value: unknown = Object.getOwnPropertyDescriptor(entry, name)?.value;
    return typeof value === "string" || typeof value === "number" ? String(value).trim() : null;
  };
  const price = (name: string): Money | null => {
    const value = field(name);
    const minor = value === null ? null : minorOf(value, unitsOf(currency));
    return minor === null ? null : { minor, currency };
  };
  const line = field("line");
  const sku = field("sku");
  const quantity = field("quantity");
  if (line === null || sku === null || quantity === null || !/^-?\d+(\.\d+)?$/.test(quantity)) return null;
  return {
    line,
    sku,
    lot: field("lot"),
    quantity,
    uom: field("uom") ?? "EA",
    unitPrice: price("unitPrice"),
    unitCost: price("unitCost"),
  };
}
