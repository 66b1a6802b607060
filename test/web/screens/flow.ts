import type { FlowCounts, FlowDaysRow, FlowHoursRow, FlowRow, FlowStepRow } from "../../../server/wire/index.ts";
import { network } from "./objects.ts";

const minute = 60_000;
const hour = 60 * minute;
/** The end of the minute of the pictures: Thursday 19 November 2026, 14:33 in New York. */
const to = Date.UTC(2026, 10, 19, 19, 33);
const iso = (at: number): string => new Date(at).toISOString();

const counts = (more: Partial<FlowCounts> = {}): FlowCounts => ({
  inFlight: 0,
  onHold: 0,
  late: 0,
  oldestAt: null,
  technical: 0,
  business: 0,
  cancelled: 0,
  notJudged: 0,
  count: 0,
  cameLate: 0,
  medianMs: null,
  p95Ms: null,
  ...more,
});

const stands: Readonly<Record<string, Partial<FlowStepRow>>> = {
  "in-wms": { count: 5931, inFlight: 12, late: 3, p95Ms: 4 * minute + 10_000, medianMs: 31_000, stuck: 3 },
  pick: { count: 5100, inFlight: 412, onHold: 17, cancelled: 9, p95Ms: 3 * hour, medianMs: 70 * minute },
  pack: { count: 4800, inFlight: 300, business: 2, stuck: 2, p95Ms: 40 * minute, medianMs: 12 * minute },
  label: {
    count: 4600,
    inFlight: 198,
    technical: 14,
    stuck: 14,
    cameLate: 5,
    oldestAt: iso(to - 52 * minute),
    p95Ms: 1_300,
    medianMs: 800,
    sites: [
      { ...counts({ inFlight: 150, technical: 12, count: 2000 }), warehouse: "ATL" },
      { ...counts({ inFlight: 48, technical: 2, count: 2600 }), warehouse: "EWR" },
    ],
  },
  ship: { count: 3145, inFlight: 2100, notJudged: 54, p95Ms: 100 * minute, medianMs: 58 * minute },
};

/** A flow of the company as it stands in the pictures; null for a name that is none. */
export function flowOf({ flow, warehouse, window }: Readonly<Record<string, string>>): FlowRow | null {
  const known = network.flows.find(({ id }) => id === flow);
  if (known === undefined) return null;
  const length = window === "7d" ? 168 * hour : 24 * hour;
  const steps = known.steps.map(
    ({ id, expect, withinMs }): FlowStepRow => ({
      ...counts(),
      id,
      expects: expect,
      systems: ["wms-atl", "wms-ewr"],
      limitMs: withinMs,
      watch: false,
      stuck: 0,
      countBefore: 0,
      p95BeforeMs: null,
      silent: [],
      presence: "complete",
      sites: [],
      ...(flow === "order-to-ship" ? stands[id] : {}),
    }),
  );
  const start = known.steps[0]?.after ?? "";
  return {
    id: known.id,
    object: "order",
    warehouse: warehouse ?? null,
    from: iso(to - length),
    to: iso(to),
    beforeFrom: iso(to - 2 * length),
    begun: { now: 5931, before: 5810 },
    completed: { now: 3145, before: 3260 },
    medianMs: { now: 5 * hour + 18 * minute, before: 4 * hour + 56 * minute },
    timed: { now: 3145, before: 3260 },
    raised: { now: 73, before: 45 },
    open: 19,
    held: {
      now: {
        objects: 19,
        money: [
          { amount: "563364.00", currency: "USD", side: "price" },
          { amount: "1240.50", currency: "USD", side: "cost" },
        ],
        estimated: 12,
        unknown: 2,
      },
      before: {
        objects: 9,
        money: [{ amount: "388000.00", currency: "USD", side: "price" }],
        estimated: 0,
        unknown: 0,
      },
    },
    beside: 1,
    sources: 8,
    silent: [],
    heardSince: iso(to - 40 * 24 * hour),
    starts: [{ id: `start:${start}`, event: start }],
    steps,
    edges: known.steps.map(({ id }, index) => ({
      from: known.steps[index - 1]?.id ?? `start:${start}`,
      to: id,
      volume: steps[index]?.count ?? 0,
    })),
    worst: flow === "order-to-ship" ? "label" : null,
  };
}

/** A step of it by hour: slower from 13:00 to 16:00 UTC, and with exceptions then; nothing came in the night. */
export function flowHoursOf(flow: string, step: string, window: string): FlowHoursRow {
  const end = to + 27 * minute;
  const n = window === "7d" ? 168 : 24;
  return {
    flow,
    step,
    warehouse: null,
    limitMs: hour,
    hours: Array.from({ length: n }, (_, index) => {
      const at = end - (n - index) * hour;
      const of = new Date(at).getUTCHours();
      const [night, slow] = [of < 10, of >= 13 && of < 16];
      return {
        at: iso(at),
        count: night ? 0 : 200,
        cameLate: slow ? 3 : 0,
        medianMs: night ? null : 11 * minute,
        p95Ms: night ? null : (slow ? 70 : 17) * minute,
        raised: slow ? 4 : 0,
      };
    }),
  };
}

/** A step of it by day: slower on each Wednesday, on which less leaves on time; nothing came on Sundays. */
export function flowDaysOf(flow: string, step: string, figure: string | null): FlowDaysRow {
  const onTime = { id: "on-time-shipment", name: "Shipped on time", unit: "share", scale: 1 } as const;
  return {
    flow,
    step,
    warehouse: null,
    limitMs: hour,
    figure: figure === null ? null : onTime,
    figures: [onTime, { id: "time-to-recover", name: "Time to recover", unit: "ms", scale: 1 }],
    days: Array.from({ length: 91 }, (_, index) => {
      const at = to - (90 - index) * 24 * hour;
      const of = new Date(at).getUTCDay();
      const [sunday, slow, today] = [of === 0, of === 3, index === 90];
      return {
        date: iso(at).slice(0, 10),
        count: sunday ? 0 : 400,
        cameLate: slow ? 8 : 0,
        medianMs: sunday ? null : 11 * minute,
        p95Ms: sunday ? null : (slow ? 70 : 17) * minute,
        raised: slow ? 4 : 0,
        figure:
          figure === null
            ? null
            : {
                state: today ? "incomplete" : "complete",
                ended: !today,
                value: sunday ? null : slow ? 0.9 : 0.99,
                numerator: sunday ? 0 : slow ? 360 : 396,
                denominator: sunday ? 0 : 400,
                unknown: today ? 12 : 0,
              },
      };
    }),
  };
}
