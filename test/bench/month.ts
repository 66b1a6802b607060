import { mkdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Database } from "../../server/adapters/sqlite/driver.ts";
import { openStore, openViews } from "../../server/adapters/sqlite/index.ts";
import { type Change, dateOfDay, dimensions, figureDefinitions, figureNamed } from "../../server/domain/index.ts";
import {
  createPostingsBook,
  readKpiCut,
  readKpis,
  readKpisAsked,
  readPostings,
  readPostingsAsked,
  toKpiDetail,
  toKpisPage,
  toPostingTables,
} from "../../server/feeds/index.ts";
import type { Scope } from "../../server/ports/index.ts";
import { sourceOf } from "../contracts/samples.ts";
import { adopted } from "./adopted.ts";
import { dayMs, months, orderChanges, placedAt, placesBefore, warehouses } from "./month-rows.ts";
import { timed } from "./timed.ts";

/** A store with what the events of a month leave of figures and books, and how often it is then looked into. */
export interface Month {
  /** Where its rows are put, under the name that a server looks for. */
  readonly folder: string;
  readonly events: number;
  readonly looks: number;
  /** Seconds after which it is filled with fewer events. */
  readonly budget: number;
}

/** What a month is asked for, as the query of a request, by the figure that it is measured for. */
export interface MonthAsks {
  readonly kpis: readonly string[];
  readonly building: readonly string[];
  readonly figure: readonly string[];
  readonly books: readonly string[];
}

/** How long each look took, in milliseconds. */
export interface LookedAt {
  readonly took: Readonly<Record<keyof MonthAsks, readonly number[]>>;
  readonly asks: MonthAsks;
  readonly events: number;
  /** Rows of what counted, and cells that they were added to. */
  readonly contributions: number;
  readonly cells: number;
  readonly fillSeconds: number;
}

const everything = { warehouses: null } as Scope;
const eventsOfOrder = 9;
/** Orders are filled in so many rounds over the month, so that a fill that is cut short is even. */
const rounds = 5;

const { network } = adopted("demo");

async function fill(path: string, { events, budget }: Month, now: number): Promise<number> {
  const store = openStore(path);
  const epoch = await store.open();
  let changes: Change[] = [];
  const put = async (): Promise<void> => {
    await store.commit({ epoch, upTo: 0, at: now, changes });
    changes = [];
  };
  const start = performance.now();
  for (const id of network.systems.keys())
    changes.push({
      kind: "source",
      source: {
        ...sourceOf(id),
        firstHeardAt: now - 365 * dayMs,
        lastSeenAt: now,
        tells: [...new Set(figureDefinitions.flatMap(({ needs }) => needs.flat()))].sort(),
      },
    });
  const orders = Math.ceil(events / eventsOfOrder);
  for (const change of placesBefore(orders, now)) {
    changes.push(change);
    if (changes.length >= 5_000) await put();
  }
  let told = 0;
  let filled = 0;
  for (let round = 0; round < rounds; round++)
    for (let order = round; order < orders; order += rounds) {
      if ((performance.now() - start) / 1000 > budget) break;
      changes.push(...orderChanges(order, placedAt(order, orders, now), now));
      filled++;
      if (changes.length >= 5_000) await put();
      if (filled - told < 50_000) continue;
      told = filled;
      process.stderr.write(`  ${(filled * eventsOfOrder).toLocaleString("en-US")} events of a month kept\n`);
    }
  await put();
  await store.close();
  return filled * eventsOfOrder;
}

/** The last days as a month, of all and of one building; each figure in each cut; the books of some past evenings. */
function asksOf(now: number): MonthAsks {
  const today = Math.floor(now / dayMs);
  const days = `from=${dateOfDay(today - months.days + 1)}&to=${dateOfDay(today)}`;
  const evenings = Array.from({ length: 9 }, (_, index) => new Date((today - 3 * (index + 1)) * dayMs + dayMs * 0.9));
  return {
    kpis: [days],
    building: warehouses.map((id) => `${days}&warehouse=${id}`),
    figure: figureDefinitions.flatMap(({ id }) => dimensions.map((by) => `${id}?${days}&by=${by}`)),
    books: evenings.flatMap((at) =>
      ["now", "then"].map((known) => `asOf=${at.toISOString()}&known=${known}&rows=partner`),
    ),
  };
}

async function look(month: Month): Promise<LookedAt> {
  mkdirSync(month.folder, { recursive: true });
  const path = join(month.folder, "store.db");
  const now = Date.now();
  const events = await fill(path, month, now);
  const fillSeconds = (Date.now() - now) / 1000;
  const asks = asksOf(now);
  const rows = new Database(path, { readonly: true });
  const count = (table: string): number => Number(rows.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const sizes = { contributions: count("figures"), cells: count("figure_cells") };
  rows.close();
  const views = openViews(path);
  const clock = { now: () => now };
  const postings = createPostingsBook({ views, commitsSince: async () => [], clock });
  const deps = { views, network: () => network, clock, postings };
  const words = (query: string): ReadonlyMap<string, string> => new Map(new URLSearchParams(query));
  const took = (of: readonly string[], call: (query: string) => Promise<unknown>) =>
    timed(month.looks, async (index) => {
      const query = of[index % of.length];
      if (query === undefined) throw new Error("nothing is asked");
      JSON.stringify(await call(query));
    });
  const scorecard = async (query: string) => {
    const page = toKpisPage(await readKpis(deps, everything, readKpisAsked(words(query)).asked), network);
    if (page.items.every(({ value }) => value === null)) throw new Error("a month without figures");
    return page;
  };
  const detail = async (query: string) => {
    const [id = "", rest = ""] = query.split("?");
    const asked = words(rest);
    const definition = figureNamed(id);
    const by = dimensions.find((one) => one === asked.get("by"));
    if (definition === null || by === undefined) throw new Error(`no figure ${query}`);
    const read = await readKpiCut(deps, everything, readKpisAsked(asked).asked, definition, by);
    return toKpiDetail(read, definition, network);
  };
  const books = async (query: string) => {
    const read = await readPostings(deps, everything, readPostingsAsked(words(query)).asked);
    if (read.postings.length === 0) throw new Error("all was in the books");
    return toPostingTables(read, network, []);
  };
  const looked: LookedAt = {
    took: {
      kpis: await took(asks.kpis, scorecard),
      building: await took(asks.building, scorecard),
      figure: await took(asks.figure, detail),
      books: await took(asks.books, books),
    },
    asks,
    events,
    ...sizes,
    fillSeconds,
  };
  await views.close();
  return looked;
}

process.stdout.write(`${JSON.stringify(await look(JSON.parse(process.argv[2] ?? "{}") as Month))}\n`);
