import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  type CanonicalEvent,
  type Contribution,
  type ContributionVersion,
  cellsOf,
  changeCells,
  type DayCell,
  dimensions,
  figureBy,
  figureDefinitions,
  figureNamed,
  figureOf,
  livesKnown,
  restateLives,
  restatementsOf,
  rollUp,
  type SourceHeard,
  waitsUnknown,
} from "../../server/domain/index.ts";
import { asked, at, type Figured, figuredIn, fortnight, life, network, sources, sundayDay } from "./figured.ts";
import { hour, World } from "./harness.ts";
import { plainFigures } from "./plain-figures.ts";
import { figuresArb, goodWeeksArb, type Heard } from "./random-figures.ts";

vi.setConfig({ testTimeout: 600_000 });

const end = at(300);

async function worldOf(heard: readonly Heard[]): Promise<World> {
  const world = await World.begin(network, at(-72));
  for (const [index, { told }] of heard.entries()) await world.entry(end + index, [told]);
  await world.commit();
  return world;
}

/** Every fact of a world, each once. */
function factsIn({ rows }: Figured): readonly CanonicalEvent[] {
  const facts = [...rows.objects()].flatMap(({ ref }) => rows.factsOf(ref));
  return [...new Map(facts.map((fact) => [fact.identity, fact])).values()];
}

const timed = /^(order-cycle|order-to-ship|internal-cycle|dock-to-stock|receipt-to-stock|order-to-invoice)/;

/** A contribution as plain figures tell it. */
function textOf(one: Contribution): string {
  const head = `${one.figure} ${one.ref.slice(one.ref.lastIndexOf(":") + 1)} ${one.day}`;
  if (one.at === null) return `${head} waits`;
  if (one.leftOut !== null) return `${head} ${one.leftOut}`;
  const value = `${head} ${one.numerator}/${one.denominator}`;
  if (timed.test(one.figure)) return `${value} message ${one.messageMs ?? "?"}`;
  return one.awaits ? `${value} as it stands` : value;
}

/** What comes to an order before a floor has it. */
const isTaking = ({ told }: Heard): boolean =>
  told.event === "order.created" || told.event === "order.released" || told.event === "shipment.planned";

/** Sources of which one has been silent since an instant. */
const silent = (system: string, since: number): readonly SourceHeard[] =>
  sources.map((one) => (one.system === system ? { ...one, silentSince: since, lastSeenAt: since } : one));

/** All of these in any order. */
const shuffled = <T>(all: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.shuffledSubarray([...all], { minLength: all.length });

const byText = (all: readonly object[]): readonly string[] => all.map((one) => JSON.stringify(one)).sort();

describe("figures of random weeks", () => {
  it("KF1 are those of a plain reading of the facts", async () => {
    const seen = new Map<string, number>();
    let disagreeing = 0;
    await fc.assert(
      fc.asyncProperty(figuresArb, async (heard) => {
        const all = figuredIn(await worldOf(heard));
        // When something is due rests on arrival, and is told by the rules of expectations.
        const told = all.contributions.filter(({ figure }) => figure !== "invoice-on-time");
        expect(told.map(textOf).sort()).toEqual(plainFigures(factsIn(all)));
        expect(new Set(all.contributions.map(({ figure, ref }) => `${figure} ${ref}`)).size).toBe(
          all.contributions.length,
        );
        disagreeing += told.filter(({ figure, numerator }) => figure === "discrepancies" && numerator > 0).length;
        for (const { figure, at: when, leftOut } of told)
          if (when !== null && leftOut === null) seen.set(figure, (seen.get(figure) ?? 0) + 1);
      }),
      { numRuns: 1000 },
    );
    expect(disagreeing).toBeGreaterThan(5);
    const measured = figureDefinitions.filter(
      ({ notMeasured, withoutStock, rests }) => notMeasured === null && withoutStock === null && rests !== "on-all",
    );
    for (const { id } of measured)
      if (id !== "invoice-on-time") expect([id, (seen.get(id) ?? 0) > 20]).toEqual([id, true]);
  });

  it("KF1 are whole numbers, and work and messages are all of a duration", async () => {
    await fc.assert(
      fc.asyncProperty(figuresArb, async (heard) => {
        for (const one of figuredIn(await worldOf(heard)).contributions) {
          const { figure, numerator, denominator, floorMs, messageMs } = one;
          expect([numerator, denominator, one.day].every(Number.isSafeInteger)).toBe(true);
          expect(numerator).toBeGreaterThanOrEqual(0);
          if (figureNamed(figure)?.unit === "share") expect(numerator).toBeLessThanOrEqual(denominator);
          if (messageMs === null) continue;
          expect((floorMs ?? 0) + messageMs).toBe(numerator);
          expect(Math.min(floorMs ?? -1, messageMs)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("KF1 order of arrival decides nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        figuresArb.chain((heard) => fc.tuple(fc.constant(heard), shuffled([...heard, ...heard.slice(0, 3)]))),
        async ([heard, again]) => {
          const known = (all: Figured) =>
            byText(all.contributions.filter(({ figure }) => figure !== "invoice-on-time"));
          expect(known(figuredIn(await worldOf(again)))).toEqual(known(figuredIn(await worldOf(heard))));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("KF20 versions tell what was recorded, and cells that take away and add are those of a plain fold", async () => {
    await fc.assert(
      fc.asyncProperty(figuresArb, fc.infiniteStream(fc.nat()), async (heard, random) => {
        const world = await World.begin(network, at(-100));
        const versions = new Map<string, readonly ContributionVersion[]>();
        const cells = new Map<string, DayCell>();
        const changes: (readonly [DayCell, 1 | -1])[] = [];
        const recorded = new Map<number, readonly Contribution[]>();
        for (const { told, at: heardAt } of heard.toSorted((x, y) => x.at - y.at)) {
          const knownAt = Math.ceil(heardAt / (6 * hour)) * 6 * hour;
          await world.entry(knownAt, [told]);
          await world.commit();
          const { contributions, rows } = figuredIn(world);
          for (const { ref } of rows.objects()) {
            const old = versions.get(ref) ?? [];
            const now = restateLives(
              old,
              contributions.filter((one) => one.ref === ref),
              knownAt,
            );
            const open = (all: readonly ContributionVersion[]) =>
              cellsOf(all.filter(({ knownUntil }) => knownUntil === null).map(({ life }) => life));
            changeCells(cells, open(old), -1);
            changeCells(cells, open(now));
            changes.push(
              ...open(old).map((cell) => [cell, -1] as const),
              ...open(now).map((cell) => [cell, 1] as const),
            );
            versions.set(ref, now);
          }
          recorded.set(knownAt, contributions);
          expect(byText([...cells.values()])).toEqual(byText(cellsOf(contributions)));
        }
        const all = [...versions.values()].flat();
        for (const [knownAt, contributions] of recorded)
          expect(byText(livesKnown(all, knownAt))).toEqual(byText(contributions));
        const inAnyOrder = changes
          .map((change) => ({ change, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ change }) => change);
        const anyhow = new Map<string, DayCell>();
        for (const [cell, by] of inAnyOrder) changeCells(anyhow, [cell], by);
        expect(byText([...anyhow.values()])).toEqual(byText([...cells.values()]));
        // What was recorded and what came late are what is known now.
        const [first = 0, last = first] = [Math.min(...recorded.keys()), Math.max(...recorded.keys())];
        for (const definition of figureDefinitions) {
          const value = (knownAt: number) =>
            figureOf(
              { cells: [], rows: livesKnown(all, knownAt).filter(({ at: when }) => when !== null && when <= knownAt) },
              asked(definition.id, { at: knownAt }),
            );
          const [then, now] = [value(first), value(last)];
          const restated = restatementsOf(all, definition.id, fortnight, first, last);
          const moved = (name: "numerator" | "denominator") =>
            restated.reduce((sum, { recorded: a, restated: b }) => sum + (b?.[name] ?? 0) - (a?.[name] ?? 0), 0);
          expect(now.numerator - then.numerator).toBe(moved("numerator"));
          expect(now.denominator - then.denominator).toBe(moved("denominator"));
          const refs = restated.map(({ ref }) => ref);
          // Nothing is restated for which nothing came.
          if (first < last)
            for (const ref of refs) expect([ref, all.some((one) => one.life.ref === ref)]).toEqual([ref, true]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("KF17 parts of a figure add up to it, by whatever it is cut and whoever is silent", async () => {
    await fc.assert(
      fc.asyncProperty(
        figuresArb,
        fc.constantFrom(...dimensions),
        fc.constantFrom("wms-atl", "wms-rno", "erp", "nobody"),
        fc.integer({ min: 0, max: 90 }),
        async (heard, by, system, since) => {
          const lives = [
            life(1),
            life(2, { warehouse: null, resolvedAt: at(20), endedBy: "rule", reason: "recovered" }),
          ];
          const stood = [
            {
              number: 1,
              family: "labels",
              object: "order:*:O4",
              openedAt: at(2),
              acknowledgedAt: null,
              resolvedAt: null,
            },
          ];
          const { contributions } = figuredIn(await worldOf(heard), stood, lives);
          const told = { cells: cellsOf(contributions), rows: contributions.filter(({ at: when }) => when === null) };
          for (const { id } of figureDefinitions) {
            const on = asked(id, { sources: silent(system, at(since)) });
            const { whole, parts } = figureBy(told, on, by);
            expect(figureOf(told, on)).toEqual(whole);
            for (const name of ["numerator", "denominator", "unknown", "leftOut"] as const)
              expect([id, name, parts.reduce((sum, { value }) => sum + value[name], 0)]).toEqual([
                id,
                name,
                whole[name],
              ]);
            for (const name of ["count", "floorMs", "messageMs"] as const)
              expect(parts.reduce((sum, { value }) => sum + (value.split?.[name] ?? 0), 0)).toBe(
                whole.split?.[name] ?? 0,
              );
            // The same, read without cells.
            expect(figureOf({ cells: [], rows: contributions }, on)).toEqual(whole);
            // The same, of what waits only what a silence leaves unknown.
            const begun = told.rows.filter(({ from }) => from <= on.at);
            const waits = begun.map(({ figure, warehouse }) => ({ figure, warehouse }));
            const asking = waitsUnknown(waits, figureDefinitions, on);
            const unknown = begun.filter((row) =>
              asking.some(({ figure, warehouse }) => figure === row.figure && warehouse === row.warehouse),
            );
            expect(figureOf({ ...told, rows: unknown, waits }, on)).toEqual(whole);
            const rolled = { ...told, cells: rollUp(told.cells, ["warehouse"]) };
            expect(figureOf(rolled, on)).toEqual(whole);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("KF18 what comes to light after a silence lies within the bounds", async () => {
    let bounded = 0;
    await fc.assert(
      fc.asyncProperty(
        goodWeeksArb,
        fc.constantFrom("wms-atl", "wms-rno"),
        fc.integer({ min: 0, max: 60 * 60 }),
        fc.integer({ min: 0, max: 3 }),
        async (heard, system, cut, days) => {
          const since = at(0, cut);
          // What other systems tell of its goods follows from what it tells.
          const itsNumber = system === "wms-atl" ? "4" : "5";
          const isIts = ({ told }: Heard): boolean => JSON.stringify(told.keys).includes(itsNumber);
          const kept = heard.filter((one) => one.told.at <= since || !isIts(one) || isTaking(one));
          const [then, now] = [figuredIn(await worldOf(kept)), figuredIn(await worldOf(heard))];
          const period = { from: sundayDay, to: sundayDay + 1 + days };
          const tells = sources.find((one) => one.system === system)?.tells ?? [];
          for (const { id, needs } of figureDefinitions) {
            const value = figureOf(
              { cells: [], rows: then.contributions },
              asked(id, { period, sources: silent(system, since) }),
            );
            const truth = figureOf({ cells: [], rows: now.contributions }, asked(id, { period }));
            if (value.state === "complete" && needs.flat().some((type) => tells.includes(type))) {
              expect([id, value.numerator, value.denominator]).toEqual([id, truth.numerator, truth.denominator]);
            }
            if (value.bounds === null || truth.value === null) continue;
            bounded++;
            expect([id, truth.value]).toEqual([id, Math.max(truth.value, value.bounds.low - 1e-9)]);
            expect([id, truth.value]).toEqual([id, Math.min(truth.value, value.bounds.high + 1e-9)]);
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(bounded).toBeGreaterThan(1000);
  });
});
