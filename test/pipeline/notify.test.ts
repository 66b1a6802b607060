import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { memoryJournal } from "../../server/adapters/memory/index.ts";
import type { ChannelConfig, Concern, Network, Notice, Sent } from "../../server/domain/index.ts";
import type { ConcernsMoved } from "../../server/pipeline/concerns.ts";
import { type Notify, startNotify } from "../../server/pipeline/notify.ts";
import type { Notifier, Told } from "../../server/ports/index.ts";
import { concern, networkOf, start } from "../domain/notice-desk.ts";

const second = 1_000;
const minute = 60_000;
const mail: ChannelConfig = { kind: "mail", to: "dock@example.com" };
const slack: ChannelConfig = { kind: "slack", url: { variable: "SLACK" } };
const desk: ChannelConfig = { kind: "webhook", url: "https://desk.example/", secret: { variable: "S" } };
const taken: Told = { ok: true, said: "202" };
const busy = (retryAfterMs: number): Told => ({
  ok: false,
  taken: "no",
  fault: { class: "retryable", code: "receiver-busy", message: "", retryAfterMs },
});
const lost: Told = { ok: false, taken: "unknown", fault: { class: "retryable", code: "egress-timeout", message: "" } };
const refused: Told = { ok: false, taken: "no", fault: { class: "permanent", code: "receiver-refused", message: "" } };

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An outbox over a journal in memory, with receivers that answer as a test says. */
async function outbox(
  channels: readonly ChannelConfig[],
  more: { readonly journal?: ReturnType<typeof memoryJournal> } = {},
) {
  const clock = { now: () => Date.now() };
  const journal = more.journal ?? memoryJournal(clock);
  const rows = new Map<number, Concern>();
  const listeners = new Set<(moved: readonly ConcernsMoved[]) => void>();
  const sent: { readonly receiver: string; readonly notice: Notice; readonly at: number }[] = [];
  let network: Network = networkOf(null, channels);
  let answer: (kind: string, notice: Notice) => Told | Promise<Told> = () => taken;
  let behind = 0;
  let failing = false;
  const notifier: Pick<Notifier, "send"> = {
    async send(notice, _links, channel) {
      sent.push({ receiver: channel.kind, notice, at: Date.now() - start });
      return answer(channel.kind, notice);
    },
  };
  const notify: Notify = await startNotify({
    engine: {
      concerns: async (after, limit) => {
        const all = [...rows.values()].filter(({ number }) => number > after);
        const concerns = all.slice(0, limit);
        return { concerns, next: all.length > limit ? (concerns.at(-1)?.number ?? null) : null };
      },
      onMoved(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async sent(steps) {
        if (failing) throw new Error("no room");
        let at = 0;
        for (const step of steps)
          ({ at } = await journal.rule({ kind: "sent", sent: step }, { position: 0, settledTo: 0 }));
        return at;
      },
    },
    journal,
    notifier,
    clock,
    network: () => network,
    behindMs: () => behind,
    links: () => ({ open: "https://tallyman.example/x/1", take: null }),
    browsers: () => [],
    gone: () => undefined,
  });
  return {
    notify,
    journal,
    sent,
    move(number: number, change: Partial<Concern> | null) {
      const next = change === null ? null : concern(number, { createdAt: Date.now(), rungAt: Date.now(), ...change });
      if (next === null) rows.delete(number);
      else rows.set(number, next);
      for (const listener of listeners) listener([{ number, concern: next }]);
    },
    answer(by: typeof answer) {
      answer = by;
    },
    behind(ms: number) {
      behind = ms;
    },
    fail(on: boolean) {
      failing = on;
    },
    channels(next: readonly ChannelConfig[]) {
      network = networkOf(null, next);
    },
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    times: (kind: string) => sent.filter(({ receiver }) => receiver === kind).map(({ at }) => at / second),
    states: () =>
      notify
        .entries()
        .map(({ deliveries }) => deliveries.map(({ receiver, state }) => `${receiver.split(":")[0]} ${state}`)),
    steps: async () =>
      (await journal.rulings(0, 1_000)).flatMap(({ ruling }): readonly Sent["step"][] =>
        ruling.kind === "sent" ? [ruling.sent.step] : [],
      ),
  };
}

describe("the outbox", () => {
  test("keeps each step before and after a message leaves", async () => {
    const one = await outbox([mail, desk]);
    one.move(1, {});
    await one.pass(2 * minute);
    expect(one.states()).toEqual([["mail taken", "webhook taken"]]);
    expect((await one.steps()).sort()).toEqual(["ended", "ended", "intended", "trying"]);
    expect((await one.steps())[0]).toBe("intended");
    await one.notify.close();
  });

  test("tries again with growing waits, or when the receiver says, and gives up after three hours", async () => {
    const one = await outbox([slack]);
    let times = 0;
    one.answer(() => (++times === 1 ? busy(90 * second) : busy(second)));
    one.move(1, {});
    await one.pass(5 * 3_600_000);
    const [first = 0, ...again] = one.times("slack");
    expect(first).toBeGreaterThanOrEqual(60);
    const waits = again.map((at, index) => Math.round(at - ([first, ...again][index] ?? 0)));
    expect(waits.slice(0, 4)).toEqual([90, 10, 20, 40]);
    expect(Math.max(...waits)).toBe(900);
    expect(again.at(-1)).toBeGreaterThan(3 * 3_600);
    // Nobody took it, which is told as well, and fares alike.
    expect(one.states().at(-1)).toEqual(["slack given-up"]);
    await one.notify.close();
  });

  test("sends again what was lost only where it is known again", async () => {
    const one = await outbox([mail, slack, desk]);
    let times = 0;
    one.answer(() => (++times <= 3 ? lost : taken));
    one.move(1, {});
    await one.pass(5 * minute);
    expect([one.times("mail").length, one.times("slack").length, one.times("webhook").length]).toEqual([1, 1, 2]);
    expect(one.states()).toEqual([["mail unknown", "slack unknown", "webhook taken"]]);
    const keys = one.sent
      .filter(({ receiver }) => receiver === "webhook")
      .map(({ notice }) => `${notice.key} ${notice.at}`);
    expect(new Set(keys).size).toBe(1);
    await one.notify.close();
  });

  test("does not try again what was refused for good", async () => {
    const one = await outbox([mail, desk]);
    one.answer(() => refused);
    one.move(1, {});
    await one.pass(10 * minute);
    expect(one.states()).toEqual([["mail refused", "webhook refused"]]);
    expect(one.sent).toHaveLength(2);
    await one.notify.close();
  });

  test("a receiver that is away holds up nobody else, and is told of what is over by then only that it is", async () => {
    const one = await outbox([desk, mail]);
    one.answer((kind) => (kind === "webhook" && Date.now() < start + 20 * minute ? busy(second) : taken));
    one.move(1, {});
    await one.pass(2 * minute);
    expect(one.states()).toEqual([["webhook waiting", "mail taken"]]);
    one.move(1, null);
    await one.pass(40 * minute);
    expect(one.states()).toEqual([["webhook taken"], ["webhook dropped", "mail taken"]]);
    await one.notify.close();
  });

  test("what cannot be kept is not sent, and what was sent is not sent again for want of room", async () => {
    const one = await outbox([mail]);
    one.fail(true);
    one.move(1, {});
    await one.pass(3 * minute);
    expect(one.sent).toEqual([]);
    one.fail(false);
    one.answer(() => {
      one.fail(true);
      return taken;
    });
    await one.pass(3 * minute);
    expect(one.sent).toHaveLength(1);
    one.fail(false);
    await one.pass(3 * minute);
    expect(one.states()).toEqual([["mail taken"]]);
    expect(one.sent).toHaveLength(1);
    await one.notify.close();
  });

  test("waits while the engine has not read what may have mended it, but not for ever", async () => {
    const one = await outbox([mail]);
    one.behind(60 * second);
    one.move(1, {});
    await one.pass(5 * minute);
    expect(one.sent).toEqual([]);
    await one.pass(7 * minute);
    expect(one.sent).toHaveLength(1);
    await one.notify.close();
  });

  test("a channel that is gone from the network is told no more; a new one is told what comes then", async () => {
    const one = await outbox([slack]);
    one.answer((kind) => (kind === "slack" ? busy(10 * minute) : taken));
    one.move(1, {});
    await one.pass(2 * minute);
    one.channels([mail]);
    one.notify.networkChanged();
    await one.pass(15 * minute);
    expect(one.states()).toEqual([["slack dropped"]]);
    one.move(2, { causeId: "C-2" });
    await one.pass(2 * minute);
    expect(one.states()[0]).toEqual(["mail taken"]);
    await one.notify.close();
  });

  test("ends while a receiver says nothing, and begins nothing more", async () => {
    const one = await outbox([mail, slack]);
    one.answer(() => new Promise(() => undefined));
    one.move(1, {});
    await one.pass(2 * minute);
    let closed = false;
    void one.notify.close().then(() => {
      closed = true;
    });
    await one.pass(6 * second);
    expect(closed).toBe(true);
    const { length } = one.sent;
    one.move(2, { causeId: "C-2" });
    await one.pass(5 * minute);
    expect(one.sent).toHaveLength(length);
    // The next start cannot know what became of them.
    const next = await outbox([mail, slack], { journal: one.journal });
    await next.pass(minute);
    expect(next.sent).toEqual([]);
    expect(next.states()).toEqual([["mail unknown", "slack unknown"]]);
    await next.notify.close();
  });
});
