import type { BrowserPage, BrowserRow } from "../../server/wire/index.ts";
import type { Remembered } from "../../web/push/memory.ts";
import { keepTold, type Parts, stopTelling } from "../../web/push/subscription.ts";

interface Kept extends BrowserRow {
  readonly endpoint: string;
}

/** A browser with a push service, before a server: as far as being told goes. `silent`: the push service never answers. */
export function browser({ silent = false }: { readonly silent?: boolean } = {}) {
  let publicKey = "QUFBQQ";
  let subscription: PushSubscription | null = null;
  let subscribed = 0;
  let remembered: Remembered | null = null;
  let rows: readonly Kept[] = [];
  let teams: BrowserPage["teams"] = ["dock", "desk"].map((id) => ({ id, name: id }));
  let reached = true;
  const asked: string[] = [];

  const made = (key: string): PushSubscription => {
    const endpoint = `push-${++subscribed}`;
    const bytes = Uint8Array.from(Buffer.from(key, "base64url")).buffer;
    return {
      endpoint,
      options: { applicationServerKey: bytes, userVisibleOnly: true },
      toJSON: () => ({ endpoint, keys: { p256dh: "p", auth: "a" } }),
      async unsubscribe() {
        subscription = null;
        return true;
      },
    } as unknown as PushSubscription;
  };

  function answer(path: string, method: string, body: unknown): unknown {
    if (method === "GET") return { publicKey, teams, items: rows, total: rows.length, nextCursor: null };
    if (method === "DELETE") {
      rows = rows.filter(({ id }) => path !== `/push/${encodeURIComponent(id)}`);
      return undefined;
    }
    const { team, endpoint } = body as { readonly team: string; readonly endpoint: string };
    const row = { id: `pb ${team} ${endpoint}`, team, endpoint, person: "Dana", createdAt: "2026-11-18T19:20:00.000Z" };
    rows = [...rows.filter(({ id }) => id !== row.id), row];
    return row;
  }

  const parts: Parts = {
    pushes: {
      getSubscription: async () => subscription,
      async subscribe(options) {
        if (silent) return new Promise(() => undefined);
        // As browsers do: one at a time, of one key.
        if (subscription !== null) throw new Error("InvalidStateError");
        subscription = made(String(options?.applicationServerKey));
        return subscription;
      },
    },
    async ask<T>(path: string, init: { readonly method?: string; readonly body?: unknown } = {}) {
      if (!reached) throw new Error("unreachable");
      const method = init.method ?? (init.body === undefined ? "GET" : "POST");
      asked.push(`${method} ${path}`);
      return answer(path, method, init.body) as T;
    },
    memory: {
      recall: async () => remembered,
      async remember(what) {
        remembered = what;
      },
    },
    patienceMs: 20,
  };

  return {
    keep: (more?: string) => keepTold(parts, more),
    async stop(team: string) {
      const row = rows.find((one) => one.team === team);
      if (row === undefined) throw new Error(`${team} is not told`);
      await stopTelling(parts, row.id);
    },
    /** What the server has: team and address. */
    rows: () => rows.map(({ team, endpoint }) => `${team} ${endpoint}`),
    told: () => remembered?.told.map(({ team }) => team) ?? [],
    address: () => subscription?.endpoint ?? null,
    asked: () => asked,
    changeKey() {
      publicKey = "QkJCQg";
    },
    forgetRows() {
      rows = [];
    },
    /** The push service ends the subscription. */
    lose() {
      subscription = null;
    },
    withoutPush(team: string) {
      teams = teams.filter(({ id }) => id !== team);
    },
    reachable(is: boolean) {
      reached = is;
    },
  };
}
