/**
 * One delivery as a sender made it: the bytes of its protocol, after transfer and content codings
 * (chunks, gzip) were taken off, and who gave them, how and when.
 */
export interface Receipt {
  /** 32 hex digits: the hash of collector, route, sender, content type and body. The same delivery has the same id. */
  readonly id: string;
  /** Name of the collector that reads it, as `otlp`. */
  readonly collector: string;
  /** Name of the entrance of that collector, as `traces`. */
  readonly route: string;
  /** Media type without parameters, lower-cased. */
  readonly contentType: string;
  /** The ingest token's id where one was used, else the sender's address. Never a secret. */
  readonly sender: string;
  /** Instant (Unix milliseconds) at which the last byte had come, by this machine's clock. */
  readonly receivedAt: number;
  readonly body: Uint8Array;
}

/** Bounds of one journal entry; a larger delivery is cut at record boundaries. */
export interface PartLimit {
  readonly bytes: number;
  readonly records: number;
}
