import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  addCounted,
  boundsOf,
  countLine,
  type Dealing,
  type Dealt,
  dealingStates,
  dealingsOf,
  type FilesTold,
  filesDue,
  halfOf,
  latenessOf,
  lineStates,
  linesWith,
  nothingCounted,
  recentFiles,
  type Stretch,
  shareOf,
  stateOf,
  verdictOf,
} from "../../server/domain/index.ts";
import { hour, minute, start, type Told, World } from "./harness.ts";
import { atPartner } from "./partnered.ts";

vi.setConfig({ testTimeout: 120_000 });

const oneOf = <T>(...of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);
const line = { id: "a", side: "theirs", measure: "in-time", step: "f.s", text: null, share: 980 } as const;
const dealtArb: fc.Arbitrary<Dealt> = fc.record({
  side: oneOf("theirs" as const, "ours" as const),
  step: oneOf("f.s", "f.t"),
  system: oneOf("3pl", "erp"),
  state: oneOf(...dealingStates),
  flawed: fc.boolean(),
  count: fc.integer({ min: 1, max: 500 }),
  from: fc.integer({ min: 0, max: 12 }).map((week) => start + week * 7 * 24 * hour),
});
const silencesArb = fc
  .option(fc.integer({ min: 0, max: 12 }))
  .map((week) => new Map(week === null ? [] : [["3pl", start + week * 7 * 24 * hour] as const]));

describe("lines of a partner", () => {
  it("PA5 PA7 every document counts in one way, and the weeks add up to the whole", () => {
    fc.assert(
      fc.property(
        fc.array(dealtArb, { maxLength: 40 }),
        silencesArb,
        oneOf("in-time" as const, "correct" as const),
        (dealt, silent, measure) => {
          const own = { ...line, measure } as const;
          const whole = countLine(own, dealt, silent);
          const weeks = [...new Set(dealt.map(({ from }) => from))].map((week) =>
            countLine(
              own,
              dealt.filter(({ from }) => from === week),
              silent,
            ),
          );
          expect(weeks.reduce(addCounted, nothingCounted)).toEqual(whole);
          const mine = dealt.filter(({ side, step }) => side === own.side && step === own.step);
          const total = (...verdicts: readonly string[]) =>
            mine
              .filter((one) => verdicts.includes(verdictOf(own, one, silent)))
              .reduce((sum, { count }) => sum + count, 0);
          expect(whole).toEqual({
            kept: total("kept"),
            of: total("kept", "not-kept"),
            unknown: total("unknown"),
          });
          const all = mine.reduce((sum, { count }) => sum + count, 0);
          // In time looks at all that was due, correct at what came.
          if (measure === "in-time") expect(whole.of + whole.unknown).toBe(all);
          else expect(whole.of + whole.unknown).toBe(all - total("none"));
        },
      ),
    );
  });

  it("PA6 bounds hold whatever becomes of what is unknown, and a line is kept or below only where nothing can turn it", () => {
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.nat(400),
        fc.nat(60),
        fc.integer({ min: 0, max: 1_000 }),
        (kept, missed, unknown, share) => {
          const counted = { kept, of: kept + missed, unknown };
          const bounds = boundsOf(counted);
          if (bounds === null) return expect(stateOf(share, counted)).toBe("not-measured");
          for (let come = 0; come <= unknown; come++) {
            const then = shareOf({ kept: kept + come, of: kept + missed + unknown }) ?? -1;
            expect(then).toBeGreaterThanOrEqual(bounds.low);
            expect(then).toBeLessThanOrEqual(bounds.high);
            const state = stateOf(share, counted);
            if (state === "kept") expect(then).toBeGreaterThanOrEqual(share);
            if (state === "below") expect(then).toBeLessThan(share);
          }
          if (unknown === 0) expect(stateOf(share, counted)).toBe((shareOf(counted) ?? 0) >= share ? "kept" : "below");
          expect(stateOf(null, counted)).toBe(counted.of === 0 ? "not-measured" : "no-agreement");
        },
      ),
    );
  });

  it("PA6 each agreed line is in one count of its half, and what nothing was agreed on in none", () => {
    const statesArb = fc.array(fc.record({ state: oneOf(...lineStates), agreed: fc.boolean() }), { maxLength: 12 });
    fc.assert(
      fc.property(statesArb, (states) => {
        const half = halfOf(states);
        expect(half.of + half.notMeasured).toBe(states.filter(({ agreed }) => agreed).length);
        expect(half.kept + half.open).toBeLessThanOrEqual(half.of);
      }),
    );
  });

  it("PA8 the minutes of both sides add up to the whole, which is the time in which something was overdue", () => {
    const dueArb = fc
      .record({
        side: oneOf("theirs" as const, "ours" as const),
        since: fc.nat(200),
        due: fc.nat(600),
        took: fc.option(fc.integer({ min: -100, max: 600 })),
        judged: fc.boolean(),
        silent: fc.option(fc.nat(900)),
      })
      .map(({ side, since, due, took, judged, silent }) => ({
        side,
        since: start + since * minute,
        dueAt: start + due * minute,
        metAt: took === null ? null : start + (due + took) * minute,
        judged,
        silentSince: silent === null ? null : start + silent * minute,
      }));
    const end = start + 1_300 * minute;
    fc.assert(
      fc.property(fc.array(dueArb, { maxLength: 6 }), (dues) => {
        const { minutes, theirs, ours, unknown } = latenessOf(dues, end);
        expect(theirs + ours + unknown).toBe(minutes);
        let late = 0;
        for (let at = start; at < end; at += minute)
          if (dues.some(({ judged, dueAt, metAt }) => judged && dueAt <= at && at < (metAt ?? end))) late += 1;
        expect(minutes).toBe(late);
        expect(Math.min(theirs, ours, unknown)).toBeGreaterThanOrEqual(0);
        const whose = (side: "theirs" | "ours") => dues.some((due) => due.side === side && due.judged);
        if (!whose("theirs")) expect(theirs).toBe(0);
        if (!whose("ours")) expect(ours).toBe(0);
      }),
    );
  });

  it("PA8 a shipping advice 135 minutes late, and ours two minutes after it", () => {
    const at = (clock: string) => Date.parse(`2026-11-03T${clock}:00Z`);
    const common = { dueAt: at("15:10"), judged: true, silentSince: null };
    const dues = [
      { ...common, side: "ours", since: at("13:11"), metAt: at("17:27") },
      { ...common, side: "theirs", since: at("13:10"), metAt: at("17:25") },
    ] as const;
    const late = { minutes: 137, theirs: 135, ours: 2, unknown: 0, lasts: false };
    expect(latenessOf(dues, at("20:00"))).toEqual(late);
    const [own] = dues;
    expect(latenessOf([{ ...own, metAt: null, silentSince: at("15:40") }], at("16:10"))).toEqual({
      minutes: 60,
      theirs: 0,
      ours: 30,
      unknown: 30,
      lasts: true,
    });
  });

  it("PA4 a file is late where its system was silent when its grace ended", () => {
    const told = {
      system: "3pl",
      at: [0, 1, 2, 3, 4, 5].map((index) => start + index * hour),
      grace: 20 * minute,
      heardSince: start + 30 * minute,
      silences: [{ from: start + 2 * hour + 20 * minute, to: start + 3 * hour + 5 * minute }],
      downtimes: [{ from: start + 4 * hour, to: start + 4 * hour + 30 * minute }],
      quiets: [{ from: start + 5 * hour, to: start + 6 * hour }],
    };
    const files = filesDue(told, { from: start, to: start + 9 * hour });
    expect(files.map(({ at, came }) => [(at - start) / hour, came])).toEqual([
      [1, "in-time"],
      [2, "late"],
      [3, "in-time"],
      [4, "unknown"],
    ]);
  });

  it("PA4 of the newest files one that came late is told from one that never came, and one that may still come", () => {
    const told: FilesTold = {
      system: "3pl",
      at: [1, 2, 3, 4, 5, 6, 7].map((at) => start + at * hour),
      grace: 20 * minute,
      heardSince: start + hour,
      silences: [
        { from: start + 2 * hour + 20 * minute, to: start + 2.5 * hour },
        { from: start + 4 * hour + 20 * minute, to: start + 5 * hour },
      ],
      downtimes: [],
      quiets: [{ from: start + 3 * hour, to: start + 3.5 * hour }],
    };
    const now = start + 6 * hour + 10 * minute;
    const at = (heard: number, count: number) =>
      recentFiles(told, start + heard * hour, now, count).map(({ at, came, cameAt }) => [
        (at - start) / hour,
        came,
        cameAt === null ? null : (cameAt - start) / hour,
      ]);
    expect(at(5, 5)).toEqual([
      [1, "in-time", null],
      [2, "late", 2.5],
      [4, "missing", null],
      [5, "in-time", null],
      [6, "open", null],
    ]);
    expect(at(5.75, 2)).toEqual([
      [5, "in-time", null],
      [6, "in-time", null],
    ]);
    expect(recentFiles({ ...told, heardSince: null }, null, now, 5)).toEqual([]);
  });

  it("PA4 the newest files say of what is over what is counted of it", () => {
    const instant = fc.integer({ min: 0, max: 12 * 60 }).map((minutes) => start + minutes * minute);
    const stretch = fc
      .tuple(instant, instant)
      .map(([a, b]): Stretch => ({ from: Math.min(a, b), to: Math.max(a, b) + minute }));
    const stretches = fc.array(stretch, { maxLength: 3 });
    const toldArb: fc.Arbitrary<FilesTold> = fc.record({
      system: fc.constant("3pl"),
      at: fc.uniqueArray(instant, { maxLength: 12 }).map((all) => all.sort((a, b) => a - b)),
      grace: fc.integer({ min: 1, max: 90 }).map((minutes) => minutes * minute),
      heardSince: fc.option(instant),
      silences: stretches,
      downtimes: stretches,
      quiets: stretches,
    });
    fc.assert(
      fc.property(toldArb, instant, instant, fc.integer({ min: 1, max: 12 }), (told, heard, now, count) => {
        const recent = recentFiles(told, heard, now, count);
        const counted = filesDue(told, { from: 0, to: now + 1 });
        const over = recent.filter(({ dueAt }) => dueAt <= now);
        expect(over.map(({ at, came }) => [at, came === "missing" ? "late" : came])).toEqual(
          counted.filter(({ at }) => recent.some((one) => one.at === at)).map(({ at, came }) => [at, came]),
        );
        expect(recent.length).toBeLessThanOrEqual(count);
        if (recent.length < count) expect(over.map(({ at }) => at)).toEqual(counted.map(({ at }) => at));
        for (const { came, at, dueAt, cameAt } of recent) {
          expect(at <= now && (came !== "open" || dueAt > now)).toBe(true);
          expect(cameAt !== null).toBe(came === "late");
          if (cameAt !== null) expect(cameAt > dueAt && cameAt <= now).toBe(true);
        }
      }),
    );
  });
});

/** One order at the partner's building, as it is told. */
const orderArb = fc.record({
  id: oneOf("A", "B", "C"),
  released: fc.integer({ min: 0, max: 200 }),
  accepted: fc.option(fc.integer({ min: -5, max: 200 })),
  refused: fc.boolean(),
  shipped: fc.option(fc.integer({ min: 1, max: 600 })),
  failed: fc.boolean(),
  voided: fc.boolean(),
  changed: fc.boolean(),
});

function toldOf(order: typeof orderArb extends fc.Arbitrary<infer T> ? T : never): readonly Told[] {
  const keys = { order: `SO-${order.id}`, warehouse: "RNO" };
  const all = { ...keys, shipment: `SH-${order.id}` };
  const begun = start + minute;
  const released = begun + order.released * minute;
  const told: Told[] = [
    { event: "order.created", keys, at: begun, system: "shop" },
    { event: "order.released", keys, at: released, system: "erp" },
  ];
  if (order.refused)
    told.push({ event: "order.acknowledged", keys, at: released + minute, system: "3pl-reno", failed: "997 rejected" });
  if (order.changed) told.push({ event: "order.changed", keys, at: released + 2 * minute, system: "erp" });
  if (order.accepted === null) return told;
  const accepted = released + order.accepted * minute;
  told.push({ event: "order.acknowledged", keys, at: accepted, system: "3pl-reno" });
  if (order.shipped === null) return told;
  const shipped = accepted + order.shipped * minute;
  if (order.failed)
    told.push({ event: "shipment.confirmed", keys: all, at: shipped - 1_000, system: "3pl-reno", failed: "no lot" });
  told.push({ event: "shipment.confirmed", keys: all, at: shipped, system: "3pl-reno" });
  if (order.voided) told.push({ event: "shipment.voided", keys: all, at: shipped + minute, system: "3pl-reno" });
  return told;
}

const textsOf = (dealings: readonly Dealing[]): readonly string[] => dealings.map((one) => JSON.stringify(one)).sort();

describe("dealings that are put down as they come to be known", () => {
  it("PA9 every step leaves what all facts tell, in whatever order they come and however they are grouped", async () => {
    const flawed = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(orderArb, { maxLength: 3, selector: ({ id }) => id }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 1, max: 4 }),
        async (orders, seed, together) => {
          const heard = orders.flatMap(toldOf);
          const shuffled = heard
            .map((one, index) => ({ one, by: (index * 7_919 + seed * 104_729) % 1_013 }))
            .sort((a, b) => a.by - b.by)
            .map(({ one }) => one);
          const kept: (readonly string[])[] = [];
          for (const list of [heard.toSorted((a, b) => a.at - b.at), shuffled]) {
            const world = await World.begin(atPartner, start);
            // Everything arrives after it happened, so that only the order differs.
            let at = start + 1_500 * minute;
            for (let from = 0; from < list.length; from += together) {
              at += minute;
              await world.entry(at, list.slice(from, from + together));
              if (from % 2 === 0) await world.commit();
            }
            await world.settle(start + 2_000 * minute);
            await world.commit();
            const { dealings, objects, exceptions } = world.store.tables;
            const plain = [...objects.values()].flatMap((object) =>
              dealingsOf(object, {
                network: atPartner,
                other: (ref) => objects.get(ref),
                exception: (number) => exceptions.get(number),
              }),
            );
            const stored = textsOf([...dealings.values()].flat());
            expect(stored).toEqual(textsOf(plain));
            for (const { flaw } of plain) if (flaw !== null) flawed.add(flaw);
            kept.push(stored);
          }
          expect(kept[1]).toEqual(kept[0]);
        },
      ),
      { numRuns: 60 },
    );
    // Else this would prove nothing.
    expect([...flawed].sort()).toEqual(["corrected", "failed", "rejected"]);
  });

  it("PA2 lines are what was agreed, then the steps between us: theirs that await them, ours with which their clocks begin", () => {
    const partner = atPartner.partners.get("sierra");
    if (partner === undefined) throw new Error("no partner");
    expect(linesWith(partner, atPartner).map(({ id, text, share }) => [id, text, share])).toEqual([
      ["theirs.in-time.to-ship.ship", "945 in 4 h", 980],
      ["theirs.correct.to-ship.ship", "945 right", 995],
      ["theirs.files", "Files hourly", 990],
      ["ours.in-time", "Questions in 1 h", 900],
      ["theirs.in-time.to-ship.accept", null, null],
      ["ours.in-time.to-ship.release", null, null],
    ]);
  });
});
