import { describe, expect, it } from "vitest";
import type { Decision, Ruling } from "../../server/domain/index.ts";
import { masked } from "../../server/domain/masked.ts";
import { hour, minute, World } from "./harness.ts";
import { failed, network, noon, one } from "./shifts.ts";

async function raised(at: number, net = network()): Promise<World> {
  const world = await World.begin(net, at - hour);
  await world.entry(at, [failed("O1", at)]);
  return world;
}

type Deed = Decision extends infer D ? (D extends Decision ? Omit<D, "exception" | "version"> : never) : never;

async function act(world: World, at: number, deed: Deed): Promise<void> {
  await world.settle(at - 1);
  const version = (await world.exceptions())[0]?.version ?? 0;
  await world.rule({ kind: "decision", decision: { exception: 1, version, ...deed } as Decision }, at);
}

const actions = async (world: World) =>
  (await world.draft()).history(1).map(({ action, by, at }) => `${action} ${by} +${Math.round((at - noon) / minute)}`);

describe("the ladder", () => {
  it("K4: goes on when nobody takes it, each rung with its line, its owner and its own time", async () => {
    const world = await raised(noon);
    expect(await one(world)).toMatchObject({ rung: 0, owner: { team: "dock" }, dueAt: noon + 20 * minute });
    await world.settle(noon + 20 * minute);
    expect(await one(world)).toMatchObject({
      rung: 1,
      owner: { team: "manager", person: null },
      dueAt: noon + 80 * minute,
    });
    await world.settle(noon + 10 * hour);
    expect(await one(world)).toMatchObject({
      rung: 2,
      owner: { team: "on-call", person: "Ana" },
      dueAt: noon + 110 * minute,
    });
    expect(await actions(world)).toEqual(["raised rule +0", "escalated rule +20", "escalated rule +80"]);
    expect((await world.draft()).history(1).map(({ text }) => text)).toEqual([
      expect.anything(),
      "not taken in 20 min: Site manager",
      "not taken in 1 h: Ana, On-call",
    ]);
  });

  it("K1: the clock stands over night and goes on in the morning", async () => {
    const world = await raised(noon + 110 * minute);
    // Ten minutes until 14:00, ten more from 06:00.
    expect((await one(world))?.dueAt).toBe(noon + 18 * hour + 10 * minute);
    await world.settle(noon + 18 * hour + 9 * minute);
    expect((await one(world))?.rung).toBe(0);
  });

  it("K3: time in which we did not run is given back at the start, a short restart is none", async () => {
    const world = await raised(noon);
    await world.rule({ kind: "start", downSince: noon + 5 * minute }, noon + 5 * minute + 59_000);
    expect((await one(world))?.dueAt).toBe(noon + 20 * minute);
    await world.rule({ kind: "start", downSince: noon + 10 * minute }, noon + 18 * minute);
    expect(await one(world)).toMatchObject({ rung: 0, dueAt: noon + 28 * minute });
    await world.rule({ kind: "start", downSince: noon + 20 * minute }, noon + 40 * minute);
    await world.settle(noon + 40 * minute);
    expect(await one(world)).toMatchObject({ rung: 0, dueAt: noon + 48 * minute });
    await act(world, noon + 45 * minute, { action: "acknowledge", by: "Eva" });
    const taken = (await one(world))?.dueAt;
    await world.rule({ kind: "start", downSince: noon + 50 * minute }, noon + 90 * minute);
    expect((await one(world))?.dueAt).toBe(taken);
  });

  it("K2: what is critical goes at once to the next on shift, at night past the one who is not", async () => {
    const evening = await raised(noon + 3 * hour, network({ severity: "critical" }));
    await evening.settle(noon + 3 * hour);
    expect(await one(evening)).toMatchObject({ rung: 1, owner: { team: "manager" } });
    const night = await raised(noon + 8 * hour, network({ severity: "critical" }));
    await night.settle(noon + 8 * hour);
    expect(await one(night)).toMatchObject({ rung: 2, owner: { team: "on-call", person: "Ana" } });
    expect((await night.draft()).history(1).at(-1)?.text).toBe(
      "critical, and nobody of Dock leads is on shift: Ana, On-call",
    );
  });

  it("K2: where nobody of any rung is on shift it stays until the first of them comes", async () => {
    const world = await raised(
      noon + 8 * hour,
      network({ severity: "critical", ladder: "[{ to: manager, after: 20m }]" }),
    );
    await world.settle(noon + 17 * hour);
    expect(await one(world)).toMatchObject({ rung: 0 });
    await world.settle(noon + 18 * hour + 20 * minute);
    expect(await actions(world)).toEqual(["raised rule +480", "escalated rule +1100"]);
  });

  it("the rules know the family of a cause: its title with ids and numbers masked", async () => {
    const title = (await one(await raised(noon)))?.title ?? "";
    expect(title).not.toBe("");
    const family = masked(title).replaceAll('"', "");
    const world = await raised(noon, network({ routes: `[{ match: { causeFamily: "${family}" }, to: on-call }]` }));
    expect(await one(world)).toMatchObject({ owner: { team: "on-call" } });
    const other = await raised(noon, network({ routes: '[{ match: { causeFamily: "another" }, to: on-call }]' }));
    expect(await one(other)).toMatchObject({ owner: { team: "dock" } });
  });

  it("K5: taking ends the climb and starts the time to close, on the taker's shifts", async () => {
    const world = await raised(noon);
    await act(world, noon + 10 * minute, { action: "acknowledge", by: "Eva" });
    // An hour and 50 minutes are left of the shift, the rest is of the next.
    expect((await one(world))?.dueAt).toBe(noon + 18 * hour + 130 * minute);
    await world.settle(noon + 24 * hour);
    expect(await one(world)).toMatchObject({ state: "acknowledged", rung: 0, owner: { team: "dock", person: "Eva" } });
  });

  it("K5: taking back a take lets the ladder go on as if it had not been", async () => {
    const world = await raised(noon);
    await act(world, noon + 5 * minute, { action: "acknowledge", by: "Eva" });
    await act(world, noon + 10 * minute, { action: "undo", actionId: (await one(world))?.version ?? 0, by: "Eva" });
    await world.settle(noon + 20 * minute);
    expect(await actions(world)).toContain("escalated rule +20");
  });

  it("K5: what a person assigned stays there, late as it may be", async () => {
    const world = await raised(noon);
    await act(world, noon + 10 * minute, { action: "assign", team: "manager", person: null, by: "Eva" });
    expect((await one(world))?.dueAt).toBe(noon + 40 * minute);
    await world.settle(noon + 48 * hour);
    expect(await one(world)).toMatchObject({ owner: { team: "manager", person: null }, rung: 0, state: "open" });
  });

  it("K6: where facts bring another team it begins anew with it", async () => {
    const routes = "[{ match: { minValue: 1000 }, to: manager }]";
    const world = await raised(noon, network({ routes }));
    await world.settle(noon + 25 * minute);
    expect((await one(world))?.rung).toBe(1);
    const worth = { "business.amount": 5000, "business.currency": "USD" };
    await world.entry(noon + 30 * minute, [
      { event: "order.created", keys: { order: "O1" }, at: noon, attributes: worth },
    ]);
    // The rung names the same owner, so it stays; were it another, it would begin anew.
    expect(await one(world)).toMatchObject({ rung: 1, rungAt: noon + 20 * minute, owner: { team: "manager" } });
    const other = await raised(noon, network({ routes: routes.replace("to: manager", "to: on-call, ladder: []") }));
    await other.settle(noon + 25 * minute);
    await other.entry(noon + 30 * minute, [
      { event: "order.created", keys: { order: "O1" }, at: noon, attributes: worth },
    ]);
    expect(await one(other)).toMatchObject({ rung: 0, rungAt: noon + 30 * minute, owner: { team: "on-call" } });
  });

  it("K7: not mine goes to the fallback or the team named, with its reason, and can be undone", async () => {
    const world = await raised(noon);
    await act(world, noon + minute, { action: "not-mine", reason: "item master", team: null, by: "Eva" });
    expect(await one(world)).toMatchObject({
      owner: { team: "fallback", person: null },
      dueAt: noon + 31 * minute,
      notMine: [{ at: noon + minute, by: "Eva", from: "dock", to: "fallback", reason: "item master" }],
    });
    await act(world, noon + 2 * minute, { action: "undo", actionId: (await one(world))?.version ?? 0, by: "Eva" });
    expect(await one(world)).toMatchObject({ owner: { team: "dock" }, notMine: [], ownerDecided: false });
    await act(world, noon + 3 * minute, { action: "not-mine", reason: "theirs", team: "manager", by: "Eva" });
    expect(await one(world)).toMatchObject({ owner: { team: "manager" }, notMine: [{ to: "manager" }] });
    // To nobody but itself a team gives nothing back.
    const { version } = (await one(world)) ?? { version: 0 };
    await act(world, noon + 4 * minute, { action: "not-mine", reason: "again", team: "manager", by: "Eva" });
    expect(await one(world)).toMatchObject({ version, notMine: [{ to: "manager" }] });
  });
});

describe("hand-over", () => {
  const over = (exceptions: readonly number[], note: string | null = null): Ruling => ({
    kind: "hand-over",
    by: "Ortiz",
    to: { team: "manager", person: null },
    note,
    exceptions,
  });

  it("K8: stays with the giver until it is accepted; then the receiver has it, and their time begins", async () => {
    const world = await raised(noon);
    await act(world, noon + minute, { action: "acknowledge", by: "Ortiz" });
    const before = (await one(world))?.dueAt;
    await world.rule(over([1, 7], "labels are the only thing"), noon + 10 * minute);
    expect(await one(world)).toMatchObject({
      state: "acknowledged",
      owner: { team: "dock", person: "Ortiz" },
      dueAt: before,
    });
    const number = (await one(world))?.handOver?.number ?? 0;
    expect((await world.draft()).handOver(number)).toMatchObject({
      by: "Ortiz",
      from: "dock",
      exceptions: [1],
      accepted: [],
    });
    await world.settle(noon + 20 * minute);
    await world.rule({ kind: "accept", handOver: number, by: "Lee", exceptions: [1] }, noon + 20 * minute);
    expect(await one(world)).toMatchObject({
      state: "acknowledged",
      owner: { team: "manager", person: "Lee" },
      acknowledgedAt: noon + 20 * minute,
      dueAt: noon + 260 * minute,
      handOver: null,
    });
    expect((await world.draft()).handOver(number)?.accepted).toEqual([
      { exception: 1, at: noon + 20 * minute, by: "Lee" },
    ]);
    await world.settle(noon + 30 * hour);
    expect((await one(world))?.owner).toEqual({ team: "manager", person: "Lee" });
  });

  it("K8: what nobody accepts goes to the next rung, and on the last it stays", async () => {
    const world = await raised(noon);
    await act(world, noon + minute, { action: "acknowledge", by: "Ortiz" });
    await world.rule(over([1]), noon + 10 * minute);
    await world.settle(noon + 39 * minute);
    expect((await one(world))?.owner).toEqual({ team: "dock", person: "Ortiz" });
    await world.settle(noon + 40 * minute);
    expect(await one(world)).toMatchObject({
      state: "open",
      rung: 1,
      owner: { team: "manager", person: null },
      handOver: null,
    });
    expect((await world.draft()).history(1).at(-1)?.text).toBe("hand-over to Site manager not accepted: Site manager");
    const last = await raised(noon, network({ ladder: "[]" }));
    await act(last, noon + minute, { action: "acknowledge", by: "Ortiz" });
    await last.rule(over([1]), noon + 10 * minute);
    await last.settle(noon + 48 * hour);
    expect(await one(last)).toMatchObject({ owner: { person: "Ortiz" }, handOver: { dueAt: null } });
  });

  it("K8: what is closed or taken meanwhile waits no more, and accepting it does nothing", async () => {
    const world = await raised(noon);
    await world.rule(over([1]), noon + minute);
    const number = (await one(world))?.handOver?.number ?? 0;
    await act(world, noon + 2 * minute, { action: "acknowledge", by: "Eva" });
    expect((await one(world))?.handOver).toBe(null);
    await world.rule({ kind: "accept", handOver: number, by: "Lee", exceptions: [1] }, noon + 3 * minute);
    expect((await one(world))?.owner).toEqual({ team: "dock", person: "Eva" });
  });
});

describe("planned quiet", () => {
  const released = async (at: number, net = network()): Promise<World> => {
    const world = await World.begin(net, at - hour);
    await world.entry(at, [{ event: "order.released", keys: { order: "O1" }, at, system: "erp" }]);
    return world;
  };
  const quiet = (from: number, to: number): Ruling => ({
    kind: "quiet",
    system: "wms-atl",
    from,
    to,
    why: "upgrade",
    by: "Ana",
  });

  it("Q1, Q2: a miss within is kept and told to nobody; still missing, it is told a minute after the end", async () => {
    const world = await released(noon);
    await world.rule(quiet(noon + 30 * minute, noon + 3 * hour), noon + minute);
    await world.settle(noon + 2 * hour);
    expect(await one(world)).toMatchObject({
      kind: "missing-event",
      watch: true,
      quietUntil: noon + 3 * hour,
      rung: 0,
    });
    await world.settle(noon + 3 * hour + minute);
    expect(await one(world)).toMatchObject({
      watch: false,
      quietUntil: null,
      openedAt: noon + hour,
      createdAt: noon + 3 * hour + minute,
      rungAt: noon + 3 * hour + minute,
    });
    expect((await world.draft()).history(1).map(({ action }) => action)).toEqual(["raised", "raised"]);
  });

  it("Q1: what comes before the end was never told", async () => {
    const world = await released(noon);
    await world.rule(quiet(noon + 30 * minute, noon + 3 * hour), noon + minute);
    await world.entry(noon + 2 * hour, [
      { event: "order.acknowledged", keys: { order: "O1" }, at: noon + 2 * hour, system: "wms-atl" },
    ]);
    await world.settle(noon + 5 * hour);
    expect(await one(world)).toMatchObject({ state: "resolved", watch: true });
  });

  it("Q2: ended early it is told then; two that touch are one; ended before it begins it covers nothing", async () => {
    const early = await released(noon);
    await early.rule(quiet(noon + 30 * minute, noon + 3 * hour), noon + minute);
    await early.settle(noon + 90 * minute);
    await early.rule({ kind: "quiet-end", quiet: 2, system: "wms-atl", by: "Ana" }, noon + 90 * minute);
    await early.settle(noon + 91 * minute);
    expect(await one(early)).toMatchObject({ watch: false, quietUntil: null });
    const two = await released(noon);
    await two.rule(quiet(noon + 30 * minute, noon + 2 * hour), noon + minute);
    await two.rule(quiet(noon + 2 * hour, noon + 4 * hour), noon + minute);
    await two.settle(noon + 3 * hour);
    expect(await one(two)).toMatchObject({ watch: true, quietUntil: noon + 4 * hour });
    const never = await released(noon);
    await never.rule(quiet(noon + 30 * minute, noon + 3 * hour), noon + minute);
    await never.rule({ kind: "quiet-end", quiet: 2, system: "wms-atl", by: "Ana" }, noon + 2 * minute);
    await never.settle(noon + 2 * hour);
    expect(await one(never)).toMatchObject({ watch: false, quietUntil: null });
  });

  it("Q3: declared afterwards it calms what nobody took", async () => {
    const world = await released(noon);
    await world.settle(noon + 65 * minute);
    expect((await one(world))?.watch).toBe(false);
    await world.rule(quiet(noon + 30 * minute, noon + 3 * hour), noon + 66 * minute);
    expect(await one(world)).toMatchObject({ watch: true, quietUntil: noon + 3 * hour });
    expect((await world.draft()).history(1).at(-1)).toMatchObject({ action: "quieted", by: "Ana", text: "upgrade" });
    const taken = await released(noon);
    await taken.settle(noon + 65 * minute);
    await act(taken, noon + 66 * minute, { action: "acknowledge", by: "Eva" });
    await taken.rule(quiet(noon + 30 * minute, noon + 3 * hour), noon + 67 * minute);
    expect(await one(taken)).toMatchObject({ watch: false, quietUntil: null });
  });

  it("Q1: a failure is told all the same", async () => {
    const world = await World.begin(network(), noon - hour);
    await world.rule(quiet(noon - minute, noon + hour), noon - minute);
    await world.entry(noon, [failed("O1", noon)]);
    expect(await one(world)).toMatchObject({ kind: "failed-event", watch: false });
  });
});
