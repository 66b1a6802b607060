import type { Decision } from "../change.ts";
import type { Network } from "../network.ts";
import type { HistoryEntry, OpsException, PersonState } from "../types.ts";
import { exceptionOf, type Work } from "../work.ts";
import { awaitsOutcome } from "./outcome.ts";
import { lapsed, toldAt } from "./told.ts";
import { dressed, writeException } from "./write.ts";

/** Why a decision cannot be taken. `stale`: the exception changed since the person saw it. */
export type Refusal =
  | { readonly kind: "unknown" }
  | { readonly kind: "stale"; readonly current: OpsException }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

/** Whether a decision may be taken now; null: it may. Asked before anything is written. */
export function refusalOf(
  exception: OpsException | undefined,
  decision: Decision,
  history: readonly HistoryEntry[],
  network: Pick<Network, "routing" | "teams">,
): Refusal | null {
  if (exception === undefined) return { kind: "unknown" };
  if (exception.version !== decision.version) return { kind: "stale", current: exception };
  const resolved = exception.state === "resolved";
  switch (decision.action) {
    case "reopen":
      return resolved ? null : refused("not-closed", "It is open: there is nothing to reopen.");
    case "undo":
      return undoneBy(decision.actionId, history) === null
        ? refused("nothing-to-undo", "Something newer holds, so that this can no longer be taken back.")
        : null;
    case "comment":
      return null;
    case "not-mine": {
      if (resolved) return refused("closed", "It is closed: reopen it first.");
      const to = decision.team ?? network.routing.to;
      if (to !== exception.owner.team) return null;
      const name = network.teams.get(to)?.name ?? to;
      return refused(
        "same-team",
        `It is with ${name} already, whose what nobody else has is: name the team whose it is.`,
      );
    }
    default:
      return resolved ? refused("closed", "It is closed: reopen it first.") : null;
  }
}

const refused = (code: string, message: string): Refusal => ({ kind: "refused", code, message });

/** What a decision replaced, where nothing newer holds: no later decision, and no rule that moved the state since. */
function undoneBy(actionId: number, history: readonly HistoryEntry[]): PersonState | null {
  const holding = history.filter((entry) => entry.undoes !== null || moving.has(entry.action)).at(-1);
  return holding?.version === actionId ? holding.undoes : null;
}

/** Actions after which an earlier decision no longer stands as it was taken. */
const moving: ReadonlySet<string> = new Set([
  "resolved",
  "reopened",
  "woken",
  "merged",
  "undo",
  "hand-over",
  "accept",
  "escalated",
]);

/** Takes a decision that was not refused: the row as the person left it, and what it replaced, for `undo`. */
export function decide(work: Work, decision: Decision): OpsException | null {
  const exception = exceptionOf(work, decision.exception);
  const history = work.context.history(decision.exception);
  if (exception === undefined || refusalOf(exception, decision, history, work.network) !== null) return null;
  const next = decided(work, exception, decision, history);
  return writeException(work, next.state === "resolved" ? next : dressed(work, next), {
    action: decision.action,
    by: decision.by,
    text: textOf(decision),
    ...(decision.action === "comment" || decision.action === "undo" ? {} : { undoes: personState(exception) }),
  });
}

/** What a decision replaces, for `undo`. */
export const personState = (row: OpsException): PersonState => ({
  state: row.state,
  owner: row.owner,
  ownerDecided: row.ownerDecided,
  acknowledgedAt: row.acknowledgedAt,
  snoozedUntil: row.snoozedUntil,
  dueAt: row.dueAt,
  resolvedAt: row.resolvedAt,
  resolution: row.resolution,
  told: row.told,
  timer: row.timer,
  rung: row.rung,
  rungAt: row.rungAt,
  notMine: row.notMine,
  handOver: row.handOver,
});

/** Times that an exception remembers of having been given back. */
const mostNotMine = 20;

function decided(work: Work, row: OpsException, decision: Decision, history: readonly HistoryEntry[]): OpsException {
  switch (decision.action) {
    case "acknowledge":
      return {
        ...row,
        state: "acknowledged",
        acknowledgedAt: work.at,
        snoozedUntil: null,
        owner: { team: row.owner.team, person: decision.by },
        ownerDecided: true,
        handOver: null,
      };
    case "assign":
      return {
        ...row,
        owner: { team: decision.team, person: decision.person },
        ownerDecided: true,
        rungAt: work.at,
        handOver: null,
      };
    case "not-mine": {
      const to = decision.team ?? work.network.routing.to ?? row.owner.team;
      const refused = { at: work.at, by: decision.by, from: row.owner.team, to, reason: decision.reason };
      return {
        ...row,
        state: "open",
        acknowledgedAt: null,
        snoozedUntil: null,
        owner: { team: to, person: null },
        ownerDecided: true,
        rungAt: work.at,
        notMine: [...row.notMine, refused].slice(-mostNotMine),
        handOver: null,
      };
    }
    case "snooze":
      return { ...row, state: "snoozed", snoozedUntil: decision.until };
    case "resolve":
      return {
        ...row,
        state: "resolved",
        resolvedAt: work.at,
        snoozedUntil: null,
        handOver: null,
        dueAt: null,
        timer: null,
        resolution: {
          by: decision.by,
          reason: decision.reason,
          text: decision.text,
          ...(awaitsOutcome(work, row) ? { outcomeSeenAt: null } : {}),
        },
      };
    case "reopen":
      return {
        ...lapsed(row, work.at),
        state: "open",
        resolvedAt: null,
        resolution: null,
        acknowledgedAt: null,
        createdAt: work.at,
        rung: 0,
        rungAt: work.at,
      };
    case "tell":
      return {
        ...row,
        told: toldAt({ text: decision.text, by: decision.by, expectedAt: decision.expectedAt }, work.at),
      };
    case "undo":
      return { ...row, ...(undoneBy(decision.actionId, history) ?? {}) };
    case "comment":
      return row;
  }
}

function textOf(decision: Decision): string | null {
  switch (decision.action) {
    case "comment":
    case "reopen":
    case "tell":
      return decision.text;
    case "resolve":
      return decision.text === null ? decision.reason : `${decision.reason}: ${decision.text}`;
    case "assign":
      return decision.person === null ? decision.team : `${decision.team}, ${decision.person}`;
    case "not-mine":
      return decision.team === null ? decision.reason : `${decision.team}: ${decision.reason}`;
    case "snooze":
    case "acknowledge":
    case "undo":
      return null;
  }
}
