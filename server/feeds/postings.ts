import {
  ageColumns,
  type BooksBlock,
  blockOf,
  dateOf,
  daysBy,
  eventsOfBooks,
  type Instant,
  type Network,
  type OpsException,
  type Owed,
  type OwedCell,
  type OwedKind,
  type Pivot,
  type PivotBy,
  pivotOf,
  rateOn,
  reportedOn,
  type SourceState,
  whyOwed,
} from "../domain/index.ts";
import type { Scope } from "../ports/index.ts";
import type { PostingCell, PostingRows, PostingTable, PostingWhy } from "../wire/index.ts";
import { byId, type FeedDeps, onceASecond, type RecomputedFeed } from "./feed.ts";
import { isoOrNull, moneyText } from "./formats.ts";
import { type PostingsAsked, postingFilterNames, readPostingsAsked } from "./postings-ask.ts";
import { type KeptPosting, postingsAt } from "./postings-book.ts";
import { eventOfTold, readSources, silentOf } from "./sources.ts";

type Deps = Pick<FeedDeps, "views" | "network" | "clock" | "postings">;

/** Something that is not in the books at an instant, with what is, or was, wrong about it by then. */
export interface Posting {
  readonly owed: Owed;
  /** Open then, ascending. */
  readonly open: readonly OpsException[];
  /** The newest that a person closed by then. */
  readonly closed: OpsException | null;
  readonly why: PostingWhy;
}

/** What was asked for of the books, as of an instant. */
export interface PostingsRead {
  readonly asked: PostingsAsked;
  readonly at: Instant;
  /** What was known then; null: what is known now. */
  readonly knownAt: Instant | null;
  readonly postings: readonly Posting[];
}

/** Reads what is not in the books, of what may be seen. */
export async function readPostings(deps: Deps, scope: Scope, asked: PostingsAsked): Promise<PostingsRead> {
  const now = deps.clock.now();
  const at = asked.asOf ?? now;
  const knownAt = asked.asOf !== null && asked.recorded ? asked.asOf : null;
  const kept = asked.asOf === null ? await deps.postings.now(scope) : await postingsAt(deps.views, scope, at, knownAt);
  const postings = kept.flatMap((one) => {
    const posting = postingOf(one, at);
    return isAsked(posting, asked) ? [posting] : [];
  });
  return { asked, at, knownAt, postings };
}

/** As it was at an instant, with what was known of it then. */
function postingOf({ life: { owed }, exceptions }: KeptPosting, at: Instant): Posting {
  const seen = exceptions.filter(({ createdAt }) => createdAt <= at).sort((a, b) => a.number - b.number);
  const open = seen.filter(({ resolvedAt }) => resolvedAt === null || resolvedAt > at);
  const closed = seen.findLast(
    ({ resolvedAt, resolution }) => resolvedAt !== null && resolvedAt <= at && isByHand(resolution),
  );
  const cause = open.find(({ causeId }) => causeId !== null)?.causeId ?? null;
  return { owed, open, closed: closed ?? null, why: whyOwed(owed, at, cause) };
}

const isByHand = (resolution: OpsException["resolution"]): boolean =>
  resolution !== null && resolution.by !== "rule" && resolution.reason !== "merged";

const isAsked = (posting: Posting, { only }: PostingsAsked): boolean =>
  [...only].every(([name, value]) => rowOf(posting, name) === value);

/** Key of the row that something stands in; null where it was not told. */
const rowOf = ({ owed, why }: Posting, rowsBy: PostingRows): string | null => (rowsBy === "why" ? why : owed[rowsBy]);

/** How the tables of a reading are cut: by the days and rates of the ledger. */
export function cutOf(
  { asked, at, postings }: PostingsRead,
  network: Pick<Network, "company" | "minorUnits" | "offsetAt">,
): PivotBy {
  const { timezone } = network.company;
  const days = daysBy((when) => network.offsetAt(timezone, when));
  const of = new Map(postings.map((posting) => [posting.owed, posting]));
  return {
    rowOf(owed) {
      const posting = of.get(owed);
      return posting === undefined ? null : rowOf(posting, asked.rowsBy);
    },
    reported: reportedOn(network, dayAt(at, network)),
    edges: asked.edges,
    at,
    daysOf: () => days,
  };
}

/** The day of the ledger that an instant lies in. */
const dayAt = (at: Instant, { company, offsetAt }: Pick<Network, "company" | "offsetAt">): string =>
  dateOf(at + offsetAt(company.timezone, at) * 60_000);

/** The table of each side. Pure. */
export function toPostingTables(
  read: PostingsRead,
  network: Network,
  sources: readonly SourceState[],
): readonly PostingTable[] {
  const by = cutOf(read, network);
  const { currency, timezone, rates } = network.company;
  const owed = read.postings.map((posting) => posting.owed);
  const day = dayAt(read.at, network);
  const names = namesOf(read, network);
  const kinds = new Map(
    pivotOf(owed, { ...by, rowOf: ({ kind }) => kind }).flatMap(({ rows }) =>
      rows.map(({ key, total }) => [key, total] as const),
    ),
  );
  return pivotOf(owed, by).map((table): PostingTable => {
    const cell = (one: OwedCell): PostingCell => toPostingCell(one, network);
    const currencies = new Set(sumsOf(table).map((sum) => sum.currency));
    currencies.delete(currency);
    return {
      id: table.block,
      zone: timezone,
      currency,
      columns: ageColumns(read.asked.edges),
      rows: table.rows.map(({ key, cells, total }) => ({
        key,
        name: key === null ? null : (names.get(key) ?? null),
        cells: cells.map(cell),
        total: cell(total),
      })),
      footer: table.columns.map(cell),
      total: cell(table.total),
      kinds: (Object.keys(blockOf) as OwedKind[])
        .filter((kind) => blockOf[kind] === table.block)
        .map((kind) => ({ kind, cell: cell(kinds.get(kind) ?? nothing) })),
      notBillable: table.notBillable.map(({ rule, cell: one }) => ({ rule, cell: cell(one) })),
      rates: [...currencies].sort().flatMap((one) => {
        const rate = rateOn(rates, one, day);
        return rate === null ? [] : [{ currency: one, rate: rate.rate, date: rate.on }];
      }),
      silent: silentFor(table.block, sources, network, read.at),
    };
  });
}

const nothing: OwedCell = {
  count: 0,
  value: { minor: 0, count: 0 },
  estimate: { minor: 0, count: 0 },
  unconverted: 0,
  unknown: 0,
  sums: [],
};

const sumsOf = ({ total, notBillable }: Pivot): OwedCell["sums"] => [
  ...total.sums,
  ...notBillable.flatMap(({ cell }) => cell.sums),
];

/** One place of a table as it is told. */
export function toPostingCell(cell: OwedCell, network: Pick<Network, "company" | "minorUnits">): PostingCell {
  const { currency } = network.company;
  const text = (minor: number, of = currency): string => moneyText({ minor, currency: of }, network).amount;
  return {
    count: cell.count,
    value: text(cell.value.minor),
    valued: cell.value.count,
    estimate: text(cell.estimate.minor),
    estimated: cell.estimate.count,
    unconverted: cell.unconverted,
    unknown: cell.unknown,
    sums: cell.sums.map((sum) => ({
      currency: sum.currency,
      basis: sum.basis,
      amount: text(sum.minor, sum.currency),
      count: sum.count,
    })),
  };
}

/** Names for people of the keys of rows, where they have one. */
function namesOf({ asked, postings }: PostingsRead, network: Network): ReadonlyMap<string, string> {
  switch (asked.rowsBy) {
    case "warehouse":
      return new Map([...network.warehouses.values()].map(({ id, name }) => [id, name]));
    case "partner":
      return new Map([...network.partners.values()].map(({ id, name }) => [id, name]));
    case "why":
      return new Map(
        postings.flatMap(({ why, open }) => {
          const first = open.find(({ causeId }) => why === `cause:${causeId}`);
          return first === undefined ? [] : [[why, first.title] as const];
        }),
      );
    case "entity":
    case "kind":
      return new Map();
  }
}

/** Silent sources that told of events by which a side changes. */
function silentFor(
  block: BooksBlock,
  sources: readonly SourceState[],
  network: Network,
  at: Instant,
): PostingTable["silent"] {
  const events = eventsOfBooks(block);
  return sources
    .filter((source) => silentOf(source, network, at) && source.tells.some((told) => events.has(eventOfTold(told))))
    .map(({ system, lastSeenAt }) => ({ system, lastSeenAt: isoOrNull(lastSeenAt) }));
}

/** What is not in the books, one row a side. */
export const postingsFeed: RecomputedFeed = {
  name: "postings",
  filterNames: postingFilterNames,
  faults: (filter) => readPostingsAsked(filter).faults,
  touchedBy: ({ kind }) => kind === "owed" || kind === "exception" || kind === "source",
  spacing: onceASecond,
  // A deadline, a midnight of the ledger and a silence come by time alone.
  aged: (last, now) => now - last >= 5_000,
  prepare: async (deps, scope) => void (await deps.postings.now(scope)),
  async rows(deps, scope, filter) {
    const read = await readPostings(deps, scope, readPostingsAsked(filter).asked);
    return [...toPostingTables(read, deps.network(), await readSources(deps, scope))].sort(byId);
  },
};
