import type { ExceptionRow } from "../../../server/wire/index.ts";

/** A field that differs between what a person saw and what is. */
export interface Difference {
  readonly field: "state" | "owner" | "severity" | "parked" | "reason" | "title-field";
  readonly was: string | null;
  readonly now: string | null;
}

/** What changed between the row that a person acted on and the row as it is now; codes, not words. */
export function differences(was: ExceptionRow, now: ExceptionRow): readonly Difference[] {
  const out: Difference[] = [];
  const add = (field: Difference["field"], a: string | null, b: string | null): void => {
    if (a !== b) out.push({ field, was: a, now: b });
  };
  add("state", was.state, now.state);
  add("owner", ownerText(was), ownerText(now));
  add("severity", was.severity, now.severity);
  add("parked", was.snoozedUntil, now.snoozedUntil);
  add("reason", was.resolution?.reason ?? null, now.resolution?.reason ?? null);
  add("title-field", was.title, now.title);
  return out;
}

const ownerText = (row: ExceptionRow): string =>
  row.owner.person === null ? row.owner.team : `${row.owner.team}/${row.owner.person}`;
