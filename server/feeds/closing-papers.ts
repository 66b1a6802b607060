import {
  type BookPapers,
  type BusinessObject,
  bookPapers,
  type CanonicalEvent,
  partsOf,
  type Ref,
} from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";
import { objectOf } from "./exception-rows.ts";

/** Facts of a timeline that are read for its lines, at most. */
const mostFacts = 200;
/** How far papers reach from their subject: an order's shipments' invoices. */
const rounds = 4;

/** Reads papers and timelines once each, for one answer. */
export interface PapersReader {
  /** An object by its ref, or by its number where its ref has changed since. */
  readonly object: (ref: Ref) => Promise<BusinessObject | undefined>;
  readonly papers: (subject: BusinessObject) => Promise<BookPapers>;
  readonly facts: (refs: readonly Ref[]) => Promise<(ref: Ref) => readonly CanonicalEvent[]>;
}

/** Opens a reader; what is outside of the scope is not there. */
export function papersReader(views: Pick<Views, "object" | "objects" | "facts">, scope: Scope): PapersReader {
  const objects = new Map<Ref, BusinessObject | undefined>();
  const timelines = new Map<Ref, readonly CanonicalEvent[]>();
  const object = async (ref: Ref): Promise<BusinessObject | undefined> => {
    if (objects.has(ref)) return objects.get(ref);
    let found = await views.object(scope, ref);
    if (found === undefined) {
      const { kind, id } = objectOf(ref);
      const named = await views.objects(scope, kind, id, partsOf(ref).environment);
      if (named.length === 1) found = named[0];
    }
    objects.set(ref, found);
    return found;
  };
  return {
    object,
    async papers(subject) {
      for (let round = 0; ; round++) {
        const missing = new Set<Ref>();
        const papers = bookPapers(subject, (ref) => {
          if (!objects.has(ref)) missing.add(ref);
          return objects.get(ref);
        });
        if (missing.size === 0 || round === rounds) return papers;
        for (const ref of missing) await object(ref);
      }
    },
    async facts(refs) {
      for (const ref of refs)
        if (!timelines.has(ref)) timelines.set(ref, (await views.facts(scope, ref, mostFacts, null)).items);
      return (ref) => timelines.get(ref) ?? [];
    },
  };
}

/** Lets others have a turn. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
