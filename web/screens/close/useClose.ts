import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AccrualRow, CloseBurnDown, CloseDate, CloseRow, TermsDecided } from "../../../server/wire/index.ts";
import { api, file, problemOf } from "../../live/index.ts";
import { t } from "./words.ts";

/** Which closing is looked at. */
export interface CloseOf {
  /** `current`: the one that closes next. */
  readonly period: string;
  readonly entity: string | undefined;
}

const asked = ({ entity }: CloseOf, more: Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams({ ...(entity === undefined ? {} : { entity }), ...more }).toString();
  return text === "" ? "" : `?${text}`;
};
const pathOf = ({ period }: CloseOf): string => `/close/${encodeURIComponent(period)}`;

/** Reads how a closing stands, again every ten seconds while the page is looked at. */
export const useClose = (of: CloseOf, enabled: boolean) =>
  useQuery({
    queryKey: ["close", of.period, of.entity],
    queryFn: ({ signal }) => api<CloseRow>(`${pathOf(of)}${asked(of)}`, { signal }),
    refetchInterval: 10_000,
    placeholderData: (before) => (before?.period.id === of.period ? before : undefined),
    enabled,
    retry: false,
  });

/** Reads the accrual list: as it was signed, else as it would be now. */
export const useAccruals = (of: CloseOf, enabled: boolean) =>
  useQuery({
    queryKey: ["close-accruals", of.period, of.entity],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly AccrualRow[]; readonly total: number }>(`${pathOf(of)}/accruals${asked(of)}`, {
        signal,
      }),
    refetchInterval: 30_000,
    enabled,
  });

/** Reads how many documents were not in the books by day. */
export const useBurnDown = (of: CloseOf, enabled: boolean) =>
  useQuery({
    queryKey: ["close-burn", of.period, of.entity],
    queryFn: ({ signal }) => api<CloseBurnDown>(`${pathOf(of)}/burn-down${asked(of)}`, { signal }),
    refetchInterval: 60_000,
    enabled,
  });

/** What a person does to a closing. */
export type Signing =
  | { readonly as: "preparer" }
  | { readonly as: "reviewer"; readonly hash: string }
  | { readonly as: "reopen"; readonly reason: string };

/** Signs a closing or reopens it; the page shows it at once. */
export function useSigning(of: CloseOf) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (what: Signing) =>
      what.as === "reopen"
        ? api<CloseRow>(`${pathOf(of)}/reopenings${asked(of)}`, { body: { reason: what.reason } })
        : api<CloseRow>(`${pathOf(of)}/signatures${asked(of)}`, { body: what }),
    onSuccess: (row) => {
      queries.setQueryData(["close", of.period, of.entity], row);
      void queries.invalidateQueries({ queryKey: ["close-accruals"] });
    },
  });
}

/** Decides terms of sale that nobody told, and takes that back; the page shows it at once. */
export function useTerms(of: CloseOf) {
  const queries = useQueryClient();
  const show = (row: CloseRow): void => {
    queries.setQueryData(["close", of.period, of.entity], row);
    void queries.invalidateQueries({ queryKey: ["close-accruals"] });
  };
  const path = `${pathOf(of)}/terms`;
  const decide = useMutation({
    mutationFn: ({
      object,
      terms,
    }: {
      readonly object: CloseDate["object"];
      readonly terms: "origin" | "destination";
    }) => api<TermsDecided>(`${path}${asked(of)}`, { body: { documents: [object], terms } }),
    onSuccess: ({ close }) => show(close),
  });
  const takeBack = useMutation({
    mutationFn: ({ actionId }: { readonly actionId: string; readonly id: string }) =>
      api<CloseRow>(`${path}/${actionId}${asked(of)}`, { method: "DELETE" }),
    onSuccess: show,
  });
  return { decide, takeBack };
}

const forms = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;
/** What the accrual list can be saved as. */
export type ExportForm = keyof typeof forms;

/** Saves the accrual list in the ERP's columns. */
export function useExport(of: CloseOf) {
  const [state, setState] = useState({ busy: false, said: "", failed: "" });
  const save = async (form: ExportForm): Promise<void> => {
    setState({ busy: true, said: "", failed: "" });
    try {
      const { bytes, name } = await file(`${pathOf(of)}/accruals${asked(of)}`, forms[form]);
      const saved = name ?? `accruals.${form}`;
      const address = URL.createObjectURL(bytes);
      const link = document.createElement("a");
      link.href = address;
      link.download = saved;
      link.click();
      // After the browser has taken it.
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      setState({ busy: false, said: t("close.export-done", { file: saved }), failed: "" });
    } catch (error) {
      const { detail, title } = problemOf(error);
      setState({ busy: false, said: "", failed: t("close.export-failed", { why: detail ?? title }) });
    }
  };
  return { ...state, save: (form: ExportForm) => void save(form) };
}

/** Address of what was signed, byte for byte. */
export const snapshotAddress = (of: CloseOf): string => `/api/v1${pathOf(of)}/snapshot${asked(of)}`;
