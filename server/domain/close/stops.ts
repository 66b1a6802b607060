import type { OwedWhy } from "../books/kept-out.ts";
import { type BooksBlock, nameInBlock, type OwedKind } from "../books/owed.ts";
import type { Instant, Money, Owner, Ref } from "../types.ts";
import { type CloseSum, sumUp, type Valued } from "./sums.ts";

/** Why a document keeps a period open: its date, a source that does not say whether it left, or why it is not in the books. */
export type StopWhy =
  | { readonly kind: "wrong-period" }
  | { readonly kind: "not-confirmed"; readonly system: string }
  | { readonly kind: "owed"; readonly why: OwedWhy; readonly owed: OwedKind; readonly title: string | null };

/** One document that keeps a period open. */
export interface Stop extends Valued {
  readonly ref: Ref;
  readonly side: BooksBlock;
  readonly why: StopWhy;
  /** Whoever has it; null: nobody. */
  readonly owner: Owner | null;
  /** When somebody took it; null: nobody did. */
  readonly takenAt: Instant | null;
  /** Numbers of the exceptions about it. */
  readonly exceptions: readonly number[];
}

/** The documents that one cause keeps out, with one owner, on one side. */
export interface StopGroup {
  readonly side: BooksBlock;
  readonly why: StopWhy;
  readonly owner: Owner | null;
  /** The newest; null while one is not taken. */
  readonly takenAt: Instant | null;
  readonly sum: CloseSum;
  readonly stops: readonly Stop[];
}

const rank = { "wrong-period": 0, "not-confirmed": 1, owed: 2 } as const satisfies Record<StopWhy["kind"], number>;

/**
 * Each document once, by cause, side and owner: a date that is wrong goes before why it is not in the books. Selling
 * price and cost are never in one sum.
 */
export function stopGroups(stops: readonly Stop[], reported: (amount: Money) => number | null): readonly StopGroup[] {
  const once = new Map<string, Stop>();
  for (const stop of stops) {
    const key = `${stop.side} ${stop.why.kind === "owed" ? nameInBlock(stop.ref, stop.why.owed) : stop.ref}`;
    const known = once.get(key);
    if (known === undefined || rank[stop.why.kind] < rank[known.why.kind]) once.set(key, stop);
  }
  const groups = new Map<string, Stop[]>();
  for (const stop of once.values()) {
    const key = JSON.stringify([stop.side, stopCause(stop.why), stop.owner?.team ?? null, stop.owner?.person ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), stop]);
  }
  return [...groups.values()]
    .map((its): StopGroup => {
      const [first] = its as [Stop, ...Stop[]];
      const open = its.some(({ takenAt }) => takenAt === null);
      return {
        side: first.side,
        why: first.why,
        owner: first.owner,
        takenAt: open ? null : Math.max(...its.map(({ takenAt }) => takenAt ?? 0)),
        sum: sumUp(its, reported),
        stops: its.toSorted((a, b) => (a.ref < b.ref ? -1 : 1)),
      };
    })
    .sort(
      (a, b) => rank[a.why.kind] - rank[b.why.kind] || b.sum.count - a.sum.count || (nameOf(a) < nameOf(b) ? -1 : 1),
    );
}

const nameOf = ({ side, why, owner }: StopGroup): string =>
  JSON.stringify([side, stopCause(why), owner?.team ?? "", owner?.person ?? ""]);

/** What a cause is told apart by: what is not in the books for another reason than an open cause also by what it is. */
export function stopCause(why: StopWhy): string {
  switch (why.kind) {
    case "wrong-period":
      return "wrong-period";
    case "not-confirmed":
      return `not-confirmed:${why.system}`;
    case "owed":
      return why.why.startsWith("cause:") ? why.why : `${why.why}:${why.owed}`;
  }
}
