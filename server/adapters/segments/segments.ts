import type { Instant, KeptRuling, Position } from "../../domain/index.ts";
import { type Clock, type Journal, JournalFailed, type Retention } from "../../ports/index.ts";
import { stamps } from "../../ports/stamps.ts";
import { damageText } from "./examine.ts";
import { disk, type Files } from "./files.ts";
import { openLookup } from "./lookup.ts";
import { keptBytes } from "./mark.ts";
import { journalReads } from "./read.ts";
import { openRetention } from "./retention.ts";
import { idWords, scanReceipts, scanTerms, wordsOf } from "./scan.ts";
import { openShelf } from "./shelf.ts";
import { start } from "./start.ts";
import { openTidying } from "./tidy.ts";
import { createWriter } from "./writer.ts";

const aliveEvery = 5_000;

/** Settings that a test or a small disk wants otherwise. */
export interface SegmentsOptions {
  /** Bytes that the journal may have, without what is derived; what would be more is refused as a full disk is. */
  readonly maxBytes?: number;
  /** Bytes after which a new segment is begun: 256 MiB. */
  readonly segmentBytes?: number;
  /** Pairs of a hash and a position that are kept in memory before a run is made of them: 2^20. */
  readonly sealPairs?: number;
  /** Entries after which such pairs are saved for the next start: 2^17. */
  readonly saveEntries?: number;
  /** Neighbouring runs of an index that are made into one when nobody waits: 4. */
  readonly mergeFrom?: number;
  /** The disk, when left out. */
  readonly files?: Files;
}

/** The journal, and what only segments can do. */
export interface SegmentsJournal extends Journal, Retention {
  /** What is damaged, in words; null where nothing is. Then nothing is taken, and what is whole before it is read. */
  readonly damage: string | null;
}

/**
 * The journal in a folder, made where there is none, stamped by a clock. For one writer. What comes while a sync runs is
 * composed and written meanwhile and shares the next one; a call resolves when the mark that covers it is on the disk.
 * The first failure of the disk is final; a full disk is not. A damaged folder opens too: it takes nothing, every call
 * that writes rejects with a final `JournalFailed` that names the damage, and what is whole before it is read.
 */
export function openSegments(folder: string, clock: Clock, options: SegmentsOptions = {}): SegmentsJournal {
  const { files = disk, maxBytes = Number.POSITIVE_INFINITY, segmentBytes = 256 * 1024 * 1024 } = options;
  const { sealPairs = 2 ** 20, saveEntries = 2 ** 17, mergeFrom = 4 } = options;
  const { state, damages, marks } = start(files, folder);
  const shelf = openShelf(files, folder);
  shelf.reach(state);
  const first = shelf.first();
  const stampOf = (position: Position) => shelf.head(position)?.at ?? null;
  const open = (name: "terms" | "receipts", scan: typeof scanTerms) =>
    openLookup(
      { files, folder, name, scan: scan(shelf), stampOf, sealPairs, saveEntries, frozen: marks === null },
      first,
      state.position,
    );
  const terms = open("terms", scanTerms);
  const receipts = open("receipts", scanReceipts);

  const instants = [state.alive, state.lastAt, state.rulings.lastAt].filter((at) => at !== null);
  const stamp = stamps(clock, instants.length === 0 ? null : Math.max(...instants));
  const damage = damages.length === 0 ? null : damages.map(damageText).join("\n");
  const refused = damage === null ? null : new JournalFailed(`the journal is damaged: ${damage}`, true, null);

  const writer = createWriter({
    files,
    folder,
    stamp,
    state,
    marks,
    refused,
    maxBytes,
    segmentBytes,
    keptOf(receiptId, since) {
      const [low = 0, high = 0] = idWords(receiptId);
      const found = [];
      for (const position of receipts.positionsSince(low, high, since)) {
        const head = shelf.head(position);
        if (head?.kind === "records" && head.id === receiptId && head.at > since) found.push({ position, head });
      }
      return found.toReversed();
    },
    wrote(after, added) {
      shelf.reach(after);
      for (const { position, terms: given, receiptId } of added) {
        terms.add(position, given === null ? new Uint32Array(0) : wordsOf(given));
        receipts.add(position, receiptId === null ? new Uint32Array(0) : idWords(receiptId));
      }
    },
    acknowledged(position) {
      terms.seal(position);
      receipts.seal(position);
      tidying.wake();
    },
  });
  const tidying = openTidying({
    files,
    folder,
    indexes: [terms, receipts],
    from: mergeFrom,
    idle: () => writer.idle(),
  });
  tidying.wake();

  const reads = journalReads(
    shelf,
    () => {
      const mark = writer.acknowledged();
      return { ...mark, bytes: keptBytes(mark), rulings: mark.rulings.number };
    },
    (term, before) => {
      const [low = 0, high = 0] = wordsOf(BigUint64Array.of(term));
      return terms.positions(low, high, before);
    },
  );
  const retention = openRetention({ files, folder, shelf, writer, stamp, lookups: [terms, receipts] });
  let saidAlive: Instant | null = state.alive;

  return {
    ...reads,
    damage,
    append(batch) {
      const bytes = batch.reduce((sum, { receipt }) => sum + receipt.body.byteLength, 0);
      return writer.enqueue(bytes, (composer) => composer.append(batch));
    },
    rule: (ruling, basis): Promise<KeptRuling> => writer.enqueue(0, (composer) => composer.rule(ruling, basis)),
    horizon() {
      // What is stamped and on its way to the disk is still to be seen.
      const least = writer.oldestUnseen();
      return least === null ? stamp.horizon() : Math.min(stamp.horizon(), least - 1);
    },
    async alive() {
      if (refused !== null) throw refused;
      const now = stamp.next();
      if (saidAlive !== null && now - saidAlive < aliveEvery) return;
      saidAlive = now;
      await writer.alive(now);
    },
    async lastAlive() {
      const { alive, lastAt, rulings } = writer.acknowledged();
      const known = [alive, lastAt, rulings.lastAt].filter((at) => at !== null);
      return known.length === 0 ? null : Math.max(...known);
    },
    ...retention,
    async close() {
      await writer.close();
      await tidying.close();
      shelf.close();
      const { position } = writer.acknowledged();
      terms.close(position);
      receipts.close(position);
    },
  };
}
