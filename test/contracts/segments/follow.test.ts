import { expect, it } from "vitest";
import type { Files } from "../../../server/adapters/segments/files.ts";
import { followLookup } from "../../../server/adapters/segments/follow.ts";
import { openSegments, openSegmentsReader } from "../../../server/adapters/segments/index.ts";
import type { Scan } from "../../../server/adapters/segments/runs.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { fakeDisk } from "./fake-disk.ts";

const folder = "/journal";
const piece = 1024 * 1024;
/** Entries of so many terms make a run of two pieces and more. */
const terms = 2_000;
const sealPairs = 2 ** 19;
const bigEntry = (index: number) => ({
  ...entryOf(`b${index}`),
  terms: BigUint64Array.from(
    { length: terms },
    (_, term) => BigInt(index * terms + term) * 11_400_714_819_323_198_485n,
  ),
});
const termOf = (index: number): bigint => BigInt.asUintN(64, BigInt(index * terms + 7) * 11_400_714_819_323_198_485n);
/** Turns of the event loop, however long each takes: a reader does a piece in one. */
const aWhile = async () => {
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
};

const runPath = /terms-\d+-\d+\.run$/;

/**
 * A disk that counts what is read of some files since the count began: bytes in all, at most in one turn of the event
 * loop, and how often.
 */
function counting(files: Files, counts: RegExp) {
  const read = { all: 0, turn: 0, most: 0, times: 0 };
  const counted = (bytes: number): number => {
    if (read.turn === 0) setImmediate(() => Object.assign(read, { turn: 0 }));
    read.all += bytes;
    read.times += 1;
    read.turn += bytes;
    read.most = Math.max(read.most, read.turn);
    return bytes;
  };
  const open: Files["open"] = (path, way) => {
    const file = files.open(path, way);
    if (!counts.test(path)) return file;
    return { ...file, read: (into, offset) => counted(file.read(into, offset)) };
  };
  return {
    files: { ...files, open },
    /** What was read since, and begins anew. */
    since() {
      const { all, most, times } = read;
      Object.assign(read, { all: 0, turn: 0, most: 0, times: 0 });
      return { all, most, times };
    },
  };
}

it("J8 a reader checks runs piece by piece before anybody looks, and goes on with those that it has until then", async () => {
  const disk = fakeDisk();
  const journal = openSegments(folder, testClock(noon), { sealPairs, files: disk.files });
  let written = 0;
  const append = async (entries: number): Promise<void> => {
    for (const end = written + entries; written < end; written++) await journal.append([bigEntry(written)]);
  };
  await append(280);
  const runs = () => [...disk.contents()].filter(([path]) => runPath.test(path));
  expect(runs().map(([, { byteLength }]) => byteLength > 2 * piece)).toEqual([true]);

  const { files, since } = counting(disk.files, runPath);
  const reader = openSegmentsReader(folder, { files, sealPairs, prepares: true });
  const found = async (index: number) => (await reader.find(termOf(index), 2)).map(({ position }) => position);
  await aWhile();
  const atFirst = since();
  expect(atFirst.all).toBeGreaterThan(2 * piece);
  expect(atFirst.most).toBeLessThan(1.1 * piece);
  expect(await found(3)).toEqual([4]);
  expect(since().all).toBeLessThan(1_000);

  // Another run comes: whoever looks at once waits for nothing of it, and finds what is in it all the same.
  await append(270);
  expect(runs()).toHaveLength(2);
  expect([await found(3), await found(300), await found(549)]).toEqual([[4], [301], [550]]);
  expect(since().all).toBeLessThan(1_000);
  await aWhile();
  const afterwards = since();
  expect(afterwards.all).toBeGreaterThan(2 * piece);
  expect(afterwards.most).toBeLessThan(1.1 * piece);
  expect([await found(3), await found(300), await found(549)]).toEqual([[4], [301], [550]]);
  expect(since().all).toBeLessThan(2_000);
  await reader.close();
  await journal.close();
});

it("J8 a reader that is closed while it checks reads no more", async () => {
  const disk = fakeDisk();
  const journal = openSegments(folder, testClock(noon), { sealPairs, files: disk.files });
  for (let index = 0; index < 280; index++) await journal.append([bigEntry(index)]);
  await journal.close();
  const { files, since } = counting(disk.files, runPath);
  const reader = openSegmentsReader(folder, { files, sealPairs, prepares: true });
  await new Promise((resolve) => setImmediate(resolve));
  await reader.close();
  since();
  await aWhile();
  expect(since().all).toBe(0);
});

it("J4 a reader knows where the blocks of the newest segments begin before anybody looks, and whoever looks at once waits", async () => {
  const disk = fakeDisk();
  const journal = openSegments(folder, testClock(noon), { segmentBytes: 4 * piece, files: disk.files });
  const chance = chanceOf(7);
  const noise = () => Uint8Array.from({ length: 20_000 }, () => chance() * 256);
  for (let index = 0; index < 600; index++) {
    const entry = entryOf(`n${index}`);
    await journal.append([{ ...entry, receipt: { ...entry.receipt, body: noise() } }]);
  }
  const atOnce = counting(disk.files, /\.seg$/);
  const before = counting(disk.files, /\.seg$/);
  const readers = [atOnce, before].map(({ files }) => openSegmentsReader(folder, { files, prepares: true }));
  const timesOfALook = async (reader = readers[0], { since } = atOnce): Promise<number> => {
    since();
    expect((await reader?.find(entryOf("n599").terms[0] ?? 0n, 2))?.map(({ position }) => position)).toEqual([600]);
    return since().times;
  };
  expect(await timesOfALook()).toBeGreaterThan(600);
  await aWhile();
  expect(await timesOfALook(readers[1], before)).toBeLessThan(20);
  for (const reader of readers) await reader.close();
  await journal.close();
});

it("J8 what a reader keeps in memory is begun anew once runs tell most of it, though nobody looks", async () => {
  const disk = fakeDisk();
  const journal = openSegments(folder, testClock(noon), { sealPairs: 8, saveEntries: 1_000, files: disk.files });
  const read: (readonly [from: number, to: number])[] = [];
  const scan: Scan = (from, to, visit) => {
    read.push([from, to]);
    for (let position = from; position <= to; position++) visit(position, Uint32Array.of(position, 1));
  };
  const terms = followLookup({ files: disk.files, folder, name: "terms", scan, sealPairs: 8 });
  for (let written = 0; written < 400; ) {
    for (const end = written + 40; written < end; written++) await journal.append([entryOf(`n${written}`)]);
    terms.prepare(1, written);
    await aWhile();
  }
  // Begun anew it leaves out what runs tell; else it reads on where it was, for ever.
  const leftOut = read.filter(([from], index) => from > (read[index - 1]?.[1] ?? from) + 1);
  expect(leftOut.length).toBeGreaterThan(2);
  terms.close();
  await journal.close();
});
