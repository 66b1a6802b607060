import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { PageOf, Problem, TallyDocument } from "../../../server/wire/index.ts";
import { api, problemOf, query } from "../../live/index.ts";

/** Which list is asked for. */
export interface DocumentsAsk {
  /** Undefined: all buildings in scope. */
  readonly warehouse: string | undefined;
  readonly day: string | undefined;
  readonly at: string | undefined;
  readonly part: string;
  /** The number that the list should come to, as it is now; null where none is known. */
  readonly expected: number | null;
}

/** The documents behind a number, as far as they were read. */
export interface Documents {
  readonly items: readonly TallyDocument[];
  /** How many there are in all; null before it is known. */
  readonly total: number | null;
  readonly loading: boolean;
  readonly problem: Problem | null;
  /** Reads the next page, where there is one. */
  readonly more: () => void;
  readonly again: () => void;
  /** Reads to the end and gives all of them, for copying. Throws `ApiError`. */
  readonly all: () => Promise<readonly TallyDocument[]>;
}

const pageSize = 500;
/** The list is read again so long after its number moved away from it. */
const againAfterMs = 2_000;
/** One that moved out may be made up for by one that moved in: the number alone does not tell. */
const everyMs = 15_000;

/** Reads a list page by page, and again when the number that it explains has moved. */
export function useDocuments(ask: DocumentsAsk): Documents {
  const { warehouse, day, at, part, expected } = ask;
  const read = (cursor: string | null, signal?: AbortSignal): Promise<PageOf<TallyDocument>> =>
    api(
      `/tally/documents${query({ warehouse, day, at, part, limit: pageSize, cursor })}`,
      signal === undefined ? {} : { signal },
    );
  const asked = useInfiniteQuery({
    queryKey: ["tally-documents", warehouse, day, at, part],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: at === undefined ? everyMs : false,
  });
  const pages = asked.data?.pages ?? [];
  const { refetch, fetchNextPage, isFetching, hasNextPage } = asked;
  const total = pages[0]?.total ?? null;
  const off = total !== null && expected !== null && total !== expected;
  useEffect(() => {
    if (!off || isFetching) return;
    const timer = setTimeout(() => void refetch(), againAfterMs);
    return () => clearTimeout(timer);
  }, [off, isFetching, refetch]);
  return {
    items: pages.flatMap((page) => page.items),
    total,
    loading: asked.isPending,
    problem: asked.isError ? problemOf(asked.error) : null,
    more: () => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    },
    again: () => void refetch(),
    all: async () => {
      const out: TallyDocument[] = [];
      let cursor: string | null = null;
      do {
        const page: PageOf<TallyDocument> = await read(cursor);
        out.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return out;
    },
  };
}
