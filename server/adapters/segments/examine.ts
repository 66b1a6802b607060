import { join } from "node:path";
import type { Position } from "../../domain/index.ts";
import { ahead, createWindow } from "./ahead.ts";
import { bytesAt, type Files, names, type OpenFile, segmentPath } from "./files.ts";
import {
  blockHeaderBytes,
  noChain,
  readBlockHeader,
  readSegmentHeader,
  type SegmentHeader,
  segmentHeaderBytes,
} from "./layout.ts";
import { emptyMark, type Mark, readMark } from "./mark.ts";
import { type Depth, type Gap, type Place, walkBlocks } from "./walk.ts";

/** One place of the journal that is not as it was written. */
export interface Damage {
  readonly stream: "entries" | "rulings" | "mark";
  readonly file: string;
  readonly offset: number;
  /** First and last position, or number of a ruling, that is lost by it; null where nothing is. */
  readonly first: number | null;
  readonly last: number | null;
  readonly reason: string;
}

/** What a journal's folder holds. */
export interface Examined {
  /** Null where there is none that can be read. */
  readonly mark: Mark | null;
  /** Both slots of the mark could be read. */
  readonly markWhole: boolean;
  /** As far as all is whole, before the first damage. */
  readonly whole: Mark;
  readonly damages: readonly Damage[];
  readonly first: Position;
  /** Nothing was ever kept here. */
  readonly empty: boolean;
}

/** A damage in words. */
export function damageText({ stream, file, offset, first, last, reason }: Damage): string {
  const one = stream === "rulings" ? "ruling" : "entry";
  const many = stream === "rulings" ? "rulings" : "entries";
  const lost =
    first === null || last === null
      ? "nothing kept is lost by it"
      : first === last
        ? `${one} ${first} is lost`
        : `${many} ${first} to ${last} are lost`;
  return `${file} at byte ${offset}: ${reason}; ${lost}`;
}

/** How to look: how closely, and at how many of the newest bytes; of older segments the lengths are compared. */
export interface Look {
  readonly depth: Depth;
  readonly newestBytes: number;
}

/** Looks at every file of a folder and changes nothing. Throws `TooNewSegments`. */
export function examine(files: Files, folder: string, look: Look): Examined {
  const there = new Set(files.list(folder));
  const numbers = [...there]
    .map(names.numberOf)
    .filter((number) => number !== null)
    .toSorted((a, b) => a - b);
  const read = there.has(names.mark) ? withFile(files, join(folder, names.mark), readMark) : null;
  const damages: Damage[] = [];
  const markLost = read === null && holdsAnything(files, folder, there, numbers);
  if (markLost) {
    const reason = there.has(names.mark) ? "neither slot of the mark can be read" : "the mark is missing";
    damages.push({ stream: "mark", file: join(folder, names.mark), offset: 0, first: null, last: null, reason });
  }
  const empty = read === null && !markLost;
  const until = read?.mark ?? (markLost ? allOf(files, folder, there, numbers) : emptyMark);
  if (empty) return { mark: null, markWhole: false, whole: emptyMark, damages, first: 1, empty };
  const records = examineRecords(files, folder, until, look, damages);
  const rulings = examineRulings(files, folder, until, look, damages);
  return {
    mark: read?.mark ?? null,
    markWhole: read?.whole ?? false,
    whole: { ...records.whole, rulings, alive: until.alive },
    damages,
    first: records.first,
    empty,
  };
}

/** Nothing changes while it is looked at. */
const inOrder = (file: OpenFile): OpenFile => ahead(file, createWindow(), () => Number.POSITIVE_INFINITY);

export function withFile<T>(files: Files, path: string, use: (file: OpenFile) => T): T {
  const file = inOrder(files.open(path, "read"));
  try {
    return use(file);
  } finally {
    file.close();
  }
}

function holdsAnything(files: Files, folder: string, there: ReadonlySet<string>, numbers: readonly number[]): boolean {
  const paths = numbers.map((number) => segmentPath(folder, number));
  if (there.has(names.rulings)) paths.push(join(folder, names.rulings));
  return numbers.length > 1 || paths.some((path) => withFile(files, path, (file) => file.size() > segmentHeaderBytes));
}

/** Without a mark: everything up to the end of the files, as if all of it had been acknowledged. */
function allOf(files: Files, folder: string, there: ReadonlySet<string>, numbers: readonly number[]): Mark {
  const sizeOf = (path: string) => withFile(files, path, (file) => file.size());
  const newest = numbers.at(-1) ?? 1;
  const rulings = there.has(names.rulings) ? sizeOf(join(folder, names.rulings)) : segmentHeaderBytes;
  return {
    ...emptyMark,
    oldest: numbers[0] ?? 1,
    newest,
    offset: numbers.length === 0 ? segmentHeaderBytes : sizeOf(segmentPath(folder, newest)),
    position: Number.NaN,
    rulings: { ...emptyMark.rulings, offset: rulings, number: Number.NaN },
  };
}

interface Opened {
  readonly number: number;
  readonly path: string;
  readonly file: OpenFile | null;
  readonly header: SegmentHeader | null;
  readonly size: number;
}

function openSegment(files: Files, folder: string, there: ReadonlySet<string>, number: number): Opened {
  const path = segmentPath(folder, number);
  if (!there.has(names.segment(number))) return { number, path, file: null, header: null, size: 0 };
  const file = inOrder(files.open(path, "read"));
  const header = readSegmentHeader(bytesAt(file, 0, segmentHeaderBytes));
  return { number, path, file, header: header?.number === number ? header : null, size: file.size() };
}

function examineRecords(files: Files, folder: string, until: Mark, look: Look, damages: Damage[]) {
  const there = new Set(files.list(folder));
  const segments: Opened[] = [];
  for (let number = until.oldest; number <= until.newest; number++)
    segments.push(openSegment(files, folder, there, number));
  const marked = Number.isNaN(until.position) ? null : until;
  const first = firstOf(segments[0]);
  let place: Place = {
    offset: segmentHeaderBytes,
    position: first - 1,
    chain: segments[0]?.header?.chain ?? noChain,
    lastAt: null,
    unlinked: segments[0]?.header === null,
  };
  let whole: Mark | null = null;
  let fullBytes = 0;
  let restBytes = segments.reduce((sum, { size }) => sum + size, 0);
  const stop = (number: number, at: Place): void => {
    whole ??= {
      ...until,
      newest: number,
      offset: at.offset,
      position: at.position,
      lastAt: at.lastAt,
      chain: at.chain,
      fullBytes,
    };
  };
  const damage = (path: string, gap: Omit<Gap, "reason">, reason: string, lost: boolean): void => {
    damages.push({
      stream: "entries",
      file: path,
      offset: gap.offset,
      first: lost ? gap.first : null,
      last: lost ? gap.last : null,
      reason,
    });
  };
  segments.forEach(({ number, path, file, header, size }, index) => {
    const next = segments[index + 1];
    const lastSegment = next === undefined;
    const end = lastSegment ? until.offset : (next.header?.before ?? size);
    // The last position that the segment must hold, by the one behind it or by the mark.
    const nextFirst = segments.slice(index + 1).find((one) => one.header !== null)?.header?.first;
    const last = nextFirst !== undefined ? nextFirst - 1 : (marked?.position ?? place.position);
    if (file === null) {
      // What is whole ends with the segment before.
      fullBytes -= segments[index - 1]?.size ?? 0;
      stop(number - 1, place);
      damage(path, { offset: 0, first: place.position + 1, last }, "the file is missing", last > place.position);
      place = { ...place, offset: end, position: last, unlinked: true };
      return;
    }
    place = { ...place, offset: segmentHeaderBytes };
    if (header === null) {
      damage(path, { offset: 0, first: 0, last: 0 }, "its beginning was changed", false);
    } else if (header.first !== place.position + 1 || !(place.unlinked || header.chain.equals(place.chain))) {
      stop(number, place);
      damage(
        path,
        { offset: 0, first: place.position + 1, last: header.first - 1 },
        "it does not follow the one before",
        header.first > place.position + 1,
      );
      place = { ...place, position: header.first - 1, chain: header.chain, unlinked: false };
    } else if (place.unlinked) place = { ...place, chain: header.chain, unlinked: false };
    if (!lastSegment && restBytes > look.newestBytes && next.header !== null && size >= end) {
      place = { offset: end, position: next.header.first - 1, chain: next.header.chain, lastAt: null };
    } else {
      const walked = walkBlocks({ file, kind: "entries", end, depth: look.depth, start: place, last });
      if (walked.gaps.length > 0) stop(number, walked.whole);
      for (const gap of walked.gaps) damage(path, gap, gapText(gap), true);
      place = walked.end;
    }
    if (lastSegment) {
      if (marked !== null && walkedDiffers(place, marked) && whole === null) {
        stop(number, place);
        damage(
          path,
          { offset: place.offset, first: place.position + 1, last: marked.position },
          "it is not what the mark says",
          marked.position > place.position,
        );
      }
      stop(number, place);
    }
    restBytes -= size;
    fullBytes += size;
  });
  for (const { file } of segments) file?.close();
  const sound = marked !== null && !damages.some(({ stream }) => stream === "entries");
  return { whole: sound ? until : (whole ?? until), first };
}

const walkedDiffers = (place: Place, mark: Mark): boolean =>
  place.position !== mark.position || !place.chain.equals(mark.chain);

const gapText = ({ reason }: Gap): string =>
  reason === "cut off" ? "it ends before what was acknowledged" : "its bytes were changed";

/** Position of the first entry of the oldest segment: from its beginning, else from its first block, else 1. */
function firstOf(segment: Opened | undefined): Position {
  if (segment?.header) return segment.header.first;
  if (!segment?.file) return 1;
  return readBlockHeader(bytesAt(segment.file, segmentHeaderBytes, blockHeaderBytes))?.first ?? 1;
}

function examineRulings(files: Files, folder: string, until: Mark, look: Look, damages: Damage[]): Mark["rulings"] {
  const path = join(folder, names.rulings);
  const { offset: end, number } = until.rulings;
  const marked = Number.isNaN(number) ? null : until.rulings;
  const report = (offset: number, first: number | null, last: number | null, reason: string): void => {
    damages.push({ stream: "rulings", file: path, offset, first, last, reason });
  };
  if (!files.list(folder).includes(names.rulings)) {
    const lost = marked !== null && number > 0;
    report(0, lost ? 1 : null, lost ? number : null, "the file is missing");
    return emptyMark.rulings;
  }
  return withFile(files, path, (file) => {
    if (readSegmentHeader(bytesAt(file, 0, segmentHeaderBytes)) === null)
      report(0, null, null, "its beginning was changed");
    const start: Place = { offset: segmentHeaderBytes, position: 0, chain: noChain, lastAt: null };
    const walked = walkBlocks({ file, kind: "rulings", end, depth: look.depth, start, last: marked?.number ?? 0 });
    for (const gap of walked.gaps) report(gap.offset, gap.first, gap.last, gapText(gap));
    const { offset, position, chain, lastAt } = walked.whole;
    if (walked.gaps.length === 0 && marked !== null && (position !== number || !chain.equals(marked.chain)))
      report(
        offset,
        position < number ? position + 1 : null,
        position < number ? number : null,
        "it is not what the mark says",
      );
    return { offset, number: position, lastAt, chain };
  });
}
