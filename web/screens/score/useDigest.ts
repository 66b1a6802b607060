import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DigestReaders, DigestSent } from "../../../server/wire/digest.ts";
import { api } from "../../live/index.ts";

const key = ["digest", "readers"];

/** Who gets the Monday mail, and whether it can leave. */
export const useDigestReaders = () =>
  useQuery({ queryKey: key, queryFn: ({ signal }) => api<DigestReaders>("/digest/readers", { signal }) });

/** Has it sent to an address on Mondays, or no longer, or once at once. */
export function useDigestDeeds() {
  const queries = useQueryClient();
  const onSuccess = (readers: DigestReaders): void => {
    queries.setQueryData(key, readers);
  };
  const ask = useMutation({
    mutationFn: (body: { readonly to: string; readonly timezone: string }) =>
      api<DigestReaders>("/digest/readers", { method: "PUT", body }),
    onSuccess,
  });
  const stop = useMutation({
    mutationFn: (to: string) => api<DigestReaders>("/digest/readers", { method: "DELETE", body: { to } }),
    onSuccess,
  });
  const send = useMutation({
    mutationFn: (to: string) => api<DigestSent>("/digest/sendings", { body: { to } }),
  });
  return { ask, stop, send };
}
