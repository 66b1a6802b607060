import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writevSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One file that is open. */
export interface OpenFile {
  size(): number;
  /** Fills as much of `into` as the file has from an offset on; answers how much that was. */
  read(into: Uint8Array, offset: number): number;
  /** Writes all of the parts one behind the other, or throws; some of it may then stand in the file. */
  write(parts: readonly Uint8Array[], offset: number): void;
  /** Resolves when what was written before the call is on the disk; the thread goes on meanwhile. */
  sync(): Promise<void>;
  syncNow(): void;
  truncate(size: number): void;
  close(): void;
}

/** What the journal asks of a file system, and no more: whoever fakes it can stop it at any step. */
export interface Files {
  /** Makes a folder where there is none, durably. */
  makeFolder(path: string): void;
  /** Names in a folder; none where there is no folder. */
  list(path: string): readonly string[];
  /** Fails where there is no such file, but for `create`, which fails where there is one. */
  open(path: string, way: "read" | "write" | "create"): OpenFile;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes names that came or went in a folder durable. */
  syncFolder(path: string): void;
  /** As `syncFolder`; the thread goes on meanwhile. */
  syncNames(path: string): Promise<void>;
}

const flags = { read: "r", write: "r+", create: "wx+" } as const;

/** The disk of this machine. */
export const disk: Files = {
  makeFolder(path) {
    if (existsSync(path)) return;
    mkdirSync(path, { recursive: true, mode: 0o700 });
    syncFolder(dirname(path));
  },
  list: (path) => (existsSync(path) ? readdirSync(path) : []),
  open: (path, way) => openFile(openSync(path, flags[way], 0o600)),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
  syncFolder,
  async syncNames(path) {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function openFile(fd: number): OpenFile {
  return {
    size: () => fstatSync(fd).size,
    read(into, offset) {
      let done = 0;
      while (done < into.byteLength) {
        const got = readSync(fd, into, done, into.byteLength - done, offset + done);
        if (got === 0) break;
        done += got;
      }
      return done;
    },
    write(parts, offset) {
      let rest = parts.filter((part) => part.byteLength > 0);
      let at = offset;
      while (rest.length > 0) {
        const written = writevSync(fd, rest, at);
        at += written;
        rest = behind(rest, written);
      }
    },
    sync: () => new Promise((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve()))),
    syncNow: () => fdatasyncSync(fd),
    truncate: (size) => ftruncateSync(fd, size),
    close: () => closeSync(fd),
  };
}

/** What is left of parts when their first bytes were written: the system may take less than it was given. */
function behind(parts: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  let index = 0;
  for (; index < parts.length; index++) {
    const length = parts[index]?.byteLength ?? 0;
    if (skip < length) break;
    skip -= length;
  }
  const rest = parts.slice(index);
  const [first] = rest;
  if (skip > 0 && first !== undefined) rest[0] = first.subarray(skip);
  return rest;
}

/** Bytes of a file from an offset on, exactly so many; null where it ends before. */
export function bytesAt(file: OpenFile, offset: number, length: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  return file.read(bytes, offset) === length ? bytes : null;
}

/** Names of the files in a journal's folder. */
export const names = {
  mark: "mark",
  rulings: "rulings.seg",
  segment: (number: number): string => `records-${String(number).padStart(6, "0")}.seg`,
  /** Number of a segment by its file's name; null where it is no segment. */
  numberOf(name: string): number | null {
    const found = /^records-(\d{6,})\.seg$/.exec(name);
    return found === null ? null : Number(found[1]);
  },
};

/** Path of a segment of the records. */
export const segmentPath = (folder: string, number: number): string => join(folder, names.segment(number));
