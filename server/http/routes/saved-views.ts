import { randomBytes } from "node:crypto";
import { isoOf } from "../../feeds/index.ts";
import type { SavedView } from "../../ports/index.ts";
import type { SavedViewRow } from "../../wire/index.ts";
import { savedViewBody } from "../../wire/schemas.ts";
import { pageOf, savedViewRow } from "../../wire/shapes.ts";
import type { Person } from "../authorize.ts";
import { problem, Refused } from "../problems.ts";
import { notFound, type Route, route, type Serving } from "../route.ts";

/** Views of one person, at most. */
const ownViews = 100;

const rowOf = (view: SavedView, person: Person): SavedViewRow => ({
  ...view,
  mine: view.owner === person.name,
  subscribed: view.subscribers.includes(person.name),
  createdAt: isoOf(view.createdAt),
  updatedAt: isoOf(view.updatedAt),
});

const sees = (view: SavedView, person: Person): boolean => view.shared || view.owner === person.name;

/** The view of an id, where the person may see it; one that is somebody's own is as if it were not there. */
async function viewFor({ deps }: Serving, person: Person, id: string): Promise<SavedView> {
  const view = (await deps.access.savedViews()).find((one) => one.id === id);
  if (view === undefined || !sees(view, person)) throw notFound("view of that id");
  return view;
}

async function ownViewFor(serving: Serving, person: Person, id: string): Promise<SavedView> {
  const view = await viewFor(serving, person, id);
  if (view.owner !== person.name) {
    throw new Refused(problem(403, "not-yours", `Only ${view.owner} may change this view.`));
  }
  return view;
}

const subscribed = (view: SavedView, name: string, on: boolean): SavedView => ({
  ...view,
  subscribers: [...new Set([...view.subscribers.filter((one) => one !== name), ...(on ? [name] : [])])].sort(),
});

const subscription = (method: "PUT" | "DELETE", on: boolean, says: string): Route =>
  route({
    id: on ? "subscribeToView" : "unsubscribeFromView",
    method,
    path: "/api/v1/views/{id}/subscription",
    says,
    answers: [{ status: 200, says: "The view", schema: savedViewRow }],
    async handle(serving, { param, person }) {
      const next = subscribed(await viewFor(serving, person, param("id")), person.name, on);
      await serving.deps.access.putView(next);
      return { json: rowOf(next, person) };
    },
  });

/** Pages under a name: one's own, and those that others share. */
export const savedViewRoutes: readonly Route[] = [
  route({
    id: "listViews",
    method: "GET",
    path: "/api/v1/views",
    says: "The asker's own saved views and those that others share, by name.",
    answers: [{ status: 200, says: "All that may be seen", schema: pageOf(savedViewRow) }],
    async handle({ deps }, { person }) {
      const items = (await deps.access.savedViews()).filter((view) => sees(view, person));
      return { json: { items: items.map((view) => rowOf(view, person)), total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "saveView",
    method: "POST",
    path: "/api/v1/views",
    says: "Keeps a page under a name, in the asker's list; shared, others can find it.",
    body: savedViewBody,
    answers: [{ status: 201, says: "The view", schema: savedViewRow }],
    async handle({ deps }, { body, person }) {
      const own = (await deps.access.savedViews()).filter((view) => view.owner === person.name);
      if (own.length >= ownViews) {
        throw new Refused(problem(422, "too-many-views", `A person has at most ${ownViews} views.`));
      }
      const now = deps.clock.now();
      const view: SavedView = {
        ...body,
        id: `v_${randomBytes(6).toString("hex")}`,
        owner: person.name,
        subscribers: [person.name],
        createdAt: now,
        updatedAt: now,
      };
      await deps.access.putView(view);
      return { status: 201, json: rowOf(view, person) };
    },
  }),
  route({
    id: "changeView",
    method: "PUT",
    path: "/api/v1/views/{id}",
    says: "Changes name, page and sharing of an own view. Who subscribed to one that is no longer shared sees it no longer.",
    body: savedViewBody,
    answers: [{ status: 200, says: "The view", schema: savedViewRow }],
    async handle(serving, { param, body, person }) {
      const view = await ownViewFor(serving, person, param("id"));
      const next: SavedView = {
        ...view,
        ...body,
        subscribers: body.shared ? view.subscribers : view.subscribers.filter((name) => name === person.name),
        updatedAt: serving.deps.clock.now(),
      };
      await serving.deps.access.putView(next);
      return { json: rowOf(next, person) };
    },
  }),
  route({
    id: "dropView",
    method: "DELETE",
    path: "/api/v1/views/{id}",
    says: "Drops an own view, for all who see it.",
    answers: [{ status: 204, says: "It is gone", schema: null }],
    async handle(serving, { param, person }) {
      const { id } = await ownViewFor(serving, person, param("id"));
      await serving.deps.access.dropView(id);
      return { status: 204, empty: true };
    },
  }),
  subscription("PUT", true, "Keeps a view in the asker's list."),
  subscription("DELETE", false, "Takes a view out of the asker's list."),
];
