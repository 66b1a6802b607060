import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where a data folder keeps its journal, and in what. */
export interface JournalPlace {
  readonly kind: "sqlite" | "segments";
  readonly path: string;
  readonly exists: boolean;
}

/** A data folder that has a journal in one file of SQLite keeps it; every other has, or gets, a folder of segments. */
export function journalPlace(data: string): JournalPlace {
  const file = join(data, "journal.db");
  if (existsSync(file)) return { kind: "sqlite", path: file, exists: true };
  const path = join(data, "journal");
  return { kind: "segments", path, exists: existsSync(path) };
}
