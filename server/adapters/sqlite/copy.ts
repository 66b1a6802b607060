import { closeSync, fsyncSync, openSync, rmSync } from "node:fs";
import type { Position } from "../../domain/index.ts";
import { type Handle, openReader } from "./database.ts";
import { Database } from "./driver.ts";
import { storeVersion } from "./store-schema.ts";

/** Pages that are copied at once: what else waits for the thread waits for these. */
const pagesAtOnce = 64;

/** Version of the rows that this program reads and writes. */
export const rowsVersion = storeVersion;

/** What the rows in a file hold. */
export interface RowsAt {
  readonly version: number;
  /** Position of the last entry that they know; 0 where they are of another version. */
  readonly position: Position;
}

/** What the rows in a file hold; null where the file has none. */
export function rowsAt(path: string): RowsAt | null {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const version = Number(db.pragma("user_version", { simple: true }));
    if (version === 0) return null;
    return { version, position: version === storeVersion ? positionIn(db) : 0 };
  } finally {
    db.close();
  }
}

const positionIn = (db: Handle): Position =>
  Number(db.prepare("SELECT value FROM meta WHERE name = 'up_to'").pluck().get());

/**
 * Copies the rows of a store into a file of its own, as one commit left them, while an engine goes on writing; all of it
 * is on the disk when it resolves. Rejects, and leaves no file, once `go` says no.
 */
export async function copyRows(from: string, to: string, go: () => boolean): Promise<RowsAt> {
  rmSync(to, { force: true });
  const db = openReader(from, storeVersion);
  try {
    // One state from here on: without it the copy would begin anew with each commit.
    db.exec("BEGIN");
    const position = positionIn(db);
    await db.backup(to, {
      progress() {
        if (!go()) throw new Error("the copy was left");
        return pagesAtOnce;
      },
    });
    db.exec("COMMIT");
    const file = openSync(to, "r");
    fsyncSync(file);
    closeSync(file);
    return { version: storeVersion, position };
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  } finally {
    db.close();
  }
}
