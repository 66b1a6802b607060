import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type LifeVersion, livesKnown, owedLives, type Ref, restateLives } from "../../server/domain/index.ts";
import { at, type Books, booksIn, network, noon } from "./booked.ts";
import { hour, minute, World } from "./harness.ts";
import { booksArb, type Heard } from "./random-books.ts";

vi.setConfig({ testTimeout: 600_000 });

/** Something that arrives: a fact, one that takes the place of itself, or a record that only names what belongs together. */
type Arrival = Heard & { readonly tie: boolean };

/** The same record with another amount, and the time at which it now says that it happened. */
const again = ({ told, at: heardAt }: Heard, minor: number, late: number, moved: number): Arrival => {
  const happened = new Date(told.at + moved * minute).toISOString();
  const attributes = {
    ...told.attributes,
    "business.amount": minor / 100,
    ...(moved === 0 ? {} : { "business.occurred_at": happened }),
  };
  return { told: { ...told, attributes, variant: "f".repeat(16) }, at: heardAt + late * minute, tie: false };
};

/** Two numbers of one order: what was told of either is told of one object. */
const joined = (when: number): Arrival => ({
  told: { keys: { order: "O1", "order@shop.number": "O2" }, at: when, system: "erp" },
  at: when,
  tie: true,
});

const tied = ({ told }: Heard, { told: { keys } }: Heard, at: number): Arrival => ({
  told: { keys: { ...keys, ...told.keys }, at, system: "erp" },
  at,
  tie: true,
});

/** Facts, some of which come again and otherwise, and ties between what two of them are about. */
const arrivalsArb: fc.Arbitrary<readonly Arrival[]> = booksArb.chain((heard) => {
  const some = fc.constantFrom(...heard);
  const late = fc.integer({ min: 1, max: 900 });
  const repeats = fc.array(
    fc
      .tuple(some, fc.integer({ min: 0, max: 99_999 }), late, fc.constantFrom(0, 0, 30, 300))
      .map(([one, minor, by, moved]) => again(one, minor, by, moved)),
    { maxLength: 2 },
  );
  const ties = fc.array(
    fc.tuple(some, some, fc.integer({ min: 0, max: 3000 })).map(([a, b, when]) => tied(a, b, at(0) + when * minute)),
    { maxLength: 3 },
  );
  const joins = fc.array(
    fc.integer({ min: 0, max: 3000 }).map((when) => joined(at(0) + when * minute)),
    {
      maxLength: 1,
    },
  );
  return fc
    .tuple(repeats, ties, joins)
    .map(([repeated, links, one]) => [...heard.map((of) => ({ ...of, tie: false })), ...repeated, ...links, ...one]);
});

/** What arrives in its order, as entries of one record or of several. */
const entriesOf = (heard: readonly Arrival[], together: number): readonly (readonly [number, readonly Arrival[]])[] => {
  const entries = new Map<number, Arrival[]>();
  for (const one of heard.toSorted((a, b) => a.at - b.at)) {
    const knownAt = Math.ceil(one.at / together) * together;
    entries.set(knownAt, [...(entries.get(knownAt) ?? []), one]);
  }
  return [...entries];
};

/** Every life of a world, computed anew from all timelines. */
function plainLives({ rows, papers }: Books): ReadonlyMap<Ref, ReturnType<typeof owedLives>> {
  return new Map([...rows.objects()].map(({ ref }) => [ref, owedLives(papers(ref), rows.factsOf, network)]));
}

const byText = (list: readonly object[]): readonly string[] => list.map((one) => JSON.stringify(one)).sort();

describe("books that are put down as they come to be known", () => {
  it("every step leaves the lives that all timelines tell, and what was known before as it was", async () => {
    let rows = 0;
    let joins = 0;
    let adjusted = 0;
    await fc.assert(
      fc.asyncProperty(arrivalsArb, fc.constantFrom(minute, 6 * hour, 48 * hour), async (heard, together) => {
        const world = await World.begin(network, noon - 72 * hour);
        const plain = new Map<Ref, readonly LifeVersion[]>();
        for (const [knownAt, entry] of entriesOf(heard, together)) {
          await world.entry(
            knownAt,
            entry.flatMap(({ told, tie }) => (tie ? [] : [told])),
            entry.flatMap(({ told, tie }) => (tie ? [told] : [])),
          );
          await world.commit();
          const draft = await world.draft();
          for (const [ref, lives] of plainLives(booksIn(world))) {
            const versions = draft.owed(ref);
            expect(byText(livesKnown(versions, null))).toEqual(byText(lives));
            plain.set(ref, restateLives(plain.get(ref) ?? [], lives, knownAt));
            rows += versions.length;
            adjusted += versions.filter(({ life }) => life.owed.kind.startsWith("adjusted-")).length;
          }
        }
        if (heard.some(({ tie, told }) => tie && told.keys?.["order@shop.number"] !== undefined)) {
          const orders = [...booksIn(world).rows.objects()].filter(({ kind }) => kind === "order");
          joins += orders.some(({ keys }) => keys.length > 1) ? 1 : 0;
        }
        const draft = await world.draft();
        // Deadlines that a tick moved between two entries may part a version in two: what was known at each entry is asked.
        for (const [ref, versions] of plain)
          for (const [knownAt] of entriesOf(heard, together))
            expect(byText(livesKnown(draft.owed(ref), knownAt))).toEqual(byText(livesKnown(versions, knownAt)));
      }),
      { numRuns: 1000 },
    );
    expect(rows).toBeGreaterThan(1000);
    expect(joins).toBeGreaterThan(50);
    expect(adjusted).toBeGreaterThan(200);
  });

  it("goes on where facts come as they happen without reading a timeline", async () => {
    const world = await World.begin(network, noon - 72 * hour);
    const tell = (event: string, when: number, keys: Record<string, string>) =>
      world.entry(when + minute, [{ event, at: when, keys, system: "erp" }]);
    await tell("order.created", at(0), { order: "O1" });
    await tell("shipment.confirmed", at(1), { order: "O1", shipment: "S1" });
    const draft = await world.draft();
    const { factsOf } = draft;
    // Figures read what was ordered and what went.
    draft.factsOf = (ref) => {
      const { stack = "" } = new Error(`the timeline of ${ref} was read for the books`);
      if (stack.includes("/domain/books/")) throw new Error(stack);
      return factsOf(ref);
    };
    await tell("shipment.posted", at(2), { order: "O1", shipment: "S1" });
    await tell("invoice.posted", at(3), { order: "O1", shipment: "S1", invoice: "I1" });
    draft.factsOf = factsOf;
    await world.commit();
    const [ref = ""] = [...booksIn(world).rows.objects()]
      .filter(({ kind }) => kind === "shipment")
      .map((one) => one.ref);
    const lives = livesKnown((await world.draft()).owed(ref), null);
    expect([lives[0]?.from, lives.at(-1)?.until]).toEqual([at(1), at(3)]);
  });
});
