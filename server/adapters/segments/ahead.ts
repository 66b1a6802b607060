import type { OpenFile } from "./files.ts";

const windowBytes = 256 * 1024;
/** Bytes that may be left out between two reads that still go on in order. */
const gap = 16 * 1024;
/** Reads in order before more is read than was asked for: who looks at one block reads its parts in order too. */
const streakToRead = 5;

/** What was read beyond what was asked, of one file at a time; shared by files that are read in turn. */
export interface Window {
  file: OpenFile | null;
  bytes: Buffer | null;
  start: number;
  length: number;
  /** Where the last read ended, and how many before it went on in order. */
  next: number;
  streak: number;
}

export const createWindow = (): Window => ({ file: null, bytes: null, start: 0, length: 0, next: 0, streak: 0 });

/**
 * A file whose small reads in order are served from larger ones. `limit`: what lies before it never changes any more;
 * nothing beyond it is kept.
 */
export function ahead(file: OpenFile, window: Window, limit: () => number): OpenFile {
  const within = (offset: number, length: number): boolean =>
    window.file === file && offset >= window.start && offset + length <= window.start + window.length;

  const serve = (into: Uint8Array, offset: number): number => {
    window.bytes?.copy(into, 0, offset - window.start, offset - window.start + into.byteLength);
    window.next = offset + into.byteLength;
    return into.byteLength;
  };

  return {
    ...file,
    read(into, offset) {
      const length = into.byteLength;
      if (within(offset, length)) return serve(into, offset);
      const inOrder = window.file === file && offset >= window.next && offset - window.next <= gap;
      window.streak = inOrder ? window.streak + 1 : 0;
      window.file = file;
      window.length = 0;
      if (window.streak >= streakToRead && length <= windowBytes / 2) {
        window.bytes ??= Buffer.allocUnsafe(windowBytes);
        window.start = offset;
        const most = Math.min(windowBytes, Math.max(0, limit() - offset));
        window.length = file.read(window.bytes.subarray(0, most), offset);
        if (within(offset, length)) return serve(into, offset);
        window.length = 0;
      }
      window.next = offset + length;
      return file.read(into, offset);
    },
  };
}
