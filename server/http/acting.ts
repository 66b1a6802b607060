import type { Decision, Network } from "../domain/index.ts";
import { toExceptionRow } from "../feeds/index.ts";
import type { Decided } from "../pipeline/desk.ts";
import type { ExceptionRow } from "../wire/index.ts";
import type { ActionBody, ActionsBody } from "../wire/schemas.ts";
import { problem, Refused, refusedBy } from "./problems.ts";
import type { Serving } from "./route.ts";

/** What is to be done, apart from what to. An undo names its action for each exception on its own. */
export type Deed = ActionBody | Exclude<ActionsBody, { readonly action: "undo" }>;

/** A body as the decision that the engine judges. */
export function decisionOf(deed: Deed, exception: number, version: number, by: string): Decision {
  const base = { exception, version, by };
  switch (deed.action) {
    case "acknowledge":
      return { ...base, action: deed.action };
    case "assign":
      return { ...base, action: deed.action, team: deed.team, person: deed.person ?? null };
    case "not-mine":
      return { ...base, action: deed.action, reason: deed.reason, team: deed.team ?? null };
    case "comment":
    case "reopen":
      return { ...base, action: deed.action, text: deed.text };
    case "snooze":
      return { ...base, action: deed.action, until: Date.parse(deed.until) };
    case "resolve":
      return { ...base, action: deed.action, reason: deed.reason, text: deed.text ?? null };
    case "tell":
      return {
        ...base,
        action: deed.action,
        text: deed.text,
        expectedAt: deed.expectedAt === undefined || deed.expectedAt === null ? null : Date.parse(deed.expectedAt),
      };
    case "undo":
      return { ...base, action: deed.action, actionId: deed.actionId };
  }
}

/** Decides, and answers the exception as it is now. Throws `Refused`: 409 with the present row, or what the engine said. */
export async function actOn({ deps }: Serving, number: number, deed: ActionBody, by: string): Promise<ExceptionRow> {
  refuseUnknownTeam(deed, deps.network());
  return rowOf(await deps.desk.decide(decisionOf(deed, number, deed.version, by)), deps.network());
}

/** The row that a decision left. Throws `Refused` where it was not taken. */
export function rowOf(decided: Decided, network: Network): ExceptionRow {
  if (decided.kind === "done") return toExceptionRow(decided.exception, network);
  if (decided.kind === "refused") throw refusedBy(decided.fault);
  const current = toExceptionRow(decided.current, network);
  throw new Refused(problem(409, "stale-version", "It changed since it was seen; nothing was done.", { current }));
}

/** Throws `Refused` where something is to go to a team that the network does not have. */
export function refuseUnknownTeam(deed: ActionBody | ActionsBody, network: Network): void {
  if (deed.action !== "assign" && deed.action !== "not-mine") return;
  if (deed.team === undefined || deed.team === null || network.teams.has(deed.team)) return;
  const message = `must be of ${[...network.teams.keys()].join(", ")}`;
  throw new Refused(problem(422, "unknown-team", `team ${message}`, { faults: [{ path: "team", message }] }));
}
