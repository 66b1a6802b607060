import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ErrorAttributesRow, ErrorsRow, GroupingRule, GroupingTrialRow } from "../../../server/wire/index.ts";
import { api, query, useLive } from "../../live/index.ts";
import { type WindowName, windows } from "./model.ts";

const each = 15_000;

/** From when a window that ends at `now` is looked at, on whole minutes, so that pages that stay open ask alike. */
const fromOf = (span: WindowName, now: number): string =>
  new Date(Math.floor((now - windows[span]) / 60_000) * 60_000).toISOString();

/** Groups of errors, read again while the screen is open. */
export function useErrors(span: WindowName) {
  const { link } = useLive();
  return useQuery({
    queryKey: ["errors", span],
    queryFn: ({ signal }) => api<ErrorsRow>(`/errors${query({ from: fromOf(span, link.now()) })}`, { signal }),
    refetchInterval: each,
    placeholderData: keepPreviousData,
  });
}

/** What is peculiar to the group that is chosen, if one is. */
export function useAttributes(group: string | null, span: WindowName) {
  const { link } = useLive();
  return useQuery({
    enabled: group !== null,
    queryKey: ["error-attributes", group, span],
    queryFn: ({ signal }) =>
      api<ErrorAttributesRow>(`/errors/attributes${query({ group: group ?? "", from: fromOf(span, link.now()) })}`, {
        signal,
      }),
    refetchInterval: each,
  });
}

/** The exceptions of the last day by one more rule. */
export const useTrial = (rule: GroupingRule, version: string | undefined) =>
  useQuery({
    queryKey: ["error-trial", JSON.stringify(rule), version],
    queryFn: ({ signal }) => api<GroupingTrialRow>("/errors/trial", { body: { rule }, signal }),
    retry: false,
    placeholderData: keepPreviousData,
  });
