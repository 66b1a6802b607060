import type { DepartureRow, SourceRow, TallyRow } from "../../../server/wire/index.ts";
import type { LinkState } from "../../live/index.ts";
import type { GatePart } from "../../widgets/strokes.ts";

/** Two beats missed, and a little for the way: from here on a wall says how old it is. Milliseconds. */
export const staleAfterMs = 11_000;
/** From here on its values are grey and their time is large. Milliseconds. */
export const oldAfterMs = 60_000;
/** Several buildings are shown in turn, each so long. Milliseconds. */
export const turnMs = 30_000;
/** The image moves against burn-in this often. Milliseconds. */
export const shiftEveryMs = 10 * 60_000;
/** Departures under so many milliseconds to go are red where they may leave short. */
const nearMs = 3_600_000;

/** How far what stands on the wall may be believed. Instants are Unix milliseconds by the server's clock. */
export type Trust =
  /** Nothing came yet. */
  | { readonly kind: "waiting" }
  /** The server said no. */
  | { readonly kind: "refused" }
  | { readonly kind: "live"; readonly ageMs: number }
  /** `why`: nothing came from the server, or it came and the server itself is behind what it received. */
  | {
      readonly kind: "stale" | "old";
      readonly ageMs: number;
      readonly asOf: number;
      readonly why: "silent" | "behind";
    };

/**
 * A wall is as old as the last thing that it heard, and as old as that was when it was told: whether the connection
 * stands makes no difference. `localNow` is this machine's clock, `now` the server's.
 */
export function trustOf(link: LinkState, now: number, localNow: number): Trust {
  if (link.refused !== null && link.phase === "lost") return { kind: "refused" };
  if (link.heardAt === null || link.horizon === null) return { kind: "waiting" };
  const heard = now - Math.max(0, localNow - link.heardAt);
  const asOf = Math.min(heard, link.horizon);
  const ageMs = Math.max(0, now - asOf);
  if (ageMs < staleAfterMs) return { kind: "live", ageMs: Math.max(0, now - heard) };
  // Between two beats the horizon stands: only what lies further back than the silence is the server's own delay.
  const why = now - heard < staleAfterMs ? "behind" : "silent";
  return { kind: ageMs < oldAfterMs ? "stale" : "old", ageMs, asOf, why };
}

/** Which of `n` buildings is shown at an instant: all walls turn together. */
export const turnOf = (now: number, n: number): number => (n < 2 ? 0 : Math.floor(now / turnMs) % n);

const corners = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
] as const;
/** Where the image stands at an instant, CSS pixels to the right and down. */
export const shiftOf = (now: number): readonly [number, number] =>
  corners[Math.floor(now / shiftEveryMs) % corners.length] ?? corners[0];

/** The departures to come, the next one first. */
export const nextOf = (rows: readonly DepartureRow[], most: number): readonly DepartureRow[] =>
  rows
    .filter((row) => !row.left)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1))
    .slice(0, most);

/** How bad a departure stands. What is not known is never called fine. */
export type Lane = "critical" | "high" | "not-known" | "fine";

/** Judges a departure to come. */
export const laneOf = (row: DepartureRow, now: number): Lane =>
  row.blocked > 0 ? (Date.parse(row.at) - now < nearMs ? "critical" : "high") : row.notKnown > 0 ? "not-known" : "fine";

/** What is planned on a departure, in the order of its strokes. */
export const partsOf = (row: DepartureRow): readonly GatePart[] => [
  { form: "done", count: row.loaded + row.shipped },
  { form: "in-hand", count: row.floor },
  { form: "blocked", count: row.blocked },
  { form: "not-known", count: row.notKnown },
];

/** One part of the tally line. */
export interface LinePart {
  readonly part: keyof TallyRow["orders"]["parts"];
  readonly count: number;
}

/** The tally as a sum: shipped and on the floor always, the rest where they are not 0; `off`: what has no place in it. */
export function lineOf({ orders }: TallyRow): { readonly parts: readonly LinePart[]; readonly off: number } {
  const order = ["shipped", "floor", "blocked", "not-in-wms", "not-known", "on-hold", "cancelled"] as const;
  const all = order.map((part) => ({ part, count: orders.parts[part] }));
  return {
    parts: all.filter(({ part, count }) => count > 0 || part === "shipped" || part === "floor"),
    off: orders.total - all.reduce((sum, { count }) => sum + count, 0),
  };
}

/** The sources that a building needs: its own and those that serve the whole company; silent ones first, then its own. */
export function sourcesFor<S extends SourceRow>(rows: readonly S[], warehouse: string): readonly S[] {
  const rank = (row: S): number => (row.silent ? 0 : row.warehouse === warehouse ? 1 : 2);
  return rows
    .filter((row) => row.environment === "" && (row.warehouse === null || row.warehouse === warehouse))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** What the banner says, by rule; the first that fits. Nothing is clear while something is not known. */
export type Banner =
  | { readonly kind: "short"; readonly row: DepartureRow; readonly near: boolean; readonly title: string }
  | { readonly kind: "off"; readonly by: number }
  | { readonly kind: "silent"; readonly name: string; readonly sinceMs: number | null; readonly orders: number }
  | { readonly kind: "not-known"; readonly orders: number }
  /** Blocked, and planned on none of the departures to come. */
  | { readonly kind: "blocked"; readonly orders: number }
  | { readonly kind: "cards"; readonly open: number }
  | { readonly kind: "not-judged" }
  | { readonly kind: "clear" };

/** Are we clear, and if not, which lane? */
export function bannerOf(
  tally: TallyRow,
  departures: readonly DepartureRow[],
  sources: readonly SourceRow[],
  cards: { readonly open: number; readonly unknown: number },
  now: number,
): Banner {
  const short = nextOf(departures, departures.length).find((row) => row.blocked > 0);
  if (short !== undefined)
    return {
      kind: "short",
      row: short,
      near: laneOf(short, now) === "critical",
      title: short.causes[0]?.title.split(":")[0] ?? "",
    };
  const { off } = lineOf(tally);
  if (off !== 0) return { kind: "off", by: off };
  const planned = departures.reduce((sum, row) => sum + (row.left ? 0 : row.notKnown), 0);
  const orders = Math.max(tally.orders.parts["not-known"], planned);
  const silent = sources.find((row) => row.silent);
  if (silent !== undefined)
    return {
      kind: "silent",
      name: silent.name,
      sinceMs: silent.lastSeenAt === null ? null : now - Date.parse(silent.lastSeenAt),
      orders,
    };
  if (orders > 0) return { kind: "not-known", orders };
  const { blocked } = tally.orders.parts;
  if (blocked > 0) return { kind: "blocked", orders: blocked };
  if (cards.open > 0) return { kind: "cards", open: cards.open };
  if (cards.unknown > 0) return { kind: "not-judged" };
  return { kind: "clear" };
}
