import { careRows } from "../../feeds/index.ts";
import { careAnswer, mostAsked } from "../../wire/ask-shapes.ts";
import type { CareAnswer } from "../../wire/index.ts";
import { careCells, careColumns } from "../care-table.ts";
import { chosen } from "../chosen.ts";
import { csvOf, tsvOf } from "../csv.ts";
import { tableHtml } from "../html.ts";
import { badParameter, type Reply, type Route, route } from "../route.ts";
import { filterParameters } from "./exceptions.ts";

/** A form in which the table is asked for. */
const forms = [
  { type: "text/csv", name: "care.csv", of: csvOf },
  { type: "text/tab-separated-values", name: "care.tsv", of: tsvOf },
  { type: "text/html", name: null, of: tableHtml },
] as const;

/** What customer care tells whom. */
export const careRoutes: readonly Route[] = [
  route({
    id: "listForCare",
    method: "GET",
    path: "/api/v1/care",
    says: "The orders that exceptions hold up, for customer care: customer, promise, what is known, what is expected and when. By `ids`, `cause` or a filter; without `state`, of what is not over. JSON with the table to paste, or the table alone by `Accept`: text/csv, text/tab-separated-values or text/html.",
    query: [
      { name: "ids", says: "A comma list of exceptions, as `X-17,X-18`; instead of a filter." },
      ...filterParameters,
    ],
    csv: true,
    answers: [{ status: 200, says: "The orders, the nearest promise first", schema: careAnswer }],
    async handle({ deps }, { scope, query, accept }): Promise<Reply> {
      const { ids, ...filter } = Object.fromEntries(query);
      if (ids !== undefined && Object.keys(filter).length > 0)
        throw badParameter("ids", "stands alone, without a filter");
      const list = ids
        ?.split(",")
        .map((id) => id.trim())
        .filter((id) => id !== "");
      const which = list === undefined ? { filter: { state: "open,acknowledged,snoozed", ...filter } } : { ids: list };
      const network = deps.network();
      const items = await careRows(deps.views, scope, await chosen(deps, scope, which, mostAsked), network);
      const rows = items.map((row) => careCells(row, network));
      const form = forms.find(({ type }) => accept?.includes(type) === true && !accept.includes("application/json"));
      if (form !== undefined) {
        const disposition = form.name === null ? {} : { "content-disposition": `attachment; filename="${form.name}"` };
        return { text: form.of(careColumns, rows), type: `${form.type}; charset=utf-8`, headers: disposition };
      }
      const table = { html: tableHtml(careColumns, rows), text: tsvOf(careColumns, rows) };
      return { json: { items, total: items.length, nextCursor: null, table } satisfies CareAnswer };
    },
  }),
];
