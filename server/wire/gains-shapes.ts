/** Schemas of what it was worth. */
import * as z from "zod/mini";
import { type GainPeriod, type GainSide, type GainsPage, gainIds, gainUncompared, gainUnits } from "./gains.ts";
import { kpiStates } from "./kpis.ts";
import { kpiCoverage } from "./kpis-shapes.ts";
import { b, instant, int, list, n, no, s } from "./primitives.ts";
import { heldRow } from "./row-shapes.ts";

const period: z.ZodMiniType<GainPeriod> = z.object({ from: s, to: s, weeks: n, ended: b });

const side: z.ZodMiniType<GainSide> = z.object({
  state: z.enum(kpiStates),
  value: no(n),
  numerator: int,
  denominator: int,
  unknown: int,
  bounds: no(z.object({ low: n, high: n })),
  coverage: kpiCoverage,
  leftOut: int,
  study: no(z.object({ eachMs: int, cases: int, on: s, by: s })),
  held: no(heldRow),
});

/** Schema of `GainsPage`. */
export const gainsPage: z.ZodMiniType<GainsPage> = z.object({
  asOf: instant,
  openedOn: no(s),
  first: no(period),
  stated: b,
  now: no(period),
  joined: list(z.object({ warehouse: s, name: s, since: s })),
  items: list(
    z.object({
      id: z.enum(gainIds),
      figure: s,
      unit: z.enum(gainUnits),
      better: z.enum(["up", "down"]),
      notMeasured: no(s),
      first: side,
      now: no(side),
      difference: no(n),
      uncompared: no(z.enum(gainUncompared)),
    }),
  ),
  total: int,
});
