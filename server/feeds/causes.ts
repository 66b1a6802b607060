import { type Change, causeId, isObjectKind, type Network, numberOfCause } from "../domain/index.ts";
import type { CauseGroup, ExceptionFilter, Scope } from "../ports/index.ts";
import type { CauseRow } from "../wire/index.ts";
import { exceptionFilterNames, readExceptionFilter } from "./exception-filter.ts";
import { toExceptionRow } from "./exception-rows.ts";
import { byId, type FeedDeps, onceASecond, type RecomputedFeed } from "./feed.ts";
import { isoOf, isoOrNull } from "./formats.ts";
import { toHeldRow } from "./held.ts";

/** One cause with what the exceptions that were asked for come to. Pure. */
export function toCauseRow(group: CauseGroup, network: Pick<Network, "minorUnits">): CauseRow {
  const { cause, states } = group;
  const first = group.first.map((exception) => toExceptionRow(exception, network));
  return {
    id: causeId(cause.number),
    kind: cause.kind,
    system: cause.system,
    flow: cause.flow,
    step: cause.step,
    title: cause.title,
    code: cause.code,
    severity: group.severity,
    openedAt: isoOf(cause.openedAt),
    newestAt: isoOf(cause.newestAt),
    members: group.members,
    total: cause.members,
    states: { open: states.open, acknowledged: states.acknowledged, snoozed: states.snoozed },
    told: group.told,
    objects: group.objects.flatMap(({ kind, count }) => (isObjectKind(kind) ? [{ kind, count }] : [])),
    warehouses: group.warehouses,
    owners: group.owners,
    acknowledgedAt: isoOrNull(group.acknowledgedAt),
    cutoff: first.find((row) => row.cutoff !== null)?.cutoff ?? null,
    held: toHeldRow(group.held, network),
    first,
    explains: cause.kind === "source-silent" ? group.objects.reduce((sum, { count }) => sum + count, 0) : 0,
  };
}

/** Without a word about states or outcomes, what is resolved is no part of a cause. */
const unresolved: ExceptionFilter = { state: ["open", "acknowledged", "snoozed"] };

/** Rows of causes by the filter of exceptions, ascending by id; `only`: of these causes. */
export async function causeRows(
  deps: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
  words: ReadonlyMap<string, string>,
  only?: readonly string[],
): Promise<readonly CauseRow[]> {
  const { filter } = readExceptionFilter(words);
  const groups = await deps.views.causes(
    scope,
    { ...(filter.outcome === undefined ? unresolved : {}), ...filter },
    only?.map(numberOfCause),
  );
  const network = deps.network();
  return groups.map((group) => toCauseRow(group, network)).sort(byId);
}

const causesOf = (change: Change): readonly string[] => {
  if (change.kind === "cause") return [causeId(change.cause.number)];
  if (change.kind !== "exception") return [];
  const { before, exception } = change;
  return [before?.causeId ?? null, exception.causeId].filter((id) => id !== null);
};

/** Exceptions by the fault that explains them. */
export const causesFeed: RecomputedFeed = {
  name: "causes",
  filterNames: exceptionFilterNames,
  faults: (filter) => readExceptionFilter(filter).faults,
  touchedBy: (change) => causesOf(change).length > 0,
  spacing: onceASecond,
  aged: () => false,
  rows: (deps, scope, filter) => causeRows(deps, scope, filter),
  part: {
    idsOf: causesOf,
    rows: (deps, scope, filter, ids) => causeRows(deps, scope, filter, ids),
  },
};
