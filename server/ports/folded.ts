import {
  type Ask,
  type BusinessObject,
  type CanonicalEvent,
  type Cause,
  type Change,
  closingKey,
  type Dating,
  type Dealing,
  type EngineState,
  type FigureHistory,
  type HandOver,
  type HistoryEntry,
  type Instant,
  type KeptClosing,
  type KeptStatement,
  type KeyText,
  type LagCell,
  type LifeVersion,
  type Millis,
  type OpsException,
  type Pledge,
  type Ref,
  type SourceState,
  type TraceState,
} from "../domain/index.ts";

/** A fact with the timelines that it stands on. */
export interface PlacedFact {
  readonly fact: CanonicalEvent;
  readonly on: readonly Ref[];
}

/** What happens to the histogram of one cell and minute, in order. */
export interface LagMoves {
  readonly cell: LagCell;
  readonly minute: Instant;
  readonly moves: { readonly lagMs: Millis; readonly late: boolean; readonly count: 1 | -1 }[];
}

/** An expectation that waits, or no longer does (`since` null). */
export interface PendingMove {
  readonly cell: LagCell;
  readonly ref: Ref;
  readonly expectation: string;
  readonly since: Instant | null;
}

/** What a list of changes comes to: the last image of each row, and the increments in order. Null: the row is gone. */
export interface Folded {
  readonly objects: Map<Ref, BusinessObject | null>;
  readonly keys: Map<KeyText, Ref | null>;
  readonly facts: Map<string, PlacedFact>;
  readonly traces: Map<string, TraceState>;
  readonly exceptions: Map<number, OpsException>;
  /** By exception, then by version. */
  readonly history: Map<number, Map<number, HistoryEntry>>;
  readonly causes: Map<number, Cause>;
  readonly sources: Map<string, SourceState>;
  readonly handOvers: Map<number, HandOver>;
  readonly asks: Map<number, Ask>;
  readonly owed: Map<Ref, readonly LifeVersion[]>;
  /** By ref, then by figure. */
  readonly figures: Map<string, Map<string, FigureHistory>>;
  readonly statements: Map<string, KeptStatement | null>;
  readonly dealings: Map<Ref, readonly Dealing[]>;
  readonly datings: Map<Ref, Dating | null>;
  /** By `closingKey`. */
  readonly closings: Map<string, KeptClosing>;
  readonly pledges: Map<number, Pledge>;
  /** By cell and minute. */
  readonly lags: Map<string, LagMoves>;
  /** By cell, ref and expectation. */
  readonly pendings: Map<string, PendingMove>;
  engine: EngineState | null;
}

/** No changes at all. */
export const nothingFolded = (): Folded => ({
  objects: new Map(),
  keys: new Map(),
  facts: new Map(),
  traces: new Map(),
  exceptions: new Map(),
  history: new Map(),
  causes: new Map(),
  sources: new Map(),
  handOvers: new Map(),
  asks: new Map(),
  owed: new Map(),
  figures: new Map(),
  dealings: new Map(),
  statements: new Map(),
  datings: new Map(),
  closings: new Map(),
  pledges: new Map(),
  lags: new Map(),
  pendings: new Map(),
  engine: null,
});

/** Text that names a cell, unambiguous whatever its parts hold. */
export const cellText = (cell: LagCell): string =>
  JSON.stringify([cell.flow, cell.step, cell.from, cell.to, cell.warehouse]);

/** Adds one change; throws on a kind that does not exist, having changed nothing. */
export function foldChange(into: Folded, change: Change): void {
  switch (change.kind) {
    case "object":
      into.objects.set(change.object.ref, change.object);
      return;
    case "object-gone":
      into.objects.set(change.ref, null);
      return;
    case "key":
      into.keys.set(change.key, change.ref);
      return;
    case "fact":
      into.facts.set(change.fact.identity, { fact: change.fact, on: change.on });
      return;
    case "trace":
      into.traces.set(change.trace.ref, change.trace);
      return;
    case "exception": {
      into.exceptions.set(change.exception.number, change.exception);
      const { entry } = change;
      if (entry !== null) {
        const entries = into.history.get(entry.exception) ?? new Map<number, HistoryEntry>();
        into.history.set(entry.exception, entries.set(entry.version, entry));
      }
      return;
    }
    case "cause":
      into.causes.set(change.cause.number, change.cause);
      return;
    case "source":
      into.sources.set(change.source.ref, change.source);
      return;
    case "hand-over":
      into.handOvers.set(change.handOver.number, change.handOver);
      return;
    case "ask":
      into.asks.set(change.ask.number, change.ask);
      return;
    case "statement":
      into.statements.set(change.id, change.statement);
      return;
    case "dating":
      into.datings.set(change.ref, change.dating);
      return;
    case "closing":
      into.closings.set(closingKey(change.closing), change.closing);
      return;
    case "pledge":
      into.pledges.set(change.pledge.number, change.pledge);
      return;
    case "owed":
      into.owed.set(change.ref, change.versions);
      return;
    case "figure": {
      const { ref, figure } = change.history;
      const own = into.figures.get(ref) ?? new Map<string, FigureHistory>();
      into.figures.set(ref, own.set(figure, change.history));
      return;
    }
    case "dealings":
      into.dealings.set(change.ref, change.dealings);
      return;
    case "lag": {
      const { cell, minute, lagMs, late, count } = change;
      const key = `${minute} ${cellText(cell)}`;
      const lag = into.lags.get(key) ?? { cell, minute, moves: [] };
      lag.moves.push({ lagMs, late, count });
      into.lags.set(key, lag);
      return;
    }
    case "pending": {
      const { cell, ref, expectation } = change;
      const key = `${cellText(cell)} ${expectation} ${ref}`;
      into.pendings.set(key, { cell, ref, expectation, since: change.count === 1 ? change.since : null });
      return;
    }
    case "engine":
      into.engine = change.engine;
      return;
    default:
      throw new TypeError(`no such change: ${String((change satisfies never as { kind?: unknown }).kind)}`);
  }
}

/**
 * The changes of a commit without the images that a later one in it replaces. Exceptions, lags and pendings stay as
 * they are: each says something of its own.
 */
export function newestImages(changes: readonly Change[]): readonly Change[] {
  const seen = new Set<string>();
  const kept: Change[] = [];
  for (let index = changes.length - 1; index >= 0; index--) {
    const change = changes[index] as Change;
    const row = rowOf(change);
    if (row !== null) {
      if (seen.has(row)) continue;
      seen.add(row);
    }
    kept.push(change);
  }
  return kept.reverse();
}

function rowOf(change: Change): string | null {
  switch (change.kind) {
    case "object":
      return `object ${change.object.ref}`;
    case "object-gone":
      return `object ${change.ref}`;
    case "key":
      return `key ${change.key}`;
    case "fact":
      return `fact ${change.fact.identity}`;
    case "trace":
      return `trace ${change.trace.ref}`;
    case "cause":
      return `cause ${change.cause.number}`;
    case "source":
      return `source ${change.source.ref}`;
    case "hand-over":
      return `hand-over ${change.handOver.number}`;
    case "ask":
      return `ask ${change.ask.number}`;
    case "statement":
      return `statement ${change.id}`;
    case "dating":
      return `dating ${change.ref}`;
    case "closing":
      return `closing ${closingKey(change.closing)}`;
    case "pledge":
      return `pledge ${change.pledge.number}`;
    case "owed":
      return `owed ${change.ref}`;
    case "dealings":
      return `dealings ${change.ref}`;
    case "figure":
      return `figure ${change.history.figure} ${change.history.ref}`;
    case "engine":
      return "engine";
    default:
      return null;
  }
}
