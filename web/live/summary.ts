/** How often a list is summed up aloud, at most. */
export const summaryEveryMs = 30_000;

/** What was heard since the last time it was said. */
export interface Summary {
  readonly saidAt: number;
  readonly said: readonly string[];
}

/** What may be said now about what waits: the ids that were not told before, and nothing within 30 s of the last time. */
export function summarise(
  last: Summary,
  waiting: readonly string[],
  now: number,
): { readonly next: Summary; readonly news: readonly string[] } {
  const known = new Set(last.said);
  const news = waiting.filter((id) => !known.has(id));
  if (news.length === 0 || now - last.saidAt < summaryEveryMs) return { next: last, news: [] };
  return { next: { saidAt: now, said: waiting }, news };
}
