import type { ExceptionRow, HistoryAction, HistoryRow } from "../../../server/wire/index.ts";

/** A body as the routes of actions take it. */
export interface Body {
  readonly action: HistoryAction;
  readonly version?: number;
  readonly text?: string;
  readonly team?: string;
  readonly person?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly expectedAt?: string;
  readonly actionId?: number;
}

/** What became of it: the next row, or why not, as the engine says it. */
export type Judged =
  | { readonly kind: "done"; readonly row: ExceptionRow }
  | { readonly kind: "stale" }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string };

/** Judges actions as the core does, and remembers what each replaced. */
export function makeJudge(historyOf: (id: string) => HistoryRow[]) {
  const replaced = new Map<string, { readonly version: number; readonly was: ExceptionRow }[]>();

  const judge = (row: ExceptionRow, body: Body): Judged => {
    if (body.version !== undefined && body.version !== row.version) return { kind: "stale" };
    if (body.action === "undo") {
      const last = replaced.get(row.id)?.at(-1);
      return last === undefined || last.version !== body.actionId
        ? { kind: "refused", code: "nothing-to-undo", detail: "Something newer holds." }
        : { kind: "done", row: { ...last.was, version: row.version + 1 } };
    }
    if (row.state === "resolved" && body.action !== "reopen" && body.action !== "comment") {
      return { kind: "refused", code: "closed", detail: "It is closed: reopen it first." };
    }
    return { kind: "done", row };
  };

  return {
    judge,
    /** Takes what was not refused. */
    act(row: ExceptionRow, body: Body, by: string, at: string): Judged {
      const judged = judge(row, body);
      if (judged.kind !== "done") return judged;
      const next =
        body.action === "undo" ? judged.row : { ...row, ...changed(row, body, by, at), version: row.version + 1 };
      const stack = replaced.get(row.id) ?? [];
      if (body.action === "undo") replaced.set(row.id, stack.slice(0, -1));
      else if (body.action !== "comment") replaced.set(row.id, [...stack, { version: next.version, was: row }]);
      historyOf(row.id).push({ actionId: next.version, at, by, action: body.action, text: body.text ?? null });
      return { kind: "done", row: next };
    },
    /** Somebody or a rule moved it: nothing before that can be taken back. */
    moved: (id: string) => replaced.delete(id),
  };
}

function changed(row: ExceptionRow, body: Body, by: string, at: string): Partial<ExceptionRow> {
  switch (body.action) {
    case "acknowledge":
      return { state: "acknowledged", acknowledgedAt: at, snoozedUntil: null, owner: { ...row.owner, person: by } };
    case "assign":
      return { owner: { team: body.team ?? row.owner.team, person: body.person ?? null } };
    case "not-mine":
      return {
        state: "open",
        acknowledgedAt: null,
        snoozedUntil: null,
        owner: { team: body.team ?? "integration", person: null },
      };
    case "snooze":
      return { state: "snoozed", snoozedUntil: body.until ?? null };
    case "resolve":
      return {
        state: "resolved",
        resolvedAt: at,
        resolution: { by, reason: body.reason ?? "", text: body.text ?? null },
      };
    case "reopen":
      return { state: "open", resolvedAt: null, resolution: null };
    case "tell":
      return { told: { text: body.text ?? "", by, at, expectedAt: body.expectedAt ?? null, lapsedAt: null } };
    default:
      return {};
  }
}
