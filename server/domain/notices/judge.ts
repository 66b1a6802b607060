import { openUntil } from "../expectations/calendar.ts";
import type { Network } from "../network.ts";
import type { Instant, Millis } from "../types.ts";
import { type ChannelConfig, followsState } from "./channel.ts";
import type { Concern } from "./concern.ts";
import type { Notice, Occasion } from "./notice.ts";
import { firstThread, type Thread } from "./thread.ts";
import { endOf, noticeOf, worstOf } from "./words.ts";

/** A rung that moves up by itself is told as such: only what the ladder left alone this long is called not taken. */
const ladderFirst: Millis = 5_000;
/** Least time between telling of it and telling that nobody took it: after a start both may be due at once. */
const spacing: Millis = 300_000;

/** All that deciding looks at: what stands for a group, and what was told of it. */
export interface Group {
  readonly group: string;
  /** Every exception of it that is not resolved, and the silences of it that are. */
  readonly members: readonly Concern[];
  /** One a team at most; teams that were told nothing need none. */
  readonly threads: readonly Thread[];
  /** What stood last became another cause's, as under a silence that explains it. */
  readonly elsewhere: boolean;
  /** Since when a team that was told has had nothing in it. */
  readonly emptied: ReadonlyMap<string, Instant>;
}

/** What follows: notices that are due, when to look again, and which teams have nothing in it since when. */
export interface Judged {
  readonly notices: readonly Notice[];
  readonly wakeAt: Instant | null;
  readonly emptied: ReadonlyMap<string, Instant>;
}

/**
 * Whom to tell what of one group now. One message a group and team while it stands; again only when it climbs, comes
 * back, or nobody took it in time. What heals within the delay is never told. The same input gives the same answer, and
 * a notice that was put into its thread is not given again.
 */
export function judgeGroup(group: Group, network: Network, at: Instant): Judged {
  const notices: Notice[] = [];
  const emptied = new Map<string, Instant>();
  let wakeAt: Instant | null = null;
  for (const team of teamsOf(group)) {
    const thread = group.threads.find((one) => one.team === team) ?? firstThread(group.group, team);
    const due = dueFor(group, thread, network, at);
    if (due === null) continue;
    if (due.emptySince !== undefined) emptied.set(team, due.emptySince);
    if (due.at > at) wakeAt = wakeAt === null ? due.at : Math.min(wakeAt, due.at);
    else notices.push(due.notice());
  }
  return { notices, wakeAt, emptied };
}

/** Teams that own something that tells, and those that were told. */
function teamsOf({ members, threads }: Group): readonly string[] {
  const teams = new Set(threads.filter(({ open }) => open).map(({ team }) => team));
  for (const { owner, state } of members) if (state !== "resolved") teams.add(owner.team);
  return [...teams].sort();
}

interface Due {
  readonly at: Instant;
  readonly emptySince?: Instant;
  notice(): Notice;
}

function dueFor(group: Group, thread: Thread, network: Network, at: Instant): Due | null {
  const { delay, teams } = network.notify;
  const { team } = thread;
  const own = membersFor(group.members, team);
  const told = thread.told + 1;
  if (own.length === 0) {
    if (!thread.open || thread.last === null) return null;
    const { last } = thread;
    const emptySince = group.emptied.get(team) ?? at;
    // What stands elsewhere is not over: whoever keeps a state of it must not take it for seen.
    const stands = group.elsewhere || group.members.some(({ state }) => state !== "resolved");
    const occasion = stands ? "moved" : "cleared";
    const notice = () => endOf({ group: group.group, team, occasion, told, at }, last);
    return { at: emptySince + delay, emptySince, notice };
  }
  const telling = teams.get(team);
  const ring = ringOf(own, group.members, thread, delay);
  // A team that was never told of it and cannot be is not waited for; one that was keeps its memory whole.
  if (ring === null || (thread.told === 0 && !canHear(telling?.channels ?? [], ring.occasion))) return null;
  const hushed = isNoise(ring.occasion) && worstOf(own) !== "critical";
  const quietUntil = hushed ? openUntil(telling?.quiet ?? null, Math.max(ring.at, at)) : null;
  const notice = () => noticeOf({ group: group.group, team, occasion: ring.occasion, told, at }, own, network);
  return { at: quietUntil ?? ring.at, notice };
}

/** What a team is told of: all of it where a silence that it owns explains it, else its own that none explains. */
function membersFor(members: readonly Concern[], team: string): readonly Concern[] {
  const standing = members.filter(({ state }) => state !== "resolved");
  const silences = standing.filter(isSilence);
  if (silences.some(({ owner }) => owner.team === team)) return standing;
  return silences.length > 0 ? [] : standing.filter(({ owner }) => owner.team === team);
}

const isSilence = ({ kind }: Concern): boolean => kind === "source-silent";

/** The occasion that is next, and when; null where nothing more is to be told as things stand. */
function ringOf(
  own: readonly Concern[],
  members: readonly Concern[],
  thread: Thread,
  delay: Millis,
): { readonly occasion: Occasion; readonly at: Instant } | null {
  const untaken = own.filter(({ state }) => state === "open");
  if (untaken.length === 0) return thread.open && !thread.taken ? { occasion: "taken", at: 0 } : null;
  const rung = Math.max(...own.map((one) => one.rung));
  if (!thread.open) {
    const heard = Math.max(0, ...members.filter(isSilence).map(({ resolvedAt }) => resolvedAt ?? 0));
    const since = Math.max(heard, Math.min(...untaken.map(({ createdAt, rungAt }) => Math.max(createdAt, rungAt))));
    if (thread.told > 0) return { occasion: "reopened", at: since + delay };
    // Who gets it by the ladder waits for nothing: it has stood for long.
    return rung > 0 ? { occasion: "escalated", at: 0 } : { occasion: "opened", at: since + delay };
  }
  if (rung > thread.rung) return { occasion: "escalated", at: 0 };
  const dues = untaken.flatMap(({ dueAt }) => dueAt ?? []);
  if (dues.length === 0 || thread.reminded >= rung || thread.last === null) return null;
  return { occasion: "unacknowledged", at: Math.max(Math.min(...dues) + ladderFirst, thread.last.at + spacing) };
}

/** Occasions at which somebody is to look up. */
export const isNoise = (occasion: Occasion): boolean =>
  occasion !== "taken" && occasion !== "moved" && occasion !== "cleared";

/** Whether a channel is told at an occasion: taking and clearing only where the receiver keeps a state of its own. */
export const hears = (channel: Pick<ChannelConfig, "kind">, occasion: Occasion): boolean =>
  isNoise(occasion) || followsState(channel);

const canHear = (channels: readonly ChannelConfig[], occasion: Occasion): boolean =>
  channels.some((channel) => hears(channel, occasion));
