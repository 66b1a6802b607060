import type { QueueSearch, QueueView } from "../../app/url.ts";
import { useFeed, useMe } from "../../live/index.ts";
import { feedFilter } from "./filter.ts";

/** How many rows each view has in the scope. */
export function useCounts(search: QueueSearch): Readonly<Record<QueueView, number>> {
  const me = useMe()?.name ?? "";
  const enabled = me !== "";
  const scope = search.site === undefined ? {} : { site: search.site };
  const total = (view: QueueView): number =>
    // biome-ignore lint/correctness/useHookAtTopLevel: always the same four, in the same order
    useFeed("exceptions", feedFilter({ ...scope, view }, me), { limit: 1, enabled }).total;
  return { due: total("due"), mine: total("mine"), nobody: total("nobody"), parked: total("parked") };
}
