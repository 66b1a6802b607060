/**
 * The list that does not move while somebody works in it. While it is held, no entry changes its index: what comes
 * is kept aside and counted, what goes stays as a ghost, and only the contents of entries change. Merging takes all
 * of it at once. Pure: the screen says when it is held.
 */
interface Row {
  readonly id: string;
}

/** An entry in its place. `band` is the heading that it stood under when it was placed. */
export interface Entry {
  readonly id: string;
  readonly band: string;
}

/** Where an entry stood before it left. */
export interface Place {
  readonly entry: Entry;
  /** Its index, and that of every other entry, at that moment. */
  readonly index: number;
  readonly among: ReadonlyMap<string, number>;
}

/** What a row was before it last changed in place, and when, Unix milliseconds. */
export interface InPlace<T> {
  readonly at: number;
  readonly before: T;
}

/** A list, what waits outside it, and what left it. */
export interface Steady<T extends Row> {
  /** What is on the screen, in order. */
  readonly entries: readonly Entry[];
  /** The content of each row that is on the screen or waits. */
  readonly rows: ReadonlyMap<string, T>;
  /** Arrived and not on the screen yet, in the feed's order. */
  readonly arrivals: readonly string[];
  /** On the screen and gone from the feed. */
  readonly ghosts: ReadonlySet<string>;
  readonly changed: ReadonlyMap<string, InPlace<T>>;
  /** The feed as it last came. */
  readonly latest: readonly T[];
}

/** Where a row belongs now. */
export type BandOf<T> = (row: T) => string;

/** How a feed is to be taken. */
export interface Taking<T> {
  /** Somebody works in the list: nothing may move. */
  readonly held: boolean;
  readonly bandOf: BandOf<T>;
  readonly at: number;
  /**
   * The feed's order, where it shows only its first rows: a row behind the last of them has not gone, and one that
   * moved up behind the last entry has not come.
   */
  readonly partOf?: (a: T, b: T) => number;
}

/** A list with nothing in it. */
export const emptySteady = <T extends Row>(): Steady<T> => ({
  entries: [],
  rows: new Map(),
  arrivals: [],
  ghosts: new Set(),
  changed: new Map(),
  latest: [],
});

/** Takes the feed as it is now. Held: contents change in place and arrivals wait; else the list becomes the feed. */
export function take<T extends Row>(list: Steady<T>, latest: readonly T[], taking: Taking<T>): Steady<T> {
  const changed = changes(list, latest, taking.at);
  if (!taking.held || list.entries.length === 0) return { ...placed(latest, taking.bandOf), changed };
  const now = new Map(latest.map((row) => [row.id, row]));
  const shown = new Set(list.entries.map((entry) => entry.id));
  const rows = new Map<string, T>(now);
  const ghosts = new Set<string>();
  const last = latest.at(-1);
  for (const { id } of list.entries) {
    if (now.has(id)) continue;
    const was = list.rows.get(id);
    if (was === undefined) continue;
    rows.set(id, was);
    if (last === undefined || !behind(was, last, taking.partOf)) ghosts.add(id);
  }
  const end = taking.partOf === undefined ? undefined : rows.get(list.entries.at(-1)?.id ?? "");
  const arrivals = latest
    .filter((row) => !shown.has(row.id) && (end === undefined || !behind(row, end, taking.partOf)))
    .map((row) => row.id);
  return { entries: list.entries, rows, arrivals, ghosts, changed, latest };
}

const behind = <T>(row: T, end: T, order: ((a: T, b: T) => number) | undefined): boolean =>
  order !== undefined && order(row, end) > 0;

/** How many of the feed's rows stand in front of the list's end: where what lies behind it goes on. */
export function reach<T extends Row>(list: Steady<T>, order: (a: T, b: T) => number): number {
  const end = list.rows.get(list.entries.at(-1)?.id ?? "");
  if (end === undefined) return list.latest.length;
  return list.latest.filter((row) => !behind(row, end, order)).length;
}

/** Paused: nothing on the screen changes, not even in place; what the feed has now is only remembered and counted. */
export function pend<T extends Row>(list: Steady<T>, latest: readonly T[]): Steady<T> {
  const shown = new Set(list.entries.map((entry) => entry.id));
  const arrivals = latest.filter((row) => !shown.has(row.id));
  const rows = new Map(list.rows);
  for (const row of arrivals) rows.set(row.id, row);
  return { ...list, rows, arrivals: arrivals.map((row) => row.id), latest };
}

/** Shows what waited: the list becomes the feed. */
export function merge<T extends Row>(list: Steady<T>, bandOf: BandOf<T>): Steady<T> {
  return { ...placed(list.latest, bandOf), changed: list.changed };
}

/** The window of the feed grew: what lies behind the last entry is put at the end, everything else waits as before. */
export function extend<T extends Row>(list: Steady<T>, latest: readonly T[], bandOf: BandOf<T>): Steady<T> {
  const shown = new Map(list.entries.map((entry) => [entry.id, entry]));
  let from = -1;
  latest.forEach((row, index) => {
    if (shown.has(row.id)) from = index;
  });
  const more = latest.slice(from + 1).filter((row) => !shown.has(row.id));
  const added = new Set(more.map((row) => row.id));
  return {
    ...list,
    entries: [...list.entries, ...more.map((row) => ({ id: row.id, band: bandOf(row) }))],
    rows: new Map([...list.rows, ...latest.map((row) => [row.id, row] as const)]),
    arrivals: latest.filter((row) => !shown.has(row.id) && !added.has(row.id)).map((row) => row.id),
    latest,
  };
}

/** Takes entries out at once: what the person's own action ended. Everything else keeps its order. */
export function drop<T extends Row>(list: Steady<T>, ids: ReadonlySet<string>): Steady<T> {
  const others = (one: string): boolean => !ids.has(one);
  return {
    ...list,
    entries: list.entries.filter((entry) => others(entry.id)),
    arrivals: list.arrivals.filter(others),
    ghosts: new Set([...list.ghosts].filter(others)),
    latest: list.latest.filter((row) => others(row.id)),
  };
}

/** Where entries stand, by id: what they are put back by. */
export function placesOf<T extends Row>(list: Steady<T>, ids: ReadonlySet<string>): ReadonlyMap<string, Place> {
  const among = new Map(list.entries.map((entry, index) => [entry.id, index]));
  const out = new Map<string, Place>();
  list.entries.forEach((entry, index) => {
    if (ids.has(entry.id)) out.set(entry.id, { entry, index, among });
  });
  return out;
}

/** Puts entries back where they stood: what the person took back, or what was refused. One that stands already stays. */
export function putBack<T extends Row>(
  list: Steady<T>,
  rows: readonly T[],
  places: ReadonlyMap<string, Place>,
): Steady<T> {
  const shown = new Set(list.entries.map((entry) => entry.id));
  const back = rows
    .flatMap((row) => {
      const place = places.get(row.id);
      return place === undefined || shown.has(row.id) ? [] : [{ row, place }];
    })
    .sort((a, b) => a.place.index - b.place.index);
  if (back.length === 0) return list;
  const entries = [...list.entries];
  for (const { place } of back) {
    // Behind the last of those that stood before it.
    const before = entries.findLastIndex(({ id }) => (place.among.get(id) ?? Number.POSITIVE_INFINITY) < place.index);
    entries.splice(before + 1, 0, place.entry);
  }
  const ids = new Set(back.map(({ row }) => row.id));
  return {
    ...list,
    entries,
    rows: new Map([...list.rows, ...back.map(({ row }) => [row.id, row] as const)]),
    arrivals: list.arrivals.filter((id) => !ids.has(id)),
  };
}

/** Who takes the focus when some leave: the next after the first of them that stays, else the one before, else none. */
export function neighbour(order: readonly string[], leaving: ReadonlySet<string>): string | null {
  const index = order.findIndex((id) => leaving.has(id));
  if (index < 0) return order[0] ?? null;
  const after = order.slice(index).find((id) => !leaving.has(id));
  return after ?? order.slice(0, index).findLast((id) => !leaving.has(id)) ?? null;
}

/** A line of a list as it is laid out. */
export interface Placed {
  readonly id: string;
  readonly height: number;
}

/**
 * Where to scroll so that a line stays at the same distance from the top of the view after the lines changed.
 * A line that is gone leaves the position as it was.
 */
export function anchored(
  before: readonly Placed[],
  after: readonly Placed[],
  id: string | null,
  scrollTop: number,
): number {
  const was = id === null ? null : offsetOf(before, id);
  const is = id === null ? null : offsetOf(after, id);
  return was === null || is === null ? scrollTop : Math.max(0, scrollTop + is - was);
}

function offsetOf(lines: readonly Placed[], id: string): number | null {
  let top = 0;
  for (const line of lines) {
    if (line.id === id) return top;
    top += line.height;
  }
  return null;
}

function placed<T extends Row>(latest: readonly T[], bandOf: BandOf<T>): Omit<Steady<T>, "changed"> {
  return {
    entries: latest.map((row) => ({ id: row.id, band: bandOf(row) })),
    rows: new Map(latest.map((row) => [row.id, row])),
    arrivals: [],
    ghosts: new Set(),
    latest,
  };
}

function changes<T extends Row>(list: Steady<T>, latest: readonly T[], at: number): ReadonlyMap<string, InPlace<T>> {
  let out: Map<string, InPlace<T>> | null = null;
  for (const row of latest) {
    const before = list.rows.get(row.id);
    if (before === undefined || before === row || JSON.stringify(before) === JSON.stringify(row)) continue;
    out ??= new Map(list.changed);
    out.set(row.id, { at, before });
  }
  return out ?? list.changed;
}
