import { rmSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { idsOf, send } from "./otlp.ts";
import { closeBrowser, live, type Opened, type Opening, openPage } from "./page.ts";
import { type PushService, startPushService } from "./push-service.ts";
import { endAll, pause, type Server, startServer, until } from "./server.ts";

vi.setConfig({ testTimeout: 90_000 });

const network = `
company: { name: Northgate, timezone: America/New_York, currency: USD }
notify: { delay: 1s }
teams:
  - { id: dock, name: Dock, channels: [{ push: true }] }
  - { id: office, name: Office }
routing: { to: dock, severity: critical }
`;

let service: PushService;
let server: Server;
const env = () => ({
  TALLYMAN_EGRESS_ALLOW: service.base,
  NODE_EXTRA_CA_CERTS: service.authority,
});
beforeAll(async () => {
  service = await startPushService();
  server = await startServer({ network, env: env() });
});
afterAll(async () => {
  await closeBrowser();
  await endAll();
  await service.close();
});

/**
 * Chromium reaches for a push service on the internet, and a private context for none: in its place, an address of the
 * test's own service. The worker, the permission and what is shown stay Chromium's.
 */
async function withService(context: BrowserContext): Promise<void> {
  await context.addInitScript(
    ({ base, keys }) => {
      const bytes = (text: string): ArrayBuffer =>
        Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
      const made = (key: string, n: number) => {
        const endpoint = `${base}/browser/${n}`;
        return {
          endpoint,
          options: { applicationServerKey: bytes(key), userVisibleOnly: true },
          toJSON: () => ({ endpoint, keys }),
          async unsubscribe() {
            localStorage.removeItem("test.push");
            return true;
          },
        } as unknown as PushSubscription;
      };
      const standing = (): PushSubscription | null => {
        const [key, n] = (localStorage.getItem("test.push") ?? "").split(" ");
        return key === undefined || n === undefined ? null : made(key, Number(n));
      };
      PushManager.prototype.getSubscription = async () => standing();
      PushManager.prototype.subscribe = async (options) => {
        if (standing() !== null) throw new DOMException("of another key", "InvalidStateError");
        const n = 1 + Number(localStorage.getItem("test.count") ?? "0");
        localStorage.setItem("test.count", String(n));
        localStorage.setItem("test.push", `${String(options?.applicationServerKey)} ${n}`);
        return standing() as PushSubscription;
      };
    },
    { base: service.base, keys: service.keys },
  );
}

/** A page in a browser that may show messages. */
async function allowed(opening: Opening = {}): Promise<Opened> {
  const opened = await openPage(server, { ...opening, whole: true });
  const context = opened.page.context();
  await context.grantPermissions(["notifications"], { origin: server.dashboard });
  await withService(context);
  await opened.page.reload();
  await opened.mark();
  await live(opened.page);
  return opened;
}

const focusedOn = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");

/** Opens the dialog by keys alone. */
async function openDialog(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^You: / }).focus();
  await page.keyboard.press("Enter");
  const item = page.getByRole("menuitem", { name: "Notify this browser" });
  await item.waitFor();
  for (let turn = 0; turn < 20; turn++) {
    if (await item.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Notify this browser" }).getByText("until you stop it here").waitFor();
}

/** Walks to a button by Tab, and presses it. */
async function pressOn(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).waitFor();
  for (let turn = 0; turn < 20 && (await focusedOn(page)) !== name; turn++) await page.keyboard.press("Tab");
  expect(await focusedOn(page)).toBe(name);
  await page.keyboard.press("Space");
}

const on = "Notify this browser of what Dock is told";
const off = "Stop telling this browser what Dock is told";

/** What the test touches of a worker's surroundings, which the types of a page do not know. */
interface WorkerSide extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { openWindow(url: string): Promise<void> };
  readonly WindowClient: { readonly prototype: { focus(this: unknown): Promise<unknown> } };
  readonly NotificationEvent: new (
    type: string,
    init: { readonly notification: Notification | undefined; readonly action: string },
  ) => Event;
}

interface Told {
  readonly id: string;
  readonly team: string;
}
const told = async (): Promise<readonly Told[]> => (await server.api("/api/v1/push")).json.items;

let order = 0;
const ids = idsOf(11);
/** A label that is refused: the dock is told of it. Resolves to the push that came. */
async function refused(): Promise<(typeof service.pushed)[number]> {
  const before = service.pushed.length;
  const id = `SO-${++order}`;
  const attributes = { "business.event": "shipment.labelled", "order.id": id, "shipment.id": `SH-${id}` };
  const span = { traceId: ids.trace(), spanId: ids.span(), at: Date.now(), attributes, error: "no postcode" };
  // Each from a system of its own: of one cause nobody is told twice.
  await send(server, [{ service: `wms-${order}`, spans: [span] }]);
  return until("a push came", () => service.pushed[before]);
}

/** Hands pushes to the page's worker as the browser does, and looks at what stands then. */
async function delivery({ page }: Opened) {
  const devtools = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL === `${server.dashboard}/` && !isDeleted);
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await devtools.send("ServiceWorker.enable");
  const registrationId = await found;
  const standing = () =>
    page.evaluate(async () => {
      const all = await (await navigator.serviceWorker.ready).getNotifications();
      return all.map((one) => ({
        ...JSON.parse(JSON.stringify(one.data)),
        title: one.title,
        body: one.body,
        tag: one.tag,
        requireInteraction: one.requireInteraction,
      }));
    });
  return {
    standing,
    /** Delivers until it is seen to stand: who asks Chromium while it puts one up makes it forget that one. */
    deliver: (data: string, title: string) =>
      until(`"${title}" stands`, async () => {
        await devtools.send("ServiceWorker.deliverPushMessage", { origin: server.dashboard, registrationId, data });
        await pause(1_000);
        return (await standing()).find((one) => one.title === title);
      }),
  };
}

test("a browser is told by keyboard, shows what the server sends, leads to it, and is stopped", async () => {
  const opened = await allowed();
  const { page, faults } = opened;
  await openDialog(page);
  await pressOn(page, on);
  await page.getByText("This browser is told what Dock is told.").waitFor();
  // The button is still under the finger, and now ends it.
  expect(await focusedOn(page)).toBe(off);
  await page.getByText("this one").waitFor();
  expect(await told()).toMatchObject([{ team: "dock" }]);

  const push = await refused();
  const { publicKey } = (await server.api("/api/v1/push")).json;
  expect(push).toMatchObject({ path: "/browser/1", key: publicKey });
  const sent = JSON.parse(push.text) as { readonly title: string; readonly tag: string; readonly takeUrl: string };
  const { deliver, standing } = await delivery(opened);
  expect(await deliver(push.text, sent.title)).toMatchObject({
    tag: sent.tag,
    open: expect.stringMatching(/^\/x\/X-\d+$/),
    take: sent.takeUrl.slice(server.dashboard.length),
    requireInteraction: true,
  });
  expect(sent.title).toContain("Carrier label refused");
  // The same again takes its own place; what nobody can read is shown too.
  await deliver(push.text, sent.title);
  expect((await standing()).filter(({ tag }) => tag === sent.tag)).toHaveLength(1);
  await deliver("{no message", "Something in Tallyman is to be looked at");

  const [worker] = page.context().serviceWorkers();
  if (worker === undefined) throw new Error("no worker runs");
  // Only a person's finger may open or raise a window: both are noted instead, the rest is the worker's own doing.
  const click = (action: string) =>
    worker.evaluate(
      async ([tag, pressed]) => {
        const self = globalThis as unknown as WorkerSide;
        const opens: string[] = [];
        self.clients.openWindow = async (url) => void opens.push(url);
        self.WindowClient.prototype.focus = async function () {
          return this;
        };
        const [notification] = await self.registration.getNotifications({ tag });
        self.dispatchEvent(new self.NotificationEvent("notificationclick", { notification, action: pressed }));
        return opens;
      },
      [sent.tag, action] as const,
    );
  const opens = await click("take");
  expect(opens).toEqual([sent.takeUrl]);
  expect((await server.exceptions("state=open")).length).toBe(1);
  expect(await (await fetch(sent.takeUrl)).text()).toContain("Take one exception of");
  await expect.poll(async () => (await standing()).some(({ tag }) => tag === sent.tag)).toBe(false);

  await deliver(push.text, sent.title);
  await click("");
  await page.waitForURL("**/x/X-*");
  await live(page);

  await openDialog(page);
  await pressOn(page, off);
  await page.getByText("Stopped. Dock is not told there any more.").waitFor();
  expect(await focusedOn(page)).toBe(on);
  expect(await told()).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem("test.push"))).toBeNull();
  expect(faults).toEqual([]);
});

test("a browser that is told stays told when the server has another key", async () => {
  const opened = await allowed({ expects: /WebSocket|socket\.io|ERR_CONNECTION|status of/ });
  const { page } = opened;
  await openDialog(page);
  await pressOn(page, on);
  await page.getByText("This browser is told what Dock is told.").waitFor();
  const [before] = await told();
  const { data, networkPath, dashboard } = server;
  await server.stop();
  rmSync(join(data, "push.key"));
  server = await startServer({ data, networkPath, env: { ...env(), TALLYMAN_PORT: new URL(dashboard).port } });
  await page.reload();
  const [after] = await until("told anew", async () => {
    const rows = await told();
    return rows.length === 1 && rows[0]?.id !== before?.id ? rows : undefined;
  });
  expect(after?.team).toBe("dock");
  const push = await refused();
  expect(push).toMatchObject({ path: "/browser/2", key: (await server.api("/api/v1/push")).json.publicKey });
  await server.api(`/api/v1/push/${after?.id}`, { method: "DELETE" });
});

test("the worker is a script that may talk to us alone, and what is none of ours is no script", async () => {
  const worker = await fetch(`${server.dashboard}/worker.js`);
  expect(worker.status).toBe(200);
  expect(worker.headers.get("content-type")).toMatch(/^(text|application)\/javascript/);
  expect(worker.headers.get("cache-control")).toBe("no-cache");
  expect(worker.headers.get("content-security-policy")).toBe("default-src 'none'; connect-src 'self'");
  // One script: a worker that is no module imports nothing, and this one answers no request of the page.
  expect(await worker.text()).not.toMatch(/\bimport\b|\bcaches\b|["'`]fetch["'`]/);
  const other = await fetch(`${server.dashboard}/worker2.js`);
  expect([other.status, other.headers.get("content-type")]).toEqual([404, expect.stringContaining("problem+json")]);
  const manifest = await fetch(`${server.dashboard}/tallyman.webmanifest`);
  expect(manifest.headers.get("content-type")).toContain("application/manifest+json");
});

test.each([false, true])("says what stands in the way, and axe finds nothing at 320 pixels, dark: %s", async (dark) => {
  const size = { width: 320, height: 640 };
  const barred = await openPage(server, { size, dark, whole: true });
  // What is not among the permissions given is refused.
  await barred.page.context().grantPermissions(["geolocation"], { origin: server.dashboard });
  await barred.page.reload();
  await live(barred.page);
  await openDialog(barred.page);
  await barred.page.getByText("This browser was told to block messages from Tallyman.").waitFor();
  expect(await barred.page.getByRole("button", { name: on }).count()).toBe(0);
  expect(await wcag(barred.page)).toEqual([]);

  const { page, faults } = await allowed({ size, dark });
  await openDialog(page);
  await pressOn(page, on);
  await page.getByText("this one").waitFor();
  expect(await wcag(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.context().setOffline(true);
  await page.getByText("There is no connection to the server.").waitFor();
  expect(await wcag(page)).toEqual([]);
  await page.context().setOffline(false);
  await page.getByText("There is no connection to the server.").waitFor({ state: "detached" });
  await pressOn(page, off);
  await page.getByText("Stopped.").waitFor();
  expect(await told()).toEqual([]);
  expect(faults.filter((one) => !/ERR_INTERNET_DISCONNECTED|WebSocket|socket\.io/.test(one))).toEqual([]);
});
