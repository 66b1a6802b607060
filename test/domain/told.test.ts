import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hour, minute, start, type Told, World } from "./harness.ts";
import { failed, network, noon, one } from "./shifts.ts";

/** Records of a few orders and shipments, so that steps are met, missed and refused. */
const toldArb: fc.Arbitrary<Told> = fc
  .record({
    event: fc.constantFrom(
      "order.released",
      "order.acknowledged",
      "pick.confirmed",
      "shipment.confirmed",
      "shipment.posted",
      "invoice.posted",
    ),
    order: fc.constantFrom("O1", "O2"),
    at: fc.integer({ min: 0, max: 300 }),
    failed: fc.option(fc.constant("refused"), { nil: undefined, freq: 3 }),
  })
  .map(({ event, order, at, failed }): Told => {
    const shipment = `S${order.slice(1)}`;
    return {
      event,
      keys: event.startsWith("order") ? { order } : { order, shipment },
      at: start + at * minute,
      system: /^(?:order\.released|shipment\.posted|invoice)/.test(event) ? "erp" : "wms-atl",
      ...(failed === undefined ? {} : { failed }),
    };
  });

/** What people say on the way: of which exception, after which record, and in how many minutes it is to be expected. */
interface Said {
  readonly number: number;
  readonly after: number;
  readonly expected: number;
}
const wordsArb: fc.Arbitrary<readonly Said[]> = fc.array(
  fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    after: fc.nat(11),
    expected: fc.integer({ min: -60, max: 900 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** Asks a partner about all that is open, who answers that everything is on its way. */
async function answerAll(world: World, at: number): Promise<void> {
  const exceptions = (await world.open()).map(({ number }) => number);
  const lines = exceptions.map((number) => ({
    exceptions: [number],
    id: String(number),
    order: null,
    customer: null,
    lines: null,
    dueAt: at,
    neededBy: null,
    warehouse: null,
  }));
  const words = {
    by: "Ana",
    partner: "reno",
    partnerName: "Reno",
    timezone: "UTC",
    language: "en",
    note: null,
    about: null,
  };
  const asking = { ...words, subject: "?", text: "?", dueAt: at + hour, nonce: "n", lines };
  const number = (await world.draft()).engine().ruling + 1;
  await world.rule({ kind: "asked", asking }, at);
  const answer = {
    kind: "shipped",
    on: "2026-11-18",
    quantity: null,
    note: null,
    text: "Shipped",
    expectedAt: at + hour,
  } as const;
  const answers = exceptions.map((_, line) => ({ line, answer }));
  await world.rule({ kind: "answered", ask: number, by: "Reno, by link", answers }, at);
}

async function run(records: readonly Told[], words: readonly Said[], commitEvery = 100) {
  const world = await World.begin();
  let at = start + 6 * hour;
  for (const [index, record] of records.entries()) {
    at += 10 * minute;
    await world.entry(at, [record]);
    await world.settle(at + minute);
    if (index === 5 && words.length > 0) await answerAll(world, at + minute);
    for (const { number, expected } of words.filter(({ after }) => after === index)) {
      const row = (await world.exceptions()).find((one) => one.number === number);
      if (row === undefined) continue;
      const base = { exception: number, version: row.version, by: "3PL Reno" };
      await world.rule(
        {
          kind: "decision",
          decision: { ...base, action: "tell", text: "shipped Sunday", expectedAt: at + expected * minute },
        },
        at + 2 * minute,
      );
    }
    if (index % commitEvery === commitEvery - 1) await world.commit();
  }
  await world.settle(start + 60 * hour);
  await world.commit();
  return world;
}

/** All that counts in figures but what people did: to tell something is to do something. */
const countedIn = ({ store }: World) =>
  [...store.tables.figures]
    .flatMap(([ref, own]) => [...own.values()].map((history) => ({ ...history, ref })))
    .filter(({ figure }) => figure !== "touches" && figure !== "healed-share")
    .sort((a, b) => (`${a.ref} ${a.figure}` < `${b.ref} ${b.figure}` ? -1 : 1));

describe("told", () => {
  it("never makes an expectation met nor a shipment shipped: every object, fact and lag is as if nobody had spoken", async () => {
    let spoken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(toldArb, { minLength: 1, maxLength: 12 }), wordsArb, async (records, words) => {
        const silent = await run(records, []);
        const loud = await run(records, words);
        const [a, b] = [await silent.store.digest(), await loud.store.digest()];
        const spokenOf: ReadonlySet<string> = new Set(["engine", "exceptions", "history", "asks", "figures"]);
        for (const table of a.keys()) {
          if (!spokenOf.has(table)) expect([table, b.get(table)]).toEqual([table, a.get(table)]);
        }
        expect(countedIn(loud)).toEqual(countedIn(silent));
        const outcomes = async (world: World) =>
          (await world.exceptions()).map(({ number, state, resolvedAt, resolution }) => [
            number,
            state,
            resolvedAt,
            resolution,
          ]);
        expect(await outcomes(loud)).toEqual(await outcomes(silent));
        spoken += (await loud.exceptions()).filter((row) => row.told !== null).length;
      }),
      { numRuns: 150 },
    );
    expect(spoken).toBeGreaterThan(20);
  });

  it("replay equals live: told, asked and answered are the same rows however they are grouped into commits", async () => {
    const some = fc.array(toldArb, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(some, wordsArb, fc.integer({ min: 1, max: 4 }), async (records, words, every) => {
        const [a, b] = [await run(records, words), await run(records, words, every)];
        expect(await b.store.digest()).toEqual(await a.store.digest());
      }),
      { numRuns: 60 },
    );
  });

  it("the ladder stands until the told time, and begins its rung anew when that has passed", async () => {
    const world = await World.begin(network(), noon - hour);
    await world.entry(noon, [failed("O1", noon)]);
    const version = (await world.exceptions())[0]?.version ?? 0;
    const words = { text: "files within the hour", expectedAt: noon + hour } as const;
    await world.rule(
      { kind: "decision", decision: { exception: 1, version, by: "Ana", action: "tell", ...words } },
      noon + 5 * minute,
    );
    await world.settle(noon + hour - 1);
    expect(await one(world)).toMatchObject({ rung: 0, owner: { team: "dock" }, dueAt: noon + hour });
    await world.settle(noon + hour);
    expect(await one(world)).toMatchObject({ rung: 0, dueAt: noon + 80 * minute, told: { lapsedAt: noon + hour } });
    await world.settle(noon + 80 * minute);
    expect(await one(world)).toMatchObject({ rung: 1, owner: { team: "manager" } });
    expect((await world.draft()).history(1).map(({ action }) => action)).toEqual([
      "raised",
      "tell",
      "woken",
      "escalated",
    ]);
  });

  it("has no clock of its own left once it is closed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(toldArb, { minLength: 1, maxLength: 12 }), wordsArb, async (records, words) => {
        for (const row of await (await run(records, words)).exceptions()) {
          if (row.state === "resolved") expect(row).toMatchObject({ timer: null, dueAt: null });
          else if (row.told?.expectedAt != null) expect(row.told.lapsedAt).not.toBe(null);
        }
      }),
      { numRuns: 60 },
    );
  });
});
