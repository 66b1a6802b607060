import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import {
  type Change,
  type Dealing,
  dealingStates,
  flaws,
  type PartnerLine,
  verdictOf,
} from "../../server/domain/index.ts";
import { dealtOf } from "../../server/ports/dealings.ts";
import type { Views } from "../../server/ports/index.ts";
import { adapters, everything, scopeOf, sweepUp } from "./adapters.ts";
import { allOf, minute, put, withRows } from "./rows.ts";
import { noon } from "./samples.ts";
import { dealingOf } from "./samples-figures.ts";

afterAll(sweepUp);

const due = (ref: string, ...dealings: readonly Dealing[]): Change => ({ kind: "dealings", ref, dealings });
const line = { side: "theirs", measure: "in-time", step: "ship.confirm" } as const;

const dealingArb = (ref: string, index: number): fc.Arbitrary<Dealing> =>
  fc
    .record({
      partner: fc.constantFrom("reno", "savannah"),
      side: fc.constantFrom("theirs" as const, "ours" as const),
      step: fc.constantFrom("confirm", "accept"),
      system: fc.constantFrom("3pl", "erp"),
      warehouse: fc.constantFrom("RNO", "SAV", null),
      dueAt: fc.integer({ min: -4, max: 4 }).map((minutes) => noon + minutes * minute),
      metAt: fc.option(fc.constant(noon)),
      state: fc.constantFrom(...dealingStates),
      flaw: fc.option(fc.constantFrom(...flaws)),
    })
    .map((more) => dealingOf(ref, { ...more, expectation: `ship.${more.step}#${index}` }));
const roundsArb: fc.Arbitrary<readonly (readonly Change[])[]> = fc.array(
  fc.array(
    fc.constantFrom("order:*:A", "order:*:B", "shipment:*:C", "order:*:\u{1f600}").chain((ref) =>
      fc
        .nat(3)
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => dealingArb(ref, index))))
        .map((dealings): Change => due(ref, ...dealings)),
    ),
    { maxLength: 6 },
  ),
  { minLength: 1, maxLength: 3 },
);

const silences = new Map([["3pl", noon]]);
const edges = [noon - 3 * minute, noon - minute, noon, noon + 3 * minute];
const lines: readonly Pick<PartnerLine, "side" | "measure" | "step">[] = [
  line,
  { ...line, measure: "correct" },
  { ...line, side: "ours", step: "ship.accept" },
  { ...line, measure: "files", step: null },
];
const within = { partner: "reno", from: noon - 3 * minute, to: noon + 3 * minute, silences };

async function toldBy(views: Views, warehouses: readonly string[] | null): Promise<unknown> {
  const scope = scopeOf(warehouses);
  return {
    dealt: await views.dealt(scope, "reno", edges),
    dealings: await Promise.all(
      lines.flatMap((one) =>
        ([null, "kept", "not-kept", "unknown"] as const).map(async (verdict) => ({
          items: await allOf((cursor) => views.dealings(scope, { ...within, line: one, verdict }, 2, cursor)),
          total: (await views.dealings(scope, { ...within, line: one, verdict }, 1, null)).total,
        })),
      ),
    ),
    downtimes: await views.downtimes(),
  };
}

describe.each(adapters)("views of partners in $name", (adapter) => {
  it("ST19 V34 V35 answer as the plain reading does, whatever was due, replaced and seen", async () => {
    const scopes = fc.constantFrom<readonly string[] | null>(null, ["RNO"], []);
    await fc.assert(
      fc.asyncProperty(roundsArb, scopes, async (rounds, warehouses) => {
        const { store, views } = await withRows(adapter, rounds[0] ?? []);
        const plain = memoryStore();
        await plain.open();
        await put(plain, rounds[0] ?? []);
        for (const round of rounds.slice(1)) {
          await put(store, round);
          await put(plain, round);
        }
        expect(await toldBy(views, warehouses)).toEqual(await toldBy(memoryViews(plain), warehouses));
        expect((await store.digest()).get("dealings")).toBe((await plain.digest()).get("dealings"));
        await sweepUp();
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("V35 what a line counts in each way is, added up, what is counted of it", async () => {
    await fc.assert(
      fc.asyncProperty(roundsArb, async (rounds) => {
        const { store, views } = await withRows(adapter, rounds[0] ?? []);
        for (const round of rounds.slice(1)) await put(store, round);
        const dealt = await views.dealt(everything, "reno", edges);
        for (const one of lines) {
          for (const verdict of ["kept", "not-kept", "unknown"] as const) {
            const counted = dealt
              .filter(({ side, step }) => side === one.side && step === one.step)
              .filter((cell) => verdictOf(one, cell, silences) === verdict)
              .reduce((sum, { count }) => sum + count, 0);
            const { total } = await views.dealings(everything, { ...within, line: one, verdict }, 1, null);
            expect(total).toBe(counted);
          }
        }
        await sweepUp();
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("ST19 what was due about an object is replaced whole, and goes when nothing is", async () => {
    const { store, views } = await withRows(adapter, [
      due("order:*:A", dealingOf("order:*:A"), dealingOf("order:*:A", { expectation: "ship.accept", step: "accept" })),
      due("order:*:B", dealingOf("order:*:B", { dueAt: noon + minute, state: "missed", metAt: null })),
    ]);
    const ask = (verdict: "kept" | "not-kept" | "unknown" | null) =>
      views.dealings(everything, { ...within, line, verdict }, 10, null);
    expect((await ask(null)).items.map(({ ref }) => ref)).toEqual(["order:*:B", "order:*:A"]);
    // It was due after its system fell silent.
    expect((await ask("unknown")).items.map(({ ref }) => ref)).toEqual(["order:*:B"]);
    await put(store, [due("order:*:A", dealingOf("order:*:A", { state: "met-late" })), due("order:*:B")]);
    expect((await ask(null)).items).toEqual([dealingOf("order:*:A", { state: "met-late" })]);
    expect(await views.dealt(everything, "reno", [noon, noon + minute])).toEqual([
      { ...dealtOf(dealingOf("order:*:A", { state: "met-late" }), noon), count: 1 },
    ]);
    expect(await views.dealt(everything, "reno", [])).toEqual([]);
  });

  it("V36 answers when we were not running", async () => {
    const downtimes = [{ from: noon - minute, to: noon }];
    const { views } = await withRows(adapter, []);
    expect(await views.downtimes()).toEqual([]);
    const engine = {
      nextException: 1,
      nextCause: 1,
      settledTo: noon,
      networkHash: "h",
      sections: [],
      reloads: [],
      systems: [],
      downtimes,
      steps: [],
      ruling: 1,
    };
    expect(await (await withRows(adapter, [{ kind: "engine", engine }])).views.downtimes()).toEqual(downtimes);
  });
});
