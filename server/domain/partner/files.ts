import type { Instant, Millis } from "../types.ts";
import { type Counted, nothingCounted } from "./score.ts";

/** A stretch of time; half-open. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/** What is known of when files came. */
export interface FilesTold {
  readonly system: string;
  /** When files are to come, ascending, and how late one may be. */
  readonly at: readonly Instant[];
  readonly grace: Millis;
  /** First word of the system; null: it was never heard. */
  readonly heardSince: Instant | null;
  /** From when it was found silent until it was heard again. */
  readonly silences: readonly Stretch[];
  /** When we were not running: nobody looked. */
  readonly downtimes: readonly Stretch[];
  /** Planned quiets: no file is due. */
  readonly quiets: readonly Stretch[];
}

/** One file that was due. */
export interface FileDue {
  readonly system: string;
  readonly at: Instant;
  readonly dueAt: Instant;
  readonly came: "in-time" | "late" | "unknown";
}

const within = (at: Instant, stretches: readonly Stretch[]): boolean =>
  stretches.some(({ from, to }) => from <= at && at < to);

/** The files whose grace ended in a while, up to now: one is late where the system was silent when it ended. */
export function filesDue(told: FilesTold, { from, to }: Stretch): readonly FileDue[] {
  const { system, heardSince, grace } = told;
  if (heardSince === null) return [];
  return told.at.flatMap((at): readonly FileDue[] => {
    const dueAt = at + grace;
    if (dueAt < from || dueAt >= to || at < heardSince || within(at, told.quiets)) return [];
    const came = within(dueAt, told.downtimes) ? "unknown" : within(dueAt, told.silences) ? "late" : "in-time";
    return [{ system, at, dueAt, came }];
  });
}

/** What files come to. */
export function countFiles(files: readonly FileDue[]): Counted {
  if (files.length === 0) return nothingCounted;
  const count = (came: FileDue["came"]) => files.filter((file) => file.came === came).length;
  return { kept: count("in-time"), of: count("in-time") + count("late"), unknown: count("unknown") };
}
