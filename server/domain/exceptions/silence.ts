import { earlyBy, nextAt } from "../expectations/calendar.ts";
import { rhythmAfter, silentAfter } from "../expectations/rhythm.ts";
import type { Network } from "../network.ts";
import type { Instant, SourceState } from "../types.ts";
import { causeOf, exceptionOf, numberOf, objectOf, sourceOf, type Work } from "../work.ts";
import { adopted, numberOfCause } from "./causes.ts";
import { fingerprint } from "./fingerprint.ts";
import { quietUntil } from "./quiet.ts";
import { spanText, systemName } from "./words.ts";
import { raise, reopen, resolveAs } from "./write.ts";

/** The clock of a source's building, else of the company: local time of an instant, as if it were UTC. */
export function clockOf(network: Network, system: string): (at: Instant) => Instant {
  const warehouse = network.systems.get(system)?.warehouse ?? null;
  const zone =
    (warehouse === null ? undefined : network.warehouses.get(warehouse)?.timezone) ?? network.company.timezone;
  return (at) => at + network.offsetAt(zone, at) * 60_000;
}

/**
 * When a declared source will be silent if nothing more is heard of it; null where that cannot be told. One that
 * delivers files: when the grace of its next file ends; a file may come early by its grace, or by half the time to
 * the next if that is less. Any other: by its usual hours. Time in which we did not run is not its silence.
 */
export function silentAt(work: Pick<Work, "network" | "engine">, source: SourceState): Instant | null {
  const { network, engine } = work;
  const system = network.systems.get(source.system);
  if (system === undefined || source.environment !== "" || source.lastSeenAt === null) return null;
  const listening = engine.downtimes.at(-1)?.to ?? 0;
  const since = Math.max(source.lastSeenAt, listening);
  if (system.delivers === null) return silentAfter(source.rhythm, since, clockOf(network, source.system));
  const { at: files, grace } = system.delivers;
  const next = nextAt(files, since);
  if (next === null) return null;
  const after = nextAt(files, next + 1);
  const early = earlyBy(grace, next, after);
  const due = since >= next - early && after !== null ? after : next;
  return due + grace;
}

/** The source with the instant at which it is to be looked at: an earlier one stands, and is only asked again. */
export function watched(work: Work, source: SourceState): SourceState {
  const at = silentAt(work, source);
  const timer = at !== null && source.timer !== null && source.timer <= at ? source.timer : at;
  return timer === source.timer ? source : { ...source, timer };
}

/** Looks at a source whose time has come: it is silent, or wants to be looked at later. */
export function judgeSilence(work: Work, ref: string): void {
  const source = sourceOf(work, ref);
  if (source === undefined) return;
  const at = silentAt(work, source);
  if (at === null || at > work.at || source.lastSeenAt === null) {
    work.sources.set(ref, { ...source, timer: at });
    return;
  }
  work.sources.set(ref, { ...source, timer: null, silentSince: source.lastSeenAt });
  raiseSilence(work, source, source.lastSeenAt);
}

function raiseSilence(work: Work, source: SourceState, since: Instant): void {
  const system = work.network.systems.get(source.system);
  const print = fingerprint("source-silent", "", source.system);
  const number = numberOf(work, print);
  const known = number === undefined ? undefined : exceptionOf(work, number);
  const name = systemName(work.network, source.system);
  const reason =
    system?.delivers == null
      ? `Usually it is never quiet for so long at this hour: ${spanText(work.at - since)}.`
      : `Its file did not come, nor within ${spanText(system.delivers.grace)} after its time.`;
  if (known !== undefined && known.state !== "resolved") return;
  const quiet = quietUntil(source, work.at);
  const told = { watch: (system?.watch ?? false) || quiet !== null, quietUntil: quiet };
  const silence =
    known === undefined
      ? raise(work, {
          environment: "",
          fingerprint: print,
          kind: "source-silent",
          title: `${name}: nothing heard`.slice(0, 80),
          reason,
          code: null,
          eventType: null,
          flow: null,
          step: null,
          system: source.system,
          warehouse: system?.warehouse ?? null,
          object: null,
          traceId: null,
          openedAt: since,
          heardLateMs: null,
          evidence: [],
          groups: [],
          ...told,
        })
      : reopen(work, { ...known, ...told, openedAt: since, reason, occurrences: known.occurrences + 1 }, reason);
  adoptMisses(work, silence.number, source.system, since);
}

/** What is open already for want of its messages since it was last heard is shown under its silence. */
export function adoptMisses(work: Work, number: number, system: string, since: Instant): void {
  const silence = exceptionOf(work, number);
  const cause = silence?.causeId == null ? undefined : causeOf(work, numberOfCause(silence.causeId));
  if (cause === undefined || silence?.watch === true) return;
  for (const ref of work.context.awaiting(system)) {
    for (const miss of objectOf(work, ref)?.exceptions ?? []) {
      const exception = exceptionOf(work, miss);
      if (exception?.kind !== "missing-event" || exception.state === "resolved" || exception.watch) continue;
      if (exception.system !== system || exception.openedAt < since) continue;
      work.exceptions.set(miss, adopted(work, exception, cause));
    }
  }
}

/**
 * What follows from having heard a source now, the last time before at `last`: its usual hours, and that it is silent no
 * more. What its silence explained stays as it is until each outcome is seen.
 */
export function listened(work: Work, ref: string, last: Instant | null): void {
  const source = sourceOf(work, ref);
  if (source === undefined || source.lastSeenAt === null || source.environment !== "") return;
  const listening = work.engine.downtimes.at(-1)?.to ?? 0;
  const known = last !== null && last >= listening ? last : null;
  const rhythm = rhythmAfter(source.rhythm, known, source.lastSeenAt, clockOf(work.network, source.system));
  if (source.silentSince !== null) {
    const number = numberOf(work, fingerprint("source-silent", "", source.system));
    const silence = number === undefined ? undefined : exceptionOf(work, number);
    if (silence !== undefined && silence.state !== "resolved") resolveAs(work, silence, "heard", null, work.at);
  }
  work.sources.set(ref, watched(work, { ...source, rhythm, silentSince: null }));
}
