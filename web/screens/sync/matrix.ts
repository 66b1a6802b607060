import type { LagSeries, NetworkRow } from "../../../server/wire/index.ts";
import type { SparkPoint } from "../../widgets/Spark.tsx";
import type { LinkView } from "./links.ts";

/** Where links of no site stand. */
export const noSite = "";

/** One step of a flow: its links by site. */
export interface MatrixRow {
  readonly flow: string;
  readonly step: string;
  /** The shortest and the longest target of its links, milliseconds. */
  readonly targetMs: readonly [number, number];
  /** Links of each site, in the order in which they were given; a site without any is not there. */
  readonly cells: ReadonlyMap<string, readonly LinkView[]>;
}

/** Links as steps by sites. */
export interface Matrix {
  /** Sites that have a link, in the network's order; `noSite` last. */
  readonly sites: readonly string[];
  /** Steps that have a link, in the order of the network's flows, so that each keeps its place. */
  readonly rows: readonly MatrixRow[];
}

/** Lays links out by step and site. */
export function matrixOf(
  views: readonly LinkView[],
  network: Pick<NetworkRow, "flows" | "warehouses"> | undefined,
): Matrix {
  const steps = (network?.flows ?? []).flatMap(({ id, steps }) => steps.map((step) => `${id}.${step.id}`));
  const sites = [...(network?.warehouses ?? []).map(({ id }) => id)];
  const found = new Map<string, { flow: string; step: string; views: LinkView[] }>();
  for (const view of views) {
    const { flow, step, warehouse } = view.row;
    const name = `${flow}.${step}`;
    const row = found.get(name) ?? { flow, step, views: [] };
    row.views.push(view);
    found.set(name, row);
    if (warehouse !== null && !sites.includes(warehouse)) sites.push(warehouse);
  }
  const placeOf = (name: string): number => (steps.includes(name) ? steps.indexOf(name) : steps.length);
  const rows = [...found].sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  const siteOf = ({ row }: LinkView): string => row.warehouse ?? noSite;
  const used = new Set(views.map(siteOf));
  return {
    sites: [...sites, noSite].filter((site) => used.has(site)),
    rows: rows.map(([, { flow, step, views: own }]) => {
      const targets = own.map(({ row }) => row.policyMs);
      return {
        flow,
        step,
        targetMs: [Math.min(...targets), Math.max(...targets)],
        cells: new Map(
          [...new Set(own.map(siteOf))].map((site) => [site, own.filter((view) => siteOf(view) === site)]),
        ),
      };
    }),
  };
}

/** What arrow keys ask for. */
export type Way = "up" | "down" | "left" | "right";

/**
 * The first link of the next cell on a way that has one, passing over empty cells; the link itself where there is none,
 * and the first of all where the link is not there.
 */
export function nextOn({ sites, rows }: Matrix, id: string | null, way: Way): string | null {
  const idAt = (row: number, site: number): string | null =>
    rows[row]?.cells.get(sites[site] ?? "")?.[0]?.row.id ?? null;
  for (const [row, { cells }] of rows.entries())
    for (const [site, name] of sites.entries()) {
      if (cells.get(name)?.some((view) => view.row.id === id) !== true) continue;
      const [down, right] = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] }[way] as [number, number];
      for (
        let r = row + down, s = site + right;
        r >= 0 && r < rows.length && s >= 0 && s < sites.length;
        r += down, s += right
      ) {
        const there = idAt(r, s);
        if (there !== null) return there;
      }
      return id;
    }
  return rows.flatMap(({ cells }) => sites.flatMap((site) => cells.get(site)?.[0]?.row.id ?? []))[0] ?? null;
}

/** A link's p95 over time, and last what it is behind by now, which is not over. */
export const sparkOf = (series: LagSeries | undefined, view: LinkView): readonly SparkPoint[] => [
  ...(series?.points ?? []).map(({ p95Ms }) => ({ value: p95Ms, ended: true })),
  { value: view.behindMs, ended: false },
];
