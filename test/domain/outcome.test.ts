import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decision, OpsException } from "../../server/domain/index.ts";
import { hour, minute, start, type Told, World } from "./harness.ts";

const released: Told = { event: "order.released", keys: { order: "O1", warehouse: "ATL" }, at: start };
const refused: Told = {
  event: "order.acknowledged",
  keys: { order: "O1" },
  at: start,
  system: "wms-atl",
  failed: "no",
};
const due = start + 15 * minute;

type Act = "close" | "undo" | "tell" | "take" | "reopen";

/** Does what an action needs, where it may be done now; refused ones do nothing, as at the desk. */
async function act(world: World, action: Act, at: number): Promise<void> {
  const row = (await world.exceptions())[0];
  if (row === undefined) return;
  const base = { exception: row.number, version: row.version, by: "Ana" };
  const mine = (await world.draft()).history(row.number).filter((entry) => entry.undoes !== null);
  const decision: Decision =
    action === "close"
      ? { ...base, action: "resolve", reason: "done-outside", text: null }
      : action === "tell"
        ? { ...base, action: "tell", text: "by noon", expectedAt: at + hour }
        : action === "take"
          ? { ...base, action: "acknowledge" }
          : action === "reopen"
            ? { ...base, action: "reopen", text: "not yet" }
            : { ...base, action: "undo", actionId: mine.at(-1)?.version ?? 0 };
  await world.rule({ kind: "decision", decision }, at);
}

const outcomeOf = (row: OpsException | undefined) => row?.resolution?.outcomeSeenAt;

describe("closed by hand", () => {
  it("stays with its outcome unseen until the event arrives, dated by it, and who closed it stays", async () => {
    for (const told of [released, refused]) {
      const world = await World.begin();
      await world.entry(start + minute, [told]);
      await world.settle(due + minute);
      await act(world, "close", due + 2 * minute);
      expect((await world.exceptions())[0]).toMatchObject({
        state: "resolved",
        resolution: { by: "Ana", outcomeSeenAt: null },
      });
      const at = due + 30 * minute;
      await world.entry(at + minute, [{ event: "order.acknowledged", keys: { order: "O1" }, at, system: "wms-atl" }]);
      const [row] = await world.exceptions();
      expect(row).toMatchObject({
        state: "resolved",
        resolvedAt: due + 2 * minute,
        resolution: { by: "Ana", reason: "done-outside", outcomeSeenAt: at },
      });
      expect((await world.draft()).history(1).at(-1)).toMatchObject({ action: "seen", by: "rule" });
    }
  });

  it("closing, arriving, undoing and what else is done, in any order, end with the same outcome seen", async () => {
    const acts = fc.array(fc.constantFrom<Act>("close", "undo", "tell", "take", "reopen"), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(released, refused), acts, acts, acts, async (told, first, then, last) => {
        const world = await World.begin();
        await world.entry(start + minute, [told]);
        let at = due + minute;
        await world.settle(at);
        const outcome = due + 3 * hour;
        const later = (): number => {
          at += minute;
          return at;
        };
        const all = async (list: readonly Act[]) => {
          for (const one of list) await act(world, one, later());
        };
        await all(first);
        const seen: Told = { event: "order.acknowledged", keys: { order: "O1" }, at: outcome, system: "wms-atl" };
        at = Math.max(at, outcome);
        await world.entry(later(), [seen]);
        expect(outcomeOf((await world.exceptions())[0])).toBe(outcome);
        await all(then);
        // The same again, and a later one, change nothing.
        await world.entry(later(), [seen]);
        await world.entry(later(), [{ ...seen, at: outcome + minute }]);
        await all(last);
        const row = (await world.exceptions())[0];
        expect(row?.state).toBe("resolved");
        expect(outcomeOf(row)).toBe(outcome);
      }),
      { numRuns: 150 },
    );
  });

  it("says nothing of an outcome where none is awaited: a cancelled order, a source that fell silent", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [released]);
    await world.settle(due + minute);
    await act(world, "close", due + 2 * minute);
    await world.entry(due + hour, [{ event: "order.cancelled", keys: { order: "O1" }, at: due + hour - minute }]);
    const [row] = await world.exceptions();
    expect(row?.resolution).toEqual({ by: "Ana", reason: "done-outside", text: null });
    await world.unreadable(due + 2 * hour, "no protobuf");
    const bytes = (await world.open())[0];
    const decision = { exception: bytes?.number ?? 0, version: bytes?.version ?? 0, by: "Ana" };
    await world.rule(
      { kind: "decision", decision: { ...decision, action: "resolve", reason: "timing", text: null } },
      due + 3 * hour,
    );
    expect((await world.exceptions()).at(-1)?.resolution).toEqual({ by: "Ana", reason: "timing", text: null });
  });

  it("what fails again after it was closed opens again, and a later close begins unseen", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [refused]);
    await act(world, "close", start + 2 * minute);
    await world.entry(start + 5 * minute, [{ ...refused, at: start + 4 * minute }]);
    expect(await world.open()).toHaveLength(1);
    await act(world, "close", start + 6 * minute);
    expect(outcomeOf((await world.exceptions())[0])).toBe(null);
  });

  it("what it holds up follows the order until the outcome is seen", async () => {
    const world = await World.begin();
    const amount = (minor: string) => ({ "business.amount": minor, "business.currency": "USD" });
    await world.entry(start, [
      { event: "order.created", keys: { order: "O1" }, at: start, attributes: amount("100.00") },
    ]);
    await world.entry(start + minute, [{ ...refused, at: start + 30_000 }]);
    await act(world, "close", start + 2 * minute);
    await world.entry(start + 4 * minute, [
      { event: "order.changed", keys: { order: "O1" }, at: start + 3 * minute, attributes: amount("80.00") },
    ]);
    expect((await world.exceptions())[0]?.held).toMatchObject([{ money: { minor: 8000 } }]);
  });

  it("is not forgotten by its object among many that ended", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [{ ...refused, name: "first" }]);
    await act(world, "close", start + 2 * minute);
    for (let n = 0; n < 30; n++) {
      const at = start + (10 + n) * minute;
      const name = `call ${String.fromCharCode(97 + n)}`;
      await world.entry(at, [{ keys: { order: "O1" }, at: at - 10, failed: "boom", name }]);
      await world.entry(at + 1000, [{ event: "pick.confirmed", keys: { order: "O1" }, at: at - 5, system: "wms-atl" }]);
    }
    const at = start + 2 * hour;
    await world.entry(at + 1, [{ event: "order.acknowledged", keys: { order: "O1" }, at, system: "wms-atl" }]);
    expect(outcomeOf((await world.exceptions())[0])).toBe(at);
  });
});
