import {
  endOf,
  type HandOver,
  type HistoryEntry,
  type Instant,
  type Network,
  type OpsException,
  type Quiet,
  type Said,
} from "../domain/index.ts";
import type { HandOverRow, QuietRow } from "../wire/index.ts";
import { toExceptionRow, toHistoryRow } from "./exception-rows.ts";
import { isoOf, isoOrNull } from "./formats.ts";

/** `H-12`. */
export const handOverId = (number: number): string => `H-${number}`;

/** `Q-12`. */
export const quietId = (number: number): string => `Q-${number}`;

/** The number in an id as `H-12`; null when it is none. */
export function numberOfRuling(id: string, letter: "H" | "Q"): number | null {
  const match = /^([HQ])-([1-9]\d{0,14})$/.exec(id);
  return match === null || match[1] !== letter ? null : Number(match[2]);
}

const doneLines = 4;

/** A hand-over with those of its exceptions that may be seen. */
export function toHandOverRow(
  { number, at, by, to, note, accepted, questions }: HandOver,
  seen: readonly { readonly exception: OpsException; readonly history: readonly HistoryEntry[] }[],
  network: Pick<Network, "minorUnits">,
): HandOverRow {
  const lines = seen.map(({ exception, history }): HandOverRow["lines"][number] => {
    const took = accepted.find((one) => one.exception === exception.number);
    const waits = exception.handOver?.number === number;
    return {
      exception: toExceptionRow(exception, network),
      state: took !== undefined ? "accepted" : waits ? "waiting" : "ended",
      acceptedAt: isoOrNull(took?.at ?? null),
      acceptedBy: took?.by ?? null,
      dueAt: waits ? isoOrNull(exception.handOver?.dueAt ?? null) : null,
      done: history
        .filter((entry) => entry.by !== "rule" && entry.action !== "hand-over")
        .slice(-doneLines)
        .map(toHistoryRow),
    };
  });
  return {
    id: handOverId(number),
    at: isoOf(at),
    by,
    to,
    note,
    waiting: lines.filter(({ state }) => state === "waiting").length,
    lines,
    questions: questions.map(({ answer, ...asked }, place) => ({
      number: place + 1,
      ...toSaid(asked),
      answer: answer === null ? null : toSaid(answer),
    })),
  };
}

const toSaid = ({ at, by, text }: Said) => ({ at: isoOf(at), by, text });

/** A planned quiet as it stands at an instant. */
export const toQuietRow = (quiet: Quiet, now: Instant): QuietRow => ({
  id: quietId(quiet.number),
  system: quiet.system,
  from: isoOf(quiet.from),
  to: isoOf(quiet.to),
  why: quiet.why,
  by: quiet.by,
  declaredAt: isoOf(quiet.at),
  endedAt: isoOrNull(quiet.endedAt),
  endedBy: quiet.endedBy,
  state: now >= endOf(quiet) ? "over" : now >= quiet.from ? "running" : "planned",
});
