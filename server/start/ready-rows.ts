import { existsSync } from "node:fs";
import type { Position } from "../domain/index.ts";
import type { JournalHead } from "../ports/index.ts";
import type { Base, Bases } from "./bases.ts";
import { FolderRefused } from "./folder.ts";

/** What is known of rows before they are opened. */
export interface RowsFile {
  readonly path: string;
  /** Version that this program reads. */
  readonly version: number;
  at(path: string): { readonly version: number; readonly position: Position } | null;
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Whether what is known of rows is followed by records that are all kept, and is of no entry that the journal has not. */
const fits = (position: Position, { first, position: last }: JournalHead): boolean =>
  position >= first - 1 && position <= last;

/**
 * The newest base that this program can read, that is whole, and behind which all records are kept. Null where there is
 * none, and where none is needed: nothing was dropped.
 */
export async function usableBase(bases: Bases, head: JournalHead, version: number): Promise<Base | null> {
  if (head.first <= 1) return null;
  for (const base of bases.list())
    if (base.version === version && fits(base.position, head) && (await bases.whole(base))) return base;
  return null;
}

/**
 * Makes the rows ready to be opened: where they are missing, of an older version, know less than was dropped, or more
 * than the journal has since it was cut, a base takes their place. Answers that base, or null where nothing was to do. Refuses the folder, and leaves it as it is,
 * where there is no such base: they could not be derived again, and must not be thrown away.
 */
export async function readyRows(rows: RowsFile, bases: Bases, head: JournalHead): Promise<Base | null> {
  if (head.first <= 1) return null;
  const found = existsSync(rows.path) ? rows.at(rows.path) : null;
  if (found !== null && found.version > rows.version) return null;
  if (found !== null && found.version === rows.version && fits(found.position, head)) return null;
  const base = await usableBase(bases, head, rows.version);
  if (base === null) throw new FolderRefused(refusal(rows, found, head));
  bases.restore(base, rows.path);
  return base;
}

/** Why rows cannot be made, and what to do. */
export function refusal(rows: RowsFile, found: ReturnType<RowsFile["at"]>, head: JournalHead): string {
  const what =
    found === null
      ? `The rows are missing (${rows.path}), and there is no base from which they could be made`
      : found.version < rows.version
        ? `The rows in ${rows.path} are of version ${found.version}, this program reads version ${rows.version}, and there is no base of that`
        : `The rows in ${rows.path} end with entry ${found.position}, the journal has ${head.first} to ${head.position}, and there is no base that this program can go on from`;
  const gone = head.dropped === null ? "" : ` up to ${day(head.dropped.lastAt)}, on ${day(head.dropped.at)}`;
  const doing =
    found !== null && found.version < rows.version
      ? "Go back to the program that wrote them"
      : "Put a backup of the rows, or of the folder `bases`, back";
  return `${what}. They cannot be derived from the journal: the records before entry ${head.first} were dropped${gone}. Nothing was changed. ${doing}.`;
}
