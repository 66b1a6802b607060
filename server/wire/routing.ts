/** What the routing screen and the hand-over list read and send. */
import type { ExceptionKind, Severity } from "../domain/index.ts";
import type { RouteAnswer } from "./connect.ts";
import type { ExceptionRow, HistoryRow, IsoInstant } from "./types.ts";

/** Whose something is. */
export interface OwnerRow {
  readonly team: string;
  readonly person: string | null;
}

/** One rule of the tree, in the order in which rules are tried; the last one takes what is left. */
export interface RuleRow {
  /** `1`, `1.2`; the last rule's is one more than the last of the first level. */
  readonly number: string;
  readonly depth: number;
  /** What it matches, in words; `root` for the last. */
  readonly label: string;
  readonly match: readonly { readonly field: string; readonly values: readonly string[] }[];
  /** Who owns what ends here, its own or from the rule around it. */
  readonly team: string;
  readonly severity: Severity | null;
  readonly acknowledgeMs: number;
  readonly resolveMs: number;
  readonly ladder: readonly RungRow[];
}

export interface RungRow {
  readonly team: string;
  readonly person: string | null;
  /** How long the rung before has. */
  readonly afterMs: number;
}

export interface ShiftRow {
  readonly name: string;
  readonly person: string | null;
  readonly from: IsoInstant;
  readonly to: IsoInstant;
}

/** A team with who holds it now, and its shifts within the window that was asked for. */
export interface RotaRow {
  readonly id: string;
  readonly name: string;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Zone of its clock; null where it is on duty around the clock. */
  readonly timezone: string | null;
  readonly onShift: boolean;
  /** Shifts that run now; empty around the clock. */
  readonly now: readonly ShiftRow[];
  /** When somebody comes on shift next, or the last one leaves. */
  readonly changesAt: IsoInstant | null;
  /** End of the last shift that is known; null around the clock. */
  readonly knownTo: IsoInstant | null;
  readonly shifts: readonly ShiftRow[];
}

/** Share owned by rule against the last one. */
export interface CoverageRow {
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly total: number;
  readonly byRule: number;
  readonly byFallback: number;
}

/** Answer of `GET /api/v1/routing`. */
export interface RoutingRow {
  readonly hash: string;
  /** The network file; null on the open network. `version` changes with every byte of it. */
  readonly file: { readonly name: string; readonly version: string; readonly writable: boolean } | null;
  readonly rules: readonly RuleRow[];
  readonly coverage: CoverageRow;
  readonly teams: readonly RotaRow[];
}

/** A rule that is proposed: put before all others, so that it is the first to be asked. */
export interface RuleProposal {
  readonly match: {
    readonly kind?: readonly ExceptionKind[] | undefined;
    readonly flow?: readonly string[] | undefined;
    readonly step?: readonly string[] | undefined;
    readonly system?: readonly string[] | undefined;
    readonly partner?: readonly string[] | undefined;
    readonly warehouse?: readonly string[] | undefined;
  };
  readonly to: string;
}

/** A rule that would have spared people from giving something back. */
export interface SuggestionRow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** How often it was given back, by how many people, and when last. */
  readonly count: number;
  readonly people: number;
  readonly lastAt: IsoInstant;
  /** What they said, the newest first, each once, at most five. */
  readonly reasons: readonly string[];
  readonly examples: readonly ExceptionBrief[];
  readonly rule: RuleProposal;
  /** The change of the network file; null where the file cannot be changed by hand of ours, as on the open network. */
  readonly change: { readonly file: string; readonly diff: string; readonly text: string } | null;
}

/** An exception as an example. */
export interface ExceptionBrief {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly warehouse: string | null;
  readonly openedAt: IsoInstant;
  readonly orders: number;
}

/** Why an exception went where it went, or made-up facts would go. */
export interface ExplanationRow {
  /** The real one; null for made-up facts. */
  readonly exception:
    | (ExceptionBrief & { readonly owner: OwnerRow; readonly rung: number; readonly decided: boolean })
    | null;
  readonly live: RouteAnswer;
  /** By the text that was sent. */
  readonly draft: RouteAnswer | null;
  /** What its history says of who had it. */
  readonly history: readonly HistoryRow[];
}

/** A dry run of other rules over past exceptions. */
export interface DryRunRow {
  readonly id: string;
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly looked: number;
  readonly of: number;
  /** True where there were more than are looked at. */
  readonly cut: boolean;
  readonly live: { readonly byRule: number; readonly byFallback: number };
  readonly draft: { readonly byRule: number; readonly byFallback: number };
  /** Most first. With `unchanged` they add up to `looked`. */
  readonly moves: readonly {
    readonly from: OwnedBy;
    readonly to: OwnedBy;
    readonly count: number;
    readonly examples: readonly ExceptionBrief[];
  }[];
  readonly unchanged: number;
  /** How many would have found nobody of their team on shift. */
  readonly offShift: { readonly live: number; readonly draft: number };
}

/** Team and the number of the rule that gives it. */
export interface OwnedBy {
  readonly team: string;
  readonly rule: string;
}

/** One line of a hand-over, with what was done and said of it. */
export interface HandOverLine {
  readonly exception: ExceptionRow;
  /** `ended`: closed, taken or moved on before it was accepted. */
  readonly state: "waiting" | "accepted" | "ended";
  readonly acceptedAt: IsoInstant | null;
  readonly acceptedBy: string | null;
  /** When it goes on if nobody accepts it. */
  readonly dueAt: IsoInstant | null;
  /** What people did with it, newest last, at most four. */
  readonly done: readonly HistoryRow[];
}

/** What was asked back of a hand-over, and what the giver answered; nulls while there is no answer. */
export interface QuestionRow {
  /** From 1, in the order in which they were asked. */
  readonly number: number;
  readonly at: IsoInstant;
  readonly by: string;
  readonly text: string;
  readonly answer: { readonly at: IsoInstant; readonly by: string; readonly text: string } | null;
}

/** What was open at the end of a shift. */
export interface HandOverRow {
  /** `H-12`. */
  readonly id: string;
  readonly at: IsoInstant;
  readonly by: string;
  readonly to: OwnerRow;
  readonly note: string | null;
  readonly waiting: number;
  readonly lines: readonly HandOverLine[];
  readonly questions: readonly QuestionRow[];
}

/** A planned quiet of a source. */
export interface QuietRow {
  /** `Q-12`. */
  readonly id: string;
  readonly system: string;
  readonly from: IsoInstant;
  readonly to: IsoInstant;
  readonly why: string;
  readonly by: string;
  readonly declaredAt: IsoInstant;
  readonly endedAt: IsoInstant | null;
  readonly endedBy: string | null;
  readonly state: "planned" | "running" | "over";
}
