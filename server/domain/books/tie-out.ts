import { partsOf } from "../keys.ts";
import type { Instant, Money, Ref } from "../types.ts";
import type { BooksBlock, Owed } from "./owed.ts";

/** A document in the ERP's own list. */
export interface StatedDocument {
  /** Its number, as the ERP writes it; ours is found by it among the documents that something is about. */
  readonly id: string;
  readonly amount: Money;
  /** What of the amount is freight, which we leave out, in its minor units. */
  readonly freight: number;
}

/** What the ERP itself says is not billed, not posted or not received: its own total for what we tell. */
export interface LedgerStatement {
  /** As of when it was asked. */
  readonly at: Instant;
  /** Company of which it is; null: of all. */
  readonly entity: string | null;
  /** Period of which it is, in the ERP's words; null: of any. */
  readonly period: string | null;
  readonly total: Money;
  /** Null: only the total was told. */
  readonly documents: readonly StatedDocument[] | null;
}

/** A statement as it was taken down. */
export interface KeptStatement extends LedgerStatement {
  /** `T-17` by the number of its ruling; `E-` and the identity of its record where a system told it. */
  readonly id: string;
  readonly side: BooksBlock;
  /** A person, or the system that told it. */
  readonly by: string;
  readonly bySystem: boolean;
  readonly keptAt: Instant;
}

/** Id of what a person took down, by the number of its ruling. */
export const statementId = (ruling: number): string => `T-${ruling}`;

/** Why ours and theirs differ; what none of these explains is the rest. */
export const tieReasons = ["not-in-erp", "other-period", "price", "freight", "currency", "our-gap"] as const;
export type TieReason = (typeof tieReasons)[number];

/** One document that differs, in minor units of the reporting currency. */
export interface TieLine {
  readonly reason: TieReason;
  /** Ours; none where we have no such document. */
  readonly refs: readonly Ref[];
  /** Theirs; null where the ERP has none. */
  readonly id: string | null;
  /** By how much ours is more because of it. */
  readonly minor: number;
}

/** Ours beside theirs, in minor units of the reporting currency. `difference` is the sum of the lines and the rest. */
export interface TieOut {
  /** Of exact amounts: estimates and what is unknown are in no total, and beside it. */
  readonly ours: number;
  readonly theirs: number;
  readonly difference: number;
  readonly lines: readonly TieLine[];
  readonly unexplained: number;
  /** Documents of both that have the same amount. */
  readonly tied: number;
  /** Ours that are in no total: estimated, unknown, or without a rate. */
  readonly apart: number;
}

/**
 * Ours beside the ERP's own total. With its list each document of either stands in one place: tied, or in lines that sum
 * to what it differs by. With the total alone only another period can be told apart. `reported` answers amounts in the
 * reporting currency; null where the statement cannot be converted.
 */
export function tieOutOf(
  owed: readonly Owed[],
  statement: LedgerStatement,
  reported: (amount: Money) => number | null,
): TieOut | null {
  const theirs = reported(statement.total);
  if (theirs === null) return null;
  const asked = owed.filter(
    ({ entity, notBillable }) => notBillable === null && (statement.entity === null || entity === statement.entity),
  );
  const exact = asked.flatMap((one) => {
    const minor = one.amount === null || one.estimate ? null : reported(one.amount);
    return minor === null ? [] : [{ owed: one, minor }];
  });
  const ours = sumOf(exact);
  const matched = matchedTo(exact, statement.documents ?? []);
  const lines: TieLine[] = [];
  let tied = 0;
  for (const { document, its } of matched.pairs) {
    const found = linesOfPair(document, its, reported);
    // A document that no rate converts is in nothing that can be compared: it stays in the rest.
    if (found === null) continue;
    lines.push(...found);
    if (found.length === 0) tied += its.length;
  }
  for (const { owed: one, minor } of matched.alone) {
    const other = one.ledgerPeriod !== null && statement.period !== null && one.ledgerPeriod !== statement.period;
    if (other) lines.push({ reason: "other-period", refs: [one.ref], id: null, minor });
    else if (statement.documents !== null) lines.push({ reason: "not-in-erp", refs: [one.ref], id: null, minor });
  }
  for (const document of matched.theirs) {
    const minor = reported(document.amount);
    if (minor !== null) lines.push({ reason: "our-gap", refs: [], id: document.id, minor: -minor });
  }
  const difference = ours - theirs;
  const explained = lines.reduce((sum, { minor }) => sum + minor, 0);
  return {
    ours,
    theirs,
    difference,
    lines,
    unexplained: difference - explained,
    tied,
    apart: asked.length - exact.length,
  };
}

interface Ours {
  readonly owed: Owed;
  readonly minor: number;
}

const sumOf = (all: readonly Ours[]): number => all.reduce((sum, { minor }) => sum + minor, 0);

/** What the documents of a pair differ by; none where they tie. */
function linesOfPair(
  { id, amount, freight }: StatedDocument,
  its: readonly Ours[],
  reported: (amount: Money) => number | null,
): readonly TieLine[] | null {
  const theirs = reported(amount);
  const carriage = reported({ minor: freight, currency: amount.currency });
  if (theirs === null || carriage === null) return null;
  const refs = its.map(({ owed }) => owed.ref);
  const line = (reason: TieReason, minor: number): readonly TieLine[] =>
    minor === 0 ? [] : [{ reason, refs, id, minor }];
  const more = sumOf(its) - theirs;
  const foreign = its.some(({ owed }) => owed.amount?.currency !== amount.currency);
  if (foreign) return line("currency", more);
  return [...line("freight", -carriage), ...line("price", more + carriage)];
}

/** Documents of both by number: by that of ours itself first, then by one that it is about. */
function matchedTo(exact: readonly Ours[], documents: readonly StatedDocument[]) {
  const stated = new Map<string, StatedDocument>();
  for (const document of documents) {
    const key = numberOf(document.id);
    const known = stated.get(key);
    stated.set(key, known === undefined ? document : together(known, document));
  }
  const pairs = new Map<string, Ours[]>();
  const alone: Ours[] = [];
  for (const one of exact) {
    const { ref, about } = one.owed;
    const key = [ref, ...about]
      .map((document) => numberOf(partsOf(document).value))
      .find((number) => stated.has(number));
    if (key === undefined) alone.push(one);
    else pairs.set(key, [...(pairs.get(key) ?? []), one]);
  }
  return {
    pairs: [...pairs].flatMap(([key, its]) => {
      const document = stated.get(key);
      return document === undefined ? [] : [{ document, its }];
    }),
    alone,
    theirs: [...stated].flatMap(([key, document]) => (pairs.has(key) ? [] : [document])),
  };
}

/** A number that is listed twice, as lines of one document are; in another currency it is none of these. */
const together = (a: StatedDocument, b: StatedDocument): StatedDocument =>
  a.amount.currency === b.amount.currency
    ? { ...a, amount: { ...a.amount, minor: a.amount.minor + b.amount.minor }, freight: a.freight + b.freight }
    : a;

const numberOf = (id: string): string => id.trim().toLowerCase();
