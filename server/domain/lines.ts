import { minorOf, sumOfProducts } from "./money.ts";
import type { Line, Money } from "./types.ts";

const most = 1000;

/** Reads `business.lines`, a JSON array; what is no line is left out, and what is no array gives none. */
export function linesOf(text: string | null, currency: string, unitsOf: (currency: string) => number): readonly Line[] {
  return entriesOf(text)
    .slice(0, most)
    .flatMap((entry) => {
      const line = lineOf(entry, currency, unitsOf);
      return line === null ? [] : [line];
    });
}

/**
 * What all lines are worth together, in minor units: price or cost times quantity, rounded once. Null where a line says
 * none, is no line, or where there are more than are read: part of them would pass for the whole.
 */
export function worthOfLines(text: string | null, per: "unitPrice" | "unitCost", unitsPerMajor: number): number | null {
  const entries = entriesOf(text);
  if (entries.length > most) return null;
  const factors: (readonly [string, string])[] = [];
  for (const entry of entries) {
    const price = fieldOf(entry, per);
    const quantity = fieldOf(entry, "quantity");
    if (price === null || quantity === null) return null;
    factors.push([price, quantity]);
  }
  return sumOfProducts(factors, unitsPerMajor);
}

function entriesOf(text: string | null): readonly unknown[] {
  if (text === null || !text.startsWith("[")) return [];
  try {
    const told: unknown = JSON.parse(text);
    return Array.isArray(told) ? told : [];
  } catch {
    return [];
  }
}

/** A field of an entry as text; null where it is no text or number. */
function fieldOf(entry: unknown, name: string): string | null {
  if (typeof entry !== "object" || entry === null) return null;
  const value: unknown = Object.getOwnPropertyDescriptor(entry, name)?.value;
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : null;
}

function lineOf(entry: unknown, currency: string, unitsOf: (currency: string) => number): Line | null {
  const field = (name: string): string | null => fieldOf(entry, name);
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
