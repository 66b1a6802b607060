import {
  type BookPapers,
  type BusinessObject,
  bookPapers,
  type GoodsTold,
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
  /** What the timelines of some objects say of goods; of each it is read again only once it has changed. */
  readonly goods: (objects: readonly BusinessObject[]) => Promise<(ref: Ref) => readonly GoodsTold[]>;
}

interface KeptGoods {
  readonly version: string;
  readonly told: readonly GoodsTold[];
}

/** Goods that are kept beyond one answer, at most; those that were read first go first. */
const mostKept = 20_000;
const shelves = new WeakMap<Pick<Views, "facts">, Map<Ref, KeptGoods>>();

/** Opens a reader; what is outside of the scope is not there. */
export function papersReader(views: Pick<Views, "object" | "objects" | "facts">, scope: Scope): PapersReader {
  const objects = new Map<Ref, BusinessObject | undefined>();
  const shelf = (scope.warehouses === null ? shelves.get(views) : undefined) ?? new Map<Ref, KeptGoods>();
  if (scope.warehouses === null) shelves.set(views, shelf);
  const goodsOf = async (object: BusinessObject): Promise<readonly GoodsTold[]> => {
    const version = `${object.factCount} ${object.changedAt} ${object.lastAt}`;
    const kept = shelf.get(object.ref);
    if (kept?.version === version) return kept.told;
    const { items } = await views.facts(scope, object.ref, mostFacts, null);
    const told = items.flatMap(({ type, status, lines }) => (lines.length > 0 ? [{ type, status, lines }] : []));
    shelf.delete(object.ref);
    shelf.set(object.ref, { version, told });
    for (const ref of shelf.keys()) {
      if (shelf.size <= mostKept) break;
      shelf.delete(ref);
    }
    return told;
  };
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
    async goods(of) {
      const told = new Map<Ref, readonly GoodsTold[]>();
      for (const one of of) told.set(one.ref, await goodsOf(one));
      return (ref) => told.get(ref) ?? [];
    },
  };
}

/** Lets others have a turn. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
