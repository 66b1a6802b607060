import fc from "fast-check";
import { expect, test } from "vitest";
import { type Admission, createAdmission } from "../../server/http/admission.ts";
import { type Ahead, createAhead, type EngineAt } from "../../server/http/ahead.ts";
import { type ByWorth, loadOf, zeros } from "../../server/pipeline/pace.ts";
import { type Worth, worths } from "../../server/pipeline/worth.ts";

const mebi = 1024 * 1024;
/** Bytes of a delivery that is a mebi of load. */
const oneMebi = mebi - loadOf(0);
const pace = { logs: 1, spans: 10, errors: 100, business: 1_000 };

const nothing = { all: zeros(), own: zeros() };
const sum = (ms: ByWorth): number => worths.reduce((all, worth) => all + ms[worth], 0);

const delivery = fc.record({
  sender: fc.constantFrom("erp", "shop", "mesh"),
  worth: fc.constantFrom(...worths),
  bytes: fc.integer({ min: 1, max: 4 * mebi }),
});

test("is what lies after the engine, of all and of each, whatever came when, to within what is told apart", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("kept" as const), all: fc.array(delivery, { maxLength: 200 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("applied" as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const engine = { position: 0, pace };
      const ahead = createAhead(() => engine);
      const kept: { readonly sender: string; readonly worth: Worth; readonly bytes: number }[] = [];
      for (const one of steps) {
        if (one.kind === "kept")
          for (const { sender, worth, bytes } of one.all) {
            kept.push({ sender, worth, bytes });
            ahead.add(kept.length, sender, worth, bytes);
          }
        else engine.position += Math.floor((kept.length - engine.position) * one.share);
        for (const sender of ["erp", "shop", "mesh", "nobody"]) {
          const own = (from: number) =>
            kept.slice(from).reduce((ms, each) => ms + (each.sender === sender ? workOf(each) : 0), 0);
          const all = (from: number) => kept.slice(from).reduce((ms, each) => ms + workOf(each), 0);
          const told = ahead.of(sender);
          const earliest = Math.max(0, engine.position - 256);
          expect(sum(told.own)).toBeGreaterThanOrEqual(own(engine.position) - 1e-6);
          expect(sum(told.own)).toBeLessThanOrEqual(own(earliest) + 1e-6);
          expect(sum(told.all)).toBeGreaterThanOrEqual(all(engine.position) - 1e-6);
          expect(sum(told.all)).toBeLessThanOrEqual(all(earliest) + 1e-6);
        }
      }
      engine.position = kept.length;
      expect(ahead.of("erp")).toEqual(nothing);
    }),
  );
});

const workOf = ({ worth, bytes }: { readonly worth: Worth; readonly bytes: number }) =>
  (loadOf(bytes) * pace[worth]) / mebi;

test("what is applied of deliveries that take long is known one by one, though there is always one more", () => {
  const engine = { position: 0, pace };
  const ahead = createAhead(() => engine);
  for (let position = 1; position <= 1_000; position++) {
    ahead.add(position, "erp", "business", mebi + oneMebi);
    engine.position = position - 1;
    expect(ahead.of("erp").all.business).toBe(2_000);
  }
});

test("what comes while a start is caught up with is held against nobody, then and later", () => {
  let engine: EngineAt = { position: 10, pace: zeros() };
  const ahead = createAhead(() => engine);
  ahead.add(100, "erp", "business", 60 * mebi);
  expect(ahead.of("erp")).toEqual(nothing);
  engine = { position: 50, pace };
  expect(ahead.of("erp")).toEqual(nothing);
  ahead.add(101, "erp", "business", oneMebi);
  ahead.add(102, "shop", "errors", oneMebi);
  expect(ahead.of("erp")).toEqual({
    all: { ...zeros(), errors: 100, business: 1_000 },
    own: { ...zeros(), business: 1_000 },
  });
});

test("what the engine has applied before its delivery is answered waits no more, and a new record stream begins with nothing", () => {
  const engine = { position: 10, pace };
  const ahead = createAhead(() => engine);
  ahead.add(9, "erp", "business", oneMebi);
  ahead.add(10, "erp", "business", oneMebi);
  expect(ahead.of("erp")).toEqual(nothing);
  ahead.add(11, "erp", "business", oneMebi);
  ahead.clear();
  expect(ahead.of("erp")).toEqual(nothing);
});

/** Deliveries of 10 ms of the engine each: so many a second of one sender for two minutes, a few of another; then as few of both. */
function flooded(open: (ahead: Ahead, now: () => number) => Pick<Admission, "enter">) {
  let now = 0;
  let seen = 0;
  let work = 0;
  const engine = { position: 0, pace: { ...zeros(), business: 10 } };
  const ahead = createAhead(() => ({ ...engine, position: seen }));
  const admission = open(ahead, () => now);
  const told = { loud: { sent: 0, refused: 0, last: 0 }, quiet: { sent: 0, refused: 0, last: 0 } };
  const retries: number[] = [];
  let most = 0;
  let position = 0;
  const send = (sender: "loud" | "quiet"): void => {
    const mine = told[sender];
    mine.sent++;
    const entered = admission.enter(oneMebi, { sender, route: "traces" });
    if (entered.kind === "refused") {
      mine.refused++;
      mine.last = now;
      retries.push(entered.fault.retryAfterMs ?? 0);
      return;
    }
    entered.ready();
    entered.release();
    work += 10;
    ahead.add(++position, sender, "business", oneMebi);
  };
  for (; now < 240_000; now++) {
    const flood = now < 120_000;
    if (flood ? now % 2 === 0 : now % 50 === 0) send("loud");
    if (now % 200 === 0) send("quiet");
    // The engine, of which the doors hear ten times a second.
    work = Math.max(0, work - 1);
    engine.position = position - Math.ceil(work / 10);
    if (now % 100 === 0) seen = engine.position;
    most = Math.max(most, work);
  }
  return { told, retries, most };
}

test("five times what the engine can take: forty seconds of work are let in, and soon after it nobody is refused", () => {
  const { told, retries, most } = flooded((ahead, now) =>
    createAdmission(192 * mebi, 1_000, { now, ahead: (sender) => ahead.of(sender) }),
  );
  expect(most).toBeGreaterThan(39_000);
  expect(most).toBeLessThan(44_000);
  expect(told.loud.refused / told.loud.sent).toBeGreaterThan(0.5);
  expect(told.loud.last).toBeLessThan(121_000);
  expect(told.quiet).toMatchObject({ refused: 0 });
  expect(Math.min(...retries)).toBeGreaterThanOrEqual(1_000);
});

test("is red for an admission that does not ask the engine", () => {
  const { most } = flooded((_, now) => createAdmission(192 * mebi, 1_000, { now }));
  expect(most).toBeGreaterThan(300_000);
});

test("whoever is refused for the engine hears how long it takes", () => {
  const retry = (business: number, own: number) => {
    const ahead = { all: { ...zeros(), business }, own: { ...zeros(), business: own } };
    const admission = createAdmission(192 * mebi, 1_000, { ahead: () => ahead });
    const entered = admission.enter(1, { sender: "erp", route: "traces" });
    return entered.kind === "refused" ? [entered.fault.code, entered.fault.retryAfterMs] : [];
  };
  expect(retry(40_000, 40_000)).toEqual([]);
  expect(retry(46_000, 46_000)).toEqual(["rate-limited", 6_000]);
  expect(retry(67_000, 10_000)).toEqual(["ingest-full", 7_000]);
  expect(retry(300_000, 0)).toEqual(["ingest-full", 30_000]);
});
