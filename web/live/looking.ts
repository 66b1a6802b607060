import { useEffect, useSyncExternalStore } from "react";
import { useLive, useMe } from "./hooks.ts";
import { others } from "./presence.ts";

/** Somebody who only passes by is not told: milliseconds until a row counts as looked at. */
const restMs = 400;

/** Tells the others that this person looks at a row, once they rest on it; none with null. Ends with the component. */
export function useLooking(id: string | null): void {
  const { link } = useLive();
  useEffect(() => {
    const timer = setTimeout(() => link.looking(id), id === null ? 0 : restMs);
    return () => clearTimeout(timer);
  }, [link, id]);
  useEffect(() => () => link.looking(null), [link]);
}

/** Who else looks at a row now, by name; `looking` is the row that this page looks at. */
export function useOthers(looking: string | null): (id: string) => readonly string[] {
  const { present } = useLive();
  const me = useMe()?.name ?? "";
  const rows = useSyncExternalStore(present.watch, present.get);
  return (id) => others(rows.get(id) ?? nobody, me, looking === id);
}

const nobody: readonly string[] = [];
