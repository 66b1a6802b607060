import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { openSegments, openSegmentsReader, verifySegments } from "../../../server/adapters/segments/index.ts";
import { merge, worthMerging } from "../../../server/adapters/segments/merge.ts";
import { openRun, type Run, readRunHeader, runIsWhole, sealTable } from "../../../server/adapters/segments/run.ts";
import { createTable } from "../../../server/adapters/segments/table.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { type FakeDisk, fakeDisk, type Step, type Survival } from "./fake-disk.ts";

const folder = "/journal";
const small = { segmentBytes: 24_000, sealPairs: 12, saveEntries: 9 };
const runsOf = (disk: FakeDisk) => [...disk.contents().keys()].filter((path) => path.endsWith(".run"));
const termOf = (name: string): bigint => entryOf(name).terms[0] ?? 0n;

/** The runs that can be used, of one index, as the first and last position of each. */
function covered(disk: FakeDisk, name: string): readonly (readonly [number, number])[] {
  const whole = runsOf(disk)
    .filter((path) => path.startsWith(`${folder}/${name}-`))
    .map((path) => disk.files.open(path, "read"))
    .flatMap((file) => {
      const header = readRunHeader(file);
      return header !== null && runIsWhole(file, header) ? [[header.first, header.last] as const] : [];
    });
  return whole.toSorted(([one], [other]) => one - other);
}

/** Positions that no usable run covers, up to one. */
function uncovered(disk: FakeDisk, name: string, upTo: number): readonly number[] {
  const ranges = covered(disk, name);
  return Array.from({ length: upTo }, (_, index) => index + 1).filter(
    (position) => !ranges.some(([first, last]) => first <= position && position <= last),
  );
}

/** A journal of many runs that nobody has merged, as a clean stop leaves it. */
async function manyRuns(entries: number): Promise<FakeDisk> {
  const disk = fakeDisk();
  const journal = openSegments(folder, testClock(noon), { ...small, mergeFrom: 1_000, files: disk.files });
  for (let index = 0; index < entries; index++) await journal.append([entryOf(`m${index}`)]);
  await journal.close();
  return disk;
}

async function mergeAll(disk: FakeDisk): Promise<void> {
  const journal = openSegments(folder, testClock(noon + 1_000), { ...small, files: disk.files });
  try {
    await vi.waitFor(
      () => {
        for (const name of ["terms", "receipts"])
          expect(runsOf(disk).filter((path) => path.startsWith(`${folder}/${name}-`)).length).toBeLessThan(7);
        expect([...disk.contents().keys()].filter((path) => path.endsWith(".new"))).toEqual([]);
      },
      { timeout: 20_000, interval: 5 },
    );
  } finally {
    await journal.close();
  }
}

/** A run in memory, of pairs that ascend by position. */
function runOf(
  first: number,
  last: number,
  pairs: readonly (readonly [number, number, number])[],
): Run & { bytes: Buffer } {
  const table = createTable();
  for (let position = first; position <= last; position++) {
    const words = pairs.filter(([at]) => at === position).flatMap(([, low, high]) => [low, high]);
    table.add(position, Uint32Array.from(words));
  }
  const bytes = sealTable(table, last);
  const disk = fakeDisk(new Map([["/run", bytes]]));
  const file = disk.files.open("/run", "read");
  const header = readRunHeader(file);
  if (header === null) throw new Error("no run");
  return { ...openRun(`${first}`, file, header, false), bytes };
}

async function mergedOf(runs: readonly (Run & { readonly bytes: Buffer })[]): Promise<Run | null> {
  const disk = fakeDisk(new Map(runs.map(({ bytes }, index) => [`/${index}`, bytes])));
  const out = disk.files.open("/out", "create");
  const sources = runs.map(({ header }, index) => ({ header, file: disk.files.open(`/${index}`, "read") }));
  const work = merge(sources, out);
  for (;;) {
    const step = work.next();
    await step.value;
    if (step.done !== true) continue;
    if (step.value === null) return null;
    const header = readRunHeader(out);
    expect(header).toEqual(step.value);
    return header === null ? null : openRun("out", out, header, false);
  }
}

describe("runs that are merged", () => {
  const hash = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.nat({ max: 0xffff_ffff }));
  const entry = fc.array(fc.tuple(hash, hash), { maxLength: 12 });
  const some = fc.array(fc.array(entry, { minLength: 1, maxLength: 40 }), { minLength: 2, maxLength: 8 });

  it("find every pair that one of them found, newest first, and each position once", async () => {
    let merges = 0;
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 1, max: 2 ** 40 }), async (given, begin) => {
        let first = begin;
        const pairs: [number, number, number][] = [];
        const runs = given.map((entries) => {
          const own = entries.flatMap((words, index) =>
            words.map(([low, high]) => [first + index, low, high] as [number, number, number]),
          );
          pairs.push(...own);
          const run = runOf(first, first + entries.length - 1, own);
          first += entries.length;
          return run;
        });
        const merged = await mergedOf(runs);
        if (merged === null) return;
        merges++;
        expect([merged.first, merged.last, merged.header.pairs]).toEqual([begin, first - 1, pairs.length]);
        for (const [position, low, high] of pairs) {
          const found = merged.positions(low, high, Number.POSITIVE_INFINITY) ?? [];
          expect(found).toContain(position);
          expect(found).toEqual([...new Set(found)].toSorted((a, b) => b - a));
        }
      }),
      { numRuns: 120, seed: 5 },
    );
    expect(merges).toBeGreaterThan(80);
  });

  it("hold a hash that every entry has, over many slices", async () => {
    let first = 1;
    const runs = [0, 1, 2, 3].map((number) => {
      const count = 3_000;
      const own = createTable();
      for (let index = 0; index < count; index++)
        own.add(first + index, Uint32Array.of(7, 0x8000_0001, number * count + index, Math.imul(index, 0x9e37_79b1)));
      const bytes = sealTable(own, first + count - 1);
      first += count;
      const file = fakeDisk(new Map([["/run", bytes]])).files.open("/run", "read");
      return { ...openRun("", file, readRunHeader(file) ?? expect.fail(), false), bytes };
    });
    const merged = await mergedOf(runs);
    const found = merged?.positions(7, 0x8000_0001, Number.POSITIVE_INFINITY) ?? [];
    expect(found).toHaveLength(12_000);
    expect(found.slice(0, 3)).toEqual([12_000, 11_999, 11_998]);
    expect(merged?.positions(2_500, Math.imul(2_500, 0x9e37_79b1) >>> 0, 5_000)).toContain(2_501);
  });

  it("are not made of one that is not as it was written", async () => {
    const runs = [1, 2, 3, 4].map((first) => runOf(first, first, [[first, first, first]]));
    expect(await mergedOf(runs)).not.toBeNull();
    const bytes = Buffer.from(runs[2]?.bytes ?? []);
    bytes[bytes.byteLength - 1] = 255 - (bytes.at(-1) ?? 0);
    expect(await mergedOf(runs.with(2, { ...(runs[2] as Run), bytes }))).toBeNull();
  });

  it("are chosen so that there are few, and each pair is written few times", () => {
    const chance = chanceOf(3);
    let runs: { readonly header: Run["header"] }[] = [];
    let next = 1;
    let written = 0;
    let given = 0;
    for (let round = 0; round < 2_000; round++) {
      const pairs = chance() < 0.3 ? 1_000 + Math.floor(chance() * 1_000) : 2 ** 17;
      const [bucketBits, positionBits] = [
        Math.max(0, Math.ceil(Math.log2(pairs)) - 4),
        Math.ceil(Math.log2(pairs / 64)),
      ];
      const last = next + Math.floor(pairs / 64) - 1;
      runs.push({ header: { first: next, last, pairs, bucketBits, positionBits, crc: 0 } });
      next = last + 1;
      given += pairs;
      for (let old = worthMerging(runs, 4); old.length > 0; old = worthMerging(runs, 4)) {
        const sum = old.reduce((total, { header }) => total + header.pairs, 0);
        written += sum;
        const [begin, end] = [old[0]?.header.first ?? 0, old.at(-1)?.header.last ?? 0];
        const header = {
          first: begin,
          last: end,
          pairs: sum,
          bucketBits: Math.max(0, Math.ceil(Math.log2(sum)) - 4),
          positionBits: Math.ceil(Math.log2(end - begin + 1)),
          crc: 0,
        };
        runs = [...runs.filter((run) => !old.includes(run)), { header }].toSorted(
          (one, other) => one.header.first - other.header.first,
        );
      }
    }
    expect(runs.length).toBeLessThan(30);
    expect(written / given).toBeLessThan(6);
  });
});

describe("segments whose indexes are merged when nobody waits", () => {
  it("J8 J4 find and recognise the same in fewer runs, in the writer, in a reader beside it and after a start", async () => {
    const disk = await manyRuns(400);
    const before = runsOf(disk).length;
    expect(before).toBeGreaterThan(60);
    const reader = openSegmentsReader(folder, { files: disk.files, sealPairs: small.sealPairs });
    const check = async (journal: Pick<typeof reader, "find">) => {
      for (let index = 0; index < 400; index += 7)
        expect((await journal.find(termOf(`m${index}`), 5)).map(({ position }) => position)).toEqual([index + 1]);
    };
    await check(reader);
    await mergeAll(disk);
    expect(runsOf(disk).length).toBeLessThan(before / 4);
    await check(reader);
    const again = openSegments(folder, testClock(noon + 2_000), { ...small, files: disk.files });
    await check(again);
    for (let index = 0; index < 400; index += 31)
      expect(await again.append([entryOf(`m${index}`)])).toMatchObject([{ kind: "repeat", position: index + 1 }]);
    await again.append([entryOf("new")]);
    expect((await reader.find(termOf("new"), 5)).length).toBe(1);
    await check(reader);
    await reader.close();
    await again.close();
    expect(verifySegments(folder, disk.files)).toMatchObject({ ok: true, wrongRuns: [] });
  });

  it("lose no run that was safe, whatever step of a merge the power is cut at", async () => {
    const { images, lost } = await cutMerges();
    expect(lost).toBeNull();
    expect(images).toBeGreaterThan(100);
  });

  it("would lose some if a run were named before it is synced", async () => {
    const { lost } = await cutMerges((path) => path.endsWith(".run.new"));
    expect(lost).toMatch(/no run covers/);
  });

  it("remove runs only when the name of the one in their place is safe", async () => {
    const begun = await manyRuns(120);
    const steps: [Step, string][] = [];
    const disk = fakeDisk(begun.contents(), { onStep: (step, path) => steps.push([step, path]) });
    await mergeAll(disk);
    const merges = steps.flatMap(([step], index) => (step === "rename" ? [index] : []));
    expect(merges.length).toBeGreaterThan(4);
    for (const index of merges) {
      const path = steps[index]?.[1];
      expect(steps.slice(0, index).findLast(([, at]) => at === path)?.[0]).toBe("sync");
      const after = steps.slice(index + 1);
      const removed = after.findIndex(([step, at]) => step === "remove" && at.endsWith(".run"));
      const synced = after.findIndex(([step]) => step === "sync folder");
      if (removed >= 0) expect(synced).toBeLessThan(removed);
    }
  });

  it("give a merge up that the disk refuses, and answer on", async () => {
    const begun = await manyRuns(120);
    for (const kind of ["create", "write", "sync", "rename"] as const) {
      const disk = fakeDisk(begun.contents(), {
        fault: (step, path) => (step === kind && path.endsWith(".run.new") ? "ENOSPC" : null),
      });
      const journal = openSegments(folder, testClock(noon + 1_000), { ...small, files: disk.files });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await journal.append([entryOf("after")])).toMatchObject([{ kind: "kept" }]);
      expect(await journal.find(termOf("m5"), 2)).toHaveLength(1);
      await journal.close();
      expect(runsOf(disk).length).toBeGreaterThanOrEqual(runsOf(begun).length);
      expect(verifySegments(folder, disk.files)).toMatchObject({ ok: true, wrongRuns: [] });
    }
  });

  it("J8 are told of by verify when they leave something out or were changed", async () => {
    const disk = await manyRuns(200);
    await mergeAll(disk);
    const [path = ""] = runsOf(disk).filter((one) => one.includes("terms-"));
    const bytes = Buffer.from(disk.contents().get(path) ?? []);
    disk.spoil(path, Buffer.from(bytes).fill(bytes.at(-1) === 1 ? 2 : 1, bytes.byteLength - 1));
    expect(verifySegments(folder, disk.files)).toMatchObject({
      ok: true,
      wrongRuns: [{ file: path.slice(folder.length + 1), reason: "it is not as it was written" }],
    });
    // One that is whole and of other entries, as no program should ever write it.
    const table = createTable();
    const header = readRunHeader(fakeDisk(new Map([["/x", bytes]])).files.open("/x", "read")) ?? expect.fail();
    for (let position = header.first; position <= header.last; position++) table.add(position, Uint32Array.of(1, 2));
    disk.spoil(path, sealTable(table, header.last));
    expect(verifySegments(folder, disk.files)).toMatchObject({
      ok: true,
      wrongRuns: [{ reason: "it leaves out an entry", position: header.first }],
    });
  });
});

/** Merges over a disk on which all is safe, and cuts the power at every step; answers what was safe and is no more. */
async function cutMerges(lies: (path: string) => boolean = () => false) {
  const begun = await manyRuns(120);
  const moments: ReturnType<FakeDisk["cut"]>[] = [];
  const disk = fakeDisk(begun.contents(), { lies, onStep: () => moments.push(disk.cut()) });
  await mergeAll(disk);
  const chance = chanceOf(9);
  let images = 0;
  for (const [index, moment] of moments.entries())
    for (const survival of ["nothing", "everything", "some"] as const satisfies readonly Survival[]) {
      images++;
      const left = moment(survival, chance);
      for (const name of ["terms", "receipts"]) {
        const upTo = covered(begun, name).at(-1)?.[1] ?? 0;
        const gone = uncovered(left, name, upTo);
        if (gone.length > 0) return { images, lost: `moment ${index}, ${survival}: no run covers ${name} ${gone[0]}` };
      }
      const journal = openSegments(folder, testClock(noon + 5_000), { ...small, files: left.files });
      if ((await journal.find(termOf("m60"), 5)).length !== 1) return { images, lost: `moment ${index}: not found` };
      await journal.close();
    }
  return { images, lost: null };
}
