import type { HandOver, Instant, OpsException, Owner } from "../types.ts";
import { exceptionOf, handOverOf, type Work } from "../work.ts";
import { spanText } from "./words.ts";
import { judged, writeException } from "./write.ts";

/** Writes an exception as it stands now, on the next rung where its time is up: one rung at a time, each with its line of history. */
export function climb(work: Work, exception: OpsException): void {
  const { row, ladder } = judged(work, exception);
  if (ladder.goes === null) {
    writeException(work, row, null);
    return;
  }
  const { rung, why } = ladder.goes;
  const turn = ladder.turns[rung];
  if (turn === undefined) return;
  const next: OpsException = {
    ...row,
    state: "open",
    acknowledgedAt: null,
    owner: turn.owner,
    ownerDecided: false,
    rung,
    rungAt: work.at,
    handOver: null,
  };
  const to = nameOf(work, turn.owner);
  const from = nameOf(work, row.owner);
  const text = {
    "not-taken": `not taken in ${spanText(ladder.turns[row.rung]?.take ?? 0)}: ${to}`,
    "nobody-on-shift": `critical, and nobody of ${from} is on shift: ${to}`,
    "not-accepted": `hand-over to ${nameOf(work, row.handOver?.to ?? row.owner)} not accepted: ${to}`,
  }[why];
  writeException(work, judged(work, next).row, { action: "escalated", by: "rule", text });
}

/** An owner in words: the person and the team, else the team. */
function nameOf(work: Work, { team, person }: Owner): string {
  const name = work.network.teams.get(team)?.name ?? team;
  return person === null ? name : `${person}, ${name}`;
}

/** Hands over what is open: it stays with whom it is with, and whose clock it is, until it is accepted. */
export function handOver(
  work: Work,
  told: Pick<HandOver, "number" | "by" | "to" | "note" | "exceptions">,
  at: Instant,
): void {
  const exceptions: number[] = [];
  const teams = new Map<string, number>();
  for (const number of [...new Set(told.exceptions)].sort((a, b) => a - b)) {
    const exception = exceptionOf(work, number);
    if (exception === undefined || exception.state === "resolved") continue;
    exceptions.push(number);
    const { team } = exception.owner;
    teams.set(team, (teams.get(team) ?? 0) + 1);
    const waiting = { number: told.number, at, by: told.by, to: told.to, dueAt: null };
    writeException(work, judged(work, { ...exception, handOver: waiting }).row, {
      action: "hand-over",
      by: told.by,
      text: nameOf(work, told.to),
    });
  }
  const [from] = [...teams].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (from === undefined) return;
  work.handOvers.set(told.number, { ...told, from: from[0], at, exceptions, accepted: [], questions: [] });
}

/** Takes what was handed over: from now on it is theirs, and their time to close it begins. */
export function accept(work: Work, number: number, by: string, exceptions: readonly number[]): void {
  const found = handOverOf(work, number);
  if (found === undefined) return;
  const accepted = [...found.accepted];
  for (const one of [...new Set(exceptions)].sort((a, b) => a - b)) {
    const exception = exceptionOf(work, one);
    if (exception?.handOver?.number !== number || exception.state === "resolved") continue;
    accepted.push({ exception: one, at: work.at, by });
    const next: OpsException = {
      ...exception,
      state: "acknowledged",
      acknowledgedAt: work.at,
      snoozedUntil: null,
      owner: { team: exception.handOver.to.team, person: by },
      ownerDecided: true,
      rungAt: work.at,
      handOver: null,
    };
    writeException(work, judged(work, next).row, { action: "accept", by, text: null });
  }
  work.handOvers.set(number, { ...found, accepted });
}
