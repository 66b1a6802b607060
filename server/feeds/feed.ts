import type { Change, Instant, Millis, Network, Position, Seq } from "../domain/index.ts";
import type { Clock, JournalReader, Scope, Store, Views } from "../ports/index.ts";
import type { FeedName, HeldRow, IntakeRow, StatusRow } from "../wire/index.ts";
import type { FilterFault } from "./exception-filter.ts";
import type { IntakeParts } from "./intake.ts";
import type { PostingsBook } from "./postings-book.ts";
import type { TallyBook } from "./tally-book.ts";

/** What feeds read from. */
export interface FeedDeps {
  readonly views: Views;
  readonly commitsSince: Store["commitsSince"];
  readonly head: JournalReader["head"];
  readonly progress: () => {
    readonly position: Position;
    readonly behindMs: number;
    readonly counts: StatusRow["ingest"];
    readonly damage: string | null;
  };
  /** The last requests at the ingest doors, and what was lately sent away unread there. */
  readonly intake: () => Promise<Pick<IntakeParts, "requests" | "slowed">>;
  readonly network: () => Network;
  /** Where the documents of each building's day stand. */
  readonly book: TallyBook;
  /** What is not in the books now. */
  readonly postings: PostingsBook;
  readonly clock: Clock;
  readonly otlpHttp: () => string;
  readonly otlpGrpc: () => string;
  /** Whether a sender needs an ingest token now. */
  readonly tokenNeeded: () => Promise<boolean>;
  /** Attribute names that are read as keys with no configuration. */
  readonly keyNames: IntakeRow["keyNames"];
  readonly demo: boolean;
  readonly version: string;
  /** Says a named event with its fields. */
  readonly report: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** What a subscription asks for, checked. */
export interface FeedRequest {
  readonly feed: FeedName;
  readonly filter: ReadonlyMap<string, string>;
  readonly sort: string | null;
  /** 1 to 2,000. */
  readonly limit: number;
  readonly cursor: string | null;
}

/** A row of a live feed. */
export interface LiveRow {
  readonly id: string;
}

/** What changed on a feed's rows, but for the subscription that it goes to. At most 500 rows. */
export interface PatchBody {
  readonly feed: FeedName;
  readonly prev: Seq;
  readonly seq: Seq;
  readonly upsert: readonly LiveRow[];
  readonly remove: readonly string[];
  readonly total: number;
  readonly held?: HeldRow;
}

/** A feed whose rows are few: computed again when touched, and the difference is sent. */
export interface RecomputedFeed {
  readonly name: FeedName;
  readonly filterNames: readonly string[];
  faults(filter: ReadonlyMap<string, string>): readonly FilterFault[];
  /** Whether a change can alter these rows. */
  touchedBy(change: Change, rows: readonly LiveRow[], filter: ReadonlyMap<string, string>): boolean;
  /** Least time between two computations, in milliseconds. */
  readonly spacing: Millis;
  /** Whether rows computed at `last` may have altered by the passing of time alone. */
  aged(last: Instant, now: Instant, filter: ReadonlyMap<string, string>): boolean;
  /** Reads ahead what `rows` will need, so that opening it holds up no other feed. */
  prepare?(deps: FeedDeps, scope: Scope, filter: ReadonlyMap<string, string>): Promise<void>;
  /** All rows, ordered by id. */
  rows(deps: FeedDeps, scope: Scope, filter: ReadonlyMap<string, string>): Promise<readonly LiveRow[]>;
  /** Where computing all rows is dear: which of them a change concerns, and these alone as far as there are such. */
  readonly part?: {
    idsOf(change: Change): readonly string[];
    rows(
      deps: FeedDeps,
      scope: Scope,
      filter: ReadonlyMap<string, string>,
      ids: readonly string[],
    ): Promise<readonly LiveRow[]>;
  };
}

/** Least time between two computations of what moves by the second: under one, so that no beat of the timer is skipped. */
export const onceASecond: Millis = 900;

/** Rows of a patch on the wire, at most. */
export const patchRows = 500;

/** Cuts a patch into pieces of at most 500 rows; each but the last leads to a state between, under the same `seq`. */
export function inPieces(body: PatchBody): readonly PatchBody[] {
  if (body.upsert.length + body.remove.length <= patchRows) return [body];
  const steps: { readonly upsert?: LiveRow; readonly remove?: string }[] = [
    ...body.remove.map((remove) => ({ remove })),
    ...body.upsert.map((upsert) => ({ upsert })),
  ];
  const pieces: PatchBody[] = [];
  for (let from = 0; from < steps.length; from += patchRows) {
    const piece = steps.slice(from, from + patchRows);
    pieces.push({
      ...body,
      prev: from === 0 ? body.prev : body.seq,
      upsert: piece.flatMap(({ upsert }) => (upsert === undefined ? [] : [upsert])),
      remove: piece.flatMap(({ remove }) => (remove === undefined ? [] : [remove])),
    });
  }
  return pieces;
}

/** Order by id: that of every feed but `exceptions`. */
export const byId = (a: LiveRow, b: LiveRow): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** An answer of views with the commit whose state it is. */
export interface Stated<T> {
  readonly seq: Seq;
  /** False when a commit came in between each time: the value may be newer than `seq` says. */
  readonly exact: boolean;
  readonly value: T;
}

/** Reads views so that the commit of the answer is known, and is not older than `least`. Rejects when rows stay behind. */
export async function readAt<T>(views: Pick<Views, "seq">, least: Seq, read: () => Promise<T>): Promise<Stated<T>> {
  for (let attempt = 0; ; attempt++) {
    const seq = await views.seq();
    if (seq < least) {
      if (attempt >= 200) throw new Error(`rows stand at ${seq} and the outbox at ${least}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      continue;
    }
    const value = await read();
    const exact = (await views.seq()) === seq;
    if (exact || attempt >= 8) return { seq, exact, value };
  }
}
