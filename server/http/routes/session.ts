import { isoOf } from "../../feeds/index.ts";
import type { MeRow, StoryAnswer } from "../../wire/index.ts";
import { emptyBody, sessionBody, tokenBody } from "../../wire/schemas.ts";
import { meRow, pageOf, tokenMade, tokenRow } from "../../wire/shapes.ts";
import type { Person } from "../authorize.ts";
import { administrator } from "../people.ts";
import { problem, Refused } from "../problems.ts";
import { notFound, type Route, route, type Serving } from "../route.ts";

const meOf = ({ deps }: Serving, person: Pick<Person, "name">): MeRow => ({
  name: person.name,
  role: "admin",
  team: null,
  demo: deps.demo !== null,
  now: isoOf(deps.clock.now()),
});

/** Lets a story that was begun or ended pass, and throws the problem that says why it was not. */
function refuseUnlessBegun(answer: StoryAnswer): void {
  switch (answer) {
    case "begun":
      return;
    case "under-way":
      throw new Refused(problem(409, "story-under-way", "This story is under way: it begins again when it has ended."));
    case "not-begun":
      throw new Refused(problem(409, "story-not-begun", "This story is not under way, so there is nothing to end."));
    case "ended":
      throw new Refused(problem(410, "demo-ended", "The demo was wiped and plays no more. Start the server again."));
    case "unknown":
      throw notFound("story of that name");
  }
}

/** Who I am, coming in and going out, and the tokens of programs. */
export const sessionRoutes: readonly Route[] = [
  route({
    id: "getMe",
    method: "GET",
    path: "/api/v1/me",
    says: "Who I am, and the server's time. Asking keeps a session from ending by idleness.",
    answers: [{ status: 200, says: "The person", schema: meRow }],
    handle: async (serving, { person }) => ({ json: meOf(serving, person) }),
  }),
  route({
    id: "signIn",
    method: "POST",
    path: "/api/v1/session",
    says: "Begins a session by the one-time link's secret, or by an administrator's token, and sets its cookie.",
    body: sessionBody,
    answers: [{ status: 200, says: "Signed in", schema: meRow }],
    async handle(serving, { body, person }) {
      const value = await serving.people.signIn(body);
      if (value === null) {
        serving.deps.report("session.refused", { by: "link" in body ? "link" : "token" });
        const detail =
          "link" in body
            ? "This sign-in link was used already or is too old. Restart the server for a new one, or use a token."
            : "This is no administrator's token.";
        throw new Refused(problem(401, "sign-in-refused", detail));
      }
      // A new session for a new sign-in: one that somebody planted in this browser does not live on.
      await serving.people.signOut(person);
      serving.deps.report("session.opened", { person: administrator });
      return { json: meOf(serving, { name: administrator }), headers: { "set-cookie": serving.people.cookie(value) } };
    },
  }),
  route({
    id: "signOut",
    method: "DELETE",
    path: "/api/v1/session",
    says: "Ends the session of the cookie; its live connections are cut.",
    answers: [{ status: 204, says: "Signed out", schema: null }],
    async handle(serving, { person }) {
      await serving.people.signOut(person);
      if (person.by === "cookie" && person.credential !== null) serving.cut(person.credential);
      return { status: 204, empty: true, headers: { "set-cookie": serving.people.cookie(null) } };
    },
  }),
  route({
    id: "listTokens",
    method: "GET",
    path: "/api/v1/tokens",
    says: "The tokens that there are, without their secrets; those of walls are listed with the walls.",
    answers: [{ status: 200, says: "All tokens", schema: pageOf(tokenRow) }],
    async handle({ deps }) {
      const items = (await deps.access.tokens())
        .filter(({ kind }) => kind !== "wall")
        .map(({ id, name, kind, createdAt }) => ({ id, name, kind, createdAt: isoOf(createdAt) }));
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "createToken",
    method: "POST",
    path: "/api/v1/tokens",
    says: "Makes a token; its secret is told this once. From the first ingest token on, senders need one.",
    body: tokenBody,
    answers: [{ status: 201, says: "The token with its secret", schema: tokenMade }],
    async handle({ deps, people }, { body, person }) {
      const { token, secret } = await people.makeToken(body.name, body.kind);
      deps.report("token.created", { id: token.id, kind: token.kind, by: person.name });
      const { id, name, kind, createdAt } = token;
      return { status: 201, json: { id, name, kind, token: secret, createdAt: isoOf(createdAt) } };
    },
  }),
  route({
    id: "dropToken",
    method: "DELETE",
    path: "/api/v1/tokens/{id}",
    says: "Ends a token at once.",
    answers: [{ status: 204, says: "It holds no longer", schema: null }],
    async handle({ deps, cut }, { param, person }) {
      const id = param("id");
      if (!(await deps.access.dropToken(id))) throw notFound("token of that id");
      cut(id);
      deps.report("token.dropped", { id, by: person.name });
      return { status: 204, empty: true };
    },
  }),
  route({
    id: "tellDemo",
    method: "POST",
    path: "/api/v1/demo/{story}",
    says: "On a demo server only: begins a story or ends it, or with `wipe` ends the demo and its data.",
    body: emptyBody,
    bodyOptional: true,
    answers: [{ status: 202, says: "Begun", schema: null }],
    async handle({ deps }, { param, person }) {
      if (deps.demo === null) throw new Refused(problem(404, "no-demo", "This is no demo server."));
      const story = param("story");
      deps.report("demo.asked", { story, by: person.name });
      if (story === "wipe") await deps.demo.wipe();
      else refuseUnlessBegun(await deps.demo.story(story));
      return { status: 202, empty: true };
    },
  }),
];
