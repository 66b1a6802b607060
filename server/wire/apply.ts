import type { Patch } from "./types.ts";

/**
 * Rows after a patch: what was removed is gone, what came is put in by id, and the whole is in the feed's order.
 * Pure, and the same function on both sides of the wire. `compare` is the order that the snapshot had.
 */
export function applyPatch<T extends { readonly id: string }>(
  rows: readonly T[],
  patch: Pick<Patch<T>, "upsert" | "remove">,
  compare: (a: T, b: T) => number,
): readonly T[] {
  if (patch.upsert.length === 0 && patch.remove.length === 0) return rows;
  const gone = new Set(patch.remove);
  for (const row of patch.upsert) gone.add(row.id);
  const kept = rows.filter((row) => !gone.has(row.id));
  return [...kept, ...patch.upsert].sort(compare);
}
