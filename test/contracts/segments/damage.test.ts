import { basename } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { KeptRuling } from "../../../server/domain/index.ts";
import type { Entry, JournalReader } from "../../../server/ports/index.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon, receiptOf } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { fakeDisk } from "./fake-disk.ts";

const folder = "/journal";
const small = { segmentBytes: 24_000, sealPairs: 40, saveEntries: 9 };
type Adapter = typeof import("../../../server/adapters/segments/index.ts");

/** What was kept, and the files that keep it. */
interface Kept {
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly entries: readonly Entry[];
  readonly rulings: readonly KeptRuling[];
  /** What each delivery is found by, by its receipt. */
  readonly terms: ReadonlyMap<string, bigint>;
}

async function all(journal: Pick<JournalReader, "read">): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let more = await journal.read(0, 1_000); more.length > 0; ) {
    found.push(...more);
    more = await journal.read(found.at(-1)?.position ?? 0, 1_000);
  }
  return found;
}

/** As `all`, up to where the reader meets a damage. */
async function whole(journal: Pick<JournalReader, "read">): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  try {
    for (let more = await journal.read(0, 7); more.length > 0; ) {
      found.push(...more);
      more = await journal.read(found.at(-1)?.position ?? 0, 7);
    }
  } catch (error) {
    expect(error).toMatchObject({ final: true, message: expect.stringContaining(folder) });
  }
  return found;
}

async function keep({ openSegments }: Adapter): Promise<Kept> {
  const chance = chanceOf(11);
  const disk = fakeDisk();
  const clock = testClock(noon);
  const terms = new Map<string, bigint>();
  const journal = openSegments(folder, clock, { ...small, files: disk.files });
  for (let call = 0; call < 50; call++) {
    clock.set(noon + call * 1_000);
    const names = Array.from({ length: 1 + (call % 4) }, (_, index) => `d${call % 45}-${index}`);
    const batch = names.map((name) => {
      const body = Uint8Array.from({ length: 30 + (call % 7) * 700 }, () => Math.floor(chance() * 256));
      return entryOf(name, { receipt: { ...receiptOf(name), body } });
    });
    for (const { receipt, terms: given } of batch) terms.set(receipt.id, given[0] ?? 0n);
    await journal.append(batch);
    if (call % 9 === 0) await journal.rule({ kind: "start", downSince: noon + call }, { position: call, settledTo: 0 });
  }
  const kept = { terms, entries: await all(journal), rulings: await journal.rulings(0, 100) };
  await journal.close();
  return { ...kept, contents: new Map([...disk.contents()].map(([path, bytes]) => [path, Buffer.from(bytes)])) };
}

interface Spoilt {
  readonly path: string;
  readonly what: string;
  readonly bytes: Buffer | null;
}

function spoil({ contents }: Kept, chance: () => number): Spoilt {
  const paths = [...contents.keys()];
  const path = paths[Math.floor(chance() * paths.length)] ?? "";
  const bytes = Buffer.from(contents.get(path) ?? []);
  const at = Math.floor(chance() * bytes.byteLength);
  const fate = chance();
  if (fate < 0.08) return { path, what: "deleted", bytes: null };
  if (fate < 0.3) return { path, what: `cut at ${at}`, bytes: bytes.subarray(0, at) };
  if (fate < 0.5) {
    const start = at - (at % 4096);
    return { path, what: `zeros at ${start}`, bytes: bytes.fill(0, start, Math.min(bytes.byteLength, start + 4096)) };
  }
  const bit = 1 << Math.floor(chance() * 8);
  bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
  return { path, what: `bit ${bit} at ${at}`, bytes };
}

const plain = (entries: readonly Entry[]) =>
  entries.map((entry) => ({
    ...entry,
    receipt: { ...entry.receipt, body: Buffer.from(entry.receipt.body).toString("hex") },
  }));

/** What is wrong with how a damage was met; null when nothing is. */
async function wrongWith(adapter: Adapter, kept: Kept, spoilt: Spoilt): Promise<string | null> {
  const { openSegments, openSegmentsReader, repairSegments, verifySegments } = adapter;
  const disk = fakeDisk(kept.contents);
  disk.spoil(spoilt.path, spoilt.bytes);
  const touched =
    /records|rulings/.test(spoilt.path) && !spoilt.bytes?.equals(kept.contents.get(spoilt.path) ?? Buffer.alloc(0));
  const verified = verifySegments(folder, disk.files);
  const journal = openSegments(folder, testClock(noon + 100_000), { ...small, files: disk.files });
  try {
    if (verified.ok !== (journal.damage === null)) return `verify says ${verified.ok}, the start ${journal.damage}`;
    if (touched && verified.ok) return "not noticed";
    const found = await whole(journal);
    if (JSON.stringify(plain(found)) !== JSON.stringify(plain(kept.entries.slice(0, found.length))))
      return "other entries";
    const rulings = await journal.rulings(0, 100);
    if (JSON.stringify(rulings) !== JSON.stringify(kept.rulings.slice(0, rulings.length))) return "other rulings";
    const complete = found.length === kept.entries.length && rulings.length === kept.rulings.length;
    if (!complete && verified.ok) return "lost and not named";
    for (const entry of found.filter(({ kind }) => kind === "records").slice(-3)) {
      const hits = await journal.find(kept.terms.get(entry.receipt.id) ?? 0n, 10);
      if (JSON.stringify(plain(hits)) !== JSON.stringify(plain([entry]))) return `finds other than ${entry.position}`;
    }
    if (verified.ok) return null;
    for (const { first, last, stream, file } of verified.damages) {
      if (basename(file) !== basename(spoilt.path)) return `names ${file}`;
      if ((first === null) !== (last === null) || (first ?? 0) > (last ?? 0)) return `names ${first} to ${last}`;
      if (stream === "entries" && (last ?? 0) > kept.entries.length) return `names ${last}`;
    }
    const named = verified.damages.find(({ stream, first }) => stream === "entries" && first !== null);
    if (named !== undefined && named.first !== found.length + 1)
      return `whole to ${found.length}, lost from ${named.first}`;
    const refused = await journal.append([entryOf("new")]).then(
      () => null,
      (error: unknown) => error,
    );
    if (!(refused instanceof Error) || !("final" in refused) || !refused.message.includes(folder))
      return "takes new work";
    if (disk.contents().has(`${folder}/mark`) && basename(spoilt.path) !== "mark") {
      const reader = openSegmentsReader(folder, { files: disk.files });
      const read = await whole(reader);
      await reader.close();
      if (JSON.stringify(plain(read)) !== JSON.stringify(plain(kept.entries.slice(0, read.length))))
        return "reads other entries";
    }
  } finally {
    await journal.close();
  }
  const tooFar = repairSegments(folder, verified.upTo + 1, disk.files);
  if (tooFar.ok) return "repairs beyond what is whole";
  const to = Math.max(0, verified.upTo - (spoilt.what.length % 3));
  const repaired = repairSegments(folder, to, disk.files);
  if (!repaired.ok) return `is not repaired: ${repaired.reason}`;
  const after = verifySegments(folder, disk.files);
  if (!after.ok || after.entries !== to) return `after a repair to ${to}: ${JSON.stringify(after)}`;
  const again = openSegments(folder, testClock(noon + 200_000), { ...small, files: disk.files });
  try {
    const left = await all(again);
    if (JSON.stringify(plain(left)) !== JSON.stringify(plain(kept.entries.slice(0, to))))
      return "other entries after a repair";
    const [next] = await again.append([entryOf("new")]);
    if (next?.position !== to + 1) return `goes on at ${next?.position} after a repair to ${to}`;
  } finally {
    await again.close();
  }
  return null;
}

async function damageOften(adapter: Adapter, times: number, seed: number) {
  const kept = await keep(adapter);
  const chance = chanceOf(seed);
  const wrong: string[] = [];
  for (let time = 0; time < times; time++) {
    const spoilt = spoil(kept, chance);
    const found = await wrongWith(adapter, kept, spoilt).catch((error: unknown) => String(error));
    if (found !== null) wrong.push(`${basename(spoilt.path)} ${spoilt.what}: ${found}`);
  }
  return wrong;
}

afterEach(() => {
  vi.doUnmock("node:zlib");
  vi.resetModules();
});

describe("segments that were damaged", () => {
  it.each([5, 6])(
    "name every damage of what was acknowledged, answer nothing wrong, refuse new work, and are repaired (seed %i)",
    async (seed) => {
      expect(await damageOften(await import("../../../server/adapters/segments/index.ts"), 250, seed)).toEqual([]);
    },
  );

  it("would not notice it without their checksums", async () => {
    vi.resetModules();
    vi.doMock("node:zlib", async (original) => ({ ...(await original<typeof import("node:zlib")>()), crc32: () => 0 }));
    const blind = await import("../../../server/adapters/segments/index.ts");
    expect((await damageOften(blind, 60, 5)).length).toBeGreaterThan(5);
  });
});
