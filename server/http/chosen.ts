import type { OpsException } from "../domain/index.ts";
import { numberOfException } from "../feeds/index.ts";
import type { ExceptionFilter, Scope } from "../ports/index.ts";
import type { ServingDeps } from "./deps.ts";
import { filterFrom } from "./filters.ts";
import { matchedAsOf } from "./matched.ts";
import { problem, Refused } from "./problems.ts";

/** Which exceptions somebody means. */
export interface Which {
  readonly ids?: readonly string[] | undefined;
  /** `C-17`: its members that are not over. */
  readonly cause?: string | undefined;
  readonly filter?: Readonly<Record<string, string>> | undefined;
  readonly asOfSeq?: number | undefined;
}

const unresolved = ["open", "acknowledged", "snoozed"] as const;

/**
 * The exceptions that are meant, as they are now: by ids, those of a cause, or what matched a filter when it was seen. At
 * most `most`. Throws `Refused` where it cannot be told which, where one is not there, or where there are more.
 */
export async function chosen(
  deps: Pick<ServingDeps, "views" | "commitsSince">,
  scope: Scope,
  which: Which,
  most: number,
): Promise<readonly OpsException[]> {
  const { ids, cause, filter, asOfSeq } = which;
  if ([ids, cause, filter].filter((one) => one !== undefined).length !== 1)
    throw new Refused(problem(400, "bad-body", "Give one of ids, cause, and filter with asOfSeq."));
  if (ids !== undefined) return byIds(deps, scope, ids);
  if (cause !== undefined)
    return all(deps, scope, { ...filterFrom(new Map([["cause", cause]])), state: unresolved }, most);
  const words = filterFrom(new Map(Object.entries(filter ?? {})), "filter");
  if (asOfSeq === undefined) return all(deps, scope, words, most);
  const { matched } = await matchedAsOf(deps, scope, words, asOfSeq);
  if (matched.length > most) throw tooMany(most);
  return matched.map(({ present }) => present);
}

async function byIds({ views }: Pick<ServingDeps, "views">, scope: Scope, ids: readonly string[]) {
  const found: OpsException[] = [];
  for (const id of new Set(ids)) {
    const number = numberOfException(id);
    const exception = number === null ? undefined : await views.exception(scope, number);
    if (exception === undefined) throw new Refused(problem(404, "not-found", `There is no exception ${id}.`));
    found.push(exception);
  }
  return found;
}

async function all(
  { views }: Pick<ServingDeps, "views">,
  scope: Scope,
  filter: ExceptionFilter,
  most: number,
): Promise<readonly OpsException[]> {
  const found: OpsException[] = [];
  let cursor: string | null = null;
  do {
    const page = await views.exceptions(scope, filter, "cutoff", 2_000, cursor);
    found.push(...page.items);
    cursor = page.nextCursor;
    if (found.length > most) throw tooMany(most);
  } while (cursor !== null);
  return found;
}

const tooMany = (most: number): Refused =>
  new Refused(problem(422, "too-many", `At most ${most} can be taken at once; narrow it down.`));
