import type { Presence } from "../source.ts";
import type { Instant } from "../types.ts";
import { dayAt } from "./contribution.ts";
import type { FigureDefinition } from "./figure.ts";
import type { FiguresOn } from "./papers.ts";
import type { Period } from "./period.ts";

/** What was heard of one source. */
export interface SourceHeard {
  readonly system: string;
  /** The building that it speaks for; null: for all. */
  readonly warehouse: string | null;
  /** Event types that it has ever told. */
  readonly tells: readonly string[];
  readonly firstHeardAt: Instant | null;
  /** Newest arrival; null before the first. */
  readonly lastSeenAt: Instant | null;
  /** Arrival after which it fell silent; null while it is not. */
  readonly silentSince: Instant | null;
  readonly presence: Presence;
  readonly watch: boolean;
  /** Event types of which it tells the day and never the time. */
  readonly dated: readonly string[];
}

/** Why what a source told is not the whole. */
export type Lowered = "silent" | "not-heard" | "sampled" | "watch-only" | "date-only";

/** How many of the sources that a figure needs told all of a period, and what is wrong with the others. */
export interface Coverage {
  readonly heard: number;
  readonly of: number;
  /** By system. */
  readonly lowered: readonly { readonly system: string; readonly why: readonly Lowered[] }[];
}

/** Whose sources are asked for: one building's and those that speak for all, or all. */
export type Whose = string | null;

const speaksFor = ({ warehouse }: SourceHeard, whose: Whose): boolean =>
  whose === null || warehouse === null || warehouse === whose;

const tellsOneOf = ({ tells }: SourceHeard, types: readonly string[]): boolean =>
  types.some((type) => tells.includes(type));

/**
 * The sources that could change a figure: those that have told one of its events. What exceptions tell rests on all of
 * them, as what a silent one would have told could have raised something.
 */
export function sourcesFor(
  { needs, rests }: Pick<FigureDefinition, "needs" | "rests">,
  sources: readonly SourceHeard[],
  whose: Whose,
): readonly SourceHeard[] {
  const types = needs.flat();
  return sources.filter((source) => speaksFor(source, whose) && (rests === "on-all" || tellsOneOf(source, types)));
}

/** True where some source tells each of the events without which there is no figure. */
export const isFed = (
  { needs }: Pick<FigureDefinition, "needs">,
  sources: readonly SourceHeard[],
  whose: Whose,
): boolean => needs.every((types) => sources.some((source) => speaksFor(source, whose) && tellsOneOf(source, types)));

/** The first day of which not all was heard that ends something in a building; null where all was. */
export function silentFrom(
  types: readonly string[],
  sources: readonly SourceHeard[],
  whose: Whose,
  dayIn: (at: Instant) => number,
): number | null {
  let first: number | null = null;
  for (const source of sources) {
    const { silentSince } = source;
    if (silentSince === null || !speaksFor(source, whose) || !tellsOneOf(source, types)) continue;
    const day = dayIn(silentSince);
    if (first === null || day < first) first = day;
  }
  return first;
}

/** What of a period was heard of a figure. A silence that ended with all that was missed lowers nothing any more. */
export function coverageOf(
  { needs }: Pick<FigureDefinition, "needs">,
  needed: readonly SourceHeard[],
  period: Period,
  network: FiguresOn["network"],
): Coverage {
  const types = needs.flat();
  const lowered = needed.flatMap((source) => {
    const why = loweredBy(source, types, period, (at) => dayAt(at, source.warehouse, { network }));
    return why.length === 0 ? [] : [{ system: source.system, why }];
  });
  return {
    heard: needed.length - lowered.length,
    of: needed.length,
    lowered: lowered.sort((a, b) => (a.system < b.system ? -1 : 1)),
  };
}

function loweredBy(
  source: SourceHeard,
  types: readonly string[],
  { from, to }: Period,
  dayIn: (at: Instant) => number,
): readonly Lowered[] {
  const { silentSince, firstHeardAt, presence, watch, dated } = source;
  const why: Lowered[] = [];
  if (silentSince !== null && dayIn(silentSince) < to) why.push("silent");
  if (firstHeardAt === null || dayIn(firstHeardAt) > from) why.push("not-heard");
  if (presence !== "complete") why.push("sampled");
  if (watch) why.push("watch-only");
  if (dated.some((type) => types.includes(type))) why.push("date-only");
  return why;
}
