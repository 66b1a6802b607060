import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { DelayedPostings, PostingDocument, Problem } from "../../../server/wire/index.ts";
import type { AgingSearch } from "../../app/url.ts";
import { api, problemOf } from "../../live/index.ts";
import {
  agree,
  type Counted,
  countBuckets,
  countDocuments,
  narrowed,
  type Place,
  partOf,
  placeParameters,
  type Tie,
  tieOf,
} from "./model.ts";
import { type Then, thenParameters } from "./useTables.ts";

/** Which list is asked for, and what its place of the table says now. */
export interface DelayedAsk {
  readonly search: AgingSearch;
  readonly side: Parameters<typeof placeParameters>[1];
  readonly place: Place;
  readonly then: Then;
  /** Null: the table has no such place. */
  readonly cell: Counted | null;
}

/** The documents behind a place, as far as they were read, and whether they tie to it. */
export interface Delayed {
  readonly items: readonly PostingDocument[];
  /** How many there are in all; null before it is known. */
  readonly total: number | null;
  /** How many of `all` were read, where a part is picked out of a longer list. */
  readonly read: { readonly shown: number; readonly all: number } | null;
  readonly currency: string | null;
  /** Null: not read far enough to say, or being read again. */
  readonly tie: Tie | null;
  readonly loading: boolean;
  readonly problem: Problem | null;
  readonly more: (() => void) | null;
  readonly busy: boolean;
  readonly again: () => void;
}

const pageSize = 200;
/** The list is read again so long after its place moved away from it, before it is called off. */
const againAfterMs = 2_000;
/** One that moved out may be made up for by one that moved in: the sums alone do not tell. */
const everyMs = 15_000;

/** Reads a list page by page, and again when the place that it explains has moved. A part of it is picked out here, so all of it is read. */
export function useDelayed({ search, side, place, then, cell }: DelayedAsk): Delayed {
  const parameters = placeParameters(search, side, place);
  for (const [name, value] of Object.entries(thenParameters(then))) parameters.set(name, value);
  const key = parameters.toString();
  const past = then.at !== undefined;
  const asked = useInfiniteQuery({
    queryKey: ["postings-delayed", key],
    queryFn: ({ pageParam, signal }) => {
      const page = new URLSearchParams(key);
      page.set("limit", String(pageSize));
      if (pageParam !== null) page.set("cursor", pageParam);
      return api<DelayedPostings>(`/postings/delayed?${page}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: past ? false : everyMs,
  });
  const { refetch, fetchNextPage, isFetching, hasNextPage, isError } = asked;
  const pages = asked.data?.pages;
  const first = pages?.[0];
  const { only, rule } = place;
  const picking = only !== undefined || rule !== undefined;
  // A page draws each second: what was read is gone through only when it is another.
  const { items, read, comes, told } = useMemo(() => {
    const all = pages?.flatMap((page) => page.items) ?? [];
    const fits = (one: PostingDocument): boolean =>
      (only === undefined || partOf(one) === only) && (rule === undefined || one.notBillable === rule);
    const shown = all.filter(fits);
    const [head] = pages ?? [];
    return {
      items: shown,
      read: all.length,
      comes: countDocuments(shown),
      told: head === undefined ? null : countBuckets(head.buckets),
    };
  }, [pages, only, rule]);
  useEffect(() => {
    if (picking && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [picking, hasNextPage, isFetching, isError, fetchNextPage]);

  const whole = first !== undefined && !hasNextPage;
  const expected = cell === null ? null : narrowed(cell, place.only);
  // What was read to its end must come to what the answer says of itself, and that to the table.
  const said = whole && (picking || (told !== null && !agree(comes, told))) ? comes : told;
  const list = picking && !whole ? null : said;
  const found = list === null ? null : tieOf(list, expected);

  const off = found === null || found.kind === "ties" ? null : JSON.stringify([key, expected]);
  const [tried, setTried] = useState<string | null>(null);
  useEffect(() => {
    if (off === null || past || isFetching || tried === off) return;
    const timer = setTimeout(() => void refetch().finally(() => setTried(off)), againAfterMs);
    return () => clearTimeout(timer);
  }, [off, past, isFetching, tried, refetch]);
  const settled = past || tried === off;
  return {
    items,
    total: first === undefined ? null : picking ? (whole ? items.length : null) : first.total,
    read: picking && !whole && first !== undefined ? { shown: read, all: first.total } : null,
    currency: first?.currency ?? null,
    tie: found?.kind === "ties" || settled ? found : null,
    loading: asked.isPending,
    problem: isError ? problemOf(asked.error) : null,
    more: !picking && hasNextPage ? () => void fetchNextPage() : null,
    busy: isFetching,
    again: () => void refetch(),
  };
}
