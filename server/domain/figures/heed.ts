import type { BusinessObject, Expectation, Fold, Link, Trait } from "../types.ts";
import { objectFigures } from "./list.ts";

/** Work on the floor before something leaves: no figure looks at it. All other types are taken to be looked at. */
const isUnheeded = (type: string): boolean => /^(?:pick|pack)\./.test(type) || onTheFloor.has(type);
const onTheFloor: ReadonlySet<string> = new Set([
  "shipment.labelled",
  "shipment.loaded",
  "shipment.milestone",
  "shipment.tendered",
  "shipment.tender-refused",
  "shipment.asn-sent",
]);

/** What the steps await whose flow and deadline figures look at. */
const awaited: ReadonlySet<string> = new Set([
  "order.acknowledged",
  ...objectFigures.flatMap(({ awaits, needs }) => [...awaits, ...needs.flat()]),
]);

/** Whether anything of an object changed that a figure looks at: most of what is told of one is work on the floor. */
export function isHeeded(was: BusinessObject, now: BusinessObject): boolean {
  return (
    !isLinkedAlike(was.links, now.links) ||
    was.holds !== now.holds ||
    !saysAlike(was.traits, now.traits) ||
    was.keys !== now.keys ||
    was.joinedInProgress !== now.joinedInProgress ||
    was.exceptions !== now.exceptions ||
    was.warehouses.join() !== now.warehouses.join() ||
    !isSame(was.folds, now.folds, ({ type }) => !isUnheeded(type)) ||
    !isSame(was.expectations, now.expectations, ({ expects }: Expectation) => awaited.has(expects))
  );
}

/** To the same objects: by whom and how often is nothing that a figure looks at. */
function isLinkedAlike(was: readonly Link[], now: readonly Link[]): boolean {
  if (was === now) return true;
  const known = new Set(was.map(({ ref }) => ref));
  return now.every(({ ref }) => known.has(ref)) && new Set(now.map(({ ref }) => ref)).size === known.size;
}

/** The same traits of the same values: when one was told last is nothing that a figure looks at. */
const saysAlike = (was: readonly Trait[], now: readonly Trait[]): boolean =>
  was === now ||
  (was.length === now.length &&
    now.every(({ name, value }, index) => {
      const old = was[index];
      return old?.name === name && old.value.text === value.text && old.value.number === value.number;
    }));

function isSame<T extends Fold | Expectation>(was: readonly T[], now: readonly T[], heeded: (one: T) => boolean) {
  if (was === now) return true;
  let at = 0;
  for (const one of now) {
    if (!heeded(one)) continue;
    while (at < was.length && !heeded(was[at] as T)) at++;
    if (was[at] !== one) return false;
    at++;
  }
  while (at < was.length && !heeded(was[at] as T)) at++;
  return at === was.length;
}
