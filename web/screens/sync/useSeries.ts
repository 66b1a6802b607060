import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { LagSeries, PageOf } from "../../../server/wire/index.ts";
import { api, query } from "../../live/index.ts";
import type { LagWindow } from "./links.ts";

/** Into how many parts a window is cut: whole minutes each. */
const parts: Readonly<Record<LagWindow, number>> = { "15m": 15, "1h": 20, "24h": 24 };

/** Links over a window. */
export interface Series {
  /** By the link's id; empty until they are read. */
  readonly byLink: ReadonlyMap<string, LagSeries>;
  /** They could not be read, and are tried again. */
  readonly failed: boolean;
}

/** Each link over a window; again every half minute. */
export function useSeries(window: LagWindow, enabled: boolean): Series {
  const asked = useQuery({
    queryKey: ["lag-series", window],
    queryFn: ({ signal }) =>
      api<PageOf<LagSeries>>(`/lag/series${query({ window, points: parts[window] })}`, { signal }),
    select: ({ items }) => new Map(items.map((series) => [series.id, series])),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
    enabled,
  });
  return { byLink: asked.data ?? none, failed: asked.isError };
}

const none: ReadonlyMap<string, LagSeries> = new Map();
