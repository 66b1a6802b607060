import { causeRows, readAt } from "../../feeds/index.ts";
import { compareCauses } from "../../wire/index.ts";
import { causePage } from "../../wire/shapes.ts";
import { filterFrom } from "../filters.ts";
import { badParameter, pageOf, paging, type Route, route } from "../route.ts";
import { filterParameters } from "./exceptions.ts";

/** Causes of one answer, at most. */
const mostCauses = 2_000;

/** Exceptions by the fault that explains them. */
export const causeRoutes: readonly Route[] = [
  route({
    id: "listCauses",
    method: "GET",
    path: "/api/v1/causes",
    says: "Exceptions by cause, the soonest first: members, whose they are, the worst, and what they hold up. Without `state`, of what is not resolved.",
    query: [...filterParameters, ...paging],
    answers: [{ status: 200, says: "A page; `cursor` is the number of causes to leave out", schema: causePage }],
    async handle({ deps }, { scope, query }) {
      filterFrom(query);
      const { limit, cursor } = pageOf(query, 200, mostCauses);
      if (cursor !== null && !/^\d{1,9}$/.test(cursor)) throw badParameter("cursor", "is none that was given");
      const from = Number(cursor ?? 0);
      const { value, seq } = await readAt(deps.views, 0, () => causeRows(deps, scope, query));
      const rows = value.toSorted(compareCauses);
      const next = from + limit < rows.length ? String(from + limit) : null;
      return { json: { items: rows.slice(from, from + limit), total: rows.length, nextCursor: next, seq } };
    },
  }),
];
