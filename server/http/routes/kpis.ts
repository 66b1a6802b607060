import { dimensions, type FigureDefinition, figureNamed } from "../../domain/index.ts";
import {
  type KpisAsked,
  readKpiCut,
  readKpiDocuments,
  readKpis,
  readKpisAsked,
  toKpiDetail,
  toKpisPage,
} from "../../feeds/index.ts";
import type { KpiDocument } from "../../wire/index.ts";
import { kpiDetail, kpiDocument, kpisPage } from "../../wire/kpis-shapes.ts";
import { pageOf as pageSchema } from "../../wire/shapes.ts";
import type { Column } from "../export/column.ts";
import { table, walk } from "../export/table.ts";
import { problem, Refused } from "../problems.ts";
import { badParameter, notFound, type Parameter, pageOf, paging, type Route, route, type Serving } from "../route.ts";

const asking: readonly Parameter[] = [
  { name: "from", says: "First day, as 2026-11-16; with `to`. Without both: the week of yesterday, up to today." },
  { name: "to", says: "Last day, as 2026-11-22: each building counts it by its own hours." },
  { name: "warehouse", says: "Only of this warehouse." },
  { name: "asOf", says: "As it stood at this instant, as 2026-11-19T19:32:00.000Z; as it stands now when not given." },
  { name: "known", says: "now (when not given): by what is known now; then: as it was recorded at asOf." },
];

const columns: readonly Column<KpiDocument>[] = [
  { name: "document", title: "Document", type: "text", of: (row) => row.id },
  { name: "day", title: "Counts on", type: "day", of: (row) => row.date },
  { name: "from", title: "From", type: "instant", of: (row) => row.from },
  { name: "at", title: "Until", type: "instant", of: (row) => row.at },
  { name: "numerator", title: "Numerator", type: "number", of: (row) => row.numerator },
  { name: "denominator", title: "Denominator", type: "number", of: (row) => row.denominator },
  { name: "left_out", title: "Left out", type: "text", of: (row) => row.leftOut },
  { name: "floor_ms", title: "Floor time, ms", type: "number", of: (row) => row.floorMs },
  { name: "message_ms", title: "Message time, ms", type: "number", of: (row) => row.messageMs },
  { name: "warehouse", title: "Warehouse", type: "text", of: (row) => row.warehouse },
  { name: "partner", title: "Partner", type: "text", of: (row) => row.partner },
  { name: "flow", title: "Flow", type: "text", of: (row) => row.flow },
];

/** Documents of a figure that are taken at once. */
const documentsAtOnce = 2_000;

/** What a query asks of key figures; refused where it cannot be. */
export function kpisAskedBy({ deps }: Serving, query: ReadonlyMap<string, string>): KpisAsked {
  const { asked, faults } = readKpisAsked(query);
  const first = faults[0];
  if (first !== undefined)
    throw new Refused(problem(400, "bad-parameter", `${first.path} ${first.message}`, { faults }));
  if (asked.asOf !== null && asked.asOf > deps.clock.now()) throw badParameter("asOf", "must not lie ahead");
  return asked;
}

const without = (query: ReadonlyMap<string, string>): readonly string[] =>
  (query.get("without") ?? "").split(",").filter((one) => one !== "");

function figureFor(id: string): FigureDefinition {
  const found = figureNamed(id);
  if (found === null) throw notFound("key figure of that id");
  return found;
}

/** Key figures: what they are, what they are made of, and what moved them. */
export const kpiRoutes: readonly Route[] = [
  route({
    id: "listKpis",
    method: "GET",
    path: "/api/v1/kpis",
    says: "Key figures of a period, each with numerator and denominator, coverage, bounds while a source is silent, target, the period before and thirteen weeks.",
    query: asking,
    answers: [{ status: 200, says: "One row a figure", schema: kpisPage }],
    async handle(serving, { scope, query }) {
      const read = await readKpis(serving.feeds, scope, kpisAskedBy(serving, query));
      return { json: toKpisPage(read, serving.deps.network()) };
    },
  }),
  route({
    id: "getKpi",
    method: "GET",
    path: "/api/v1/kpis/{id}",
    says: "One key figure: its definition, its parts by one dimension, which add up to it, and what moved it since the period before, which adds up to the change.",
    query: [...asking, { name: "by", says: "warehouse (when not given), partner, flow or cause." }],
    answers: [{ status: 200, says: "The figure", schema: kpiDetail }],
    async handle(serving, { scope, query, param }) {
      const definition = figureFor(param("id"));
      const by = dimensions.find((one) => one === (query.get("by") ?? "warehouse"));
      if (by === undefined) throw badParameter("by", `must be of ${dimensions.join(", ")}`);
      const read = await readKpiCut(serving.feeds, scope, kpisAskedBy(serving, query), definition, by);
      return { json: toKpiDetail(read, definition, serving.deps.network()) };
    },
  }),
  route({
    id: "listKpiDocuments",
    method: "GET",
    path: "/api/v1/kpis/{id}/documents",
    says: "The documents and exceptions that a key figure is made of in a period, by day: their numerators and denominators add up to its. As JSON; or all of them as a table, by `Accept` or `format`.",
    query: [...asking, { name: "without", says: "Of none of these warehouses, by comma." }, ...paging],
    table: table({
      name: "key-figure",
      title: "Key figure",
      columns,
      async open(serving, { scope, query, param }) {
        const { id } = figureFor(param("id"));
        const asked = kpisAskedBy(serving, query);
        const page = (limit: number, cursor: string | null) =>
          readKpiDocuments(serving.feeds, scope, asked, id, without(query), limit, cursor);
        return walk(query, page, query.get("cursor") || null, documentsAtOnce);
      },
    }),
    answers: [{ status: 200, says: "A page of documents", schema: pageSchema(kpiDocument) }],
    async handle(serving, { scope, query, param }) {
      const { id } = figureFor(param("id"));
      const { limit, cursor } = pageOf(query);
      const asked = kpisAskedBy(serving, query);
      return { json: await readKpiDocuments(serving.feeds, scope, asked, id, without(query), limit, cursor) };
    },
  }),
];
