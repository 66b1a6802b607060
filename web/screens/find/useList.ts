import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { PageOf, SearchAnswer, SearchBody } from "../../../server/wire/index.ts";
import { api } from "../../live/index.ts";
import { type FoundLine, sortOut } from "./list.ts";

/** Numbers of one request: small enough that the list fills while it is looked up, and that a broken line costs little. */
const atOnce = 500;

/** A pasted list on its way: what is looked up so far, in its order. */
export interface Looking {
  readonly lines: readonly FoundLine[];
  /** Numbers that are answered. */
  readonly done: number;
  readonly finished: boolean;
  readonly error: unknown;
  readonly again: () => void;
}

interface Kept {
  readonly of: readonly string[];
  readonly answers: readonly SearchAnswer[];
}

/** Looks a list up, part after part; what came before a part that failed stays and is not asked again. */
export function useList(numbers: readonly string[]): Looking {
  const [kept, setKept] = useState<Kept>({ of: numbers, answers: [] });
  // What a part that failed goes on from, also where it is tried again without a new picture of the page.
  const going = useRef<Kept>(kept);
  const asked = useQuery({
    queryKey: ["search-list", numbers],
    queryFn: async ({ signal }) => {
      let all = going.current.of === numbers ? going.current.answers : [];
      while (all.length < numbers.length) {
        const body: SearchBody = { keys: numbers.slice(all.length, all.length + atOnce) };
        const { items } = await api<PageOf<SearchAnswer>>("/search", { body, signal });
        if (items.length === 0) throw new Error("the server answered for none of them");
        all = [...all, ...items];
        going.current = { of: numbers, answers: all };
        setKept(going.current);
      }
      going.current = { of: numbers, answers: [] };
      return all;
    },
    gcTime: 60_000,
  });
  const answers = kept.of === numbers ? kept.answers : nothing;
  const known = asked.data ?? answers;
  const lines = useMemo(() => sortOut(known), [known]);
  return {
    lines,
    done: known.length,
    finished: asked.isSuccess,
    error: asked.error,
    again: () => void asked.refetch(),
  };
}

const nothing: readonly SearchAnswer[] = [];
