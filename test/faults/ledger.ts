/** What clients know: which records were acknowledged. Kept outside of what is tested. */
export interface Ledger {
  /** Every record that was ever sent, by its id. */
  readonly sent: ReadonlySet<string>;
  /** Those of which a 2xx said that they are durable. */
  readonly acknowledged: ReadonlySet<string>;
}

/** How what is stored differs from what clients know. */
export interface Verdict {
  /** Acknowledged and not stored. */
  readonly lost: readonly string[];
  /** Stored more than once. */
  readonly twice: readonly string[];
  /** Stored and never sent. */
  readonly strange: readonly string[];
}

/** Compares a ledger with the ids that were found, each as often as it was found. */
export function judge(ledger: Ledger, stored: readonly string[]): Verdict {
  const counts = new Map<string, number>();
  for (const id of stored) counts.set(id, (counts.get(id) ?? 0) + 1);
  return {
    lost: [...ledger.acknowledged].filter((id) => !counts.has(id)),
    twice: [...counts].filter(([, count]) => count > 1).map(([id]) => id),
    strange: [...counts.keys()].filter((id) => !ledger.sent.has(id)),
  };
}

/** The verdict that every run must come to. */
export const sound: Verdict = { lost: [], twice: [], strange: [] };
