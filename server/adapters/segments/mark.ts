import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Instant, Position } from "../../domain/index.ts";
import { bytesAt, type Files, names, type OpenFile } from "./files.ts";
import {
  formatVersion,
  instantAt,
  noChain,
  putInstant,
  putWhole,
  segmentHeaderBytes,
  TooNewSegments,
  wholeAt,
} from "./layout.ts";

const markMagic = 0x4b524d54;
const slotBytes = 4096;
const usedBytes = 192;

/** How far the journal was acknowledged: all before is on the disk, and must be found there. */
export interface Mark {
  /** The oldest segment that is kept, the one that is written to, and where in it the acknowledged end is. */
  readonly oldest: number;
  readonly newest: number;
  readonly offset: number;
  readonly position: Position;
  readonly lastAt: Instant | null;
  readonly chain: Buffer;
  readonly rulings: {
    readonly offset: number;
    readonly number: number;
    readonly lastAt: Instant | null;
    readonly chain: Buffer;
  };
  /** The newest instant at which we said that we run. */
  readonly alive: Instant | null;
  /** Bytes of the kept segments that are full. */
  readonly fullBytes: number;
  /** When segments were last dropped, and the stamp of the last entry in them; null where none ever was. */
  readonly dropped: { readonly at: Instant; readonly lastAt: Instant } | null;
}

/** The mark of a journal that holds nothing. */
export const emptyMark: Mark = {
  oldest: 1,
  newest: 1,
  offset: segmentHeaderBytes,
  position: 0,
  lastAt: null,
  chain: noChain,
  rulings: { offset: segmentHeaderBytes, number: 0, lastAt: null, chain: noChain },
  alive: null,
  fullBytes: 0,
  dropped: null,
};

/** Bytes that the journal keeps on the disk, without what is derived. */
export const keptBytes = ({ fullBytes, offset, rulings }: Mark): number => fullBytes + offset + rulings.offset;

function slotOf(mark: Mark, sequence: number): Buffer {
  const bytes = Buffer.alloc(usedBytes);
  bytes.writeUInt32LE(markMagic, 0);
  bytes.writeUInt32LE(formatVersion, 8);
  putWhole(bytes, sequence, 16);
  bytes.writeUInt32LE(mark.oldest, 24);
  bytes.writeUInt32LE(mark.newest, 28);
  putWhole(bytes, mark.offset, 32);
  putWhole(bytes, mark.position, 40);
  putInstant(bytes, mark.lastAt, 48);
  mark.chain.copy(bytes, 56);
  putWhole(bytes, mark.rulings.offset, 88);
  putWhole(bytes, mark.rulings.number, 96);
  putInstant(bytes, mark.rulings.lastAt, 104);
  mark.rulings.chain.copy(bytes, 112);
  putInstant(bytes, mark.alive, 144);
  putWhole(bytes, mark.fullBytes, 152);
  putWhole(bytes, mark.dropped?.at ?? 0, 160);
  putWhole(bytes, mark.dropped?.lastAt ?? 0, 168);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

function readSlot(bytes: Buffer | null): { readonly sequence: number; readonly mark: Mark } | null {
  if (bytes === null || bytes.readUInt32LE(0) !== markMagic) return null;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return null;
  const version = bytes.readUInt32LE(8);
  if (version > formatVersion)
    throw new TooNewSegments(`the journal has format ${version}; this program knows ${formatVersion}`);
  const mark: Mark = {
    oldest: bytes.readUInt32LE(24),
    newest: bytes.readUInt32LE(28),
    offset: wholeAt(bytes, 32),
    position: wholeAt(bytes, 40),
    lastAt: instantAt(bytes, 48),
    chain: Buffer.from(bytes.subarray(56, 88)),
    rulings: {
      offset: wholeAt(bytes, 88),
      number: wholeAt(bytes, 96),
      lastAt: instantAt(bytes, 104),
      chain: Buffer.from(bytes.subarray(112, 144)),
    },
    alive: instantAt(bytes, 144),
    fullBytes: wholeAt(bytes, 152),
    dropped: wholeAt(bytes, 160) === 0 ? null : { at: wholeAt(bytes, 160), lastAt: wholeAt(bytes, 168) },
  };
  return { sequence: wholeAt(bytes, 16), mark };
}

/** What the mark's file says: the newer of its two slots, and whether one of them cannot be read. */
export function readMark(
  file: OpenFile,
): { readonly sequence: number; readonly mark: Mark; readonly whole: boolean } | null {
  const slots = [0, 1].map((index) => readSlot(bytesAt(file, index * slotBytes, usedBytes)));
  const read = slots.filter((slot) => slot !== null).toSorted((a, b) => b.sequence - a.sequence);
  const [newest] = read;
  return newest === undefined ? null : { ...newest, whole: read.length === 2 };
}

/** Writes marks, each into the slot that does not hold the one before: a torn write never loses both. */
export interface MarkWriter {
  write(mark: Mark): Promise<void>;
  /** Into both slots, one after the other: afterwards nobody can read an older one. */
  writeBoth(mark: Mark): void;
  close(): void;
}

export function openMarkWriter(files: Files, folder: string): MarkWriter {
  const path = join(folder, names.mark);
  const fresh = !files.list(folder).includes(names.mark);
  const file = files.open(path, fresh ? "create" : "write");
  let sequence = fresh ? 0 : (readMark(file)?.sequence ?? 0);
  const put = (mark: Mark): void => {
    sequence++;
    file.write([slotOf(mark, sequence)], (sequence % 2) * slotBytes);
  };
  return {
    write(mark) {
      put(mark);
      return file.sync();
    },
    writeBoth(mark) {
      for (let slot = 0; slot < 2; slot++) {
        put(mark);
        file.syncNow();
      }
      if (fresh) files.syncFolder(folder);
    },
    close: () => file.close(),
  };
}
