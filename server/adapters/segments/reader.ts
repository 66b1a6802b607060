import { join } from "node:path";
import { JournalFailed, type JournalReader } from "../../ports/index.ts";
import { disk, type Files, names } from "./files.ts";
import { followLookup } from "./follow.ts";
import { keptBytes, type Mark, readMark } from "./mark.ts";
import { journalReads } from "./read.ts";
import { scanTerms, wordsOf } from "./scan.ts";
import { openShelf } from "./shelf.ts";

/** How often a mark is read that is just being written, or that names what is just being dropped. */
const attempts = 5;
/** How often what came is made ready for being looked at. */
const prepareEvery = 30_000;

/**
 * A journal's folder read beside its writer, in any thread or process; it must exist. Sees what was acknowledged, asking
 * the mark at every call, and nothing else. Where it meets a damage, it answers what is whole before and rejects then.
 * `prepares`: it makes itself ready for being asked by terms, in pieces between what its thread does otherwise.
 */
export function openSegmentsReader(
  folder: string,
  {
    files = disk,
    sealPairs = 2 ** 20,
    prepares = false,
  }: { readonly files?: Files; readonly sealPairs?: number; readonly prepares?: boolean } = {},
): JournalReader {
  const file = files.open(join(folder, names.mark), "read");
  const shelf = openShelf(files, folder);
  const terms = followLookup({ files, folder, name: "terms", scan: scanTerms(shelf), sealPairs });

  const mark = (): Mark => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const read = readMark(file);
      if (read === null) continue;
      // A segment may have been dropped since its mark was read: then the next mark says so.
      if (shelf.reach(read.mark) || attempt === attempts - 1) return read.mark;
    }
    throw new JournalFailed(`the journal is damaged: ${join(folder, names.mark)} cannot be read`, true, null);
  };

  const reads = journalReads(
    shelf,
    () => {
      const now = mark();
      return { ...now, bytes: keptBytes(now), rulings: now.rulings.number };
    },
    (term, before) => {
      const [low = 0, high = 0] = wordsOf(BigUint64Array.of(term));
      terms.follow(shelf.first(), mark().position);
      return terms.positions(low, high, before);
    },
  );
  let preparing: NodeJS.Immediate | null = null;
  // What fails here fails again for whoever asks, who hears of it.
  const prepareOn = (): void => {
    preparing = null;
    try {
      const { position } = mark();
      if (shelf.prepare()) preparing = setImmediate(prepareOn);
      else terms.prepare(shelf.first(), position);
    } catch {}
  };
  const prepare = (): void => {
    preparing ??= setImmediate(prepareOn);
  };
  const again = prepares ? setInterval(prepare, prepareEvery).unref() : undefined;
  if (prepares) prepare();

  return {
    ...reads,
    async close() {
      clearInterval(again);
      if (preparing !== null) clearImmediate(preparing);
      file.close();
      shelf.close();
      terms.close();
    },
  };
}
