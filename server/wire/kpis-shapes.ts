/** Schemas of key figures. */
import * as z from "zod/mini";
import {
  type KpiCoverage,
  type KpiDefinition,
  type KpiDetail,
  type KpiDocument,
  type KpiRow,
  type KpisPage,
  kpiDimensions,
  kpiLowered,
  kpiStates,
  kpiUnits,
} from "./kpis.ts";
import { b, instant, int, kind, list, n, no, s } from "./primitives.ts";

const unit = z.enum(kpiUnits);
const better = z.enum(["up", "down"]);

const valueShape = {
  from: s,
  to: s,
  ended: b,
  state: z.enum(kpiStates),
  value: no(n),
  numerator: int,
  denominator: int,
  bounds: no(z.object({ low: n, high: n })),
  unknown: int,
};
const value = z.object(valueShape);
const split = no(z.object({ count: int, floorMs: int, messageMs: int }));

/** Schema of `KpiCoverage`. */
export const kpiCoverage: z.ZodMiniType<KpiCoverage> = z.object({
  heard: int,
  of: int,
  lowered: list(z.object({ system: s, why: list(z.enum(kpiLowered)) })),
});

/** Schema of `KpiRow`. */
export const kpiRow: z.ZodMiniType<KpiRow> = z.object({
  ...valueShape,
  id: s,
  name: s,
  unit,
  scale: int,
  better,
  notMeasured: no(s),
  target: no(n),
  previous: value,
  coverage: kpiCoverage,
  freshness: no(instant),
  leftOut: int,
  split,
  series: list(value),
});

/** Schema of `KpisPage`. */
export const kpisPage: z.ZodMiniType<KpisPage> = z.object({
  from: s,
  to: s,
  asOf: instant,
  knownAt: no(instant),
  items: list(kpiRow),
  total: int,
  nextCursor: z.null(),
});

/** Schema of `KpiDefinition`. */
export const kpiDefinition: z.ZodMiniType<KpiDefinition> = z.object({
  id: s,
  version: int,
  name: s,
  formula: s,
  clock: no(z.object({ starts: s, stops: s })),
  counts: s,
  zone: z.enum(["building", "ledger"]),
  unit,
  better,
  exclusions: list(s),
  benchmark: no(z.object({ text: s, year: no(int), source: s })),
  notMeasured: no(s),
});

/** Schema of `KpiDetail`. */
export const kpiDetail: z.ZodMiniType<KpiDetail> = z.object({
  definition: kpiDefinition,
  row: kpiRow,
  by: z.enum(kpiDimensions),
  parts: list(z.object({ ...valueShape, key: no(s), name: no(s), leftOut: int, split })),
  moved: no(
    z.object({
      grain: int,
      change: int,
      parts: list(z.object({ key: no(s), name: no(s), rate: int, mix: int })),
    }),
  ),
});

/** Schema of `KpiDocument`. */
export const kpiDocument: z.ZodMiniType<KpiDocument> = z.object({
  id: s,
  object: no(z.object({ kind, id: s })),
  date: s,
  from: instant,
  at: instant,
  numerator: int,
  denominator: int,
  leftOut: no(s),
  warehouse: no(s),
  partner: no(s),
  flow: no(s),
  cause: no(s),
  floorMs: no(int),
  messageMs: no(int),
});
