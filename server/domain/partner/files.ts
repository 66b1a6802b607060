import { earlyBy } from "../expectations/calendar.ts";
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

/** What became of a file whose grace ended at an instant. */
const cameBy = (dueAt: Instant, { downtimes, silences }: FilesTold): FileDue["came"] =>
  within(dueAt, downtimes) ? "unknown" : within(dueAt, silences) ? "late" : "in-time";

/** The files whose grace ended in a while, up to now: one is late where the system was silent when it ended. */
export function filesDue(told: FilesTold, { from, to }: Stretch): readonly FileDue[] {
  const { system, heardSince, grace } = told;
  if (heardSince === null) return [];
  return told.at.flatMap((at): readonly FileDue[] => {
    const dueAt = at + grace;
    if (dueAt < from || dueAt >= to || at < heardSince || within(at, told.quiets)) return [];
    return [{ system, at, dueAt, came: cameBy(dueAt, told) }];
  });
}

/** A file whose time has come. `open`: its grace runs, and nothing was heard. `missing`: nothing came before the next one's. */
export interface RecentFile {
  readonly at: Instant;
  readonly dueAt: Instant;
  readonly came: FileDue["came"] | "open" | "missing";
  /** When one that was late came; null for any other. */
  readonly cameAt: Instant | null;
}

/** The newest files whose time has come, so many at most, oldest first; `heardAt`: the last word of the system. */
export function recentFiles(
  told: FilesTold,
  heardAt: Instant | null,
  now: Instant,
  count: number,
): readonly RecentFile[] {
  const found: RecentFile[] = [];
  for (let index = told.at.findLastIndex((at) => at <= now); index >= 0 && found.length < count; index--) {
    const at = told.at[index] ?? 0;
    if (told.heardSince === null || at < told.heardSince) break;
    if (!within(at, told.quiets)) found.push(recentFile(told, index, heardAt, now));
  }
  return found.reverse();
}

function recentFile(told: FilesTold, index: number, heardAt: Instant | null, now: Instant): RecentFile {
  const [at = 0, next = null] = told.at.slice(index, index + 2);
  const dueAt = at + told.grace;
  if (now < dueAt) {
    const isHeard = heardAt !== null && heardAt >= at - earlyBy(told.grace, at, next);
    return { at, dueAt, came: isHeard ? "in-time" : "open", cameAt: null };
  }
  const came = cameBy(dueAt, told);
  if (came !== "late") return { at, dueAt, came, cameAt: null };
  const heardAgain = told.silences.find(({ from, to }) => from <= dueAt && dueAt < to)?.to ?? Number.POSITIVE_INFINITY;
  const isItself = next === null || heardAgain < next - earlyBy(told.grace, at, next);
  const cameAt = isItself && heardAgain <= now ? heardAgain : null;
  return { at, dueAt, came: cameAt === null ? "missing" : "late", cameAt };
}

/** What files come to. */
export function countFiles(files: readonly FileDue[]): Counted {
  if (files.length === 0) return nothingCounted;
  const count = (came: FileDue["came"]) => files.filter((file) => file.came === came).length;
  return { kept: count("in-time"), of: count("in-time") + count("late"), unknown: count("unknown") };
}
