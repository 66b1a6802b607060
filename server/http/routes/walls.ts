import { isoOf } from "../../feeds/index.ts";
import type { Token } from "../../ports/index.ts";
import type { WallRow } from "../../wire/index.ts";
import { wallBody } from "../../wire/schemas.ts";
import { pageOf, wallMade, wallRow } from "../../wire/shapes.ts";
import { badParameter, notFound, type Route, route } from "../route.ts";

const rowOf = ({ id, name, warehouses, createdAt }: Token): WallRow => ({
  id,
  name,
  warehouses: warehouses ?? [],
  createdAt: isoOf(createdAt),
});

/** The links of walls: each opens the wall of its warehouses, to look at, until it is withdrawn. */
export const wallRoutes: readonly Route[] = [
  route({
    id: "listWalls",
    method: "GET",
    path: "/api/v1/walls",
    says: "The links of walls that hold, without their secrets.",
    answers: [{ status: 200, says: "All links", schema: pageOf(wallRow) }],
    async handle({ deps }) {
      const items = (await deps.access.tokens()).filter(({ kind }) => kind === "wall").map(rowOf);
      return { json: { items, total: items.length, nextCursor: null } };
    },
  }),
  route({
    id: "createWall",
    method: "POST",
    path: "/api/v1/walls",
    says: "Makes a link that opens one wall; its secret is told this once. Several warehouses are shown in turn.",
    body: wallBody,
    answers: [{ status: 201, says: "The link", schema: wallMade }],
    async handle({ deps, people }, { body, person }) {
      const warehouses = [...new Set(body.warehouses)];
      const known = deps.network().warehouses;
      const stray = warehouses.find((one) => !known.has(one));
      if (stray !== undefined) throw badParameter("warehouses", `has ${stray}, which is no warehouse`);
      const { token, secret } = await people.makeToken(body.name, "wall", warehouses);
      deps.report("token.created", { id: token.id, kind: token.kind, by: person.name });
      // Behind the hash: a browser sends it to no server, and no log has it.
      const link = `${deps.publicUrl()}/wall/${warehouses.map(encodeURIComponent).join(",")}#token=${secret}`;
      return { status: 201, json: { ...rowOf(token), link } };
    },
  }),
  route({
    id: "dropWall",
    method: "DELETE",
    path: "/api/v1/walls/{id}",
    says: "Withdraws a link at once: the walls that it opened go dark.",
    answers: [{ status: 204, says: "It holds no longer", schema: null }],
    async handle({ deps, cut }, { param, person }) {
      const id = param("id");
      const found = (await deps.access.tokens()).some((token) => token.id === id && token.kind === "wall");
      if (!found || !(await deps.access.dropToken(id))) throw notFound("wall of that id");
      cut(id);
      deps.report("token.dropped", { id, by: person.name });
      return { status: 204, empty: true };
    },
  }),
];
