import { type Decision, type OpsException, refusalOf } from "../domain/index.ts";
import { exceptionId, numberOfException, toExceptionRow } from "../feeds/index.ts";
import { decisionsAtOnce } from "../pipeline/desk.ts";
import type { Scope } from "../ports/index.ts";
import type { ActionResult, ActionsAnswer, ActionsPreview, Problem } from "../wire/index.ts";
import type { ActionsBody } from "../wire/schemas.ts";
import { decisionOf, refuseUnknownTeam, rowOf } from "./acting.ts";
import { filterFrom } from "./filters.ts";
import { matchedAsOf } from "./matched.ts";
import { problem, Refused } from "./problems.ts";
import type { Serving } from "./route.ts";

/** Results that carry the row as it is now, at most: more would be an answer of many megabytes. */
const rowsTold = 1_000;

/** One of those that are to be acted on. */
interface Target {
  readonly id: string;
  /** As it is now; undefined where there is none, or none in scope. */
  readonly present: OpsException | undefined;
  /** By a filter: as it was when the list was seen, where it changed since. */
  readonly seen: OpsException | null;
  /** What the engine is asked; undefined with `present`. */
  readonly decision: Decision | undefined;
}

/** Decides on many, in slices between which the engine goes on; each answers for itself. Throws `Refused` where it cannot be told which. */
export async function actOnMany(
  serving: Serving,
  scope: Scope,
  deed: ActionsBody,
  by: string,
): Promise<ActionsAnswer | ActionsPreview> {
  refuseUnknownTeam(deed, serving.deps.network());
  const { targets, joinedLater } = await targetsOf(serving, scope, deed, by);
  if (deed.dryRun === true) return { preview: await preview(serving, scope, targets, by), joinedLater };
  const results: ActionResult[] = [];
  for (let from = 0; from < targets.length; from += decisionsAtOnce) {
    results.push(...(await decideSlice(serving, targets.slice(from, from + decisionsAtOnce), targets.length)));
  }
  return { results, joinedLater };
}

async function decideSlice(
  { deps }: Serving,
  targets: readonly Target[],
  asked: number,
): Promise<readonly ActionResult[]> {
  const network = deps.network();
  const decisions = targets.flatMap(({ decision }) => decision ?? []);
  const decided = decisions.length === 0 ? [] : await deps.desk.decideAll(decisions);
  let at = 0;
  return targets.map(({ id, seen, decision }): ActionResult => {
    if (decision === undefined) return { id, ok: false, error: unknown };
    const answer = decided[at++];
    if (answer === undefined) throw new Error(`no answer for ${id}`);
    try {
      const exception = rowOf(answer, network);
      return { id, ok: true, version: exception.version, ...(asked > rowsTold ? {} : { exception }) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { current } = error.problem;
      if (current === undefined) return { id, ok: false, error: error.problem };
      const was = seen === null ? {} : { seen: toExceptionRow(seen, network) };
      return { id, ok: false, exception: current, ...was, error: error.problem };
    }
  });
}

const unknown: Problem = problem(404, "not-found", "There is none of that id.");

/** Judges all by the rows as they are, and counts. Nothing is written. */
async function preview(
  { deps }: Serving,
  scope: Scope,
  targets: readonly Target[],
  by: string,
): Promise<ActionsPreview["preview"]> {
  const refused = new Map<string, { detail: string; count: number; ids: string[] }>();
  const others = new Map<string, number>();
  let would = 0;
  for (const { id, present, decision } of targets) {
    const fault =
      present === undefined || decision === undefined
        ? { code: unknown.code, detail: unknown.detail ?? "" }
        : await faultOf(deps, scope, present, decision);
    if (fault === null) {
      would += 1;
      const person = present?.owner.person ?? by;
      if (person !== by) others.set(person, (others.get(person) ?? 0) + 1);
      continue;
    }
    const known = refused.get(fault.code) ?? { detail: fault.detail, count: 0, ids: [] };
    known.count += 1;
    if (known.ids.length < 5) known.ids.push(id);
    refused.set(fault.code, known);
  }
  return {
    asked: targets.length,
    would,
    refused: [...refused].map(([code, rest]) => ({ code, ...rest })).sort((a, b) => b.count - a.count),
    fromOthers: [...others].map(([person, count]) => ({ person, count })).sort((a, b) => b.count - a.count),
  };
}

/** Why a decision would not be taken; null: it would. */
async function faultOf(
  { views, network }: Pick<Serving["deps"], "views" | "network">,
  scope: Scope,
  present: OpsException,
  decision: Decision,
): Promise<{ readonly code: string; readonly detail: string } | null> {
  const history = decision.action === "undo" ? await views.history(scope, present.number) : [];
  const refusal = refusalOf(present, decision, history, network());
  switch (refusal?.kind) {
    case undefined:
      return null;
    case "stale":
      return { code: "stale-version", detail: "It changed since it was seen." };
    case "unknown":
      return { code: unknown.code, detail: unknown.detail ?? "" };
    case "refused":
      return { code: refusal.code, detail: refusal.message };
  }
}

async function targetsOf(
  serving: Serving,
  scope: Scope,
  deed: ActionsBody,
  by: string,
): Promise<{ readonly targets: readonly Target[]; readonly joinedLater: number }> {
  const presentOf = async (id: string): Promise<OpsException | undefined> => {
    const number = numberOfException(id);
    return number === null ? undefined : serving.deps.views.exception(scope, number);
  };
  const targets: Target[] = [];
  const add = (id: string, present: OpsException | undefined, decision: (row: OpsException) => Decision): void => {
    targets.push({ id, present, seen: null, decision: present === undefined ? undefined : decision(present) });
  };
  if (deed.action === "undo") {
    for (const { id, actionId, version } of new Map(deed.ids.map((one) => [one.id, one])).values()) {
      add(id, await presentOf(id), (row) => ({
        exception: row.number,
        version: version ?? row.version,
        by,
        action: "undo",
        actionId,
      }));
    }
    return { targets, joinedLater: 0 };
  }
  if (deed.ids !== undefined && deed.filter === undefined && deed.asOfSeq === undefined) {
    const once = new Map(deed.ids.map((one) => (typeof one === "string" ? [one, null] : [one.id, one.version])));
    for (const [id, version] of once) {
      add(id, await presentOf(id), (row) => decisionOf(deed, row.number, version ?? row.version, by));
    }
    return { targets, joinedLater: 0 };
  }
  if (deed.ids === undefined && deed.filter !== undefined && deed.asOfSeq !== undefined) {
    const filter = filterFrom(new Map(Object.entries(deed.filter)), "filter");
    const { matched, joinedLater } = await matchedAsOf(serving.deps, scope, filter, deed.asOfSeq);
    for (const { present, seen: then } of matched) {
      const seen = then !== null && (await changedOnlyBy(by, serving, scope, then, present)) ? null : then;
      const decision = decisionOf(deed, present.number, (seen ?? present).version, by);
      targets.push({ id: exceptionId(present.number), present, seen, decision });
    }
    return { targets, joinedLater };
  }
  throw new Refused(problem(400, "bad-body", "Give either ids, or filter and asOfSeq."));
}

/** Whether all that was decided since was decided by one person: who knows it, even where the list has not shown it yet. */
async function changedOnlyBy(
  by: string,
  { deps }: Serving,
  scope: Scope,
  then: OpsException,
  present: OpsException,
): Promise<boolean> {
  if (present.version === then.version) return true;
  const since = (await deps.views.history(scope, present.number)).filter(({ version }) => version > then.version);
  return since.length === present.version - then.version && since.every((one) => one.by === by);
}
