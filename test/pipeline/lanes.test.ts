import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLanes } from "../../server/pipeline/lanes.ts";

interface Item {
  readonly lane: string;
  readonly until: number;
}

const callMs = 10_000;
const againMs = 5_000;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lanes whose receivers answer at once, but for those that hang: they are given up after ten seconds, to be called again. */
function receivers(hangs: (lane: string) => boolean) {
  const called: { readonly lane: string; readonly at: number }[] = [];
  let open = 0;
  let most = 0;
  const lanes = createLanes<Item>(
    { now: () => Date.now() },
    ({ until }) => until,
    async ({ lane }) => {
      called.push({ lane, at: Date.now() });
      open += 1;
      most = Math.max(most, open);
      if (hangs(lane)) await new Promise((resolve) => setTimeout(resolve, callMs));
      open -= 1;
      return hangs(lane) ? { lane, until: Date.now() + againMs } : null;
    },
  );
  return {
    called,
    most: () => most,
    add: (lane: string) => lanes.add(lane, { lane, until: 0 }),
    at: (lane: string) => called.filter((one) => one.lane === lane).map(({ at }) => at),
  };
}

test("one who answers does not wait for fifty who hang", async () => {
  const to = receivers((lane) => lane.startsWith("hangs"));
  for (let index = 0; index < 50; index++) to.add(`hangs-${index}`);
  to.add("answers");
  await vi.advanceTimersByTimeAsync(0);
  expect(to.at("answers")).toEqual([0]);
});

test("those who hang share a few places when they are called again, and each has its turn", async () => {
  const to = receivers((lane) => lane.startsWith("hangs"));
  for (let index = 0; index < 200; index++) to.add(`hangs-${index}`);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(to.most()).toBe(64);
  for (let index = 0; index < 200; index++) expect(to.at(`hangs-${index}`).length).toBeGreaterThan(1);
  // Whenever one that answers comes, a place is left for it.
  to.add("answers");
  await vi.advanceTimersByTimeAsync(0);
  expect(to.at("answers")).toEqual([300_000]);
});

test("one who hung and answers again is as any other", async () => {
  let hangs = true;
  const to = receivers(() => hangs);
  to.add("desk");
  await vi.advanceTimersByTimeAsync(callMs);
  hangs = false;
  await vi.advanceTimersByTimeAsync(againMs);
  expect(to.at("desk")).toEqual([0, callMs + againMs]);
  to.add("desk");
  await vi.advanceTimersByTimeAsync(0);
  expect(to.at("desk")).toEqual([0, callMs + againMs, callMs + againMs]);
});

test("one lane has its items in order, one at a time", async () => {
  const to = receivers(() => false);
  for (let index = 0; index < 3; index++) to.add("desk");
  await vi.advanceTimersByTimeAsync(0);
  expect(to.called).toHaveLength(3);
  expect(to.most()).toBe(1);
});
