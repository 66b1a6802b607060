import { withGrouping } from "../../config/index.ts";
import { type Happening, happeningsOf, type Instant } from "../../domain/index.ts";
import {
  attributer,
  errorAttributes,
  errorGroupRows,
  type GroupedLives,
  grouperOf,
  groupsOf,
  learningOf,
  readSources,
  trialOf,
  windowOf,
} from "../../feeds/index.ts";
import type { LivedException, Scope } from "../../ports/index.ts";
import { errorAttributesRow, errorsRow, groupingTrialRow, trialBody } from "../../wire/errors-shapes.ts";
import type { GroupingRule, GroupingTrialRow } from "../../wire/index.ts";
import { diffOf } from "../diff.ts";
import { networkFileRow, proposedNetwork } from "../network-draft.ts";
import { badParameter, notFound, type Route, route, type Serving } from "../route.ts";
import { ordersWithin, spanOf } from "./learning.ts";

/** Traces of one group that are looked into for the systems that took part, the newest. */
const tracesRead = 5;
/** Silences that are looked at, the newest. */
const silencesRead = 200;

const unresolved = { state: ["open", "acknowledged", "snoozed"] } as const;

/** Lives of a while and what stands, with how they are told apart in the network in force. */
async function livesOf({ deps }: Serving, scope: Scope, from: Instant, to: Instant) {
  const sources = await readSources(deps, scope);
  const attributesOf = attributer(sources);
  const grouper = grouperOf(deps.network(), attributesOf);
  const lives = await deps.views.lived(scope, from, to, true);
  return { sources, attributesOf, grouper, lives };
}

/** All that is known to have changed: versions, reloads, quiets, silences. */
async function happeningsBefore(
  { deps }: Serving,
  scope: Scope,
  to: Instant,
  sources: Awaited<ReturnType<typeof readSources>>,
): Promise<readonly Happening[]> {
  const { items } = await deps.views.exceptions(scope, { kind: ["source-silent"] }, "opened", silencesRead, null);
  const silences = items.flatMap(({ system, openedAt, resolvedAt }) =>
    system === null ? [] : [{ system, from: openedAt, to: resolvedAt }],
  );
  return happeningsOf({ sources, reloads: await deps.views.reloads(), silences }, to);
}

/** Systems that took part in the newest traces of each group. */
async function systemsIn(
  { deps }: Serving,
  scope: Scope,
  groups: ReadonlyMap<string, GroupedLives>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const systems = new Map<string, ReadonlySet<string>>();
  for (const [id, { lives }] of groups) {
    const named = new Set<string>();
    const traces = new Set(lives.flatMap(({ traceId }) => traceId ?? []));
    for (const traceId of [...traces].slice(0, tracesRead)) {
      for (const system of (await deps.views.trace(scope, traceId))?.systems ?? []) named.add(system);
    }
    systems.set(id, named);
  }
  return systems;
}

/** A change of the network file by which errors are told apart by one more rule; null where there is no file that it can be put into. */
function changeFor({ deps }: Serving, { id, name, match, by }: GroupingRule): GroupingTrialRow["change"] {
  const file = deps.networkFile();
  const lines = match.map((line) =>
    Object.entries(line).flatMap(([part, list]) =>
      list === undefined ? [] : [[part, list as readonly string[]] as const],
    ),
  );
  const text = file === null ? null : withGrouping(file.text, { id, name, match: lines, by });
  return file === null || text === null ? null : { file: file.name, diff: diffOf(file.name, file.text, text), text };
}

const objectsHeld = (lives: readonly LivedException[]): number =>
  new Set(lives.flatMap(({ held }) => held.map(({ ref }) => ref))).size;

const whileQuery = [
  { name: "from", says: "Instant from which exceptions became known; seven days before `to` when not given." },
  { name: "to", says: "Instant before which they did; now when not given." },
];

/** Which faults there are, what is peculiar to each, what changed before it, and other ways to tell them apart. */
export const errorRoutes: readonly Route[] = [
  route({
    id: "getErrors",
    method: "GET",
    path: "/api/v1/errors",
    says: "Groups of exceptions of a while and of all that stand, by the rules of the network file: what each holds up, whether it is new or grows, and what changed shortly before it began.",
    query: whileQuery,
    answers: [{ status: 200, says: "Groups, most noise first", schema: errorsRow }],
    async handle(serving, { scope, query }) {
      const { deps } = serving;
      const span = spanOf(query, deps.clock.now());
      const { sources, grouper, lives } = await livesOf(serving, scope, span.from, span.to);
      const within = lives.filter(({ createdAt }) => createdAt >= span.from);
      const { faults: _, ...learning } = learningOf(
        within,
        { ...span, orders: await ordersWithin(serving, scope, span) },
        grouper,
      );
      const groups = groupsOf(lives, grouper);
      const rows = errorGroupRows(groups.values(), {
        span,
        since: await deps.views.familiesSince(scope, [...new Set(lives.map(({ family }) => family))]),
        happenings: await happeningsBefore(serving, scope, span.to, sources),
        systems: await systemsIn(serving, scope, groups),
        network: deps.network(),
      });
      const objects = objectsHeld(lives);
      const { held } = await deps.views.exceptions(scope, unresolved, "cutoff", 1, null);
      return {
        json: {
          ...learning,
          groups: rows,
          held: {
            objects,
            twice: rows.reduce((sum, row) => sum + row.held.objects, 0) - objects,
            queue: held.objects,
          },
          rules: deps.network().groupings.map(({ id, name, lines, by }) => ({ id, name, match: lines, by })),
          file: networkFileRow(deps),
        },
      };
    },
  }),
  route({
    id: "getErrorAttributes",
    method: "GET",
    path: "/api/v1/errors/attributes",
    says: "What is much more frequent in one group than in all else of the same while, and what the group can be split by.",
    query: [{ name: "group", says: "Id of the group." }, ...whileQuery],
    answers: [{ status: 200, says: "Shares here and elsewhere", schema: errorAttributesRow }],
    async handle(serving, { scope, query }) {
      const id = query.get("group");
      if (id === undefined) throw badParameter("group", "must be the id of a group");
      const { from, to } = spanOf(query, serving.deps.clock.now());
      const { attributesOf, grouper, lives } = await livesOf(serving, scope, from, to);
      const found = errorAttributes(id, groupsOf(lives, grouper), attributesOf);
      if (found === null) throw notFound("group of that id");
      return { json: found };
    },
  }),
  route({
    id: "tryGrouping",
    method: "POST",
    path: "/api/v1/errors/trial",
    says: "Tells the exceptions of the last day apart by other rules: which would move from what group to what other, and the change of the network file. Nothing is adopted.",
    body: trialBody,
    answers: [{ status: 200, says: "What would move", schema: groupingTrialRow }],
    async handle(serving, { scope, body }) {
      const { deps } = serving;
      const length = windowOf(body.window ?? "1d");
      if (length === null) throw badParameter("window", "must be a length up to 31d, as 24h");
      const draft = proposedNetwork(deps, body, (rule) => changeFor(serving, rule)?.text ?? null);
      const to = deps.clock.now() + 1;
      const from = to - 1 - length;
      const attributesOf = attributer(await readSources(deps, scope));
      const lives = await deps.views.lived(scope, from, to);
      return {
        json: {
          ...trialOf(
            lives,
            { from, to: to - 1 },
            grouperOf(deps.network(), attributesOf),
            grouperOf(draft, attributesOf),
          ),
          change: body.rule === undefined ? null : changeFor(serving, body.rule),
        },
      };
    },
  }),
];
