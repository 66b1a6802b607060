import { Cron } from "croner";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cronFault, instantsOfCron } from "../../server/config/schedule.ts";
import { offsetsOf } from "../../server/config/zones.ts";

const day = 86_400_000;
const field = (last: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min: 0, max: last }).map(String),
    fc
      .tuple(fc.integer({ min: 0, max: last }), fc.integer({ min: 0, max: last }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 1, max: last }).map((by) => `*/${by}`),
    fc.uniqueArray(fc.integer({ min: 0, max: last }), { minLength: 1, maxLength: 3 }).map((list) => list.join(",")),
  );
const pattern = fc
  .tuple(
    field(59),
    field(23),
    fc.constantFrom("*", "1", "8,29"),
    fc.constantFrom("*", "3-4", "NOV"),
    fc.constantFrom("*", "1-5", "SUN"),
  )
  .map((parts) => parts.join(" "));

test("a schedule comes when croner says, through the changes of the clock", () => {
  fc.assert(
    fc.property(
      pattern,
      fc.constantFrom("America/New_York", "Europe/Berlin", "Asia/Kathmandu"),
      fc.constantFrom("2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31"),
      (text, zone, date) => {
        fc.pre(cronFault(text) === null);
        const from = Date.parse(`${date}T00:00:00Z`);
        const to = from + 3 * day;
        const found = instantsOfCron(text, offsetsOf(zone, from - 2 * day, to + 2 * day), from, to);
        const cron = new Cron(text, { timezone: zone, paused: true, mode: "5-part" });
        const oracle: number[] = [];
        for (
          let next = cron.nextRun(new Date(from - 1));
          next !== null && next.getTime() < to;
          next = cron.nextRun(next)
        )
          oracle.push(next.getTime());
        expect(found.map((at) => new Date(at).toISOString())).toEqual(oracle.map((at) => new Date(at).toISOString()));
      },
    ),
    { numRuns: 200 },
  );
});

test("a span of one hour is that hour: it comes once on the day on which the clock leaves it out", () => {
  const from = Date.parse("2026-03-29T00:00:00Z");
  for (const text of ["0 2 * * *", "0 2-2 * * *"])
    expect(instantsOfCron(text, offsetsOf("Europe/Berlin", from - day, from + 2 * day), from, from + day)).toEqual([
      Date.parse("2026-03-29T01:00:00Z"),
    ]);
});

test("what is too fine is refused, what is just coarse enough is not", () => {
  for (const text of ["* * * * *", "*/4 * * * *", "0,3 * * * *", "58,1 * * * *", "58,0 23,0 * * *"])
    expect(cronFault(text)).toContain("finer than 5 minutes");
  for (const text of ["*/5 * * * *", "0 * * * *", "55,0 * * * *", "58,1 5 * * *", "30 2 * * mon-fri"])
    expect(cronFault(text)).toBeNull();
});

test("what is no schedule is refused", () => {
  for (const text of [
    "",
    "* * * *",
    "60 * * * *",
    "0 24 * * *",
    "0 0 32 * *",
    "a b c d e",
    "5-1 * * * *",
    "*/0 * * * *",
    `0 0 * * ${"1,".repeat(200)}`,
  ]) {
    expect(cronFault(text)).not.toBeNull();
  }
});
