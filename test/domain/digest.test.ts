import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DigestBook,
  type DigestDue,
  type DigestReader,
  type DigestRuling,
  type DigestStep,
  digestReaders,
  dueDigests,
  foldDigest,
  newestMonday,
  nextDigest,
} from "../../server/domain/index.ts";
import { testNetwork, World } from "./harness.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The clock itself, by another way than the core's: what a zone's wall shows. */
function wall(timezone: string, at: number) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  return {
    weekday: of("weekday"),
    date: `${of("year")}-${of("month")}-${of("day")}`,
    time: `${of("hour")}:${of("minute")}`,
    offset:
      (Date.UTC(+of("year"), +of("month") - 1, +of("day"), +of("hour"), +of("minute"), +of("second")) -
        Math.floor(at / 1000) * 1000) /
      minute,
  };
}
const offsetAt = (timezone: string, at: number): number => wall(timezone, at).offset;

const zones = [
  "UTC",
  "America/New_York",
  "Europe/London",
  "Asia/Tokyo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "America/St_Johns",
];
const reader = (timezone: string, to = "c.adler@northgate.example"): DigestReader => ({
  to,
  name: "C. Adler",
  timezone,
});
const sent = (monday: string, step: DigestStep, to = "c.adler@northgate.example"): DigestRuling => ({
  kind: "digest-sent",
  by: "schedule",
  to,
  monday,
  sent: step,
});
const taken: DigestStep = { step: "ended", end: "taken", said: "250 OK" };
const empty: DigestBook = new Map();
const due = (book: DigestBook, at: number, zone = "America/New_York") => dueDigests(book, [reader(zone)], at, offsetAt);
/** Monday 23 November 2026, 07:00 in New York. */
const monday = Date.UTC(2026, 10, 23, 12);

describe("DG1 when it is due", () => {
  it("is 07:00 on Monday by each reader's clock, also in the weeks in which clocks change", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }),
        (zone, now) => {
          const newest = newestMonday(zone, now, offsetAt);
          expect(wall(zone, newest.dueAt)).toMatchObject({ weekday: "Mon", date: newest.monday, time: "07:00" });
          expect(newest.dueAt).toBeLessThanOrEqual(now);
          const next = nextDigest(zone, now, offsetAt);
          expect(wall(zone, next)).toMatchObject({ weekday: "Mon", time: "07:00" });
          expect(next).toBeGreaterThan(now);
          expect(next - newest.dueAt).toBeLessThanOrEqual(7 * day + 2 * hour);
          expect(next - newest.dueAt).toBeGreaterThanOrEqual(7 * day - 2 * hour);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes readers of the file and who asked, each address once, and not who stopped it", () => {
    let book = foldDigest(
      empty,
      { kind: "digest-asked", by: "Dana", to: "C.Adler@northgate.example", timezone: "UTC" },
      monday - day,
    );
    expect(digestReaders(book, [reader("Asia/Tokyo")])).toEqual([
      { to: "C.Adler@northgate.example", name: "C. Adler", timezone: "UTC", since: null, askedBy: "Dana" },
    ]);
    book = foldDigest(book, { kind: "digest-stopped", by: "Dana", to: "c.adler@Northgate.example" }, monday);
    expect(digestReaders(book, [reader("Asia/Tokyo")])).toEqual([]);
    expect(due(book, monday)).toEqual([]);
  });
});

describe("DG2 once a Monday", () => {
  it("is not sent again after it left, nor after a start that finds it on its way", () => {
    expect(due(empty, monday - 1)).toEqual([]);
    expect(due(empty, monday)).toMatchObject([
      { monday: "2026-11-23", dueAt: monday, deed: { kind: "send", attempt: 1, late: false } },
    ]);
    const trying = foldDigest(empty, sent("2026-11-23", { step: "trying", attempt: 1 }), monday);
    expect(due(trying, monday + minute)).toMatchObject([
      { monday: "2026-11-23", deed: { kind: "end", end: "unknown" } },
    ]);
    for (const end of ["taken", "refused", "unknown", "given-up", "skipped"] as const) {
      const ended = foldDigest(trying, sent("2026-11-23", { step: "ended", end, said: "" }), monday + minute);
      expect(due(ended, monday + hour)).toEqual([]);
      expect(due(ended, monday + 7 * day)).toMatchObject([{ monday: "2026-11-30", deed: { kind: "send" } }]);
    }
  });

  it("holds in every zone however the server stops and starts, and whatever the mail server answers", () => {
    const outcome = fc.constantFrom("taken", "crash", "postponed", "refused");
    const run = fc.record({
      zone: fc.constantFrom(...zones),
      from: fc.integer({ min: Date.UTC(2026, 1, 1), max: Date.UTC(2026, 10, 1) }),
      steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), outcome), { minLength: 60, maxLength: 160 }),
    });
    fc.assert(
      fc.property(run, ({ zone, from, steps }) => {
        let book = empty;
        let now = from;
        const journal: { readonly ruling: DigestRuling; readonly at: number }[] = [];
        const left: { readonly monday: string; readonly at: number; readonly crashed: boolean }[] = [];
        const keep = (ruling: DigestRuling): void => {
          journal.push({ ruling, at: now });
          book = foldDigest(book, ruling, now);
        };
        const act = ({ monday, dueAt, deed }: DigestDue, how: string): void => {
          if (deed.kind === "end") {
            keep(sent(monday, { step: "ended", end: deed.end, said: "" }));
            return;
          }
          expect(now - dueAt).toBeLessThan(day);
          keep(sent(monday, { step: "trying", attempt: deed.attempt }));
          if (how === "taken" || how === "crash") left.push({ monday, at: now, crashed: how === "crash" });
          if (how === "taken") keep(sent(monday, taken));
          if (how === "refused") keep(sent(monday, { step: "ended", end: "refused", said: "" }));
          if (how === "postponed")
            keep(sent(monday, { step: "postponed", attempt: deed.attempt, until: now + hour, said: "busy" }));
        };
        for (const [hours, how] of steps) {
          now += hours * hour;
          // A start reads the journal, and finds the book that was.
          if (how === "crash") {
            const read = journal.reduce((all, one) => foldDigest(all, one.ruling, one.at), empty);
            expect(read).toEqual(book);
            book = read;
          }
          for (const one of dueDigests(book, [reader(zone)], now, offsetAt)) act(one, how);
        }
        expect(new Set(left.map((one) => one.monday)).size).toBe(left.length);
        for (const one of left) {
          expect(wall(zone, one.at).date >= one.monday).toBe(true);
          expect(one.at - Date.parse(`${one.monday}T00:00:00Z`)).toBeLessThan(3 * day);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe("DG3 late", () => {
  it("says so after a quarter of an hour, and is skipped after a day", () => {
    const before = foldDigest(empty, sent("2026-11-16", taken), monday - 7 * day);
    expect(due(before, monday + 15 * minute)).toMatchObject([{ deed: { kind: "send", late: false } }]);
    expect(due(before, monday + 15 * minute + 1)).toMatchObject([{ deed: { kind: "send", late: true } }]);
    expect(due(before, monday + day - 1)).toMatchObject([{ deed: { kind: "send", late: true } }]);
    expect(due(before, monday + day)).toMatchObject([{ monday: "2026-11-23", deed: { kind: "end", end: "skipped" } }]);
  });

  it("puts nothing down for whom the file names since Wednesday", () => {
    expect(due(empty, monday + 2 * day)).toEqual([]);
  });
});

describe("DG4 asking", () => {
  const asked = (at: number, timezone = "America/New_York") =>
    foldDigest(empty, { kind: "digest-asked", by: "Dana", to: "dana@northgate.example", timezone }, at);

  it("after 07:00 begins with the next Monday", () => {
    const book = asked(monday + 1);
    expect(dueDigests(book, [], monday + hour, offsetAt)).toEqual([]);
    expect(dueDigests(book, [], monday + 3 * day, offsetAt)).toEqual([]);
    expect(dueDigests(book, [], monday + 7 * day, offsetAt)).toMatchObject([{ monday: "2026-11-30" }]);
    expect(dueDigests(asked(monday - 1), [], monday, offsetAt)).toMatchObject([{ monday: "2026-11-23" }]);
  });

  it("for another clock repeats no Monday that was sent", () => {
    let book = asked(monday - day, "Europe/London");
    const to = "dana@northgate.example";
    book = foldDigest(book, sent("2026-11-23", taken, to), monday - 5 * hour);
    book = foldDigest(book, { kind: "digest-asked", by: "Dana", to, timezone: "Pacific/Pago_Pago" }, monday - 4 * hour);
    for (let at = monday - 4 * hour; at < monday + 3 * day; at += hour)
      expect(dueDigests(book, [], at, offsetAt)).toEqual([]);
  });
});

describe("DG5 what is tried again", () => {
  it("waits for its time, keeps its Monday, and is given up after a day", () => {
    const until = monday + 10 * minute;
    const book = foldDigest(empty, sent("2026-11-23", { step: "postponed", attempt: 1, until, said: "busy" }), monday);
    expect(due(book, until - 1)).toEqual([]);
    expect(due(book, until)).toMatchObject([{ monday: "2026-11-23", deed: { kind: "send", attempt: 2 } }]);
    expect(due(book, monday + day)).toMatchObject([{ deed: { kind: "end", end: "given-up" } }]);
    expect(due(book, monday + 7 * day)).toMatchObject([
      { monday: "2026-11-23", deed: { kind: "end", end: "given-up" } },
    ]);
  });
});

describe("DG6 rows", () => {
  it("do not depend on who reads, nor on what was sent", async () => {
    const network = testNetwork();
    const plain = await World.begin(network, monday - hour);
    const told = await World.begin(network, monday - hour);
    await told.rule({ kind: "digest-asked", by: "Dana", to: "dana@northgate.example", timezone: "UTC" }, monday);
    await told.rule(sent("2026-11-23", taken), monday + 1);
    await told.rule({ kind: "digest-stopped", by: "Dana", to: "dana@northgate.example" }, monday + 2);
    await told.commit();
    await plain.commit();
    const of = async (world: World) => {
      const { ruling: _, ...engine } = (await world.draft()).engine();
      return engine;
    };
    expect(await of(told)).toEqual(await of(plain));
  });
});
