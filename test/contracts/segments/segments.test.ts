import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryJournal } from "../../../server/adapters/memory/index.ts";
import { openSegments, openSegmentsReader, verifySegments } from "../../../server/adapters/segments/index.ts";
import { type Entry, emptyHead, type Journal, type JournalReader, type NewEntry } from "../../../server/ports/index.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon, receiptOf } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { type FakeDisk, fakeDisk, type Step } from "./fake-disk.ts";

const folder = "/journal";
const small = { segmentBytes: 8_000, sealPairs: 30, saveEntries: 7 };
const day = 86_400_000;
const textsOf = (entries: readonly Entry[]) => entries.map(({ receipt }) => new TextDecoder().decode(receipt.body));
const open = (disk: FakeDisk, more = {}) =>
  openSegments(folder, testClock(noon), { ...small, ...more, files: disk.files });
const filesOf = (disk: FakeDisk, what: RegExp) => [...disk.contents().keys()].filter((path) => what.test(path));

const large = (name: string, bytes = 3_000, more: Partial<NewEntry> = {}): NewEntry => {
  const chance = chanceOf(name.length + bytes);
  const body = Uint8Array.from({ length: bytes }, () => Math.floor(chance() * 256));
  return entryOf(name, { receipt: { ...receiptOf(name), body }, ...more });
};

async function all(journal: Pick<JournalReader, "read">): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let more = await journal.read(0, 1_000); more.length > 0; ) {
    found.push(...more);
    more = await journal.read(found.at(-1)?.position ?? 0, 1_000);
  }
  return found;
}

describe("segments beside a journal in memory", () => {
  const names = ["a", "b", "c", "d", "e"] as const;
  const call = fc.oneof(
    fc.record({
      kind: fc.constant("append" as const),
      entries: fc.array(
        fc.record({
          name: fc.constantFrom(...names),
          parts: fc.integer({ min: 1, max: 3 }),
          bytes: fc.integer({ min: 0, max: 3_000 }),
          broken: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(-50_000, 1, 4_000, 60_000, 3 * day, 7 * day) }),
    fc.record({ kind: fc.constant("rule" as const), settled: fc.integer({ min: -5_000, max: 5_000 }) }),
    fc.record({ kind: fc.constant("alive" as const) }),
    fc.record({ kind: fc.constant("reopen" as const) }),
  );
  type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

  const batchOf = (given: Extract<Call, { kind: "append" }>): readonly NewEntry[] =>
    given.entries.flatMap(({ name, parts, bytes, broken }) =>
      Array.from({ length: parts }, (_, part) =>
        large(name, bytes, { part: part + 1, parts, unreadable: broken && bytes % 2 === 0 ? "not JSON" : null }),
      ),
    );

  async function look(journal: Journal) {
    const found = [];
    for (const name of names)
      found.push((await journal.find(entryOf(name).terms[0] ?? 0n, 50)).map(({ position }) => position));
    const { position, lastReceivedAt } = await journal.head();
    const entries = (await all(journal)).map((one) => ({
      ...one,
      receipt: { ...one.receipt, body: Buffer.from(one.receipt.body).toString("hex") },
    }));
    return {
      entries,
      found,
      position,
      lastReceivedAt,
      rulings: await journal.rulings(0, 100),
      alive: await journal.lastAlive(),
    };
  }

  it("J1 to J12 answer the same to any calls, over any starts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 25 }), async (calls) => {
        const disk = fakeDisk();
        const clock = testClock(noon);
        const memory = memoryJournal(clock);
        let journal = openSegments(folder, clock, { ...small, files: disk.files });
        let now = noon;
        let latest = noon;
        for (const one of calls) {
          if (one.kind === "wait") {
            now += one.ms;
            latest = Math.max(latest, now);
            clock.set(now);
          } else if (one.kind === "append") {
            const batch = batchOf(one);
            expect(await journal.append(batch)).toEqual(await memory.append(batch));
          } else if (one.kind === "rule") {
            const basis = { position: 0, settledTo: now + one.settled };
            const ruling = { kind: "start", downSince: now } as const;
            expect(await journal.rule(ruling, basis)).toEqual(await memory.rule(ruling, basis));
          } else if (one.kind === "alive") {
            await journal.alive();
            await memory.alive();
          } else {
            // What was stamped and not written is forgotten by a start.
            now = latest;
            clock.set(now);
            await journal.close();
            journal = openSegments(folder, clock, { ...small, files: disk.files });
          }
        }
        expect(await look(journal)).toEqual(await look(memory));
        await journal.close();
        expect(verifySegments(folder, disk.files)).toMatchObject({ ok: true });
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe("segments on a disk that fails", () => {
  /** Appends by ones and threes until the end; answers what was acknowledged and what was refused. */
  async function work({ disk, arm }: ReturnType<typeof failing>) {
    const acknowledged: { readonly name: string; readonly position: number }[] = [];
    const refused: { readonly name: string; readonly final: boolean }[] = [];
    const journal = open(disk);
    arm(true);
    for (let round = 0; round < 12; round++) {
      const calls = Array.from({ length: 1 + (round % 3) }, (_, index) => `w${round}-${index}`).map((name) =>
        journal.append([large(name, 900)]).then(
          ([answer]) => void acknowledged.push({ name, position: answer?.position ?? 0 }),
          (error: unknown) =>
            void refused.push({ name, final: error instanceof Error && "final" in error && error.final === true }),
        ),
      );
      await Promise.all(calls);
    }
    arm(false);
    return { journal, acknowledged, refused };
  }

  const failing = (wanted: number, code: string, kinds: readonly Step[]) => {
    let armed = false;
    let count = 0;
    const disk = fakeDisk(new Map(), {
      fault: (step, path) => {
        if (!armed || !kinds.includes(step) || path.endsWith(".new")) return null;
        return ++count === wanted ? code : null;
      },
    });
    const arm = (on: boolean) => {
      armed = on;
    };
    return { disk, arm };
  };

  it("refuse what finds no room, take it back, and take what comes later", async () => {
    let refusals = 0;
    for (let wanted = 1; wanted < 40; wanted++) {
      const failure = failing(wanted, "ENOSPC", ["write", "create"]);
      const { journal, acknowledged, refused } = await work(failure);
      const { disk } = failure;
      refusals += refused.length;
      const texts = (await all(journal)).map(({ receipt }) => receipt.id);
      expect(texts).toEqual(
        acknowledged.toSorted((a, b) => a.position - b.position).map(({ name }) => receiptOf(name).id),
      );
      await journal.close();
      const again = open(disk);
      for (const { name, position } of acknowledged)
        expect(await again.append([large(name, 900)])).toMatchObject([{ kind: "repeat", position }]);
      for (const { name } of refused) await again.append([large(name, 900)]);
      const ids = (await all(again)).filter(({ kind }) => kind === "records").map(({ receipt }) => receipt.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(acknowledged.length + refused.length);
      await again.close();
      expect(verifySegments(folder, disk.files)).toMatchObject({ ok: true });
    }
    expect(refusals).toBeGreaterThan(20);
  });

  it("never acknowledge behind a write or a sync that failed, nor anything later; and keep what they did", async () => {
    let refusals = 0;
    for (let wanted = 1; wanted < 60; wanted++) {
      const failure = failing(wanted, "EIO", ["write", "sync", "sync folder"]);
      const { journal, acknowledged, refused } = await work(failure);
      const { disk } = failure;
      refusals += refused.length;
      if (refused.length > 0) {
        expect(refused.every(({ final }) => final)).toBe(true);
        await expect(journal.append([large("later")])).rejects.toMatchObject({ final: true });
        await expect(
          journal.rule({ kind: "start", downSince: null }, { position: 0, settledTo: 0 }),
        ).rejects.toMatchObject({ final: true });
      }
      const left = disk.cut()("nothing", () => 0);
      await journal.close();
      const again = open(left);
      expect(again.damage).toBeNull();
      const kept = new Map((await all(again)).map(({ position, receipt }) => [position, receipt.id]));
      for (const { name, position } of acknowledged) expect(kept.get(position)).toBe(receiptOf(name).id);
      await again.close();
    }
    expect(refusals).toBeGreaterThan(50);
  });

  it("are full at the room that they may have, and take what still fits", async () => {
    const disk = fakeDisk();
    const journal = open(disk, { maxBytes: 6_000 });
    await journal.append([large("a", 2_000)]);
    await expect(journal.append([large("b", 9_000)])).rejects.toMatchObject({ final: false });
    expect(await journal.append([large("c", 100)])).toMatchObject([{ kind: "kept", position: 2 }]);
    await journal.close();
    expect(verifySegments(folder, disk.files)).toMatchObject({ ok: true, entries: 2 });
  });
});

describe("segments at work", () => {
  it("J1 group what came while the disk was busy into one sync of the records and one of the mark", async () => {
    const syncs = { records: 0, mark: 0 };
    const disk = fakeDisk(new Map(), {
      fault: (step, path) => {
        if (step === "sync" && path.startsWith("records")) syncs.records++;
        if (step === "sync" && path === "mark") syncs.mark++;
        return null;
      },
    });
    const journal = open(disk, { segmentBytes: 1e9 });
    await journal.append([entryOf("first")]);
    const before = { ...syncs };
    await Promise.all(Array.from({ length: 200 }, (_, index) => journal.append([entryOf(`at once ${index}`)])));
    expect(syncs.records - before.records).toBeLessThanOrEqual(3);
    expect(syncs.mark - before.mark).toBeLessThanOrEqual(3);
    await journal.close();
  });

  it("J7 tell no horizon that is not before an entry which is still under way", async () => {
    const disk = fakeDisk();
    const clock = testClock(noon);
    const journal = openSegments(folder, clock, { ...small, files: disk.files });
    const pending = journal.append([entryOf("a")]);
    const told: { readonly horizon: number; readonly seen: number }[] = [];
    let done = false;
    const kept = pending.then((answers) => {
      done = true;
      return answers[0]?.at ?? 0;
    });
    for (let turn = 0; !done; turn++) {
      clock.set(noon + turn * 100);
      const horizon = journal.horizon();
      told.push({ horizon, seen: (await journal.read(0, 1)).length });
      await new Promise((resolve) => setImmediate(resolve));
    }
    const at = await kept;
    for (const { horizon, seen } of told) if (seen === 0) expect(horizon).toBeLessThan(at);
    expect(told.length).toBeGreaterThan(2);
    clock.set(noon + 1e6);
    expect(journal.horizon()).toBe(noon + 1e6 - 1);
    await journal.close();
  });

  it("J8 answer only what was appended with a term, though another begins with the same bits", async () => {
    const disk = fakeDisk();
    const journal = open(disk, { sealPairs: 8 });
    const alike = (low: number) => (0xabcd_ef01_2345_0000n << 0n) | BigInt(low);
    for (let index = 0; index < 100; index++)
      await journal.append([entryOf(`x${index}`, { terms: BigUint64Array.of(alike(index % 50)) })]);
    expect(filesOf(disk, /terms-.*run$/).length).toBeGreaterThan(5);
    for (const journalOrReader of [journal, openSegmentsReader(folder, { files: disk.files, sealPairs: 8 })])
      for (let low = 0; low < 50; low += 7)
        expect(textsOf(await journalOrReader.find(alike(low), 10))).toEqual([`x${low + 50}`, `x${low}`]);
    await journal.close();
  });

  it("make the indexes again that are missing or were changed, and find the same", async () => {
    const disk = fakeDisk();
    const journal = open(disk);
    const given = Array.from({ length: 150 }, (_, index) => `i${index}`);
    for (const name of given) await journal.append([entryOf(name)]);
    await journal.close();
    const runs = filesOf(disk, /run$/);
    expect(runs.length).toBeGreaterThan(6);
    runs.forEach((path, index) => {
      const bytes = Buffer.from(disk.contents().get(path) ?? []);
      if (index % 3 === 0) disk.spoil(path, null);
      if (index % 3 === 1) disk.spoil(path, bytes.fill(255, 70, 90));
    });
    const again = open(disk);
    for (const name of given) {
      expect(textsOf(await again.find(entryOf(name).terms[0] ?? 0n, 10))).toEqual([name]);
      expect((await again.append([entryOf(name)]))[0]?.kind).toBe("repeat");
    }
    await again.close();
  });

  it("are read beside their writer: what is acknowledged and nothing else", async () => {
    const disk = fakeDisk();
    const journal = open(disk);
    const reader = openSegmentsReader(folder, { files: disk.files, sealPairs: small.sealPairs });
    expect(await reader.head()).toEqual(emptyHead);
    for (let round = 0; round < 120; round++) {
      const pending = journal.append([large(`r${round}`, 200)]);
      const before = await reader.head();
      expect(before.position).toBe(round);
      expect(await reader.read(round, 1)).toEqual([]);
      await pending;
      expect((await reader.read(round, 1)).map(({ position }) => position)).toEqual([round + 1]);
      if (round % 10 === 0)
        for (const name of [`r${round}`, `r${round >> 1}`])
          expect((await reader.find(entryOf(name).terms[0] ?? 0n, 5)).map(({ receipt }) => receipt.id)).toEqual([
            receiptOf(name).id,
          ]);
    }
    await journal.rule({ kind: "start", downSince: null }, { position: 1, settledTo: noon });
    expect(await reader.rulings(0, 10)).toEqual(await journal.rulings(0, 10));
    expect(await reader.head()).toEqual(await journal.head());
    expect(filesOf(disk, /seg$/).length).toBeGreaterThan(3);
    await reader.close();
    await journal.close();
    expect(() => openSegmentsReader("/none", { files: disk.files })).toThrow();
  });

  it("of a later version are refused and left alone", async () => {
    const disk = fakeDisk();
    const journal = open(disk);
    await journal.append([entryOf("a")]);
    await journal.close();
    const { crc32 } = await import("node:zlib");
    for (const path of filesOf(disk, /seg$|mark$/)) {
      const bytes = Buffer.from(disk.contents().get(path) ?? []);
      for (const [start, length] of path.endsWith("mark")
        ? [
            [0, 192],
            [4096, 192],
          ]
        : [[0, 128]]) {
        const part = bytes.subarray(start, (start ?? 0) + (length ?? 0));
        part.writeUInt32LE(99, 8);
        part.writeUInt32LE(crc32(part.subarray(8)), 4);
      }
      disk.spoil(path, bytes);
    }
    const before = new Map(disk.contents());
    expect(() => open(disk)).toThrow(/99/);
    expect(disk.contents()).toEqual(before);
  });
});
