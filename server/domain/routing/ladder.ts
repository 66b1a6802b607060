import { dueAt, type Pause } from "../expectations/calendar.ts";
import type { Network, Rota, Shift } from "../network.ts";
import type { Instant, Millis, Owner } from "../types.ts";
import type { Routed } from "./tree.ts";

/** Whose turn it is, and how long before it goes on. */
export interface Turn {
  readonly owner: Owner;
  /** In time that somebody of the owner's team is on shift. */
  readonly take: Millis;
}

/** Whom the route names, then each rung of its ladder; the last has the route's own time to take it. */
export function turnsOf(routed: Pick<Routed, "team" | "ladder" | "acknowledge">): readonly Turn[] {
  const { team, ladder, acknowledge } = routed;
  const owners: readonly Owner[] = [
    { team, person: null },
    ...ladder.map((rung) => ({ team: rung.team, person: rung.person })),
  ];
  return owners.map((owner, index) => ({ owner, take: ladder[index]?.after ?? acknowledge }));
}

/** How an open exception stands on its ladder at an instant. */
export interface OnRung {
  /** When the present rung's time is up. */
  readonly dueAt: Instant;
  /** The rung to which it goes now; null: it stays. */
  readonly goes: number | null;
  /** When it wants to be looked at again; null for never. */
  readonly lookAt: Instant | null;
}

/**
 * Where an open exception goes, and when. Its rung's clock counts time that somebody of the rung's team is on shift and
 * none of the pauses; while nobody is, it stands. One that is critical does not wait for a shift: it goes at once to the
 * next rung on which somebody is.
 */
export function standingOf(
  network: Pick<Network, "teams">,
  turns: readonly Turn[],
  at: { readonly rung: number; readonly since: Instant; readonly critical: boolean; readonly pauses: readonly Pause[] },
  now: Instant,
): OnRung {
  const { rung, since, critical, pauses } = at;
  const turn = turns[rung];
  const rota = rotaOf(network, turn);
  const due = dueAt(rota?.hours ?? null, since, turn?.take ?? 0, pauses) ?? since;
  if (rung >= turns.length - 1) return { dueAt: due, goes: null, lookAt: null };
  if (due <= now) return { dueAt: due, goes: rung + 1, lookAt: null };
  if (!critical) return { dueAt: due, goes: null, lookAt: due };
  if (isOnShift(rota, now)) {
    const ends = changeAfter(rota, now);
    const first = ends === null ? due : Math.min(due, ends);
    return { dueAt: first, goes: null, lookAt: first };
  }
  const later = turns.slice(rung + 1);
  const ready = later.findIndex((next) => isOnShift(rotaOf(network, next), now));
  if (ready >= 0) return { dueAt: now, goes: rung + 1 + ready, lookAt: null };
  const opens = [turn, ...later].flatMap((next) => changeAfter(rotaOf(network, next), now) ?? []);
  return { dueAt: due, goes: null, lookAt: Math.min(due, ...opens) };
}

const rotaOf = (network: Pick<Network, "teams">, turn: Turn | undefined): Rota | undefined =>
  turn === undefined ? undefined : network.teams.get(turn.owner.team)?.rota;

/** Whether somebody is on shift; without a rota always. */
export function isOnShift(rota: Rota | undefined, at: Instant): boolean {
  return rota === undefined || edgesBefore(rota.hours.edges, at) % 2 === 1;
}

/** The next instant at which somebody comes on shift, or the last one leaves; null where none is known. */
export function changeAfter(rota: Rota | undefined, at: Instant): Instant | null {
  return rota === undefined ? null : (rota.hours.edges[edgesBefore(rota.hours.edges, at)] ?? null);
}

/** Shifts that hold a team at an instant, in the order of the rota; empty where nobody is on shift or there is no rota. */
export const shiftsAt = (rota: Rota | undefined, at: Instant): readonly Shift[] =>
  rota?.shifts.filter((shift) => shift.from <= at && at < shift.to) ?? [];

/** How many edges lie at or before an instant, by halving. */
function edgesBefore(edges: readonly Instant[], at: Instant): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Who would have an exception, and from when, if nobody took it. */
export interface Told {
  readonly rung: number;
  readonly owner: Owner;
  readonly at: Instant;
}

/** The whole climb of an exception raised at an instant whose severity stays as it is. */
export function climbOf(
  network: Pick<Network, "teams">,
  routed: Pick<Routed, "team" | "ladder" | "acknowledge">,
  critical: boolean,
  from: Instant,
): readonly Told[] {
  const turns = turnsOf(routed);
  const told: Told[] = [];
  let rung = 0;
  let since = from;
  let now = from;
  for (let owner = turns[0]?.owner; owner !== undefined; owner = turns[rung]?.owner) {
    told.push({ rung, owner, at: since });
    let goes: number | null = null;
    while (goes === null) {
      const on = standingOf(network, turns, { rung, since, critical, pauses: [] }, now);
      if (on.goes === null && on.lookAt === null) return told;
      goes = on.goes;
      if (goes === null) now = on.lookAt ?? now;
    }
    rung = goes;
    since = now;
  }
  return told;
}
