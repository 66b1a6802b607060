import type {
  BusinessObject,
  CanonicalEvent,
  ContributionVersion,
  LifeVersion,
  OpsException,
  TraceState,
} from "../../domain/index.ts";

const mebibyte = 1024 * 1024;

/** Bytes that hot rows of a kind may take in memory, and at most twice that: all together a third of a gibibyte. */
export const hotBytes = {
  objects: 40 * mebibyte,
  timelines: 64 * mebibyte,
  figures: 32 * mebibyte,
  owed: 12 * mebibyte,
  traces: 12 * mebibyte,
  exceptions: 16 * mebibyte,
} as const;

/** Memory of what a place in a cache itself takes. */
const place = 100;

/*
 * Bytes that values take in memory, about: what V8 took for those of a day of a large demo, by what they are made of.
 * Each part of an object is some strings, numbers and the record around them.
 */

export function objectBytes(object: BusinessObject | null): number {
  if (object === null) return place;
  const { folds, expectations, traits, links, traces } = object;
  const parts = 2 + folds.length + expectations.length + (traits.length + links.length + traces.length) / 2;
  return place + 400 * parts;
}

export const timelineBytes = (facts: readonly CanonicalEvent[]): number => place + 1_500 * facts.length;

export const figureBytes = (versions: readonly ContributionVersion[] | null): number =>
  place + 400 * (versions?.length ?? 0);

export const owedBytes = (versions: readonly LifeVersion[] | null): number => place + 700 * (versions?.length ?? 0);

export const traceBytes = (trace: TraceState | null): number =>
  trace === null ? place : place + 500 + 80 * (trace.keyless.length + trace.failures.length);

export const exceptionBytes = (exception: OpsException | null): number =>
  exception === null ? place : place + 3_000 + 300 * exception.held.length;
