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

export interface Steady<T extends Row> {
  /** What is on the screen, in order. */
  readonly entries: readonly Entry[];
  /** The newest content of all that is on the screen or arrived. */
  readonly rows: ReadonlyMap<string, T>;
  /** Arrived and not on the screen yet, in the feed's order. */
  readonly arrivals: readonly string[];
  /** On the screen and gone from the feed. */
  readonly ghosts: ReadonlySet<string>;
  /** When the content of an entry last changed in place, Unix milliseconds. */
  readonly changed: ReadonlyMap<string, number>;
  /** The feed as it last came. */
  readonly latest: readonly T[];
}

/** Where a row belongs now. */
export type BandOf<T> = (row: T) => string;

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
export function take<T extends Row>(
  list: Steady<T>,
  latest: readonly T[],
  held: boolean,
  bandOf: BandOf<T>,
  at: number,
): Steady<T> {
  const changed = marks(list, latest, at);
  if (!held) return { ...placed(latest, bandOf), changed };
  const now = new Map(latest.map((row) => [row.id, row]));
  const shown = new Set(list.entries.map((entry) => entry.id));
  const rows = new Map<string, T>(now);
  const ghosts = new Set<string>();
  for (const { id } of list.entries) {
    if (now.has(id)) continue;
    const last = list.rows.get(id);
    if (last !== undefined) rows.set(id, last);
    ghosts.add(id);
  }
  return {
    entries: list.entries,
    rows,
    arrivals: latest.filter((row) => !shown.has(row.id)).map((row) => row.id),
    ghosts,
    changed,
    latest,
  };
}

/** Shows what waited: the list becomes the feed. */
export function merge<T extends Row>(list: Steady<T>, bandOf: BandOf<T>): Steady<T> {
  return { ...placed(list.latest, bandOf), changed: list.changed };
}

/** Takes one entry out at once: what the person's own action ended. Everything else keeps its order. */
export function drop<T extends Row>(list: Steady<T>, id: string): Steady<T> {
  return {
    ...list,
    entries: list.entries.filter((entry) => entry.id !== id),
    ghosts: new Set([...list.ghosts].filter((one) => one !== id)),
  };
}

/** Puts the newest content of one row in, where it stands. */
export function refresh<T extends Row>(list: Steady<T>, row: T, at: number): Steady<T> {
  if (!list.rows.has(row.id)) return list;
  return { ...list, rows: new Map(list.rows).set(row.id, row), changed: new Map(list.changed).set(row.id, at) };
}

/** The entry that takes the focus when one leaves: the next, else the one before, else none. */
export function neighbour(entries: readonly Entry[], id: string): string | null {
  const index = entries.findIndex((entry) => entry.id === id);
  if (index < 0) return entries[0]?.id ?? null;
  return entries[index + 1]?.id ?? entries[index - 1]?.id ?? null;
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

function marks<T extends Row>(list: Steady<T>, latest: readonly T[], at: number): ReadonlyMap<string, number> {
  let out: Map<string, number> | null = null;
  for (const row of latest) {
    const before = list.rows.get(row.id);
    if (before === undefined || before === row) continue;
    if (JSON.stringify(before) === JSON.stringify(row)) continue;
    out ??= new Map(list.changed);
    out.set(row.id, at);
  }
  return out ?? list.changed;
}
