import { browserMemory } from "./memory.ts";
import { leadsOf, messageOf, shownOf, takeAction, windowFor } from "./shown.ts";
import { keepTold } from "./subscription.ts";

/*
 * What a browser keeps of Tallyman while no page is open: it shows what is pushed, and nothing else. It answers no request
 * of the page and keeps no copy of it: a page from a copy would show an old number as if it were of now.
 */
declare const self: ServiceWorkerGlobalScope;

// A newer worker takes over at once: nothing of an older one is worth waiting for.
self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(show(event.data?.text() ?? null)));

async function show(text: string | null): Promise<void> {
  const message = messageOf(text);
  const standing = await self.registration.getNotifications({ tag: message.tag }).catch(() => []);
  const { title, options } = shownOf(message, standing);
  await self.registration.showNotification(title, options as NotificationOptions);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { open, take } = leadsOf(event.notification.data);
  // The page behind it asks, and only its button takes: a slip of the finger takes nothing.
  event.waitUntil(event.action === takeAction && take !== null ? self.clients.openWindow(ownUrl(take)) : go(open));
});

/** Shows a path in a window that is open already, else in a new one. */
async function go(path: string): Promise<void> {
  const found = windowFor(await self.clients.matchAll({ type: "window", includeUncontrolled: true }), path);
  const focused = await found?.focus().catch(() => undefined);
  if (focused !== undefined && focused.url === ownUrl(path)) return;
  // A window that another worker serves cannot be led from here.
  const led = await focused?.navigate(ownUrl(path)).catch(() => null);
  if (led === undefined || led === null) await self.clients.openWindow(ownUrl(path));
}

const ownUrl = (path: string): string => `${self.location.origin}${path}`;

// Without a session the server refuses: then the page does it when somebody next opens it.
self.addEventListener("pushsubscriptionchange", (event) =>
  (event as ExtendableEvent).waitUntil(
    keepTold({ pushes: self.registration.pushManager, ask, memory: browserMemory }).catch(() => undefined),
  ),
);

async function ask<T>(path: string, init: { readonly method?: string; readonly body?: unknown } = {}): Promise<T> {
  const response = await fetch(`/api/v1${path}`, {
    method: init.method ?? (init.body === undefined ? "GET" : "POST"),
    credentials: "same-origin",
    headers: { accept: "application/json", "content-type": "application/json" },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
