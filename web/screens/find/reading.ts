import type { SearchHitRow } from "../../../server/wire/index.ts";
import { namesOf, useNetwork, useNow } from "../../live/index.ts";
import type { Reading } from "./cells.tsx";

/** What cells are read by, now. */
export function useReading(): Reading {
  const network = useNetwork();
  const now = useNow(60_000);
  return { now, names: namesOf(network) };
}

/** Where a hit is shown whole. */
export const optionsOf = (hit: SearchHitRow) => ({
  to: "/o/$kind/$id" as const,
  params: { kind: hit.kind, id: hit.id },
  search: hit.environment === "" ? {} : { environment: hit.environment },
});
