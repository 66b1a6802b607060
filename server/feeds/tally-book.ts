import {
  type BusinessObject,
  type Change,
  type Commit,
  type DayAt,
  dayNamed,
  dayOf,
  type Instant,
  type Network,
  type Ref,
  type Seq,
  type ShippingDay,
  type SourceState,
  talliedKinds,
  traitOf,
} from "../domain/index.ts";
import { type Clock, Gone, type Scope, type Store, type Views } from "../ports/index.ts";
import { type FloorRead, readFloor } from "./floor.ts";
import { readSources } from "./sources.ts";
import { emptyPage, type KeptPage, note, put, shown, type TallyPage, takeOut, touch } from "./tally-page.ts";
import { type Reading, readPlace } from "./tally-read.ts";

/** What the book is kept from. */
export interface BookDeps {
  readonly views: Views;
  readonly commitsSince: Store["commitsSince"];
  readonly network: () => Network;
  readonly clock: Clock;
}

/** A building's day that is asked for. */
export interface PageAsked {
  readonly warehouse: string;
  /** `2026-11-19`; null: the present day there, or that of `at`. */
  readonly day: string | null;
  /** As it stood then; null: as is known now. */
  readonly at: Instant | null;
}

/**
 * Where the documents of each building's day stand, kept: a commit moves only those that it concerns. Pages that nobody
 * asks for are forgotten; days as they stood are read each time.
 */
export interface TallyBook {
  /** A page, no older than the newest commit at the call. Null for a warehouse or day that is none. */
  page(scope: Scope, asked: PageAsked): Promise<TallyPage | null>;
  /** Commits that were read for others, so that they are read once. */
  take(commits: readonly Commit[]): void;
  /** Another network or store: everything is to be read again. */
  forget(): void;
}

/** A page that nobody asked for is kept this long. */
const keptFor = 10 * 60_000;
/** Pages that are kept, at most. */
const mostKept = 64;
/** Documents that are placed before others get a turn. */
const placedAtOnce = 25;
const commitsRead = 64;
const readAtOnce = 200;

/** Opens an empty book. */
export function createTallyBook(deps: BookDeps): TallyBook {
  const kept = new Map<string, KeptPage>();
  /** Times of loads, by what orders of kept pages asked for. */
  const loads = new Map<Ref, Instant | null>();
  let at: Seq = 0;
  let heard: { readonly key: string; readonly sources: readonly SourceState[] } | null = null;
  let following: Promise<unknown> = Promise.resolve();

  const readingOf = (scope: Scope, past: boolean): Reading => ({
    views: deps.views,
    scope,
    network: deps.network(),
    past,
    async loadBy(ref) {
      const known = loads.get(ref);
      if (known !== undefined) return known;
      const load = await deps.views.object(scope, ref);
      const by = load === undefined ? null : byOf(load);
      loads.set(ref, by);
      return by;
    },
  });

  const noteAll = (change: Change): void => {
    for (const page of kept.values()) note(page, change);
    if (change.kind !== "object" || change.object.kind !== "load" || !loads.has(change.object.ref)) return;
    const by = byOf(change.object);
    if (loads.get(change.object.ref) === by) return;
    loads.set(change.object.ref, by);
    for (const page of kept.values()) touch(page, change.object.ref);
  };

  const take = (commits: readonly Commit[]): void => {
    for (const { seq, changes } of commits) {
      if (seq <= at) continue;
      if (seq > at + 1) return;
      for (const change of changes) noteAll(change);
      at = seq;
    }
  };

  const forget = (): void => {
    kept.clear();
    loads.clear();
    heard = null;
  };

  /** Notes what was committed since; without a page nothing is noted. */
  const follow = async (): Promise<void> => {
    const newest = await deps.views.seq();
    if (newest < at) forget();
    while (kept.size > 0 && at < newest) {
      const commits = await deps.commitsSince(at, commitsRead).catch((error: unknown) => {
        if (!(error instanceof Gone)) throw error;
        forget();
        return [];
      });
      take(commits);
      if (commits.length < commitsRead) break;
    }
    if (kept.size === 0) at = newest;
  };

  const place = async (page: KeptPage, reading: Reading, on: DayAt, object: BusinessObject): Promise<void> => {
    page.reading.add(object.ref);
    try {
      put(page, object.ref, await readPlace(reading, object, on));
    } finally {
      page.reading.delete(object.ref);
    }
  };

  /** Places all that stands on the day. */
  const fill = async (page: KeptPage, reading: Reading, on: DayAt): Promise<void> => {
    const within = { from: page.day.start, to: page.day.end };
    for (const kind of talliedKinds) {
      let cursor: string | null = null;
      do {
        const found = await deps.views.standing(page.scope, kind, page.warehouse, within, readAtOnce, cursor);
        for (const [index, object] of found.items.entries()) {
          await place(page, reading, on, object);
          if (index % placedAtOnce === placedAtOnce - 1) await breath();
        }
        cursor = found.nextCursor;
      } while (cursor !== null);
    }
  };

  /** Places again what was touched, and what is touched meanwhile. */
  const settle = async (page: KeptPage, reading: Reading, on: DayAt): Promise<void> => {
    for (const [ref, until] of page.ahead) if (until <= on.at) page.touched.add(ref);
    let placed = 0;
    for (const ref of page.touched) {
      page.touched.delete(ref);
      const object = await deps.views.object(page.scope, ref);
      if (object === undefined) takeOut(page, ref);
      else await place(page, reading, on, object);
      placed += 1;
      if (placed % placedAtOnce === 0) await breath();
    }
  };

  /** Sources as of the commit that was followed last: the pages of all buildings are brought up one after the other. */
  const sourcesNow = async (scope: Scope): Promise<readonly SourceState[]> => {
    const key = `${at} ${JSON.stringify(scope.warehouses)}`;
    const sources = heard?.key === key ? heard.sources : await readSources(deps, scope);
    heard = { key, sources };
    return sources;
  };

  const floorAt = async (page: KeptPage, now: Instant, past: boolean): Promise<FloorRead> => {
    const { scope, warehouse, day } = page;
    const sources = past ? await readSources(deps, scope) : await sourcesNow(scope);
    return readFloor(deps.views, scope, deps.network(), sources, { warehouse, day, at: now, past });
  };

  const sweep = (now: Instant): void => {
    const oldest = [...kept].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [index, [key, { usedAt }]] of oldest.entries()) {
      if (now - usedAt > keptFor || oldest.length - index > mostKept) kept.delete(key);
    }
  };

  const broughtUp = async (page: KeptPage): Promise<TallyPage> => {
    const now = deps.clock.now();
    const floor = await floorAt(page, now, false);
    const on: DayAt = { warehouse: page.warehouse, day: page.day, at: now, floor };
    const reading = readingOf(page.scope, false);
    const { floor: before } = page;
    page.floor = floor;
    if (before !== null && (before.silent !== floor.silent || before.judgedSince !== floor.judgedSince))
      for (const ref of page.orders.keys()) page.touched.add(ref);
    if (!page.filled) await fill(page, reading, on);
    page.filled = true;
    await settle(page, reading, on);
    return shown(page, floor, now, false);
  };

  const present = async (scope: Scope, warehouse: string, day: ShippingDay): Promise<TallyPage> => {
    const key = JSON.stringify([scope.warehouses, warehouse, day.text]);
    const caughtUp = following.then(follow);
    following = caughtUp.catch(() => undefined);
    await caughtUp;
    const now = deps.clock.now();
    sweep(now);
    const page = kept.get(key) ?? emptyPage(scope, warehouse, day);
    // Kept before it is filled, so that what is committed meanwhile is noted.
    kept.set(key, page);
    page.usedAt = now;
    const next = page.turn.then(() => broughtUp(page));
    page.turn = next.catch(() => {
      // What was read half is read again.
      if (kept.get(key) === page) kept.delete(key);
    });
    return next;
  };

  const asItStood = async (scope: Scope, warehouse: string, day: ShippingDay, then: Instant): Promise<TallyPage> => {
    const page = emptyPage(scope, warehouse, day);
    const floor = await floorAt(page, then, true);
    await fill(page, readingOf(scope, true), { warehouse, day, at: then, floor });
    return shown(page, floor, then, true);
  };

  return {
    async page(scope, asked) {
      const day = dayAsked(deps.network(), asked, deps.clock.now());
      if (day === null || scope.warehouses?.includes(asked.warehouse) === false) return null;
      return asked.at === null
        ? present(scope, asked.warehouse, day)
        : asItStood(scope, asked.warehouse, day, asked.at);
    },
    take,
    forget,
  };
}

/** The day that is asked for, in the zone of its building; null for a warehouse or day that is none. */
export function dayAsked(network: Network, { warehouse, day, at }: PageAsked, now: Instant): ShippingDay | null {
  const zone = network.warehouses.get(warehouse)?.timezone;
  if (zone === undefined) return null;
  const offsetAt = (instant: Instant): number => network.offsetAt(zone, instant);
  return day === null ? dayOf(at ?? now, offsetAt) : dayNamed(day, offsetAt);
}

const byOf = (load: BusinessObject): Instant | null => traitOf(load, "ship-by")?.number ?? null;

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
