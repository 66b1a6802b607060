import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { PledgeRow } from "../../../server/wire/index.ts";
import { api } from "../../live/index.ts";

const key = ["promises"];

/** What was promised; others may add to it, so it is read again now and then. */
export const usePromises = () =>
  useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<{ readonly items: readonly PledgeRow[] }>("/promises", { signal }),
    refetchInterval: 30_000,
  });

/** What is taken down. */
export interface NewPromise {
  readonly text: string;
  readonly team: string;
  readonly person: string | null;
  readonly dueOn: string;
}

/** What becomes of one: it was kept, is dropped, or is open again. */
export interface PromiseEnd {
  readonly id: string;
  readonly end: "kept" | "dropped" | null;
}

/** Takes down a promise, and closes or reopens one; the list is read again after each. */
export function usePromising() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: key });
  const add = useMutation({
    mutationFn: (body: NewPromise) => api<PledgeRow>("/promises", { body }),
    onSuccess,
  });
  const close = useMutation({
    mutationFn: ({ id, end }: PromiseEnd) =>
      end === null
        ? api<PledgeRow>(`/promises/${id}/closing`, { method: "DELETE" })
        : api<PledgeRow>(`/promises/${id}/closing`, { body: { end } }),
    onSuccess,
  });
  return { add, close };
}
