import { afterAll, describe, expect, it } from "vitest";
import { keyTerm, traceTerm } from "../../collectors/kit/index.ts";
import { type Entry, emptyHead } from "../../server/ports/index.ts";
import { journals, sweepUp, testClock } from "./adapters.ts";
import { entryOf, noon, receiptOf } from "./samples.ts";

const day = 86_400_000;
const textOf = (entry: Entry | undefined): string => new TextDecoder().decode(entry?.receipt.body);

afterAll(sweepUp);

describe.each(journals)("journal in $name", (adapter) => {
  it("J1 what was acknowledged is there, byte for byte, when the journal is opened again without having been closed", async () => {
    const clock = testClock(noon);
    const { journal, reopen } = adapter.journal(clock);
    const body = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251);
    const receipt = { ...receiptOf("a"), body };
    const [kept] = await journal.append([entryOf("a", { receipt })]);
    await journal.append([entryOf("b")]);
    const again = reopen(clock);
    const entries = await again.read(0, 10);
    expect(entries).toHaveLength(2);
    expect(entries[0]).toEqual({
      position: kept?.position,
      at: noon,
      kind: "records",
      receipt,
      part: 1,
      parts: 1,
      records: 3,
      reason: null,
    });
    expect(textOf(entries[1])).toBe("b");
  });

  it("J2 positions count up from 1 without a gap, in the order of the calls", async () => {
    const { journal } = adapter.journal(testClock(noon));
    const answers = await Promise.all(["a", "b", "c", "d"].map((text) => journal.append([entryOf(text)])));
    expect(answers.flat().map(({ position }) => position)).toEqual([1, 2, 3, 4]);
    expect((await journal.read(0, 10)).map(textOf)).toEqual(["a", "b", "c", "d"]);
    expect((await journal.read(2, 1)).map(textOf)).toEqual(["c"]);
    expect(await journal.read(4, 1)).toEqual([]);
  });

  it("J3 the parts of one delivery stand side by side whatever else arrives at the same time", async () => {
    const { journal } = adapter.journal(testClock(noon));
    const parts = (text: string) =>
      [1, 2, 3].map((part) =>
        entryOf(text, { part, parts: 3, receipt: { ...receiptOf(text), body: Uint8Array.of(part) } }),
      );
    const answers = await Promise.all(["a", "b", "c"].map((text) => journal.append(parts(text))));
    for (const answer of answers) {
      const first = answer[0]?.position ?? 0;
      expect(answer.map(({ position }) => position)).toEqual([first, first + 1, first + 2]);
    }
    const entries = await journal.read(0, 20);
    expect(entries.map(({ part }) => part)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
    expect(new Set(entries.slice(0, 3).map(({ receipt }) => receipt.id)).size).toBe(1);
  });

  it("J4 a delivery that comes again within seven days is answered like the first, part by part, and leaves a repeat", async () => {
    const clock = testClock(noon);
    const { journal, reopen } = adapter.journal(clock);
    const parts = [
      entryOf("a", { part: 1, parts: 2 }),
      entryOf("a", { part: 2, parts: 2, records: 9, rejected: 0, message: null }),
    ];
    await journal.append(parts);
    clock.set(noon + 7 * day - 1);
    const again = reopen(clock);
    const answer = await again.append(parts);
    expect(answer).toEqual([
      { kind: "repeat", position: 1, at: noon, records: 3, rejected: 1, message: "1 of 3 spans has no id" },
      { kind: "repeat", position: 2, at: noon, records: 9, rejected: 0, message: null },
    ]);
    const entries = await again.read(2, 10);
    expect(entries.map(({ position, kind, part, records }) => ({ position, kind, part, records }))).toEqual([
      { position: 3, kind: "repeat", part: 1, records: 3 },
      { position: 4, kind: "repeat", part: 2, records: 9 },
    ]);
    expect(entries.map(textOf)).toEqual(["a", "a"]);
    expect(entries[0]?.at).toBe(noon + 7 * day - 1);
  });

  it("J4 seven days later the same delivery is kept anew, and a repeat does not lengthen the time", async () => {
    const clock = testClock(noon);
    const { journal } = adapter.journal(clock);
    await journal.append([entryOf("a")]);
    clock.set(noon + 6 * day);
    expect((await journal.append([entryOf("a")]))[0]?.kind).toBe("repeat");
    clock.set(noon + 7 * day);
    expect(await journal.append([entryOf("a")])).toEqual([{ kind: "kept", position: 3, at: noon + 7 * day }]);
    clock.set(noon + 8 * day);
    expect((await journal.append([entryOf("a")]))[0]).toMatchObject({ kind: "repeat", position: 3 });
  });

  it("J4 two senders of the same delivery at the same time: one is kept", async () => {
    const { journal } = adapter.journal(testClock(noon));
    const answers = await Promise.all([journal.append([entryOf("a")]), journal.append([entryOf("a")])]);
    expect(answers.flat().map(({ kind }) => kind)).toEqual(["kept", "repeat"]);
    const twice = await journal.append([entryOf("b"), entryOf("b")]);
    expect(twice.map(({ kind, position }) => ({ kind, position }))).toEqual([
      { kind: "kept", position: 3 },
      { kind: "repeat", position: 3 },
    ]);
  });

  it("J5 what could not be read is kept with its reason, is found by nothing, and neither repeats nor is repeated", async () => {
    const { journal } = adapter.journal(testClock(noon));
    const broken = entryOf("x", { unreadable: "not JSON", records: 0, terms: BigUint64Array.of(1n) });
    await journal.append([broken]);
    expect((await journal.append([broken]))[0]?.kind).toBe("kept");
    expect((await journal.append([entryOf("x")]))[0]?.kind).toBe("kept");
    const entries = await journal.read(0, 10);
    expect(entries.map(({ kind, reason }) => ({ kind, reason }))).toEqual([
      { kind: "unreadable", reason: "not JSON" },
      { kind: "unreadable", reason: "not JSON" },
      { kind: "records", reason: null },
    ]);
    expect(await journal.find(1n, 10)).toEqual([]);
  });

  it("J6 stamps never go back, though the clock does, and not over a start either", async () => {
    const clock = testClock(noon);
    const { journal, reopen } = adapter.journal(clock);
    const stamps: number[] = [];
    for (const [index, at] of [0, 500, -3_600_000, 200, 700].entries()) {
      clock.set(noon + at);
      stamps.push((await journal.append([entryOf(`s${index}`)]))[0]?.at ?? 0);
    }
    expect(stamps).toEqual([noon, noon + 500, noon + 500, noon + 500, noon + 700]);
    const again = reopen(testClock(noon - day));
    const [late] = await again.append([entryOf("late")]);
    expect(late?.at).toBeGreaterThanOrEqual(noon + 700);
  });

  it("J7 after a horizon was told, every stamp is beyond it, of entries and of rulings; and it never goes back", async () => {
    const clock = testClock(noon);
    const { journal } = adapter.journal(clock);
    const first = journal.horizon();
    expect(first).toBeGreaterThanOrEqual(noon - 1);
    clock.set(noon - 5_000);
    expect(journal.horizon()).toBeGreaterThanOrEqual(first);
    const pending = journal.append([entryOf("a")]);
    const told = journal.horizon();
    const [kept] = await pending;
    expect(kept?.at).toBeGreaterThan(told);
    const ruling = await journal.rule({ kind: "start", downSince: null }, { position: 1, settledTo: noon + 60_000 });
    expect(ruling.at).toBeGreaterThan(noon + 60_000);
    expect(journal.horizon()).toBeGreaterThanOrEqual(told);
  });

  it("J8 entries are found by every trace and key in them, newest first, page by page; repeats are not found twice", async () => {
    const { journal, reopen } = adapter.journal(testClock(noon));
    const trace = traceTerm("4bf92f3577b34da6a3ce929d0e0e4736");
    const order = keyTerm("order", "SO-1");
    const top = 0xffff_ffff_ffff_ffffn;
    await journal.append([entryOf("a", { terms: BigUint64Array.of(trace, order, order) })]);
    await journal.append([entryOf("b", { terms: BigUint64Array.of(top) })]);
    await journal.append([entryOf("c", { terms: BigUint64Array.of(order, 0n) })]);
    await journal.append([entryOf("a", { terms: BigUint64Array.of(trace, order) })]);
    const again = reopen(testClock(noon));
    expect((await again.find(order, 10)).map(textOf)).toEqual(["c", "a"]);
    expect((await again.find(trace, 10)).map(textOf)).toEqual(["a"]);
    expect((await again.find(top, 10)).map(textOf)).toEqual(["b"]);
    expect((await again.find(0n, 10)).map(textOf)).toEqual(["c"]);
    expect((await again.find(order, 1)).map(textOf)).toEqual(["c"]);
    expect((await again.find(order, 10, 3)).map(textOf)).toEqual(["a"]);
    expect(await again.find(keyTerm("order", "SO-2"), 10)).toEqual([]);
  });

  it("J9 one read answers at most 16 MiB of body, and at least one entry", async () => {
    const { journal } = adapter.journal(testClock(noon));
    const large = (name: string, mebibytes: number) =>
      entryOf(name, { receipt: { ...receiptOf(name), body: new Uint8Array(mebibytes * 1024 * 1024) } });
    await journal.append([large("a", 17), large("b", 8), large("c", 8), large("d", 1)]);
    expect((await journal.read(0, 10)).map(({ position }) => position)).toEqual([1]);
    expect((await journal.read(1, 10)).map(({ position }) => position)).toEqual([2, 3]);
  });

  it("J10 the head is the newest entry; zeros before the first", async () => {
    const clock = testClock(noon);
    const { journal } = adapter.journal(clock);
    expect(await journal.head()).toEqual(emptyHead);
    await journal.append([entryOf("a")]);
    clock.set(noon + 5);
    await journal.append([entryOf("b")]);
    const head = await journal.head();
    expect(head).toMatchObject({ position: 2, lastReceivedAt: noon + 5 });
    expect(head.bytes).toBeGreaterThan(0);
  });

  it("J11 rulings are numbered from 1, kept with their basis, and read again as they were given", async () => {
    const { journal, reopen } = adapter.journal(testClock(noon));
    const network = {
      kind: "network",
      hash: "h",
      text: "company: { name: Ümläut }",
      expansions: { zones: [[1, 2]] },
    } as const;
    const decision = {
      kind: "decision",
      decision: { exception: 7, version: 2, by: "Ana", action: "acknowledge" },
    } as const;
    const first = await journal.rule(network, { position: 0, settledTo: 0 });
    const second = await journal.rule(decision, { position: 12, settledTo: noon - 9 });
    expect([first.number, second.number]).toEqual([1, 2]);
    const again = reopen(testClock(noon));
    expect(await again.rulings(0, 10)).toEqual([first, second]);
    expect(await again.rulings(1, 10)).toEqual([second]);
    expect(second).toMatchObject({ basis: { position: 12, settledTo: noon - 9 }, ruling: decision });
    expect((await journal.head()).position).toBe(0);
  });

  it("J12 the newest instant known to be alive is that of the mark, of an entry or of a ruling, whichever is later", async () => {
    const clock = testClock(noon);
    const { journal, reopen } = adapter.journal(clock);
    expect(await journal.lastAlive()).toBeNull();
    await journal.alive();
    expect(await journal.lastAlive()).toBe(noon);
    clock.set(noon + 4_999);
    await journal.alive();
    expect(await journal.lastAlive()).toBe(noon);
    clock.set(noon + 5_000);
    await journal.alive();
    expect(await reopen(testClock(0)).lastAlive()).toBe(noon + 5_000);
    clock.set(noon + 6_000);
    await journal.append([entryOf("a")]);
    expect(await journal.lastAlive()).toBe(noon + 6_000);
  });
});
