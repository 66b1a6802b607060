import { careRows } from "../../feeds/index.ts";
import { careAnswer, mostAsked } from "../../wire/ask-shapes.ts";
import type { CareAnswer, CareRow } from "../../wire/index.ts";
import { careCells, careColumns } from "../care-table.ts";
import { chosen } from "../chosen.ts";
import { tsvOf } from "../csv.ts";
import { allAtHand, table } from "../export/table.ts";
import { tableHtml } from "../html.ts";
import { badParameter, type Reply, type Request, type Route, route, type Serving } from "../route.ts";
import { filterParameters } from "./exceptions.ts";

/** A form in which the table is asked for, beside those that every table has. */
const forms = [
  { type: "text/tab-separated-values", name: "care.tsv", of: tsvOf },
  { type: "text/html", name: null, of: tableHtml },
] as const;

/** The orders that a request asks for, at most as many as may be asked for at once. */
async function readCare(
  { deps }: Pick<Serving, "deps">,
  { scope, query }: Pick<Request<undefined>, "scope" | "query">,
): Promise<readonly CareRow[]> {
  const { ids, ...filter } = Object.fromEntries(query);
  if (ids !== undefined && Object.keys(filter).length > 0) throw badParameter("ids", "stands alone, without a filter");
  const list = ids
    ?.split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  const which = list === undefined ? { filter: { state: "open,acknowledged,snoozed", ...filter } } : { ids: list };
  return careRows(deps.views, scope, await chosen(deps, scope, which, mostAsked), deps.network());
}

/** What customer care tells whom. */
export const careRoutes: readonly Route[] = [
  route({
    id: "listForCare",
    method: "GET",
    path: "/api/v1/care",
    says: "The orders that exceptions hold up, for customer care: customer, promise, what is known, what is expected and when. By `ids`, `cause` or a filter; without `state`, of what is not over. JSON with the table to paste, or the table alone by `Accept`: text/csv, a sheet, text/tab-separated-values or text/html.",
    query: [
      { name: "ids", says: "A comma list of exceptions, as `X-17,X-18`; instead of a filter." },
      ...filterParameters,
    ],
    table: table({
      name: "care",
      title: "Customer care",
      columns: careColumns.map((title, index) => ({
        name: title,
        title,
        type: "text" as const,
        of: (cells: readonly string[]) => cells[index] ?? null,
      })),
      async open({ deps }, request) {
        const network = deps.network();
        return allAtHand((await readCare({ deps }, request)).map((row) => careCells(row, network)));
      },
    }),
    answers: [{ status: 200, says: "The orders, the nearest promise first", schema: careAnswer }],
    async handle({ deps }, { scope, query, accept }): Promise<Reply> {
      const network = deps.network();
      const items = await readCare({ deps }, { scope, query });
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
