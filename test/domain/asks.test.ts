import { describe, expect, it } from "vitest";
import { type Answer, type Ask, type Asking, askStateAt } from "../../server/domain/index.ts";
import { hour, minute, start, World } from "./harness.ts";

const answer = (more: Partial<Answer> = {}): Answer => ({
  kind: "will-ship",
  on: "2026-11-19",
  quantity: null,
  note: "truck full",
  text: "Will ship 19 Nov: truck full",
  expectedAt: start + 20 * hour,
  ...more,
});

const asking = (exceptions: readonly (readonly number[])[]): Asking => ({
  by: "Ana",
  partner: "reno",
  partnerName: "3PL Reno",
  timezone: "America/Los_Angeles",
  language: "en",
  note: null,
  about: "order",
  subject: "2 orders",
  text: "What happened?",
  dueAt: start + 3 * hour,
  nonce: "n",
  lines: exceptions.map((numbers, index) => ({
    exceptions: numbers,
    id: `NGS-${index}`,
    order: `O${index + 1}`,
    customer: null,
    lines: null,
    dueAt: start,
    neededBy: null,
    warehouse: "ATL",
  })),
});

/** Two orders that the WMS never took, asked about. */
async function withAsk() {
  const world = await World.begin();
  for (const order of ["O1", "O2"])
    await world.entry(start + minute, [{ event: "order.released", keys: { order, warehouse: "ATL" }, at: start }]);
  await world.settle(start + hour);
  await world.rule({ kind: "asked", asking: asking([[1], [2]]) }, start + 2 * hour);
  const ask = async (): Promise<Ask> => {
    const draft = await world.draft();
    const found = Array.from({ length: 9 }, (_, number) => draft.ask(number)).find((one) => one !== undefined);
    if (found === undefined) throw new Error("no ask");
    return found;
  };
  return { world, ask, number: (await ask()).number };
}

describe("asks", () => {
  it("are kept with their numbers, and each exception's history says who asked whom", async () => {
    const { world, ask, number } = await withAsk();
    expect(await ask()).toMatchObject({
      at: start + 2 * hour,
      by: "Ana",
      sent: [],
      lines: [{ answer: null }, { answer: null }],
    });
    const history = (await world.draft()).history(1);
    expect(history.at(-1)).toMatchObject({ action: "ask", by: "Ana", text: `3PL Reno, A-${number}` });
  });

  it("an answer is told on its exception by the link, once, and a person may take it back", async () => {
    const { world, ask, number } = await withAsk();
    const ruling = {
      kind: "answered",
      ask: number,
      by: "3PL Reno, by link",
      answers: [{ line: 0, answer: answer() }],
    } as const;
    await world.rule(ruling, start + 3 * hour);
    const [first, second] = await world.open();
    expect(first).toMatchObject({
      state: "open",
      dueAt: start + 20 * hour,
      told: { text: "Will ship 19 Nov: truck full", by: "3PL Reno, by link", at: start + 3 * hour },
    });
    expect(second?.told).toBe(null);
    await world.rule(ruling, start + 4 * hour);
    expect((await world.open())[0]).toEqual(first);
    expect((await ask()).lines[0]?.answer).toMatchObject({ at: start + 3 * hour });
    const other = {
      ...ruling,
      answers: [{ line: 0, answer: answer({ kind: "shipped", text: "Shipped 19 Nov", expectedAt: null }) }],
    };
    await world.rule(other, start + 5 * hour);
    const told = (await world.open())[0];
    expect(told?.told).toMatchObject({ text: "Shipped 19 Nov", expectedAt: null });
    await world.rule(
      {
        kind: "decision",
        decision: {
          exception: 1,
          version: told?.version ?? 0,
          by: "Ana",
          action: "undo",
          actionId: told?.version ?? 0,
        },
      },
      start + 6 * hour,
    );
    expect((await world.open())[0]?.told).toMatchObject({ text: "Will ship 19 Nov: truck full" });
  });

  it("an answer about a line that there is not, or after the ask was withdrawn, changes nothing", async () => {
    const { world, ask, number } = await withAsk();
    const before = await ask();
    await world.rule(
      { kind: "answered", ask: number, by: "x", answers: [{ line: 7, answer: answer() }] },
      start + 3 * hour,
    );
    await world.rule(
      { kind: "answered", ask: number + 50, by: "x", answers: [{ line: 0, answer: answer() }] },
      start + 3 * hour,
    );
    expect(await ask()).toEqual(before);
    await world.rule({ kind: "ask-withdrawn", ask: number, by: "Ana" }, start + 4 * hour);
    await world.rule(
      { kind: "answered", ask: number, by: "x", answers: [{ line: 0, answer: answer() }] },
      start + 5 * hour,
    );
    expect(await ask()).toMatchObject({ withdrawn: { by: "Ana" }, lines: [{ answer: null }, { answer: null }] });
    expect((await world.open()).map(({ told }) => told)).toEqual([null, null]);
  });

  it("what was seen meanwhile keeps its end: the answer stands on the ask alone", async () => {
    const { world, ask, number } = await withAsk();
    await world.entry(start + 3 * hour, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: start + 2 * hour, system: "wms-atl" },
    ]);
    await world.rule(
      { kind: "answered", ask: number, by: "x", answers: [{ line: 0, answer: answer() }] },
      start + 4 * hour,
    );
    expect((await world.exceptions())[0]).toMatchObject({ state: "resolved", told: null });
    expect((await ask()).lines[0]?.answer).toMatchObject({ by: "x" });
  });

  it("stand as waiting, part answered, overdue, answered, withdrawn", async () => {
    const { world, ask, number } = await withAsk();
    const none = new Set<number>();
    expect(askStateAt(await ask(), none, start + 2 * hour)).toBe("waiting");
    expect(askStateAt(await ask(), none, start + 3 * hour)).toBe("overdue");
    expect(askStateAt(await ask(), new Set([0, 1]), start + 3 * hour)).toBe("answered");
    await world.rule(
      { kind: "answered", ask: number, by: "x", answers: [{ line: 0, answer: answer() }] },
      start + 2 * hour,
    );
    expect(askStateAt(await ask(), none, start + 2 * hour)).toBe("part-answered");
    expect(askStateAt(await ask(), none, start + 3 * hour)).toBe("overdue");
    expect(askStateAt(await ask(), new Set([1]), start + 3 * hour)).toBe("answered");
    await world.rule({ kind: "ask-withdrawn", ask: number, by: "Ana" }, start + 4 * hour);
    expect(askStateAt(await ask(), none, start + 4 * hour)).toBe("withdrawn");
  });
});
