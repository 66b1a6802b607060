import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { FlowDaysRow, FlowHourRow, FlowHoursRow, FlowRow, Problem } from "../../../server/wire/index.ts";
import { api, file, problemOf, query, useFeed, usePaused } from "../../live/index.ts";
import type { FlowWindow } from "./model.ts";

/** What is looked at. */
export interface FlowAsked {
  readonly flow: string;
  readonly site: string | undefined;
  readonly window: FlowWindow;
}

/** A flow as it moves. */
export interface FlowView {
  readonly row: FlowRow | null;
  readonly loading: boolean;
  readonly problem: Problem | null;
  readonly again: () => void;
}

/** Follows a flow; null asks for nothing. While updates are paused it stays as it was. */
export function useFlow(asked: FlowAsked | null): FlowView {
  const filter: Readonly<Record<string, string>> =
    asked === null
      ? {}
      : { flow: asked.flow, window: asked.window, ...(asked.site === undefined ? {} : { warehouse: asked.site }) };
  const feed = useFeed("flow", filter, { limit: 1, enabled: asked !== null });
  const paused = usePaused();
  const key = JSON.stringify(filter);
  const held = useRef({ key, row: feed.rows[0] });
  if (paused === null || held.current.key !== key || held.current.row === undefined)
    held.current = { key, row: feed.rows[0] };
  return { row: held.current.row ?? null, loading: feed.loading, problem: feed.error, again: feed.again };
}

/** A step by hour. */
export interface HoursView {
  readonly hours: readonly FlowHourRow[];
  readonly limitMs: number;
  readonly loading: boolean;
  readonly problem: Problem | null;
  readonly again: () => void;
}

/** Reads a step by hour, anew each minute unless updates are paused. */
export function useHours({ flow, site, window }: FlowAsked, step: string): HoursView {
  const paused = usePaused();
  const path = `/flows/${encodeURIComponent(flow)}/${encodeURIComponent(step)}/hours${query({ window, warehouse: site })}`;
  const asked = useQuery({
    queryKey: ["flow-hours", path],
    queryFn: ({ signal }) => api<FlowHoursRow>(path, { signal }),
    refetchInterval: paused === null ? 60_000 : false,
    retry: false,
  });
  return {
    hours: asked.data?.hours ?? [],
    limitMs: asked.data?.limitMs ?? 0,
    loading: asked.isPending,
    problem: asked.isError ? problemOf(asked.error) : null,
    again: () => void asked.refetch(),
  };
}

/** A step by day, with a figure beside it. */
export interface DaysView extends Omit<HoursView, "hours" | "limitMs"> {
  readonly row: FlowDaysRow | null;
}

/** Reads a step by day, anew each minute while a figure is looked at. */
export function useDays({ flow, site }: FlowAsked, step: string, figure: string | undefined): DaysView {
  const paused = usePaused();
  const path = `/flows/${encodeURIComponent(flow)}/${encodeURIComponent(step)}/days${query({ figure, warehouse: site })}`;
  const asked = useQuery({
    queryKey: ["flow-days", path],
    queryFn: ({ signal }) => api<FlowDaysRow>(path, { signal }),
    refetchInterval: paused === null && figure !== undefined ? 60_000 : false,
    retry: false,
  });
  return {
    row: asked.data ?? null,
    loading: asked.isPending,
    problem: asked.isError ? problemOf(asked.error) : null,
    again: () => void asked.refetch(),
  };
}

const types = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;
export type SaveForm = keyof typeof types;

/** Saves the steps as a file. */
export interface Saving {
  readonly busy: boolean;
  /** Name of the file that was saved last; empty before. */
  readonly saved: string;
  readonly failed: { readonly form: SaveForm; readonly why: string } | null;
  readonly save: (form: SaveForm) => void;
}

/** Saves what is shown: the same flow, site and window, by step or by site. */
export function useSaving({ flow, site, window }: FlowAsked, bySite: boolean): Saving {
  const [state, setState] = useState<Omit<Saving, "save">>({ busy: false, saved: "", failed: null });
  const save = async (form: SaveForm): Promise<void> => {
    setState({ busy: true, saved: "", failed: null });
    const asked = query({ window, warehouse: site, by: bySite ? "warehouse" : undefined });
    try {
      const { bytes, name } = await file(`/flows/${encodeURIComponent(flow)}${asked}`, types[form]);
      const saved = name ?? `${flow}.${form}`;
      keep(bytes, saved);
      setState({ busy: false, saved, failed: null });
    } catch (error) {
      const { detail, title } = problemOf(error);
      setState({ busy: false, saved: "", failed: { form, why: detail ?? title } });
    }
  };
  return { ...state, save: (form) => void save(form) };
}

function keep(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // After the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
