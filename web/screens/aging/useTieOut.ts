import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { PostingSide, Problem, TieOutLine, TieOutRow, TieReason } from "../../../server/wire/index.ts";
import { api, problemOf } from "../../live/index.ts";
import type { bodyOf } from "./stated.ts";

/** What the ERP said last of a side, beside ours. */
export interface TieOuts {
  /** Null: nobody told what the ERP says. */
  readonly newest: TieOutRow | null;
  readonly loading: boolean;
  readonly problem: Problem | null;
  readonly again: () => void;
}

/** Reads the newest statement of a side. Facts that come late can still move ours, so it is read again now and then. */
export function useTieOut(side: PostingSide, enabled: boolean): TieOuts {
  const asked = useQuery({
    queryKey: ["tie-out", side],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly TieOutRow[] }>(`/postings/tie-out?side=${side}`, { signal }),
    enabled,
    refetchInterval: 60_000,
  });
  return {
    newest: asked.data?.items[0] ?? null,
    loading: asked.isPending && enabled,
    problem: asked.isError ? problemOf(asked.error) : null,
    again: () => void asked.refetch(),
  };
}

/** Reads the documents of a reason. */
export function useTieLines(side: PostingSide, statement: string, reason: TieReason | null) {
  return useQuery({
    queryKey: ["tie-out-lines", side, statement, reason],
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams({ side, statement, reason: reason ?? "" });
      return api<{ readonly items: readonly TieOutLine[] }>(`/postings/tie-out/lines?${asked}`, { signal });
    },
    enabled: reason !== null,
  });
}

/** Takes down what the ERP says; the page shows it beside ours at once. */
export function useStating(side: PostingSide) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ReturnType<typeof bodyOf>) => api<TieOutRow>("/postings/statements", { body }),
    onSuccess: (row) => {
      queries.setQueryData(["tie-out", side], (was: { readonly items: readonly TieOutRow[] } | undefined) => ({
        items: [row, ...(was?.items ?? [])],
      }));
    },
  });
}
