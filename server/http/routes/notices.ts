import { createHash } from "node:crypto";
import type { Network } from "../../domain/index.ts";
import { isoOf } from "../../feeds/index.ts";
import type { LedgerEntry } from "../../pipeline/ledger.ts";
import type { Browser } from "../../ports/index.ts";
import {
  type BrowserPage,
  type BrowserRow,
  browserBody,
  browserPage,
  browserRow,
  type NoticeRow,
  noticeRow,
} from "../../wire/notices.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import { problem, Refused } from "../problems.ts";
import { notFound, pageOf, paging, type Route, route } from "../route.ts";

/** Browsers that one person may have told, at most. */
const ownBrowsers = 20;

const rowOf = ({ notice, at, deliveries }: LedgerEntry): NoticeRow => ({
  id: notice.key,
  group: notice.group,
  exception: notice.exception,
  team: notice.team.id,
  person: notice.person,
  occasion: notice.occasion,
  kind: notice.kind,
  severity: notice.severity,
  title: notice.title,
  exceptions: notice.exceptions,
  at: isoOf(at),
  deliveries: deliveries.map((one) => ({
    receiver: one.receiver,
    state: one.state,
    attempts: one.attempts,
    at: isoOf(one.at),
    until: one.state === "waiting" ? isoOf(one.until) : null,
    said: one.said,
  })),
});

const browserRowOf = ({ id, team, person, createdAt }: Browser): BrowserRow => ({
  id,
  team,
  person,
  createdAt: isoOf(createdAt),
});

const pushedTeams = ({ teams, notify }: Network): BrowserPage["teams"] =>
  [...teams.values()]
    .filter(({ id }) => notify.teams.get(id)?.channels.some(({ kind }) => kind === "push"))
    .map(({ id, name }) => ({ id, name }));

/** What was sent to whom, and the browsers that may be told. */
export const noticeRoutes: readonly Route[] = [
  route({
    id: "listNotices",
    method: "GET",
    path: "/api/v1/notices",
    says: "What was sent to whom, newest first: each notice with how it fared at each receiver. The newest 10,000.",
    query: [
      { name: "team", says: "A team's id." },
      { name: "group", says: "A cause, as `C-17`, or an exception that has none, as `X-1042`." },
      ...paging,
    ],
    answers: [{ status: 200, says: "A page", schema: pageSchema(noticeRow) }],
    async handle({ deps }, { query }) {
      const { limit, cursor } = pageOf(query);
      const [team, group] = [query.get("team"), query.get("group")];
      const all = deps.telling
        .entries()
        .filter(
          ({ notice }) => (team ?? notice.team.id) === notice.team.id && (group ?? notice.group) === notice.group,
        );
      // A cursor is the last notice of the page before; one that is none of ours reads from the start.
      const from = cursor === null ? 0 : all.findIndex(({ notice }) => notice.key === cursor) + 1;
      const page = all.slice(from, from + limit);
      const last = page.at(-1);
      const nextCursor = last !== undefined && from + limit < all.length ? last.notice.key : null;
      return { json: { items: page.map(rowOf), total: all.length, nextCursor } };
    },
  }),
  route({
    id: "listBrowsers",
    method: "GET",
    path: "/api/v1/push",
    says: "The key that a browser subscribes for, the teams that are told by push, and the browsers that subscribed.",
    answers: [{ status: 200, says: "All browsers", schema: browserPage }],
    async handle({ deps }) {
      const items = (await deps.access.browsers()).map(browserRowOf);
      const teams = pushedTeams(deps.network());
      return { json: { publicKey: deps.pushKey, teams, items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "addBrowser",
    method: "POST",
    path: "/api/v1/push",
    says: "Has a browser told what a team with `push: true` is told. The same browser again takes its own place.",
    body: browserBody,
    answers: [{ status: 201, says: "The browser", schema: browserRow }],
    async handle({ deps }, { body, person }) {
      const { team, endpoint, keys } = body;
      if (!deps.network().teams.has(team)) {
        const message = `must be of ${[...deps.network().teams.keys()].join(", ")}`;
        throw new Refused(problem(422, "unknown-team", `team ${message}`, { faults: [{ path: "team", message }] }));
      }
      const id = `pb_${createHash("sha256").update(`${team} ${endpoint}`).digest("base64url").slice(0, 12)}`;
      const known = await deps.access.browsers();
      if (
        !known.some((one) => one.id === id) &&
        known.filter((one) => one.person === person.name).length >= ownBrowsers
      )
        throw new Refused(problem(422, "too-many-browsers", `At most ${ownBrowsers} browsers of one person are told.`));
      const createdAt = deps.clock.now();
      const browser: Browser = { id, team, endpoint, ...keys, person: person.name, createdAt };
      await deps.access.putBrowser(browser);
      await deps.telling.browsersChanged();
      return { status: 201, json: browserRowOf(browser) };
    },
  }),
  route({
    id: "dropBrowser",
    method: "DELETE",
    path: "/api/v1/push/{id}",
    says: "Tells a browser no more.",
    answers: [{ status: 204, says: "It is told no more", schema: null }],
    async handle({ deps }, { param }) {
      if (!(await deps.access.dropBrowser(param("id")))) throw notFound("browser of that id");
      await deps.telling.browsersChanged();
      return { status: 204, empty: true };
    },
  }),
];
