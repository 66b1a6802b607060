import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { anyHeard } from "../../server/wire/headline.ts";
import type {
  FeedRows,
  HeldRow,
  MeRow,
  NetworkRow,
  Problem,
  SourceRow,
  StatusRow,
  Subscribe,
} from "../../server/wire/index.ts";
import { api } from "./api.ts";
import { type Feed, makeFeeds } from "./feeds.ts";
import { type Freshness, freshnessOf } from "./freshness.ts";
import { type Link, type LinkState, makeLink } from "./link.ts";
import { usePaused } from "./pause.ts";
import { followPresence } from "./presence.ts";
import type { Cell } from "./store.ts";

/** The live layer of one page: its connection and its subscriptions. */
export interface Live {
  readonly link: Link;
  readonly feed: <T extends { readonly id: string }>(ask: Subscribe) => Feed<T>;
  /** Who looks at which row now, by name, this page among them. */
  readonly present: Cell<ReadonlyMap<string, readonly string[]>>;
}

/** Makes a live layer over a link; `link.start()` begins it. */
export function makeLive(link: Link = makeLink()): Live {
  return { link, feed: makeFeeds(link), present: followPresence(link) };
}

const Context = createContext<Live | null>(null);
/** Puts a live layer under the hooks. */
export const LiveProvider = Context.Provider;

/** The page's live layer. Throws outside its provider. */
export function useLive(): Live {
  const live = useContext(Context);
  if (live === null) throw new Error("useLive outside LiveProvider");
  return live;
}

/** Unix milliseconds by the server's clock, stepping every `stepMs` on whole steps. */
export function useNow(stepMs = 1000): number {
  const { link } = useLive();
  const [now, setNow] = useState(() => link.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stepped = 0;
    const step = (): void => {
      stepped = link.now();
      setNow(stepped);
      clearTimeout(timer);
      timer = setTimeout(step, stepMs - (stepped % stepMs));
    };
    step();
    // The first beat of a server moves the clock of a device that is off: what is judged by it waits for no step.
    const unwatch = link.state.watch(() => {
      if (Math.abs(link.now() - stepped) > 2 * stepMs) step();
    });
    return () => {
      unwatch();
      clearTimeout(timer);
    };
  }, [link, stepMs]);
  return now;
}

/** Our connection to the server. */
export function useLink(): LinkState {
  const { link } = useLive();
  return useSyncExternalStore(link.state.watch, link.state.get);
}

/** How a subscription can be asked for beside its filter. */
export interface FeedOptions {
  readonly sort?: string;
  /** Rows in the window, at most 2,000; 200 when not given. */
  readonly limit?: number;
  /** Where the window begins; at the start when not given. */
  readonly cursor?: string;
  /** False: not subscribed, and nothing is shown. */
  readonly enabled?: boolean;
}

/** A feed as a screen uses it. `rows` is empty until the first snapshot; `loading` tells that apart from no rows. */
export interface FeedView<T> {
  readonly rows: readonly T[];
  readonly total: number;
  readonly held: HeldRow | null;
  readonly seq: number;
  readonly loading: boolean;
  readonly error: Problem | null;
  readonly asOf: number | null;
  readonly freshness: Freshness;
  readonly again: () => void;
}

const nothing: readonly never[] = [];

/** Subscribes to a feed and keeps its rows fresh through reconnects; equal asks share one subscription. */
export function useFeed<Name extends keyof FeedRows>(
  name: Name,
  filter: Readonly<Record<string, string>> = {},
  options: FeedOptions = {},
): FeedView<FeedRows[Name]> {
  const live = useLive();
  const enabled = options.enabled !== false;
  const key = JSON.stringify([name, filter, options.sort, options.limit, options.cursor]);
  // The key says all that the ask is made of.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const feed = useMemo(
    () =>
      live.feed<FeedRows[Name]>({
        feed: name,
        filter,
        ...(options.sort === undefined ? {} : { sort: options.sort }),
        ...(options.limit === undefined ? {} : { limit: options.limit }),
        ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
      }),
    [live, key],
  );
  useEffect(() => (enabled ? feed.hold() : undefined), [feed, enabled]);
  const state = useSyncExternalStore(feed.state.watch, feed.state.get);
  const freshness = useFreshness();
  const window = enabled ? state.window : null;
  return {
    rows: window?.rows ?? nothing,
    total: window?.total ?? 0,
    held: window?.held ?? null,
    seq: window?.seq ?? 0,
    loading: enabled && window === null && state.error === null,
    error: enabled ? state.error : null,
    asOf: state.asOf,
    freshness,
    again: feed.again,
  };
}

/** How far what is shown may be trusted, second by second. */
export function useFreshness(): Freshness {
  const live = useLive();
  const link = useLink();
  const now = useNow(1000);
  const status = useSyncExternalStore(
    useCallback((listener: () => void) => statusFeed(live).state.watch(listener), [live]),
    () => statusFeed(live).state.get(),
  );
  const row = status.window?.rows[0];
  const { damage = null, lastReceivedAt = null } = row?.journal ?? {};
  const takenUntil = damage === null ? null : lastReceivedAt === null ? now : Date.parse(lastReceivedAt);
  return freshnessOf(link, row?.engine.behindMs ?? 0, now, Date.now(), usePaused(), takenUntil);
}

const statusFeed = (live: Live): Feed<StatusRow & { readonly id: string }> => live.feed({ feed: "status", filter: {} });

/** Our own state: journal, engine, counts of what is open; null until the first answer. */
export function useStatus(): StatusRow | null {
  const live = useLive();
  const feed = statusFeed(live);
  useEffect(() => feed.hold(), [feed]);
  const state = useSyncExternalStore(feed.state.watch, feed.state.get);
  return state.window?.rows[0] ?? null;
}

/** The systems that send to us, and which of them are silent. */
export const useSources = (): FeedView<SourceRow & { readonly id: string }> => useFeed("sources");

/** Whether a source was ever heard; true until it is known. */
export function useAnyHeard(): boolean {
  const { rows, loading } = useSources();
  return loading || anyHeard(rows);
}

/** Who is signed in. */
export const meQuery = {
  queryKey: ["me"] as const,
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<MeRow> => api<MeRow>("/me", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
};

/** The signed-in person; undefined until known. */
export const useMe = (): MeRow | undefined => useQuery(meQuery).data;

/** What the network file says: company, sites, systems, teams, flows. */
export function useNetworkQuery(): UseQueryResult<NetworkRow> {
  return useQuery({
    queryKey: ["network"],
    queryFn: ({ signal }) => api<NetworkRow>("/network", { signal }),
    staleTime: 60_000,
    refetchInterval: 60_000,
  });
}

/** The network in force; undefined until known. */
export const useNetwork = (): NetworkRow | undefined => useNetworkQuery().data;
