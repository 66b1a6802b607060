import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { type Contribution, livesKnown } from "../../server/domain/index.ts";
import { at } from "./figured.ts";
import { hour, minute, World } from "./harness.ts";
import { plainOversold, plainStock } from "./plain-stock.ts";
import type { Heard } from "./random-figures.ts";
import { network, stockArb } from "./random-stock.ts";
import { rowsOf } from "./tallied.ts";

vi.setConfig({ testTimeout: 600_000 });

function entriesOf(heard: readonly Heard[], together: number): readonly (readonly [number, readonly Heard[]])[] {
  const entries = new Map<number, Heard[]>();
  for (const one of heard.toSorted((a, b) => a.at - b.at)) {
    const knownAt = Math.ceil(one.at / together) * together;
    entries.set(knownAt, [...(entries.get(knownAt) ?? []), one]);
  }
  return [...entries];
}

const factsIn = (world: World) => {
  const rows = rowsOf(world);
  const facts = [...rows.objects()].flatMap(({ ref }) => rows.factsOf(ref));
  return [...new Map(facts.map((fact) => [fact.identity, fact])).values()];
};

/** What a world keeps of its stock, as plain stock tells it. */
function keptIn(world: World): readonly string[] {
  const texts = new Map<string, string>();
  for (const [ref, own] of world.store.tables.figures)
    for (const { versions } of own.values())
      for (const one of livesKnown(versions, null)) {
        if (!ref.startsWith("stock:")) continue;
        const name = `${ref.slice("stock:*:".length, ref.indexOf("#"))} ${one.day}`;
        if (one.figure === "stock-agreement") texts.set(name, `${name} ${saidOf(one)}${texts.get(name) ?? ""}`);
        // A disagreement that begins counts as a discrepancy beside.
        else if (one.figure === "discrepancies") texts.set(name, `${texts.get(name) ?? ""} begins`);
      }
  return [...texts.values()].sort();
}

/** What a world keeps of orders that were oversold, as a plain reading tells it. */
const oversoldIn = (world: World): readonly string[] =>
  [...world.store.tables.figures].flatMap(([ref, own]) =>
    [...own.values()].flatMap(({ versions }) =>
      livesKnown(versions, null).flatMap((one) => {
        if (one.figure !== "oversold-orders") return [];
        const value = one.at === null ? "waits" : (one.leftOut ?? `${one.numerator}/${one.denominator}`);
        return [`${ref.slice("order:*:".length)} ${one.day} ${value}`];
      }),
    ),
  );

const saidOf = ({ leftOut, numerator }: Contribution): string => leftOut ?? (numerator === 1 ? "agree" : "disagree");
const plain = (world: World): readonly string[] => plainStock(factsIn(world));

describe("stock of two systems", () => {
  it("KF25 KF28 every step leaves what a plain reading of all facts tells", async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(stockArb, fc.constantFrom(minute, 6 * hour, 72 * hour), async (heard, together) => {
        const world = await World.begin(network, at(-72));
        for (const [knownAt, entry] of entriesOf(heard, together)) {
          await world.entry(
            knownAt,
            entry.map(({ told }) => told),
          );
          await world.commit();
          const kept = keptIn(world);
          expect(kept).toEqual(plain(world));
          const oversold = oversoldIn(world).toSorted();
          expect(oversold).toEqual(plainOversold(factsIn(world)).toSorted());
          for (const text of oversold)
            seen.set(text.slice(text.lastIndexOf(" ") + 1), (seen.get(text.slice(text.lastIndexOf(" ") + 1)) ?? 0) + 1);
          for (const text of kept) {
            const [, , said = "", begins = ""] = text.split(" ");
            seen.set(begins, (seen.get(begins) ?? 0) + 1);
            seen.set(said, (seen.get(said) ?? 0) + 1);
          }
        }
      }),
      { numRuns: 1500 },
    );
    for (const said of ["agree", "disagree", "date-only", "not-told", "begins", "1/1", "0/1", "waits"])
      expect([said, (seen.get(said) ?? 0) > 50]).toEqual([said, true]);
  });

  it("KF25 KF28 order of arrival decides nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        stockArb.chain((heard) =>
          fc.tuple(
            fc.constant(heard),
            fc.shuffledSubarray([...heard, ...heard.slice(0, 3)], {
              minLength: heard.length + Math.min(3, heard.length),
            }),
          ),
        ),
        async ([heard, again]) => {
          const worldOf = async (all: readonly Heard[]) => {
            const world = await World.begin(network, at(-72));
            for (const [index, { told }] of all.entries()) await world.entry(at(400) + index, [told]);
            await world.commit();
            return world;
          };
          const [one, other] = [await worldOf(again), await worldOf(heard)];
          expect(keptIn(one)).toEqual(keptIn(other));
          expect(oversoldIn(one).toSorted()).toEqual(oversoldIn(other).toSorted());
        },
      ),
      { numRuns: 500 },
    );
  });
});
