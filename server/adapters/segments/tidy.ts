import { join } from "node:path";
import type { Files, OpenFile } from "./files.ts";
import { merge, type Slice, type Source, worthMerging } from "./merge.ts";
import { openRun, type Run, type RunHeader, runFile } from "./run.ts";

/** A slice of merging ends after so long; then others have the thread. */
const sliceMs = 1;
/** Between two slices the thread does nothing for so long: merging takes no more than a fifth of it. */
const restMs = 4;

/** An index whose runs may become fewer. */
export interface Tidied {
  readonly name: string;
  runs(): readonly Run[];
  /** Puts one run in the place of some, which are closed. */
  replace(old: readonly Run[], by: Run): void;
}

/** Makes many runs into few while nobody waits. */
export interface Tidying {
  /** There may be something to do, or time for it. */
  wake(): void;
  /** Leaves what is not finished. */
  close(): Promise<void>;
}

/** What is being made. */
interface Job {
  readonly index: Tidied;
  readonly old: readonly Run[];
  readonly path: string;
  readonly files: readonly OpenFile[];
  readonly work: Generator<Slice, RunHeader | null>;
}

/**
 * Merges neighbouring runs, `from` of them or more, a slice at a time and only while `idle`. The new run is written beside
 * the old ones, synced, named, and its name synced, before they are removed: whatever stops it, one or the others are
 * there. Who has an old run open reads on in it; a disk gives its room back when the last of them closes it.
 */
export function openTidying(parts: {
  readonly files: Files;
  readonly folder: string;
  readonly indexes: readonly Tidied[];
  readonly from: number;
  readonly idle: () => boolean;
}): Tidying {
  const { files, folder, indexes, from, idle } = parts;
  let over = false;
  let job: Job | null = null;
  let timer: NodeJS.Timeout | null = null;
  let turning: Promise<void> = Promise.resolve();
  /** Runs that an index had when merging them failed: it is tried again when it has others. */
  const failed = new Map<Tidied, string>();

  const wake = (): void => {
    if (over || timer !== null) return;
    timer = setTimeout(() => {
      turning = turn().then((more) => {
        timer = null;
        if (more) wake();
      });
    }, restMs);
    timer.unref();
  };

  const stateOf = (index: Tidied): string =>
    index
      .runs()
      .map(({ name }) => name)
      .join();

  function begin(): Job | null {
    for (const index of indexes) {
      if (failed.get(index) === stateOf(index)) continue;
      const old = worthMerging(index.runs(), from);
      const [first, last] = [old[0], old.at(-1)];
      if (first === undefined || last === undefined) continue;
      const path = join(folder, runFile(index.name, first.first, last.last));
      const opened: OpenFile[] = [];
      try {
        const sources: Source[] = old.map(({ name, header }) => {
          const file = files.open(join(folder, name), "read");
          opened.push(file);
          return { file, header };
        });
        files.remove(`${path}.new`);
        const out = files.open(`${path}.new`, "create");
        opened.push(out);
        return { index, old, path, files: opened, work: merge(sources, out) };
      } catch {
        for (const file of opened) file.close();
        failed.set(index, stateOf(index));
      }
    }
    return null;
  }

  /** Works for one slice; answers whether there is more to do. */
  async function turn(): Promise<boolean> {
    if (over || !idle()) return job !== null;
    job ??= begin();
    if (job === null) return false;
    try {
      const until = performance.now() + sliceMs;
      while (performance.now() < until) {
        const step = job.work.next();
        if (step.done === true) return await finish(job, step.value);
        await step.value;
        if (step.value !== undefined) break;
      }
    } catch {
      // Runs are derived, and those that there are still answer: what the disk refuses here nobody misses.
      leave(true);
    }
    return true;
  }

  function leave(failing: boolean): void {
    if (job === null) return;
    const { index, path, files: opened } = job;
    job = null;
    if (failing) failed.set(index, stateOf(index));
    for (const file of opened) file.close();
    try {
      files.remove(`${path}.new`);
    } catch {
      // The next start takes it away.
    }
  }

  async function finish({ index, old, path }: Job, header: RunHeader | null): Promise<boolean> {
    const there = new Set(index.runs());
    if (header === null || !old.every((run) => there.has(run))) {
      leave(header === null);
      return true;
    }
    files.rename(`${path}.new`, path);
    const file = files.open(path, "read");
    index.replace(old, openRun(runFile(index.name, header.first, header.last), file, header, true));
    leave(false);
    await files.syncNames(folder);
    for (const { name } of old) files.remove(join(folder, name));
    return true;
  }

  return {
    wake,
    async close() {
      over = true;
      if (timer !== null) clearTimeout(timer);
      await turning;
      leave(false);
    },
  };
}
