import type { Receipt } from "../../collectors/kit/index.ts";
import type { Instant, KeptRuling, Millis, Position, Ruling } from "../domain/index.ts";

/** What a writer hands to the journal: a receipt or one part of it, and what it can be found by. */
export interface NewEntry {
  readonly receipt: Receipt;
  readonly part: number;
  readonly parts: number;
  readonly records: number;
  readonly rejected: number;
  /** Message of a partial success; travels with the answer to a repeat. */
  readonly message: string | null;
  readonly terms: BigUint64Array;
  /** A receipt that could not be read keeps a sample of at most 4 KiB as body and the reason here. */
  readonly unreadable: string | null;
}

/** How the journal took one entry. */
export type Appended =
  | { readonly kind: "kept"; readonly position: Position; readonly at: Instant }
  /** Kept before, within seven days: a mark that the source was heard was left, and the first answer holds. */
  | {
      readonly kind: "repeat";
      readonly position: Position;
      readonly at: Instant;
      readonly records: number;
      readonly rejected: number;
      readonly message: string | null;
    };

/** An entry as it stands in the record stream. */
export interface Entry {
  readonly position: Position;
  /** Stamp by the writer: never less than the one before. */
  readonly at: Instant;
  readonly kind: "records" | "repeat" | "unreadable";
  /** For a repeat: the receipt that it repeats. */
  readonly receipt: Receipt;
  readonly part: number;
  readonly parts: number;
  readonly records: number;
  /** Reason, on an unreadable entry. */
  readonly reason: string | null;
}

/** For so long (7 days, in milliseconds of stamps) a receipt that comes again is a repeat. */
export const repeatWindow = 604_800_000;

/**
 * The journal could not write. Final: the disk failed, nothing is taken any more and nothing of the batch counts;
 * only a new start, which reads what is really there, mends it. Not final: there was no room, and later there may be.
 */
export class JournalFailed extends Error {
  readonly final: boolean;
  constructor(message: string, final: boolean, cause: unknown) {
    super(message, { cause });
    this.final = final;
  }
}

/** How much is kept; zeros and nulls where nothing ever was. */
export interface JournalHead {
  /** Position and stamp of the newest entry, and bytes on the disk. */
  readonly position: Position;
  readonly bytes: number;
  readonly lastReceivedAt: Instant | null;
  /** Position of the oldest entry that is kept, or will be. */
  readonly first: Position;
  /** When older ones were last dropped, and the stamp of the newest of them; null where none ever was. */
  readonly dropped: { readonly at: Instant; readonly lastAt: Instant } | null;
}

/** Of a journal that nothing was ever kept in, and of which nothing was dropped. */
export const emptyHead: JournalHead = { position: 0, bytes: 0, lastReceivedAt: null, first: 1, dropped: null };

/** How much of the records is kept: for how long, and in how many bytes; null is no bound. */
export interface Keep {
  readonly forMs: Millis | null;
  readonly bytes: number | null;
}

/** What was dropped, as positions, stamps and bytes. */
export interface Dropped {
  readonly segments: number;
  readonly first: Position;
  readonly last: Position;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly bytes: number;
}

/** Drops the oldest records, whole segments of them. Rules J13 to J15 in SPEC.md. */
export interface Retention {
  /** Where what is kept would begin by the newest stamp, once all was dropped that need not be kept; null where nothing is. */
  droppable(keep: Keep): Position | null;
  /** Drops the segments that hold only entries before a position; null where there is none. Rulings stay. */
  drop(before: Position): Dropped | null;
}

/** The append-only log of what came and what was ruled. Rules J1 to J15 in SPEC.md. */
export interface Journal {
  /** Resolves after the disk has all of it; one sync for the whole batch. Entries of a batch are contiguous. */
  append(batch: readonly NewEntry[]): Promise<readonly Appended[]>;
  /** Entries after a position, oldest first, at most `limit` and at most 16 MiB of body. */
  read(after: Position, limit: number): Promise<readonly Entry[]>;
  /** Entries whose terms hold this one, newest first: candidates, to be verified against their records. */
  find(term: bigint, limit: number, before?: Position): Promise<readonly Entry[]>;
  /** Nothing will be stamped at or before this instant any more. */
  horizon(): Instant;
  head(): Promise<JournalHead>;
  /** Appends a ruling after its number; resolves after the disk has it. Stamped like an entry. */
  rule(ruling: Ruling, basis: KeptRuling["basis"]): Promise<KeptRuling>;
  rulings(after: number, limit: number): Promise<readonly KeptRuling[]>;
  /** Says that we run; at most one write in five seconds. `lastAlive` is the newest instant that is known so. */
  alive(): Promise<void>;
  lastAlive(): Promise<Instant | null>;
  close(): Promise<void>;
}

/** The part of a journal that readers beside the writer may use. */
export type JournalReader = Pick<Journal, "read" | "find" | "head" | "rulings" | "close">;
