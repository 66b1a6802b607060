import { absorb, refold } from "../correlation/fold.ts";
import { compareMarks, markOf } from "../marks.ts";
import type { BusinessObject, CanonicalEvent, Instant, Ref } from "../types.ts";
import { owedOf } from "./bookings.ts";
import type { BooksBlock, Owed, OwedKind } from "./owed.ts";
import type { BooksAt } from "./owing.ts";
import { type BookPapers, mapPapers, objectsOf } from "./papers.ts";

/** Something owed while it stood so, in business time: from when it happened until the ledger had it, or it was told otherwise. */
export interface OwedLife {
  readonly owed: Owed;
  readonly from: Instant;
  /** First instant at which it is not so any more; null while it is. */
  readonly until: Instant | null;
}

/**
 * All that an object ever owed, by what is known now, oldest first. `factsOf` answers the timelines of the papers: folds
 * keep first and last and cannot tell what came between. It costs one fold of each fact, and one look at the papers for
 * each instant at which something happened. Exceptions are of the time in which they were known, and in no life.
 */
export function owedLives(
  papers: BookPapers,
  factsOf: (ref: Ref) => readonly CanonicalEvent[],
  network: BooksAt["network"],
): readonly OwedLife[] {
  const growing = objectsOf(papers).map((object) => grow(object, factsOf(object.ref)));
  const happened = growing.flatMap(({ instants }) => instants);
  const lives: OwedLife[] = [];
  const open = new Map<OwedKind, { readonly owed: Owed; readonly text: string; readonly from: Instant }>();
  for (const at of [...new Set(happened)].sort((a, b) => a - b)) {
    const then = new Map(growing.map(({ ref, until }) => [ref, until(at)]));
    const seen = mapPapers(papers, (object) => then.get(object.ref) ?? object);
    const owed = new Map(owedOf(seen, { at, network }).map((one) => [one.kind, one]));
    for (const [kind, life] of open) {
      const now = owed.get(kind);
      if (now !== undefined && JSON.stringify(now) === life.text) continue;
      lives.push({ owed: life.owed, from: life.from, until: at });
      open.delete(kind);
    }
    for (const [kind, now] of owed) {
      if (!open.has(kind)) open.set(kind, { owed: now, text: JSON.stringify(now), from: at });
    }
  }
  for (const { owed, from } of open.values()) lives.push({ owed, from, until: null });
  return lives.sort((a, b) => a.from - b.from || (a.owed.kind < b.owed.kind ? -1 : 1));
}

/** An object that is folded on from its beginning; `until` must be asked in ascending order. */
function grow(object: BusinessObject, facts: readonly CanonicalEvent[]) {
  const inOrder = facts.toSorted((a, b) => compareMarks(markOf(a), markOf(b)));
  let next = 0;
  let now = refold(object, []);
  return {
    ref: object.ref,
    instants: inOrder.map(({ occurredAt }) => occurredAt),
    until: (at: Instant): BusinessObject => {
      for (let fact = inOrder[next]; fact !== undefined && fact.occurredAt <= at; fact = inOrder[++next])
        now = absorb(now, fact);
      return now;
    },
  };
}

/** What was owed at an instant. */
export const owedAt = (lives: readonly OwedLife[], at: Instant): readonly Owed[] =>
  lives.filter(({ from, until }) => from <= at && (until === null || at < until)).map(({ owed }) => owed);

/** When the ledger had all of one side; null while something is owed there, and where nothing ever was. */
export function settledAt(lives: readonly OwedLife[], block: BooksBlock): Instant | null {
  let last: Instant | null = null;
  for (const { owed, until } of lives) {
    if (owed.block !== block) continue;
    if (until === null) return null;
    last = Math.max(last ?? until, until);
  }
  return last;
}
