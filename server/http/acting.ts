import type { Decision, OpsException } from "../domain/index.ts";
import {
  exceptionFilterNames,
  exceptionId,
  matchesException,
  numberOfException,
  toExceptionRow,
} from "../feeds/index.ts";
import { type ExceptionFilter, Gone, type Scope } from "../ports/index.ts";
import type { ExceptionRow, Problem } from "../wire/index.ts";
import { type ActionBody, type ActionsBody, mostActedOn } from "../wire/schemas.ts";
import { filterFrom } from "./filters.ts";
import { problem, Refused, refusedBy } from "./problems.ts";
import type { Serving } from "./route.ts";

const filterNames: ReadonlySet<string> = new Set(exceptionFilterNames);

type Deed = ActionBody | ActionsBody;

/** A body as the decision that the engine judges. */
function decisionOf(deed: Deed, exception: number, version: number, by: string): Decision {
  const base = { exception, version, by };
  switch (deed.action) {
    case "acknowledge":
      return { ...base, action: deed.action };
    case "assign":
      return { ...base, action: deed.action, team: deed.team, person: deed.person ?? null };
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
export async function actOn(serving: Serving, number: number, deed: ActionBody, by: string): Promise<ExceptionRow> {
  return decide(serving, decisionOf(deed, number, deed.version, by));
}

async function decide({ deps }: Serving, decision: Decision): Promise<ExceptionRow> {
  const network = deps.network();
  if (decision.action === "assign" && !network.teams.has(decision.team)) {
    const message = `must be of ${[...network.teams.keys()].join(", ")}`;
    throw new Refused(problem(422, "unknown-team", `team ${message}`, { faults: [{ path: "team", message }] }));
  }
  const decided = await deps.desk.decide(decision);
  if (decided.kind === "done") return toExceptionRow(decided.exception, network);
  if (decided.kind === "refused") throw refusedBy(decided.fault);
  const current = toExceptionRow(decided.current, network);
  throw new Refused(problem(409, "stale-version", "It changed since it was seen; nothing was done.", { current }));
}

/** How one of many ended. */
export interface ActionResult {
  readonly id: string;
  readonly ok: boolean;
  readonly exception?: ExceptionRow;
  readonly error?: Problem;
}

interface Target {
  readonly id: string;
  /** Null: as it is now. */
  readonly version: number | null;
  /** Set where it is only to be told of, and not touched. */
  readonly refused: Problem | null;
}

/** Decides on many, one after the other; each answers for itself. Throws `Refused` where it cannot be told which. */
export async function actOnMany(
  serving: Serving,
  scope: Scope,
  deed: ActionsBody,
  by: string,
): Promise<readonly ActionResult[]> {
  const results: ActionResult[] = [];
  for (const target of await targetsOf(serving, scope, deed)) {
    results.push(await actOnTarget(serving, scope, deed, by, target));
  }
  return results;
}

async function actOnTarget(
  serving: Serving,
  scope: Scope,
  deed: ActionsBody,
  by: string,
  target: Target,
): Promise<ActionResult> {
  const { id } = target;
  if (target.refused !== null) return { id, ok: false, error: target.refused };
  const number = numberOfException(id);
  const present = number === null ? undefined : await serving.deps.views.exception(scope, number);
  if (present === undefined) return { id, ok: false, error: problem(404, "not-found", "There is none of that id.") };
  try {
    const decision = decisionOf(deed, present.number, target.version ?? present.version, by);
    return { id, ok: true, exception: await decide(serving, decision) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { current } = error.problem;
    return { id, ok: false, error: error.problem, ...(current === undefined ? {} : { exception: current }) };
  }
}

async function targetsOf(serving: Serving, scope: Scope, deed: ActionsBody): Promise<readonly Target[]> {
  if (deed.ids !== undefined && deed.filter === undefined && deed.asOfSeq === undefined) {
    const once = new Map(deed.ids.map((one) => (typeof one === "string" ? [one, null] : [one.id, one.version])));
    return [...once].map(([id, version]) => ({ id, version, refused: null }));
  }
  if (deed.ids === undefined && deed.filter !== undefined && deed.asOfSeq !== undefined) {
    return matchedAsOf(serving, scope, filterFrom(known(new Map(Object.entries(deed.filter)))), deed.asOfSeq);
  }
  throw new Refused(problem(400, "bad-body", "Give either ids, or filter and asOfSeq."));
}

/** A filter decides what is touched, so that a name that means nothing is refused here and not passed over. */
function known(words: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const name of words.keys()) {
    if (!filterNames.has(name)) {
      const faults = [{ path: `filter.${name}`, message: "is no filter" }];
      throw new Refused(problem(400, "bad-body", `filter.${name} is no filter`, { faults }));
    }
  }
  return words;
}

/** What matched when the list was seen, with the version that it had then; and what has joined since, to be told. */
async function matchedAsOf(
  { deps }: Serving,
  scope: Scope,
  filter: ExceptionFilter,
  asOf: number,
): Promise<readonly Target[]> {
  const before = new Map<number, OpsException | null>();
  let seq = asOf;
  for (;;) {
    const commits = await deps.commitsSince(seq, 256).catch((error: unknown) => {
      if (!(error instanceof Gone)) throw error;
      throw new Refused(problem(410, "list-too-old", "The list was seen too long ago. Look at it again."));
    });
    for (const { changes } of commits) {
      for (const change of changes) {
        if (change.kind !== "exception" || before.has(change.exception.number)) continue;
        before.set(change.exception.number, change.before);
      }
    }
    const last = commits.at(-1);
    if (last === undefined) break;
    seq = last.seq;
  }
  const matched = (exception: OpsException): boolean =>
    matchesException({ filter, warehouses: scope.warehouses }, exception);
  const targets: Target[] = [];
  for (const [number, was] of before) {
    if (was !== null && matched(was)) targets.push({ id: exceptionId(number), version: was.version, refused: null });
  }
  let cursor: string | null = null;
  do {
    const page = await deps.views.exceptions(scope, filter, "opened", 2_000, cursor);
    for (const { number, version } of page.items) {
      const was = before.get(number);
      if (was === undefined) targets.push({ id: exceptionId(number), version, refused: null });
      else if (was === null || !matched(was)) {
        const refused = problem(409, "joined-later", "It joined the list after it was seen; nothing was done.");
        targets.push({ id: exceptionId(number), version: null, refused });
      }
    }
    cursor = page.nextCursor;
    if (targets.length > mostActedOn) {
      throw new Refused(problem(422, "too-many", `At most ${mostActedOn} can be acted on at once; narrow the filter.`));
    }
  } while (cursor !== null);
  return targets;
}
