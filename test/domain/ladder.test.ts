import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Network } from "../../server/domain/index.ts";
import { networkOfText } from "../config/files.ts";
import { hour, minute, World } from "./harness.ts";
import { isWorked, type Wall, type Week, wallOf } from "./wall.ts";

vi.setConfig({ testTimeout: 240_000 });

const day = 24 * hour;
const names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const clock = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;

/** Both changes of a year, one of half an hour, and one at midnight. */
const walls: readonly Wall[] = [
  ["America/New_York", "2026-03-06"],
  ["America/New_York", "2026-10-30"],
  ["Australia/Lord_Howe", "2026-04-03"],
  ["America/Santiago", "2026-09-04"],
].map(([zone, date]) => wallOf(zone ?? "", Date.parse(`${date}T00:00:00Z`), 7));

interface Team {
  readonly week: Week;
  readonly holidays: readonly number[];
}

const span = fc
  .tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 24 }))
  .map(([start, length]) => [start * 30, (start + length) * 30] as const);
const team: fc.Arbitrary<Team | null> = fc.option(
  fc.record({
    week: fc.array(fc.array(span, { maxLength: 2 }), { minLength: 7, maxLength: 7 }),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 2 }),
  }),
  { freq: 4 },
);
const after = fc.integer({ min: 1, max: 40 }).map((quarters) => quarters * 15);
const runArb = fc.record({
  wall: fc.constantFrom(...walls),
  teams: fc.tuple(team, team, team),
  after: fc.tuple(after, after),
  critical: fc.boolean(),
  begins: fc.integer({ min: 1500, max: 3000 }),
  down: fc.option(fc.tuple(fc.integer({ min: 1, max: 1500 }), fc.integer({ min: 1, max: 400 })), { freq: 2 }),
});
type Run = typeof runArb extends fc.Arbitrary<infer T> ? T : never;

const dateText = (date: number): string => new Date(date * day).toISOString().slice(0, 10);

function networkFor({ wall, teams, after: [first, second], critical }: Run): Network {
  const base = wall.from / day;
  const lines = teams.map((one, index) => {
    const id = "abc"[index] ?? "";
    const shifts = (one?.week ?? []).flatMap((spans, weekday) =>
      spans.map(
        ([start, end], nth) =>
          `{ name: "${weekday}.${nth}", days: ${names[weekday]}, hours: "${clock(start)}-${end === 1440 ? "24:00" : clock(end % 1440)}" }`,
      ),
    );
    if (one === null || shifts.length === 0) return `{ id: ${id}, name: Team ${id} }`;
    const holidays = one.holidays.map((of) => dateText(base + of)).join(", ");
    return `{ id: ${id}, name: Team ${id}, timezone: ${wall.zone}, holidays: [${holidays}], shifts: [${shifts.join(", ")}] }`;
  });
  return networkOfText(
    `company: { name: Acme, timezone: UTC, currency: USD }
systems: [{ id: wms-atl, kind: wms }]
teams:
${lines.map((line) => `  - ${line}`).join("\n")}
routing: { to: a, acknowledge: 30m, ladder: [{ to: b, after: ${first}m }, { to: c, after: ${second}m }] }
priorities: { severity: [{ gives: ${critical ? "critical" : "high"} }] }`,
    wall.from + 3 * day,
  );
}

/** Who has it, minute by minute: the rule as a person would apply it with a wall clock and a tally. */
function byHand(run: Run, until: number): { readonly rung: number; readonly climbs: readonly number[] } {
  const { wall, teams, critical, begins, down } = run;
  const base = wall.from / day;
  const empty = (one: Team | null): boolean => one === null || one.week.every((spans) => spans.length === 0);
  const on = (rung: number, at: number): boolean => {
    const one = teams[rung] ?? null;
    if (one === null || empty(one)) return true;
    return isWorked(wall, at, one.week, new Set(one.holidays.map((of) => base + of)));
  };
  const start = wall.from + begins * minute;
  const from = down === null ? 0 : start + down[0] * minute;
  const to = down === null ? 0 : from + down[1] * minute;
  const climbs: number[] = [];
  let rung = 0;
  let counted = 0;
  for (let at = start; at <= until; at += minute) {
    while (rung < 2) {
      const ready = [1, 2].filter((next) => next > rung && on(next, at))[0];
      if (counted >= (run.after[rung] ?? 0)) rung += 1;
      else if (critical && !on(rung, at) && ready !== undefined) rung = ready;
      else break;
      counted = 0;
      climbs.push(at);
    }
    if (on(rung, at) && !(at >= from && at < to)) counted += 1;
  }
  return { rung, climbs };
}

describe("who has it, by the clock", () => {
  it("K1-K4: as counted by hand, over daylight changes, holidays and a downtime", async () => {
    await fc.assert(
      fc.asyncProperty(runArb, fc.integer({ min: 1, max: 3400 }), async (run, looked) => {
        const at = run.wall.from + run.begins * minute;
        const world = await World.begin(networkFor(run), at - hour);
        await world.entry(at, [
          { event: "order.acknowledged", keys: { order: "O1" }, at, system: "wms-atl", failed: "no" },
        ]);
        const until = at + looked * minute;
        const down =
          run.down === null ? null : { from: at + run.down[0] * minute, to: at + (run.down[0] + run.down[1]) * minute };
        if (down !== null && down.to <= until) {
          await world.settle(down.from);
          await world.rule({ kind: "start", downSince: down.from }, down.to);
        } else if (down !== null && down.from < until) return;
        await world.settle(until);
        const [row] = await world.open();
        const hand = byHand(run, until);
        const climbs = (await world.draft()).history(1).filter(({ action }) => action === "escalated");
        expect({ rung: row?.rung, climbs: climbs.map((entry) => entry.at) }).toEqual(hand);
        expect(row?.owner).toEqual({ team: "abc"[hand.rung], person: null });
        // The instant that it says is the instant at which it goes, or at which a later one is said: we were down meanwhile.
        if (row?.dueAt != null && row.rung < 2 && !run.critical && row.dueAt < run.wall.from + 6 * day) {
          const due = row.dueAt;
          await world.settle(due - 1);
          expect((await world.open())[0]?.rung).toBe(row.rung);
          await world.settle(due);
          const [then] = await world.open();
          if (run.down === null || then?.dueAt === due) expect(then?.rung).toBeGreaterThan(row.rung);
          else expect((then?.rung ?? 0) > row.rung || (then?.dueAt ?? 0) > due).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
