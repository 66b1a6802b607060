import type { FeedName } from "../wire/index.ts";

/** Feeds that can be subscribed to. */
export const liveFeeds: readonly FeedName[] = [
  "exceptions",
  "causes",
  "object",
  "lag",
  "flow",
  "tally",
  "departures",
  "postings",
  "kpis",
  "sources",
  "intake",
  "status",
];
