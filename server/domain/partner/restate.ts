import type { BusinessObject, Ref } from "../types.ts";
import { exceptionOf, objectOf, type Work } from "../work.ts";
import { partiesOf } from "./agreement.ts";
import { type DealingsOn, dealingsOf } from "./dealing.ts";

/** Puts down what is due between us and partners about every object that a step changed, and those that rest on it. */
export function restateDealings(work: Work): void {
  const { network, context } = work;
  if (network.partners.size === 0) return;
  const now: DealingsOn = {
    network,
    other: (ref) => objectOf(work, ref),
    exception: (number) => exceptionOf(work, number),
  };
  const before: DealingsOn = {
    network,
    other: (ref) => context.object(ref),
    exception: (number) => context.exception(number),
  };
  for (const ref of concerned(work)) {
    const [was, is] = [context.object(ref), objectOf(work, ref)];
    const known = was === undefined ? [] : dealingsOf(was, before);
    const dealings = is === undefined ? [] : dealingsOf(is, now);
    if (JSON.stringify(known) !== JSON.stringify(dealings)) work.dealings.set(ref, dealings);
  }
}

/** Objects at a partner that changed, and those whose steps look for their answer on one that did. */
function concerned(work: Work): readonly Ref[] {
  const { network } = work;
  const { bySystem, byWarehouse } = partiesOf(network);
  const found = new Set<Ref>();
  const add = (object: BusinessObject): void => {
    const isAtPartner =
      object.warehouses.some((warehouse) => byWarehouse.has(warehouse)) ||
      object.folds.some(({ system }) => bySystem.has(system)) ||
      object.expectations.some(({ system }) => bySystem.has(system));
    if (!isAtPartner) return;
    found.add(object.ref);
    const resting = new Set((network.stepsByVia.get(object.kind) ?? []).map((step) => step.object));
    if (resting.size > 0) for (const link of object.links) if (resting.has(link.kind)) found.add(link.ref);
  };
  for (const [ref, now] of work.objects) {
    const was = work.context.object(ref);
    if (was === now) continue;
    if (was !== undefined) add(was);
    if (now !== null) add(now);
  }
  for (const { object } of work.exceptions.values()) {
    const about = object === null ? undefined : objectOf(work, object);
    if (about !== undefined) add(about);
  }
  return [...found].sort();
}
