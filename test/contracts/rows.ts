import type { Change } from "../../server/domain/index.ts";
import type { ExceptionSort, Page, Store, Views } from "../../server/ports/index.ts";
import type { Adapter } from "./adapters.ts";
import { noon } from "./samples.ts";

export const sorts: readonly ExceptionSort[] = ["cutoff", "opened", "value", "severity"];
export const minute = 60_000;

/** One that SQLite refuses when what came before it in a commit is written. */
export const brokenChange = { kind: "cause", cause: { number: 1, family: null } } as unknown as Change;

/** Commits changes after what is there. */
export async function put(store: Store, changes: readonly Change[]): Promise<void> {
  const { upTo, epoch } = await store.state();
  await store.commit({ epoch, upTo: upTo + 1, at: noon, changes });
}

/** A store with these changes in one commit, and its views. */
export async function withRows(adapter: Adapter, changes: readonly Change[]): Promise<{ store: Store; views: Views }> {
  const { store, views } = adapter.store();
  await store.open();
  await put(store, changes);
  return { store, views };
}

/** Every page, one after the other, as one list. */
export async function allOf<T>(page: (cursor: string | null) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for (let cursor: string | null = null, pages = 0; pages < 1_000; pages++) {
    const next: Page<T> = await page(cursor);
    items.push(...next.items);
    if (next.nextCursor === null) return items;
    cursor = next.nextCursor;
  }
  throw new Error("pages without an end");
}
