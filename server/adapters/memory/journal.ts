import type { Instant, KeptRuling } from "../../domain/index.ts";
import { type Clock, type Entry, emptyHead, type Journal, type NewEntry, repeatWindow } from "../../ports/index.ts";
import { stamps } from "../../ports/stamps.ts";

/** Bytes of body that one `read` answers at most, but for a first entry that is larger. */
const readLimit = 16 * 1024 * 1024;
const aliveEvery = 5_000;

interface Kept {
  readonly entry: Entry;
  readonly rejected: number;
  readonly message: string | null;
  readonly terms: ReadonlySet<bigint>;
}

/** An empty journal in memory, stamped by a clock. */
export function memoryJournal(clock: Clock): Journal {
  const entries: Kept[] = [];
  const rulings: KeptRuling[] = [];
  const byReceipt = new Map<string, Kept[]>();
  const stamp = stamps(clock, null);
  let alive: Instant | null = null;
  let bytes = 0;

  const keep = (given: NewEntry): Kept => {
    const { receipt, part, parts, records, rejected, message, unreadable } = given;
    const entry: Entry = {
      position: entries.length + 1,
      at: stamp.next(),
      kind: unreadable === null ? "records" : "unreadable",
      receipt: { ...receipt, body: new Uint8Array(receipt.body) },
      part,
      parts,
      records,
      reason: unreadable,
    };
    const kept = { entry, rejected, message, terms: new Set(unreadable === null ? given.terms : []) };
    entries.push(kept);
    bytes += receipt.body.byteLength;
    return kept;
  };

  /** Parts of the newest delivery under a receipt's id, if that is not longer ago than the window. */
  const firstOf = (receiptId: string): readonly Kept[] | undefined => {
    const parts = byReceipt.get(receiptId);
    const first = parts?.[0];
    return first !== undefined && Math.max(clock.now(), stamp.horizon() + 1) - first.entry.at < repeatWindow
      ? parts
      : undefined;
  };

  const repeat = (given: NewEntry, parts: readonly Kept[]) => {
    const original = parts.findLast(({ entry }) => entry.part <= given.part) ?? (parts[0] as Kept);
    const same = original.entry.part === given.part;
    const position = entries.length + 1;
    entries.push({
      ...original,
      entry: { ...original.entry, position, at: stamp.next(), kind: "repeat" },
      terms: new Set(),
    });
    return {
      kind: "repeat" as const,
      position: original.entry.position,
      at: original.entry.at,
      records: same ? original.entry.records : 0,
      rejected: same ? original.rejected : 0,
      message: same ? original.message : null,
    };
  };

  return {
    async append(batch) {
      const before = new Map<string, readonly Kept[] | undefined>();
      const fresh = new Map<string, Kept[]>();
      return batch.map((given) => {
        const { id } = given.receipt;
        if (given.unreadable === null) {
          if (!before.has(id)) before.set(id, firstOf(id));
          const known = before.get(id) ?? fresh.get(id)?.filter(({ entry }) => entry.part === given.part);
          if (known !== undefined && known.length > 0) return repeat(given, known);
        }
        const kept = keep(given);
        if (given.unreadable === null) {
          const parts = [...(fresh.get(id) ?? []), kept];
          fresh.set(id, parts);
          byReceipt.set(id, parts);
        }
        return { kind: "kept" as const, position: kept.entry.position, at: kept.entry.at };
      });
    },
    async read(after, limit) {
      const found: Entry[] = [];
      let size = 0;
      for (let index = Math.max(0, after); index < entries.length && found.length < limit; index++) {
        const { entry } = entries[index] as Kept;
        size += entry.receipt.body.byteLength;
        if (found.length > 0 && size > readLimit) break;
        found.push(entry);
      }
      return found;
    },
    async find(term, limit, before) {
      const found: Entry[] = [];
      for (
        let index = Math.min(entries.length, (before ?? Number.POSITIVE_INFINITY) - 1) - 1;
        index >= 0 && found.length < limit;
        index--
      ) {
        const { entry, terms } = entries[index] as Kept;
        if (terms.has(term)) found.push(entry);
      }
      return found;
    },
    horizon: () => stamp.horizon(),
    head: async () => ({
      ...emptyHead,
      position: entries.length,
      bytes,
      lastReceivedAt: entries.at(-1)?.entry.at ?? null,
    }),
    async rule(ruling, basis) {
      stamp.pass(basis.settledTo);
      const kept: KeptRuling = { number: rulings.length + 1, at: stamp.next(), basis, ruling };
      rulings.push(kept);
      return kept;
    },
    rulings: async (after, limit) => rulings.slice(after, after + limit),
    async alive() {
      const now = stamp.next();
      if (alive === null || now - alive >= aliveEvery) alive = now;
    },
    async lastAlive() {
      const known = [alive, entries.at(-1)?.entry.at, rulings.at(-1)?.at].filter(
        (at) => at !== null && at !== undefined,
      );
      return known.length === 0 ? null : Math.max(...known);
    },
    close: async () => {},
  };
}
