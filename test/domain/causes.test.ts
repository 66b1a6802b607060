import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causeId } from "../../server/domain/index.ts";
import { hour, minute, start, type Told, World } from "./harness.ts";

const refused = (order: string, at: number, item = "44-190"): Told => ({
  event: "order.acknowledged",
  keys: { order },
  at,
  system: "wms-atl",
  trace: `refused ${order} ${at}`,
  failed: `item ${item} has no case pack`,
});
const accepted = (order: string, at: number): Told => ({
  event: "order.acknowledged",
  keys: { order },
  at,
  system: "wms-atl",
  trace: `accepted ${order} ${at}`,
});

async function causes(world: World) {
  const draft = await world.draft();
  return Array.from({ length: draft.engine().nextCause - 1 }, (_, index) => {
    const cause = draft.cause(index + 1);
    if (cause === undefined) throw new Error(`no cause ${index + 1}`);
    return cause;
  });
}

describe("causes", () => {
  it("one fault is one cause, whatever numbers its messages name", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [refused("O1", start), refused("O2", start + 1, "44-191")]);
    await world.entry(start + 2 * minute, [
      {
        ...refused("O3", start + 2),
        failed: "warehouse closed",
      },
    ]);
    const [first, second] = await causes(world);
    expect(first).toMatchObject({ number: 1, members: 2, unresolved: 2, openedAt: start, quietSince: null });
    expect(second).toMatchObject({ number: 2, members: 1, unresolved: 1 });
    expect((await world.exceptions()).map((exception) => exception.causeId)).toEqual(["C-1", "C-1", "C-2"]);
  });

  it("an episode lasts until no member was open for a day; what recurs then is a new one", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [refused("O1", start)]);
    await world.entry(start + hour, [accepted("O1", start + hour)]);
    expect((await causes(world))[0]).toMatchObject({ unresolved: 0, members: 1, quietSince: start + hour });
    await world.entry(start + 2 * hour, [refused("O2", start + 2 * hour)]);
    expect((await causes(world))[0]).toMatchObject({ unresolved: 1, members: 2, quietSince: null });
    await world.entry(start + 3 * hour, [accepted("O2", start + 3 * hour)]);
    await world.entry(start + 28 * hour, [refused("O3", start + 28 * hour)]);
    // What was never picked meanwhile is a fault of its own.
    const episodes = (await causes(world)).filter(({ kind }) => kind === "failed-event");
    expect(episodes).toMatchObject([
      { members: 2, unresolved: 0 },
      { members: 1, unresolved: 1 },
    ]);
  });

  it("one that opens again within the day is a member once", async () => {
    const world = await World.begin();
    await world.entry(start + minute, [refused("O1", start)]);
    await world.entry(start + hour, [accepted("O1", start + hour)]);
    await world.entry(start + 2 * hour, [refused("O1", start + 2 * hour)]);
    expect(await causes(world)).toMatchObject([{ members: 1, unresolved: 1 }]);
  });

  it("counts what its exceptions say, at every moment of any story", async () => {
    const act = fc.record({
      order: fc.constantFrom("O1", "O2", "O3", "O4"),
      what: fc.constantFrom("refused", "accepted", "closed", "other"),
      wait: fc.constantFrom(1, minute, 5 * hour, 25 * hour),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), fc.boolean(), async (acts, commits) => {
        const world = await World.begin();
        let at = start + minute;
        for (const { order, what, wait } of acts) {
          at += wait;
          if (what === "refused") await world.entry(at, [refused(order, at)]);
          else if (what === "accepted") await world.entry(at, [accepted(order, at)]);
          else if (what === "other") await world.entry(at, [{ ...refused(order, at), failed: "no such building" }]);
          else {
            const [open] = await world.open();
            if (open === undefined) continue;
            const { number: exception, version } = open;
            const decision = {
              exception,
              version,
              by: "Ana",
              action: "resolve",
              reason: "timing",
              text: null,
            } as const;
            await world.rule({ kind: "decision", decision }, at);
          }
          if (commits) await world.commit();
          const rows = await world.exceptions();
          for (const cause of await causes(world)) {
            const members = rows.filter((row) => row.causeId === causeId(cause.number));
            const unresolved = members.filter((row) => row.state !== "resolved").length;
            expect(cause.unresolved).toBe(unresolved);
            expect(cause.members).toBeGreaterThanOrEqual(members.length);
            expect(cause.quietSince === null).toBe(unresolved > 0);
          }
          for (const row of rows) expect(row.causeId).toMatch(/^C-\d+$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
