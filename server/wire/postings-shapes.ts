/** Schemas of what is not in the books: tables and the documents behind them. */
import * as z from "zod/mini";
import {
  type DelayedPostings,
  type PostingCell,
  type PostingDocument,
  type PostingsPage,
  type PostingTable,
  postingBases,
  postingKinds,
  postingSides,
} from "./postings.ts";
import { b, instant, int, list, no, object, owner, s } from "./primitives.ts";

const side = z.enum(postingSides);
const kindOfPosting = z.enum(postingKinds);
const basis = z.enum(postingBases);
const why = z.union([
  z.enum(["delivery", "due", "refused", "late", "unplanned"]),
  z.templateLiteral(["cause:", z.string()]),
]);

const cell: z.ZodMiniType<PostingCell> = z.object({
  count: int,
  value: s,
  valued: int,
  estimate: s,
  estimated: int,
  unconverted: int,
  unknown: int,
  sums: list(z.object({ currency: s, basis, amount: s, count: int })),
});

const columnShape = { notDue: b, from: no(int), to: no(int) };

/** Schema of `PostingTable`. */
export const postingTable: z.ZodMiniType<PostingTable> = z.object({
  id: side,
  zone: s,
  currency: s,
  columns: list(z.object(columnShape)),
  rows: list(z.object({ key: no(s), name: no(s), cells: list(cell), total: cell })),
  footer: list(cell),
  total: cell,
  kinds: list(z.object({ kind: kindOfPosting, cell })),
  notBillable: list(z.object({ rule: s, cell })),
  rates: list(z.object({ currency: s, rate: s, date: s })),
  silent: list(z.object({ system: s, lastSeenAt: no(instant) })),
});

/** Schema of `PostingDocument`. */
export const postingDocument: z.ZodMiniType<PostingDocument> = z.object({
  id: s,
  object,
  side,
  kind: kindOfPosting,
  why,
  column: int,
  since: instant,
  sinceDay: s,
  sinceIsDay: b,
  dueAt: no(instant),
  amount: no(s),
  currency: no(s),
  basis,
  estimate: b,
  value: no(s),
  warehouse: no(s),
  entity: no(s),
  partner: no(s),
  notBillable: no(s),
  exceptions: list(s),
  cause: no(z.object({ id: s, title: s })),
  owner: no(owner),
  closedByHand: no(z.object({ by: s, at: instant })),
  ledger: z.object({ object: no(object), date: no(s), period: no(s) }),
});

/** Schema of `PostingsPage`. */
export const postingsPage: z.ZodMiniType<PostingsPage> = z.object({
  asOf: instant,
  knownAt: no(instant),
  items: list(postingTable),
  total: int,
  nextCursor: z.null(),
});

/** Schema of `DelayedPostings`. */
export const delayedPostings: z.ZodMiniType<DelayedPostings> = z.object({
  asOf: instant,
  knownAt: no(instant),
  currency: s,
  buckets: list(z.object({ ...columnShape, label: s, count: int, value: s, cell })),
  items: list(postingDocument),
  total: int,
  nextCursor: no(s),
});
