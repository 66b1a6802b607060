import { describe, expect, test } from "vitest";
import type { Collector, KeptRecord, Receipt } from "../../collectors/kit/index.ts";
import { createRecordCache } from "../../server/pipeline/record-cache.ts";
import type { Entry } from "../../server/ports/index.ts";
import { aKeptSpan, aNetwork } from "../feeds/fakes.ts";

const kib = 1024;
const reading = aNetwork().reading;

/** A cache of so many bytes over entries whose records each carry a note of so many; and how many were decoded. */
function cacheOf(limit: number, noteBytes: (position: number) => number, records = 4) {
  const told = { decoded: 0 };
  const collector: Collector = {
    name: "test",
    routes: [],
    decode: () => {
      throw new Error("people read, they do not decode");
    },
    split: () => [],
    *read({ id }): Iterable<KeptRecord> {
      const note = "n".repeat(noteBytes(Number(id)));
      for (let index = 0; index < records; index++) {
        told.decoded += 1;
        yield aKeptSpan({ identity: `${id}-${index}`, attributes: new Map([["note", note]]) });
      }
    },
  };
  const entryAt = (position: number): Entry =>
    ({ position, kind: "records", receipt: { id: String(position), collector: "test" } as Receipt }) as Entry;
  const cache = createRecordCache([collector], limit);
  /** Whether the entry had to be decoded for that. */
  const decodes = (position: number): boolean => {
    const before = told.decoded;
    expect(cache.read(entryAt(position), reading, null)).toHaveLength(records);
    return told.decoded > before;
  };
  return { cache, entryAt, told, decodes };
}

describe("decoded records in memory", () => {
  test("as many as take so many bytes, whatever each takes: the least recently read goes first", () => {
    // An entry of large records takes some 41 KiB, one of small ones some 5.
    const { decodes } = cacheOf(128 * kib, (position) => (position % 10 === 0 ? 10 * kib : 0));
    for (const position of [1, 2, 3]) expect(decodes(position)).toBe(true);
    for (const position of [10, 20]) expect(decodes(position)).toBe(true);
    expect(decodes(1)).toBe(false);
    // The next large one makes room at the cost of 2, 3 and a large one, and not of what was read just now.
    expect(decodes(30)).toBe(true);
    expect(decodes(40)).toBe(true);
    expect([1, 40, 30].map(decodes)).toEqual([false, false, false]);
    expect([10, 2, 3].map(decodes)).toEqual([true, true, true]);
  });

  test("what takes more than all of it is read and not kept, and nothing goes for it", () => {
    const { decodes } = cacheOf(128 * kib, (position) => (position === 7 ? 200 * kib : 0));
    expect(decodes(1)).toBe(true);
    expect(decodes(7)).toBe(true);
    expect(decodes(7)).toBe(true);
    expect(decodes(1)).toBe(false);
  });

  test("one record is decoded no further than up to it, and found without decoding where its entry was read", () => {
    const { cache, entryAt, told, decodes } = cacheOf(256 * kib, () => 0, 100);
    expect(cache.one(entryAt(5), reading, "5-2")?.identity).toBe("5-2");
    expect(told.decoded).toBe(3);
    expect(cache.one(entryAt(5), reading, "6-1")).toBeNull();
    expect(told.decoded).toBe(103);
    expect(decodes(5)).toBe(true);
    expect(cache.one(entryAt(5), reading, "5-99")?.identity).toBe("5-99");
    expect(told.decoded).toBe(203);
  });
});
