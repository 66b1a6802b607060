import {
  type Floor,
  type Instant,
  isFloor,
  type Network,
  type ShippingDay,
  type SourceState,
  wasOpen,
} from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";
import { silentOf } from "./sources.ts";

/** What can be said of a building's own systems, with the one that is silent. */
export interface FloorRead extends Floor {
  readonly silence: { readonly system: string; readonly lastSeenAt: Instant | null } | null;
  /** Whether there is absence to be judged at all. */
  readonly judged: boolean;
}

/**
 * Reads a building's own systems for a day as of an instant. `sources` are all there are now; `past`: what is known now
 * is more than was known then, and what was found silent since is read from the exceptions.
 */
export async function readFloor(
  views: Pick<Views, "exceptions" | "history">,
  scope: Scope,
  network: Network,
  sources: readonly SourceState[],
  asked: { readonly warehouse: string; readonly day: ShippingDay; readonly at: Instant; readonly past: boolean },
): Promise<FloorRead> {
  const systems = [...network.systems.values()].filter(
    ({ kind, warehouse }) => isFloor(kind) && warehouse === asked.warehouse,
  );
  const own = systems.map(({ id, presence }) => {
    const source = sources.find(({ environment, system }) => environment === "" && system === id);
    return { id, presence: source?.presence ?? presence ?? "unknown", source };
  });
  const judged = own.length > 0 && own.every(({ presence }) => presence === "complete");
  const judgedSince = judged ? Math.max(...own.map(({ source }) => source?.firstHeardAt ?? 0)) : null;
  let silence: FloorRead["silence"] = null;
  for (const { id, source } of own) {
    if (silence !== null || source === undefined) continue;
    const silent = asked.past
      ? await wasSilent(views, scope, network, source, asked.at)
      : silentOf(source, network, asked.at);
    // What was heard after the day's end tells of the day as well.
    if (silent && (source.lastSeenAt === null || source.lastSeenAt < asked.day.end || asked.past))
      silence = { system: id, lastSeenAt: source.lastSeenAt };
  }
  return { silent: silence !== null, silence, judged, judgedSince };
}

/** Found silent then, by what was raised; before usual hours are known, by how long it had been quiet. */
async function wasSilent(
  views: Pick<Views, "exceptions" | "history">,
  scope: Scope,
  network: Network,
  source: SourceState,
  at: Instant,
): Promise<boolean> {
  const filter = { kind: ["source-silent"], system: [source.system], watch: true } as const;
  const { items } = await views.exceptions(scope, filter, "opened", 200, null);
  for (const exception of items) {
    const history = await views.history(scope, exception.number);
    if (wasOpen(exception, { business: at, known: at }, history)) return true;
  }
  return (
    source.lastSeenAt !== null && source.lastSeenAt <= at && silentOf({ ...source, silentSince: null }, network, at)
  );
}
