import type { CloseReason, ExceptionRow, Problem } from "../../server/wire/index.ts";
import { api, problemOf } from "./api.ts";

/** What a person can do to an exception; instants are ISO 8601. */
export type Act =
  | { readonly action: "acknowledge" }
  | { readonly action: "assign"; readonly team: string; readonly person?: string }
  | { readonly action: "comment"; readonly text: string }
  | { readonly action: "snooze"; readonly until: string }
  | { readonly action: "resolve"; readonly reason: CloseReason; readonly text?: string }
  | { readonly action: "reopen"; readonly text: string }
  | { readonly action: "tell"; readonly text: string; readonly expectedAt?: string };

/** How it ended. `conflict`: it changed since the version seen; nothing was done, and `current` is what it is now. */
export type Acted =
  | { readonly kind: "done"; readonly row: ExceptionRow }
  | { readonly kind: "conflict"; readonly current: ExceptionRow }
  | { readonly kind: "failed"; readonly problem: Problem };

/** Sends an action with the version that the person saw. Never throws. */
export async function act(row: Pick<ExceptionRow, "id" | "version">, what: Act): Promise<Acted> {
  try {
    const answer = await api<ExceptionRow>(`/exceptions/${encodeURIComponent(row.id)}/actions`, {
      body: { ...what, version: row.version },
    });
    return { kind: "done", row: answer };
  } catch (error) {
    const problem = problemOf(error);
    return problem.status === 409 && problem.current !== undefined
      ? { kind: "conflict", current: problem.current }
      : { kind: "failed", problem };
  }
}
