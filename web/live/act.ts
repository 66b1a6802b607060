import type {
  ActionResult,
  ActionsAnswer,
  ActionsPreview,
  CloseReason,
  ExceptionRow,
  Problem,
} from "../../server/wire/index.ts";
import { api, problemOf } from "./api.ts";

/** What a person can do to an exception; instants are ISO 8601. */
export type Act =
  | { readonly action: "acknowledge" }
  | { readonly action: "assign"; readonly team: string; readonly person?: string }
  | { readonly action: "not-mine"; readonly reason: string; readonly team?: string }
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

/** Which of many: rows with the version seen, or all that a filter found when the list was seen. */
export type Which =
  | { readonly ids: readonly { readonly id: string; readonly version: number }[] }
  | { readonly filter: Readonly<Record<string, string>>; readonly asOfSeq: number };

/** How an action on many ended: an answer for each, or none was asked. */
export type ActedOnMany =
  | { readonly kind: "done"; readonly results: readonly ActionResult[]; readonly joinedLater: number }
  | { readonly kind: "failed"; readonly problem: Problem };

const many = "/exceptions/actions";

/** Sends one action for many. Never throws. */
export async function actOnMany(which: Which, what: Act): Promise<ActedOnMany> {
  try {
    const answer = await api<ActionsAnswer>(many, { body: { ...what, ...which } });
    return { kind: "done", ...answer };
  } catch (error) {
    return { kind: "failed", problem: problemOf(error) };
  }
}

/** What an action on many would do, by count and reason. Throws `ApiError`. */
export const previewOf = (which: Which, what: Act, signal?: AbortSignal): Promise<ActionsPreview> =>
  api<ActionsPreview>(many, {
    body: { ...what, ...which, dryRun: true },
    ...(signal === undefined ? {} : { signal }),
  });

/** Takes actions back, each by the version that it made. Never throws. */
export async function takeBack(
  made: readonly { readonly id: string; readonly actionId: number }[],
): Promise<ActedOnMany> {
  try {
    const answer = await api<ActionsAnswer>(many, { body: { action: "undo", ids: made } });
    return { kind: "done", ...answer };
  } catch (error) {
    return { kind: "failed", problem: problemOf(error) };
  }
}
