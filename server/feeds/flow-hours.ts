import { percentile } from "../domain/expectations/histogram.ts";
import type { Instant, Millis, Step } from "../domain/index.ts";
import type { FlowHour, FlowHoursAsk } from "../ports/index.ts";
import type { FlowHoursRow } from "../wire/index.ts";
import { isoOf } from "./formats.ts";

const hour: Millis = 3_600_000;

/** What is asked of a step over a window that ends with the hour of `now`: as many hours as it has, one at least. */
export function flowHoursAsk(step: Step, warehouse: string | null, length: Millis, now: Instant): FlowHoursAsk {
  const to = (Math.floor(now / hour) + 1) * hour;
  return {
    flow: step.flow,
    step: step.id,
    warehouse,
    within: { from: to - Math.max(1, Math.ceil(length / hour)) * hour, to },
  };
}

/** One step over time, hour by hour without a gap. Pure. */
export function toFlowHoursRow(seen: readonly FlowHour[], ask: FlowHoursAsk, step: Step): FlowHoursRow {
  const known = new Map(seen.map((one) => [one.hour, one]));
  const hours: FlowHoursRow["hours"][number][] = [];
  for (let at = ask.within.from; at < ask.within.to; at += hour) {
    const one = known.get(at);
    hours.push({
      at: isoOf(at),
      count: one?.count ?? 0,
      cameLate: one?.late ?? 0,
      medianMs: one === undefined ? null : percentile(one.histogram, 0.5),
      p95Ms: one === undefined ? null : percentile(one.histogram, 0.95),
      raised: one?.raised ?? 0,
    });
  }
  return { flow: ask.flow, step: ask.step, warehouse: ask.warehouse, limitMs: step.within, hours };
}
