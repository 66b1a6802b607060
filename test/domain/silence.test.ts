import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rhythmAfter, silentAfter, type UsualHour } from "../../server/domain/expectations/rhythm.ts";
import type { Network, SystemConfig } from "../../server/domain/index.ts";
import { hour, minute, start, type Told, testNetwork, World } from "./harness.ts";

const day = 24 * hour;
const utc = (at: number): number => at;

/** A network whose building is run by a partner that sends a file at each of these instants. */
function withFiles(files: readonly number[], grace: number): Network {
  const plain = testNetwork();
  const partner: SystemConfig = {
    id: "3pl",
    name: "3PL Reno",
    kind: "3pl",
    warehouse: "ATL",
    partner: "reno",
    presence: "complete",
    delivers: { at: files, grace },
    watch: false,
  };
  const steps = plain.steps.map((step) => (step.from === "wms" ? { ...step, from: "3pl" } : step));
  const systems = new Map([...plain.systems].filter(([id]) => id !== "wms-atl")).set("3pl", partner);
  return testNetwork({ systems, steps });
}

const told = (event: string, order: string, at: number, system: string): Told => ({
  event,
  keys: { order },
  at,
  system,
  attributes: { "warehouse.id": "ATL" },
});
const silences = async (world: World) => (await world.exceptions()).filter(({ kind }) => kind === "source-silent");

describe("the silence of a source", () => {
  const files = Array.from({ length: 40 }, (_, index) => start + index * hour);

  it("a partner that sends files is calm between them, and silent once one is over its grace", async () => {
    const world = await World.begin(withFiles(files, 20 * minute));
    await world.entry(start + 2 * minute, [told("order.acknowledged", "O1", start + minute, "3pl")]);
    await world.settle(start + hour + 20 * minute - 1);
    expect(await silences(world)).toEqual([]);
    await world.settle(start + hour + 20 * minute);
    expect(await silences(world)).toMatchObject([
      {
        state: "open",
        system: "3pl",
        warehouse: "ATL",
        title: "3PL Reno: nothing heard",
        openedAt: start + 2 * minute,
        createdAt: start + hour + 20 * minute,
      },
    ]);
    await world.entry(start + 3 * hour, [told("pick.confirmed", "O1", start + 2 * hour, "3pl")]);
    expect(await silences(world)).toMatchObject([{ state: "resolved", resolution: { reason: "heard" } }]);
    await world.settle(start + 4 * hour + 30 * minute);
    expect(await silences(world)).toMatchObject([{ state: "open", occurrences: 2, openedAt: start + 3 * hour }]);
  });

  it("a file that comes a little before its time is that file", async () => {
    const world = await World.begin(withFiles(files, 20 * minute));
    for (let index = 1; index < 12; index++) {
      await world.entry(start + index * hour - 5000, [told("order.acknowledged", `O${index}`, start, "3pl")]);
    }
    expect(await silences(world)).toEqual([]);
  });

  it("what is missing since then is shown under it, before and after it was found", async () => {
    const world = await World.begin(withFiles(files, 20 * minute));
    await world.entry(start + minute, [told("order.acknowledged", "O0", start, "3pl")]);
    const released = Array.from({ length: 5 }, (_, index) =>
      told("order.released", `O${index + 1}`, start + 2 * minute, "erp"),
    );
    await world.entry(start + 3 * minute, released);
    await world.entry(start + hour + 2 * minute, [told("order.released", "O9", start + hour + minute, "erp")]);
    await world.settle(start + 3 * hour);
    const misses = (await world.open()).filter(({ kind }) => kind === "missing-event");
    const [silence] = await silences(world);
    expect(misses.length).toBeGreaterThanOrEqual(6);
    expect(new Set(misses.map(({ causeId }) => causeId))).toEqual(new Set([silence?.causeId]));
    const cause = (await world.draft()).cause(Number(silence?.causeId?.slice(2)));
    expect(cause).toMatchObject({ kind: "source-silent", members: misses.length + 1, unresolved: misses.length + 1 });
    // It heals; what it explained stays with it until each outcome is seen.
    await world.entry(start + 4 * hour, [told("order.acknowledged", "O1", start + 3 * hour, "3pl")]);
    const after = (await world.draft()).cause(Number(silence?.causeId?.slice(2)));
    expect((await silences(world))[0]?.state).toBe("resolved");
    expect((await world.open()).find(({ object }) => object === "order:*:O2")?.causeId).toBe(silence?.causeId);
    expect(after?.unresolved).toBe((await world.open()).filter(({ causeId }) => causeId === silence?.causeId).length);
  });

  it("time in which we did not run is nobody's silence", async () => {
    const world = await World.begin(withFiles(files, 20 * minute));
    await world.entry(start + minute, [told("order.acknowledged", "O1", start, "3pl")]);
    await world.rule({ kind: "start", downSince: start + 2 * minute }, start + 5 * hour + 30 * minute);
    await world.settle(start + 6 * hour + 19 * minute);
    expect(await silences(world)).toEqual([]);
    await world.settle(start + 6 * hour + 20 * minute);
    expect(await silences(world)).toHaveLength(1);
  });

  it("one that sends no files is silent after three times its longest usual pause at that hour, once that is known", async () => {
    const world = await World.begin();
    const monday = Date.UTC(2026, 10, 16);
    let last = monday;
    for (let date = monday; date < monday + 4 * day; date += day) {
      for (let at = date + 8 * hour; at <= date + 16 * hour; at += 10 * minute) {
        await world.entry(at, [told("order.released", `O${at}`, at, "erp")]);
        last = at;
      }
    }
    expect(await silences(world)).toEqual([]);
    // The night after says nothing; on Friday it is awaited from eight o'clock on.
    await world.settle(monday + 4 * day + 8 * hour);
    expect(await silences(world)).toEqual([]);
    await world.settle(monday + 4 * day + 10 * hour);
    expect(await silences(world)).toMatchObject([{ state: "open", system: "erp", openedAt: last }]);
  });
});

describe("usual hours", () => {
  it("are the same however often the same receipt is looked at, and never call what is usual silent", () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 20, maxLength: 50 });
    fc.assert(
      fc.property(pauses, (given) => {
        let usual: readonly UsualHour[] = [];
        let at = start;
        // Four weeks of the same day: what happened each day at its minute is usual from the fourth on.
        for (let date = 0; date < 28; date++) {
          let next = start + date * day;
          for (const pause of given) {
            next += pause * minute;
            if (date >= 8 && next - at < hour) {
              const silent = silentAfter(usual, at, utc);
              expect(silent === null || silent > next).toBe(true);
            }
            usual = rhythmAfter(usual, at, next, utc);
            expect(rhythmAfter(usual, at, next, utc)).toEqual(usual);
            at = next;
          }
        }
        for (const slot of usual) {
          expect(slot.heard).toBeLessThanOrEqual(slot.days);
          expect(slot.days).toBeLessThan(28);
          expect(slot.pauseMs).toBeLessThanOrEqual(hour);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("an hour in which it usually says nothing, or that is not known, is never waited in", () => {
    const usual: readonly UsualHour[] = [
      { hour: 9, days: 5, heard: 5, pauseMs: 2 * minute, day: 0 },
      { hour: 10, days: 5, heard: 1, pauseMs: 2 * minute, day: 0 },
    ];
    const nine = Date.UTC(2026, 10, 18, 9);
    expect(silentAfter(usual, nine, utc)).toBe(nine + 15 * minute);
    expect(silentAfter(usual, nine + 51 * minute, utc)).toBe(nine + day + 6 * minute);
    expect(silentAfter([], nine, utc)).toBeNull();
    expect(silentAfter([{ hour: 9, days: 2, heard: 2, pauseMs: minute, day: 0 }], nine, utc)).toBeNull();
  });
});
