import { readHeldBySite } from "../../feeds/index.ts";
import { heldBySite } from "../../wire/held-shapes.ts";
import { type Route, route } from "../route.ts";

/** What is held up now, by building. */
export const heldRoutes: readonly Route[] = [
  route({
    id: "listHeld",
    method: "GET",
    path: "/api/v1/held",
    says: "What exceptions that are not resolved hold up now, by building. An order that waits in two buildings is held up in both, and once in `all`.",
    answers: [{ status: 200, says: "By building", schema: heldBySite }],
    handle: async ({ feeds }, { scope }) => ({ json: await readHeldBySite(feeds, scope) }),
  }),
];
