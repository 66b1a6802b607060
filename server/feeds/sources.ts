import {
  type Calendar,
  datesOnly,
  type Instant,
  isUsualKnown,
  type Millis,
  type Network,
  type SourceState,
  sourceText,
} from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";
import type { SourceRow } from "../wire/index.ts";
import { byId, type FeedDeps, onceASecond, type RecomputedFeed } from "./feed.ts";
import { type RecentFiles, readRecentFiles } from "./files.ts";
import { isoOf, isoOrNull } from "./formats.ts";

/** A system is not called silent before it was quiet for this long. */
export const leastSilence: Millis = 15 * 60_000;

/**
 * Whether a source is quieter than it may be. In this order:
 *
 * 1. What is not declared, lives in an environment kept apart or was never heard is not silent: nobody promised that
 *    it would speak, and "not heard yet" is its own word on the screen.
 * 2. What the core found silent, by its files or its usual hours, is. A source whose files or hours are known is calm
 *    until then.
 * 3. Of any other declared system, whose usual hours are still being learnt, it is said on the screen and raises nothing,
 *    once it was not heard for its patience: the shortest `within` of the steps that await something from it, and at
 *    least 15 minutes. A system whose quickest promise is four hours is quiet for hours and well. Only time in which one
 *    of those steps' calendars is open counts, so that a night is no silence. A system that no step awaits anything from
 *    has 15 minutes around the clock.
 */
export function silentOf(source: SourceState, network: Pick<Network, "systems" | "steps">, now: Instant): boolean {
  const system = network.systems.get(source.system);
  if (system === undefined || source.environment !== "" || source.lastSeenAt === null) return false;
  if (source.silentSince !== null) return true;
  if (system.delivers !== null || isUsualKnown(source.rhythm)) return false;
  const steps = network.steps.filter(({ from }) => from === system.id || from === system.kind);
  const patience = Math.max(leastSilence, steps.length === 0 ? 0 : Math.min(...steps.map(({ within }) => within)));
  if (now - source.lastSeenAt <= patience) return false;
  const calendars = steps.map(({ calendar }) => calendar);
  const always = steps.length === 0 || calendars.includes(null);
  return always || openTime(calendars, source.lastSeenAt, now) > patience;
}

/** Milliseconds between two instants in which at least one calendar is open. */
function openTime(calendars: readonly (Calendar | null)[], from: Instant, to: Instant): Millis {
  const spans: (readonly [Instant, Instant])[] = [];
  for (const calendar of new Set(calendars)) {
    const edges = calendar?.edges ?? [];
    for (let index = 0; index + 1 < edges.length; index += 2) {
      const start = Math.max(from, edges[index] ?? from);
      const end = Math.min(to, edges[index + 1] ?? to);
      if (start < end) spans.push([start, end]);
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  let open = 0;
  let reached = from;
  for (const [start, end] of spans) {
    open += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return open;
}

/** `trace shipment.confirmed`, as a source's `tells` has it, tells of `shipment.confirmed`. */
export const eventOfTold = (told: string): string => told.slice(told.indexOf(" ") + 1);

/** One source with how far it is to be believed, and when it is heard next where that is known. */
export function toSourceRow(
  source: SourceState,
  network: Pick<Network, "systems" | "steps">,
  now: Instant,
  files: RecentFiles,
): SourceRow {
  const system = network.systems.get(source.system);
  return {
    system: source.ref,
    name: system?.name ?? source.system,
    kind: system?.kind ?? null,
    warehouse: system?.warehouse ?? null,
    environment: source.environment,
    declared: system !== undefined,
    lastSeenAt: isoOrNull(source.lastSeenAt),
    firstHeardAt: isoOrNull(source.firstHeardAt),
    silent: silentOf(source, network, now),
    presence: source.presence,
    presenceWhy: source.presenceWhy,
    datesOnly: datesOnly(source),
    share: source.signals.reduce<number | null>(
      (least, { share }) => (share === null ? least : Math.min(least ?? 1, share)),
      null,
    ),
    clockDoubted: source.clockDoubted,
    nextFileAt: isoOrNull(system?.delivers?.at.find((at) => at > now) ?? null),
    files: (files.get(source.ref) ?? []).map(({ at, dueAt, came, cameAt }) => ({
      at: isoOf(at),
      dueAt: isoOf(dueAt),
      came,
      cameAt: isoOrNull(cameAt),
    })),
  };
}

/** Every source that was heard, and every declared one that was not yet, by name. */
export function toSourceRows(
  sources: readonly SourceState[],
  network: Pick<Network, "systems" | "steps">,
  now: Instant,
  files: RecentFiles,
): readonly SourceRow[] {
  const heard = new Set(sources.map(({ ref }) => ref));
  const unheard = [...network.systems.values()].filter(({ id }) => !heard.has(sourceText("", id)));
  return [
    ...sources,
    ...unheard.map(
      (system): SourceState => ({
        ref: sourceText("", system.id),
        system: system.id,
        environment: "",
        declared: true,
        service: "",
        firstHeardAt: null,
        lastSeenAt: null,
        signals: [],
        tells: [],
        timed: [],
        tellsSince: [],
        versions: [],
        pastDue: 0,
        met: 0,
        presence: system.presence ?? "unknown",
        presenceWhy: system.presence === null ? "not heard yet" : "declared",
        clockDoubted: false,
        quiets: [],
        rhythm: [],
        silentSince: null,
        timer: null,
      }),
    ),
  ]
    .map((source) => toSourceRow(source, network, now, files))
    .sort((a, b) => (a.system < b.system ? -1 : a.system > b.system ? 1 : 0));
}

/**
 * Systems that a scope may see, by id: those of its warehouses, and those that serve the whole company, as an ERP does.
 * Undefined for the scope of all, which also sees what the network does not name.
 */
function systemsIn({ warehouses }: Scope, network: Pick<Network, "systems">): ReadonlySet<string> | undefined {
  if (warehouses === null) return undefined;
  const seen = [...network.systems.values()].filter(
    ({ warehouse }) => warehouse === null || warehouses.includes(warehouse),
  );
  return new Set(seen.map(({ id }) => id));
}

/** The sources that a scope may see, as the rows have them. */
export const readSources = (
  { views, network }: { readonly views: Pick<Views, "sources">; readonly network: () => Pick<Network, "systems"> },
  scope: Scope,
): Promise<readonly SourceState[]> => views.sources(scope, systemsIn(scope, network()));

/** The sources that a scope may see, also those that were not heard yet, by name. */
export async function readSourceRows(
  deps: Pick<FeedDeps, "views" | "network" | "clock">,
  scope: Scope,
): Promise<readonly SourceRow[]> {
  const network = deps.network();
  const within = systemsIn(scope, network);
  const systems = new Map([...network.systems].filter(([id]) => within?.has(id) !== false));
  const sources = await readSources(deps, scope);
  return toSourceRows(sources, { ...network, systems }, deps.clock.now(), await readRecentFiles(deps, scope, sources));
}

/** Every source with when it was last heard. */
export const sourcesFeed: RecomputedFeed = {
  name: "sources",
  filterNames: [],
  faults: () => [],
  touchedBy: ({ kind }) => kind === "source",
  spacing: onceASecond,
  aged: (last, now) => now - last >= 5_000,
  async rows(deps, scope) {
    const rows = await readSourceRows(deps, scope);
    return rows.map((row) => ({ ...row, id: row.system })).sort(byId);
  },
};
