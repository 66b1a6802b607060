import type { Position } from "../../domain/index.ts";
import { type Dropped, type Keep, type Retention, repeatWindow } from "../../ports/index.ts";
import type { Stamps } from "../../ports/stamps.ts";
import { type Files, segmentPath } from "./files.ts";
import type { Lookup } from "./lookup.ts";
import { keptBytes } from "./mark.ts";
import type { Shelf } from "./shelf.ts";
import type { Writer } from "./writer.ts";

/**
 * Drops whole segments from the oldest on, never the one that is written to. The mark leaves them out first, in both
 * its slots: a stop between the two leaves files that the next start takes away, and never a gap.
 */
export function openRetention(parts: {
  readonly files: Files;
  readonly folder: string;
  readonly shelf: Shelf;
  readonly writer: Writer;
  readonly stamp: Stamps;
  readonly lookups: readonly Lookup[];
}): Retention {
  const { files, folder, shelf, writer, stamp, lookups } = parts;

  /** As many of the oldest segments as hold for a test, and where what is kept then begins. */
  function oldest(gone: (segment: { readonly number: number; readonly bytes: number }, next: Position) => boolean) {
    const { newest } = writer.acknowledged();
    const all = shelf.segments();
    let count = 0;
    for (const [index, segment] of all.entries()) {
      const next = all[index + 1];
      if (next === undefined || segment.number >= newest || !gone(segment, next.first)) break;
      count++;
    }
    return { segments: all.slice(0, count), first: all[count]?.first ?? 1, number: all[count]?.number ?? 0 };
  }

  return {
    droppable({ forMs, bytes }: Keep) {
      const mark = writer.acknowledged();
      // By what came, not by the clock: one that is set wrong throws nothing away.
      const now = mark.lastAt ?? Number.NEGATIVE_INFINITY;
      let left = keptBytes(mark);
      const { segments, first } = oldest((segment) => {
        // An upper bound of its last stamp.
        const followedAt = shelf.followedAt(segment.number);
        // A delivery that is younger is recognised when it comes again.
        if (followedAt === null || followedAt > now - repeatWindow) return false;
        const old = forMs !== null && followedAt <= now - forMs;
        const much = bytes !== null && left > bytes;
        left -= segment.bytes;
        return old || much;
      });
      return segments.length === 0 ? null : first;
    },
    drop(before) {
      const { segments: gone, first: kept, number } = oldest((_, next) => next <= before);
      const [first] = gone;
      if (first === undefined) return null;
      const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
      const dropped: Dropped = {
        segments: gone.length,
        first: first.first,
        last: kept - 1,
        firstAt: shelf.holding(first.first)?.header.firstAt ?? 0,
        lastAt: shelf.holding(kept - 1)?.header.lastAt ?? 0,
        bytes,
      };
      writer.forget(number, bytes, { at: stamp.horizon() + 1, lastAt: dropped.lastAt });
      shelf.drop(number);
      for (const segment of gone) files.remove(segmentPath(folder, segment.number));
      files.syncFolder(folder);
      for (const lookup of lookups) lookup.drop(kept);
      return dropped;
    },
  };
}
