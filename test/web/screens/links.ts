import type { LagRow, LagSeries, SourceRow } from "../../../server/wire/index.ts";
import { sourcesOf } from "../mock/world.ts";
import { est, iso, minute } from "./moment.ts";

/** A link over the last hour: p95 rises to what its row says; nothing where nothing came. */
export const lagSeriesOf = (
  { id, flow, step, from, to, warehouse, policyMs, p50Ms, p95Ms, count }: LagRow,
  points: number,
  now: number,
): LagSeries => ({
  id,
  flow,
  step,
  from,
  to,
  warehouse,
  policyMs,
  points: Array.from({ length: points }, (_, index) => ({
    at: iso(now - (points - 1 - index) * 3 * minute),
    count: Math.ceil(count / points),
    p50Ms,
    p95Ms: p95Ms === null ? null : Math.round(p95Ms * (0.5 + (0.5 * (index + 1)) / points)),
    maxMs: p95Ms,
    late: 0,
  })),
});

/** Twelve links: late, near, silent, sampled, quiet and fine. */
export function lagRows(now: number): readonly LagRow[] {
  const row = (
    flow: string,
    step: string,
    from: string,
    to: string,
    warehouse: string,
    p95: number | null,
    policy: number,
    more: Partial<LagRow> = {},
  ): LagRow => ({
    id: `${flow}.${step}|${from}|${to}|${warehouse}`,
    flow,
    step,
    from,
    to,
    warehouse,
    count: p95 === null ? 0 : 214,
    p50Ms: p95 === null ? null : p95 * 400,
    p95Ms: p95 === null ? null : p95 * 1000,
    p99Ms: null,
    maxMs: null,
    pending: 0,
    oldestPendingMs: null,
    oldestPendingAt: null,
    late: 0,
    policyMs: policy * minute,
    lastMetAt: iso(now - 70_000),
    presence: "complete",
    ...more,
  });
  const pending = (n: number, ms: number): Partial<LagRow> => ({
    pending: n,
    oldestPendingMs: ms,
    oldestPendingAt: iso(now - ms),
  });
  return [
    row("order-to-ship", "in-wms", "erp", "wms-atl", "ATL", 48, 2),
    row("order-to-ship", "in-wms", "erp", "wms-ewr", "EWR", 250, 2, { ...pending(3, 4 * minute), late: 3 }),
    row("order-to-ship", "in-wms", "erp", "wms-dfw", "DFW", 65, 2),
    row("order-to-ship", "in-wms", "erp", "wms-sea", "SEA", 44, 2),
    row("order-to-ship", "in-wms", "erp", "wms-mia", "MIA", 110, 2, pending(1, 20_000)),
    row("order-to-ship", "pick", "wms-ord", "wms-ord", "ORD", 7200, 240, {
      presence: "sampled",
      ...pending(31, 3 * 60 * minute),
    }),
    row("order-to-ship", "ship", "3pl-reno", "3pl-reno", "RNO", null, 120, {
      ...pending(23, 172 * minute),
      lastMetAt: iso(est("12:05")),
    }),
    row("order-to-ship", "label", "wms-atl", "tms", "ATL", 1.2, 1, {
      ...pending(14, 40 * minute),
      late: 14,
      lastMetAt: iso(est("13:51")),
    }),
    row("order-to-ship", "label", "wms-ewr", "tms", "EWR", 1.1, 1),
    row("ship-to-invoice", "posted", "wms-atl", "erp", "ATL", 182, 15),
    row("ship-to-invoice", "invoice", "erp", "erp", "ATL", 365, 240),
    row("ship-to-invoice", "posted", "wms-sea", "erp", "SEA", null, 15, { lastMetAt: null }),
  ];
}

/** An hourly file at five past: the last two did not come. */
const renoFiles: SourceRow["files"] = [10, 11, 12, 13, 14].map((hour) => ({
  at: iso(est(`${hour}:05`)),
  dueAt: iso(est(`${hour}:25`)),
  came: hour === 11 ? "late" : hour < 13 ? "in-time" : "missing",
  cameAt: hour === 11 ? iso(est("11:41")) : null,
}));

/** The systems, one of them sampled and two bringing files. */
export const sources = (now: number): (SourceRow & { readonly id: string })[] => [
  ...sourcesOf(now, true).map((row) =>
    row.system === "wms-ord"
      ? { ...row, presence: "sampled" as const, share: 0.1 }
      : row.system === "3pl-savannah"
        ? { ...row, nextFileAt: iso(est("15:10")) }
        : row.system === "3pl-reno"
          ? { ...row, nextFileAt: iso(est("15:05")), files: renoFiles }
          : row,
  ),
  {
    ...(sourcesOf(now, false)[3] as SourceRow),
    id: "qa@wms-atl",
    system: "qa@wms-atl",
    environment: "qa",
    declared: false,
  },
];
