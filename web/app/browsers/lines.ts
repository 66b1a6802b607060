import type { BrowserPage, BrowserRow } from "../../../server/wire/index.ts";
import type { Remembered } from "../../push/memory.ts";

/** A line of the list: a team for which this browser is or can be told, or another browser. */
export interface Line {
  readonly key: string;
  readonly team: { readonly id: string; readonly name: string };
  readonly here: boolean;
  /** Null while this browser is not told for the team. */
  readonly row: BrowserRow | null;
  /** False: the network file has nothing sent to the team by push. */
  readonly pushed: boolean;
}

/** This browser's lines, the teams in the order of the network file, then all others, oldest first. */
export function linesOf(
  page: BrowserPage,
  told: Remembered["told"],
  nameOf: (team: string) => string,
): readonly Line[] {
  const own = new Set(told.map(({ id }) => id));
  const pushed = new Set(page.teams.map(({ id }) => id));
  const rows = new Map(page.items.filter(({ id }) => own.has(id)).map((row) => [row.team, row]));
  const gone = [...rows.keys()].filter((team) => !pushed.has(team)).map((id) => ({ id, name: nameOf(id) }));
  return [
    ...[...page.teams, ...gone].map((team) => ({
      // The line stays the same when it is turned on or off: so does the button that has the focus.
      key: `here ${team.id}`,
      team,
      here: true,
      row: rows.get(team.id) ?? null,
      pushed: pushed.has(team.id),
    })),
    ...page.items
      .filter(({ id }) => !own.has(id))
      .map((row) => ({
        key: row.id,
        team: { id: row.team, name: nameOf(row.team) },
        here: false,
        row,
        pushed: pushed.has(row.team),
      })),
  ];
}
