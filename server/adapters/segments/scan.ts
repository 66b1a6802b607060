import { createHash } from "node:crypto";
import type { Position } from "../../domain/index.ts";
import { type Head, readHeads } from "./entries.ts";
import type { Scan } from "./runs.ts";
import type { Shelf, Shelved } from "./shelf.ts";

const noWords = new Uint32Array(0);

/** Words of 32 bits of hashes that were given as 64-bit numbers, low before high. */
export const wordsOf = (terms: BigUint64Array): Uint32Array =>
  new Uint32Array(terms.buffer, terms.byteOffset, terms.length * 2);

/** The 64-bit hash under which a receipt is found again: of 32 hex digits, which are a hash, the first half. */
export function idWords(id: string): Uint32Array {
  const hex = /^[0-9a-f]{32}$/.test(id) ? id : createHash("sha256").update(id).digest("hex");
  return Uint32Array.of(Number.parseInt(hex.slice(8, 16), 16), Number.parseInt(hex.slice(0, 8), 16));
}

/** The blocks that hold a range of positions, as far as they are kept. */
function* blocksOf(shelf: Shelf, from: Position, to: Position): Iterable<Shelved> {
  let block = from > to ? null : shelf.holding(Math.max(from, shelf.first()));
  for (; block !== null && block.header.first <= to; block = shelf.behind(block)) yield block;
}

const headsOf = (block: Shelved): readonly Head[] => readHeads(block.file.heads(block), block.header.count);

/** The terms of entries, out of the segments. */
export const scanTerms =
  (shelf: Shelf): Scan =>
  (from, to, visit) => {
    for (const block of blocksOf(shelf, from, to)) {
      // In the order in which they lie there, so that they are read ahead.
      const heads = headsOf(block);
      const words = new Uint32Array(new Uint8Array(block.file.terms(block)).buffer);
      let start = 0;
      let position = block.header.first;
      for (const { termsCount } of heads) {
        if (position >= from && position <= to) visit(position, words.subarray(start, start + 2 * termsCount));
        start += 2 * termsCount;
        position++;
      }
    }
  };

/** The ids of kept deliveries, out of the segments. */
export const scanReceipts =
  (shelf: Shelf): Scan =>
  (from, to, visit) => {
    for (const block of blocksOf(shelf, from, to)) {
      let position = block.header.first;
      for (const { kind, id } of headsOf(block)) {
        if (position >= from && position <= to) visit(position, kind === "records" ? idWords(id) : noWords);
        position++;
      }
    }
  };
