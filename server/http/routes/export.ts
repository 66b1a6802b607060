import * as z from "zod/mini";
import { instantOf, isoOf, ocelOf } from "../../feeds/index.ts";
import { badParameter, type Route, route } from "../route.ts";

/** How long one document may take: what is written meanwhile is kept in the store's log until then. */
const within = 10 * 60_000;

const attributes = z.array(z.object({ name: z.string(), type: z.enum(["string", "time", "float", "boolean"]) }));
const types = z.array(z.object({ name: z.string(), attributes }));
const related = z.array(z.object({ objectId: z.string(), qualifier: z.string() }));

/** An OCEL 2.0 document, as https://www.ocel-standard.org/2.0/ocel20-schema-json.json has it. */
const ocel = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      time: z.string(),
      attributes: z.array(z.object({ name: z.string(), value: z.string() })),
      relationships: related,
    }),
  ),
  objects: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      attributes: z.array(z.object({ name: z.string(), value: z.string(), time: z.string() })),
      relationships: related,
    }),
  ),
  eventTypes: types,
  objectTypes: types,
});

function instantFrom(query: ReadonlyMap<string, string>, name: string): number {
  const at = instantOf(query.get(name) ?? "");
  if (at === null) throw badParameter(name, "must be an instant in UTC, as 2026-11-19T00:00:00Z");
  return at;
}

/** What other programs take away whole. */
export const exportRoutes: readonly Route[] = [
  route({
    id: "exportOcel",
    method: "GET",
    path: "/api/v1/export/ocel",
    says: "What happened in a while, as an OCEL 2.0 document for process mining: events with their objects, these with what was said of them until its end. All of one state, whose commit the header `x-commit` says.",
    query: [
      { name: "from", says: "The first instant, as 2026-11-01T00:00:00Z." },
      { name: "to", says: "The instant behind the last." },
      { name: "warehouse", says: "Only what is about objects of this building." },
    ],
    answers: [{ status: 200, says: "The document", schema: ocel }],
    async handle({ deps, stills }, { scope, query }) {
      const from = instantFrom(query, "from");
      const to = instantFrom(query, "to");
      if (to <= from) throw badParameter("to", "must lie after from");
      const warehouse = query.get("warehouse") || null;
      const network = deps.network();
      const known = warehouse === null || network.warehouses.has(warehouse);
      if (!known || (warehouse !== null && scope.warehouses?.includes(warehouse) === false))
        throw badParameter("warehouse", `must be of ${[...network.warehouses.keys()].join(", ")}`);
      const views = await stills.open();
      const seq = await views.seq();
      const day = (at: number): string => isoOf(at).slice(0, 10);
      const name = ["ocel", warehouse, day(from), day(to), `commit-${seq}`].filter((part) => part !== null).join("-");
      return {
        stream: ocelOf(views, scope, { from, to, warehouse }, network),
        type: "application/json; charset=utf-8",
        within,
        close: () => views.close(),
        headers: { "content-disposition": `attachment; filename="${name}.json"`, "x-commit": String(seq) },
      };
    },
  }),
];
