import { describe, expect, it } from "vitest";
import { type Decision, refusalOf } from "../../server/domain/index.ts";
import { minute, start, World } from "./harness.ts";

/** A decision without what every test says alike. */
type Deed = Decision extends infer D ? (D extends Decision ? Omit<D, "exception" | "version" | "by"> : never) : never;

async function withOne(): Promise<{
  readonly world: World;
  act(deed: Deed, at: number): Promise<void>;
  refused(deed: Deed): Promise<string | null>;
}> {
  const world = await World.begin();
  await world.entry(start + 10, [
    { event: "order.acknowledged", keys: { order: "O1" }, at: start, system: "wms-atl", failed: "no case pack" },
  ]);
  const decisionOf = async (deed: Deed): Promise<Decision> => {
    const version = (await world.exceptions())[0]?.version ?? 0;
    return { exception: 1, version, by: "Ana", ...deed } as Decision;
  };
  return {
    world,
    act: async (deed, at) => world.rule({ kind: "decision", decision: await decisionOf(deed) }, at),
    refused: async (deed) => {
      const draft = await world.draft();
      return refusalOf(draft.exception(1), await decisionOf(deed), draft.history(1), world.network)?.kind ?? null;
    },
  };
}

describe("decisions", () => {
  it("taking gives it to the person, and undo gives it back, a note in between or not", async () => {
    const { world, act } = await withOne();
    await act({ action: "acknowledge" }, start + minute);
    const [taken] = await world.open();
    expect(taken).toMatchObject({
      state: "acknowledged",
      owner: { team: "on-call", person: "Ana" },
      ownerDecided: true,
    });
    const actionId = taken?.version ?? 0;
    await act({ action: "comment", text: "called the desk" }, start + 2 * minute);
    await act({ action: "undo", actionId }, start + 3 * minute);
    expect(await world.open()).toMatchObject([{ state: "open", owner: { person: null }, ownerDecided: false }]);
  });

  it("undo is refused while something newer holds", async () => {
    const { world, act, refused } = await withOne();
    await act({ action: "acknowledge" }, start + minute);
    const actionId = (await world.open())[0]?.version ?? 0;
    await act({ action: "assign", team: "ar", person: null }, start + 2 * minute);
    expect(await refused({ action: "undo", actionId })).toBe("refused");
  });

  it("a stale version is told with the row as it is, and writes nothing", async () => {
    const { world } = await withOne();
    const draft = await world.draft();
    const decision: Decision = { exception: 1, version: 99, by: "Ana", action: "acknowledge" };
    expect(refusalOf(draft.exception(1), decision, draft.history(1), world.network)).toMatchObject({
      kind: "stale",
      current: { number: 1 },
    });
    await world.rule({ kind: "decision", decision }, start + minute);
    expect(await world.open()).toMatchObject([{ state: "open", version: 1 }]);
  });

  it("closed by hand stays closed until it fails anew; a park ends by itself", async () => {
    const { world, act, refused } = await withOne();
    await act({ action: "snooze", until: start + 10 * minute }, start + minute);
    await world.settle(start + 9 * minute);
    expect(await world.open()).toMatchObject([{ state: "snoozed" }]);
    await world.settle(start + 10 * minute);
    expect(await world.open()).toMatchObject([{ state: "open", snoozedUntil: null }]);
    await act({ action: "resolve", reason: "done-outside", text: null }, start + 11 * minute);
    expect(await world.open()).toHaveLength(0);
    expect(await refused({ action: "acknowledge" })).toBe("refused");
    await world.entry(start + 20 * minute, [
      {
        event: "order.acknowledged",
        keys: { order: "O1" },
        at: start + 19 * minute,
        system: "wms-atl",
        failed: "again",
      },
    ]);
    expect(await world.open()).toMatchObject([{ number: 1, state: "open", occurrences: 2 }]);
  });

  it("told calms the row and counts as nothing", async () => {
    const { world, act } = await withOne();
    await act(
      { action: "tell", text: "shipped Sunday, files by noon", expectedAt: start + 60 * minute },
      start + minute,
    );
    expect(await world.open()).toMatchObject([
      { state: "open", dueAt: start + 60 * minute, told: { text: "shipped Sunday, files by noon", by: "Ana" } },
    ]);
    expect((await world.object("order:*:O1"))?.folds.some((fold) => fold.status === "ok")).toBe(false);
  });

  it("a told time that passes without the outcome wakes the row, and its clock begins anew", async () => {
    const { world, act } = await withOne();
    await act({ action: "tell", text: "files by noon", expectedAt: start + 60 * minute }, start + minute);
    await world.settle(start + 60 * minute - 1);
    expect(await world.open()).toMatchObject([{ dueAt: start + 60 * minute, told: { lapsedAt: null } }]);
    await world.settle(start + 60 * minute);
    expect(await world.open()).toMatchObject([
      { state: "open", dueAt: start + 90 * minute, told: { lapsedAt: start + 60 * minute } },
    ]);
    const woken = (await world.draft()).history(1).at(-1);
    expect(woken).toMatchObject({ action: "woken", by: "rule", text: "Ana: files by noon" });
    await act({ action: "tell", text: "by three", expectedAt: start + 240 * minute }, start + 61 * minute);
    expect(await world.open()).toMatchObject([{ dueAt: start + 240 * minute, told: { lapsedAt: null } }]);
  });

  it("a row that was taken has its own clock stopped too, and goes on from the told time", async () => {
    const { world, act } = await withOne();
    await act({ action: "acknowledge" }, start + minute);
    await act({ action: "tell", text: "files by noon", expectedAt: start + 60 * minute }, start + 2 * minute);
    expect(await world.open()).toMatchObject([{ state: "acknowledged", dueAt: start + 60 * minute }]);
    await world.settle(start + 60 * minute);
    expect(await world.open()).toMatchObject([{ state: "acknowledged", dueAt: start + 300 * minute }]);
  });

  it("a park stands over what was told, and both end in one waking", async () => {
    const { world, act } = await withOne();
    await act({ action: "tell", text: "files by noon", expectedAt: start + 10 * minute }, start + minute);
    await act({ action: "snooze", until: start + 20 * minute }, start + 2 * minute);
    await world.settle(start + 19 * minute);
    expect(await world.open()).toMatchObject([{ state: "snoozed", dueAt: start + 20 * minute }]);
    await world.settle(start + 30 * minute);
    const history = (await world.draft()).history(1);
    expect(history.filter(({ action }) => action === "woken")).toMatchObject([{ at: start + 20 * minute }]);
    expect(await world.open()).toMatchObject([{ state: "open", dueAt: start + 50 * minute }]);
  });

  it("a told time that lay behind already stops no clock", async () => {
    const { world, act } = await withOne();
    await act({ action: "tell", text: "shipped Sunday", expectedAt: start - 60 * minute }, start + minute);
    expect(await world.open()).toMatchObject([{ dueAt: start + 10 + 30 * minute }]);
    await world.settle(start + minute * 20);
    expect((await world.draft()).history(1).some(({ action }) => action === "woken")).toBe(false);
  });
});
