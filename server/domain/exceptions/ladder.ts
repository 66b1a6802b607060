import { dueAt, type Pause } from "../expectations/calendar.ts";
import { standingOf, type Turn, turnsOf } from "../routing/ladder.ts";
import type { Routed } from "../routing/tree.ts";
import type { Instant, OpsException, Severity } from "../types.ts";
import type { Work } from "../work.ts";
import { standsUntil } from "./told.ts";

/** Whose an exception is, since when and until when, and where it goes. */
export interface OnLadder extends Pick<OpsException, "owner" | "rung" | "rungAt" | "dueAt" | "handOver"> {
  readonly turns: readonly Turn[];
  /** The rung to which it goes now, and why; null: it stays. */
  readonly goes: { readonly rung: number; readonly why: "not-taken" | "nobody-on-shift" | "not-accepted" } | null;
  readonly lookAt: Instant | null;
}

/**
 * Places an exception on the ladder of its route. By rule it keeps its rung while the rules name the same owner there,
 * else it begins anew at the first. What a person decided stands: its clock runs and it climbs nowhere, unless they
 * handed it over and nobody accepts. Until a told time the rung's clock stands, and begins anew when that has passed.
 */
export function onLadder(work: Work, exception: OpsException, routed: Routed, severity: Severity): OnLadder {
  const turns = turnsOf(routed);
  const kept = exception.ownerDecided || isHolder(turns[exception.rung], exception);
  const rung = kept ? exception.rung : 0;
  const rungAt = kept ? exception.rungAt : work.at;
  const owner = kept ? exception.owner : (turns[0]?.owner ?? exception.owner);
  const handOver = kept ? withDue(work, exception, turns, routed) : null;
  const placed = { owner, rung, rungAt, turns, handOver };
  const lapses = handOver?.dueAt ?? null;
  const going = lapses !== null && lapses <= work.at && exception.state !== "snoozed";
  const goes = going ? { rung: rung + 1, why: "not-accepted" as const } : null;
  const stands = exception.state === "snoozed" ? null : standsUntil(exception);
  if (stands !== null && exception.state !== "resolved")
    return { ...placed, dueAt: stands, goes, lookAt: goes === null ? lapses : work.at };
  switch (exception.state) {
    case "resolved":
      return { ...placed, dueAt: null, goes: null, lookAt: null };
    case "snoozed":
      return { ...placed, dueAt: exception.snoozedUntil, goes: null, lookAt: null };
    case "acknowledged": {
      const since = Math.max(exception.acknowledgedAt ?? work.at, exception.told?.lapsedAt ?? 0);
      const due = dueAt(hoursOf(work, owner.team), since, routed.resolve);
      return { ...placed, dueAt: due, goes, lookAt: goes === null ? lapses : null };
    }
    case "open": {
      const pauses = pausesOf(work, rungAt);
      if (exception.ownerDecided || exception.watch) {
        const due = dueAt(hoursOf(work, owner.team), rungAt, routed.acknowledge, pauses);
        return { ...placed, dueAt: due, goes, lookAt: goes === null ? lapses : null };
      }
      const critical = severity === "critical";
      const standing = standingOf(work.network, turns, { rung, since: rungAt, critical, pauses }, work.at);
      const next = standing.goes;
      const why = next !== null && standing.dueAt <= work.at && next === rung + 1 ? "not-taken" : "nobody-on-shift";
      const found = goes ?? (next === null ? null : { rung: next, why });
      const times = [standing.lookAt, lapses].flatMap((at) => at ?? []);
      // What goes now is looked at by the next tick, wherever it was found out.
      const lookAt = found !== null ? work.at : times.length === 0 ? null : Math.min(...times);
      return { ...placed, dueAt: standing.dueAt, goes: found, lookAt };
    }
  }
}

const isHolder = (turn: Turn | undefined, { owner }: OpsException): boolean =>
  turn !== undefined && turn.owner.team === owner.team && turn.owner.person === owner.person;

const hoursOf = (work: Work, team: string) => work.network.teams.get(team)?.rota?.hours ?? null;

/** Nobody could be told while we were down; a restart in less than the settling time is none of it. */
const pausesOf = (work: Work, since: Instant): readonly Pause[] =>
  work.engine.downtimes.filter((span) => span.to > since && span.to - span.from >= work.network.settle);

/** A hand-over that nobody accepts goes on when the receiving team had its time to; the last rung has no next. */
function withDue(
  work: Work,
  { handOver, rung }: OpsException,
  turns: readonly Turn[],
  routed: Routed,
): OpsException["handOver"] {
  if (handOver === null) return null;
  const follows = rung < turns.length - 1;
  const hours = hoursOf(work, handOver.to.team);
  const due = follows ? dueAt(hours, handOver.at, routed.acknowledge, pausesOf(work, handOver.at)) : null;
  return due === handOver.dueAt ? handOver : { ...handOver, dueAt: due };
}
