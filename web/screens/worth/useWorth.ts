import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { GainPeriod, GainRow, GainsPage, KpiDocument } from "../../../server/wire/index.ts";
import type { WorthSearch } from "../../app/url.ts";
import { api } from "../../live/index.ts";

interface Page {
  readonly items: readonly KpiDocument[];
  readonly total: number;
  readonly nextCursor: string | null;
}

/** What is asked for, as the address of the API has it. */
export const askedOf = ({ from, to, site }: WorthSearch): Readonly<Record<string, string>> => ({
  ...(from === undefined || to === undefined ? {} : { from, to }),
  ...(site === undefined ? {} : { warehouse: site }),
});

/** Reads the lines, again each minute: late facts move them. */
export const useWorth = (search: WorthSearch) => {
  const asked = askedOf(search);
  return useQuery({
    queryKey: ["worth", asked],
    queryFn: ({ signal }) => api<GainsPage>(`/worth?${new URLSearchParams(asked)}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    retry: false,
  });
};

/** One side of a line, as what it is made of is asked for. */
export interface SideOf {
  readonly row: GainRow;
  readonly period: GainPeriod;
  readonly site: string | undefined;
  readonly without: readonly string[];
}

/** Where its documents are listed. */
export function documentsPath({ row, period, site, without }: SideOf, more: Readonly<Record<string, string>>): string {
  const asked = new URLSearchParams({
    from: period.from,
    to: period.to,
    ...(site === undefined ? {} : { warehouse: site }),
    ...(without.length === 0 ? {} : { without: without.join(",") }),
    ...more,
  });
  return `/kpis/${encodeURIComponent(row.figure)}/documents?${asked}`;
}

const readPage = (of: SideOf, limit: number, cursor: string | null, signal?: AbortSignal): Promise<Page> =>
  api<Page>(
    documentsPath(of, { limit: String(limit), ...(cursor === null ? {} : { cursor }) }),
    signal === undefined ? {} : { signal },
  );

/** The documents of one side, a hundred at once. */
export const useDocuments = (of: SideOf) =>
  useInfiniteQuery({
    queryKey: ["worth-documents", documentsPath(of, {})],
    queryFn: ({ pageParam, signal }) => readPage(of, 100, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    retry: false,
  });

/** Documents that are copied at once, at most. */
export const mostCopied = 2_000;

/** All of them, as far as they are copied. */
export async function allDocuments(of: SideOf): Promise<readonly KpiDocument[]> {
  const found: KpiDocument[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await readPage(of, 500, cursor);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && found.length < mostCopied);
  return found.slice(0, mostCopied);
}
