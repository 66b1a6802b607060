import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  type Contribution,
  type ContributionVersion,
  type CountedException,
  livesKnown,
  type OpsException,
} from "../../server/domain/index.ts";
import { at, figuredIn, network } from "./figured.ts";
import { hour, minute, World } from "./harness.ts";
import { figuresArb, type Heard } from "./random-figures.ts";

vi.setConfig({ testTimeout: 600_000 });

/** What is heard in its order, as entries of one record or of several. */
function entriesOf(heard: readonly Heard[], together: number): readonly (readonly [number, readonly Heard[]])[] {
  const entries = new Map<number, Heard[]>();
  for (const one of heard.toSorted((a, b) => a.at - b.at)) {
    const knownAt = Math.ceil(one.at / together) * together;
    entries.set(knownAt, [...(entries.get(knownAt) ?? []), one]);
  }
  return [...entries];
}

/** The lives of a world's exceptions, none of which a person touched. */
async function livesIn(world: World): Promise<readonly CountedException[]> {
  const draft = await world.draft();
  return (await world.exceptions())
    .filter(({ environment, watch, resolution }) => environment === "" && !watch && resolution?.reason !== "merged")
    .map((one: OpsException) => {
      const family = one.causeId === null ? "" : (draft.cause(Number(one.causeId.slice(2)))?.family ?? "");
      return {
        ...one,
        family,
        partner: one.routedBy.partner,
        endedBy: one.resolution?.by ?? null,
        reason: one.resolution?.reason ?? null,
        touches: 0,
      };
    });
}

const byText = (all: readonly Contribution[]): readonly string[] => all.map((one) => textOf(one)).sort();
const textOf = (one: Contribution): string => JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
const counts = ({ at: when }: Contribution): boolean => when !== null;

/** Every version that a world keeps. */
async function keptIn(world: World, refs: Iterable<string>): Promise<readonly ContributionVersion[]> {
  const draft = await world.draft();
  return [...new Set(refs)].flatMap((ref) => draft.figures(ref));
}

describe("figures that are put down as they come to be known", () => {
  it("KF20 every step leaves what all facts and exceptions tell, and what counted before as it was recorded", async () => {
    let late = 0;
    let caused = 0;
    await fc.assert(
      fc.asyncProperty(figuresArb, fc.constantFrom(minute, 6 * hour, 48 * hour), async (heard, together) => {
        const world = await World.begin(network, at(-72));
        const recorded = new Map<number, readonly string[]>();
        const refs = new Set<string>();
        for (const [knownAt, entry] of entriesOf(heard, together)) {
          await world.entry(
            knownAt,
            entry.map(({ told }) => told),
          );
          // What is due at that very instant is known by then too.
          await world.settle(knownAt);
          await world.commit();
          const lives = await livesIn(world);
          const plain = figuredIn(world, lives, lives);
          for (const { ref } of plain.rows.objects()) refs.add(ref);
          for (const { number } of lives) refs.add(`X-${number}`);
          const kept = await keptIn(world, refs);
          expect(byText(livesKnown(kept, null))).toEqual(byText(plain.contributions));
          recorded.set(knownAt, byText(plain.contributions.filter(counts)));
          caused += plain.contributions.filter(({ cause }) => cause !== null).length;
        }
        const kept = await keptIn(world, refs);
        for (const [knownAt, then] of recorded) expect(byText(livesKnown(kept, knownAt).filter(counts))).toEqual(then);
        for (const { life, knownUntil } of kept) {
          if (knownUntil === null) continue;
          expect(life.at).not.toBeNull();
          late++;
        }
      }),
      { numRuns: 500 },
    );
    expect(late).toBeGreaterThan(500);
    expect(caused).toBeGreaterThan(500);
  });
});
