import { joinTerms } from "../close/decided.ts";
import { joinExceptions } from "../exceptions/join.ts";
import { compareKeys, isObjectKind, keyText, partsOf, traceText } from "../keys.ts";
import { joinTakers } from "../stock/takers.ts";
import { joinMoves } from "../tally/moves.ts";
import type { AliasTie, BusinessKey, BusinessObject, KeyText, Link, Ref } from "../types.ts";
import { factOf, factsOn, objectOf, putObject, refOfKey, type Work } from "../work.ts";
import { bareObject, refold, withMentions } from "./fold.ts";

/** A key of an object as a record carried it. */
export type CarriedKey = BusinessKey & { readonly attribute: string };

/** The object that a key answers with, made when it is heard for the first time. */
export function ensureObject(work: Work, environment: string, key: BusinessKey): Ref {
  const text = keyText(environment, key);
  const known = refOfKey(work, text);
  if (known !== undefined) return known;
  if (!isObjectKind(key.kind)) throw new Error(`not a kind of object: ${key.kind}`);
  const bare: BusinessKey = { kind: key.kind, issuer: key.issuer, value: key.value };
  putObject(work, bareObject(text, environment, key.kind, [bare], work.at));
  work.keys.set(text, text);
  work.touched.add(text);
  return text;
}

/**
 * Objects that one record's keys name, after its aliases were tied: values of one kind under different attribute
 * names, one each, are the same object; several values under one name are several objects.
 */
export function objectsNamed(work: Work, environment: string, keys: readonly CarriedKey[], by: string): readonly Ref[] {
  const byKind = new Map<string, Map<string, CarriedKey[]>>();
  for (const key of keys) {
    const byAttribute = byKind.get(key.kind) ?? new Map<string, CarriedKey[]>();
    byKind.set(key.kind, byAttribute.set(key.attribute, [...(byAttribute.get(key.attribute) ?? []), key]));
  }
  for (const key of keys) ensureObject(work, environment, key);
  for (const byAttribute of byKind.values()) {
    const single = [...byAttribute.values()].filter((list) => list.length === 1).map((list) => list[0]);
    if (single.length !== byAttribute.size) continue;
    const texts = [...new Set(single.flatMap((key) => (key === undefined ? [] : [keyText(environment, key)])))].sort();
    const [least, ...others] = texts;
    for (const other of others) if (least !== undefined) tie(work, least, other, by);
  }
  const refs = new Set<Ref>();
  for (const key of keys) refs.add(ensureObject(work, environment, key));
  return [...refs];
}

/** Makes one object of the two that two keys name, for good, and keeps the record that showed it. */
export function tie(work: Work, a: KeyText, b: KeyText, by: string): Ref {
  const refA = refOfKey(work, a);
  const refB = refOfKey(work, b);
  if (refA === undefined || refB === undefined) throw new Error("tie of a key that names nothing");
  const evidence: AliasTie = { a, b, by };
  const first = objectOf(work, refA);
  const second = objectOf(work, refB);
  if (first === undefined || second === undefined) throw new Error("key bound to no object");
  if (refA === refB) {
    const ties = withTie(first.ties, evidence);
    if (ties !== first.ties) putObject(work, { ...first, ties });
    return refA;
  }
  return merge(work, first, second, evidence);
}

/** One evidence a pair: the least record, so that the order of arrival leaves no mark. */
function withTie(ties: readonly AliasTie[], evidence: AliasTie): readonly AliasTie[] {
  const index = ties.findIndex((known) => known.a === evidence.a && known.b === evidence.b);
  const known = ties[index];
  if (known === undefined) return [...ties, evidence].sort((x, y) => (`${x.a}\n${x.b}` < `${y.a}\n${y.b}` ? -1 : 1));
  return evidence.by < known.by ? ties.with(index, evidence) : ties;
}

function merge(work: Work, a: BusinessObject, b: BusinessObject, evidence: AliasTie): Ref {
  const keys = [...a.keys, ...b.keys].sort(compareKeys);
  const least = keys[0];
  if (least === undefined) throw new Error("object without a key");
  const ref = keyText(a.environment, least);
  const facts = new Map([...factsOn(work, a.ref), ...factsOn(work, b.ref)].map((fact) => [fact.identity, fact]));
  const ties = b.ties.reduce(withTie, withTie(a.ties, evidence));
  const joined: BusinessObject = {
    ...a,
    ...joinMoves(a, b),
    ...joinTerms(a, b),
    ...joinTakers(a, b),
    ref,
    id: least.value,
    keys,
    ties,
    links: linksWithout([...a.links, ...b.links], a.ref, b.ref),
    mentions: withMentions(a.mentions, b.mentions),
    expectations: [...a.expectations, ...b.expectations],
    exceptions: [...new Set([...a.exceptions, ...b.exceptions])].sort((x, y) => x - y),
    traces: [...new Set([...a.traces, ...b.traces])].slice(-50),
    changedAt: work.at,
  };
  for (const gone of [a.ref, b.ref]) {
    if (gone === ref) continue;
    work.objects.set(gone, null);
    work.into.set(gone, ref);
    work.touched.delete(gone);
  }
  putObject(work, refold(joined, [...facts.values()]));
  for (const key of keys) work.keys.set(keyText(a.environment, key), ref);
  for (const identity of facts.keys()) replaceOn(work, identity, [a.ref, b.ref], ref);
  for (const link of joined.links) relink(work, link.ref, [a.ref, b.ref], ref);
  joinExceptions(work, [a.ref, b.ref], ref);
  for (const traceId of joined.traces) work.touchedTraces.add(traceText(joined.environment, traceId));
  work.touched.add(ref);
  work.relinked.add(ref);
  return ref;
}

function replaceOn(work: Work, identity: string, from: readonly Ref[], to: Ref): void {
  const placed = factOf(work, identity);
  if (placed === undefined) return;
  const on = [...new Set(placed.on.map((ref) => (from.includes(ref) ? to : ref)))].sort();
  work.facts.set(identity, { fact: placed.fact, on });
}

function relink(work: Work, neighbour: Ref, from: readonly Ref[], to: Ref): void {
  const object = objectOf(work, neighbour);
  if (object === undefined) return;
  const moved = object.links.map((link) => (from.includes(link.ref) ? { ...link, ref: to } : link));
  putObject(work, { ...object, links: distinctLinks(moved) });
  work.touched.add(neighbour);
}

const linksWithout = (links: readonly Link[], ...refs: readonly Ref[]): readonly Link[] =>
  distinctLinks(links.filter((link) => !refs.includes(link.ref)));

const linkOrder = (link: Link): string =>
  `${link.kind}\n${link.ref}\n${link.via}\n${link.via === "trace" ? link.by : ""}`;

/** One link a neighbour and way; of several records the least is kept, of traces each, so that one can be withdrawn. */
export function distinctLinks(links: readonly Link[]): readonly Link[] {
  const kept = new Map<string, Link>();
  for (const link of links) {
    const name = linkOrder(link);
    const known = kept.get(name);
    if (known === undefined || link.by < known.by) kept.set(name, link);
  }
  return [...kept.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, link]) => link);
}

/** Links that are distinct and in order, with one more. */
function withLink(links: readonly Link[], added: Link): readonly Link[] {
  const name = linkOrder(added);
  let at = links.length;
  for (let known = links[at - 1]; known !== undefined; known = links[--at - 1]) {
    const its = linkOrder(known);
    if (its < name) break;
    if (its === name) return added.by < known.by ? links.with(at - 1, added) : links;
  }
  return links.toSpliced(at, 0, added);
}

/** Links two objects both ways; the same object, or the same evidence again, changes nothing. */
export function link(work: Work, a: Ref, b: Ref, via: Link["via"], by: string): void {
  if (a === b) return;
  addLink(work, a, b, via, by);
  addLink(work, b, a, via, by);
}

function addLink(work: Work, from: Ref, to: Ref, via: Link["via"], by: string): void {
  const object = objectOf(work, from);
  const other = objectOf(work, to);
  if (object === undefined || other === undefined) return;
  const known = object.links.find(
    (known) => known.ref === to && known.via === via && (via === "record" || known.by === by),
  );
  if (known !== undefined && known.by <= by) return;
  putObject(work, { ...object, links: withLink(object.links, { ref: to, kind: other.kind, via, by }) });
  work.touched.add(from);
  work.relinked.add(from);
}

/** Takes back what a trace linked. */
export function unlink(work: Work, a: Ref, b: Ref, by: string): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const object = objectOf(work, from);
    if (object === undefined) continue;
    const links = object.links.filter((known) => !(known.ref === to && known.via === "trace" && known.by === by));
    if (links.length === object.links.length) continue;
    putObject(work, { ...object, links });
    work.touched.add(from);
    work.relinked.add(from);
  }
}

/** Links what one record named: objects of different kinds with one another, and several of one kind as long as they are few. */
export function linkNamed(work: Work, refs: readonly Ref[], by: string): void {
  const most = work.network.batchObjects;
  for (let i = 0; i < refs.length; i++) {
    for (let j = i + 1; j < refs.length; j++) {
      const a = refs[i];
      const b = refs[j];
      if (a === undefined || b === undefined) continue;
      const same = partsOf(a).kind === partsOf(b).kind;
      if (refs.length <= most || (!same && (countOf(refs, a) === 1 || countOf(refs, b) === 1)))
        link(work, a, b, "record", by);
    }
  }
}

function countOf(refs: readonly Ref[], like: Ref): number {
  const kind = partsOf(like).kind;
  return refs.reduce((count, ref) => count + (partsOf(ref).kind === kind ? 1 : 0), 0);
}
