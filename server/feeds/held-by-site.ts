import type { Scope } from "../ports/index.ts";
import type { HeldBySite } from "../wire/held.ts";
import type { HeldRow } from "../wire/index.ts";
import type { FeedDeps } from "./feed.ts";
import { toHeldRow } from "./held.ts";

const unresolved = { state: ["open", "acknowledged", "snoozed"] } as const;

/** Reads what is held up now in each building that may be seen, and in all. */
export async function readHeldBySite(
  { views, network }: Pick<FeedDeps, "views" | "network">,
  scope: Scope,
): Promise<HeldBySite> {
  const { warehouses, minorUnits } = network();
  const seen = [...warehouses.keys()].filter((id) => scope.warehouses?.includes(id) !== false);
  const held = async (warehouse?: string): Promise<HeldRow> => {
    const filter = warehouse === undefined ? unresolved : { ...unresolved, warehouse: [warehouse] };
    return toHeldRow((await views.exceptions(scope, filter, "cutoff", 1, null)).held, { minorUnits });
  };
  const [all, ...items] = await Promise.all([
    held(),
    ...seen.map(async (warehouse) => ({ warehouse, held: await held(warehouse) })),
  ]);
  return { items, all };
}
