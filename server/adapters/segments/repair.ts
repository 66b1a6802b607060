import { join } from "node:path";
import type { Position } from "../../domain/index.ts";
import { readHeads } from "./entries.ts";
import { type Damage, examine } from "./examine.ts";
import { bytesAt, disk, type Files, names, type OpenFile, segmentPath } from "./files.ts";
import {
  type BlockHeader,
  blockBytes,
  blockHeaderBytes,
  noChain,
  readBlockHeader,
  readSegmentHeader,
  sealBlock,
  segmentHeader,
  segmentHeaderBytes,
} from "./layout.ts";
import { type Mark, openMarkWriter } from "./mark.ts";
import { pack, unpack } from "./pack.ts";
import { makeFile } from "./start.ts";
import { type Place, past } from "./walk.ts";

/** What a repair came to. */
export type Repaired =
  | {
      readonly ok: true;
      readonly entries: Position;
      readonly rulings: number;
      /** Folder to which the files were moved that were damaged or lay behind, and their names. */
      readonly aside: string;
      readonly files: readonly string[];
    }
  /** `upTo`: the last position behind which it may be cut. */
  | { readonly ok: false; readonly reason: string; readonly upTo: Position };

/**
 * Cuts a damaged journal behind a position up to which all is whole, and rulings where they are not. The files that are
 * cut are moved aside as they are; what is whole of them is copied. A journal without damage is left alone.
 */
export function repairSegments(folder: string, to: Position, files: Files = disk): Repaired {
  const { whole, damages, first } = examine(files, folder, { depth: "chain", newestBytes: Number.POSITIVE_INFINITY });
  const upTo = whole.position;
  if (damages.length === 0) return { ok: false, reason: "Nothing is damaged.", upTo };
  if (!Number.isSafeInteger(to) || to < first - 1 || to > upTo)
    return { ok: false, reason: `Whole are the entries ${first} to ${upTo}; cut behind one of them.`, upTo };
  const there = files.list(folder).toSorted();
  const aside = join(folder, nextAside(there));
  files.makeFolder(aside);
  const moved: string[] = [];
  const moveAside = (name: string): void => {
    files.rename(join(folder, name), join(aside, name));
    moved.push(name);
  };
  const work: Work = { files, folder, there, damages, moveAside };
  const records = cutRecords(work, whole, first, to);
  const rulings = cutRulings(work, whole.rulings);
  if (there.includes(names.mark)) moveAside(names.mark);
  // Runs are derived, and made again by the next start.
  for (const name of there) if (name.endsWith(".run")) files.remove(join(folder, name));
  files.syncFolder(aside);
  files.syncFolder(folder);
  const marks = openMarkWriter(files, folder);
  marks.writeBoth({ ...records, rulings });
  marks.close();
  return { ok: true, entries: records.position, rulings: rulings.number, aside, files: moved };
}

interface Work {
  readonly files: Files;
  readonly folder: string;
  readonly there: readonly string[];
  readonly damages: readonly Damage[];
  readonly moveAside: (name: string) => void;
}

function nextAside(there: readonly string[]): string {
  const numbers = there.map((name) => Number(/^aside-(\d+)$/.exec(name)?.[1] ?? 0));
  return `aside-${Math.max(0, ...numbers) + 1}`;
}

function cutRecords(work: Work, whole: Mark, first: Position, to: Position): Mark {
  const { files, folder, there } = work;
  let mark: Mark = { ...whole, newest: whole.oldest, position: first - 1, lastAt: null, fullBytes: 0, offset: 0 };
  for (let number = whole.oldest; number === whole.oldest || (number <= whole.newest && mark.position < to); number++) {
    const path = segmentPath(folder, number);
    const exists = there.includes(names.segment(number));
    const source = exists ? files.open(path, "read") : null;
    try {
      const header = source === null ? null : readSegmentHeader(bytesAt(source, 0, segmentHeaderBytes));
      const start = number === whole.oldest ? (header?.chain ?? noChain) : mark.chain;
      const end = number === whole.newest ? whole.offset : (source?.size() ?? 0);
      const from = { offset: segmentHeaderBytes, position: mark.position, chain: start, lastAt: mark.lastAt };
      const cut =
        source === null ? { place: from, wholeTo: segmentHeaderBytes, rest: [] } : cutBlocks(source, from, end, to);
      const fresh = segmentHeader({ number, first: mark.position + 1, before: mark.offset, chain: start });
      const asItWas = source !== null && header?.number === number && cut.place.offset === source.size();
      if (!asItWas) {
        const prefix = source === null ? null : bytesAt(source, segmentHeaderBytes, cut.wholeTo - segmentHeaderBytes);
        if (exists) work.moveAside(names.segment(number));
        makeFile(files, path, [fresh, ...(prefix === null ? [] : [prefix]), ...cut.rest]).close();
      }
      const { offset, position, chain, lastAt } = cut.place;
      mark = { ...mark, newest: number, offset, position, chain, lastAt, fullBytes: mark.fullBytes + mark.offset };
    } finally {
      source?.close();
    }
  }
  for (const name of there) if ((names.numberOf(name) ?? 0) > mark.newest) work.moveAside(name);
  return mark;
}

interface Cut {
  readonly place: Place;
  /** Offset up to which the bytes stay as they are; `rest` is what stands behind it then. */
  readonly wholeTo: number;
  readonly rest: readonly Uint8Array[];
}

function cutBlocks(source: OpenFile, from: Place, end: number, to: Position): Cut {
  let place = from;
  while (place.offset < end && place.position < to) {
    const header = readBlockHeader(bytesAt(source, place.offset, blockHeaderBytes));
    if (header === null) throw new Error(`no block at byte ${place.offset}`);
    const next = past(place, header);
    if (next.position > to) return cutBlock(source, place, header, to);
    place = next;
  }
  return { place, wholeTo: place.offset, rest: [] };
}

/** The first entries of a block, as a block of their own. */
function cutBlock(source: OpenFile, place: Place, header: BlockHeader, to: Position): Cut {
  const bytes = bytesAt(source, place.offset, blockBytes(header));
  if (bytes === null) throw new Error(`no block at byte ${place.offset}`);
  const { headsBytes, termsBytes, first, packed } = header;
  const heads = readHeads(bytes.subarray(blockHeaderBytes), header.count).slice(0, to - first + 1);
  let headsEnd = blockHeaderBytes;
  for (const _ of heads) headsEnd += bytes.readUInt32LE(headsEnd);
  const termsAt = blockHeaderBytes + headsBytes;
  const termsEnd = termsAt + 8 * heads.reduce((sum, { termsCount }) => sum + termsCount, 0);
  const plain = unpack(bytes.subarray(termsAt + termsBytes), packed);
  const kept = pack([
    plain.subarray(
      0,
      heads.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0),
    ),
  ]);
  const front = Buffer.concat([bytes.subarray(0, headsEnd), bytes.subarray(termsAt, termsEnd)]);
  const lastAt = heads.at(-1)?.at ?? header.firstAt;
  const records = heads.reduce((sum, one) => sum + one.records, 0);
  const block = { ...header, ...kept, more: false, count: heads.length, records, lastAt };
  const chain = sealBlock(front, headsEnd - blockHeaderBytes, kept.stored, block, place.chain);
  const offset = place.offset + front.byteLength + kept.stored.byteLength;
  return { place: { offset, position: to, chain, lastAt }, wholeTo: place.offset, rest: [front, kept.stored] };
}

function cutRulings(work: Work, whole: Mark["rulings"]): Mark["rulings"] {
  const { files, folder, there } = work;
  const path = join(folder, names.rulings);
  if (!work.damages.some(({ stream }) => stream === "rulings")) return whole;
  let kept: Buffer | null = null;
  if (there.includes(names.rulings)) {
    const source = files.open(path, "read");
    kept = bytesAt(source, segmentHeaderBytes, whole.offset - segmentHeaderBytes);
    source.close();
    work.moveAside(names.rulings);
  }
  const fresh = segmentHeader({ number: 0, first: 1, before: 0, chain: noChain });
  makeFile(files, path, kept === null ? [fresh] : [fresh, kept]).close();
  return whole;
}
