import type { Quiet } from "./desk.ts";
import type { UsualHour } from "./expectations/rhythm.ts";
import type { Instant } from "./types.ts";

/** Whether everything that a source does is told to us. */
export type Presence = "complete" | "sampled" | "unknown";

/** What the core knows of one system in one environment: folds only. */
export interface SourceState {
  /** System id; `qa@wms-atl` in an environment kept apart. */
  readonly ref: string;
  readonly system: string;
  readonly environment: string;
  readonly declared: boolean;
  readonly service: string;
  /** Least believed business or record time heard; null before the first. */
  readonly firstHeardAt: Instant | null;
  /** Arrival of the newest receipt. */
  readonly lastSeenAt: Instant | null;
  readonly signals: readonly {
    readonly signal: "trace" | "log";
    readonly sampledBy: string | null;
    readonly share: number | null;
  }[];
  /** Versions of its service, each with the least believed time of its records, oldest first, the newest 20. */
  readonly versions: readonly { readonly version: string; readonly since: Instant }[];
  /** Event types told, by signal, sorted as `signal type`. */
  readonly tells: readonly string[];
  /** Event types that it told with a time at least once, sorted; of the others it tells days only. */
  readonly timed: readonly string[];
  /** When each of these was told for the first time, by arrival, in their order. */
  readonly tellsSince: readonly Instant[];
  /** Expectations awaited from it that are past due, and how many of those were met. */
  readonly pastDue: number;
  readonly met: number;
  readonly presence: Presence;
  /** Why: declared, found by its records, or by what never came. */
  readonly presenceWhy: string;
  /** True when a business time was not believed, or clocks disagree. */
  readonly clockDoubted: boolean;
  /** Planned, newest last, at most 50. */
  readonly quiets: readonly Quiet[];
  /** When it usually speaks, by hour: what its silence is judged by. */
  readonly rhythm: readonly UsualHour[];
  /** Arrival of the receipt after which it fell silent; null while it is not. */
  readonly silentSince: Instant | null;
  /** When it is to be looked at, as it may be silent then; null for never. */
  readonly timer: Instant | null;
}
