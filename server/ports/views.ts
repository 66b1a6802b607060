import type {
  BooksBlock,
  BusinessObject,
  CanonicalEvent,
  Cause,
  Contribution,
  Dating,
  DayCell,
  Dealing,
  Dealt,
  EngineState,
  ExceptionKind,
  ExceptionState,
  FigureWait,
  HandOver,
  Held,
  HistoryEntry,
  Instant,
  KeptClosing,
  KeptStatement,
  LagCell,
  Millis,
  Money,
  ObjectKind,
  OpsException,
  OwedLife,
  Pledge,
  Ref,
  Reload,
  Seq,
  Severity,
  SourceState,
  TalliedKind,
  TraceState,
} from "../domain/index.ts";
import type { AskSeen } from "./asks.ts";
import type { DealingsAsked } from "./dealings.ts";
import type { CountedFigure, FiguresWithin } from "./figures.ts";
import type { FlowAsk, FlowHour, FlowHoursAsk, FlowSeen } from "./flow.ts";
import type { Happened, While } from "./happened.ts";

declare const scoped: unique symbol;

/**
 * What somebody may see. Made by `authorize()` alone; every read takes one, so that none compiles without.
 * `warehouses` null: all of them.
 */
export interface Scope {
  readonly warehouses: readonly string[] | null;
  readonly [scoped]: true;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly nextCursor: string | null;
}

export type ExceptionSort = "cutoff" | "opened" | "value" | "severity";

export interface ExceptionFilter {
  /** Numbers; empty: all. */
  readonly number?: readonly number[];
  /** Empty: every state. */
  readonly state?: readonly ExceptionState[];
  readonly kind?: readonly ExceptionKind[];
  readonly severity?: readonly Severity[];
  readonly warehouse?: readonly string[];
  readonly team?: readonly string[];
  /** A person's name, or `none`: nobody took it. */
  readonly person?: string;
  readonly flow?: readonly string[];
  readonly policy?: string;
  readonly system?: readonly string[];
  readonly object?: Ref;
  /** Number of a cause. */
  readonly cause?: number;
  /** Decimal text in major units. */
  readonly minValue?: string;
  /** Words, in title, reason, object id or customer. */
  readonly q?: string;
  /** Also what only watches; default false. */
  readonly watch?: boolean;
  /** Only what a person closed and whose outcome is still to be seen. */
  readonly outcome?: "unseen";
}

/** A sum on one side: selling price is never added to cost. */
export interface HeldMoney extends Money {
  readonly side: "price" | "cost";
}

/** What the exceptions that a filter finds hold up, each order once; currencies and sides are not added up. */
export interface HeldTotal {
  readonly objects: number;
  /** By currency, then price before cost. */
  readonly money: readonly HeldMoney[];
  readonly estimated: number;
  readonly unknown: number;
}

/** One cause with what those of its exceptions that a filter finds come to. */
export interface CauseGroup {
  readonly cause: Cause;
  readonly members: number;
  readonly states: Readonly<Record<ExceptionState, number>>;
  /** Members about which somebody told something. */
  readonly told: number;
  /** The worst of them. */
  readonly severity: Severity;
  /** What they are about, most first. */
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly warehouses: readonly string[];
  /** Most first. */
  readonly owners: readonly { readonly team: string; readonly person: string | null; readonly count: number }[];
  /** When the last was taken; null while one is open. */
  readonly acknowledgedAt: Instant | null;
  readonly held: HeldTotal;
  /** The first three by cut-off, then what is held up, then age. */
  readonly first: readonly OpsException[];
}

/** An earlier episode of a fault, and how its exceptions ended. */
export interface Episode {
  readonly cause: Cause;
  readonly members: number;
  /** Most first. */
  readonly endings: readonly { readonly by: "rule" | "person"; readonly reason: string; readonly count: number }[];
  /** Middle time from when one was known until it ended; null where none has ended. */
  readonly medianMs: Millis | null;
  /** The last that a person wrote about one of them. */
  readonly said: { readonly by: string; readonly text: string; readonly at: Instant } | null;
}

/** The life of one exception: what noise, times and touches are counted from. */
export interface LivedException {
  readonly number: number;
  /** Family of its cause; empty where it has none. */
  readonly family: string;
  readonly causeId: string | null;
  readonly kind: ExceptionKind;
  readonly system: string | null;
  readonly flow: string | null;
  readonly step: string | null;
  readonly title: string;
  readonly team: string;
  readonly warehouse: string | null;
  readonly object: Ref | null;
  readonly openedAt: Instant;
  readonly createdAt: Instant;
  readonly acknowledgedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  /** `rule` or a person's name; null while it lasts. */
  readonly endedBy: string | null;
  readonly reason: string | null;
  /** Times that a person did something about it. */
  readonly touches: number;
  readonly severity: Severity;
  readonly eventType: string | null;
  readonly code: string | null;
  readonly customer: string | null;
  readonly customerTier: string | null;
  readonly partner: string | null;
  readonly carrier: string | null;
  readonly traceId: string | null;
  /** What it holds up; nothing once it is resolved. */
  readonly held: readonly Held[];
}

/** One row of the lag table over a window, ended at `at`. */
export interface LagRow extends LagCell {
  readonly count: number;
  readonly p50Ms: Millis | null;
  readonly p95Ms: Millis | null;
  readonly p99Ms: Millis | null;
  readonly maxMs: Millis | null;
  readonly pending: number;
  readonly oldestPendingAt: Instant | null;
  readonly late: number;
  readonly lastMetAt: Instant | null;
}

export interface TraceFilter {
  readonly outcome?: "failed" | "keyed";
  readonly system?: string;
  /** Started at or after this instant, and before `to`. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Words in name, key or trace id. */
  readonly q?: string;
  /** Empty: where it counts. Left out: every one. */
  readonly environment?: string;
}

export interface SearchHit {
  readonly object: BusinessObject;
  /** The number that fitted, as it is kept, and its kind. */
  readonly matched: { readonly kind: string; readonly value: string };
  readonly exact: boolean;
}

/** From an instant up to another, which is no part of it. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}
/** Every read of rows. Adapters answer from one consistent state, whose commit `seq` says. Rules V1 to V38 in SPEC.md. */
export interface Views {
  seq(): Promise<Seq>;
  /**
   * The same reads of one state, which later commits do not change, until it is closed. What is written meanwhile piles
   * up behind it: to be closed within minutes.
   */
  still(): Promise<StillViews>;
  /** The objects that a kind and value name in an environment: none, one, or several with different issuers. */
  objects(scope: Scope, kind: ObjectKind, value: string, environment: string): Promise<readonly BusinessObject[]>;
  object(scope: Scope, ref: Ref): Promise<BusinessObject | undefined>;
  /** Facts of an object in business order. */
  facts(scope: Scope, ref: Ref, limit: number, cursor: string | null): Promise<Page<CanonicalEvent>>;
  /**
   * Facts that count and happened in a while, in business order, each with its objects in scope; those without one are
   * left out, so that a page may be short or empty and not the last.
   */
  happened(
    scope: Scope,
    within: While,
    limit: number,
    cursor: string | null,
  ): Promise<{ readonly items: readonly Happened[]; readonly nextCursor: string | null }>;
  /** Those of some objects in scope on whose timelines something happened in a while, by ref. */
  touched(scope: Scope, within: While, refs: readonly Ref[]): Promise<readonly Ref[]>;
  /** `cursor`: the `nextCursor` of another page, or how many rows of the order to leave out. */
  exceptions(
    scope: Scope,
    filter: ExceptionFilter,
    sort: ExceptionSort,
    limit: number,
    cursor: string | number | null,
  ): Promise<Page<OpsException> & { readonly held: HeldTotal }>;
  /** Causes of the exceptions that a filter finds, ascending by number; `only`: no others than these. */
  causes(scope: Scope, filter: ExceptionFilter, only?: readonly number[]): Promise<readonly CauseGroup[]>;
  /** Earlier episodes of a cause's family, newest first. */
  episodes(scope: Scope, cause: number, limit: number): Promise<readonly Episode[]>;
  /** The newest good fact of a type from a system, where it counts. */
  lastGood(scope: Scope, system: string, type: string): Promise<CanonicalEvent | undefined>;
  /**
   * Lives of the exceptions that became known in [from, to), merged ones left out, the newest first; at most 50,000.
   * `standing`: also of those that became known before and are not resolved.
   */
  lived(scope: Scope, from: Instant, to: Instant, standing?: boolean): Promise<readonly LivedException[]>;
  /** Lives of the exceptions that ended in [from, to), whenever they became known; else as `lived` answers. */
  ended(scope: Scope, from: Instant, to: Instant): Promise<readonly LivedException[]>;
  /** When the oldest episode of each family began that has an exception in scope; families without one are left out. */
  familiesSince(scope: Scope, families: readonly string[]): Promise<ReadonlyMap<string, Instant>>;
  /** When other networks were taken up, oldest first, at most 20: no part of any building. */
  reloads(): Promise<readonly Reload[]>;
  /** Systems that are declared, each with the instant since when, by the network files that were taken up: no part of any building. */
  declared(): Promise<EngineState["systems"]>;
  exception(scope: Scope, number: number): Promise<OpsException | undefined>;
  /** Asks whose every building is in scope, newest first; `about`: those about one exception only. */
  asks(scope: Scope, about: number | null, limit: number, cursor: string | null): Promise<Page<AskSeen>>;
  ask(scope: Scope, number: number): Promise<AskSeen | undefined>;
  /** Oldest first; of a merged exception, that of the one that answers for it. */
  history(scope: Scope, number: number): Promise<readonly HistoryEntry[]>;
  exceptionsOf(scope: Scope, ref: Ref): Promise<readonly OpsException[]>;
  /**
   * Objects of a kind that stand in a building at some time in `[from, to)`, by ref: those that came in before `to` and
   * whose end, if they have one, was not known before `from`.
   */
  standing(
    scope: Scope,
    kind: TalliedKind,
    warehouse: string,
    within: { readonly from: Instant; readonly to: Instant },
    limit: number,
    cursor: string | null,
  ): Promise<Page<BusinessObject>>;
  /** What the ERP itself said is not in its books on a side, newest first: for who sees all. */
  statements(scope: Scope, side: BooksBlock, limit: number): Promise<readonly KeptStatement[]>;
  /** How the closing of a company's period stands; undefined: nobody signed it ever. For who sees all. */
  closing(scope: Scope, period: string, entity: string | null): Promise<KeptClosing | undefined>;
  /** What the ERP has under a date that is wrong or may be, and began at or after an instant, by ref. */
  datings(scope: Scope, since: Instant, limit: number, cursor: string | null): Promise<Page<Dating>>;
  /**
   * What was not in the books at some time from `from` to `to`, both included, by ref, kind and beginning: as it was known
   * at `knownAt`, or as it is known now where that is null.
   */
  owed(
    scope: Scope,
    within: { readonly from: Instant; readonly to: Instant },
    knownAt: Instant | null,
    limit: number,
    cursor: string | null,
  ): Promise<Page<OwedLife>>;
  /** What was promised and is carried, then what was closed at or after an instant; each by due day and number, at most 500: for who sees all. */
  pledges(scope: Scope, closedSince: Instant): Promise<readonly Pledge[]>;
  /** Cells of what counts in figures, in the order of their text: told apart by figure, day and some dimensions. */
  figureCells(scope: Scope, within: FiguresWithin): Promise<readonly DayCell[]>;
  /** What waits to count in some figures and buildings, as it is known now, by figure and ref. */
  figureWaiting(scope: Scope, of: readonly FigureWait[]): Promise<readonly Contribution[]>;
  /** Of which figures something waits that began by an instant, and where: each once, by figure and building. */
  figureWaits(scope: Scope, figures: readonly string[], at: Instant): Promise<readonly FigureWait[]>;
  /** What one figure is made of in a period, by day and ref. */
  figureCounted(scope: Scope, of: CountedFigure, limit: number, cursor: string | null): Promise<Page<Contribution>>;
  /** Counts of what was due with a partner in the whiles between edges, which ascend, told apart by all that counts. */
  dealt(scope: Scope, partner: string, edges: readonly Instant[]): Promise<readonly Dealt[]>;
  /** What one line of a partner counts, what was due last first. */
  dealings(scope: Scope, asked: DealingsAsked, limit: number, cursor: string | null): Promise<Page<Dealing>>;
  /** When we were not running, oldest first, at most 20: no part of any building. */
  downtimes(): Promise<readonly Window[]>;
  /** What those of it hold, or held, that are good, each once by the amount of the newest exception that names it. */
  figureHeld(scope: Scope, of: CountedFigure): Promise<HeldTotal>;
  /** Exact and prefix, ignoring separators and leading zeros; exact ones first. */
  search(scope: Scope, q: string, limit: number): Promise<readonly SearchHit[]>;
  lag(scope: Scope, window: Millis, at: Instant): Promise<readonly LagRow[]>;
  /** What stands in a flow, and what went through it in a window and the one before. */
  flow(scope: Scope, ask: FlowAsk): Promise<FlowSeen>;
  /** One step of it by hour, oldest first; hours in which nothing was are left out. */
  flowHours(scope: Scope, ask: FlowHoursAsk): Promise<readonly FlowHour[]>;
  traces(scope: Scope, filter: TraceFilter, limit: number, cursor: string | null): Promise<Page<TraceState>>;
  trace(scope: Scope, ref: string): Promise<TraceState | undefined>;
  /**
   * Sources by ref. To a scope of warehouses only those of the systems in `within`: whose a system is, the network
   * knows and the rows do not.
   */
  sources(scope: Scope, within?: ReadonlySet<string>): Promise<readonly SourceState[]>;
  /** Exceptions that are open or acknowledged, by warehouse and by team, and the newest resolution: what menus and empty screens say. */
  counts(scope: Scope): Promise<{
    readonly open: number;
    readonly byWarehouse: ReadonlyMap<string, { readonly open: number; readonly critical: number }>;
    readonly byTeam: ReadonlyMap<string, number>;
    readonly nobody: number;
    readonly snoozed: number;
    readonly lastResolvedAt: Instant | null;
  }>;
  /** Exceptions opened in a window that do not only watch, by that time, then number: what a dry run reads. */
  past(
    scope: Scope,
    window: Window,
    limit: number,
    cursor: string | null,
  ): Promise<{ readonly items: readonly OpsException[]; readonly nextCursor: string | null }>;
  /** How many of them there are, and how many no route took. */
  coverage(scope: Scope, window: Window): Promise<{ readonly total: number; readonly byFallback: number }>;
  /** Those that somebody gave back at or after an instant, by number, the newest 2,000. */
  notMine(scope: Scope, since: Instant): Promise<readonly OpsException[]>;
  /** Hand-overs of something in scope, newest first. */
  handOvers(scope: Scope, limit: number): Promise<readonly HandOver[]>;
  close(): Promise<void>;
}

/** Views of one state. */
export type StillViews = Omit<Views, "still">;
