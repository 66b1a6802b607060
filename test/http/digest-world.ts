import type { DigestReader, Network } from "../../server/domain/index.ts";
import type { ServingDeps } from "../../server/http/deps.ts";
import { type Told, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { serve } from "./harness.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A network with readers of the Monday mail, on UTC days. */
export const digestNetwork = (digest: readonly DigestReader[] = []): Network =>
  testNetwork({
    company: {
      name: "Northgate Supply",
      timezone: "UTC",
      currency: "USD",
      rates: [],
      grace: 0,
      targets: [{ figure: "on-time-shipment", value: 0.985 }],
      digest,
    },
  });

/** An order that is to leave after three hours, and does after so many. */
const order = (id: string, at: number, leaves: number): readonly Told[] => {
  const keys = { order: `SO-${id}`, warehouse: "ATL", customer: "Halden Vet" };
  const attributes = { "order.ship_by": new Date(at + 3 * hour).toISOString() };
  return [
    { event: "order.created", keys, at, system: "erp", attributes },
    { event: "shipment.confirmed", keys: { ...keys, shipment: `SH-${id}` }, at: at + leaves, system: "wms-atl" },
  ];
};

/** Two weeks: all in time in the first, two of three in the second. */
const happened: readonly Told[] = [
  ...order("0", start - 10 * day, hour),
  ...order("1", start - 9 * day, hour),
  ...order("2", start - 5 * day, hour),
  ...order("3", start - 4 * day, 5 * hour),
  ...order("4", start - 3 * day, 2 * hour),
];

/** A server on Monday 2 March 2026, 14:00 UTC; what is ruled stands in its journal. */
export async function digestWorld(network: Network, changes: Partial<ServingDeps>) {
  const world = await World.begin(network, start - 12 * day);
  for (const one of [...happened].sort((a, b) => a.at - b.at)) await world.entry(one.at, [one]);
  await world.settle(start);
  await world.commit();
  const side = await serve({ network: () => network, ...changes });
  for (const { changes: made } of await world.store.commitsSince(0, 1_000)) await side.store.commit(made);
  side.rule(async (ruling) => {
    const kept = await side.journal.rule(ruling, { position: 0, settledTo: 0 });
    return { kind: "done", number: kept.number, seq: side.store.seq() };
  });
  return side;
}
