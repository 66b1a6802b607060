import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdmission, judge, type Load, limitOf, type Refusal } from "../../server/http/admission.ts";
import { createSlowed } from "../../server/http/slowed.ts";
import type { Flow } from "../../server/http/worths.ts";
import { type ByWorth, zeros } from "../../server/pipeline/pace.ts";
import { type Worth, worths } from "../../server/pipeline/worth.ts";

const MIB = 1024 * 1024;
const flowOf = (sender: string, route = "logs"): Flow => ({ sender, route });

const ms = fc.integer({ min: 0, max: 30_000 });
const work = fc.record({ logs: ms, spans: ms, errors: ms, business: ms });
const loads: fc.Arbitrary<Load> = fc
  .record({
    budget: fc.integer({ min: 1, max: 512 * MIB }),
    held: fc.double({ min: 0, max: 1, noNaN: true }),
    pressing: fc.double({ min: 0, max: 1, noNaN: true }),
    own: fc.double({ min: 0, max: 1, noNaN: true }),
    rate: fc.option(fc.integer({ min: 1, max: 1_000 * MIB })),
    all: work,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    unheard: fc.option(fc.integer({ min: 0, max: 64 * MIB })),
  })
  .map(({ budget, held, pressing, own, all, share, ...rest }) => {
    const bytes = Math.floor(budget * held);
    const some = Math.floor(bytes * pressing);
    const mine = { ...zeros() };
    for (const worth of worths) mine[worth] = all[worth] * share;
    return { ...rest, budget, held: bytes, pressing: some, own: Math.floor(some * own), ahead: { all, own: mine } };
  });
const idle = { all: zeros(), own: zeros() };
/** Another sender, that holds nothing and gave the engine nothing. */
const withoutOwn = (load: Load): Load => ({ ...load, own: 0, ahead: { ...load.ahead, own: zeros() } });
const size = fc.integer({ min: 1, max: 64 * MIB });

describe("a verdict", () => {
  it("lets in whatever is worth more, where it lets in what is worth less, and the engine has no work", () => {
    fc.assert(
      fc.property(loads, size, (some, bytes) => {
        const load = { ...some, ahead: idle };
        const taken = worths.map((worth) => judge(worth, bytes, load) === null);
        expect(taken).toEqual([...taken].sort((a, b) => Number(a) - Number(b)));
        const limits = worths.map((worth) => limitOf(worth, load));
        expect(limits).toEqual([...limits].sort((a, b) => a - b));
      }),
    );
  });

  it("never lets in more than the budget, and always one body on an idle server", () => {
    fc.assert(
      fc.property(loads, size, fc.constantFrom(...worths), (load, bytes, worth) => {
        if (judge(worth, bytes, load) === null) expect(load.held + bytes).toBeLessThanOrEqual(load.budget);
        const rests = { ...load, held: 0, pressing: 0, own: 0, ahead: idle };
        expect(judge(worth, bytes, rests) === null).toBe(bytes <= load.budget);
      }),
    );
  });

  it("blames a sender only where another that holds nothing would be let in", () => {
    fc.assert(
      fc.property(loads, size, fc.constantFrom(...worths), (load, bytes, worth) => {
        if (judge(worth, bytes, load) === "share") expect(judge(worth, bytes, withoutOwn(load))).toBe(null);
      }),
    );
  });

  it("lets each wait for an engine that has much to do of what is worth as much or less, and for nothing that is worth more", () => {
    const load = { budget: 100 * MIB, held: 1, pressing: 1, own: 0, unheard: null, rate: null };
    const shed = (all: Partial<ByWorth>) =>
      worths.filter(
        (worth) => judge(worth, 1, { ...load, ahead: { all: { ...zeros(), ...all }, own: zeros() } }) === "behind",
      );
    expect(shed({ logs: 5_000, spans: 5_000, errors: 20_000, business: 30_000 })).toEqual([]);
    expect(shed({ logs: 5_001 })).toEqual(["logs"]);
    expect(shed({ spans: 10_001 })).toEqual(["spans"]);
    expect(shed({ logs: 4_000, spans: 6_001 })).toEqual(["spans"]);
    expect(shed({ errors: 30_001 })).toEqual(["errors"]);
    expect(shed({ business: 60_001 })).toEqual(["business"]);
    expect(shed({ errors: 30_001, business: 30_000 })).toEqual(["errors", "business"]);
  });

  it("sheds what else a sender sends from the bottom, while its business waits for the engine and the doors are at work", () => {
    const load = { budget: 100 * MIB, pressing: 1, own: 0, unheard: null, rate: null };
    const shed = (held: number, business: number, own: number) => {
      const ahead = { all: { ...zeros(), business }, own: { ...zeros(), business: own } };
      return worths.filter((worth) => judge(worth, 1, { ...load, held, ahead }) === "share");
    };
    expect(shed(1, 5_001, 5_001)).toEqual(["logs"]);
    expect(shed(1, 10_001, 10_001)).toEqual(["logs", "spans"]);
    expect(shed(1, 30_001, 30_001)).toEqual(["logs", "spans", "errors"]);
    expect(shed(1, 40_001, 40_001)).toEqual([...worths]);
    // Idle doors have time for all but what the engine has no room for; and nobody pays for what others sent.
    expect(shed(0, 40_001, 40_001)).toEqual(["business"]);
    expect(shed(1, 59_000, 2_000)).toEqual([]);
    expect(shed(1, 59_000, 2_001)).toEqual(["business"]);
  });
});

/** A writer of so many bytes a second, and senders that knock as fast as they offer; time is the test's own. */
function play(
  offered: readonly {
    readonly flow: Flow;
    readonly worth: Worth;
    readonly perSecond: number;
    readonly bytes: number;
  }[],
  capacity: number,
  seconds: number,
  open = (refused: (refusal: Refusal) => void, now: () => number) =>
    createAdmission(192 * MIB, 2_000, { refused, now }),
) {
  let now = 0;
  const refusals: Refusal[] = [];
  const admission = open(
    (refusal) => refusals.push(refusal),
    () => now,
  );
  const told = offered.map(() => ({ sent: 0, refused: 0, longestMs: 0 }));
  const queue: { readonly index: number; readonly since: number; left: number; release(): void }[] = [];
  const due = offered.map(({ perSecond }) => 500 / perSecond);
  let most = 0;
  for (; now < seconds * 1_000; now++) {
    for (const [index, { flow, perSecond, bytes }] of offered.entries()) {
      while ((due[index] ?? 0) <= now) {
        due[index] = (due[index] ?? 0) + 1_000 / perSecond;
        const mine = told[index];
        if (mine === undefined) continue;
        mine.sent++;
        const entered = admission.enter(bytes, flow);
        if (entered.kind === "refused") mine.refused++;
        else {
          entered.ready();
          queue.push({ index, since: now, left: bytes, release: () => entered.release() });
        }
      }
    }
    most = Math.max(most, admission.bytes);
    let room = capacity / 1_000;
    while (room > 0 && queue[0] !== undefined) {
      const [first] = queue;
      const wrote = Math.min(room, first.left);
      first.left -= wrote;
      room -= wrote;
      if (first.left > 0) break;
      queue.shift();
      first.release();
      const [sender, mine] = [offered[first.index], told[first.index]];
      if (sender !== undefined) admission.learn(sender.flow, sender.worth);
      if (mine !== undefined) mine.longestMs = Math.max(mine.longestMs, now - first.since);
    }
  }
  for (const { release } of queue.splice(0)) release();
  return { told, refusals, most, left: admission.bytes, admission };
}

const capacity = 20 * MIB;
const body = 240 * 1024;
const rate = (share: number) => (capacity * share) / body;

/** One budget for all, first come, first served: what this admission must not be. */
const oneQueue = (refused: (refusal: Refusal) => void) => {
  let held = 0;
  return {
    get bytes() {
      return held;
    },
    learn: () => undefined,
    enter(bytes: number, flow: Flow) {
      if (held + bytes > 192 * MIB) {
        refused({ flow, worth: "business", why: "full", bytes });
        const fault = { class: "retryable" as const, code: "ingest-full", message: "" };
        return { kind: "refused" as const, fault, afterMs: 0 };
      }
      held += bytes;
      return {
        kind: "reserved" as const,
        grow: () => null,
        ready: () => undefined,
        release: () => {
          held -= bytes;
        },
      };
    },
  };
};

describe("one sender at ten times what there is, nine at a twentieth", () => {
  const offered = Array.from({ length: 10 }, (_, index) => ({
    flow: flowOf(`s${index}`, "traces"),
    worth: "business" as const,
    perSecond: index === 0 ? rate(10) : rate(0.05),
    bytes: body,
  }));

  it("nothing of the nine is refused, and most of the one", () => {
    const { told, left } = play(offered, capacity, 30);
    const [greedy, ...nine] = told;
    expect(nine.every(({ sent, refused }) => sent > 100 && refused / sent <= 0.01)).toBe(true);
    expect((greedy?.refused ?? 0) / (greedy?.sent ?? 1)).toBeGreaterThan(0.8);
    expect(left).toBe(0);
  });

  it("is red for one queue that all share", () => {
    const { told } = play(offered, capacity, 30, oneQueue);
    expect(told.slice(1).some(({ sent, refused }) => refused / sent > 0.01)).toBe(true);
  });
});

describe("five times what there is, nine tenths of it debug logs", () => {
  const offered = [
    { flow: flowOf("noisy", "logs"), worth: "logs" as const, perSecond: rate(4.5), bytes: body },
    { flow: flowOf("mesh", "traces"), worth: "spans" as const, perSecond: rate(0.4), bytes: body },
    { flow: flowOf("erp", "traces"), worth: "business" as const, perSecond: rate(0.1), bytes: body },
  ];

  it("business is never refused and soon written, spans nearly never, and logs are shed", () => {
    const { told, left, most } = play(offered, capacity, 30);
    const [logs, spans, business] = told;
    expect(business).toMatchObject({ refused: 0 });
    expect((logs?.refused ?? 0) / (logs?.sent ?? 1)).toBeGreaterThan(0.8);
    expect((spans?.refused ?? 0) / (spans?.sent ?? 1)).toBeLessThan(0.05);
    expect(left).toBe(0);
    expect(most).toBeLessThanOrEqual(192 * MIB);
  });

  it("is red for one queue that all share", () => {
    const { told } = play(offered, capacity, 60, oneQueue);
    expect((told[2]?.refused ?? 0) / (told[2]?.sent ?? 1)).toBeGreaterThan(0.001);
  });
});

describe("an admission", () => {
  it("holds exactly what is reserved, and nothing when all is released, whatever order they come and go in", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("enter" as const), sender: fc.integer({ min: 0, max: 4 }), bytes: size }),
      fc.record({
        kind: fc.constantFrom("grow" as const, "ready" as const, "release" as const),
        at: fc.nat(40),
        bytes: size,
      }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 600 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let now = 0;
        const admission = createAdmission(128 * MIB, 2_000, { now: () => now });
        const open: { bytes: number; readonly reservation: ReturnType<typeof taken> }[] = [];
        const taken = (bytes: number, sender: number) => {
          const entered = admission.enter(bytes, flowOf(`s${sender}`));
          return entered.kind === "refused" ? null : entered;
        };
        for (const one of steps) {
          if (one.kind === "wait") now += one.ms;
          else if (one.kind === "enter") {
            const reservation = taken(one.bytes, one.sender);
            if (reservation !== null) open.push({ bytes: one.bytes, reservation });
          } else {
            const mine = open[one.at % Math.max(1, open.length)];
            if (mine === undefined) continue;
            if (one.kind === "ready") mine.reservation?.ready();
            else if (one.kind === "grow") {
              if (mine.reservation?.grow(one.bytes) === null) mine.bytes = Math.max(mine.bytes, one.bytes);
            } else {
              mine.reservation?.release();
              mine.reservation?.release();
              open.splice(open.indexOf(mine), 1);
            }
          }
          expect(admission.bytes).toBe(open.reduce((sum, { bytes }) => sum + bytes, 0));
          expect(admission.bytes).toBeLessThanOrEqual(128 * MIB);
        }
        for (const { reservation } of open) reservation?.release();
        expect(admission.bytes).toBe(0);
        // All of it can be had again, so that nothing is still put to a sender.
        for (let sender = 0; sender < 5; sender++) {
          const whole = taken(128 * MIB, sender);
          expect(whole).not.toBe(null);
          whole?.release();
        }
      }),
    );
  });

  it("lets nobody wait for those who send slowly", () => {
    let now = 0;
    const admission = createAdmission(192 * MIB, 2_000, { now: () => now });
    for (let time = 0; time < 30; time++) admission.learn(flowOf("a"), "logs");
    for (let time = 0; time < 90; time++) admission.enter(MIB, flowOf(`slow${time}`));
    expect(admission.bytes).toBe(90 * MIB);
    expect(admission.enter(MIB, flowOf("a")).kind).toBe("refused");
    now += 300;
    expect(admission.enter(MIB, flowOf("a")).kind).toBe("reserved");
  });

  it("lets in a little of a sender that was never heard, and the rest once it is known", () => {
    const admission = createAdmission(192 * MIB, 2_000, { unheardBytes: 4 * MIB });
    const enter = () => admission.enter(MIB, flowOf("new"));
    const entered = Array.from({ length: 10 }, enter);
    expect(entered.map((one) => (one.kind === "refused" ? one.fault.code : one.kind))).toEqual([
      ...Array(4).fill("reserved"),
      ...Array(6).fill("rate-limited"),
    ]);
    expect(admission.enter(MIB, flowOf("other")).kind).toBe("reserved");
    admission.learn(flowOf("new"), "business");
    expect(enter().kind).toBe("reserved");
  });

  it("says when to come again in whole terms of what waits, at least two seconds", () => {
    const { admission } = play(
      [{ flow: flowOf("a"), worth: "business", perSecond: rate(5), bytes: body }],
      capacity,
      10,
    );
    const held = Array.from({ length: 2_000 }, () => admission.enter(body, flowOf("a")));
    const fault = held.find((one) => one.kind === "refused");
    expect(fault?.kind === "refused" ? fault.fault : null).toMatchObject({ class: "retryable", code: "rate-limited" });
    expect(fault?.kind === "refused" ? fault.fault.retryAfterMs : 0).toBeGreaterThanOrEqual(2_000);
  });
});

describe("being sent away", () => {
  it("is told at once, and a moment later to whoever comes again before it was to", () => {
    let now = 0;
    const behind = { all: { ...zeros(), business: 75_000 }, own: zeros() };
    const admission = createAdmission(MIB, 2_000, { now: () => now, ahead: () => behind });
    const knock = (sender: string) => {
      const entered = admission.enter(1, flowOf(sender));
      return entered.kind === "refused" ? [entered.afterMs, entered.fault.retryAfterMs] : [];
    };
    expect(knock("a")).toEqual([0, 15_000]);
    expect(knock("b")).toEqual([0, 15_000]);
    now = 14_999;
    expect(knock("a")).toEqual([250, 15_000]);
    now = 15_000;
    expect(knock("b")).toEqual([0, 15_000]);
    now = 29_999;
    expect(knock("a")).toEqual([0, 15_000]);
  });
});

describe("the book of who is slowed", () => {
  it("adds up five minutes by sender, worth and reason, the most bytes first, and forgets", () => {
    let now = 1_000_000;
    const book = createSlowed(() => now);
    const note = (sender: string, bytes: number, worth: Worth = "logs") =>
      book.note({ flow: flowOf(sender), worth, why: "share", bytes });
    note("a", 10);
    now += 60_000;
    note("a", 10);
    note("b", 30, "spans");
    expect(book.list()).toMatchObject([
      { sender: "b", worth: "spans", requests: 1, bytes: 30 },
      { sender: "a", worth: "logs", requests: 2, bytes: 20, lastAt: now },
    ]);
    now += 260_000;
    expect(book.list().map(({ sender, bytes }) => [sender, bytes])).toEqual([
      ["b", 30],
      ["a", 10],
    ]);
    now += 60_000;
    expect(book.list()).toEqual([]);
  });
});
