import {
  type FilesTold,
  type Instant,
  type Network,
  type RecentFile,
  recentFiles,
  type SourceState,
  type Stretch,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { FeedDeps } from "./feed.ts";

type Deps = Pick<FeedDeps, "views" | "network">;

/** Files that are told of a source, at most. */
const mostRecent = 5;
/** Silences of a source that are looked at, at most: the newest. */
const mostSilences = 20;

/** What became of the newest files of each source that sends files and was heard, by its ref. */
export type RecentFiles = ReadonlyMap<string, readonly RecentFile[]>;

/** What is known of when a source's files came; null where it sends none, or its silences are not for this scope. */
export async function filesTold(deps: Deps, scope: Scope, source: SourceState): Promise<FilesTold | null> {
  const delivers = deliveredTo(scope, source, deps.network());
  if (delivers === null) return null;
  return {
    ...delivers,
    system: source.system,
    heardSince: source.firstHeardAt,
    quiets: source.quiets.map(({ from, to, endedAt }) => ({ from, to: Math.min(to, endedAt ?? to) })),
    silences: await keptSilences(deps, scope, source),
    downtimes: await deps.views.downtimes(),
  };
}

/** A silence stands in the building of its system; of one that has none only who sees everything may know. */
function deliveredTo({ warehouses }: Scope, { system, environment }: SourceState, network: Pick<Network, "systems">) {
  const known = network.systems.get(system);
  if (environment !== "" || known === undefined) return null;
  const isSeen = warehouses === null || (known.warehouse !== null && warehouses.includes(known.warehouse));
  return isSeen ? known.delivers : null;
}

interface Kept {
  readonly heard: string;
  readonly silences: readonly Stretch[];
}

/** Silences that were read: they are otherwise once the source was heard, or is found silent. */
const shelves = new WeakMap<FeedDeps["views"], Map<string, Kept>>();

/** When a source was silent: each time from when that was found until it was heard again. */
async function keptSilences(deps: Deps, scope: Scope, source: SourceState): Promise<readonly Stretch[]> {
  const { ref, system, lastSeenAt, silentSince } = source;
  const shelf = shelves.get(deps.views) ?? new Map<string, Kept>();
  shelves.set(deps.views, shelf);
  const heard = `${lastSeenAt} ${silentSince}`;
  const known = shelf.get(ref);
  if (known?.heard === heard) return known.silences;
  const silences = await readSilences(deps, scope, system);
  shelf.set(ref, { heard, silences });
  return silences;
}

async function readSilences(deps: Deps, scope: Scope, system: string): Promise<readonly Stretch[]> {
  const filter = { kind: ["source-silent"], system: [system], watch: true } as const;
  const { items } = await deps.views.exceptions(scope, filter, "opened", mostSilences, null);
  const found: Stretch[] = [];
  for (const { number } of items) {
    let from: Instant | null = null;
    for (const { action, by, at } of await deps.views.history(scope, number)) {
      if (action === "raised" || action === "reopened") from ??= at;
      else if (action === "resolved" && by === "rule" && from !== null) {
        found.push({ from, to: at });
        from = null;
      }
    }
    if (from !== null) found.push({ from, to: Number.MAX_SAFE_INTEGER });
  }
  return found;
}

/** Reads the newest files of sources that may be seen. */
export async function readRecentFiles(
  deps: Deps & Pick<FeedDeps, "clock">,
  scope: Scope,
  sources: readonly SourceState[],
): Promise<RecentFiles> {
  const now = deps.clock.now();
  const found = new Map<string, readonly RecentFile[]>();
  for (const source of sources) {
    const told = await filesTold(deps, scope, source);
    if (told !== null) found.set(source.ref, recentFiles(told, source.lastSeenAt, now, mostRecent));
  }
  return found;
}
