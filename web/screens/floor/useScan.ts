import { useRef, useState } from "react";
import type { ExceptionRow, PageOf, SearchHitRow } from "../../../server/wire/index.ts";
import { api, problemOf, query } from "../../live/index.ts";
import { namedBy } from "./model.ts";
import { t } from "./words.ts";

/** What a number turned out to be. */
export interface Scan {
  /** What was found and is held up by nothing here; empty for none. */
  readonly hits: readonly SearchHitRow[];
  readonly look: (text: string) => Promise<void>;
  readonly close: () => void;
}

/** Finds what a scanned or typed number names: among what is held up here at once, elsewhere by the server. */
export function useScan(
  rows: readonly ExceptionRow[],
  offline: boolean,
  onOpen: (id: string) => void,
  say: (text: string, failed?: boolean) => void,
): Scan {
  const [hits, setHits] = useState<readonly SearchHitRow[]>([]);
  const asked = useRef(0);
  const look = async (text: string): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    setHits([]);
    const [first] = namedBy(rows, text);
    if (first !== undefined) {
      onOpen(first.id);
      return say(t("floor.found-here", { id: text, title: first.title }));
    }
    if (offline) return say(t("floor.not-known-offline", { text }), true);
    say(t("floor.looking", { text }));
    try {
      const { items } = await api<PageOf<SearchHitRow>>(`/search${query({ q: text, limit: 20 })}`);
      if (mine !== asked.current) return;
      const exact = items.filter((hit) => hit.exact && hit.environment === "");
      const here = exact.find((hit) => rows.some((row) => row.id === hit.exception?.id));
      if (here?.exception != null) {
        onOpen(here.exception.id);
        say(t("floor.found-here", { id: text, title: here.exception.title }));
      } else {
        setHits(exact);
        if (exact.length === 0) say(t("floor.not-known", { text }), true);
        else say(exact.length === 1 ? "" : t("floor.several", { n: exact.length, text }));
      }
    } catch (error) {
      const problem = problemOf(error);
      if (mine === asked.current) say(t("floor.look-failed", { text, why: problem.detail ?? problem.title }), true);
    }
  };
  return {
    hits,
    look,
    close: () => {
      asked.current += 1;
      setHits([]);
    },
  };
}
