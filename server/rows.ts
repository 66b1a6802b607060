import { existsSync } from "node:fs";
import { join } from "node:path";
import { copyRows, rowsAt, rowsVersion } from "./adapters/sqlite/index.ts";
import { journalOf } from "./journal.ts";
import type { JournalHead } from "./ports/index.ts";
import { type Bases, type CopyRows, openBases } from "./start/bases.ts";
import type { DataFolder } from "./start/folder.ts";
import { journalPlace } from "./start/journal-place.ts";
import { type RowsFile, readyRows } from "./start/ready-rows.ts";
import { report } from "./telemetry/index.ts";

/** The rows of a data folder and their bases, by the technology that keeps them there. */
export function rowsOf(folder: Pick<DataFolder, "path" | "store">) {
  const file: RowsFile = { path: folder.store, version: rowsVersion, at: rowsAt };
  const bases: Bases = openBases(join(folder.path, "bases"));
  const copy: CopyRows = (to, go) => copyRows(folder.store, to, go);
  return {
    file,
    bases,
    copy,
    /** Before they are opened. Throws `FolderRefused` where they cannot be made again. */
    async ready(): Promise<void> {
      const head = await headOf(folder.path);
      const base = head === null ? null : await readyRows(file, bases, head);
      if (base !== null) report("store.restored", { position: base.position, base: base.file });
    },
  };
}

/** Null where there is no journal yet, or none that can be read: that is told by whoever opens it. */
async function headOf(path: string): Promise<JournalHead | null> {
  const place = journalPlace(path);
  if (place.kind !== "segments" || !existsSync(join(place.path, "mark"))) return null;
  const reader = journalOf(path).reader();
  try {
    return await reader.head();
  } catch {
    return null;
  } finally {
    await reader.close();
  }
}
