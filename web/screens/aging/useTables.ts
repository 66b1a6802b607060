import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type { PostingSide, PostingsPage, PostingTable, Problem } from "../../../server/wire/index.ts";
import { api, problemOf, useFeed, usePaused } from "../../live/index.ts";

/** A past instant, and whether by what was known then; undefined instant: now. */
export interface Then {
  readonly at: string | undefined;
  readonly known: "then" | undefined;
}

/** The three tables of a cut, live or as of an instant. */
export interface Tables {
  readonly of: (side: PostingSide) => PostingTable | null;
  readonly all: readonly PostingTable[];
  readonly loading: boolean;
  readonly problem: Problem | null;
  /** Unix milliseconds as of which they are; null before the first. */
  readonly asOf: number | null;
  readonly again: () => void;
}

/** Parameters of a past instant, for reads beside the live feed. */
export function thenParameters({ at, known }: Then): Readonly<Record<string, string>> {
  return at === undefined ? {} : { asOf: at, ...(known === undefined ? {} : { known }) };
}

const none: readonly PostingTable[] = [];

/** Follows the tables of a cut, or reads them as of a past instant; null asks for nothing. */
export function useTables(filter: Readonly<Record<string, string>> | null, then: Then): Tables {
  const past = then.at !== undefined;
  const feed = useFeed("postings", filter ?? {}, { limit: 3, enabled: filter !== null && !past });
  const asked = useQuery({
    queryKey: ["postings", filter, then.at, then.known],
    queryFn: ({ signal }) =>
      api<PostingsPage>(`/postings?${new URLSearchParams({ ...filter, ...thenParameters(then) })}`, { signal }),
    enabled: filter !== null && past,
    staleTime: 60_000,
  });
  // Paused: the figures stay as they were then, however the day goes on.
  const paused = usePaused();
  const key = JSON.stringify(filter);
  const held = useRef({ key, rows: feed.rows });
  if (paused === null || held.current.key !== key || held.current.rows.length === 0)
    held.current = { key, rows: feed.rows };
  const all = past ? (asked.data?.items ?? none) : held.current.rows;
  return {
    of: (side) => all.find((one) => one.id === side) ?? null,
    all,
    loading: past ? asked.isPending && filter !== null : feed.loading,
    problem: past ? (asked.isError ? problemOf(asked.error) : null) : feed.error,
    asOf: past ? (asked.data === undefined ? null : Date.parse(asked.data.asOf)) : feed.asOf,
    again: () => {
      if (past) void asked.refetch();
      else feed.again();
    },
  };
}
