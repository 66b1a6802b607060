import { describe, expect, it } from "vitest";
import { openSegments, openSegmentsReader, verifySegments } from "../../../server/adapters/segments/index.ts";
import type { NewEntry } from "../../../server/ports/index.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon, receiptOf } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { type FakeDisk, fakeDisk } from "./fake-disk.ts";

const folder = "/journal";
const small = { segmentBytes: 8_000, sealPairs: 30, saveEntries: 7 };
const day = 86_400_000;
const open = (disk: FakeDisk) => openSegments(folder, testClock(noon), { ...small, files: disk.files });
const filesOf = (disk: FakeDisk, what: RegExp) => [...disk.contents().keys()].filter((path) => what.test(path));

const large = (name: string, bytes: number): NewEntry => {
  const chance = chanceOf(name.length + bytes);
  const body = Uint8Array.from({ length: bytes }, () => Math.floor(chance() * 256));
  return entryOf(name, { receipt: { ...receiptOf(name), body } });
};

describe("segments whose oldest are dropped", () => {
  it("J14 name what may go by age and by bytes, and nothing that is younger than seven days", async () => {
    const disk = fakeDisk();
    const clock = testClock(noon);
    const journal = openSegments(folder, clock, { ...small, files: disk.files });
    for (let index = 0; index < 60; index++) {
      clock.set(noon + index * day);
      await journal.append([large(`k${index}`, 2_700)]);
    }
    const whole = (await journal.head()).bytes;
    expect(journal.droppable({ forMs: null, bytes: null })).toBeNull();
    expect(journal.droppable({ forMs: 90 * day, bytes: null })).toBeNull();
    expect(journal.droppable({ forMs: null, bytes: whole })).toBeNull();
    // Position p was stamped p - 1 days after noon, the newest 59 days after.
    const byAge = journal.droppable({ forMs: 30 * day, bytes: null }) ?? 0;
    expect(byAge).toBeGreaterThan(25);
    expect(byAge).toBeLessThanOrEqual(30);
    const bySize = journal.droppable({ forMs: null, bytes: whole / 2 }) ?? 0;
    expect(bySize).toBeGreaterThan(29);
    expect(bySize).toBeLessThan(36);
    const young = journal.droppable({ forMs: null, bytes: 0 }) ?? 0;
    expect(young).toBeGreaterThan(48);
    expect(young).toBeLessThanOrEqual(53);
    expect(journal.drop(bySize)).toMatchObject({ first: 1, last: bySize - 1, lastAt: noon + (bySize - 2) * day });
    expect((await journal.head()).bytes).toBeLessThanOrEqual(whole / 2);
    expect(journal.droppable({ forMs: null, bytes: whole / 2 })).toBeNull();
    clock.set(noon + 400 * day);
    expect(journal.droppable({ forMs: 30 * day, bytes: null })).toBeNull();
    expect(await journal.append([large("k57", 2_700)])).toMatchObject([{ kind: "kept" }]);
    await journal.close();
  });

  it("J10 J13 tell what was dropped, over starts and to readers, also while a mark is on its way", async () => {
    let drop: (() => void) | null = null;
    const disk = fakeDisk(new Map(), {
      onStep(step, path) {
        if (step !== "sync" || !path.endsWith("/mark")) return;
        const now = drop;
        drop = null;
        now?.();
      },
    });
    const clock = testClock(noon);
    const journal = openSegments(folder, clock, { ...small, files: disk.files });
    for (let index = 0; index < 30; index++) await journal.append([large(`t${index}`, 2_700)]);
    expect(await journal.head()).toMatchObject({ first: 1, dropped: null });
    clock.set(noon + 5_000);
    let last = 0;
    drop = () => {
      last = journal.drop(20)?.last ?? 0;
    };
    await journal.append([large("under way", 100)]);
    const left = disk.cut()("nothing", () => 0);
    expect(last).toBeGreaterThan(10);
    const told = { position: 31, first: last + 1, dropped: { at: noon + 5_000, lastAt: noon } };
    expect(await journal.head()).toMatchObject(told);
    expect(await openSegmentsReader(folder, { files: disk.files }).head()).toMatchObject(told);
    await journal.close();
    for (const one of [disk, left]) {
      const again = open(one);
      expect(await again.head()).toMatchObject(told);
      await again.append([large("after", 10)]);
      expect(await again.head()).toMatchObject({ ...told, position: 32 });
      await again.close();
    }
  });

  it("J13 J15 drop whole segments of old entries, never rulings, and hold together from the oldest that is kept", async () => {
    const disk = fakeDisk();
    const clock = testClock(noon);
    const journal = openSegments(folder, clock, { ...small, files: disk.files });
    const reader = openSegmentsReader(folder, { files: disk.files });
    for (let index = 0; index < 40; index++) {
      clock.set(noon + index);
      await journal.append([large(`o${index}`, 900)]);
      if (index % 10 === 0) await journal.rule({ kind: "start", downSince: null }, { position: index, settledTo: 0 });
    }
    expect((await reader.read(0, 1)).map(({ position }) => position)).toEqual([1]);
    expect(journal.drop(1)).toBeNull();
    const size = (await journal.head()).bytes;
    const segments = filesOf(disk, /records/).length;
    const oldest = filesOf(disk, /records/).toSorted()[0] ?? "";
    const dropped = journal.drop(30);
    expect(dropped).toMatchObject({ first: 1, firstAt: noon });
    const last = dropped?.last ?? 0;
    expect(last).toBeLessThan(30);
    expect(last).toBeGreaterThan(15);
    expect(dropped?.lastAt).toBe(noon + last - 1);
    expect(filesOf(disk, /records/)).toHaveLength(segments - (dropped?.segments ?? 0));
    expect(await journal.append([large("o39", 900)])).toMatchObject([{ kind: "repeat", position: 40 }]);
    expect((await journal.head()).bytes).toBeLessThan(size - (dropped?.bytes ?? 0) + 500);
    for (const one of [journal, reader, open(disk)]) {
      expect((await one.read(0, 1)).map(({ position }) => position)).toEqual([last + 1]);
      expect(await one.find(entryOf("o3").terms[0] ?? 0n, 10)).toEqual([]);
      expect(await one.find(entryOf("o35").terms[0] ?? 0n, 10)).toHaveLength(1);
      expect(await one.rulings(0, 10)).toHaveLength(4);
    }
    await journal.close();
    expect(verifySegments(folder, disk.files)).toMatchObject({ ok: true, first: last + 1, entries: 41 });
    // As a stop leaves it between the mark and the files.
    disk.spoil(oldest, Buffer.from("dropped"));
    await open(disk).close();
    expect(filesOf(disk, /records/)).not.toContain(oldest);
    for (const path of filesOf(disk, /records/)
      .toSorted()
      .slice(0, 1))
      disk.spoil(path, null);
    expect(verifySegments(folder, disk.files)).toMatchObject({ ok: false });
  });
});
