import { createHash } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Instant, Position } from "../domain/index.ts";

/** A copy of the rows from which they can be derived on, though the records before it are gone. */
export interface Base {
  /** Name of its file. */
  readonly file: string;
  /** Version of its rows: only a program of the same one can read them. */
  readonly version: number;
  /** Position of the last entry that its rows know. */
  readonly position: Position;
  readonly madeAt: Instant;
  readonly bytes: number;
  readonly sha256: string;
}

/** Copies the rows as one commit left them; rejects once `go` says no. */
export type CopyRows = (
  to: string,
  go: () => boolean,
) => Promise<{ readonly version: number; readonly position: Position }>;

/** The bases of a data folder: for each its file, and beside it a manifest, without which it counts for nothing. */
export interface Bases {
  /** The newest first. */
  list(): readonly Base[];
  make(copy: CopyRows, at: Instant, go: () => boolean): Promise<Base>;
  /** Whether all of it is as it was written. */
  whole(base: Base): Promise<boolean>;
  /** Puts a copy of it in a file's place, whole or not at all. */
  restore(base: Base, to: string): void;
  /** Takes all others away. */
  keepOnly(base: Base): void;
}

const isBase = (read: unknown): read is Base =>
  typeof read === "object" &&
  read !== null &&
  ["version", "position", "madeAt", "bytes"].every((name) => Number.isSafeInteger(Reflect.get(read, name))) &&
  ["file", "sha256"].every((name) => typeof Reflect.get(read, name) === "string");

export function openBases(folder: string): Bases {
  const path = (name: string): string => join(folder, name);
  const names = (): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

  function read(name: string): Base | null {
    try {
      const found: unknown = JSON.parse(readFileSync(path(name), "utf8"));
      return isBase(found) && existsSync(path(found.file)) ? found : null;
    } catch {
      // A manifest is written whole or not at all: what cannot be read is none.
      return null;
    }
  }

  return {
    list: () =>
      names()
        .filter((name) => name.endsWith(".json"))
        .map(read)
        .filter((base) => base !== null)
        .toSorted((one, other) => other.position - one.position || other.madeAt - one.madeAt),
    async make(copy, at, go) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // What an earlier one left that was not finished.
      for (const name of names()) if (name.endsWith(".new")) rmSync(path(name), { force: true });
      const fresh = path("base.db.new");
      const { version, position } = await copy(fresh, go);
      const name = `base-${String(position).padStart(12, "0")}-${at}`;
      const file = `${name}.db`;
      const sha256 = await hashOf(fresh);
      const base: Base = { file, version, position, madeAt: at, bytes: statSync(fresh).size, sha256 };
      renameSync(fresh, path(file));
      writeFileSync(path(`${name}.json.new`), `${JSON.stringify(base, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(path(`${name}.json.new`), path(`${name}.json`));
      syncFolder(folder);
      syncFolder(dirname(folder));
      return base;
    },
    async whole({ file, bytes, sha256 }) {
      return existsSync(path(file)) && statSync(path(file)).size === bytes && (await hashOf(path(file))) === sha256;
    },
    restore({ file }, to) {
      const fresh = `${to}.new`;
      copyFileSync(path(file), fresh);
      const copied = openSync(fresh, "r");
      fsyncSync(copied);
      closeSync(copied);
      for (const end of ["-wal", "-shm"]) rmSync(to + end, { force: true });
      renameSync(fresh, to);
      syncFolder(dirname(to));
    },
    keepOnly(base) {
      const manifest = base.file.replace(/\.db$/, ".json");
      // Manifests first: a base without one counts for nothing.
      const others = names().filter((name) => name !== base.file && name !== manifest);
      for (const name of others.toSorted((a, b) => Number(b.endsWith(".json")) - Number(a.endsWith(".json"))))
        rmSync(path(name), { force: true });
    },
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(part as Buffer);
  return hash.digest("hex");
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}
