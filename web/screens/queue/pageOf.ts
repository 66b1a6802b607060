import type { QueueSearch } from "../../app/url.ts";

/** Address of the queue as it stands, without what is selected in it. */
export function pageOf(search: QueueSearch): string {
  const kept = Object.entries(search).filter(([name, value]) => value !== undefined && name !== "x" && name !== "tech");
  const query = new URLSearchParams(kept.map(([name, value]) => [name, value === true ? "1" : String(value)]));
  query.sort();
  const text = query.toString();
  return text === "" ? "/queue" : `/queue?${text}`;
}
