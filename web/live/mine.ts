/**
 * What a person did and the feed does not know yet, laid over the feed: the row shows it, or leaves, at once. Pure.
 * The feed wins as soon as it knows as much.
 */
import type { ExceptionRow } from "../../server/wire/index.ts";
import type { Act } from "./act.ts";

/** A row as the person left it: foreseen, until the server has answered. */
export type Mine = ReadonlyMap<string, ExceptionRow>;

/** The row as an action will leave it, as far as can be told here; `at` in Unix milliseconds. */
export function foreseen(row: ExceptionRow, what: Act, me: string, at: number): ExceptionRow {
  const now = new Date(at).toISOString();
  const next = { ...row, version: row.version + 1 };
  switch (what.action) {
    case "acknowledge":
      return {
        ...next,
        state: "acknowledged",
        acknowledgedAt: now,
        snoozedUntil: null,
        owner: { team: row.owner.team, person: me },
      };
    case "assign":
      return { ...next, owner: { team: what.team, person: what.person ?? null } };
    case "not-mine":
      return {
        ...next,
        state: "open",
        acknowledgedAt: null,
        snoozedUntil: null,
        owner: { team: what.team ?? row.owner.team, person: null },
      };
    case "snooze":
      return { ...next, state: "snoozed", snoozedUntil: what.until };
    case "resolve":
      return {
        ...next,
        state: "resolved",
        resolvedAt: now,
        snoozedUntil: null,
        resolution: { by: me, reason: what.reason, text: what.text ?? null },
      };
    case "reopen":
      return { ...next, state: "open", resolvedAt: null, resolution: null, acknowledgedAt: null };
    case "tell":
      return {
        ...next,
        told: { text: what.text, by: me, at: now, expectedAt: what.expectedAt ?? null, lapsedAt: null },
      };
    case "comment":
      return next;
  }
}

/** The feed's rows with what the person did: changed where they stay, left out where they no longer fit. */
export function withMine(
  rows: readonly ExceptionRow[],
  mine: Mine,
  fits: (row: ExceptionRow) => boolean,
): readonly ExceptionRow[] {
  if (mine.size === 0) return rows;
  let touched = false;
  const out: ExceptionRow[] = [];
  for (const row of rows) {
    const own = mine.get(row.id);
    if (own === undefined || own.version <= row.version) out.push(row);
    else {
      touched = true;
      if (fits(own)) out.push(own);
    }
  }
  return touched ? out : rows;
}
