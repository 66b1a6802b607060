import { describe, expect, it } from "vitest";
import { openSegments, verifySegments } from "../../../server/adapters/segments/index.ts";
import { readMark } from "../../../server/adapters/segments/mark.ts";
import type { Entry, Journal, NewEntry } from "../../../server/ports/index.ts";
import { testClock } from "../adapters.ts";
import { entryOf, noon, receiptOf } from "../samples.ts";
import { chanceOf } from "./chance.ts";
import { type FakeDisk, fakeDisk, type Survival } from "./fake-disk.ts";

const folder = "/journal";
/** So small that the work rolls segments, seals runs and drops both. */
const small = { segmentBytes: 24_000, sealPairs: 40, saveEntries: 9 };

interface Acknowledged {
  readonly position: number;
  readonly given: NewEntry;
}

/** A moment at which the power may go, and what had been promised by then. */
interface Moment {
  readonly at: ReturnType<FakeDisk["cut"]>;
  readonly acknowledged: readonly Acknowledged[];
  readonly rulings: number;
  readonly goneBefore: number;
}

interface Worked {
  readonly moments: readonly Moment[];
  readonly given: readonly NewEntry[];
}

/** Lets a journal work and takes down each moment between two steps of the disk. */
async function work(seed: number, lies: (path: string) => boolean = () => false): Promise<Worked> {
  const chance = chanceOf(seed);
  const moments: Moment[] = [];
  const given: NewEntry[] = [];
  let acknowledged: readonly Acknowledged[] = [];
  let rulings = 0;
  let goneBefore = 0;
  const disk = fakeDisk(new Map(), {
    lies,
    onStep: () => moments.push({ at: disk.cut(), acknowledged, rulings, goneBefore }),
  });
  const clock = testClock(noon);
  const journal = openSegments(folder, clock, { ...small, files: disk.files });
  const body = (bytes: number) =>
    Uint8Array.from({ length: bytes }, (_, index) => (index % 9 === 0 ? Math.floor(chance() * 64) : 7));
  const pending: Promise<unknown>[] = [];
  for (let call = 0; call < 40; call++) {
    clock.set(noon + call * 1_000);
    const fate = chance();
    const parts = fate < 0.15 ? 3 : 1;
    const name = `s${seed}-${call}`;
    const batch = Array.from({ length: parts }, (_, part) =>
      entryOf(name, {
        part: part + 1,
        parts,
        receipt: { ...receiptOf(name), body: body(fate < 0.3 ? 40_000 : 20 + chance() * 900) },
      }),
    );
    given.push(...batch);
    pending.push(
      journal.append(batch).then((answers) => {
        const kept = answers.map(({ position }, index) => ({ position, given: batch[index] as NewEntry }));
        acknowledged = [...acknowledged, ...kept];
      }),
    );
    if (fate > 0.9) {
      const ruling = { kind: "start", downSince: noon + call } as const;
      pending.push(
        journal.rule(ruling, { position: 0, settledTo: 0 }).then(({ number }) => {
          rulings = Math.max(rulings, number);
        }),
      );
    }
    if (call % 7 === 6) pending.push(journal.alive());
    if (fate > 0.4) await Promise.all(pending.splice(0));
    if (call === 28) {
      goneBefore = Math.max(...acknowledged.map(({ position }) => position)) - 15;
      journal.drop(goneBefore);
    }
  }
  await journal.close();
  moments.push({ at: disk.cut(), acknowledged, rulings, goneBefore });
  return { moments, given };
}

async function all(journal: Pick<Journal, "read">): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let more = await journal.read(0, 1_000); more.length > 0; ) {
    found.push(...more);
    more = await journal.read(found.at(-1)?.position ?? 0, 1_000);
  }
  return found;
}

const textOf = (body: Uint8Array): string => Buffer.from(body).toString("latin1");

/** What is wrong with what a power cut left; null when nothing is. */
async function wrongWith(disk: FakeDisk, moment: Moment, given: readonly NewEntry[]): Promise<string | null> {
  const acknowledged = moment.acknowledged.filter(({ position }) => position >= moment.goneBefore);
  const mark = disk.contents().has(`${folder}/mark`) ? readMark(disk.files.open(`${folder}/mark`, "read")) : null;
  const marked = mark?.mark.position ?? 0;
  for (const { position } of acknowledged)
    if (position > marked) return `${position} was acknowledged, and the mark says ${marked}`;
  const journal = openSegments(folder, testClock(noon + 100_000), { ...small, files: disk.files });
  try {
    if (journal.damage !== null) return journal.damage;
    const entries = new Map((await all(journal)).map((entry) => [entry.position, entry]));
    for (const one of acknowledged) {
      const entry = entries.get(one.position);
      if (entry === undefined) return `entry ${one.position} was acknowledged and is lost`;
      if (entry.receipt.id !== one.given.receipt.id || textOf(entry.receipt.body) !== textOf(one.given.receipt.body))
        return `entry ${one.position} is another than was acknowledged`;
      if (one.position % 5 !== 0) continue;
      const found = await journal.find(one.given.terms[0] as bigint, 10);
      if (!found.some(({ position }) => position === one.position)) return `entry ${one.position} is not found`;
    }
    if ((await journal.rulings(0, 1_000)).length < moment.rulings) return "a ruling that was acknowledged is lost";
    // Whoever heard nothing sends again; whoever did may as well.
    const kept = new Map<string, number>();
    const promises = new Map(acknowledged.map((one) => [one.given, one.position]));
    const again: Promise<string | null>[] = [];
    for (let index = 0; index < given.length; ) {
      const batch = given.slice(index, index + (given[index] as NewEntry).parts);
      index += batch.length;
      again.push(
        journal.append(batch).then((answers) => {
          const wrong = batch.findIndex((one, part) => {
            const promised = promises.get(one);
            const answer = answers[part];
            return promised !== undefined && (answer?.kind !== "repeat" || answer.position !== promised);
          });
          return wrong < 0 ? null : `entry ${promises.get(batch[wrong] as NewEntry)} is not answered as a repeat`;
        }),
      );
    }
    for (const wrong of await Promise.all(again)) if (wrong !== null) return wrong;
    for (const { kind, receipt, part, position } of await all(journal)) {
      const name = `${receipt.id} ${part}`;
      if (kind !== "records") continue;
      if (kept.has(name)) return `entries ${kept.get(name)} and ${position} are the same delivery`;
      kept.set(name, position);
    }
  } finally {
    await journal.close();
  }
  const verified = verifySegments(folder, disk.files);
  return verified.ok ? null : JSON.stringify(verified.damages);
}

/** Cuts the power at moments of the work, and answers what went wrong first, and how many images were looked at. */
async function cutEverywhere({ moments, given }: Worked, seed: number, most: number) {
  const chance = chanceOf(seed);
  const stride = Math.max(1, Math.floor((moments.length * 4) / most));
  let images = 0;
  for (let index = 0; index < moments.length; index += stride) {
    const moment = moments[index] as Moment;
    const ways: readonly Survival[] = ["nothing", "everything", "some", "some"];
    for (const survival of ways) {
      images++;
      const wrong = await wrongWith(moment.at(survival, chance), moment, given);
      if (wrong !== null) return { images, wrong: `moment ${index} of ${moments.length}, ${survival}: ${wrong}` };
    }
  }
  return { images, wrong: null };
}

describe("segments and a power cut at any step", () => {
  it.each([1, 2, 3, 4])(
    "J1 J3 J4 lose nothing acknowledged, keep each delivery once, and open without an operator (work %i)",
    async (seed) => {
      const { images, wrong } = await cutEverywhere(await work(seed), seed, 600);
      expect(wrong).toBeNull();
      expect(images).toBeGreaterThanOrEqual(500);
    },
  );

  it("would lose something if they acknowledged before the sync of the records", async () => {
    const found = await cutEverywhere(await work(1, (name) => name.startsWith("records")), 1, 600);
    expect(found.wrong).toMatch(/lost|ends before|missing/);
  });

  it("would not know how far they had acknowledged if the mark were not synced", async () => {
    const found = await cutEverywhere(await work(1, (name) => name === "mark"), 1, 600);
    expect(found.wrong).toMatch(/the mark/);
  });

  it("would lose a ruling if rulings were not synced", async () => {
    const found = await cutEverywhere(await work(1, (name) => name === "rulings.seg"), 1, 600);
    expect(found.wrong).toMatch(/ruling/);
  });
});
