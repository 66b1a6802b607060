import type { PayloadLine } from "../wire/index.ts";

/** Attributes of a record as plain data, by name. */
export type PlainAttributes = Readonly<Record<string, unknown>>;

/** Names whose values nobody may read. */
const secret = /authorization|passw|secret|token|api[-_.]?key|cookie|credential|card[-_.]?number|iban|\bssn\b|\bpin\b/i;
/** Names whose values belong to the one record: ids, numbers, times. */
const own = /(?:^|[._-])(?:id|ids|number|uuid|guid|key|at|time|timestamp|date|url|path)$|[a-z](?:Id|At|Time)$/;
const longest = 500;

/** Stands for a value that nobody may read. */
export const maskedValue = "••••••";

/** A value as text, its secrets masked: whole by the name, else what looks like a bearer token or a password in an address. */
export function shownValue(name: string, value: unknown): string {
  if (secret.test(name)) return maskedValue;
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const safe = text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${maskedValue}`)
    .replace(/(:\/\/[^/\s:@]{1,200}):[^/\s@]{1,200}@/g, `$1:${maskedValue}@`);
  return safe.length <= longest ? safe : `${safe.slice(0, longest)}…`;
}

const rank = { missing: 0, added: 1, differs: 2, own: 3, same: 4 } as const;

/**
 * A failed record's attributes beside those of the last good one, what differs first, then by name. A name that only one
 * of them has is `added` or `missing`; without a good one everything is as it is. Pure.
 */
export function payloadLines(now: PlainAttributes, good: PlainAttributes | null): readonly PayloadLine[] {
  const names = new Set([...Object.keys(now), ...Object.keys(good ?? {})]);
  const lines = [...names].map((name): PayloadLine => {
    const mine = name in now ? shownValue(name, now[name]) : null;
    const other = good !== null && name in good ? shownValue(name, good[name]) : null;
    return { name, now: mine, good: other, change: good === null ? "same" : changeOf(name, mine, other) };
  });
  return lines.sort((a, b) => rank[a.change] - rank[b.change] || (a.name < b.name ? -1 : 1));
}

function changeOf(name: string, now: string | null, good: string | null): PayloadLine["change"] {
  if (now === good) return "same";
  if (now === null) return "missing";
  if (good === null) return "added";
  return own.test(name) ? "own" : "differs";
}
