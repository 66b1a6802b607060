import type { Instant, KeptRuling, Position } from "../../domain/index.ts";
import type { Entry, JournalHead, JournalReader } from "../../ports/index.ts";
import { entryFrom, type Head, readHeads, readRulings } from "./entries.ts";
import type { Shelf, Shelved } from "./shelf.ts";

/** Bytes of body that one `read` answers at most, but for a first entry that is larger. */
const readLimit = 16 * 1024 * 1024;

/** What readers may see at a moment: what was acknowledged. */
export interface Seen {
  readonly position: Position;
  readonly lastAt: Instant | null;
  readonly bytes: number;
  readonly rulings: number;
  readonly dropped: JournalHead["dropped"];
}

/** Entries that may hold a term, newest first; each is verified before it is answered. */
export type Candidates = (term: bigint, before: Position) => Iterable<Position>;

/** An opened block: its heads, and its terms and bodies when they are asked for. */
interface Opened {
  readonly block: Shelved;
  readonly heads: readonly Head[];
  /** Whether an entry was appended with a term: what an index answers may be another with the same first bits. */
  holds(index: number, term: Buffer): boolean;
  body(index: number): Uint8Array;
}

/** Reads a shelf as far as it is seen. `seen` is asked once a call, and brings the shelf up to what it answers. */
export function journalReads(shelf: Shelf, seen: () => Seen, candidates: Candidates): Omit<JournalReader, "close"> {
  let last: Opened | null = null;

  const open = (block: Shelved): Opened => {
    if (last?.block.file === block.file && last.block.offset === block.offset) return last;
    const heads = readHeads(block.file.heads(block), block.header.count);
    let terms: Buffer | null = null;
    let bodies: Uint8Array | null = null;
    last = {
      block,
      heads,
      holds(index, term) {
        const own = heads[index];
        if (own?.kind !== "records") return false;
        terms ??= block.file.terms(block);
        let start = 0;
        for (const { termsCount } of heads.slice(0, index)) start += termsCount * 8;
        const its = terms.subarray(start, start + own.termsCount * 8);
        for (let hit = its.indexOf(term); hit >= 0; hit = its.indexOf(term, hit + 1)) if (hit % 8 === 0) return true;
        return false;
      },
      body(index) {
        bodies ??= block.file.bodies(block);
        let start = 0;
        for (const { bodyBytes } of heads.slice(0, index)) start += bodyBytes;
        const end = start + (heads[index]?.bodyBytes ?? 0);
        // Nobody shall hold a whole block by one of its entries; where it is most of the block, a copy would be more.
        const most = (end - start) * 2 >= bodies.byteLength;
        return most
          ? new Uint8Array(bodies.buffer, bodies.byteOffset + start, end - start)
          : new Uint8Array(bodies.subarray(start, end));
      },
    };
    return last;
  };

  const at = (position: Position): { readonly head: Head; holds(term: Buffer): boolean; body(): Uint8Array } | null => {
    const block = shelf.holding(position);
    if (block === null) return null;
    const opened = open(block);
    const index = position - block.header.first;
    const head = opened.heads[index];
    if (head === undefined) return null;
    return { head, holds: (term) => opened.holds(index, term), body: () => opened.body(index) };
  };

  /** The delivery that an entry stands for: of a repeat the first, while that is kept. */
  const sourceOf = (head: Head, body: () => Uint8Array) => (head.kind === "repeat" ? at(head.repeats) : { head, body });

  return {
    async read(after, limit) {
      const found: Entry[] = [];
      const until = seen().position;
      let bytes = 0;
      try {
        let block = limit > 0 && after < until ? shelf.holding(Math.max(after + 1, shelf.first())) : null;
        for (; block !== null && block.header.first <= until; block = shelf.behind(block)) {
          const opened = open(block);
          const { first, count } = block.header;
          for (let index = Math.max(0, after + 1 - first); index < count && first + index <= until; index++) {
            const own = opened.heads[index] as Head;
            const plain = { head: own, body: () => opened.body(index) };
            const source = sourceOf(own, plain.body) ?? plain;
            bytes += source.head.bodyBytes;
            if (found.length > 0 && bytes > readLimit) return found;
            found.push(entryFrom(first + index, own, source.head, source.body()));
            if (found.length >= limit) return found;
          }
        }
      } catch (error) {
        // What is whole before a damage is answered; who reads on is told of it.
        if (found.length === 0) throw error;
      }
      return found;
    },
    async find(term, limit, before) {
      const found: Entry[] = [];
      if (limit <= 0) return found;
      const bound = Math.min(seen().position + 1, before ?? Number.POSITIVE_INFINITY);
      const wanted = Buffer.alloc(8);
      wanted.writeBigUInt64LE(BigInt.asUintN(64, term));
      for (const position of candidates(term, bound)) {
        const own = position < bound ? at(position) : null;
        if (own?.holds(wanted) !== true) continue;
        found.push(entryFrom(position, own.head, own.head, own.body()));
        if (found.length >= limit) break;
      }
      return found;
    },
    async head() {
      const { position, bytes, lastAt, dropped } = seen();
      const first = shelf.first();
      return position === 0
        ? { position, bytes: 0, lastReceivedAt: null, first, dropped }
        : { position, bytes, lastReceivedAt: lastAt, first, dropped };
    },
    async rulings(after, limit) {
      const found: KeptRuling[] = [];
      const { rulings: until } = seen();
      const file = shelf.rulings;
      let block = after < until && limit > 0 ? file.holding(Math.max(1, after + 1)) : null;
      for (; block !== null; block = file.behind(block)) {
        for (const kept of readRulings(file.heads(block), file.bodies(block), block.header.first)) {
          if (kept.number <= after) continue;
          if (kept.number > until || found.length >= limit) return found;
          found.push(kept);
        }
      }
      return found;
    },
  };
}
