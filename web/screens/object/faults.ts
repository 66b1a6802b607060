import type { EventRow } from "../../../server/wire/index.ts";

/** One moment of the timeline: a fact, and how many records tell the same fault. */
export interface Told {
  readonly event: EventRow;
  readonly records: number;
}

/**
 * The facts as moments: a failure that names no event and shares its trace with a failed business event is the same
 * fault, and is counted at the nearest of those instead of standing beside it. Order is kept.
 */
export function foldFaults(events: readonly EventRow[]): readonly Told[] {
  const faults = new Map<string, { readonly at: number; readonly index: number }[]>();
  events.forEach((event, index) => {
    if (event.type === null || event.status !== "failed" || event.traceId === null) return;
    const list = faults.get(event.traceId) ?? [];
    list.push({ at: Date.parse(event.occurredAt), index });
    faults.set(event.traceId, list);
  });
  const records = events.map(() => 0);
  const kept = events.map((event) => {
    const same =
      event.type === null && event.status === "failed" && event.traceId !== null && faults.get(event.traceId);
    if (!same) return true;
    const at = Date.parse(event.occurredAt);
    const nearest = same.reduce((a, b) => (Math.abs(b.at - at) < Math.abs(a.at - at) ? b : a));
    records[nearest.index] = (records[nearest.index] ?? 0) + 1;
    return false;
  });
  return events.flatMap((event, i) => (kept[i] ? [{ event, records: records[i] ?? 0 }] : []));
}
