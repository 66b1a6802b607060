import { objectsOf } from "../books/papers.ts";
import { restingOn } from "../books/resting.ts";
import { knownAt } from "../books/versions.ts";
import { isOnlyNamed } from "../correlation/fold.ts";
import { numberOfCause } from "../exceptions/causes.ts";
import { restateStock } from "../stock/restate.ts";
import { rememberTaker, shownAtOf, takersFrom } from "../stock/takers.ts";
import { distinct } from "../tally/standing.ts";
import type { BusinessObject, CanonicalEvent, OpsException, Ref } from "../types.ts";
import { causeOf, exceptionOf, factsBefore, objectOf, placedByRef, type Work } from "../work.ts";
import { type Contribution, sameContribution } from "./contribution.ts";
import type { ContributionVersion, FigureHistory } from "./figure.ts";
import { isHeeded } from "./heed.ts";
import type { CountedException } from "./integration.ts";
import { contributionsOf, contributionsOfException, isMeasured } from "./list.ts";
import { type FigurePapers, type FiguresOn, figurePapers, isCounted, type StoodException } from "./papers.ts";
import { contributionsOfStock, stockDayRef } from "./stock.ts";

/**
 * Puts down what counts in figures of every object and exception that a step changed, and of those whose papers it is
 * among: as it is known from now on, beside what was known before.
 */
export function restateFigures(work: Work): void {
  const shownOtherwise: Ref[] = [];
  for (const { ref, days, shownFrom } of restateStock(work)) {
    for (const [day, told] of days)
      restate(work, stockDayRef(ref, day), told === null ? [] : contributionsOfStock(ref, told, work));
    if (shownFrom !== null) shownOtherwise.push(...takersFrom(work, ref, shownFrom));
  }
  const factsOf = timelines(work);
  for (const ref of [...new Set([...concerned(work), ...shownOtherwise])].sort()) {
    const object = objectOf(work, ref);
    if (object?.kind === "order") rememberTaker(work, object, () => factsOf(ref));
    restate(work, ref, object === undefined ? [] : toldBy(work, object, factsOf));
  }
  for (const { number } of work.exceptions.values()) {
    const life = countedOf(work, number);
    restate(work, refOfException(number), life === null ? [] : contributionsOfException(life, work));
  }
}

/** The name by which an exception counts. */
const refOfException = (number: number): string => `X-${number}`;

/** Timelines as this step leaves them, each read once; a step that concerns none goes through nothing. */
function timelines(work: Work): FiguresOn["factsOf"] {
  let placed: ReturnType<typeof placedByRef> | null = null;
  const read = new Map<Ref, readonly CanonicalEvent[]>();
  return (ref) => {
    const known = read.get(ref);
    if (known !== undefined) return known;
    placed ??= placedByRef(work);
    const facts = [...factsBefore(work, ref), ...(placed.get(ref) ?? [])];
    read.set(ref, facts);
    return facts;
  };
}

function toldBy(work: Work, object: BusinessObject, factsOf: FiguresOn["factsOf"]): readonly Contribution[] {
  if (!isCounted(object) || !isMeasured(object.kind)) return [];
  const papers = figurePapers(object, (ref) => objectOf(work, ref));
  const on = { network: work.network, factsOf, exceptions: stoodOn(work, papers) };
  const shown = work.network.stock === undefined ? {} : { shownAt: shownAtOf(work, factsOf) };
  return contributionsOf(papers, { ...on, ...shown });
}

function stoodOn(work: Work, papers: FigurePapers): readonly StoodException[] {
  const numbers = new Set(objectsOf(papers).flatMap(({ exceptions }) => exceptions));
  return [...numbers].flatMap((number) => {
    const exception = exceptionOf(work, number);
    return exception === undefined || !counts(exception) ? [] : [stood(work, exception)];
  });
}

/** What only watches, was merged, or is kept apart counts in no figure. */
const counts = ({ environment, watch, resolution }: OpsException): boolean =>
  environment === "" && !watch && resolution?.reason !== "merged";

function stood(work: Work, exception: OpsException): StoodException {
  const { number, causeId, object, openedAt, acknowledgedAt, resolvedAt } = exception;
  const family = causeId === null ? "" : (causeOf(work, numberOfCause(causeId))?.family ?? "");
  return { number, family, object, openedAt, acknowledgedAt, resolvedAt };
}

function countedOf(work: Work, number: number): CountedException | null {
  const exception = exceptionOf(work, number);
  if (exception === undefined || !counts(exception)) return null;
  const { kind, flow, warehouse, routedBy, customer, createdAt, resolution, resolvedAt } = exception;
  return {
    ...stood(work, exception),
    kind,
    flow,
    warehouse,
    partner: routedBy.partner,
    customer,
    createdAt,
    endedBy: resolution?.by ?? null,
    reason: resolution?.reason ?? null,
    touches: resolvedAt === null ? 0 : touchesOf(work, number),
  };
}

/** Times that a person did something about it. */
function touchesOf(work: Work, number: number): number {
  const own = work.entries.filter(({ exception }) => exception === number);
  return [...work.context.history(number), ...own].filter(({ by }) => by !== "rule").length;
}

/** Objects that tell a figure and among whose papers one is that this step changed, ascending. */
function concerned(work: Work): readonly Ref[] {
  const found = new Set<Ref>();
  const other = (ref: Ref) => objectOf(work, ref);
  const add = (image: BusinessObject): void => {
    if (!isCounted(image)) return;
    found.add(image.ref);
    for (const subject of [...restingOn(image, other), ...invoicesOn(image, other)]) found.add(subject);
  };
  for (const [ref, now] of work.objects) {
    const was = work.context.object(ref);
    if (was === now || (now !== null && (was === undefined ? isOnlyNamed(now) : !isHeeded(was, now)))) continue;
    if (was !== undefined) add(was);
    if (now !== null) add(now);
  }
  for (const { object } of work.exceptions.values()) {
    const about = object === null ? undefined : objectOf(work, object);
    if (about !== undefined) add(about);
  }
  return [...found].sort();
}

/** Invoices among whose papers an object is; their books rest on nothing else. */
function invoicesOn(object: BusinessObject, other: (ref: Ref) => BusinessObject | undefined): readonly Ref[] {
  if (object.kind !== "order" && object.kind !== "shipment") return [];
  const orders = object.kind === "order" ? [] : distinct(object, "order").flatMap((ref) => other(ref) ?? []);
  return [object, ...orders].flatMap((one) => distinct(one, "invoice"));
}

function restate(work: Work, ref: string, now: readonly Contribution[]): void {
  const versions = work.context.figures(ref);
  const standing = new Map<string, ContributionVersion>();
  for (const version of versions) if (version.knownUntil === null) standing.set(version.life.figure, version);
  for (const next of now) {
    const stands = standing.get(next.figure) ?? null;
    standing.delete(next.figure);
    if (stands === null || !sameContribution(stands.life, next))
      restateFigure(work, { ref, figure: next.figure, versions }, stands, next);
  }
  for (const [figure, stands] of standing) restateFigure(work, { ref, figure, versions }, stands, null);
}

/** Puts down what is otherwise than what stood; of what waited no version is kept: it counted nowhere. */
function restateFigure(
  work: Work,
  { ref, figure, versions }: FigureHistory,
  stands: ContributionVersion | null,
  next: Contribution | null,
): void {
  const own = versions.filter(({ life }) => life.figure === figure);
  const at = knownAt(work.at, own);
  const kept = own.flatMap((version): readonly ContributionVersion[] => {
    if (version !== stands) return [version];
    return version.life.at === null || version.knownFrom === at ? [] : [{ ...version, knownUntil: at }];
  });
  const opened = next === null ? [] : [{ life: next, knownFrom: at, knownUntil: null }];
  work.figures.push({ ref, figure, versions: [...kept, ...opened] });
}
