import type { SourceTally } from "../../../collectors/kit/index.ts";
import { sourceText } from "../keys.ts";
import type { Network } from "../network.ts";
import type { CanonicalEvent, Instant, Presence, SourceState } from "../types.ts";
import { sourceOf, type Work } from "../work.ts";

const day = 86_400_000;
const mostVersions = 20;
/** A source of which nothing is declared is known after so many awaited events are past due, and complete from this share on. */
const learning = { least: 20, share: 0.9 };

/** A source before anything was heard of it. */
export function unheard(network: Network, environment: string, system: string, service: string): SourceState {
  const declared = network.systems.get(system);
  return withPresence(
    {
      ref: sourceText(environment, system),
      system,
      environment,
      declared: declared !== undefined,
      service,
      firstHeardAt: null,
      lastSeenAt: null,
      signals: [],
      tells: [],
      timed: [],
      tellsSince: [],
      versions: [],
      pastDue: 0,
      met: 0,
      presence: "unknown",
      presenceWhy: "",
      clockDoubted: false,
      quiets: [],
      rhythm: [],
      silentSince: null,
      timer: null,
    },
    network,
  );
}

/** Folds what one receipt says of a source. */
export function hear(work: Work, tally: SourceTally, repeat: boolean): void {
  const { system, environment, service } = tally.source;
  const ref = sourceText(environment, system);
  const old = sourceOf(work, ref) ?? unheard(work.network, environment, system, service);
  const lastSeenAt = Math.max(old.lastSeenAt ?? 0, work.at);
  if (repeat) {
    work.sources.set(ref, { ...old, lastSeenAt });
    return;
  }
  const fits = isBelieved(tally.firstAt, work.at);
  const saidAt = fits ? tally.firstAt : work.at;
  const next = withPresence(
    {
      ...old,
      service: old.service === "" ? service : old.service,
      firstHeardAt: old.firstHeardAt === null ? saidAt : Math.min(old.firstHeardAt, saidAt),
      lastSeenAt,
      signals: withSignal(old.signals, tally),
      versions: withVersions(old.versions, tally.versions, work.at),
      clockDoubted: old.clockDoubted || !fits,
    },
    work.network,
  );
  work.sources.set(ref, next);
  if (next.firstHeardAt !== old.firstHeardAt || next.presence !== old.presence) work.moved.add(ref);
}

const isBelieved = (at: Instant, now: Instant): boolean => at >= now - 400 * day && at <= now + day;

/** Each version with the least time at which it spoke: which receipt came first decides nothing. */
function withVersions(
  known: SourceState["versions"],
  told: SourceTally["versions"],
  now: Instant,
): SourceState["versions"] {
  const since = new Map(known.map((one) => [one.version, one.since]));
  for (const [version, at] of told) {
    const saidAt = isBelieved(at, now) ? at : now;
    since.set(version, Math.min(since.get(version) ?? saidAt, saidAt));
  }
  return [...since]
    .map(([version, at]) => ({ version, since: at }))
    .sort((a, b) => a.since - b.since || (a.version < b.version ? -1 : 1))
    .slice(-mostVersions);
}

/** Notes that a source tells an event type by a signal, and whether with a time. */
export function tells(work: Work, type: string, event: CanonicalEvent): void {
  const { environment, system, signal, precision } = event;
  const ref = sourceText(environment, system);
  const old = sourceOf(work, ref) ?? unheard(work.network, environment, system, "");
  const text = `${signal} ${type}`;
  const timed = precision === "day" || old.timed.includes(type) ? old.timed : [...old.timed, type].sort();
  if (old.tells.includes(text)) {
    if (timed !== old.timed) work.sources.set(ref, { ...old, timed });
    return;
  }
  const told = [...old.tells, text].sort();
  const tellsSince = old.tellsSince.toSpliced(told.indexOf(text), 0, work.at);
  const next = withPresence({ ...old, timed, tells: told, tellsSince }, work.network);
  work.sources.set(ref, next);
  work.moved.add(ref);
}

/** Event types that a source tells, of whatever signal. */
export const typesTold = (told: SourceState["tells"]): readonly string[] => [
  ...new Set(told.map((one) => one.slice(one.indexOf(" ") + 1))),
];

/** Event types of which it tells the day and never the time. */
export const datesOnly = (source: Pick<SourceState, "tells" | "timed">): readonly string[] =>
  typesTold(source.tells).filter((type) => !source.timed.includes(type));

function withSignal(signals: SourceState["signals"], tally: SourceTally): SourceState["signals"] {
  const old = signals.find((known) => known.signal === tally.signal);
  const share = tally.sampling?.share ?? null;
  const next = {
    signal: tally.signal,
    sampledBy: old?.sampledBy ?? tally.sampling?.by ?? null,
    share:
      old?.share === undefined || old.share === null ? share : share === null ? old.share : Math.min(old.share, share),
  };
  return [...signals.filter((known) => known.signal !== tally.signal), next].sort((a, b) =>
    a.signal < b.signal ? -1 : 1,
  );
}

/**
 * Whether absence can be judged. A sign of sampling on its own records outweighs what was declared: a false alarm
 * costs more than a miss that is shown as not judged.
 */
export function withPresence(source: SourceState, network: Network): SourceState {
  const said = judged(source, network);
  return said.presence === source.presence && said.why === source.presenceWhy
    ? source
    : { ...source, presence: said.presence, presenceWhy: said.why };
}

function judged(source: SourceState, network: Network): { readonly presence: Presence; readonly why: string } {
  const sampled = source.signals.find(
    (signal) => signal.signal === "trace" && signal.sampledBy !== null && signal.share !== 1,
  );
  if (sampled !== undefined) return { presence: "sampled", why: `its records say so (${sampled.sampledBy ?? ""})` };
  const declared = network.systems.get(source.system)?.presence ?? null;
  if (declared !== null) return { presence: declared, why: "declared in the network file" };
  if (source.signals.length > 0 && source.signals.every((signal) => signal.signal === "log")) {
    return { presence: "complete", why: "it sends logs, which are not sampled" };
  }
  if (source.pastDue < learning.least)
    return { presence: "unknown", why: `known after ${learning.least} awaited events, ${source.pastDue} so far` };
  const share = source.met / source.pastDue;
  const said = `${source.met} of ${source.pastDue} awaited events came`;
  return share >= learning.share ? { presence: "complete", why: said } : { presence: "sampled", why: said };
}

/** Presence of a system for one event type, and since when it is heard. */
export interface Audible {
  readonly presence: Presence;
  readonly since: Instant | null;
}

/** What can be said of events of a type awaited from a system; a type that it tells by logs alone is complete. */
export function audible(work: Work, environment: string, system: string, type: string): Audible {
  const declared = work.network.systems.get(system);
  const source = sourceOf(work, sourceText(environment, system)) ?? unheard(work.network, environment, system, "");
  const byLogs = source.tells.includes(`log ${type}`) && !source.tells.includes(`trace ${type}`);
  const presence = byLogs && declared?.presence == null ? "complete" : source.presence;
  const heard = source.firstHeardAt;
  if (declared?.presence !== "complete") return { presence, since: heard };
  const since = work.engine.systems.find((known) => known.id === system)?.since ?? null;
  return { presence, since: heard === null ? since : since === null ? heard : Math.min(heard, since) };
}
