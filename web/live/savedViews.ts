import { type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { PageOf, SavedViewBody, SavedViewRow } from "../../server/wire/index.ts";
import { api } from "./api.ts";

const key = ["views"] as const;

/** The person's own saved views and those that others share. */
export const useSavedViews = (): UseQueryResult<readonly SavedViewRow[]> =>
  useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api<PageOf<SavedViewRow>>("/views", { signal })).items,
    staleTime: 30_000,
    refetchInterval: 60_000,
  });

/** What can be done to saved views. */
export type ViewChange =
  | { readonly kind: "save"; readonly body: SavedViewBody }
  | { readonly kind: "change"; readonly id: string; readonly body: SavedViewBody }
  | { readonly kind: "drop"; readonly id: string }
  | { readonly kind: "subscribe"; readonly id: string; readonly on: boolean };

/** Changes saved views; the list is read again afterwards. */
export function useChangeViews() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: ViewChange): Promise<unknown> => {
      switch (change.kind) {
        case "save":
          return api("/views", { body: change.body });
        case "change":
          return api(`/views/${change.id}`, { method: "PUT", body: change.body });
        case "drop":
          return api(`/views/${change.id}`, { method: "DELETE" });
        case "subscribe":
          return api(`/views/${change.id}/subscription`, { method: change.on ? "PUT" : "DELETE" });
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
}
