import type { Instant, Millis, Network, SourceState } from "../domain/index.ts";
import type { LagRow as LagCount } from "../ports/index.ts";
import type { LagRow, LagSeries } from "../wire/index.ts";
import { byId, onceASecond, type RecomputedFeed } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";

/** The live row's id: `flow.step|from|to|warehouse`. */
export const lagId = (cell: Pick<LagCount, "flow" | "step" | "from" | "to" | "warehouse">): string =>
  `${cell.flow}.${cell.step}|${cell.from}|${cell.to}|${cell.warehouse}`;

/**
 * One row of the lag table. `at` is the instant that ages count to; null on the live stream, whose rows carry
 * instants and never ages: `oldestPendingMs` is null there, and `oldestPendingAt` is what to count from.
 */
export function toLagRow(
  row: LagCount,
  network: Pick<Network, "steps" | "systems">,
  sources: readonly SourceState[],
  at: Instant | null,
): LagRow {
  const step = network.steps.find((one) => one.flow === row.flow && one.id === row.step);
  const oldest = row.oldestPendingAt;
  return {
    id: lagId(row),
    flow: row.flow,
    step: row.step,
    from: row.from,
    to: row.to,
    warehouse: row.warehouse === "" ? null : row.warehouse,
    count: row.count,
    p50Ms: row.p50Ms,
    p95Ms: row.p95Ms,
    p99Ms: row.p99Ms,
    maxMs: row.maxMs,
    pending: row.pending,
    oldestPendingMs: oldest === null || at === null ? null : Math.max(0, at - oldest),
    oldestPendingAt: isoOrNull(oldest),
    late: row.late,
    policyMs: step?.within ?? 0,
    lastMetAt: isoOrNull(row.lastMetAt),
    presence: presenceOf(row.to, network, sources),
  };
}

/** The lag table over time: `tables` are its windows, oldest first, each with the instant at which it ends. */
export function toLagSeries(
  tables: readonly { readonly at: Instant; readonly rows: readonly LagCount[] }[],
  network: Pick<Network, "steps" | "systems">,
): readonly LagSeries[] {
  const found = new Map<string, { -readonly [K in keyof LagSeries]: LagSeries[K] }>();
  for (const { at, rows } of tables) {
    for (const row of rows) {
      const { id, flow, step, from, to, warehouse, policyMs } = toLagRow(row, network, [], null);
      const series = found.get(id) ?? { id, flow, step, from, to, warehouse, policyMs, points: [] };
      const { count, p50Ms, p95Ms, maxMs, late } = row;
      series.points = [...series.points, { at: isoOf(at), count, p50Ms, p95Ms, maxMs, late }];
      found.set(id, series);
    }
  }
  return [...found.values()].sort(byId);
}

/** Presence of an awaited system, named by id or kind: the least certain of those that it can be. */
function presenceOf(
  selector: string,
  network: Pick<Network, "systems">,
  sources: readonly SourceState[],
): LagRow["presence"] {
  const ids = network.systems.has(selector)
    ? [selector]
    : [...network.systems.values()].filter(({ kind }) => kind === selector).map(({ id }) => id);
  const known = (ids.length === 0 ? [selector] : ids).map((id): LagRow["presence"] => {
    const source = sources.find((one) => one.environment === "" && one.system === id);
    return source?.presence ?? network.systems.get(id)?.presence ?? "unknown";
  });
  return known.find((one) => one === "sampled") ?? known.find((one) => one === "unknown") ?? "complete";
}

/** Windows that can be asked for, in milliseconds, by their word. */
const windowUnits: ReadonlyMap<string, Millis> = new Map([
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Length of a window as `15m`, `24h` or `7d` in milliseconds; null when it is none, or longer than 31 days. */
export function windowOf(text: string): Millis | null {
  const match = /^([1-9]\d{0,3})([mhd])$/.exec(text);
  const length = Number(match?.[1]) * (windowUnits.get(match?.[2] ?? "") ?? Number.NaN);
  return length <= 31 * 86_400_000 ? length : null;
}

/** The window that applies when none is given. */
export const defaultWindow = "15m";

/** How far each system is behind another, over a window that ends on a whole second. */
export const lagFeed: RecomputedFeed = {
  name: "lag",
  filterNames: ["window"],
  faults: (filter) =>
    windowOf(filter.get("window") ?? defaultWindow) === null
      ? [{ path: "window", message: "must be a length up to 31d, as 15m" }]
      : [],
  touchedBy: ({ kind }) => kind === "lag" || kind === "pending" || kind === "source",
  spacing: onceASecond,
  // Histograms are kept by the minute: a window's contents alter by themselves when a minute has gone by.
  aged: (last, now) => Math.floor(last / 60_000) !== Math.floor(now / 60_000),
  async rows(deps, scope, filter) {
    const at = Math.floor(deps.clock.now() / 1_000) * 1_000;
    const sources = await deps.views.sources(scope);
    const rows = await deps.views.lag(scope, windowOf(filter.get("window") ?? defaultWindow) ?? 0, at);
    return rows.map((row) => toLagRow(row, deps.network(), sources, null)).sort(byId);
  },
};
