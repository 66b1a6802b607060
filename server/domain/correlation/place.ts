import { keyText, traceText } from "../keys.ts";
import { isBesideStock } from "../stock/beside.ts";
import { stockMovedBy } from "../stock/moves.ts";
import type { CanonicalEvent, Ref } from "../types.ts";
import { factOf, factsOn, objectOf, putObject, type Work } from "../work.ts";
import { absorb, refold } from "./fold.ts";
import { ensureObject, linkNamed, objectsNamed } from "./tie.ts";
import { traceSeen } from "./trace.ts";

/**
 * Takes a fact in: once, whatever it comes in. The same record with other content is settled by its variants,
 * and the keys of both stand.
 */
export function acceptFact(work: Work, event: CanonicalEvent): void {
  const known = factOf(work, event.identity);
  if (known === undefined) {
    enter(work, event);
    return;
  }
  const wins = event.variant !== known.fact.variant && beats(event, known.fact);
  const content = wins ? { ...event, receivedAt: known.fact.receivedAt, position: known.fact.position } : known.fact;
  const keys = joinKeys(known.fact.keys, event.keys);
  if (!wins && keys === known.fact.keys) return;
  withdraw(work, known.fact, known.on);
  enter(work, { ...content, keys });
}

/** The variant that ends later is the record; of two that end together the greater content hash. */
function beats(event: CanonicalEvent, known: CanonicalEvent): boolean {
  const a = BigInt(event.endNanos);
  const b = BigInt(known.endNanos);
  return a !== b ? a > b : event.variant > known.variant;
}

function joinKeys(known: CanonicalEvent["keys"], more: CanonicalEvent["keys"]): CanonicalEvent["keys"] {
  const nameOf = (key: CanonicalEvent["keys"][number]) => `${keyText("", key)}\n${key.attribute}`;
  const names = new Set(known.map(nameOf));
  const fresh = more.filter((key) => !names.has(nameOf(key)));
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function enter(work: Work, event: CanonicalEvent): void {
  work.facts.set(event.identity, { fact: event, on: [] });
  const refs = objectsNamed(work, event.environment, event.keys, event.identity);
  linkNamed(work, refs, event.identity);
  const goods = stockMovedBy(event, work.network).map((key) => ensureObject(work, event.environment, key));
  if (refs.length > 0) placeFact(work, event, [...refs, ...goods]);
  if (event.traceId === null) return;
  const ref = traceText(event.environment, event.traceId);
  traceSeen(work, ref, {
    environment: event.environment,
    traceId: event.traceId,
    keys: event.keys.map((key) => keyText(event.environment, key)),
    ...(refs.length === 0 ? { keyless: event.identity } : {}),
    ...(event.status === "failed" ? { failure: event.identity } : {}),
    startAt: event.startedAt,
    endAt: event.recordedAt,
    systems: [event.system],
    name: event.title,
    root: false,
    failed: event.status === "failed",
  });
  work.touchedTraces.add(ref);
}

/** Puts a fact on exactly these timelines: absorbed where it is new, folded away where it stood before. */
export function placeFact(work: Work, event: CanonicalEvent, refs: readonly Ref[]): void {
  const before = factOf(work, event.identity)?.on ?? [];
  const on = [...new Set(refs)].sort();
  if (on.length === before.length && on.every((ref, index) => ref === before[index])) return;
  work.facts.set(event.identity, { fact: event, on });
  for (const ref of before) if (!on.includes(ref)) foldAgain(work, ref);
  for (const ref of on) {
    const object = objectOf(work, ref);
    if (before.includes(ref) || object === undefined) continue;
    putObject(work, { ...absorb(object, event), changedAt: work.at });
    if (object.kind !== "stock" || !isBesideStock(event)) work.touched.add(ref);
  }
}

function withdraw(work: Work, event: CanonicalEvent, on: readonly Ref[]): void {
  work.facts.set(event.identity, { fact: event, on: [] });
  for (const ref of on) foldAgain(work, ref);
}

function foldAgain(work: Work, ref: Ref): void {
  const object = objectOf(work, ref);
  if (object === undefined) return;
  putObject(work, { ...refold(object, factsOn(work, ref)), changedAt: work.at });
  work.touched.add(ref);
}
