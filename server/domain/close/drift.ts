import { type BooksBlock, booksBlocks } from "../books/owed.ts";
import type { Money, Ref } from "../types.ts";
import { type AccrualLine, amountOfLine } from "./accrual.ts";

/** One line as it was signed: what drift is counted from. */
export type SignedLine = AccrualLine;

/** What was frozen by a signature; lines by key, so that the order of arrival changes nothing. */
export interface CloseSnapshot {
  readonly period: string;
  readonly entity: string | null;
  readonly currency: string;
  /** Day whose rates convert. */
  readonly ratesOn: string;
  readonly lines: readonly SignedLine[];
  /** Documents that kept the period open when it was signed, by what they were. */
  readonly stops: readonly { readonly side: BooksBlock; readonly cause: string; readonly count: number }[];
}

/** The snapshot of lines and causes in any order. */
export function snapshotOf(told: CloseSnapshot): CloseSnapshot {
  const by =
    <T>(text: (one: T) => string) =>
    (a: T, b: T) =>
      text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
  return {
    ...told,
    lines: told.lines.toSorted(by(({ key }) => key)),
    stops: told.stops.toSorted(by(({ side, cause }) => `${side} ${cause}`)),
  };
}

/** What became of a signed line. */
export interface LineNow {
  readonly state: "confirmed" | "open" | "fell-away";
  /** What it is worth by what is known now; null: nobody told, and it stays what was signed. */
  readonly amount: Money | null;
}

export const driftStates = ["confirmed", "open", "fell-away", "new"] as const;
export type DriftState = (typeof driftStates)[number];

/** One document by which what is known now differs, in minor units of the reporting currency. */
export interface DriftLine {
  readonly state: DriftState;
  readonly side: BooksBlock;
  readonly ref: Ref;
  readonly signed: number;
  readonly now: number;
}

/** What became of one side since it was signed. `difference` is `now` less `signed`, and the sum of its states. */
export interface SideDrift {
  readonly side: BooksBlock;
  readonly signed: number;
  readonly now: number;
  readonly difference: number;
  readonly states: Readonly<Record<DriftState, { readonly count: number; readonly difference: number }>>;
}

/** What became of a signed list, by side and line. */
export interface Drift {
  readonly sides: readonly SideDrift[];
  readonly lines: readonly DriftLine[];
}

/**
 * What is known now beside what was signed, of each side that has any. Unknown stands as nothing on both ends, and what
 * was signed stays where nobody tells what it is worth, so that no difference is made up.
 */
export function driftOf(
  signed: readonly SignedLine[],
  nowOf: (line: SignedLine) => LineNow,
  fresh: readonly AccrualLine[],
  reported: (amount: Money) => number | null,
): Drift {
  const minorOf = (amount: Money | null): number => (amount === null ? 0 : (reported(amount) ?? 0));
  const keys = new Set(signed.map(({ key }) => key));
  const lines = [
    ...signed.map((line): DriftLine => {
      const { state, amount } = nowOf(line);
      const was = minorOf(amountOfLine(line));
      const now = state === "fell-away" ? 0 : amount === null ? was : minorOf(amount);
      return { state, side: line.side, ref: line.ref, signed: was, now };
    }),
    ...fresh
      .filter(({ key }) => !keys.has(key))
      .map((line): DriftLine => {
        return { state: "new", side: line.side, ref: line.ref, signed: 0, now: minorOf(amountOfLine(line)) };
      }),
  ];
  const sides = booksBlocks.flatMap((side) => {
    const its = lines.filter((line) => line.side === side);
    return its.length === 0 ? [] : [sideOf(side, its)];
  });
  return { sides, lines };
}

function sideOf(side: BooksBlock, lines: readonly DriftLine[]): SideDrift {
  const states = {
    confirmed: { count: 0, difference: 0 },
    open: { count: 0, difference: 0 },
    "fell-away": { count: 0, difference: 0 },
    new: { count: 0, difference: 0 },
  };
  let [signed, now] = [0, 0];
  for (const line of lines) {
    signed += line.signed;
    now += line.now;
    states[line.state].count += 1;
    states[line.state].difference += line.now - line.signed;
  }
  return { side, signed, now, difference: now - signed, states };
}
