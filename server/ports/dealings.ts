import {
  type Dealing,
  type Dealt,
  type Instant,
  type PartnerLine,
  type Silences,
  type Verdict,
  verdictOf,
} from "../domain/index.ts";

/** Which of what was due with a partner is asked for: one line's in a while, all or those that count in one way. */
export interface DealingsAsked {
  readonly partner: string;
  readonly line: Pick<PartnerLine, "side" | "measure" | "step">;
  readonly from: Instant;
  /** First instant that is no longer of it. */
  readonly to: Instant;
  /** Null: all that the line counts. */
  readonly verdict: Exclude<Verdict, "none"> | null;
  readonly silences: Silences;
}

/** Counts of what was due in one of several whiles that follow each other. */
export const dealtText = ({ side, step, system, state, flawed, from }: Omit<Dealt, "count">): string =>
  JSON.stringify([from, side, step, system, state, flawed]);

/** As it is counted. */
export const dealtOf = ({ side, flow, step, system, state, flaw }: Dealing, from: Instant): Omit<Dealt, "count"> => ({
  side,
  step: `${flow}.${step}`,
  system,
  state,
  flawed: flaw !== null,
  from,
});

/** How a line counts it; each by when it was due. */
export const verdictOn = (dealing: Dealing, { line, silences }: Pick<DealingsAsked, "line" | "silences">): Verdict =>
  verdictOf(line, dealtOf(dealing, dealing.dueAt), silences);
