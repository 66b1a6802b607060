import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { HeldBySite } from "../../../server/wire/held.ts";
import type { KpiDetail, KpiDimension, TieOutRow } from "../../../server/wire/index.ts";
import { api } from "../../live/index.ts";

/** Days and building that figures are asked for. */
export type KpiFilter = Readonly<Record<string, string>>;

/** One figure cut by a dimension. Facts that come move it, so it is read again now and then. */
export const useKpi = (id: string | null, by: KpiDimension, filter: KpiFilter) =>
  useQuery({
    queryKey: ["kpi", id, by, filter],
    queryFn: ({ signal }) =>
      api<KpiDetail>(`/kpis/${encodeURIComponent(id ?? "")}?${new URLSearchParams({ ...filter, by })}`, { signal }),
    enabled: id !== null,
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

/** What the ERP said last is not billed, beside ours. */
export const useTie = () =>
  useQuery({
    queryKey: ["tie-out", "revenue"],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly TieOutRow[] }>("/postings/tie-out?side=revenue", { signal }),
    refetchInterval: 60_000,
    retry: false,
  });

/** What is held up now in each building. */
export const useHeldBySite = () =>
  useQuery({
    queryKey: ["held"],
    queryFn: ({ signal }) => api<HeldBySite>("/held", { signal }),
    refetchInterval: 10_000,
  });
