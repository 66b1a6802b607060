import { closeSync, existsSync, fsyncSync, openSync, rmSync, statSync } from "node:fs";
import type Sqlite from "better-sqlite3";
import { Database } from "./driver.ts";

/** A handle of one database file. */
export type Handle = Sqlite.Database;
/** A prepared statement with positional values. */
export type Statement = Sqlite.Statement<unknown[]>;

/** The file was written by a newer version of this program, and is left alone. */
export class TooNew extends Error {}

/** Whether a write failed because the disk has no room, or the file may not grow. */
export const isFull = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code === "SQLITE_FULL";

/** The least SQLite that is trusted with a log: older ones can lose a WAL on a rare race of checkpoints. */
const leastSqlite = [3, 51, 3] as const;

const busyTimeout = "busy_timeout = 5000";

/**
 * Opens the file of a writer: WAL, and every commit on disk before it returns. Creates the tables of `schema` in a new
 * file; throws `TooNew` on a file of a later `version`.
 */
export function openWriter(path: string, schema: string, version: number): Handle {
  const db = new Database(path);
  try {
    checkSqlite(db);
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma(busyTimeout);
    db.pragma("cache_size = -65536");
    db.pragma("wal_autocheckpoint = 16384");
    db.pragma("journal_size_limit = 134217728");
    db.pragma("temp_store = MEMORY");
    const found = Number(db.pragma("user_version", { simple: true }));
    if (found > version) throw new TooNew(`${path} has version ${found}; this program knows ${version}`);
    if (found === 0) {
      db.transaction(() => {
        db.exec(schema);
        db.pragma(`user_version = ${version}`);
      })();
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A log that is no longer than this may stay: it would be written again at once. */
const logKept = 16 * 1024 * 1024;

/**
 * Puts a long log into the file and gives its room back, where no reader still needs it. To be called while nothing
 * waits: under load the log is emptied by the commit that makes it too long, and keeps its length.
 */
export function emptyLog(db: Handle): void {
  const log = statSync(`${db.name}-wal`, { throwIfNoEntry: false });
  if (log === undefined || log.size <= logKept) return;
  db.pragma("busy_timeout = 0");
  try {
    db.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    // What the disk refuses here it refuses the next commit, which says so.
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db.pragma(busyTimeout);
  }
}

/**
 * Begins the one transaction of a file that counts only once it is whole: pages stay in memory while there is room, go
 * straight to the file, and nothing waits for the disk.
 */
export function beginRebuild(db: Handle): void {
  // Only so does SQLite let a file be without a journal, which would hold in memory all that is changed of a base.
  db.unsafeMode();
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("cache_size = -262144");
  db.exec("BEGIN EXCLUSIVE");
}

/** Ends it: all of the file is on disk, and it is as `openWriter` would have made it. */
export function endRebuild(db: Handle): void {
  if (db.inTransaction) db.exec("COMMIT");
  db.pragma("synchronous = FULL");
  const file = openSync(db.name, "r+");
  fsyncSync(file);
  closeSync(file);
  db.pragma("journal_mode = WAL");
  db.unsafeMode(false);
}

/**
 * Takes away a file that an older version wrote, for what is derived and need not be brought up. The version that it had;
 * null where there was none, or none that is older.
 */
export function dropOlder(path: string, version: number): number | null {
  if (!existsSync(path)) return null;
  const db = new Database(path);
  const found = Number(db.pragma("user_version", { simple: true }));
  db.close();
  if (found === 0 || found >= version) return null;
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  return found;
}

/** Opens a file that a writer has made, for reading only; another thread or process may hold the writer. */
export function openReader(path: string, version: number): Handle {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    checkSqlite(db);
    db.pragma(busyTimeout);
    db.pragma("cache_size = -32768");
    db.pragma("mmap_size = 268435456");
    db.pragma("temp_store = MEMORY");
    const found = Number(db.pragma("user_version", { simple: true }));
    if (found !== version) throw new TooNew(`${path} has version ${found}; this program knows ${version}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Runs several reads against one state of the file. */
export function inOneState<T>(db: Handle, read: () => T): T {
  if (db.inTransaction) return read();
  db.exec("BEGIN");
  try {
    return read();
  } finally {
    db.exec("COMMIT");
  }
}

function checkSqlite(db: Handle): void {
  const text = String(db.prepare("SELECT sqlite_version()").pluck().get());
  const parts = text.split(".").map(Number);
  for (const [index, least] of leastSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new Error(`SQLite ${text} is older than ${leastSqlite.join(".")}`);
  }
}
