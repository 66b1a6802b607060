import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  type Change,
  type Contribution,
  type ContributionVersion,
  cellsOf,
  dimensions,
  type Held,
  livesKnown,
  rollUp,
} from "../../server/domain/index.ts";
import type { FiguresWithin, Views } from "../../server/ports/index.ts";
import { adapters, scopeOf, sweepUp } from "./adapters.ts";
import { allOf, put, withRows } from "./rows.ts";
import { exceptionOf, noon, raise } from "./samples.ts";
import { contributionOf } from "./samples-figures.ts";

const hour = 3_600_000;
const today = Math.floor(noon / 86_400_000);
const all = scopeOf(null);
const figures = ["on-time-shipment", "order-cycle"] as const;

afterAll(sweepUp);

const version = (life: Contribution, knownFrom = noon, knownUntil: number | null = null): ContributionVersion => ({
  life,
  knownFrom,
  knownUntil,
});

const counts = (ref: string, ...versions: readonly ContributionVersion[]): Change => ({
  kind: "figure",
  history: { ref, figure: versions[0]?.life.figure ?? "on-time-shipment", versions },
});

const within = (more: Partial<FiguresWithin> = {}): FiguresWithin => ({
  figures,
  period: { from: today - 7, to: today + 7 },
  at: noon + hour,
  knownAt: null,
  by: ["warehouse"],
  ...more,
});

const oneOf = <T>(...of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);
const contributionArb = (ref: string, figure: string): fc.Arbitrary<Contribution> =>
  fc
    .record({
      warehouse: oneOf("ATL", "EWR", null),
      partner: oneOf("Halden Vet", null),
      flow: oneOf("order-to-cash", null),
      cause: oneOf("failed-event labels", null),
      at: oneOf(null, noon, noon + 2 * hour, noon - 30 * hour),
      zone: fc.integer({ min: -1, max: 1 }),
      numerator: fc.integer({ min: 0, max: 9 }),
      awaits: fc.boolean(),
      floorMs: oneOf(null, 5),
      leftOut: oneOf(null, "on-hold" as const),
    })
    .map(({ zone, ...more }) => {
      // No zone is a day ahead or behind.
      const day = Math.floor((more.at ?? noon) / 86_400_000) + zone;
      return contributionOf(ref, { figure, ...more, day, messageMs: more.floorMs === null ? null : 2 });
    });

/** Rounds of commits: what some refs add to two figures comes, changes and goes. */
const roundsArb: fc.Arbitrary<readonly (readonly Change[])[]> = fc.array(
  fc.uniqueArray(
    fc
      .tuple(oneOf("order:*:A", "order:*:B", "shipment:*:C", "X-1"), oneOf(...figures))
      .chain(([ref, figure]) =>
        fc.tuple(fc.constant({ ref, figure }), fc.array(contributionArb(ref, figure), { maxLength: 2 }), fc.boolean()),
      )
      .map(([{ ref, figure }, [closed, stands], still]): Change => {
        const versions: ContributionVersion[] = [];
        if (closed !== undefined && closed.at !== null) versions.push(version(closed, noon - hour, noon));
        if (stands !== undefined && still) versions.push(version(stands, noon));
        return { kind: "figure", history: { ref, figure, versions } };
      }),
    {
      selector: (change) => (change.kind === "figure" ? `${change.history.ref} ${change.history.figure}` : ""),
      maxLength: 4,
    },
  ),
  { minLength: 1, maxLength: 4 },
);

/** What stands of all rounds, by ref and figure. */
function standing(rounds: readonly (readonly Change[])[]): readonly ContributionVersion[] {
  const kept = new Map<string, readonly ContributionVersion[]>();
  for (const change of rounds.flat())
    if (change.kind === "figure") kept.set(`${change.history.ref} ${change.history.figure}`, change.history.versions);
  return [...kept.values()].flat();
}

describe.each(adapters)("what counts in figures, in $name", (adapter) => {
  test("V30 cells are the plain fold of what is known, whatever came, changed and went", async () => {
    await fc.assert(
      fc.asyncProperty(
        roundsArb,
        oneOf<readonly string[] | null>(null, ["ATL"], []),
        oneOf(null, noon - hour, noon),
        fc.subarray([...dimensions]),
        async (rounds, warehouses, knownAt, by) => {
          const [first = [], ...more] = rounds;
          const { views, store } = await withRows(adapter, first);
          for (const changes of more) await put(store, changes);
          const known = livesKnown(standing(rounds), knownAt).filter(
            ({ warehouse, at }) =>
              at !== null &&
              at <= noon + hour &&
              (warehouses === null || (warehouse !== null && warehouses.includes(warehouse))),
          );
          const scope = scopeOf(warehouses);
          expect(await views.figureCells(scope, within({ knownAt, by }))).toEqual(rollUp(cellsOf(known), by));
          const { from, to } = within({ knownAt, by }).period;
          const asOne = [
            { from, to: today },
            { from: today, to },
          ];
          expect(await views.figureCells(scope, { ...within({ knownAt, by }), asOne })).toEqual(
            rollUp(
              cellsOf(known).map((cell) => (cell.awaits ? cell : { ...cell, day: cell.day < today ? from : today })),
              by,
            ),
          );
          const counted = await Promise.all(
            figures.map((figure) =>
              allOf((cursor) =>
                views.figureCounted(scope, { ...within({ knownAt }), figure, warehouse: null }, 1, cursor),
              ),
            ),
          );
          expect(rollUp(cellsOf(counted.flat()), by)).toEqual(rollUp(cellsOf(known), by));
          await sweepUp();
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);

  test("V31 what waits, as it is known now", async () => {
    const waiting = contributionOf("order:*:B", { at: null, awaits: true });
    const { views, store } = await withRows(adapter, [
      counts("order:*:A", version(contributionOf("order:*:A"))),
      counts("order:*:B", version(waiting)),
    ]);
    const [figure = "", warehouse] = [waiting.figure, waiting.warehouse];
    const of = [{ figure, warehouse }];
    expect(await views.figureWaits(all, figures, waiting.from)).toEqual(of);
    expect(await views.figureWaits(all, figures, waiting.from - 1)).toEqual([]);
    expect(await views.figureWaits(all, [], waiting.from)).toEqual([]);
    expect(await views.figureWaiting(all, of)).toEqual([waiting]);
    expect(await views.figureWaiting(all, [{ figure, warehouse: null }])).toEqual([]);
    expect(await views.figureWaiting(scopeOf(["EWR"]), of)).toEqual([]);
    expect(await views.figureWaits(scopeOf(["EWR"]), figures, waiting.from)).toEqual([]);
    const nowhere = contributionOf("order:*:C", { at: null, awaits: true, warehouse: null });
    await put(store, [
      counts("order:*:C", version(nowhere)),
      counts("order:*:D", version({ ...nowhere, ref: "order:*:D" })),
    ]);
    expect(await views.figureWaits(all, figures, noon + 1)).toEqual([{ figure, warehouse: null }, ...of]);
    expect(await views.figureWaiting(all, [{ figure, warehouse: null }])).toHaveLength(2);
    await put(store, [counts("order:*:B", version(contributionOf("order:*:B"), noon + 1))]);
    expect(await views.figureWaiting(all, of)).toEqual([]);
  });

  test("V32 what one figure is made of, by day and ref, of one building or all", async () => {
    const refs = async (views: Views, warehouse: string | null) =>
      (
        await allOf((cursor) =>
          views.figureCounted(all, { ...within(), figure: "on-time-shipment", warehouse }, 1, cursor),
        )
      ).map(({ ref }) => ref);
    const one = (ref: string, more: Partial<Contribution>) => counts(ref, version(contributionOf(ref, more)));
    const { views } = await withRows(adapter, [
      one("order:*:B", {}),
      one("order:*:A", { warehouse: "EWR" }),
      one("order:*:C", { day: today - 1 }),
      one("order:*:D", { at: noon + 2 * hour }),
    ]);
    expect(await refs(views, null)).toEqual(["order:*:C", "order:*:A", "order:*:B"]);
    expect(await refs(views, "EWR")).toEqual(["order:*:A"]);
  });

  test("V37 what the good ones of it hold, each once by the newest exception that names it, without some buildings", async () => {
    const one = (ref: string, more: Partial<Contribution> = {}) => counts(ref, version(contributionOf(ref, more)));
    const holds = (ref: string, minor: number | null, currency: string, basis: Held["basis"]): Held => ({
      ref,
      money: minor === null ? null : { minor, currency },
      basis,
    });
    const { views } = await withRows(adapter, [
      one("order:*:A"),
      one("order:*:B"),
      one("order:*:C"),
      one("order:*:D", { warehouse: "EWR" }),
      one("order:*:E", { warehouse: null }),
      one("order:*:bad", { numerator: 0 }),
      one("order:*:ahead", { at: noon + 2 * hour }),
      raise(
        exceptionOf(1, { held: [holds("order:*:A", 100, "USD", "order-price"), holds("order:*:B", 7, "EUR", "cost")] }),
      ),
      raise(
        exceptionOf(2, {
          state: "resolved",
          held: [
            holds("order:*:A", 120, "USD", "order-price"),
            holds("order:*:D", 9, "USD", "invoice"),
            holds("order:*:E", null, "USD", "unknown"),
            holds("order:*:bad", 1_000, "USD", "invoice"),
            holds("order:*:ahead", 1_000, "USD", "invoice"),
          ],
        }),
      ),
    ]);
    const of = { ...within(), figure: "on-time-shipment", warehouse: null };
    expect(await views.figureHeld(all, of)).toEqual({
      objects: 5,
      money: [
        { minor: 7, currency: "EUR", side: "cost" },
        { minor: 129, currency: "USD", side: "price" },
      ],
      estimated: 1,
      // What is named without an amount, and what nothing names.
      unknown: 2,
    });
    const usd = { minor: 120, currency: "USD", side: "price" };
    const eur = { minor: 7, currency: "EUR", side: "cost" };
    const without = await views.figureHeld(all, { ...of, without: ["EWR"] });
    expect(without).toMatchObject({ objects: 4, money: [eur, usd], unknown: 2 });
    const own = await views.figureHeld(scopeOf(["EWR"]), of);
    expect(own).toEqual({ objects: 1, money: [{ ...usd, minor: 9 }], estimated: 0, unknown: 0 });
    const listed = await views.figureCounted(all, { ...of, without: ["EWR"] }, 9, null);
    expect(listed.items.map(({ ref }) => ref)).toEqual(["A", "B", "C", "E", "bad"].map((id) => `order:*:${id}`));
    expect(await views.figureHeld(all, { ...of, warehouse: "EWR", without: ["EWR"] })).toMatchObject({ objects: 0 });
  });

  test("ST18 a draft and the rows tell the newest versions of one figure beside the others, also after a start", async () => {
    const first = version(contributionOf("order:*:A"));
    const other = version(contributionOf("order:*:A", { figure: "order-cycle" }));
    const closed = { ...first, knownUntil: noon + hour };
    const next = version(contributionOf("order:*:A", { numerator: 0 }), noon + hour);
    const { store } = await withRows(adapter, [counts("order:*:A", first), counts("order:*:A", other)]);
    const nothing = { keys: [], refs: [], identities: [], traces: [] };
    const sorted = (versions: readonly ContributionVersion[]) =>
      versions.toSorted((a, b) => (a.life.figure < b.life.figure ? -1 : 1) || a.knownFrom - b.knownFrom);
    const draft = await store.contextFor(nothing);
    expect(sorted(draft.figures("order:*:A"))).toEqual([first, other]);
    draft.fold([counts("order:*:A", closed, next)]);
    expect(draft.figures("order:*:A").filter(({ life }) => life.figure !== "order-cycle")).toEqual([closed, next]);
    await put(store, [counts("order:*:A", closed, next)]);
    const after = await store.contextFor(nothing);
    expect(after.figures("order:*:A").filter(({ life }) => life.figure !== "order-cycle")).toEqual([closed, next]);
    expect(after.figures("order:*:A")).toHaveLength(3);
    expect(after.figures("order:*:B")).toEqual([]);
  });
});
