import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { memoryViews } from "../../server/adapters/memory/index.ts";
import { type Network, owedAt, owedLives } from "../../server/domain/index.ts";
import {
  createPostingsBook,
  minorOf,
  type PostingsRead,
  readPostings,
  readPostingsAsked,
  toDelayedPostings,
  toPostingTables,
} from "../../server/feeds/index.ts";
import type { Scope } from "../../server/ports/index.ts";
import { type PostingCell, type PostingDocument, type PostingTable, postingSides } from "../../server/wire/index.ts";
import { at, booksIn, noon, network as plain } from "../domain/booked.ts";
import { hour, World } from "../domain/harness.ts";
import { booksArb, type Heard } from "../domain/random-books.ts";
import { scopeOf } from "./fakes.ts";

vi.setConfig({ testTimeout: 600_000 });

const network: Network = {
  ...plain,
  company: {
    ...plain.company,
    rates: [
      { currency: "EUR", rate: "1.0875", on: "2026-11-01" },
      { currency: "EUR", rate: "1.25", on: "2026-11-20" },
    ],
  },
};
const everything = scopeOf(null);

/** A world, a clock and a book over it. */
async function opened() {
  const world = await World.begin(network, noon - 72 * hour);
  await world.commit();
  let now = noon;
  const views = memoryViews(world.store);
  const clock = { now: () => now };
  const { commitsSince } = world.store;
  const fresh = () => createPostingsBook({ views, commitsSince, clock });
  const deps = { views, network: () => network, clock, postings: fresh() };
  const read = (words: Readonly<Record<string, string>> = {}, scope: Scope = everything, postings = deps.postings) =>
    readPostings({ ...deps, postings }, scope, readPostingsAsked(new Map(Object.entries(words))).asked);
  const hear = async ({ told, at: heardAt }: Heard, knownAt = heardAt) => {
    now = knownAt;
    await world.entry(knownAt, [told]);
    await world.commit();
  };
  return {
    world,
    read,
    fresh,
    hear,
    pass: (to: number) => {
      now = Math.max(now, to);
    },
  };
}

const tablesOf = (read: PostingsRead): readonly PostingTable[] => toPostingTables(read, network, []);

function documentsOf(
  read: PostingsRead,
  side: PostingTable["id"],
  more: Partial<{ row: { key: string | null }; column: number; notBillable: boolean }> = {},
): readonly PostingDocument[] {
  const items: PostingDocument[] = [];
  const listed = { side, row: more.row ?? null, column: more.column ?? null, notBillable: more.notBillable ?? false };
  for (let cursor: string | null = null, pages = 0; pages < 100; pages++) {
    const page = toDelayedPostings(read, listed, network, 3, cursor);
    items.push(...page.items);
    const sum = page.buckets.reduce((all, { count }) => all + count, 0);
    expect([sum, page.total]).toEqual([page.total, page.total]);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
  throw new Error("pages without an end");
}

const cents = (text: string | null): bigint => BigInt(minorOf(text ?? "0", 100) ?? 0);

/** What a cell must say of its documents. */
function ties(cell: PostingCell, documents: readonly PostingDocument[]): void {
  const valued = documents.filter(({ value, estimate }) => value !== null && !estimate);
  const estimated = documents.filter(({ value, estimate }) => value !== null && estimate);
  const sum = (of: readonly PostingDocument[]): bigint => of.reduce((all, { value }) => all + cents(value), 0n);
  expect([cell.count, cell.valued, cell.estimated]).toEqual([documents.length, valued.length, estimated.length]);
  expect([cents(cell.value), cents(cell.estimate)]).toEqual([sum(valued), sum(estimated)]);
  expect(cell.unknown).toBe(documents.filter(({ amount }) => amount === null).length);
  expect(cell.valued + cell.estimated + cell.unconverted + cell.unknown).toBe(cell.count);
  for (const { currency, basis, amount, count } of cell.sums) {
    const its = documents.filter((one) => one.currency === currency && one.basis === basis);
    expect([its.reduce((all, one) => all + cents(one.amount), 0n), its.length]).toEqual([cents(amount), count]);
  }
}

const inOrder = (heard: readonly Heard[]): readonly Heard[] => heard.toSorted((a, b) => a.at - b.at);

describe("what is not in the books, as it is asked for", () => {
  it("a kept book is a fresh one, and both are the plain reading of all timelines, after every commit", async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(booksArb, async (heard) => {
        const { world, read, fresh, hear, pass } = await opened();
        for (const one of inOrder(heard)) {
          await hear(one);
          const kept = await read();
          const anew = await read({}, everything, fresh());
          expect(tablesOf(kept)).toEqual(tablesOf(anew));
          const books = booksIn(world, network);
          const lives = [...books.rows.objects()].flatMap(({ ref }) =>
            owedLives(books.papers(ref), books.rows.factsOf, network),
          );
          const byText = (list: readonly object[]) => list.map((item) => JSON.stringify(item)).sort();
          expect(byText(kept.postings.map(({ owed }) => owed))).toEqual(byText(owedAt(lives, kept.at)));
          seen += kept.postings.length;
        }
        // Nothing is committed and time passes: what was still to happen has happened.
        pass(at(300));
        expect(tablesOf(await read())).toEqual(tablesOf(await read({}, everything, fresh())));
      }),
      { numRuns: 100 },
    );
    expect(seen).toBeGreaterThan(300);
  });

  it("every cell, row, column and total is the sum of the documents that it opens, to the cent", async () => {
    await fc.assert(
      fc.asyncProperty(
        booksArb,
        fc.constantFrom("warehouse", "entity", "kind", "partner", "why"),
        fc.constantFrom("0,1,3,7", "0,30,60,90", "2"),
        fc.constantFrom("apart", "joined"),
        async (heard, rows, edges, due) => {
          const { read, hear, pass } = await opened();
          for (const one of inOrder(heard)) await hear(one);
          pass(at(300));
          const found = await read({ rows, edges, due });
          for (const table of tablesOf(found)) {
            ties(table.total, documentsOf(found, table.id));
            for (const [column, cell] of table.footer.entries()) ties(cell, documentsOf(found, table.id, { column }));
            for (const { key, cells, total } of table.rows) {
              ties(total, documentsOf(found, table.id, { row: { key } }));
              for (const [column, cell] of cells.entries())
                ties(cell, documentsOf(found, table.id, { row: { key }, column }));
            }
            for (const { kind, cell } of table.kinds)
              ties(
                cell,
                documentsOf(found, table.id).filter((one) => one.kind === kind),
              );
            const apart = documentsOf(found, table.id, { notBillable: true });
            for (const { rule, cell } of table.notBillable)
              ties(
                cell,
                apart.filter((one) => one.notBillable === rule),
              );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("as it was recorded then is what was told then; as is known now tells what came late too", async () => {
    let restated = 0;
    await fc.assert(
      fc.asyncProperty(booksArb, async (heard) => {
        const { read, hear, pass } = await opened();
        const told: { readonly asOf: string; readonly tables: readonly PostingTable[] }[] = [];
        for (const one of inOrder(heard)) {
          await hear(one);
          told.push({ asOf: new Date(one.at).toISOString(), tables: tablesOf(await read()) });
        }
        pass(at(300));
        const last = new Map(told.map((one) => [one.asOf, one]));
        for (const { asOf, tables } of last.values()) {
          expect(tablesOf(await read({ asOf, known: "then" }))).toEqual(tables);
          if (JSON.stringify(tablesOf(await read({ asOf }))) !== JSON.stringify(tables)) restated += 1;
        }
      }),
      { numRuns: 100 },
    );
    expect(restated).toBeGreaterThan(10);
  });

  it("who may see one building sees what stands there, and what names none is for those who see all", async () => {
    const { read, hear } = await opened();
    const told = (event: string, shipment: string, warehouse?: string): Heard => ({
      told: {
        event,
        keys: { shipment, ...(warehouse === undefined ? {} : { warehouse }) },
        at: at(1),
        // The WMS of a building speaks for it.
        system: warehouse === undefined ? "erp" : "wms-atl",
      },
      at: at(1),
    });
    await hear(told("shipment.confirmed", "S1", "ATL"));
    await hear(told("shipment.confirmed", "S2", "EWR"));
    await hear(told("shipment.confirmed", "S3"));
    const ids = async (scope: Scope, words = {}) =>
      documentsOf(await read(words, scope), "revenue").map(({ object }) => object.id);
    expect(await ids(everything)).toEqual(["S1", "S2", "S3"]);
    expect(await ids(scopeOf(["EWR"]))).toEqual(["S2"]);
    expect(await ids(scopeOf(["EWR"]), { asOf: new Date(at(1)).toISOString() })).toEqual(["S2"]);
    expect(await ids(everything, { warehouse: "" })).toEqual(["S3"]);
    expect(await ids(everything, { warehouse: "ATL", kind: "invoice-rejected" })).toEqual([]);
  });

  it("what cannot be is said of every word of a question", () => {
    const { faults } = readPostingsAsked(
      new Map(
        Object.entries({
          rows: "colour",
          edges: "3,1",
          due: "never",
          asOf: "yesterday",
          known: "maybe",
          warehouse: "",
        }),
      ),
    );
    expect(faults.map(({ path }) => path)).toEqual(["rows", "due", "edges", "asOf", "known"]);
    expect(postingSides).toHaveLength(3);
  });
});
