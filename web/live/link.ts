import { io, type Socket } from "socket.io-client";
import type { Beat, Patch, PresenceTold, Subscribe, SubscribeAnswer } from "../../server/wire/index.ts";
import { type Cell, cell } from "./store.ts";

/** Our connection to the server. */
export interface LinkState {
  readonly phase: "connecting" | "open" | "lost";
  /** Unix milliseconds by the server's clock since when the phase holds. */
  readonly since: number;
  /** When something last came over it, by this machine's clock; null before the first. */
  readonly heardAt: number | null;
  /** How far the server has settled, Unix milliseconds. */
  readonly horizon: number | null;
  /** Why the door was not opened, as `signed-out`; null unless the server said no. */
  readonly refused: string | null;
}

/** The part of a socket that the live layer uses: tests put their own in its place. */
export interface Wire {
  on(event: string, listener: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  connect(): unknown;
  disconnect(): unknown;
  /** False when the other side ended it for good: then nobody tries again but us. */
  readonly active?: boolean;
}

/** One connection for all subscriptions, with the server's time. */
export interface Link {
  readonly state: Cell<LinkState>;
  /** Unix milliseconds by the server's clock. */
  now(): number;
  /** Sets the server's clock from an instant that it has just told. */
  told(serverNow: number): void;
  /** Begins; by a token where one is given, else by the session's cookie. */
  start(token?: string | null): void;
  stop(): void;
  subscribe<T>(ask: Subscribe, answer: (answer: SubscribeAnswer<T>) => void): void;
  unsubscribe(sub: string): void;
  onPatch(listener: (patch: Patch<never>) => void): () => void;
  onOpen(listener: () => void): () => void;
  /** Says which row this page looks at, also after each reconnect; null: none. */
  looking(id: string | null): void;
  onPresence(listener: (told: PresenceTold) => void): () => void;
}

const connect = (token: () => string | null): Socket =>
  io({
    autoConnect: false,
    withCredentials: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 2000,
    auth: (give) => give(token() === null ? {} : { token: token() }),
  });

const againAfterMs = 1000;

/** Patches of several feeds come one after another: they are given out together, and the screen draws once for all of them. */
const gatherMs = 10;
/** Between two times that patches are given out; a busy screen keeps time for the keys. */
const giveEveryMs = 120;

/** Makes the connection, not yet started. */
export function makeLink(make: (token: () => string | null) => Wire = connect): Link {
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const state = cell<LinkState>({ phase: "connecting", since: now(), heardAt: null, horizon: null, refused: null });
  const patchListeners = new Set<(patch: Patch<never>) => void>();
  const openListeners = new Set<() => void>();
  const presenceListeners = new Set<(told: PresenceTold) => void>();
  let lookingAt: string | null = null;
  let token: string | null = null;
  const wire = make(() => token);
  let started = false;
  let again: ReturnType<typeof setTimeout> | undefined;
  let waiting: Patch<never>[] = [];
  let gaveAt = Number.NEGATIVE_INFINITY;
  let giving: ReturnType<typeof setTimeout> | undefined;
  const give = (): void => {
    clearTimeout(giving);
    giving = undefined;
    const patches = waiting;
    waiting = [];
    if (patches.length > 0) gaveAt = performance.now();
    for (const patch of patches) for (const listener of [...patchListeners]) listener(patch);
  };
  const heard = (extra: Partial<LinkState> = {}): void => state.set({ ...state.get(), heardAt: Date.now(), ...extra });

  wire.on("connect", () => {
    heard({ phase: "open", since: now(), refused: null });
    for (const listener of [...openListeners]) listener();
    if (lookingAt !== null) wire.emit("looking", { id: lookingAt });
  });
  const lost = (): void => {
    if (state.get().phase !== "lost") state.set({ ...state.get(), phase: "lost", since: now() });
  };
  // A server that goes down in order says goodbye, and the client takes that as final: it is not.
  const insist = (): void => {
    lost();
    clearTimeout(again);
    if (started && wire.active === false) again = setTimeout(() => started && wire.connect(), againAfterMs);
  };
  wire.on("disconnect", () => {
    give();
    insist();
  });
  wire.on("connect_error", (error?: { readonly data?: { readonly code?: string } }) => {
    // Without data nobody said no: the server could not be reached.
    if (error?.data?.code !== undefined) state.set({ ...state.get(), refused: error.data.code });
    insist();
  });
  wire.on("beat", (beat: Beat) => {
    offset = Date.parse(beat.at) - Date.now();
    heard({ horizon: Date.parse(beat.horizon) });
  });
  wire.on("patch", (patch: Patch<never>) => {
    heard();
    waiting.push(patch);
    giving ??= setTimeout(give, Math.max(gatherMs, gaveAt + giveEveryMs - performance.now()));
  });

  wire.on("presence", (told: PresenceTold) => {
    for (const listener of [...presenceListeners]) listener(told);
  });

  return {
    state,
    now,
    told: (serverNow) => {
      offset = serverNow - Date.now();
    },
    start: (by = null) => {
      started = true;
      token = by;
      state.set({ ...state.get(), since: now() });
      wire.connect();
    },
    stop: () => {
      started = false;
      clearTimeout(again);
      wire.disconnect();
      // Whoever starts it next is somebody else, or has signed in.
      state.set({ ...state.get(), refused: null });
    },
    subscribe: <T>(ask: Subscribe, answer: (answer: SubscribeAnswer<T>) => void) => {
      wire.emit("subscribe", ask, (given: SubscribeAnswer<T>) => {
        heard();
        answer(given);
      });
    },
    unsubscribe: (sub) => {
      wire.emit("unsubscribe", { sub });
    },
    onPatch: (listener) => {
      patchListeners.add(listener);
      return () => patchListeners.delete(listener);
    },
    onOpen: (listener) => {
      openListeners.add(listener);
      return () => openListeners.delete(listener);
    },
    looking: (id) => {
      if (id === lookingAt) return;
      lookingAt = id;
      if (state.get().phase === "open") wire.emit("looking", { id });
    },
    onPresence: (listener) => {
      presenceListeners.add(listener);
      return () => presenceListeners.delete(listener);
    },
  };
}
