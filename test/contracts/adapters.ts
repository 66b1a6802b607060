import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryAccess, memoryJournal, memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import { openSegments } from "../../server/adapters/segments/index.ts";
import { openAccess, openJournal, openStore, openViews } from "../../server/adapters/sqlite/index.ts";
import type { Instant } from "../../server/domain/index.ts";
import type { Access, Clock, Journal, Scope, Store, Views } from "../../server/ports/index.ts";

/** A clock that a test moves. */
export interface TestClock extends Clock {
  set(at: Instant): void;
}

export function testClock(at: Instant): TestClock {
  let now = at;
  return {
    now: () => now,
    set(next) {
      now = next;
    },
  };
}

/** One technology. What is in memory has nothing to come back from, so its `reopen` gives the same again. */
export interface Adapter {
  readonly name: string;
  readonly journal: (clock: Clock) => { readonly journal: Journal; readonly reopen: (clock: Clock) => Journal };
  readonly store: () => { readonly store: Store; readonly views: Views; readonly reopen: () => Store };
  readonly access: () => { readonly access: Access; readonly reopen: () => Access };
}

const folders: string[] = [];

/** A folder that is gone after the tests. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "tallyman-contract-"));
  folders.push(folder);
  return folder;
}

const opened: { close(): Promise<void> }[] = [];
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  opened.push(one);
  return one;
};

/** Closes and removes what the tests have opened. */
export async function sweepUp(): Promise<void> {
  for (const one of opened.splice(0)) await one.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export const adapters: readonly Adapter[] = [
  {
    name: "memory",
    journal(clock) {
      const journal = memoryJournal(clock);
      return { journal, reopen: () => journal };
    },
    store() {
      const store = memoryStore();
      return { store, views: memoryViews(store), reopen: () => store };
    },
    access() {
      const access = memoryAccess();
      return { access, reopen: () => access };
    },
  },
  {
    name: "sqlite",
    journal(clock) {
      const path = join(scratch(), "journal.db");
      return { journal: kept(openJournal(path, clock)), reopen: (next) => kept(openJournal(path, next)) };
    },
    store() {
      const path = join(scratch(), "store.db");
      const store = kept(openStore(path));
      return { store, views: kept(openViews(path)), reopen: () => kept(openStore(path)) };
    },
    access() {
      const path = join(scratch(), "access.db");
      return { access: kept(openAccess(path)), reopen: () => kept(openAccess(path)) };
    },
  },
];

/** Everything that lists: the same store as SQLite, reading each list in the order of an index, however short it is. */
export const listings: readonly Adapter[] = [
  ...adapters,
  ...adapters.slice(1).map((adapter) => ({
    ...adapter,
    name: "sqlite, in the order of an index",
    store() {
      const path = join(scratch(), "store.db");
      const store = kept(openStore(path));
      return { store, views: kept(openViews(path, -1)), reopen: () => kept(openStore(path)) };
    },
  })),
];

/** Everything that a journal is kept in: segments hold nothing else. */
export const journals: readonly Pick<Adapter, "name" | "journal">[] = [
  ...adapters,
  {
    name: "segments",
    journal(clock) {
      const folder = join(scratch(), "journal");
      return { journal: kept(openSegments(folder, clock)), reopen: (next) => kept(openSegments(folder, next)) };
    },
  },
];

/** The scope of some warehouses, or of all. */
export const scopeOf = (warehouses: readonly string[] | null): Scope => ({ warehouses }) as Scope;
export const everything = scopeOf(null);
