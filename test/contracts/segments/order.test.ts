import { basename } from "node:path";
import { expect, it } from "vitest";
import type { Files } from "../../../server/adapters/segments/files.ts";
import { openSegments, openSegmentsReader } from "../../../server/adapters/segments/index.ts";
import { readMark } from "../../../server/adapters/segments/mark.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon, receiptOf } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { fakeDisk } from "./fake-disk.ts";

const folder = "/journal";
const small = { segmentBytes: 24_000, sealPairs: 40, saveEntries: 9 };

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Files whose syncs take as long as chance wants, each for itself, and that are of no use once they are closed. */
function slow(files: Files, chance: () => number, syncing: (path: string, count: number) => void): Files {
  const under = new Map<string, number>();
  return {
    ...files,
    open(path, way) {
      const file = files.open(path, way);
      let closed = false;
      const open = () => {
        if (closed) throw Object.assign(new Error(`EBADF: ${path}`), { code: "EBADF" });
      };
      const count = (by: number): void => {
        under.set(path, (under.get(path) ?? 0) + by);
        syncing(path, under.get(path) ?? 0);
      };
      return {
        ...file,
        write(parts, offset) {
          open();
          file.write(parts, offset);
        },
        async sync() {
          open();
          count(1);
          await file.sync();
          await turns(Math.floor(chance() * 12));
          count(-1);
        },
        close() {
          closed = true;
          file.close();
        },
      };
    },
  };
}

it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  "however long each sync takes, one follows the other, and the mark holds all that was acknowledged and never goes back (%i)",
  async (seed) => {
    const chance = chanceOf(seed);
    const disk = fakeDisk();
    const twice: string[] = [];
    const files = slow(disk.files, chance, (path, count) => {
      if (count > 1) twice.push(basename(path));
    });
    const marked = (): number => readMark(disk.files.open(`${folder}/mark`, "read"))?.mark.position ?? -1;
    const journal = openSegments(folder, testClock(noon), { ...small, files });
    const reader = openSegmentsReader(folder, { files: disk.files });
    const faults: string[] = [];
    let highest = 0;
    const pending: Promise<void>[] = [];
    for (let call = 0; call < 60; call++) {
      const name = `s${seed}-${call}`;
      const bytes = chance() < 0.2 ? 20_000 : 20 + Math.floor(chance() * 900);
      const body = Uint8Array.from({ length: bytes }, (_, index) => (index % 3 === 0 ? Math.floor(chance() * 256) : 7));
      pending.push(
        journal.append([entryOf(name, { receipt: { ...receiptOf(name), body } })]).then(async ([kept]) => {
          const position = kept?.position ?? 0;
          highest = Math.max(highest, position);
          if (marked() < highest) faults.push(`${highest} was acknowledged, and the mark says ${marked()}`);
        }),
      );
      if (chance() < 0.3) pending.push(journal.alive());
      await turns(Math.floor(chance() * 6));
      if (marked() < highest) faults.push(`the mark went back from ${highest} to ${marked()}`);
    }
    await Promise.all(pending);
    await turns(40);
    expect(faults).toEqual([]);
    expect(twice).toEqual([]);
    expect((await reader.head()).position).toBe(60);
    expect(await reader.read(59, 1)).toHaveLength(1);
    await reader.close();
    await journal.close();
  },
);
