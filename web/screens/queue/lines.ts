import type { CauseRow, ExceptionRow } from "../../../server/wire/index.ts";
import type { Entry, Steady } from "../../live/index.ts";
import { type Sum, sumOf, sumOfCauses } from "./filter.ts";

/** A line of the queue: a heading, an exception, a cause, one of its first exceptions, or the way to its others. */
export interface Line {
  readonly id: string;
  readonly kind: "band" | "row";
  readonly of: "band" | "order" | "cause" | "member" | "more";
  readonly height: number;
  /** The heading's name, or the cause that a member belongs to. */
  readonly within: string;
}

/** Heights in CSS pixels. */
export interface Heights {
  readonly row: number;
  readonly band: number;
  readonly member: number;
}

/** The line that leads to the other members of a cause. */
export const moreId = (cause: string): string => `more:${cause}`;

/** The cause that a line leads to the others of; null for every other line. */
export const causeOfMore = (id: string): string | null => (id.startsWith("more:") ? id.slice("more:".length) : null);

/** Lays exceptions out: a heading before each run of entries that share a band, none where bands are empty text. */
export function orderLines(entries: readonly Entry[], heights: Heights): readonly Line[] {
  const lines: Line[] = [];
  for (const { band, id } of banded(entries)) {
    if (band !== null) lines.push(bandLine(band, lines.length, heights));
    lines.push({ id, kind: "row", of: "order", height: heights.row, within: "" });
  }
  return lines;
}

/** Lays causes out; under an open one its first exceptions, and the way to the others where there are more. */
export function causeLines(
  list: Pick<Steady<CauseRow>, "entries" | "rows">,
  open: ReadonlySet<string>,
  membersOf: (cause: CauseRow) => readonly ExceptionRow[],
  heights: Heights,
): readonly Line[] {
  const lines: Line[] = [];
  for (const { band, id } of banded(list.entries)) {
    if (band !== null) lines.push(bandLine(band, lines.length, heights));
    lines.push({ id, kind: "row", of: "cause", height: heights.row, within: "" });
    const cause = list.rows.get(id);
    if (cause === undefined || !open.has(id)) continue;
    const members = membersOf(cause);
    for (const row of members) {
      lines.push({ id: row.id, kind: "row", of: "member", height: heights.member, within: id });
    }
    if (cause.members > members.length) {
      lines.push({ id: moreId(id), kind: "row", of: "more", height: heights.member, within: id });
    }
  }
  return lines;
}

const bandLine = (band: string, at: number, heights: Heights): Line => ({
  id: `band:${band}:${at}`,
  kind: "band",
  of: "band",
  height: heights.band,
  within: band,
});

/** Entries, each with the heading that comes before it; null where it stands under the one before. */
function banded(entries: readonly Entry[]): readonly { readonly id: string; readonly band: string | null }[] {
  let last = "";
  return entries.map(({ id, band }) => {
    const begins = band !== "" && band !== last;
    last = band;
    return { id, band: begins ? band : null };
  });
}

/** What stands under each heading, by the id of its line; each object counts under the first heading that has it. */
export function orderSums(lines: readonly Line[], list: Steady<ExceptionRow>): ReadonlyMap<string, Sum> {
  const counted = new Set<string>();
  return sums(lines, "order", (ids) =>
    sumOf(
      ids.flatMap((id) => (list.ghosts.has(id) ? [] : (list.rows.get(id) ?? []))),
      counted,
    ),
  );
}

/** The same of causes: what they hold up. */
export const causeSums = (lines: readonly Line[], list: Steady<CauseRow>): ReadonlyMap<string, Sum> =>
  sums(lines, "cause", (ids) =>
    sumOfCauses(ids.flatMap((id) => (list.ghosts.has(id) ? [] : (list.rows.get(id) ?? [])))),
  );

function sums(lines: readonly Line[], of: Line["of"], sum: (ids: readonly string[]) => Sum): ReadonlyMap<string, Sum> {
  const out = new Map<string, Sum>();
  let head: string | null = null;
  let ids: string[] = [];
  const close = (): void => {
    if (head !== null) out.set(head, sum(ids));
    ids = [];
  };
  for (const line of lines) {
    if (line.of === "band") {
      close();
      head = line.id;
    } else if (line.of === of) ids.push(line.id);
  }
  close();
  return out;
}
