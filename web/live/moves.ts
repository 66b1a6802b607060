import type { DepartureRow, Problem } from "../../server/wire/index.ts";
import { api } from "./api.ts";

/** A departure on which orders can go later. */
export type Later = DepartureRow["later"][number];

/** What was recorded of orders that ship on a later departure, order by order. */
export interface Moved {
  readonly results: readonly { readonly id: string; readonly ok: boolean; readonly error?: Problem }[];
  /** Names the decision, for taking it back; null where nothing was recorded. */
  readonly actionId: string | null;
}

/** Records that orders of a building ship on a later departure. Throws `ApiError`. */
export const shipLater = (warehouse: string, orders: readonly string[], to: Later): Promise<Moved> =>
  api<Moved>("/departures/moves", {
    body: { orders, to: { at: to.at, carrier: to.carrier, service: to.service }, warehouse },
  });

/** Takes such a decision back, by its name. Throws `ApiError`. */
export const unship = (actionId: string): Promise<Moved> =>
  api<Moved>(`/departures/moves/${encodeURIComponent(actionId)}`, { method: "DELETE" });
