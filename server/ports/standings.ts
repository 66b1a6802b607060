import { type BusinessObject, partsOf, type Ref, type Standing, standingOn, standingsOf } from "../domain/index.ts";
import type { Folded } from "./folded.ts";

/** An object that stands elsewhere or at another time than before a commit. */
export interface Restood {
  readonly ref: Ref;
  readonly kind: string;
  readonly was: readonly Standing[];
  readonly is: readonly Standing[];
}

/**
 * What a commit changes in where objects stand: those that it writes, and those whose standing rests on one that it
 * writes. `before` answers objects as they were; to be asked before anything is written.
 */
export function restood(folded: Folded, before: (ref: Ref) => BusinessObject | undefined): readonly Restood[] {
  const after = (ref: Ref): BusinessObject | undefined => {
    const image = folded.objects.get(ref);
    return image === undefined ? before(ref) : (image ?? undefined);
  };
  const concerned = new Set<Ref>();
  for (const [ref, image] of folded.objects) {
    concerned.add(ref);
    for (const object of [before(ref), image])
      for (const other of object ? standingOn(object) : []) concerned.add(other);
  }
  const found: Restood[] = [];
  for (const ref of concerned) {
    const was = standing(ref, before);
    const is = standing(ref, after);
    if (!sameStandings(was, is)) found.push({ ref, kind: partsOf(ref).kind, was, is });
  }
  return found;
}

function standing(ref: Ref, read: (ref: Ref) => BusinessObject | undefined): readonly Standing[] {
  const object = read(ref);
  return object === undefined ? [] : standingsOf(object, read);
}

const sameStandings = (a: readonly Standing[], b: readonly Standing[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index];
    return one.warehouse === other?.warehouse && one.from === other.from && one.until === other.until;
  });

/** Stands for the end of what is still there: sorts after every instant. */
export const stillThere = Number.MAX_SAFE_INTEGER;
