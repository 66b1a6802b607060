import type { Commit, Seq } from "../domain/index.ts";
import { Gone, type Scope } from "../ports/index.ts";
import { feedNames } from "../wire/live.ts";
import { causesFeed } from "./causes.ts";
import { type Channel, type MovingChannel, openRecomputedChannel, openWindowChannel } from "./channel.ts";
import { departuresFeed } from "./departures.ts";
import { type FilterFault, filterKey, readExceptionFilter } from "./exception-filter.ts";
import { changesOf } from "./exception-window.ts";
import { defaultSort, exceptionFaults } from "./exceptions.ts";
import type { FeedDeps, FeedRequest, PatchBody, RecomputedFeed } from "./feed.ts";
import { flowFeed } from "./flow.ts";
import { intakeFeed } from "./intake.ts";
import { kpisFeed } from "./kpis.ts";
import { lagFeed } from "./lag.ts";
import { objectFeed } from "./object.ts";
import { postingsFeed } from "./postings.ts";
import { sourcesFeed } from "./sources.ts";
import { statusFeed } from "./status.ts";
import { tallyFeed } from "./tally.ts";

const recomputed: ReadonlyMap<string, RecomputedFeed> = new Map(
  [
    causesFeed,
    objectFeed,
    lagFeed,
    flowFeed,
    tallyFeed,
    departuresFeed,
    postingsFeed,
    kpisFeed,
    sourcesFeed,
    intakeFeed,
    statusFeed,
  ].map((feed) => [feed.name, feed]),
);

/** What is wrong with a request for a feed; none when it can be served. */
export function requestFaults(request: FeedRequest): readonly FilterFault[] {
  if (request.feed === "exceptions") return exceptionFaults(request);
  const feed = recomputed.get(request.feed);
  if (feed === undefined) return [{ path: "feed", message: `must be of ${feedNames.join(", ")}` }];
  const unknown = [...request.filter.keys()].filter((name) => !feed.filterNames.includes(name));
  return [
    ...unknown.map((path) => ({ path, message: "is no filter of this feed" })),
    ...feed.faults(request.filter),
    ...(request.sort === null ? [] : [{ path: "sort", message: "this feed has one order" }]),
    ...(request.cursor === null ? [] : [{ path: "cursor", message: "this feed has no pages" }]),
  ];
}

/** The channels that are open, and the one loop that moves them. */
export interface Hub {
  /** The channel of a question, opened when nobody watches it yet. Each `acquire` wants one `release`. */
  acquire(request: FeedRequest, scope: Scope): Promise<Channel>;
  release(channel: Channel): void;
  /** The outbox holds a newer commit. */
  committed(seq: Seq): void;
  /** Names, units and promises may have changed: every row is shaped again. */
  networkChanged(): void;
  /** Moves what time alone moves; called by the hub's own timer each second. */
  tick(): Promise<void>;
  /** Resolves when all that was known at the call has been sent. */
  settled(): Promise<void>;
  close(): void;
}

/** A channel that nobody watches is kept this long, for those who come back. */
const idleFor = 60_000;
/** Channels that nobody watches, at most. */
const idleKept = 64;
/** Least time between two runs through the outbox, in milliseconds: what came in between travels as one patch. */
const runSpacing = 50;
/** Commits read at once. */
const commitsRead = 64;

/**
 * Opens the hub; `emit` gets each patch once, whoever watches, `ended` each channel that is forgotten;
 * `replaced` is called when another store stands in the old one's place, and every subscription is to begin anew.
 */
export function createHub(
  deps: FeedDeps,
  emit: (channel: Channel, patch: PatchBody) => void,
  ended: (channel: Channel) => void = () => undefined,
  replaced: () => void = () => undefined,
): Hub {
  const channels = new Map<string, MovingChannel>();
  const watched = new Map<string, { count: number; since: number }>();
  /** Channels whose rows are to be computed again: the ids of these rows, or null for all of them. */
  const touched = new Map<string, Set<string> | null>();
  let at: Seq = 0;
  let reshape = false;
  let opened = 0;
  let lastRun = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let wake: NodeJS.Timeout | null = null;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };

  const send = (channel: MovingChannel, patches: readonly PatchBody[]): void => {
    for (const patch of patches) emit(channel, patch);
  };

  const follow = async (): Promise<void> => {
    lastRun = deps.clock.now();
    if (channels.size === 0) return;
    if ((await deps.views.seq()) < at) return startOver();
    const force = reshape;
    reshape = false;
    if (force) for (const key of channels.keys()) touched.set(key, null);
    let lost = false;
    for (;;) {
      const commits = await deps.commitsSince(at, commitsRead).catch((error: unknown) => {
        if (!(error instanceof Gone)) throw error;
        lost = true;
        return [];
      });
      if (lost) at = Math.max(at, await deps.views.seq());
      await moveWindows(commits, force || lost);
      deps.book.take(commits);
      deps.postings.take(commits);
      markTouched(commits, lost);
      at = commits.at(-1)?.seq ?? at;
      if (commits.length < commitsRead) break;
    }
    await recomputeTouched(false);
  };

  /** Commits never go back: rows that stand before what was sent are another store's. */
  const startOver = (): void => {
    replaced();
    for (const channel of channels.values()) ended(channel);
    channels.clear();
    watched.clear();
    touched.clear();
    at = 0;
  };

  const moveWindows = async (commits: readonly Commit[], force: boolean): Promise<void> => {
    const windows = [...channels.values()].filter(({ kind }) => kind === "window");
    if (windows.length === 0) return;
    const network = deps.network();
    const all = changesOf(commits, network);
    for (const channel of windows) {
      const known = channel.seq();
      const newer = commits.filter(({ seq }) => seq > known);
      const changes = newer.length === commits.length ? all : changesOf(newer, network);
      if (changes.changed.length === 0 && changes.seq <= known && !force && !channel.unsure) continue;
      send(channel, await channel.advance(changes, force || channel.unsure));
    }
  };

  const markTouched = (commits: readonly Commit[], all: boolean): void => {
    for (const channel of channels.values()) {
      const { feed } = channel;
      if (feed === null || touched.get(channel.key) === null) continue;
      if (all || channel.unsure) touched.set(channel.key, null);
      else if (feed.part !== undefined) {
        const ids = touched.get(channel.key) ?? new Set();
        for (const { changes } of commits) {
          for (const change of changes) for (const id of feed.part.idsOf(change)) ids.add(id);
        }
        if (ids.size > 0) touched.set(channel.key, ids);
      } else {
        const rows = channel.rows();
        const hit = commits.some(({ changes }) =>
          changes.some((change) => feed.touchedBy(change, rows, channel.request.filter)),
        );
        if (hit) touched.set(channel.key, null);
      }
    }
  };

  const recomputeTouched = async (aged: boolean): Promise<void> => {
    let soonest = Number.POSITIVE_INFINITY;
    for (const channel of [...channels.values()]) {
      const { feed } = channel;
      if (feed === null) continue;
      const now = deps.clock.now();
      const isTouched = touched.has(channel.key);
      if (!isTouched && !(aged && feed.aged(channel.computedAt, now, channel.request.filter))) continue;
      if (now - channel.computedAt < feed.spacing) {
        if (isTouched) soonest = Math.min(soonest, channel.computedAt + feed.spacing - now);
        continue;
      }
      const ids = touched.get(channel.key) ?? null;
      touched.delete(channel.key);
      send(channel, await channel.recompute(at, ids));
    }
    if (soonest !== Number.POSITIVE_INFINITY) wakeIn(soonest);
  };

  /** What was touched too soon is computed once it may be: the next beat can be a second behind that. */
  const wakeIn = (ms: number): void => {
    if (wake !== null) clearTimeout(wake);
    wake = closed ? null : setTimeout(() => void run(() => recomputeTouched(false)), ms);
    wake?.unref();
  };

  const sweep = (): void => {
    const now = deps.clock.now();
    const idle = [...watched].filter(([, { count }]) => count === 0).sort((a, b) => a[1].since - b[1].since);
    for (const [index, [key, { since }]] of idle.entries()) {
      if (now - since < idleFor && idle.length - index <= idleKept) continue;
      const channel = channels.get(key);
      if (channel !== undefined) ended(channel);
      watched.delete(key);
      channels.delete(key);
      touched.delete(key);
    }
  };

  const run = (work: () => Promise<void>): Promise<void> =>
    inTurn(async () => {
      if (closed) return;
      await work().catch((error: unknown) => {
        deps.report("feeds.failed", { error });
        for (const key of channels.keys()) touched.set(key, null);
        reshape = true;
      });
    });

  const schedule = (): void => {
    if (timer !== null || closed) return;
    timer = setTimeout(
      () => {
        timer = null;
        void run(follow);
      },
      Math.max(0, runSpacing - (deps.clock.now() - lastRun)),
    );
    timer.unref();
  };

  const tick = (): Promise<void> =>
    run(async () => {
      sweep();
      // A commit whose announcement was lost, or a run that failed, is made good here.
      if (channels.size > 0) await follow();
      await recomputeTouched(true);
    });

  const seconds = setInterval(() => void tick(), 1_000);
  seconds.unref();

  const open = (key: string, request: FeedRequest, scope: Scope): Promise<MovingChannel> =>
    inTurn(async () => {
      const standing = channels.get(key);
      if (standing !== undefined) return standing;
      // While nobody watches, nobody reads the outbox: the first to come starts from the rows as they are.
      const least = channels.size === 0 ? await deps.views.seq() : at;
      opened += 1;
      const id = `s${opened.toString(36)}`;
      const feed = recomputed.get(request.feed);
      const channel =
        feed === undefined
          ? await openWindowChannel(deps, id, key, request, scope, least)
          : await openRecomputedChannel(deps, feed, id, key, request, scope, least);
      if (channels.size === 0) at = least;
      channels.set(key, channel);
      return channel;
    });

  return {
    async acquire(request, scope) {
      const key = keyOf(request, scope);
      const watch = watched.get(key) ?? { count: 0, since: 0 };
      watched.set(key, watch);
      watch.count += 1;
      try {
        const standing = channels.get(key);
        if (standing !== undefined) return standing;
        await recomputed.get(request.feed)?.prepare?.(deps, scope, request.filter);
        return await open(key, request, scope);
      } catch (error) {
        watch.count -= 1;
        throw error;
      }
    },
    release(channel) {
      const watch = watched.get(channel.key);
      if (watch === undefined) return;
      watch.count -= 1;
      watch.since = deps.clock.now();
    },
    committed: schedule,
    networkChanged() {
      deps.book.forget();
      deps.postings.forget();
      reshape = true;
      schedule();
    },
    tick,
    settled: () => run(follow),
    close() {
      closed = true;
      clearInterval(seconds);
      if (timer !== null) clearTimeout(timer);
      if (wake !== null) clearTimeout(wake);
    },
  };
}

/** The same text for the same question within the same scope. */
function keyOf(request: FeedRequest, scope: Scope): string {
  const filter =
    request.feed === "exceptions" || request.feed === "causes"
      ? filterKey(readExceptionFilter(request.filter).filter)
      : JSON.stringify([...request.filter].sort(([a], [b]) => (a < b ? -1 : 1)));
  const sort = request.feed === "exceptions" ? (request.sort ?? defaultSort) : "";
  return JSON.stringify([request.feed, filter, sort, request.limit, request.cursor, scope.warehouses]);
}
