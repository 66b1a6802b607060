import type { Receipt } from "../../collectors/kit/index.ts";
import type { Instant, KeptRuling, Position, Ruling } from "../domain/index.ts";

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

/** The append-only log of what came and what was ruled. Rules J1 to J12 in SPEC.md. */
export interface Journal {
  /** Resolves after the disk has all of it; one sync for the whole batch. Entries of a batch are contiguous. */
  append(batch: readonly NewEntry[]): Promise<readonly Appended[]>;
  /** Entries after a position, oldest first, at most `limit` and at most 16 MiB of body. */
  read(after: Position, limit: number): Promise<readonly Entry[]>;
  /** Entries whose terms hold this one, newest first: candidates, to be verified against their records. */
  find(term: bigint, limit: number, before?: Position): Promise<readonly Entry[]>;
  /** Nothing will be stamped at or before this instant any more. */
  horizon(): Instant;
  /** Position of the newest entry, bytes kept on disk, stamp of the newest entry; zeros when empty. */
  head(): Promise<{ readonly position: Position; readonly bytes: number; readonly lastReceivedAt: Instant | null }>;
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
