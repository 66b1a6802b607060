import type { KeptRecord } from "./kept.ts";
import type { Decoded, KeyMention } from "./observation.ts";
import type { Reading } from "./reading.ts";
import type { PartLimit, Receipt } from "./receipt.ts";
import type { Fault, Result } from "./result.ts";

/** How a delivery ended. `accepted` is said only after the disk has it. */
export type Outcome =
  | { readonly kind: "accepted"; readonly records: number; readonly rejected: number; readonly message: string | null }
  | { readonly kind: "rejected"; readonly fault: Fault }
  | { readonly kind: "busy"; readonly fault: Fault };

/** An answer to a sender, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How a call over gRPC ends. */
export interface CallAnswer {
  /** Number of `google.rpc.Code`; 0 is good. */
  readonly code: number;
  /** For people; empty where it is good. */
  readonly message: string;
  /** The response message; null where the call failed. */
  readonly body: Uint8Array | null;
  /** A `google.rpc.Status` with what programs need beside code and message; null where they need nothing. */
  readonly details: Uint8Array | null;
  /** The HTTP status that says the same, so that both doors are counted alike. */
  readonly status: number;
}

/** The same entrance as a gRPC method: one message in, one out. */
export interface Call {
  /** `:path` of the method, as `/package.Service/Method`. */
  readonly path: string;
  /** Media type that a message is in: `Receipt.contentType` of a call, so that either way has the same receipt. */
  readonly contentType: string;
  /** How an outcome is said. A fault of gRPC's own framing has the code `bad-frame`. */
  answer(outcome: Outcome): CallAnswer;
}

/** One entrance over HTTP, served by the ingest door. */
export interface Route {
  /** Becomes `Receipt.route`. */
  readonly name: string;
  readonly method: "POST";
  readonly path: string;
  /** Media types that are read; anything else is 415. */
  readonly contentTypes: readonly string[];
  /** Limit of the body in bytes, counted after inflation; more is 413. */
  readonly maxBodyBytes: number;
  /** False where the product makes no use of the records yet: they are checked, answered and not kept. */
  readonly keep: boolean;
  /**
   * How an outcome is said in this protocol, in the media type of the request.
   * Faults of the door itself have the codes `unsupported-media-type`, `unsupported-encoding`, `body-too-large`,
   * `bad-encoding`, `unauthenticated`, `method-not-allowed`.
   */
  answer(outcome: Outcome, contentType: string): Answer;
  /** Where the protocol is spoken over gRPC too. */
  readonly call?: Call;
}

/** What somebody looks for among records: those of these traces, and those that name one of these keys. */
export interface Wanted {
  readonly traces: ReadonlySet<string>;
  readonly keys: readonly Omit<KeyMention, "attribute">[];
}

/** One way that data reaches us. */
export interface Collector {
  readonly name: string;
  readonly routes: readonly Route[];
  /** Pure. A fault means that the receipt as a whole cannot be read. */
  decode(receipt: Receipt, reading: Reading): Result<Decoded>;
  /** Cuts a body at record boundaries into bodies within the limit; called only for one beyond it. */
  split(receipt: Receipt, limit: PartLimit): readonly Uint8Array[];
  /** Records of a receipt that are wanted, in full; every one where it is null. Rejected records are left out. */
  read(receipt: Receipt, reading: Reading, wanted: Wanted | null): Iterable<KeptRecord>;
}
