import type { Instant, Position } from "../../domain/index.ts";
import { type Files, segmentPath } from "./files.ts";
import type { Lookup } from "./lookup.ts";
import type { Shelf } from "./shelf.ts";
import type { Writer } from "./writer.ts";

/** What retention took away. */
export interface Dropped {
  readonly segments: number;
  readonly first: Position;
  readonly last: Position;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly bytes: number;
}

/**
 * Drops whole segments from the oldest on, never the one that is written to. The mark leaves them out first, in both
 * its slots: a stop between the two leaves files that the next start takes away, and never a gap.
 */
export function openRetention(parts: {
  readonly files: Files;
  readonly folder: string;
  readonly shelf: Shelf;
  readonly writer: Writer;
  readonly lookups: readonly Lookup[];
}): (before: Position) => Dropped | null {
  const { files, folder, shelf, writer, lookups } = parts;
  return (before) => {
    const { newest } = writer.acknowledged();
    const all = shelf.segments();
    const count = all.findIndex(({ number }, index) => number >= newest || (all[index + 1]?.first ?? 0) > before);
    const gone = all.slice(0, Math.max(0, count));
    const [oldest] = gone;
    const kept = all[gone.length];
    if (oldest === undefined || kept === undefined) return null;
    const firstBlock = shelf.holding(oldest.first);
    const lastBlock = shelf.holding(kept.first - 1);
    const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
    writer.forget(kept.number, bytes);
    const dropped: Dropped = {
      segments: gone.length,
      first: oldest.first,
      last: kept.first - 1,
      firstAt: firstBlock?.header.firstAt ?? 0,
      lastAt: lastBlock?.header.lastAt ?? 0,
      bytes,
    };
    shelf.drop(kept.number);
    for (const { number } of gone) files.remove(segmentPath(folder, number));
    files.syncFolder(folder);
    for (const lookup of lookups) lookup.drop(kept.first);
    return dropped;
  };
}
