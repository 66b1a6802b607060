import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ConfigFault, readRunbook } from "../config/index.ts";
import type { Runbook } from "../domain/index.ts";
import { report } from "../telemetry/index.ts";

const lookEveryMs = 1_000;
/** More files than this in the folder are not read. */
const mostRunbooks = 500;

/** The runbooks of a folder, and what is wrong with those that cannot be used. */
export interface FoundRunbooks {
  readonly runbooks: readonly Runbook[];
  readonly faults: readonly (ConfigFault & { readonly file: string })[];
}

/** Folder of the runbooks that belong to a network file: `runbooks` beside it. */
export const runbookFolder = (networkFile: string): string => join(dirname(networkFile), "runbooks");

/** Reads every `*.md` of a folder, by name; a folder that is not there has none. With `teams`, a step that names another is a fault. */
export function readRunbooks(folder: string, teams?: Iterable<string>): FoundRunbooks {
  const runbooks: Runbook[] = [];
  const faults: (ConfigFault & { file: string })[] = [];
  for (const file of namesIn(folder)) {
    const text = textOf(join(folder, file));
    const read =
      text === null
        ? { ok: false as const, faults: [{ line: 1, path: "", message: "The runbook cannot be read." }] }
        : readRunbook(file.slice(0, -".md".length), text, teams);
    if (read.ok) runbooks.push(read.runbook);
    else faults.push(...read.faults.map((fault) => ({ ...fault, file })));
  }
  return { runbooks, faults };
}

/** The runbooks beside a network file, read again when asked after one changed; one with faults is reported and left out. */
export function watchRunbooks(networkFile: string | null): () => readonly Runbook[] {
  if (networkFile === null) return () => [];
  const folder = runbookFolder(networkFile);
  let known = "";
  let lookedAt = Number.NEGATIVE_INFINITY;
  let found: readonly Runbook[] = [];
  return () => {
    const now = performance.now();
    if (now - lookedAt < lookEveryMs) return found;
    lookedAt = now;
    const state = namesIn(folder)
      .map((name) => `${name} ${statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0}`)
      .join("\n");
    if (state === known) return found;
    known = state;
    const read = readRunbooks(folder);
    found = read.runbooks;
    for (const { file, line, message } of read.faults) report("runbook.refused", { file, line, reason: message });
    return found;
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
    return names.sort().slice(0, mostRunbooks);
  } catch {
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
