import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  type BusinessObject,
  distinct,
  type LifeVersion,
  livesKnown,
  type OwedLife,
  owedAt,
  owedLives,
  papersAsSeen,
  restateLives,
} from "../../server/domain/index.ts";
import { billedPart } from "../../server/domain/tally/billed.ts";
import { leftBy, standsFor } from "../../server/domain/tally/left.ts";
import { at, type Books, booksIn, network, noon } from "./booked.ts";
import { hour, World } from "./harness.ts";
import { booksArb, type Heard } from "./random-books.ts";

vi.setConfig({ testTimeout: 600_000 });

const end = at(300);

async function worldOf(heard: readonly Heard[]): Promise<World> {
  const world = await World.begin(network, noon - 72 * hour);
  for (const [index, { told }] of heard.entries()) await world.entry(end + index, [told]);
  await world.commit();
  return world;
}

/** Every instant at which something happened, and the one before it. */
function instantsOf({ rows }: Books): readonly number[] {
  const facts = [...rows.objects()].flatMap(({ ref }) => rows.factsOf(ref));
  const instants = facts.flatMap(({ occurredAt }) => [occurredAt - 1, occurredAt]);
  return [...new Set([...instants, end])].sort((a, b) => a - b);
}

/** What left by an instant, found without the books: shipments, and orders that tell of none. */
function leftAt(books: Books, when: number): readonly string[] {
  const cut = (ref: string): BusinessObject => books.seen(ref, when).subject;
  const left = new Set<string>();
  for (const object of books.rows.objects()) {
    if (object.kind === "order") {
      const order = cut(object.ref);
      const shipments = distinct(order, "shipment")
        .map(cut)
        .filter(({ folds }) => folds.length > 0);
      for (const one of standsFor(order, shipments)) if (leftBy(one) !== null) left.add(one.ref);
    }
    if (object.kind === "shipment" && distinct(object, "order").every((ref) => cut(ref).folds.length === 0)) {
      if (leftBy(cut(object.ref)) !== null) left.add(object.ref);
    }
  }
  return [...left].sort();
}

describe("the books of random days", () => {
  it("what is owed and what is settled are all that left, and a life tells what was owed at every instant", async () => {
    let owing = 0;
    await fc.assert(
      fc.asyncProperty(booksArb, async (heard) => {
        const books = booksIn(await worldOf(heard));
        const lives = books.lives();
        for (const when of instantsOf(books)) {
          const bookings = books.bookings(when);
          const shipped = bookings.filter(({ ref, block }) => block === "revenue" && /^(order|shipment):/.test(ref));
          expect(shipped.map(({ ref }) => ref).sort()).toEqual(leftAt(books, when));
          const owed = bookings.flatMap((booking) => booking.owed ?? []);
          const byText = (list: readonly object[]): readonly string[] => list.map((one) => JSON.stringify(one)).sort();
          expect(byText(owedAt(lives, when))).toEqual(byText(owed));
          owing += owed.length;
          for (const one of owed) {
            expect(one.amount === null).toBe(one.basis === "unknown");
            expect(one.since).toBeLessThanOrEqual(when);
            expect(Number.isSafeInteger(one.amount?.minor ?? 0)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(owing).toBeGreaterThan(300);
  });

  it("a life neither overlaps another of its kind nor is empty, and starts no earlier than what happened", async () => {
    await fc.assert(
      fc.asyncProperty(booksArb, async (heard) => {
        const last = new Map<string, number>();
        for (const { owed, from, until } of booksIn(await worldOf(heard)).lives()) {
          const key = `${owed.ref} ${owed.kind}`;
          expect(from).toBeGreaterThanOrEqual(Math.max(owed.since, last.get(key) ?? owed.since));
          if (until !== null) expect(until).toBeGreaterThan(from);
          last.set(key, until ?? Number.POSITIVE_INFINITY);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("the tally and the books have one answer", async () => {
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(booksArb, async (heard) => {
        const books = booksIn(await worldOf(heard));
        for (const when of instantsOf(books)) {
          const bookings = new Map(
            books.bookings(when).flatMap((one) => (one.block === "revenue" ? [[one.ref, one] as const] : [])),
          );
          for (const object of books.rows.objects()) {
            if (object.kind !== "order") continue;
            const { orders, shipments, bills } = books.seen(object.ref, when);
            const [order] = orders;
            if (order === undefined) continue;
            const part = billedPart(
              papersAsSeen({ subject: order, shipments, bills, loadBy: null }, { business: when, known: end * 2 }),
              when,
            );
            const left = standsFor(order, shipments);
            if (left.length === 0 || left.some((one) => leftBy(one) === null)) continue;
            judged++;
            const owed = left.flatMap(({ ref }) => bookings.get(ref)?.owed ?? []);
            expect(left.every(({ ref }) => bookings.has(ref))).toBe(true);
            if (part !== "billed") expect(owed).not.toEqual([]);
            // What ships with another order's goods is owed as long as any of it is.
            if (left.some((one) => distinct(one, "order").length > 1)) continue;
            expect(owed.length === 0).toBe(part === "billed");
            if (owed.length === 0) continue;
            expect(owed.every(({ notBillable }) => notBillable !== null)).toBe(part === "not-billable");
            if (part === "not-billable") continue;
            expect(owed.some(({ kind }) => kind === "invoice-rejected")).toBe(part === "bill-refused");
            if (part === "bill-late") expect(owed.some(({ undelivered }) => undelivered)).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(judged).toBeGreaterThan(300);
  });

  it("order of arrival decides nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        booksArb.chain((heard) =>
          fc.tuple(fc.constant(heard), fc.shuffledSubarray(heard, { minLength: heard.length })),
        ),
        async ([heard, shuffled]) => {
          const [a, b] = [booksIn(await worldOf(heard)), booksIn(await worldOf(shuffled))];
          // When a step began to await the books rests on arrival: what is due is left out.
          const bare = (lives: readonly OwedLife[]) =>
            lives.map(({ owed, from, until }) => ({ ...owed, dueAt: 0, from, until }));
          expect(bare(b.lives())).toEqual(bare(a.lives()));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("versions tell what was recorded at every instant, and what is known now", async () => {
    await fc.assert(
      fc.asyncProperty(booksArb, async (heard) => {
        const inOrder = heard.toSorted((x, y) => x.at - y.at);
        const world = await World.begin(network, noon - 72 * hour);
        const versions = new Map<string, readonly LifeVersion[]>();
        const recorded: { readonly at: number; readonly ref: string; readonly lives: readonly OwedLife[] }[] = [];
        for (const { told, at: heardAt } of inOrder) {
          // Several within one instant, so that what was known for no time at all comes up.
          const knownAt = Math.ceil(heardAt / (6 * hour)) * 6 * hour;
          await world.entry(knownAt, [told]);
          await world.commit();
          const books = booksIn(world);
          for (const object of books.rows.objects()) {
            const lives = owedLives(books.papers(object.ref), books.rows.factsOf, network);
            versions.set(object.ref, restateLives(versions.get(object.ref) ?? [], lives, knownAt));
            recorded.push({ at: knownAt, ref: object.ref, lives });
          }
        }
        for (const { knownFrom, knownUntil } of [...versions.values()].flat())
          expect(knownUntil ?? end).toBeGreaterThan(knownFrom);
        const text = (lives: readonly OwedLife[]) => lives.map((life) => JSON.stringify(life)).sort();
        const lastOf = new Map(recorded.map((one) => [`${one.ref} ${one.at}`, one]));
        for (const { at: knownAt, ref, lives } of lastOf.values())
          expect(text(livesKnown(versions.get(ref) ?? [], knownAt))).toEqual(text(lives));
      }),
      { numRuns: 300 },
    );
  });
});
