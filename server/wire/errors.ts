/** What the page Errors reads and sends: groups of exceptions, what is peculiar to one, and other ways to tell them apart. */
import type { AttributeName, ExceptionKind, Severity } from "../domain/index.ts";
import type { LearningRow, NoiseRow } from "./learning.ts";
import type { HeldRow, IsoInstant } from "./types.ts";

/** What a family is told apart by; ids and numbers in words and code are `#`. */
export interface ToldRow {
  readonly kind: ExceptionKind;
  readonly system: string | null;
  readonly flow: string | null;
  readonly step: string | null;
  readonly code: string | null;
  readonly says: string;
}

/** A rule of the network file's section `errors`, as it stands there or is proposed. */
export interface GroupingRule {
  readonly id: string;
  readonly name: string;
  readonly match: readonly {
    readonly kind?: readonly ExceptionKind[] | undefined;
    readonly system?: readonly string[] | undefined;
    readonly flow?: readonly string[] | undefined;
    readonly step?: readonly string[] | undefined;
    readonly code?: readonly string[] | undefined;
    readonly says?: readonly string[] | undefined;
  }[];
  readonly by: readonly AttributeName[];
}

/** Something that changed at an instant, shortly before a group began; `beforeMs` until then. It is suspected, and not proven. */
export type SuspectRow = { readonly at: IsoInstant; readonly beforeMs: number } & (
  | { readonly kind: "version"; readonly system: string; readonly version: string; readonly before: string }
  /** Sections of the network file that say something else since; none where only a file beside it changed. */
  | { readonly kind: "reload"; readonly changed: readonly string[] }
  | { readonly kind: "quiet-ended"; readonly system: string; readonly why: string }
  | { readonly kind: "silent"; readonly system: string }
  | { readonly kind: "heard-again"; readonly system: string }
);

/** One group. Figures of noise are of what became known in the while; what it holds up is of all that is open of it. */
export interface ErrorGroupRow extends NoiseRow {
  /** Rule of the network file that makes it; null where it is one family. */
  readonly rule: { readonly id: string; readonly name: string } | null;
  /** What the rule splits it by, with this group's values. */
  readonly by: readonly { readonly name: AttributeName; readonly value: string | null }[];
  /** Families in it, most exceptions first, at most 20. */
  readonly told: readonly ToldRow[];
  /** Began in the last quarter of the while; or was raised there more than twice as often as before. */
  readonly change: "new" | "growing" | null;
  /** When it began, or began to grow; null where that lies before the while. */
  readonly beganAt: IsoInstant | null;
  readonly open: number;
  /** Worst of what is open. */
  readonly severity: Severity | null;
  /** Causes of what is open of it, most first. */
  readonly causes: readonly { readonly id: string; readonly open: number }[];
  readonly held: HeldRow;
  /** The nearest first, at most three. */
  readonly suspects: readonly SuspectRow[];
}

/** Answer of `GET /api/v1/errors`. */
export interface ErrorsRow extends Omit<LearningRow, "faults"> {
  readonly groups: readonly ErrorGroupRow[];
  /** What all groups hold up, each object once; `twice`: how often one stands in a further group; and what the queue says. */
  readonly held: { readonly objects: number; readonly twice: number; readonly queue: number };
  /** Rules in force, in the order in which they are tried. */
  readonly rules: readonly GroupingRule[];
  /** The network file; null on the open network. `version` changes with every byte of it. */
  readonly file: { readonly name: string; readonly version: string; readonly writable: boolean } | null;
}

/** Answer of `GET /api/v1/errors/attributes`: what is more frequent in a group than in all else of the same while. */
export interface ErrorAttributesRow {
  readonly group: string;
  /** Exceptions of the group, and those that it is compared with: of the same kind, or of all where those are too few. */
  readonly here: number;
  readonly elsewhere: number;
  readonly against: "kind" | "all";
  /** A version, compared within its system, then the clearest, at most eight; null where there are too few on either side. */
  readonly items:
    | readonly {
        readonly name: AttributeName;
        readonly value: string;
        readonly here: number;
        readonly elsewhere: number;
        readonly hereShare: number;
        readonly elseShare: number;
        /** Times as frequent as elsewhere; null where it never is there. */
        readonly ratio: number | null;
      }[]
    | null;
  /** Attributes in which its members differ: what it can be split by. The most frequent values first, at most six. */
  readonly splits: readonly {
    readonly name: AttributeName;
    readonly distinct: number;
    readonly values: readonly { readonly value: string | null; readonly count: number }[];
  }[];
}

/** Answer of `POST /api/v1/errors/trial`: the exceptions of the while, told apart by other rules. Nothing changes by it. */
export interface GroupingTrialRow {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly looked: number;
  /** Groups in all, and those that differ. */
  readonly groups: { readonly before: number; readonly after: number };
  /** Most first. With `unchanged` they add up to `looked`. */
  readonly moves: readonly {
    readonly from: GroupName;
    readonly to: GroupName;
    readonly count: number;
    readonly examples: readonly { readonly id: string; readonly title: string; readonly openedAt: IsoInstant }[];
  }[];
  readonly unchanged: number;
  /** The change of the network file; null where a whole text was sent, or it cannot be changed by hand of ours. */
  readonly change: { readonly file: string; readonly diff: string; readonly text: string } | null;
}

/** A group in a few words. */
export interface GroupName {
  readonly id: string;
  readonly title: string;
  readonly by: readonly { readonly name: AttributeName; readonly value: string | null }[];
}
