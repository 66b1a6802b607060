import { join } from "node:path";
import { type Damage, type Examined, examine } from "./examine.ts";
import { bytesAt, type Files, names, type OpenFile, segmentPath } from "./files.ts";
import { type BlockKind, noChain, readSegmentHeader, segmentHeader, segmentHeaderBytes } from "./layout.ts";
import { emptyMark, type Mark, type MarkWriter, openMarkWriter } from "./mark.ts";
import { nextBlock, type Place, past } from "./walk.ts";

/** Bytes of the newest segments that a start reads and checks; of older ones it compares the lengths. */
export const checkedAtStart = 1024 * 1024 * 1024;

/** What a writer begins with. */
export interface Started {
  readonly state: Mark;
  readonly damages: readonly Damage[];
  /** Null where the journal is damaged: nothing may be written then. */
  readonly marks: MarkWriter | null;
}

/**
 * Looks at a folder and makes it ready to be written to: a new one gets its files, and what stands behind the mark is
 * kept where it is whole calls, and cut off where not. A damaged one is left exactly as it is.
 */
export function start(files: Files, folder: string): Started {
  files.makeFolder(folder);
  const found = examine(files, folder, { depth: "checksums", newestBytes: checkedAtStart });
  if (found.damages.length > 0) return { state: found.whole, damages: found.damages, marks: null };
  const state = found.empty ? create(files, folder) : keepTail(files, folder, found);
  const marks = openMarkWriter(files, folder);
  marks.writeBoth(state);
  return { state, damages: [], marks };
}

function create(files: Files, folder: string): Mark {
  for (const name of files.list(folder)) {
    if (name === names.mark || name === names.rulings || names.numberOf(name) !== null)
      files.remove(join(folder, name));
  }
  makeSegment(files, folder, { number: 1, first: 1, before: 0, chain: noChain }).close();
  makeFile(files, join(folder, names.rulings), [
    segmentHeader({ number: 0, first: 1, before: 0, chain: noChain }),
  ]).close();
  files.syncFolder(folder);
  return emptyMark;
}

/** Makes the file of a segment, on the disk but for its name: the folder is synced by the caller. */
export function makeSegment(files: Files, folder: string, header: Parameters<typeof segmentHeader>[0]): OpenFile {
  return makeFile(files, segmentPath(folder, header.number), [segmentHeader(header)]);
}

export function makeFile(files: Files, path: string, parts: readonly Uint8Array[]): OpenFile {
  const file = files.open(path, "create");
  try {
    file.write(parts, 0);
    file.syncNow();
    return file;
  } catch (error) {
    file.close();
    files.remove(path);
    throw error;
  }
}

function keepTail(files: Files, folder: string, { whole }: Examined): Mark {
  let state = whole;
  for (;;) {
    const path = segmentPath(folder, state.newest);
    const from: Place = { offset: state.offset, position: state.position, chain: state.chain, lastAt: state.lastAt };
    const { place, size } = keepBlocks(files, path, "entries", from);
    state = { ...state, offset: place.offset, position: place.position, chain: place.chain, lastAt: place.lastAt };
    const following = place.offset === size ? followingOf(files, folder, state) : false;
    if (!following) break;
    state = { ...state, newest: state.newest + 1, offset: segmentHeaderBytes, fullBytes: state.fullBytes + size };
  }
  for (const name of files.list(folder)) {
    const number = names.numberOf(name);
    // Begun and never acknowledged, or dropped and not taken away yet.
    if (number !== null && (number > state.newest || number < state.oldest)) files.remove(join(folder, name));
  }
  const { number, ...rest } = state.rulings;
  const { place } = keepBlocks(files, join(folder, names.rulings), "rulings", { ...rest, position: number });
  files.syncFolder(folder);
  const { offset, chain, lastAt } = place;
  return { ...state, rulings: { offset, number: place.position, chain, lastAt } };
}

/** Whether the segment behind the newest was begun, and begun behind what is there. */
function followingOf(files: Files, folder: string, { newest, offset, position, chain }: Mark): boolean {
  if (!files.list(folder).includes(names.segment(newest + 1))) return false;
  const file = files.open(segmentPath(folder, newest + 1), "read");
  try {
    const header = readSegmentHeader(bytesAt(file, 0, segmentHeaderBytes));
    return (
      header !== null &&
      header.number === newest + 1 &&
      header.first === position + 1 &&
      header.before === offset &&
      header.chain.equals(chain)
    );
  } finally {
    file.close();
  }
}

/**
 * Keeps the whole calls that stand behind a place, and cuts off the rest. They are written once more: after a sync that
 * failed, the system may hold as saved what the disk never got.
 */
function keepBlocks(files: Files, path: string, kind: BlockKind, from: Place): { place: Place; size: number } {
  const file = files.open(path, "write");
  try {
    const size = file.size();
    let place = from;
    let kept = from;
    for (;;) {
      const header = nextBlock({ file, kind, end: size, depth: "chain" }, place);
      if (header === null) break;
      place = past(place, header);
      if (!header.more) kept = place;
    }
    const again = bytesAt(file, from.offset, kept.offset - from.offset);
    if (again !== null && again.byteLength > 0) file.write([again], from.offset);
    if (size > kept.offset) file.truncate(kept.offset);
    file.syncNow();
    return { place: kept, size: kept.offset };
  } finally {
    file.close();
  }
}
