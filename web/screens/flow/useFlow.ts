import { useRef, useState } from "react";
import type { FlowRow, Problem } from "../../../server/wire/index.ts";
import { file, problemOf, query, useFeed, usePaused } from "../../live/index.ts";
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
