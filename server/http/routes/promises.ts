import type { Pledge } from "../../domain/index.ts";
import { numberOfPledge, pledgesTold, toPledgeRow } from "../../feeds/index.ts";
import type { Scope } from "../../ports/index.ts";
import { pledgeBody, pledgeEndBody, pledgeRow } from "../../wire/pledges-shapes.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import { problem, Refused } from "../problems.ts";
import { notFound, type Route, route, type Serving } from "../route.ts";
import { ruled } from "../ruling.ts";

const told = ({ deps }: Serving, scope: Scope): Promise<readonly Pledge[]> =>
  deps.views.pledges(scope, deps.clock.now() - pledgesTold);

async function rowOf(serving: Serving, scope: Scope, number: number) {
  const pledge = (await told(serving, scope)).find((one) => one.number === number);
  if (pledge === undefined) throw notFound("promise of that id");
  const { deps } = serving;
  return toPledgeRow(pledge, deps.network(), deps.clock.now());
}

/** What is of the whole company is for whoever sees all of it. */
function refuseParts({ warehouses }: Scope): void {
  if (warehouses !== null) throw new Refused(problem(403, "forbidden", "Promises are of the whole company."));
}

function numberFor(id: string): number {
  const number = numberOfPledge(id);
  if (number === null) throw notFound("promise of that id");
  return number;
}

/** What was promised when figures were looked at. */
export const promiseRoutes: readonly Route[] = [
  route({
    id: "listPromises",
    method: "GET",
    path: "/api/v1/promises",
    says: "What was promised and is carried, by due day; then what was closed in the last two weeks.",
    answers: [{ status: 200, says: "Promises", schema: pageSchema(pledgeRow) }],
    async handle(serving, { scope }) {
      const { deps } = serving;
      const items = (await told(serving, scope)).map((one) => toPledgeRow(one, deps.network(), deps.clock.now()));
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "promise",
    method: "POST",
    path: "/api/v1/promises",
    says: "Takes down what a team promised, and by the end of which day. It is carried until it is closed.",
    body: pledgeBody,
    answers: [{ status: 201, says: "The promise", schema: pledgeRow }],
    async handle(serving, { scope, body, person }) {
      refuseParts(scope);
      const { teams } = serving.deps.network();
      if (!teams.has(body.team)) {
        const message = `must be of ${[...teams.keys()].join(", ")}`;
        throw new Refused(problem(422, "unknown-team", `team ${message}`, { faults: [{ path: "team", message }] }));
      }
      const { text, team, dueOn } = body;
      const owner = { team, person: body.person ?? null };
      const number = await ruled(serving, { kind: "promised", by: person.name, text, owner, dueOn });
      return { status: 201, json: await rowOf(serving, scope, number) };
    },
  }),
  route({
    id: "closePromise",
    method: "POST",
    path: "/api/v1/promises/{id}/closing",
    says: "Closes a promise: it was kept, or it is dropped.",
    body: pledgeEndBody,
    answers: [{ status: 200, says: "The promise as it is now", schema: pledgeRow }],
    async handle(serving, { scope, body, person, param }) {
      refuseParts(scope);
      const pledge = numberFor(param("id"));
      const text = body.text ?? null;
      await ruled(serving, { kind: "promise-closed", pledge, by: person.name, end: body.end, text });
      return { json: await rowOf(serving, scope, pledge) };
    },
  }),
  route({
    id: "reopenPromise",
    method: "DELETE",
    path: "/api/v1/promises/{id}/closing",
    says: "Takes back that a promise was closed: it is carried again.",
    answers: [{ status: 200, says: "The promise as it is now", schema: pledgeRow }],
    async handle(serving, { scope, person, param }) {
      refuseParts(scope);
      const pledge = numberFor(param("id"));
      await ruled(serving, { kind: "promise-reopened", pledge, by: person.name });
      return { json: await rowOf(serving, scope, pledge) };
    },
  }),
];
