import { attributer, grouperOf, learningOf, readSources } from "../../feeds/index.ts";
import type { Scope, Window } from "../../ports/index.ts";
import { learningRow } from "../../wire/shapes.ts";
import { badParameter, type Route, route, type Serving } from "../route.ts";

const day = 86_400_000;
/** Longest span that is looked at in one answer. */
const longest = 92 * day;

/** Noise, times and touches: what to change so that the queue is believed. */
export const learningRoutes: readonly Route[] = [
  route({
    id: "getLearning",
    method: "GET",
    path: "/api/v1/learning",
    says: "What the exceptions of a while teach: which nobody acted on or were not real, how long they took, by fault and team, and what would have kept them away.",
    query: [
      { name: "from", says: "Instant from which exceptions became known; seven days before `to` when not given." },
      { name: "to", says: "Instant before which they did; now when not given." },
    ],
    answers: [{ status: 200, says: "The figures", schema: learningRow }],
    async handle(serving, { scope, query }) {
      const { deps } = serving;
      const span = spanOf(query, deps.clock.now());
      const lives = await deps.views.lived(scope, span.from, span.to);
      const grouper = grouperOf(deps.network(), attributer(await readSources(deps, scope)));
      return { json: learningOf(lives, { ...span, orders: await ordersWithin(serving, scope, span) }, grouper) };
    },
  }),
];

/** The while that a request asks for: a week that ends now where it does not say. */
export function spanOf(query: ReadonlyMap<string, string>, now: number): Window {
  const to = instantOf(query, "to") ?? now;
  const from = instantOf(query, "from") ?? to - 7 * day;
  if (from >= to) throw badParameter("from", "must lie before `to`");
  if (to - from > longest) throw badParameter("from", "must lie at most 92 days before `to`");
  return { from, to };
}

/** Orders that stood in a building meanwhile. */
export async function ordersWithin({ deps }: Serving, scope: Scope, within: Window): Promise<number> {
  let orders = 0;
  for (const warehouse of deps.network().warehouses.keys()) {
    orders += (await deps.views.standing(scope, "order", warehouse, within, 1, null)).total;
  }
  return orders;
}

function instantOf(query: ReadonlyMap<string, string>, name: string): number | null {
  const text = query.get(name);
  if (text === undefined) return null;
  const at = Date.parse(text);
  if (!Number.isFinite(at)) throw badParameter(name, "must be an instant, as 2026-11-19T19:32:00Z");
  return at;
}
