import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AskDetail, AskMade, AskRow, PageOf } from "../../../server/wire/index.ts";
import { type About, api } from "../../live/index.ts";

/** What a person fills in. */
export interface Filled {
  readonly partner: string;
  readonly note: string;
  /** ISO 8601, or empty. */
  readonly answerBy: string;
}

const bodyOf = (about: About, { partner, note, answerBy }: Filled) => ({
  ...about,
  partner,
  ...(note.trim() === "" ? {} : { note: note.trim() }),
  ...(answerBy === "" ? {} : { answerBy }),
});

/** How the message would read; asked again as what is filled in changes. */
export const usePreview = (about: About | null, filled: Filled) =>
  useQuery({
    queryKey: ["ask-preview", about, filled],
    enabled: about !== null && filled.partner !== "",
    queryFn: ({ signal }) =>
      api<AskMade>("/asks", { body: { ...bodyOf(about as About, filled), preview: true }, signal }),
    placeholderData: (before) => before,
    retry: false,
  });

/** What partners were asked, newest first. */
export const useAsks = () =>
  useQuery({
    queryKey: ["asks"],
    queryFn: ({ signal }) => api<PageOf<AskRow>>("/asks", { signal }),
    refetchInterval: 30_000,
  });

/** One with its numbers. */
export const useAsk = (id: string | undefined) =>
  useQuery({
    queryKey: ["asks", id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api<AskDetail>(`/asks/${encodeURIComponent(id ?? "")}`, { signal }),
    refetchInterval: 30_000,
  });

/** Asks, sends again, withdraws; the lists are read again after each. */
export function useAsking() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ["asks"] });
  return {
    ask: useMutation({
      mutationFn: ({ about, filled }: { readonly about: About; readonly filled: Filled }) =>
        api<AskMade>("/asks", { body: bodyOf(about, filled) }),
      onSettled,
    }),
    again: useMutation({
      mutationFn: (id: string) => api<AskMade>(`/asks/${encodeURIComponent(id)}/send`, { body: {} }),
      onSettled,
    }),
    withdraw: useMutation({
      mutationFn: (id: string) => api<void>(`/asks/${encodeURIComponent(id)}`, { method: "DELETE" }),
      onSettled,
    }),
  };
}
