import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";

/** Why a data folder cannot be used, in words for whoever starts the server. */
export class FolderRefused extends Error {}

/** A data folder that is ours alone until it is left. */
export interface DataFolder {
  readonly path: string;
  readonly store: string;
  readonly access: string;
  /** Takes away journal and rows, and leaves an empty folder; sessions stay. */
  wipe(): void;
  /** Gives the folder free; a throw-away one is removed. */
  leave(): void;
}

const marker = "demo";
const lockName = "tallyman.lock";

/**
 * Takes the data folder. Demo data lies only in folders of its own, marked by a file `demo`: a server with real data
 * refuses such a folder, and a demo refuses any other that is not empty. Two servers never share one.
 */
export function takeFolder(told: string | null, demo: boolean): DataFolder {
  const throwAway = demo && told === null;
  const path = throwAway ? mkdtempSync(join(tmpdir(), "tallyman-demo-")) : resolve(told ?? "data");
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const marked = existsSync(join(path, marker));
  if (!demo && marked)
    throw new FolderRefused(`${path} holds demo data. Set TALLYMAN_DATA to another folder, or delete this one.`);
  if (demo && !marked && readdirSync(path).length > 0) {
    throw new FolderRefused(`${path} is not empty and holds no demo data. A demo wants a folder of its own.`);
  }
  const lock = join(path, lockName);
  takeLock(lock, path);
  if (demo) writeFileSync(join(path, marker), "Data of the simulated network; nothing here is real.\n");
  const file = (name: string) => join(path, name);
  return {
    path,
    store: file("store.db"),
    access: file("access.db"),
    wipe() {
      for (const name of readdirSync(path))
        if (/^(journal|store)\.db|^(journal|bases)$/.test(name)) rmSync(file(name), { recursive: true, force: true });
    },
    leave() {
      if (throwAway) rmSync(path, { recursive: true, force: true });
      else rmSync(lock, { force: true });
    },
  };
}

/** A lock left by a process that is gone counts for nothing. */
function takeLock(lock: string, path: string): void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: "wx" });
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = Number(readFileSync(lock, "utf8"));
    if (holder !== process.pid && isAlive(holder)) {
      throw new FolderRefused(
        `${path} is in use by process ${holder}. Stop it, or set TALLYMAN_DATA to another folder.`,
      );
    }
    unlinkSync(lock);
  }
  throw new FolderRefused(`${path} could not be locked.`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
