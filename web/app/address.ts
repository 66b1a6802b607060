import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** What of the address changes; `undefined` takes a value out. */
export type AddressChange<T> = { readonly [K in keyof T]?: T[K] | undefined };

/**
 * The state that the address carries, read by one of the functions of `url.ts`, and the function that changes it.
 * A change replaces the entry of the history; `push` makes a new one, where going back should undo it.
 */
export function useAddress<T extends object>(
  read: (raw: Record<string, unknown>) => T,
): readonly [T, (change: AddressChange<T>, push?: boolean) => void] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const change = useCallback(
    (with_: AddressChange<T>, push = false): void => {
      void navigate({
        to: ".",
        search: ((old: Record<string, unknown>) => read({ ...old, ...with_ })) as never,
        replace: !push,
      });
    },
    [navigate, read],
  );
  return [read(raw), change];
}
