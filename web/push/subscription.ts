import type { BrowserPage, BrowserRow } from "../../server/wire/index.ts";
import type { Memory, Remembered } from "./memory.ts";

/** How long a browser's push service may take; some never answer where the internet is shut off. */
const patienceMs = 20_000;

/** What telling a browser is made of: page and worker each bring their own. */
export interface Parts {
  readonly pushes: Pick<PushManager, "getSubscription" | "subscribe">;
  /** Asks our API; `path` begins behind `/api/v1`. Rejects when it is refused or not reached. */
  readonly ask: <T>(path: string, init?: { readonly method?: string; readonly body?: unknown }) => Promise<T>;
  readonly memory: Memory;
  readonly patienceMs?: number;
}

/**
 * Sees to it that the server has the address at which this browser hears now, and that it is for the server's present
 * key; for `more`, a team that it is to be told for from now on. A browser whose address changed is told again what it
 * was told; one that somebody stopped from elsewhere stays stopped. Does nothing for a browser that is not told.
 */
export async function keepTold({ pushes, ask, memory, ...parts }: Parts, more?: string): Promise<void> {
  const before = await memory.recall();
  if (before === null && more === undefined) return;
  const { publicKey, teams, items } = await ask<BrowserPage>("/push");
  const listed = new Set(items.map(({ id }) => id));
  const kept = before?.told ?? [];
  const known = await pushes.getSubscription();
  const moved = known === null || known.endpoint !== before?.endpoint || keyOf(known) !== publicKey;
  // Under the same address, what the server has no more was stopped.
  const staying = moved ? [] : kept.filter(({ id }) => listed.has(id));
  const again = moved ? kept.map(({ team }) => team).filter((team) => teams.some(({ id }) => id === team)) : [];
  const wanted = new Set([...again, ...(more === undefined ? [] : [more])]);
  if (staying.length + wanted.size === 0) {
    await memory.remember(null);
    await known?.unsubscribe();
    return;
  }
  const subscription = await subscribed(pushes, known, publicKey, parts.patienceMs ?? patienceMs);
  const { endpoint, keys } = subscription.toJSON();
  const told = [...staying];
  for (const team of wanted) {
    const { id } = await ask<BrowserRow>("/push", { body: { team, endpoint, keys } });
    if (!told.some((one) => one.id === id)) told.push({ id, team });
  }
  await memory.remember({ endpoint: subscription.endpoint, told });
  // An old address hears nothing any more; what is left of it here, the server drops when its push service says so.
  for (const { id } of kept.filter((one) => listed.has(one.id) && !told.some((now) => now.id === one.id))) {
    await ask(`/push/${encodeURIComponent(id)}`, { method: "DELETE" }).catch(() => undefined);
  }
}

/** Tells a browser no more. When it was this one's last, the browser's own subscription ends with it. */
export async function stopTelling({ pushes, ask, memory }: Parts, id: string): Promise<void> {
  await ask(`/push/${encodeURIComponent(id)}`, { method: "DELETE" });
  const before = await memory.recall();
  if (before === null || !before.told.some((one) => one.id === id)) return;
  const told = before.told.filter((one) => one.id !== id);
  await memory.remember(told.length === 0 ? null : ({ ...before, told } satisfies Remembered));
  if (told.length === 0) await (await pushes.getSubscription())?.unsubscribe();
}

/** A subscription for this key: a browser holds one, and refuses another key while it does. */
async function subscribed(
  pushes: Parts["pushes"],
  known: PushSubscription | null,
  publicKey: string,
  withinMs: number,
): Promise<PushSubscription> {
  if (known !== null && keyOf(known) === publicKey) return known;
  await known?.unsubscribe();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The browser's push service does not answer.")), withinMs);
  });
  try {
    return await Promise.race([pushes.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The key that a subscription is for, as the server writes it: base64url without filling. */
const keyOf = ({ options }: PushSubscription): string =>
  btoa(String.fromCharCode(...new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
