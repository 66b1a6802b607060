import { join } from "node:path";
import type { Instant, Position } from "../../domain/index.ts";
import { JournalFailed } from "../../ports/index.ts";
import type { Stamps } from "../../ports/stamps.ts";
import { type Added, type Composed, type Composer, compose, type Kept } from "./compose.ts";
import { type Files, names, type OpenFile, segmentPath } from "./files.ts";
import { segmentHeaderBytes } from "./layout.ts";
import { keptBytes, type Mark, type MarkWriter } from "./mark.ts";
import { makeSegment } from "./start.ts";

/** Bytes of body that are composed at once at most, but for a first call that brings more. */
const groupLimit = 64 * 1024 * 1024;
/** While a sync runs, less than this waits for more: small calls share a block. */
const worthComposing = 64 * 1024;
const noRoom: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export interface WriterParts {
  readonly files: Files;
  readonly folder: string;
  readonly stamp: Stamps;
  readonly state: Mark;
  readonly marks: MarkWriter | null;
  /** Why nothing is taken, from the start on. */
  readonly refused: JournalFailed | null;
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly keptOf: (receiptId: string, since: Instant) => readonly Kept[];
  /** Called when a group stands in the files, before it is on the disk. */
  readonly wrote: (after: Mark, added: readonly Added[]) => void;
  /** Called when all up to a position is on the disk, and the mark that says so. */
  readonly acknowledged: (position: Position) => void;
}

export interface Writer {
  /** Composes a call into the next group; resolves when that is acknowledged. */
  enqueue<T>(bytes: number, write: (composer: Composer) => T): Promise<T>;
  alive(at: Instant): Promise<void>;
  /** What was acknowledged. */
  acknowledged(): Mark;
  /** The least stamp of what is written and not acknowledged; null when there is none. */
  oldestUnseen(): Instant | null;
  /** Nothing waits to be written, or is on its way to the disk; false once the disk has failed. */
  idle(): boolean;
  /** Leaves out the segments before one, durably, of so many bytes; and says that they were dropped. */
  forget(oldest: number, bytes: number, dropped: NonNullable<Mark["dropped"]>): void;
  close(): Promise<void>;
}

interface Waiting {
  readonly bytes: number;
  readonly write: (composer: Composer) => () => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that were written together. */
interface Group {
  readonly firstAt: Instant | null;
  readonly done: readonly (() => void)[];
  readonly calls: readonly Waiting[];
}

/** Three steps, each going on while the next runs: compose and write, sync, mark. */
export function createWriter(parts: WriterParts): Writer {
  const { files, folder, marks } = parts;
  let failed = parts.refused;
  let written = parts.state;
  let synced = written;
  let acknowledged = written;
  /** What the newest mark says, or the one that is on its way to the disk. */
  let marked = written;
  let forgotten = { oldest: written.oldest, bytes: 0, dropped: written.dropped };
  let aliveAt = written.alive;
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let scheduled = false;
  let syncing = false;
  let marking = false;
  let unsynced: Group[] = [];
  let unmarked: Group[] = [];
  let saying: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  /** Groups that are not acknowledged, in order. */
  let flights: Group[] = [];
  const dirty = new Set<OpenFile>();
  let segment = failed === null ? files.open(segmentPath(folder, written.newest), "write") : null;
  const rulings = failed === null ? files.open(join(folder, names.rulings), "write") : null;

  const fail = (error: unknown): void => {
    failed ??= new JournalFailed(
      "the journal could not be written; it takes nothing until the next start",
      true,
      error,
    );
    for (const group of flights) for (const { reject } of group.calls) reject(failed);
    for (const { reject } of [...waiting, ...saying]) reject(failed);
    waiting = [];
    waitingBytes = 0;
    saying = [];
    unsynced = [];
    unmarked = [];
    flights = [];
  };

  /** Begins the next segment, so that the one before is all on the disk before anything stands behind it. */
  const roll = (full: OpenFile): OpenFile => {
    full.syncNow();
    dirty.delete(full);
    const number = written.newest + 1;
    const { position, offset, chain, fullBytes } = written;
    const next = makeSegment(files, folder, { number, first: position + 1, before: offset, chain });
    files.syncFolder(folder);
    written = { ...written, newest: number, offset: segmentHeaderBytes, fullBytes: fullBytes + offset };
    retired.push(full);
    return next;
  };
  const retired: OpenFile[] = [];

  const put = (file: OpenFile, blocks: readonly Uint8Array[], offset: number): void => {
    if (blocks.length === 0) return;
    file.write(blocks, offset);
    dirty.add(file);
  };

  const write = ({ after, entries, rulings: ruled }: Composed): void => {
    if (segment === null || rulings === null) throw new Error("a journal that is not written to");
    if (keptBytes(after) - forgotten.bytes > parts.maxBytes)
      throw Object.assign(new Error("the journal has all the room that it may have"), { code: "ENOSPC" });
    put(segment, entries, written.offset);
    put(rulings, ruled, written.rulings.offset);
  };

  /** Takes back what a group that found no room left in the files. */
  const takeBack = (): void => {
    segment?.truncate(written.offset);
    rulings?.truncate(written.rulings.offset);
  };

  const take = (): readonly Waiting[] => {
    const calls: Waiting[] = [];
    let bytes = 0;
    for (const call of waiting) {
      if (calls.length > 0 && bytes + call.bytes > groupLimit) break;
      bytes += call.bytes;
      calls.push(call);
    }
    waiting = waiting.slice(calls.length);
    waitingBytes -= bytes;
    return calls;
  };

  const flush = (): void => {
    scheduled = false;
    if (failed !== null || waiting.length === 0 || segment === null) return;
    if (syncing && waitingBytes < worthComposing) return;
    writeGroup();
    if (waiting.length > 0) schedule();
    void syncAll();
  };

  /** Composes and writes what waits, as much as goes into one group; what fails is refused. */
  const writeGroup = (): void => {
    if (segment === null) return;
    const calls = take();
    try {
      if (written.offset >= parts.segmentBytes) segment = roll(segment);
      const composer = compose(written, parts.stamp, parts.keptOf);
      const done = calls.map((call) => call.write(composer));
      const composed = composer.finish();
      try {
        write(composed);
      } catch (error) {
        takeBack();
        throw error;
      }
      written = composed.after;
      const group: Group = { firstAt: composed.firstAt, done, calls };
      flights.push(group);
      unsynced.push(group);
      parts.wrote(written, composed.added);
    } catch (error) {
      if (noRoom.has(codeOf(error))) {
        const full = new JournalFailed("there is no room on the disk of the journal", false, error);
        for (const { reject } of calls) reject(full);
      } else {
        for (const { reject } of calls) reject(refusalAfter(error));
      }
    }
  };

  const refusalAfter = (error: unknown): JournalFailed => {
    fail(error);
    return failed as JournalFailed;
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  /** Syncs one group of groups after the other, never two at once: what the later one is for holds the earlier one's. */
  async function syncAll(): Promise<void> {
    if (syncing) return;
    syncing = true;
    try {
      while (unsynced.length > 0 && failed === null) {
        const groups = unsynced;
        unsynced = [];
        const goal = written;
        const touched = [...dirty];
        dirty.clear();
        await Promise.all(touched.map((file) => file.sync()));
        if (failed !== null) break;
        synced = goal;
        unmarked.push(...groups);
        for (const file of retired.splice(0)) file.close();
        void markAll();
        if (unsynced.length === 0 && waiting.length > 0) writeGroup();
      }
    } catch (error) {
      fail(error);
    }
    syncing = false;
    if (waiting.length > 0) schedule();
  }

  const markOf = (state: Mark): Mark => ({
    ...state,
    oldest: forgotten.oldest,
    dropped: forgotten.dropped,
    fullBytes: state.fullBytes - forgotten.bytes,
    alive: aliveAt,
  });

  async function markAll(): Promise<void> {
    if (marking || marks === null) return;
    marking = true;
    try {
      while ((unmarked.length > 0 || saying.length > 0) && failed === null) {
        const groups = unmarked;
        const said = saying;
        unmarked = [];
        saying = [];
        const goal = synced;
        marked = goal;
        try {
          await marks.write(markOf(goal));
        } catch (error) {
          const refusal = refusalAfter(error);
          for (const { reject } of said) reject(refusal);
          break;
        }
        acknowledged = markOf(goal);
        flights = flights.filter((group) => !groups.includes(group));
        for (const group of groups) for (const done of group.done) done();
        for (const { resolve } of said) resolve();
        parts.acknowledged(acknowledged.position);
      }
    } finally {
      marking = false;
    }
  }

  return {
    enqueue(bytes, writeCall) {
      if (failed !== null) return Promise.reject(failed);
      return new Promise((resolve, reject) => {
        waiting.push({
          bytes,
          write(composer) {
            const value = writeCall(composer);
            return () => resolve(value);
          },
          reject,
        });
        waitingBytes += bytes;
        schedule();
      });
    },
    alive(at) {
      if (failed !== null) return Promise.reject(failed);
      aliveAt = at;
      return new Promise((resolve, reject) => {
        saying.push({ resolve, reject });
        void markAll();
      });
    },
    acknowledged: () => acknowledged,
    oldestUnseen: () => flights.find(({ firstAt }) => firstAt !== null)?.firstAt ?? null,
    idle: () =>
      failed === null && waiting.length === 0 && flights.length === 0 && saying.length === 0 && !syncing && !marking,
    forget(oldest, bytes, dropped) {
      if (failed !== null) throw failed;
      forgotten = { oldest, bytes: forgotten.bytes + bytes, dropped };
      acknowledged = { ...acknowledged, oldest, dropped, fullBytes: acknowledged.fullBytes - bytes };
      try {
        marks?.writeBoth(markOf(marked));
      } catch (error) {
        throw refusalAfter(error);
      }
    },
    async close() {
      while (failed === null && (waiting.length > 0 || flights.length > 0 || saying.length > 0 || syncing || marking)) {
        if (!syncing) flush();
        await new Promise((resolve) => setImmediate(resolve));
      }
      while (syncing || marking) await new Promise((resolve) => setImmediate(resolve));
      for (const file of retired) file.close();
      segment?.close();
      rulings?.close();
      marks?.close();
    },
  };
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : null);
