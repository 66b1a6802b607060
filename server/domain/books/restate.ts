import { restateDating } from "../close/restate.ts";
import { isOnlyNamed } from "../correlation/fold.ts";
import { earliestOf } from "../tally/facts.ts";
import { anyLeaving } from "../tally/left.ts";
import type { BusinessObject, Expectation, Instant, ObjectKind, Ref } from "../types.ts";
import { factsBefore, objectOf, placedByRef, type Work } from "../work.ts";
import { owedOf } from "./bookings.ts";
import { type OwedLife, owedLives } from "./lives.ts";
import { type BookPapers, bookPapers, isBooked, objectsOf } from "./papers.ts";
import { restingOn } from "./resting.ts";
import { knownAt, type LifeVersion, restateLives } from "./versions.ts";

/**
 * Puts down what is owed of every object that a step changed, and of those whose books rest on one that it did: as it is
 * known from now on, beside what was known before; and under what date the ERP has it.
 */
export function restateBooks(work: Work): void {
  const refs = concerned(work);
  if (refs.length === 0) return;
  const told = placedByRef(work);
  for (const ref of refs) {
    const versions = work.context.owed(ref);
    const object = objectOf(work, ref);
    let read: BookPapers | null = null;
    const papersOf = (subject: BusinessObject): BookPapers => {
      read ??= bookPapers(subject, (other) => objectOf(work, other));
      return read;
    };
    restateDating(work, object, ref, papersOf);
    if (versions.length === 0 && (object === undefined || !mayOwe(object))) continue;
    const known = versions.flatMap(({ life, knownUntil }) => (knownUntil === null ? [life] : []));
    const lives = object === undefined ? [] : livesNow(work, told, object, papersOf(object), known);
    if (lives === known) continue;
    const restated = restateLives(versions, lives, knownAt(work.at, versions));
    if (isSame(versions, restated)) continue;
    work.owed.set(ref, restated);
  }
}

const isSame = (a: readonly LifeVersion[], b: readonly LifeVersion[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index];
    return one.life === other?.life && one.knownFrom === other.knownFrom && one.knownUntil === other.knownUntil;
  });

/** Objects of which something can be owed and on whose papers one is that this step changed, ascending. */
function concerned(work: Work): readonly Ref[] {
  const found = new Set<Ref>();
  for (const [ref, now] of work.objects) {
    const was = work.context.object(ref);
    if (was === now || (was === undefined && now !== null && isOnlyNamed(now))) continue;
    for (const image of [was, now]) {
      if (image === undefined || image === null || image.environment !== "") continue;
      if (image.kind === "stock" && isAdjustedAsBefore(was, now)) continue;
      for (const subject of restingOn(image, (other) => objectOf(work, other))) found.add(subject);
    }
  }
  return [...found].sort();
}

/** Of stock, counts and goods under way change nothing that is owed. */
const isAdjustedAsBefore = (was: BusinessObject | undefined, now: BusinessObject | null): boolean =>
  was?.adjusted === now?.adjusted;

/** Whether anything was told with which something can be owed: most objects are asked for before it was. */
function mayOwe(object: BusinessObject): boolean {
  if (object.environment !== "" || !isBooked(object.kind)) return false;
  switch (object.kind) {
    case "order":
    case "shipment":
      return earliestOf(object, anyLeaving) !== null;
    case "invoice":
      return object.folds.some(({ type, status }) => type === "invoice.rejected" || status === "failed");
    case "stock":
      return object.adjusted !== undefined;
    default:
      return object.folds.length > 0;
  }
}

/** What the step placed, by timeline. */
type Told = ReturnType<typeof placedByRef>;

/** The lives as they are known now; those that are given, where they are so still. */
function livesNow(
  work: Work,
  told: Told,
  object: BusinessObject,
  papers: BookPapers,
  known: readonly OwedLife[],
): readonly OwedLife[] {
  const news = newsOf(work, told, object.ref, papers);
  if (news === null)
    return owedLives(papers, (ref) => [...factsBefore(work, ref), ...(told.get(ref) ?? [])], work.network);
  return news.at === null ? known : goneOn(work, papers, known, news.at);
}

/**
 * What a step added to papers of which all else is as it was: nothing, or facts of one instant after all that had
 * happened before. Null where it is more: what was told of earlier times may then be otherwise.
 */
function newsOf(work: Work, placed: Told, subject: Ref, papers: BookPapers): { readonly at: Instant | null } | null {
  const before = work.context.object(subject);
  if (before === undefined) return null;
  const was = new Map(objectsOf(bookPapers(before, (ref) => work.context.object(ref))).map((one) => [one.ref, one]));
  const now = objectsOf(papers);
  const told = Math.max(...[...was.values()].map(({ lastAt }) => lastAt ?? Number.NEGATIVE_INFINITY));
  const refs = new Set(now.map(({ ref }) => ref));
  for (const ref of was.keys()) if (!refs.has(ref)) return null;
  for (const object of now) {
    const old = was.get(object.ref);
    if (old === undefined && (work.context.object(object.ref)?.folds.length ?? 0) > 0) return null;
    if (old !== undefined && old !== object && !isSameBeside(old, object, was, told)) return null;
  }
  const instants = new Set<Instant>();
  for (const { identity, occurredAt } of now.flatMap(({ ref }) => placed.get(ref) ?? [])) {
    // It takes the place of itself, or stands on another object now.
    if (work.context.fact(identity) !== undefined) return null;
    instants.add(occurredAt);
  }
  const [at = null, ...more] = instants;
  return more.length > 0 || (at !== null && at <= told) ? null : { at };
}

/** Kinds by whose links something is judged, whatever was told of them: an invoice for a shipment is none for all of an order. */
const judgedBy: ReadonlySet<ObjectKind> = new Set([
  "order",
  "shipment",
  "return",
  "receipt",
  "transfer",
  "purchase-order",
]);

/** Whether all of an object that is no fact is as before: links that it is judged by, and when its steps were due. */
function isSameBeside(
  old: BusinessObject,
  now: BusinessObject,
  was: ReadonlyMap<Ref, BusinessObject>,
  told: Instant,
): boolean {
  // By whom and how often they were linked says nothing.
  const links = ({ links: all }: BusinessObject): string =>
    [...new Set(all.filter(({ ref, kind }) => judgedBy.has(kind) || was.has(ref)).map(({ ref }) => ref))]
      .sort()
      .join(" ");
  const due = ({ expectations }: BusinessObject): string =>
    JSON.stringify(expectations.filter(({ since }) => since <= told).map(dueTerms));
  return (
    (old.links === now.links || links(old) === links(now)) &&
    (old.expectations === now.expectations || due(old) === due(now))
  );
}

const dueTerms = ({ id, expects, since, state, watch, dueAt }: Expectation) => [
  id,
  expects,
  since,
  state === "cancelled",
  watch,
  dueAt,
];

/** The lives with what is so from an instant on, after all that they tell of. */
function goneOn(work: Work, papers: BookPapers, known: readonly OwedLife[], at: Instant): readonly OwedLife[] {
  const owed = new Map(owedOf(papers, { at, network: work.network }).map((one) => [one.kind, one] as const));
  const lives = known.map((life) => {
    if (life.until !== null) return life;
    const now = owed.get(life.owed.kind);
    if (now === undefined || JSON.stringify(now) !== JSON.stringify(life.owed)) return { ...life, until: at };
    owed.delete(life.owed.kind);
    return life;
  });
  return [...lives, ...[...owed.values()].map((now): OwedLife => ({ owed: now, from: at, until: null }))];
}
