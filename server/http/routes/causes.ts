import { causeRows, readAt } from "../../feeds/index.ts";
import { type CauseRow, compareCauses } from "../../wire/index.ts";
import { causePage } from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { heldColumns } from "../export/held.ts";
import { table, walk } from "../export/table.ts";
import { filterFrom } from "../filters.ts";
import { badParameter, pageOf, paging, type Route, route } from "../route.ts";
import { filterParameters } from "./exceptions.ts";

/** Causes of one answer, at most. */
const mostCauses = 2_000;

const columns: readonly Column<CauseRow>[] = [
  { name: "id", title: "Id", type: "text", of: (row) => row.id },
  { name: "severity", title: "Severity", type: "text", of: (row) => row.severity },
  { name: "kind", title: "Kind", type: "text", of: (row) => row.kind },
  { name: "title", title: "Title", type: "text", of: (row) => row.title },
  { name: "system", title: "System", type: "text", of: (row) => row.system },
  { name: "flow", title: "Flow", type: "text", of: (row) => row.flow },
  { name: "step", title: "Step", type: "text", of: (row) => row.step },
  { name: "warehouses", title: "Warehouses", type: "text", of: (row) => row.warehouses.join(" ") },
  {
    name: "owners",
    title: "Owners",
    type: "text",
    of: ({ owners }) => owners.map(({ team, person }) => (person === null ? team : `${team}: ${person}`)).join("; "),
  },
  { name: "members", title: "Exceptions", type: "number", of: (row) => row.members },
  { name: "open", title: "Open", type: "number", of: (row) => row.states.open },
  { name: "acknowledged", title: "Taken", type: "number", of: (row) => row.states.acknowledged },
  { name: "snoozed", title: "Parked", type: "number", of: (row) => row.states.snoozed },
  { name: "opened_at", title: "Began", type: "instant", of: (row) => row.openedAt },
  { name: "newest_at", title: "Newest", type: "instant", of: (row) => row.newestAt },
  { name: "cutoff_at", title: "Cutoff", type: "instant", of: (row) => row.cutoff?.at ?? null },
  ...heldColumns<CauseRow>(),
];

/** The cursor of a list that is read whole: how many rows it leaves out. */
function leftOut(cursor: string | null): number {
  if (cursor !== null && !/^\d{1,9}$/.test(cursor)) throw badParameter("cursor", "is none that was given");
  return Number(cursor ?? 0);
}

const slice = (rows: readonly CauseRow[], from: number, limit: number) => ({
  items: rows.slice(from, from + limit),
  total: rows.length,
  nextCursor: from + limit < rows.length ? String(from + limit) : null,
});

/** Exceptions by the fault that explains them. */
export const causeRoutes: readonly Route[] = [
  route({
    id: "listCauses",
    method: "GET",
    path: "/api/v1/causes",
    says: "Exceptions by cause, the soonest first: members, whose they are, the worst, and what they hold up. Without `state`, of what is not resolved.",
    query: [...filterParameters, ...paging],
    table: table({
      name: "causes",
      title: "Causes",
      columns,
      async open({ deps }, { scope, query }) {
        filterFrom(query);
        const rows = (await causeRows(deps, scope, query)).toSorted(compareCauses);
        return walk(query, async (limit, cursor) => slice(rows, leftOut(cursor), limit));
      },
    }),
    answers: [{ status: 200, says: "A page; `cursor` is the number of causes to leave out", schema: causePage }],
    async handle({ deps }, { scope, query }) {
      filterFrom(query);
      const { limit, cursor } = pageOf(query, 200, mostCauses);
      const from = leftOut(cursor);
      const { value, seq } = await readAt(deps.views, 0, () => causeRows(deps, scope, query));
      return { json: { ...slice(value.toSorted(compareCauses), from, limit), seq } };
    },
  }),
];
