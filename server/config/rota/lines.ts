/** One thing that is wrong with a file beside the network file; lines from 1. */
export interface FileFault {
  readonly line: number;
  readonly message: string;
}

/** What came of reading such a file: all that it says, or everything that is wrong with it. */
export type FileRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

/** A line of a file with its number; for a folded one, that of its beginning. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

/** Bytes of a file beside the network file, at most: 1 MiB. */
export const mostFileBytes = 1_048_576;
/** Shifts or holidays that one file may say, at most; one that repeats counts once. */
export const mostEvents = 5_000;

/** Lines of a text without the mark of its encoding; empty ones are left out. */
export function linesOf(text: string): readonly TextLine[] {
  const bare = text.startsWith("\ufeff") ? text.slice(1) : text;
  return bare
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter((line) => line.text !== "");
}
