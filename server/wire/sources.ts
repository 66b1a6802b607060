import type { IsoInstant } from "./types.ts";

/** A system that tells, or was declared to, and how far it is to be believed. */
export interface SourceRow {
  /** `wms-atl`, or `qa@wms-atl` where kept apart. */
  readonly system: string;
  readonly name: string;
  readonly kind: string | null;
  readonly warehouse: string | null;
  readonly environment: string;
  readonly declared: boolean;
  readonly lastSeenAt: IsoInstant | null;
  readonly firstHeardAt: IsoInstant | null;
  readonly silent: boolean;
  readonly presence: "complete" | "sampled" | "unknown";
  readonly presenceWhy: string;
  /** Event types of which it tells the day and never the time. */
  readonly datesOnly: readonly string[];
  /** Share of traces kept, 0 to 1, where it can be told. */
  readonly share: number | null;
  readonly clockDoubted: boolean;
  readonly nextFileAt: IsoInstant | null;
  /** The newest files whose time has come, oldest first, five at most; none of a source that sends none. */
  readonly files: readonly SourceFile[];
}

/**
 * A file of a source. `open`: its grace, which ends with `dueAt`, still runs. `missing`: nothing came before the next
 * one's time. `unknown`: nobody looked.
 */
export interface SourceFile {
  readonly at: IsoInstant;
  readonly dueAt: IsoInstant;
  readonly came: "in-time" | "late" | "missing" | "open" | "unknown";
  /** When one that was late came; null for any other. */
  readonly cameAt: IsoInstant | null;
}
