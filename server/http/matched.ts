import type { OpsException, Seq } from "../domain/index.ts";
import { matchesException } from "../feeds/index.ts";
import { type ExceptionFilter, Gone, type Scope } from "../ports/index.ts";
import { mostActedOn } from "../wire/schemas.ts";
import type { ServingDeps } from "./deps.ts";
import { problem, Refused } from "./problems.ts";

/** What matched a filter when a list was seen. */
export interface Matched {
  readonly matched: readonly {
    readonly present: OpsException;
    /** As it was then; null where it is the same now. */
    readonly seen: OpsException | null;
  }[];
  /** How many match now and did not then. */
  readonly joinedLater: number;
}

interface Changed {
  readonly before: OpsException | null;
  after: OpsException;
}

/**
 * What matched as of a commit, told from what matches now and what changed since. Throws `Refused` where the outbox no
 * longer reaches back, and where more match than one request may act on.
 */
export async function matchedAsOf(
  deps: Pick<ServingDeps, "views" | "commitsSince">,
  scope: Scope,
  filter: ExceptionFilter,
  asOf: Seq,
): Promise<Matched> {
  const asked = { filter, warehouses: scope.warehouses };
  const changed = new Map<number, Changed>();
  const upTo = await noteChanges(deps, asOf, changed);
  const now = await readAll(deps, scope, filter);
  // A row read after the last known commit may be newer than it: what came meanwhile is noted before anything is told.
  await noteChanges(deps, upTo, changed);
  const matched: { present: OpsException; seen: OpsException | null }[] = [];
  for (const { before, after } of changed.values()) {
    if (before !== null && matchesException(asked, before)) matched.push({ present: after, seen: before });
  }
  let joinedLater = 0;
  for (const [number, present] of now) {
    const since = changed.get(number);
    if (since === undefined) matched.push({ present, seen: null });
    else if (since.before === null || !matchesException(asked, since.before)) joinedLater += 1;
  }
  if (matched.length > mostActedOn) throw tooMany();
  return { matched, joinedLater };
}

async function noteChanges(
  deps: Pick<ServingDeps, "commitsSince">,
  after: Seq,
  changed: Map<number, Changed>,
): Promise<Seq> {
  for (let seq = after; ; ) {
    const commits = await deps.commitsSince(seq, 256).catch((error: unknown) => {
      if (!(error instanceof Gone)) throw error;
      throw new Refused(problem(410, "list-too-old", "The list was seen too long ago. Look at it again."));
    });
    for (const { changes } of commits) {
      for (const change of changes) {
        if (change.kind !== "exception") continue;
        const known = changed.get(change.exception.number);
        if (known === undefined)
          changed.set(change.exception.number, { before: change.before, after: change.exception });
        else known.after = change.exception;
      }
    }
    const last = commits.at(-1);
    if (last === undefined) return seq;
    seq = last.seq;
  }
}

async function readAll(
  { views }: Pick<ServingDeps, "views">,
  scope: Scope,
  filter: ExceptionFilter,
): Promise<ReadonlyMap<number, OpsException>> {
  const found = new Map<number, OpsException>();
  let cursor: string | null = null;
  do {
    const page = await views.exceptions(scope, filter, "opened", 2_000, cursor);
    for (const one of page.items) found.set(one.number, one);
    cursor = page.nextCursor;
    // As many again may have joined since: more than that is no list that anybody acts on.
    if (found.size > 2 * mostActedOn) throw tooMany();
  } while (cursor !== null);
  return found;
}

const tooMany = (): Refused =>
  new Refused(problem(422, "too-many", `At most ${mostActedOn} can be acted on at once; narrow the filter.`));
