import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { PageOf, Problem, TraceRow } from "../../../server/wire/index.ts";
import type { TracesSearch } from "../../app/url.ts";
import { api, emptySteady, merge, problemOf, query, type Steady, take } from "../../live/index.ts";
import { type Span, spanMs } from "./list.ts";

type Row = TraceRow & { readonly id: string };
const oneBand = (): string => "";
const each = 5_000;

/** The list as it stands on the screen, and what waits outside it. */
export interface TracesView {
  readonly rows: readonly Row[];
  /** What the newest answer holds: the histogram counts these. */
  readonly latest: readonly Row[];
  readonly total: number;
  readonly waiting: { readonly count: number; readonly failed: number };
  readonly loading: boolean;
  readonly problem: Problem | null;
  readonly show: () => void;
  readonly again: () => void;
}

/** Reads the newest traces every 5 s unless paused. While `held` no row changes its place: new ones wait to be shown. */
export function useTraces(
  address: TracesSearch,
  span: Span,
  limit: number,
  paused: boolean,
  held: boolean,
  now: () => number,
): TracesView {
  const { outcome, system, q, environment } = address;
  const [list, setList] = useState<Steady<Row>>(emptySteady);
  const asked = useQuery({
    queryKey: ["traces", outcome, system, q, environment, span, limit],
    queryFn: ({ signal }) => {
      const from = new Date(Math.floor((now() - spanMs[span]) / 60_000) * 60_000).toISOString();
      return api<PageOf<TraceRow>>(`/traces${query({ outcome, system, q, environment, from, limit })}`, { signal });
    },
    refetchInterval: paused ? false : each,
    placeholderData: keepPreviousData,
  });
  const latest = useMemo(
    () => (asked.data?.items ?? []).map((row): Row => ({ ...row, id: row.traceId })),
    [asked.data],
  );
  const key = JSON.stringify([outcome, system, q, environment, span]);
  const [shownKey, setShownKey] = useState(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what comes; being let go shows what waited on the next answer
  useEffect(() => {
    if (asked.data === undefined || asked.isPlaceholderData) return;
    setList((old) => take(old, latest, { held: held && shownKey === key, bandOf: oneBand, at: now() }));
    setShownKey(key);
  }, [latest, asked.isPlaceholderData, key]);
  const rows = useMemo(() => list.entries.flatMap((entry) => list.rows.get(entry.id) ?? []), [list]);
  return {
    rows,
    latest,
    total: asked.data?.total ?? 0,
    waiting: { count: list.arrivals.length, failed: list.arrivals.filter((id) => list.rows.get(id)?.failed).length },
    loading: asked.isPending,
    problem: asked.error ? problemOf(asked.error) : null,
    show: () => setList((old) => merge(old, oneBand)),
    again: () => void asked.refetch(),
  };
}
