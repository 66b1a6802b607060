import {
  ageColumns,
  type BooksBlock,
  type Network,
  type Owed,
  type PivotBy,
  pivotOf,
  placeInPivot,
} from "../domain/index.ts";
import { cursorText, readCursor } from "../ports/cursor.ts";
import type { DelayedPostings, PostingColumn, PostingDocument } from "../wire/index.ts";
import { exceptionId, objectOf } from "./exception-rows.ts";
import { isoOf, isoOrNull, moneyText } from "./formats.ts";
import { cutOf, type Posting, type PostingsRead, toPostingCell } from "./postings.ts";

/** Which documents of a reading are listed. */
export interface PostingsListed {
  readonly side: BooksBlock;
  /** Of one row; its key is null where it was not told. Null: of all. */
  readonly row: { readonly key: string | null } | null;
  /** Index of a column; null: of all. */
  readonly column: number | null;
  /** Only what is billed to nobody; else only what is to be billed. */
  readonly notBillable: boolean;
}

/** Documents of one side, oldest first, with the ages of all that match: each column is the sum of its documents. Pure. */
export function toDelayedPostings(
  read: PostingsRead,
  listed: PostingsListed,
  network: Network,
  limit: number,
  cursor: string | null,
): DelayedPostings {
  const by = cutOf(read, network);
  const found = read.postings.filter((posting) => isListed(posting, listed, by)).sort(compareAge);
  const after = readCursor(cursor, "ns");
  const rest = after === null ? found : found.filter((one) => isAfter(one, Number(after[0]), String(after[1])));
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    asOf: isoOf(read.at),
    knownAt: isoOrNull(read.knownAt),
    currency: network.company.currency,
    buckets: bucketsOf(
      listed.side,
      found.map(({ owed }) => owed),
      by,
      network,
    ),
    items: shown.map((posting) => toPostingDocument(posting, by, network)),
    total: found.length,
    nextCursor: last !== undefined && rest.length > limit ? cursorText([last.owed.since, keyOf(last)]) : null,
  };
}

const keyOf = ({ owed }: Posting): string => `${owed.ref} ${owed.kind}`;

const compareAge = (a: Posting, b: Posting): number =>
  a.owed.since - b.owed.since || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);

const isAfter = (posting: Posting, since: number, key: string): boolean =>
  posting.owed.since > since || (posting.owed.since === since && keyOf(posting) > key);

function isListed({ owed }: Posting, { side, row, column, notBillable }: PostingsListed, by: PivotBy): boolean {
  if (owed.block !== side || (owed.notBillable !== null) !== notBillable) return false;
  const place = placeInPivot(owed, by);
  return (row === null || place.row === row.key) && (column === null || place.column === column);
}

function bucketsOf(
  side: BooksBlock,
  found: readonly Owed[],
  by: PivotBy,
  network: Network,
): DelayedPostings["buckets"] {
  // What is billed to nobody stands in no column of a table, and in one of its list.
  const tables = pivotOf(
    found.map((owed) => ({ ...owed, notBillable: null })),
    { ...by, rowOf: () => null },
  );
  const cells = tables.find(({ block }) => block === side)?.columns ?? [];
  return ageColumns(by.edges).flatMap((column, index) => {
    const found = cells[index];
    if (found === undefined) return [];
    const cell = toPostingCell(found, network);
    return [{ ...column, label: labelOf(column), count: cell.count, value: cell.value, cell }];
  });
}

/** `not due`, `same day`, `1 day`, `2 to 3 days`, `over 7 days`; what is not due stands with the youngest as `to 30 days`. */
function labelOf({ notDue, from, to }: PostingColumn): string {
  if (from === null) return "not due";
  if (to === null) return from === 0 ? "all" : `over ${days(from - 1)}`;
  if (from === 0) return to === 0 ? (notDue ? "not due or same day" : "same day") : `to ${days(to)}`;
  return from === to ? days(to) : `${from} to ${days(to)}`;
}

const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);

function toPostingDocument(posting: Posting, by: PivotBy, network: Network): PostingDocument {
  const { owed, open, closed, why } = posting;
  const object = objectOf(owed.ref);
  const text = (minor: number, currency: string): string => moneyText({ minor, currency }, network).amount;
  const reported = owed.amount === null ? null : by.reported(owed.amount);
  const cause = open.find(({ causeId }) => causeId !== null);
  const owner = cause ?? open[0];
  return {
    id: `${object.kind}/${object.id} ${owed.kind}`,
    object,
    side: owed.block,
    kind: owed.kind,
    why,
    column: placeInPivot(owed, by).column,
    since: isoOf(owed.since),
    sinceDay: owed.sinceDay,
    sinceIsDay: owed.sinceIsDay,
    dueAt: isoOrNull(owed.dueAt),
    amount: owed.amount === null ? null : text(owed.amount.minor, owed.amount.currency),
    currency: owed.currency,
    basis: owed.basis,
    estimate: owed.estimate,
    value: reported === null ? null : text(reported, network.company.currency),
    warehouse: owed.warehouse,
    entity: owed.entity,
    partner: owed.partner,
    notBillable: owed.notBillable?.rule ?? null,
    exceptions: open.map(({ number }) => exceptionId(number)),
    cause: cause?.causeId ? { id: cause.causeId, title: cause.title } : null,
    owner: owner?.owner ?? null,
    closedByHand:
      closed === null || closed.resolution === null || closed.resolvedAt === null
        ? null
        : { by: closed.resolution.by, at: isoOf(closed.resolvedAt) },
    ledger: {
      object: owed.ledgerRef === null ? null : objectOf(owed.ledgerRef),
      date: owed.ledgerDate,
      period: owed.ledgerPeriod,
    },
  };
}
