import type { HandOver } from "../../domain/index.ts";
import {
  exceptionId,
  numberOfException,
  numberOfRuling,
  readSince,
  toHandOverRow,
  toQuietRow,
} from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import type { HandOverRow } from "../../wire/index.ts";
import { acceptBody, handOverBody, handOverRow, questionBody, quietBody, quietRow } from "../../wire/routing-shapes.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import { sinceRow } from "../../wire/since-shapes.ts";
import { problem, Refused } from "../problems.ts";
import { notFound, type Route, route, type Serving } from "../route.ts";
import { ruled } from "../ruling.ts";

/** Hand-overs that are told, the newest first. */
const told = 50;

async function rowFor({ deps }: Serving, scope: Scope, handOver: HandOver): Promise<HandOverRow> {
  const seen = [];
  for (const number of handOver.exceptions) {
    const exception = await deps.views.exception(scope, number);
    if (exception !== undefined) seen.push({ exception, history: await deps.views.history(scope, number) });
  }
  return toHandOverRow(handOver, seen, deps.network());
}

async function handOverOf({ deps }: Serving, scope: Scope, number: number | null): Promise<HandOver> {
  const found = (await deps.views.handOvers(scope, 2_000)).find((one) => one.number === number);
  if (found === undefined) throw notFound("hand-over of that id");
  return found;
}

/** The list that one shift gives the next, and planned quiet of sources. */
export const handOverRoutes: readonly Route[] = [
  route({
    id: "listHandOvers",
    method: "GET",
    path: "/api/v1/hand-overs",
    says: "Hand-overs, the newest first, each with its lines: what waits to be accepted, and what was done with it.",
    query: [
      { name: "team", says: "To this team only." },
      { name: "waiting", says: "1: only those of which something waits to be accepted." },
    ],
    answers: [{ status: 200, says: "Hand-overs", schema: pageSchema(handOverRow) }],
    async handle(serving, { scope, query }) {
      const found = await serving.deps.views.handOvers(scope, told);
      const team = query.get("team");
      const rows: HandOverRow[] = [];
      for (const handOver of found) {
        if (team !== undefined && handOver.to.team !== team) continue;
        const row = await rowFor(serving, scope, handOver);
        if (query.get("waiting") !== "1" || row.waiting > 0) rows.push(row);
      }
      return { json: { items: rows, total: rows.length, nextCursor: null } };
    },
  }),
  route({
    id: "handOver",
    method: "POST",
    path: "/api/v1/hand-overs",
    says: "Hands over what is open as one list. It stays with who hands it over until it is accepted; what changed since it was seen is refused.",
    body: handOverBody,
    answers: [{ status: 201, says: "The hand-over", schema: handOverRow }],
    async handle(serving, { scope, body, person }) {
      const { deps } = serving;
      const { team } = body.to;
      if (!deps.network().teams.has(team)) {
        const message = `must be of ${[...deps.network().teams.keys()].join(", ")}`;
        throw new Refused(problem(422, "unknown-team", `team ${message}`, { faults: [{ path: "to.team", message }] }));
      }
      const exceptions: number[] = [];
      const faults: { path: string; message: string }[] = [];
      for (const one of body.ids) {
        const id = typeof one === "string" ? one : one.id;
        const number = numberOfException(id);
        const exception = number === null ? undefined : await deps.views.exception(scope, number);
        if (exception === undefined) faults.push({ path: id, message: "There is none of that id." });
        else if (typeof one !== "string" && exception.version !== one.version)
          faults.push({ path: id, message: "It changed since it was seen." });
        else exceptions.push(exception.number);
      }
      if (faults.length > 0)
        throw new Refused(
          problem(409, "stale-version", "Some of it changed since it was seen; nothing was handed over.", { faults }),
        );
      const to = { team, person: body.to.person ?? null };
      const number = await ruled(serving, {
        kind: "hand-over",
        by: person.name,
        to,
        note: body.note ?? null,
        exceptions,
      });
      return { status: 201, json: await rowFor(serving, scope, await handOverOf(serving, scope, number)) };
    },
  }),
  route({
    id: "getShift",
    method: "GET",
    path: "/api/v1/hand-overs/{id}/since",
    says: "What happened in its building from the beginning of the shift that is handed over until it was given; a count that cannot be known is null.",
    answers: [{ status: 200, says: "The lines of the shift", schema: sinceRow }],
    async handle(serving, { scope, param }) {
      const handOver = await handOverOf(serving, scope, numberOfRuling(param("id"), "H"));
      return { json: await readSince(serving.feeds, scope, handOver) };
    },
  }),
  route({
    id: "acceptHandOver",
    method: "POST",
    path: "/api/v1/hand-overs/{id}/accept",
    says: "Accepts what waits of a hand-over, or some of it: from then on it is theirs who accept, and their time to close it begins.",
    body: acceptBody,
    bodyOptional: true,
    answers: [{ status: 200, says: "The hand-over as it is now", schema: handOverRow }],
    async handle(serving, { scope, param, body, person }) {
      const handOver = await handOverOf(serving, scope, numberOfRuling(param("id"), "H"));
      const wanted = body.ids === undefined ? null : new Set(body.ids);
      const exceptions = handOver.exceptions.filter((number) => wanted?.has(exceptionId(number)) ?? true);
      await ruled(serving, { kind: "accept", handOver: handOver.number, by: person.name, exceptions });
      return { json: await rowFor(serving, scope, await handOverOf(serving, scope, handOver.number)) };
    },
  }),
  route({
    id: "askBack",
    method: "POST",
    path: "/api/v1/hand-overs/{id}/questions",
    says: "Asks who handed over, while something of it waits to be accepted. It changes nothing about whose it is or who is rung.",
    body: questionBody,
    answers: [{ status: 201, says: "The hand-over with the question", schema: handOverRow }],
    async handle(serving, { scope, param, body, person }) {
      const { number } = await handOverOf(serving, scope, numberOfRuling(param("id"), "H"));
      await ruled(serving, { kind: "ask-back", handOver: number, by: person.name, text: body.text });
      return { status: 201, json: await rowFor(serving, scope, await handOverOf(serving, scope, number)) };
    },
  }),
  route({
    id: "answerBack",
    method: "POST",
    path: "/api/v1/hand-overs/{id}/questions/{number}/answer",
    says: "Answers what was asked back: who handed over can, each question once.",
    body: questionBody,
    answers: [{ status: 200, says: "The hand-over with the answer", schema: handOverRow }],
    async handle(serving, { scope, param, body, person }) {
      const { number, questions } = await handOverOf(serving, scope, numberOfRuling(param("id"), "H"));
      const question = questions.findIndex((_, place) => String(place + 1) === param("number")) + 1;
      if (question === 0) throw notFound("question of that number");
      await ruled(serving, { kind: "answer-back", handOver: number, question, by: person.name, text: body.text });
      return { json: await rowFor(serving, scope, await handOverOf(serving, scope, number)) };
    },
  }),
  route({
    id: "listQuiets",
    method: "GET",
    path: "/api/v1/quiets",
    says: "Planned quiet of sources: running, to come, and over within 30 days, by their beginning.",
    answers: [{ status: 200, says: "Planned quiet", schema: pageSchema(quietRow) }],
    async handle({ deps }, { scope }) {
      const now = deps.clock.now();
      const quiets = (await deps.views.sources(scope)).flatMap((source) => source.quiets);
      const items = quiets
        .filter((quiet) => quiet.to > now - 30 * 86_400_000)
        .sort((a, b) => a.from - b.from || a.number - b.number)
        .map((quiet) => toQuietRow(quiet, now));
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "declareQuiet",
    method: "POST",
    path: "/api/v1/quiets",
    says: "Declares that a source will be quiet, as for maintenance: what it owes within it is kept and tells nobody. From now where `from` is not given.",
    body: quietBody,
    answers: [{ status: 201, says: "The planned quiet", schema: quietRow }],
    async handle(serving, { scope, body, person }) {
      const { deps } = serving;
      const from = body.from === undefined ? deps.clock.now() : Date.parse(body.from);
      const number = await ruled(serving, {
        kind: "quiet",
        system: body.system,
        from,
        to: Date.parse(body.to),
        why: body.why,
        by: person.name,
      });
      return { status: 201, json: toQuietRow(await quietOf(serving, scope, number), deps.clock.now()) };
    },
  }),
  route({
    id: "endQuiet",
    method: "DELETE",
    path: "/api/v1/quiets/{id}",
    says: "Ends a planned quiet now, or takes it back before it begins. What is still missed is told a minute later.",
    answers: [{ status: 200, says: "The planned quiet as it is now", schema: quietRow }],
    async handle(serving, { scope, param, person }) {
      const { deps } = serving;
      const quiet = await quietOf(serving, scope, numberOfRuling(param("id"), "Q"));
      await ruled(serving, { kind: "quiet-end", quiet: quiet.number, system: quiet.system, by: person.name });
      return { json: toQuietRow(await quietOf(serving, scope, quiet.number), deps.clock.now()) };
    },
  }),
];

async function quietOf({ deps }: Serving, scope: Scope, number: number | null) {
  const quiets = (await deps.views.sources(scope)).flatMap((source) => source.quiets);
  const found = quiets.find((quiet) => quiet.number === number);
  if (found === undefined) throw notFound("planned quiet of that id");
  return found;
}
