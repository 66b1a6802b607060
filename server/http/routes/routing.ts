import { withRoute } from "../../config/index.ts";
import { factsOf, type Network, type RoutingFacts } from "../../domain/index.ts";
import {
  isoOf,
  minorOf,
  suggestionsOf,
  toBrief,
  toHistoryRow,
  toRotaRows,
  toRouteAnswer,
  toRuleRows,
  windowOf,
} from "../../feeds/index.ts";
import type { Window } from "../../ports/index.ts";
import type { RuleProposal, SuggestionRow } from "../../wire/index.ts";
import {
  adoptionBody,
  type DryRunBody,
  dryRunBody,
  dryRunRow,
  type ExplainBody,
  explainBody,
  explanationRow,
  routingRow,
  ruleProposal,
  suggestionRow,
} from "../../wire/routing-shapes.ts";
import { pageOf as pageSchema, proposalAnswer } from "../../wire/shapes.ts";
import { diffOf } from "../diff.ts";
import { draftNetwork, networkFileRow, proposedNetwork, versionOf } from "../network-draft.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, notFound, type Route, route, type Serving } from "../route.ts";
import { exceptionFor } from "./exceptions.ts";

const day = 86_400_000;
/** A window of past exceptions reaches back 400 days at most. */
const longest = 400 * day;

/** A change of the network file that puts a rule before all others; null where there is no file that it can be put into. */
export function changeFor({ deps }: Serving, rule: RuleProposal): SuggestionRow["change"] {
  const file = deps.networkFile();
  const match = Object.entries(rule.match).flatMap(([field, list]) =>
    list === undefined ? [] : [[field, list as readonly string[]] as const],
  );
  const text = file === null ? null : withRoute(file.text, { match, to: rule.to });
  return file === null || text === null ? null : { file: file.name, diff: diffOf(file.name, file.text, text), text };
}

/** The network that a request proposes; throws `Refused` with every fault of its text. */
const draftOf = (serving: Serving, body: Pick<DryRunBody, "text" | "rule">): Network =>
  proposedNetwork(serving.deps, body, (rule) => changeFor(serving, rule)?.text ?? null);

function pastOf(told: DryRunBody["window"], now: number): Window {
  if (typeof told === "string") {
    const length = Number(told.slice(0, -1)) * (told.endsWith("d") ? day : 3_600_000);
    if (length <= 0 || length > longest) throw badParameter("window", "must be a length up to 400d, as 30d");
    return { from: now - length, to: now + 1 };
  }
  const window = { from: Date.parse(told.from), to: Date.parse(told.to) };
  if (window.to <= window.from || window.to - window.from > longest)
    throw badParameter("window", "must end after it begins, and be no longer than 400 days");
  return window;
}

function factsIn(network: Network, body: NonNullable<ExplainBody["facts"]>): RoutingFacts {
  const { value } = body;
  const minor = value ? minorOf(value.amount, network.minorUnits(value.currency)) : null;
  return {
    kind: body.kind,
    flow: body.flow ?? null,
    step: body.step ?? null,
    system: body.system ?? null,
    partner: body.partner ?? null,
    warehouse: body.warehouse ?? null,
    severity: body.severity ?? "medium",
    value: value && minor !== null ? { minor, currency: value.currency } : null,
    customerTier: body.customerTier ?? null,
    causeFamily: body.causeFamily ?? null,
  };
}

const movedOwner: ReadonlySet<string> = new Set([
  "raised",
  "reopened",
  "escalated",
  "acknowledge",
  "assign",
  "not-mine",
  "hand-over",
  "accept",
  "undo",
]);

/** Who is told, why, and what other rules would have changed. */
export const routingRoutes: readonly Route[] = [
  route({
    id: "getRouting",
    method: "GET",
    path: "/api/v1/routing",
    says: "The rules in the order in which they are tried, how much they cover, and the rota with who holds each team now.",
    query: [
      { name: "window", says: "Of the coverage: a length that ends now, as 30d; 30d when not given." },
      { name: "from", says: "From when the rota is told; now when not given." },
      { name: "to", says: "Until when; seven days later when not given, at most 62." },
    ],
    answers: [{ status: 200, says: "Routing", schema: routingRow }],
    async handle({ deps }, { scope, query }) {
      const now = deps.clock.now();
      const length = windowOf(query.get("window") ?? "30d");
      if (length === null) throw badParameter("window", "must be a length up to 31d, as 30d");
      const from = query.has("from") ? Date.parse(query.get("from") ?? "") : now;
      const to = query.has("to") ? Date.parse(query.get("to") ?? "") : from + 7 * day;
      if (!(to > from) || to - from > 62 * day) throw badParameter("to", "must be later than from, by at most 62 days");
      const network = deps.network();
      const window = { from: now - length, to: now + 1 };
      const { total, byFallback } = await deps.views.coverage(scope, window);
      return {
        json: {
          hash: network.hash,
          file: networkFileRow(deps),
          rules: toRuleRows(network),
          coverage: { from: isoOf(window.from), to: isoOf(now), total, byRule: total - byFallback, byFallback },
          teams: toRotaRows(network.teams.values(), now, { from, to }),
        },
      };
    },
  }),
  route({
    id: "explainRouting",
    method: "POST",
    path: "/api/v1/routing/explain",
    says: "Why a real exception, or one with made-up facts, goes where it goes, who has it next and when; and the same by other rules.",
    body: explainBody,
    answers: [{ status: 200, says: "Each rule asked, and the climb", schema: explanationRow }],
    async handle(serving, { scope, body }) {
      const { deps } = serving;
      if ((body.exception === undefined) === (body.facts === undefined))
        throw new Refused(problem(400, "bad-body", "Give either an exception, or facts."));
      const live = deps.network();
      const draft = body.text === undefined && body.rule === undefined ? null : draftOf(serving, body);
      const exception = body.exception === undefined ? null : await exceptionFor(serving, scope, body.exception);
      const facts = exception === null && body.facts !== undefined ? factsIn(live, body.facts) : null;
      const asked = exception === null ? facts : factsOf(exception);
      if (asked === null) throw notFound("exception of that id");
      const at = exception?.createdAt ?? deps.clock.now();
      const history = exception === null ? [] : await deps.views.history(scope, exception.number);
      return {
        json: {
          exception:
            exception === null
              ? null
              : {
                  ...toBrief(exception),
                  owner: exception.owner,
                  rung: exception.rung,
                  decided: exception.ownerDecided,
                },
          live: toRouteAnswer(live, asked, at),
          draft: draft === null ? null : toRouteAnswer(draft, asked, at),
          history: history.filter(({ action }) => movedOwner.has(action)).map(toHistoryRow),
        },
      };
    },
  }),
  route({
    id: "listSuggestions",
    method: "GET",
    path: "/api/v1/routing/suggestions",
    says: "Rules that would have spared people from giving back what was not theirs, each with the change of the network file.",
    query: [{ name: "window", says: "A length that ends now, as 30d; 30d when not given." }],
    answers: [{ status: 200, says: "Suggestions, most often first", schema: pageSchema(suggestionRow) }],
    async handle(serving, { scope, query }) {
      const { deps } = serving;
      const length = windowOf(query.get("window") ?? "30d");
      if (length === null) throw badParameter("window", "must be a length up to 31d, as 30d");
      const since = deps.clock.now() - length;
      const exceptions = await deps.views.notMine(scope, since);
      const items = suggestionsOf(exceptions, since, (rule) => changeFor(serving, rule));
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "proposeRule",
    method: "POST",
    path: "/api/v1/routing/proposals",
    says: "A rule, put before all others in the network file, as a diff. Nothing is adopted.",
    body: ruleProposal,
    answers: [{ status: 200, says: "The change", schema: proposalAnswer }],
    async handle(serving, { body }) {
      draftOf(serving, { rule: body });
      return { json: changeFor(serving, body) };
    },
  }),
  route({
    id: "startDryRun",
    method: "POST",
    path: "/api/v1/routing/dry-run",
    says: "Begins a dry run of other rules over past exceptions: who would have got what. Nothing is told and nothing changes.",
    body: dryRunBody,
    answers: [{ status: 202, says: "It has begun; ask for it by its id", schema: dryRunRow }],
    async handle(serving, { scope, body, person }) {
      const window = pastOf(body.window, serving.deps.clock.now());
      return { status: 202, json: serving.dryRuns.start(scope, person.name, draftOf(serving, body), window) };
    },
  }),
  route({
    id: "getDryRun",
    method: "GET",
    path: "/api/v1/routing/dry-run/{id}",
    says: "How far a dry run is, and what it found so far.",
    answers: [{ status: 200, says: "The dry run", schema: dryRunRow }],
    async handle({ dryRuns }, { param, person }) {
      const found = dryRuns.get(param("id"), person.name);
      if (found === undefined) throw notFound("dry run of that id");
      return { json: found };
    },
  }),
  route({
    id: "cancelDryRun",
    method: "DELETE",
    path: "/api/v1/routing/dry-run/{id}",
    says: "Ends a dry run that goes on.",
    answers: [{ status: 204, says: "It is ended", schema: null }],
    async handle({ dryRuns }, { param, person }) {
      if (!dryRuns.cancel(param("id"), person.name)) throw notFound("dry run of that id that goes on");
      return { status: 204, empty: true };
    },
  }),
  route({
    id: "adoptNetwork",
    method: "POST",
    path: "/api/v1/network/adoptions",
    says: "Writes the network file, if it is as it was seen and may be written; it is then taken up like any change of it.",
    body: adoptionBody,
    answers: [{ status: 202, says: "Written", schema: null }],
    async handle(serving, { body, person }) {
      const { deps } = serving;
      draftNetwork(deps, body.text);
      const file = deps.networkFile();
      if (file === null || !deps.networkWritable())
        throw new Refused(
          problem(422, "not-writable", "The network file cannot be written here: download the change."),
        );
      if (versionOf(file.text) !== body.against || !deps.writeNetwork(body.text, file.text))
        throw new Refused(problem(409, "changed", "The network file changed since it was seen; nothing was written."));
      deps.report("network.written", { file: file.name, by: person.name });
      return { status: 202, empty: true };
    },
  }),
];
