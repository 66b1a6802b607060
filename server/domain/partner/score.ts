import type { Instant } from "../types.ts";
import type { PartnerLine, Side } from "./agreement.ts";
import type { DealingState } from "./dealing.ts";

/** How many dealings of a kind were due in one while. */
export interface Dealt {
  readonly side: Side;
  /** `flow.step`. */
  readonly step: string;
  readonly system: string;
  readonly state: DealingState;
  readonly flawed: boolean;
  readonly count: number;
  /** First instant of the while: it lies in one stretch of silence or in none. */
  readonly from: Instant;
}

/** What a line comes to in a while. `of` are those that were judged; the unknown ones are in no figure. */
export interface Counted {
  readonly kept: number;
  readonly of: number;
  readonly unknown: number;
}

export const nothingCounted: Counted = { kept: 0, of: 0, unknown: 0 };

export const addCounted = (a: Counted, b: Counted): Counted => ({
  kept: a.kept + b.kept,
  of: a.of + b.of,
  unknown: a.unknown + b.unknown,
});

/** Since when each system is silent; absent: it is heard. */
export type Silences = ReadonlyMap<string, Instant>;

/** Kept, not kept, not known, or in no count of the line. */
export type Verdict = "kept" | "not-kept" | "unknown" | "none";

/** How something that was due counts on a line; what is missed while its system is silent is not known. */
export function verdictOf(
  { measure }: Pick<PartnerLine, "measure">,
  { state, flawed, system, from }: Pick<Dealt, "state" | "flawed" | "system" | "from">,
  silences: Silences,
): Verdict {
  if (measure === "correct") return state !== "met" && state !== "met-late" ? "none" : flawed ? "not-kept" : "kept";
  if (measure !== "in-time") return "none";
  if (state === "met") return "kept";
  if (state === "met-late") return "not-kept";
  const silent = silences.get(system);
  return state === "missed" && (silent === undefined || from < silent) ? "not-kept" : "unknown";
}

/** Folds what was due into what a line comes to. */
export function countLine(line: PartnerLine, dealt: readonly Dealt[], silences: Silences): Counted {
  let counted = nothingCounted;
  for (const one of dealt) {
    if (one.side !== line.side || one.step !== line.step) continue;
    const verdict = verdictOf(line, one, silences);
    if (verdict === "none") continue;
    const { count } = one;
    counted = addCounted(counted, {
      kept: verdict === "kept" ? count : 0,
      of: verdict === "unknown" ? 0 : count,
      unknown: verdict === "unknown" ? count : 0,
    });
  }
  return counted;
}

/** A share in thousandths, rounded down: what is shown as reached is reached. Null where nothing was judged. */
export const shareOf = ({ kept, of }: Pick<Counted, "kept" | "of">): number | null =>
  of === 0 ? null : Math.floor((kept * 1000) / of);

/** Between which thousandths the share lies once what is unknown is known. */
export function boundsOf({ kept, of, unknown }: Counted): { readonly low: number; readonly high: number } | null {
  const all = of + unknown;
  if (all === 0) return null;
  return { low: Math.floor((kept * 1000) / all), high: Math.floor(((kept + unknown) * 1000) / all) };
}

export const lineStates = ["kept", "below", "open", "no-agreement", "not-measured"] as const;
export type LineState = (typeof lineStates)[number];

/** Kept or below only where what is unknown could not turn it; else it is open. */
export function stateOf(share: number | null, counted: Counted): LineState {
  const bounds = boundsOf(counted);
  if (bounds === null) return "not-measured";
  if (share === null) return counted.of === 0 ? "not-measured" : "no-agreement";
  if (bounds.low >= share) return "kept";
  return bounds.high < share ? "below" : "open";
}

/** One half in one look: `kept` of `of` agreed lines that are measured; open ones are among these. */
export interface Half {
  readonly kept: number;
  readonly of: number;
  readonly open: number;
  readonly notMeasured: number;
}

/** Counts the lines of one half. */
export function halfOf(states: readonly { readonly state: LineState; readonly agreed: boolean }[]): Half {
  const agreed = states.filter((one) => one.agreed);
  const count = (state: LineState) => agreed.filter((one) => one.state === state).length;
  return {
    kept: count("kept"),
    of: agreed.length - count("not-measured"),
    open: count("open"),
    notMeasured: count("not-measured"),
  };
}
