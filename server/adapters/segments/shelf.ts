import { join } from "node:path";
import type { Instant, Position } from "../../domain/index.ts";
import { createWindow } from "./ahead.ts";
import { type BlockFile, blockFile, lastAtMost, type Placed } from "./blocks.ts";
import { type Head, readHeads } from "./entries.ts";
import { bytesAt, type Files, names, type OpenFile, segmentPath } from "./files.ts";
import { readSegmentHeader, segmentHeaderBytes } from "./layout.ts";
import type { Mark } from "./mark.ts";
import { checkedAtStart } from "./start.ts";

/** A block of the records with the segment that it lies in. */
export interface Shelved extends Placed {
  readonly file: BlockFile;
}

/** How far the files may be read. */
export type Reach = Pick<Mark, "oldest" | "newest" | "offset"> & { readonly rulings: Pick<Mark["rulings"], "offset"> };

/** All segments that are kept, as one row of blocks; and the rulings. */
export interface Shelf {
  readonly rulings: BlockFile;
  /** Follows the writer: segments came, grew, or were dropped. Whether all files are there. */
  reach(to: Reach): boolean;
  /** Goes on a little with the directory of what was written last, before it is asked; whether there is more. */
  prepare(): boolean;
  holding(position: Position): Shelved | null;
  behind(block: Shelved): Shelved | null;
  /** Position of the first entry that is kept, or will be. */
  first(): Position;
  /** The segments that are kept, oldest first; `bytes` of the newest is what may be read of it. */
  segments(): readonly { readonly number: number; readonly first: Position; readonly bytes: number }[];
  /** Stamp of the first entry of the segment that follows one; null where it holds none yet. */
  followedAt(number: number): Instant | null;
  /** Forgets the segments before one. */
  drop(oldest: number): void;
  /** The head of one entry; null where it is not kept. */
  head(position: Position): Head | null;
  close(): void;
}

interface Segment {
  readonly number: number;
  readonly first: Position;
  readonly file: BlockFile;
}

/** Blocks of which the headers are read at once: some 0.3 ms. */
const preparedAtOnce = 100;

export function openShelf(files: Files, folder: string): Shelf {
  let segments: Segment[] = [];
  let firsts: number[] = [];
  const window = createWindow();
  const openAny = (path: string): OpenFile | null => {
    try {
      return files.open(path, "read");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  };

  const rulingsPath = join(folder, names.rulings);
  const rulings = blockFile(rulingsPath, () => openAny(rulingsPath), window);

  const add = (number: number): boolean => {
    const path = segmentPath(folder, number);
    const open = openAny(path);
    const header = open === null ? null : readSegmentHeader(bytesAt(open, 0, segmentHeaderBytes));
    // A damaged beginning takes nothing from the blocks behind it.
    const file = blockFile(path, () => open, window);
    file.reach(open?.size() ?? segmentHeaderBytes + 1);
    const last = segments.at(-1);
    if (last !== undefined && header !== null) last.file.reach(header.before);
    const first = header?.first ?? (last === undefined ? 1 : endOf(last));
    segments.push({ number, first, file });
    return open !== null;
  };

  const endOf = ({ file, first }: Segment): Position => {
    let block = file.holding(first);
    for (let next = block; next !== null; next = file.behind(next)) block = next;
    return block === null ? first : block.header.first + block.header.count;
  };

  const drop = (oldest: number): void => {
    for (const { number, file } of segments) if (number < oldest) file.close();
    segments = segments.filter(({ number }) => number >= oldest);
    firsts = segments.map(({ first }) => first);
  };

  const holding = (position: Position): Shelved | null => {
    const segment = segments[lastAtMost(firsts, position)];
    const block = segment?.file.holding(position) ?? null;
    return block === null || segment === undefined ? null : { ...block, file: segment.file };
  };

  return {
    rulings,
    reach(to) {
      drop(to.oldest);
      let complete = true;
      const next = (segments.at(-1)?.number ?? to.oldest - 1) + 1;
      for (let number = next; number <= to.newest; number++) complete = add(number) && complete;
      segments.at(-1)?.file.reach(to.offset);
      firsts = segments.map(({ first }) => first);
      rulings.reach(to.rulings.offset);
      return complete;
    },
    prepare() {
      let bytes = 0;
      for (const { file } of segments.toReversed()) {
        // What a start has read is in memory; what is older is walked when it is asked.
        if (bytes >= checkedAtStart) return false;
        if (file.walkOn(preparedAtOnce)) return true;
        bytes += file.bytes();
      }
      return false;
    },
    holding,
    behind(block) {
      const next = block.file.behind(block);
      if (next !== null) return { ...next, file: block.file };
      return holding(block.header.first + block.header.count);
    },
    first: () => segments[0]?.first ?? 1,
    segments: () => segments.map(({ number, first, file }) => ({ number, first, bytes: file.bytes() })),
    followedAt(number) {
      const next = segments.find((segment) => segment.number === number + 1);
      return next?.file.begin()?.header.firstAt ?? null;
    },
    drop,
    head(position) {
      const block = holding(position);
      if (block === null) return null;
      return readHeads(block.file.heads(block), block.header.count)[position - block.header.first] ?? null;
    },
    close() {
      drop(Number.POSITIVE_INFINITY);
      rulings.close();
    },
  };
}
