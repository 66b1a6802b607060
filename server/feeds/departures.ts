import { toDepartureRows } from "./departure-rows.ts";
import { byId, onceASecond, type RecomputedFeed } from "./feed.ts";
import { dayFaults, moving, pagesAsked } from "./tally.ts";

/** The trucks of a day and which of them leave short, by building and time. */
export const departuresFeed: RecomputedFeed = {
  name: "departures",
  filterNames: ["warehouse", "day"],
  faults: dayFaults,
  touchedBy: ({ kind }) => moving.has(kind),
  spacing: onceASecond,
  // Trucks leave and sources fall silent by the clock alone.
  aged: (last, now) => now - last >= 5_000,
  prepare: async (deps, scope, filter) => void (await pagesAsked(deps, scope, filter)),
  async rows(deps, scope, filter) {
    const network = deps.network();
    const pages = await pagesAsked(deps, scope, filter);
    return pages.flatMap((page) => toDepartureRows(page, network)).sort(byId);
  },
};
