import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ExceptionRow, HeldRow } from "../../server/wire/index.ts";
import { api, query } from "./api.ts";
import { useLive } from "./hooks.ts";
import { emptied, keptUp, noPages, type Pages, pageSize, pagesOf, readPage, refilled, shownSlot } from "./pages.ts";
import type { Order } from "./window.ts";

/** Nobody reads while rows fly by: milliseconds of rest until what is in sight is asked for. */
const restMs = 40;
/** What one stays on is watched: milliseconds until then. */
const watchAfterMs = 400;
/** Pages kept, at most. */
const pagesKept = 60;

interface Answer {
  readonly items: readonly ExceptionRow[];
  readonly total: number;
  readonly held: HeldRow;
  readonly cursor: string | null;
  readonly nextCursor: string | null;
}

/** What rows behind the window are asked with. */
export interface PagesAsk {
  /** Names the question and its moment: another one begins anew. */
  readonly key: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly sort: string;
  readonly order: Order<ExceptionRow>;
  /** Rows of the whole list that lie in front of the first slot. */
  readonly before: number;
  readonly enabled: boolean;
}

/** Reads and watches the pages in sight. */
export interface PagesView {
  readonly pages: Pages<ExceptionRow>;
  readonly show: (first: number, last: number) => void;
  readonly leave: (ids: ReadonlySet<string>) => void;
  readonly comeBack: (ids: ReadonlySet<string>) => void;
}

/** Rows behind the live window, read where one looks. */
export function usePages({ key, filter, sort, order, before, enabled }: PagesAsk): PagesView {
  const live = useLive();
  const [state, setState] = useState({ key, pages: noPages<ExceptionRow>() });
  const pages = state.key === key ? state.pages : none;
  const now = useRef({ key, filter, sort, before, pages, enabled });
  now.current = { key, filter, sort, before, pages, enabled };
  const reading = useRef(new Map<string, AbortController>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [sight, setSight] = useState<readonly number[]>([]);

  const change = useCallback((of: string, by: (pages: Pages<ExceptionRow>) => Pages<ExceptionRow>): void => {
    setState((old) => {
      const was = old.key === of ? old.pages : none;
      return now.current.key === of ? { key: of, pages: by(was) } : old;
    });
  }, []);

  const read = useCallback(
    async (number: number): Promise<void> => {
      const ask = now.current;
      const name = `${ask.key} ${number}`;
      if (ask.pages.pages.has(number) || reading.current.has(name)) return;
      const ending = new AbortController();
      reading.current.set(name, ending);
      // Behind a page that is there the next one begins where that ends; else by its number.
      const after = ask.pages.pages.get(number - 1)?.nextCursor ?? null;
      const slot = shownSlot(
        { emptied: ask.pages.emptied.filter((one) => one !== number * pageSize) },
        number * pageSize,
      );
      const place = after === null ? { from: ask.before + slot } : { cursor: after };
      try {
        const path = `/exceptions${query({ ...ask.filter, sort: ask.sort, limit: pageSize, ...place })}`;
        const answer = await api<Answer>(path, { signal: ending.signal });
        const page = readPage(answer.items, answer.cursor, answer.nextCursor, live.link.now());
        change(ask.key, (old) => ({ ...old, pages: bounded(new Map([...old.pages, [number, page]])) }));
      } catch {
        // What is in sight is asked for again with the next scroll.
      } finally {
        reading.current.delete(name);
      }
    },
    [change, live],
  );

  const show = useCallback(
    (first: number, last: number): void => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const ask = now.current;
        if (!ask.enabled) return;
        const wanted = pagesOf(ask.pages, first, last);
        for (const [name, ending] of reading.current) {
          if (!wanted.some((number) => name === `${ask.key} ${number}`)) ending.abort();
        }
        for (const number of wanted) void read(number);
        setSight((old) => (old.join() === wanted.join() ? old : wanted));
      }, restMs);
    },
    [read],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  // What one stays on is watched by the cursors of its pages.
  const watched = sight
    .map((number) => [number, pages.pages.get(number)?.cursor ?? null] as const)
    .filter((pair): pair is readonly [number, string] => pair[1] !== null);
  const watch = JSON.stringify(watched);
  const asked = useMemo(() => ({ filter, sort }), [filter, sort]);
  useEffect(() => {
    const pairs = JSON.parse(watch) as readonly (readonly [number, string])[];
    let stops: (() => void)[] = [];
    const starting = setTimeout(() => {
      stops = pairs.flatMap(([number, cursor]) => {
        const feed = live.feed<ExceptionRow>({ feed: "exceptions", ...asked, limit: pageSize, cursor });
        const look = (): void => {
          const rows = feed.state.get().window?.rows;
          if (rows === undefined) return;
          change(key, (old) => {
            const page = old.pages.get(number);
            if (page === undefined || page.cursor !== cursor || page.list.latest === rows) return old;
            const next = keptUp(page, rows, order, live.link.now());
            return { ...old, pages: new Map([...old.pages, [number, next]]) };
          });
        };
        return [feed.hold(), feed.state.watch(look)];
      });
    }, watchAfterMs);
    return () => {
      clearTimeout(starting);
      for (const stop of stops) stop();
    };
  }, [watch, asked, live, key, change, order]);

  const leave = useCallback(
    (ids: ReadonlySet<string>) => change(now.current.key, (old) => emptied(old, ids)),
    [change],
  );
  const comeBack = useCallback(
    (ids: ReadonlySet<string>) => change(now.current.key, (old) => refilled(old, ids)),
    [change],
  );
  return { pages, show, leave, comeBack };
}

const none = noPages<ExceptionRow>();

/** The pages read last. */
function bounded<T>(pages: Map<number, T>): Map<number, T> {
  for (const oldest of pages.keys()) {
    if (pages.size <= pagesKept) break;
    pages.delete(oldest);
  }
  return pages;
}
