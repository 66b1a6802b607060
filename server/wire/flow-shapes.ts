/** Schemas of a flow's map. */
import * as z from "zod/mini";
import type { FlowDaysRow, FlowHoursRow, FlowRow } from "./flow.ts";
import { kpiStates, kpiUnits } from "./kpis.ts";
import { b, instant, int, kind, list, n, no, presence, s } from "./primitives.ts";
import { heldRow } from "./row-shapes.ts";

const compared = <T extends z.ZodMiniType>(of: T) => z.object({ now: of, before: of });
const silence = z.object({ system: s, lastSeenAt: no(instant) });

const counts = {
  inFlight: int,
  onHold: int,
  late: int,
  oldestAt: no(instant),
  technical: int,
  business: int,
  cancelled: int,
  notJudged: int,
  count: int,
  cameLate: int,
  medianMs: no(n),
  p95Ms: no(n),
};

const step = z.object({
  ...counts,
  id: s,
  expects: s,
  systems: list(s),
  limitMs: n,
  watch: b,
  stuck: int,
  countBefore: int,
  p95BeforeMs: no(n),
  silent: list(silence),
  presence,
  sites: list(z.object({ ...counts, warehouse: no(s) })),
});

/** Schema of `FlowRow`. */
export const flowRow: z.ZodMiniType<FlowRow> = z.object({
  id: s,
  object: kind,
  warehouse: no(s),
  from: instant,
  to: instant,
  beforeFrom: instant,
  begun: compared(int),
  completed: compared(int),
  medianMs: compared(no(n)),
  timed: compared(int),
  raised: compared(int),
  open: int,
  held: compared(heldRow),
  beside: int,
  sources: int,
  silent: list(silence),
  heardSince: no(instant),
  starts: list(z.object({ id: s, event: s })),
  steps: list(step),
  edges: list(z.object({ from: s, to: s, volume: no(int) })),
  worst: no(s),
});

/** Schema of `FlowHoursRow`. */
export const flowHoursRow: z.ZodMiniType<FlowHoursRow> = z.object({
  flow: s,
  step: s,
  warehouse: no(s),
  limitMs: n,
  hours: list(z.object({ at: instant, count: int, cameLate: int, medianMs: no(n), p95Ms: no(n), raised: int })),
});

const figure = z.object({ id: s, name: s, unit: z.enum(kpiUnits), scale: int });

/** Schema of `FlowDaysRow`. */
export const flowDaysRow: z.ZodMiniType<FlowDaysRow> = z.object({
  flow: s,
  step: s,
  warehouse: no(s),
  limitMs: n,
  figure: no(figure),
  figures: list(figure),
  days: list(
    z.object({
      date: s,
      count: int,
      cameLate: int,
      medianMs: no(n),
      p95Ms: no(n),
      raised: int,
      figure: no(
        z.object({
          state: z.enum(kpiStates),
          ended: b,
          value: no(n),
          numerator: int,
          denominator: int,
          unknown: int,
        }),
      ),
    }),
  ),
});
