import type { Instant, Seq } from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { Snapshot } from "../wire/index.ts";
import type { ExceptionChanges } from "./exception-window.ts";
import { advance, type LiveWindow, readWindow, toPatchBody } from "./exceptions.ts";
import {
  type FeedDeps,
  type FeedRequest,
  inPieces,
  type LiveRow,
  type PatchBody,
  type RecomputedFeed,
  readAt,
} from "./feed.ts";
import { toHeldRow } from "./held.ts";

/** Patches kept for those who come back, per channel; and the rows in them. */
const patchesKept = 200;
const rowsKept = 5_000;

/** One distinct question that browsers watch: its rows now, and the patches that led here. Shared by all who ask it. */
export interface Channel {
  /** Names it in this process: what its patches are sent under. */
  readonly id: string;
  readonly key: string;
  readonly request: FeedRequest;
  readonly scope: Scope;
  snapshot(): Snapshot<LiveRow>;
  /** Whether a row of that id is among those shown. */
  shows(id: string): boolean;
  /** The patches from a state that a client says it has; null when that is not known any more. */
  since(after: Seq): readonly PatchBody[] | null;
}

/** A channel as the hub moves it. */
export interface MovingChannel extends Channel {
  readonly kind: "window" | "recomputed";
  readonly feed: RecomputedFeed | null;
  /** Commit whose state the rows have, at least. */
  seq(): Seq;
  rows(): readonly LiveRow[];
  readonly computedAt: Instant;
  /** True when the rows must be read again although nothing more is known to have changed. */
  readonly unsure: boolean;
  /** Window channels only: brings the rows up to a run of commits; returns what to send. */
  advance(changes: ExceptionChanges, force: boolean): Promise<readonly PatchBody[]>;
  /** Recomputed channels only: computes these rows again, or all of them for null; returns what to send. */
  recompute(least: Seq, ids: ReadonlySet<string> | null): Promise<readonly PatchBody[]>;
}

/** Patches in the order in which they were sent, bounded. */
function createTrail() {
  const trail: PatchBody[] = [];
  let rows = 0;
  // What was dropped from the trail is not known any more, nor is any state up to it.
  let floor: Seq = -1;
  const size = (patch: PatchBody): number => patch.upsert.length + patch.remove.length;
  return {
    add(patches: readonly PatchBody[]): void {
      for (const patch of patches) {
        trail.push(patch);
        rows += size(patch);
      }
      while (trail.length > patchesKept || rows > rowsKept) {
        const gone = trail.shift();
        if (gone === undefined) break;
        rows -= size(gone);
        floor = Math.max(floor, gone.seq);
      }
    },
    /** Applying a patch twice changes nothing, so that the earliest that follows `after` is always a right start. */
    since(after: Seq, now: Seq): readonly PatchBody[] | null {
      if (after <= floor) return null;
      const from = trail.findIndex(({ prev }) => prev === after);
      if (from >= 0) return trail.slice(from);
      // Before its first patch a channel cannot tell whether the rows of that number were this store's.
      return after === now && trail.length > 0 ? [] : null;
    },
  };
}

/** Opens a window over the exceptions. */
export async function openWindowChannel(
  deps: FeedDeps,
  id: string,
  key: string,
  request: FeedRequest,
  scope: Scope,
  least: Seq,
): Promise<MovingChannel> {
  let live: LiveWindow = await readWindow(deps, scope, request, least);
  let ids: { readonly of: LiveWindow["window"]["shown"] | null; readonly set: ReadonlySet<string> } = {
    of: null,
    set: new Set(),
  };
  const trail = createTrail();
  return {
    id,
    key,
    request,
    scope,
    kind: "window",
    feed: null,
    computedAt: deps.clock.now(),
    get unsure() {
      return !live.exact;
    },
    seq: () => live.window.seq,
    rows: () => live.window.shown.map(({ row }) => row),
    snapshot: () => ({
      seq: live.window.sent,
      rows: live.window.shown.map(({ row }) => row),
      total: live.window.total,
      held: toHeldRow(live.window.held, deps.network()),
    }),
    shows(one) {
      const { shown } = live.window;
      if (ids.of !== shown) ids = { of: shown, set: new Set(shown.map(({ row }) => row.id)) };
      return ids.set.has(one);
    },
    since: (after) => trail.since(after, live.window.sent),
    async advance(changes, force) {
      const next = await advance(deps, live, request, changes, force);
      live = next.live;
      const pieces = next.patch === null ? [] : inPieces(toPatchBody(next.patch, deps));
      trail.add(pieces);
      return pieces;
    },
    recompute: async () => [],
  };
}

/** Opens a feed whose rows are computed whole. */
export async function openRecomputedChannel(
  deps: FeedDeps,
  feed: RecomputedFeed,
  id: string,
  key: string,
  request: FeedRequest,
  scope: Scope,
  least: Seq,
): Promise<MovingChannel> {
  const textOf = (row: LiveRow) => [row.id, { row, text: JSON.stringify(row) }] as const;
  const compute = async (from: Seq) => {
    const read = await readAt(deps.views, from, () => feed.rows(deps, scope, request.filter));
    const texts = new Map(read.value.slice(0, request.limit).map(textOf));
    return { seq: read.seq, exact: read.exact, texts, total: read.value.length };
  };
  /** Only where every row is shown: behind a limit it cannot be told what moves up. */
  const computePart = async (from: Seq, ids: ReadonlySet<string>) => {
    const { part } = feed;
    if (part === undefined || now.total !== now.texts.size) return compute(from);
    const read = await readAt(deps.views, from, () => part.rows(deps, scope, request.filter, [...ids]));
    const kept = [...now.texts].filter(([id]) => !ids.has(id));
    const texts = new Map([...kept, ...read.value.map(textOf)].sort(([a], [b]) => (a < b ? -1 : 1)));
    return texts.size > request.limit ? compute(from) : { seq: read.seq, exact: read.exact, texts, total: texts.size };
  };
  let computedAt = deps.clock.now();
  let now = await compute(least);
  let sent = now.seq;
  const trail = createTrail();
  const first = sent;
  const rows = (): readonly LiveRow[] => [...now.texts.values()].map(({ row }) => row);
  return {
    id,
    key,
    request,
    scope,
    kind: "recomputed",
    feed,
    get computedAt() {
      return computedAt;
    },
    get unsure() {
      return !now.exact;
    },
    seq: () => now.seq,
    rows,
    snapshot: () => ({ seq: sent, rows: rows(), total: now.total }),
    shows: (one) => now.texts.has(one),
    // Time moves these rows under the same `seq`: one from before this channel says nothing about them.
    since: (after) => (after <= first ? null : trail.since(after, sent)),
    advance: async () => [],
    async recompute(from, ids) {
      computedAt = deps.clock.now();
      const before = now;
      const least = Math.max(from, before.seq);
      now = await (ids === null ? compute(least) : computePart(least, ids));
      const upsert = [...now.texts.values()].filter(({ row, text }) => before.texts.get(row.id)?.text !== text);
      const remove = [...before.texts.keys()].filter((one) => !now.texts.has(one));
      if (upsert.length === 0 && remove.length === 0 && before.total === now.total) return [];
      const pieces = inPieces({
        feed: feed.name,
        prev: sent,
        seq: now.seq,
        upsert: upsert.map(({ row }) => row),
        remove,
        total: now.total,
      });
      sent = now.seq;
      trail.add(pieces);
      return pieces;
    },
  };
}
