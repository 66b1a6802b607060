import type { EventRow } from "../../../server/wire/index.ts";

/** Milliseconds of a minute. */
export const minute = 60_000;
/** ISO 8601 of Unix milliseconds. */
export const iso = (at: number): string => new Date(at).toISOString();
/** Local time of Thursday 19 November in Atlanta. */
export const est = (text: string, day = 19): number =>
  Date.parse(`2026-11-${String(day).padStart(2, "0")}T${text.length === 5 ? `${text}:00` : text}.000-05:00`);

/** A fact of one type at an instant, told by a system. */
export const fact = (type: string | null, at: number, system: string, more: Partial<EventRow> = {}): EventRow => ({
  type,
  system,
  occurredAt: iso(at),
  occurredPrecision: "instant",
  receivedAt: iso(at + 1_840),
  status: "ok",
  error: null,
  warehouse: null,
  quantity: null,
  amount: null,
  lines: [],
  traceId: "4f2a91c07be8d35e4f2a91c07be8d35e",
  spanId: null,
  position: "1",
  title: type ?? "",
  ...more,
});
