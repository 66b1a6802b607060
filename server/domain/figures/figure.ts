import type { LifeVersion } from "../books/versions.ts";
import type { Instant, ObjectKind } from "../types.ts";
import type { Contribution } from "./contribution.ts";
import type { FigurePapers, FiguresOn } from "./papers.ts";

/** What a value is: a part of a whole from 0 to 1, milliseconds or calendar days on average, or a count for each. */
export type FigureUnit = "share" | "ms" | "days" | "per-exception" | "per-thousand-orders";

/** What others reach, by whom it was told and when; null where its source gives no year. */
export interface Benchmark {
  readonly text: string;
  readonly year: number | null;
  readonly source: string;
}

/** What a figure means: data that the API, the documentation and the screens read, and nothing else says. */
export interface FigureDefinition {
  readonly id: string;
  /** Grows when what it counts changes: values of two versions are not compared. */
  readonly version: number;
  readonly name: string;
  readonly formula: string;
  /** When its clock starts and stops; null for what has no clock. */
  readonly clock: { readonly starts: string; readonly stops: string } | null;
  /** What decides the day that it counts on. */
  readonly counts: string;
  /** Whose days these are: those of the building that it stands for, or the ledger's. */
  readonly zone: "building" | "ledger";
  readonly unit: FigureUnit;
  /** How many of its numerators and denominators are one of what people count: 10,000 of quantities, else 1. */
  readonly scale: number;
  readonly better: "up" | "down";
  /** What is left out. */
  readonly exclusions: readonly string[];
  /** Null where nobody publishes one. */
  readonly benchmark: Benchmark | null;
  /** Event types it is told by: of each group one must be told, or it is not measured. */
  readonly needs: readonly (readonly string[])[];
  /** Whose silence could change it: of those that tell its events, or of any source. */
  readonly rests: "on-its-events" | "on-all";
  /** Event types that end what waits: while a source of them is silent, what waits for it is unknown. */
  readonly awaits: readonly string[];
  /** Event types that bring what it counts: while a source of them is silent, nobody knows of how much, and it has no bounds. */
  readonly opens: readonly string[];
  /** Why nothing can tell it yet; null: it is measured where its feeds are. */
  readonly notMeasured: string | null;
  /** Why it is not measured where the network file does not say whose stock is compared; null: it needs none. */
  readonly withoutStock: string | null;
}

/** A figure that objects tell, by themselves and those they are linked to. */
export interface Figure extends FigureDefinition {
  /** Kinds of objects that tell it. */
  readonly kinds: readonly ObjectKind[];
  /** At most one of each object. Asks no clock: what has not come to its instant yet says when it will. */
  readonly contributions: (papers: FigurePapers, on: FiguresOn) => readonly Contribution[];
}

/** What an object or exception tells of a figure, as it was known for a while. */
export type ContributionVersion = LifeVersion<Contribution>;

/** All that was ever known of what one adds to a figure; of what waited, only while it does. */
export interface FigureHistory {
  /** The object, or `X-1042`. */
  readonly ref: string;
  readonly figure: string;
  /** Oldest first, the one that still stands last. */
  readonly versions: readonly ContributionVersion[];
}

/** The figure without what computes it: what is shown of it. */
export function definitionOf(figure: FigureDefinition): FigureDefinition {
  const { id, version, name, formula, clock, counts, zone, unit, scale, better, exclusions, benchmark } = figure;
  const { needs, rests, awaits, opens, notMeasured, withoutStock } = figure;
  return {
    id,
    version,
    name,
    formula,
    clock,
    counts,
    zone,
    unit,
    scale,
    better,
    exclusions,
    benchmark,
    needs,
    rests,
    awaits,
    opens,
    notMeasured,
    withoutStock,
  };
}

/** True for what counts, or was left out, by an instant; what waits or lies ahead does not. */
export const hasCome = ({ at }: Pick<Contribution, "at">, now: Instant): boolean => at !== null && at <= now;
