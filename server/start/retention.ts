import type { Instant, Position } from "../domain/index.ts";
import type { Dropped, Keep } from "../ports/index.ts";
import { report } from "../telemetry/index.ts";
import type { Base, Bases, CopyRows } from "./bases.ts";

/** The first look comes soon after a start, the others this far apart. */
const look = { firstMs: 10_000, everyMs: 600_000 };

export interface RetentionParts {
  readonly bases: Bases;
  readonly copy: CopyRows;
  /** Version of the rows that are copied. */
  readonly version: number;
  /** What the network file says now. */
  readonly keep: () => Keep;
  readonly droppable: (keep: Keep) => Promise<Position | null>;
  readonly drop: (before: Position) => Promise<Dropped | null>;
  /** Position of the last entry that the rows know. */
  readonly position: () => Position;
  readonly now: () => Instant;
  /** The journal takes work, and the rows are its rows. */
  readonly alive: () => boolean;
}

/** Drops records that need not be kept any more, while it runs. */
export interface Retaining {
  /** Resolves when no round is under way; what can be left is left. Until `go` no other begins. */
  pause(): Promise<void>;
  go(): void;
}

/** Looks now and then for segments that the network file lets go, and drops them once a base holds what they gave. Without parts it never does. */
export function startRetention(parts: RetentionParts | undefined): Retaining {
  if (parts === undefined) return { pause: async () => undefined, go: () => undefined };
  let timer: NodeJS.Timeout | null = null;
  let going = false;
  let round: Promise<unknown> = Promise.resolve();

  const next = (afterMs: number): void => {
    timer = setTimeout(() => {
      round = retain(parts, () => going && parts.alive())
        .catch((error: unknown) => {
          if (going && parts.alive()) report("retention.failed", { reason: String(error) });
        })
        .finally(() => {
          if (going) next(look.everyMs);
        });
    }, afterMs);
    timer.unref();
  };

  return {
    async pause() {
      going = false;
      if (timer !== null) clearTimeout(timer);
      await round;
    },
    go() {
      going = true;
      next(look.firstMs);
    },
  };
}

/** One round: what may go, a base that holds it, and then the drop. Null where nothing was dropped. */
export async function retain(parts: RetentionParts, go: () => boolean): Promise<Dropped | null> {
  const keep = parts.keep();
  if (!go() || (keep.forMs === null && keep.bytes === null)) return null;
  const before = await parts.droppable(keep);
  if (before === null) return null;
  const base = await baseAt(parts, before - 1, go);
  // Rows that are behind hold it later.
  if (base === null || !go()) return null;
  const dropped = await parts.drop(before);
  if (dropped === null) return null;
  const { segments, first, last, lastAt, bytes } = dropped;
  report("records.dropped", { segments, first, last, olderThan: new Date(lastAt).toISOString(), bytes });
  parts.bases.keepOnly(base);
  return dropped;
}

/** A base that knows an entry: one that there is and is whole, or a new one. Null where the rows do not know it yet. */
async function baseAt(parts: RetentionParts, position: Position, go: () => boolean): Promise<Base | null> {
  const { bases, copy, version } = parts;
  for (const base of bases.list())
    if (base.version === version && base.position >= position && (await bases.whole(base))) return base;
  if (parts.position() < position) return null;
  const began = parts.now();
  const base = await bases.make(copy, began, go);
  report("base.made", { position: base.position, bytes: base.bytes, durationMs: parts.now() - began });
  // What was read back is what counts: a copy that the disk has otherwise is none.
  return base.position >= position && (await bases.whole(base)) ? base : null;
}
