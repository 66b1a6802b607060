import { type DepartureName, type MoveDecision, partsOf, type Ref } from "../domain/index.ts";
import { departureNamed, isoOf } from "../feeds/index.ts";
import type { Moved } from "../pipeline/moving.ts";
import type { Scope } from "../ports/index.ts";
import type { Problem } from "../wire/index.ts";
import type { MovesBody } from "../wire/tally-shapes.ts";
import { problem, Refused } from "./problems.ts";
import { notFound, type Serving } from "./route.ts";

/** What a decision about later trucks answers. */
export interface MoveAnswer {
  readonly actionId: string | null;
  readonly results: readonly { readonly id: string; readonly ok: boolean; readonly error?: Problem }[];
}

type Result = MoveAnswer["results"][number];

/** Records that orders leave with a later truck. Throws `Refused` where there is no such truck, or it is gone. */
export async function moveOrders(serving: Serving, scope: Scope, body: MovesBody, by: string): Promise<MoveAnswer> {
  const { deps } = serving;
  const warehouse = deps.network().warehouses.get(body.warehouse);
  if (warehouse === undefined || scope.warehouses?.includes(body.warehouse) === false)
    throw unknown("warehouse", "unknown-warehouse", `There is no warehouse ${body.warehouse}.`);
  const { carrier, service } = body.to;
  const to: DepartureName = { at: Date.parse(body.to.at), carrier, service };
  if (departureNamed(warehouse.departures, to) === null)
    throw unknown("to", "unknown-departure", `No such truck leaves ${warehouse.name} at ${isoOf(to.at)}.`);
  if (to.at <= deps.clock.now()) throw new Refused(problem(422, "departure-gone", "That departure is gone."));
  const refs = new Map<Ref, string>();
  const results = new Map<string, Result>();
  for (const id of new Set(body.orders)) {
    const found = await deps.views.objects(scope, "order", id, "");
    const [order] = found;
    if (order === undefined) results.set(id, failed(id, 404, "not-found", "There is no such order."));
    else if (found.length > 1) results.set(id, failed(id, 422, "ambiguous", "The number fits several orders."));
    else {
      refs.set(order.ref, id);
      results.set(id, { id, ok: true });
    }
  }
  const decision: MoveDecision = { by, action: "move", orders: [...refs.keys()], warehouse: body.warehouse, to };
  const moved = refs.size === 0 ? { ruling: null, results: [] } : await deps.desk.move(decision);
  for (const one of moved.results) {
    const id = refs.get(one.ref);
    if (id !== undefined) results.set(id, resultOf(id, one.refusal));
  }
  return { actionId: moved.ruling === null ? null : String(moved.ruling), results: [...results.values()] };
}

/** Takes a decision back, where nothing newer holds for an order; throws `Refused` where there is none of that name. */
export async function undoMove(serving: Serving, scope: Scope, id: string, by: string): Promise<MoveAnswer> {
  const number = /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
  const [kept] = number === null ? [] : await serving.deps.journal.rulings(number - 1, 1);
  const decision = kept?.number === number && kept.ruling.kind === "move" ? kept.ruling.decision : null;
  if (number === null || decision?.action !== "move" || scope.warehouses?.includes(decision.warehouse) === false)
    throw notFound("decision of that id");
  const moved = await serving.deps.desk.move({ by, action: "undo", orders: decision.orders, ruling: number });
  return {
    actionId: moved.ruling === null ? null : String(moved.ruling),
    results: moved.results.map(({ ref, refusal }) => resultOf(partsOf(ref).value, refusal)),
  };
}

const unknown = (path: string, code: string, message: string): Refused =>
  new Refused(problem(422, code, message, { faults: [{ path, message }] }));

const failed = (id: string, status: number, code: string, detail: string): Result => ({
  id,
  ok: false,
  error: problem(status, code, detail),
});

function resultOf(id: string, refusal: Moved["results"][number]["refusal"]): Result {
  return refusal === null ? { id, ok: true } : failed(id, 422, refusal.code, refusal.message);
}
