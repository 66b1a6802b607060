import { afterAll, describe, expect, it } from "vitest";
import type { Browser, SavedView, Session, Token } from "../../server/ports/index.ts";
import { adapters, sweepUp } from "./adapters.ts";
import { noon } from "./samples.ts";

const session = (hash: string, more: Partial<Session> = {}): Session => ({
  hash,
  person: "administrator",
  createdAt: noon,
  seenAt: noon,
  expiresAt: noon + 1_000,
  ...more,
});
const token = (id: string, more: Partial<Token> = {}): Token => ({
  id,
  hash: `hash of ${id}`,
  name: "collector",
  kind: "ingest",
  createdAt: noon,
  warehouses: null,
  ...more,
});

const view = (id: string, more: Partial<SavedView> = {}): SavedView => ({
  id,
  name: "Label desk",
  page: "/queue?site=ATL",
  owner: "Ana",
  shared: false,
  subscribers: ["Ana"],
  createdAt: noon,
  updatedAt: noon,
  ...more,
});

afterAll(sweepUp);

describe.each(adapters)("access in $name", (adapter) => {
  it("A1 a session is found by its hash alone, and after a start", async () => {
    const { access, reopen } = adapter.access();
    await access.addSession(session("a"));
    expect(await reopen().session("a")).toEqual(session("a"));
    expect(await access.session("b")).toBeUndefined();
  });

  it("A2 a touch moves when it was seen, never back, and makes no session", async () => {
    const { access } = adapter.access();
    await access.addSession(session("a"));
    await access.touchSession("a", noon + 9);
    await access.touchSession("a", noon + 4);
    await access.touchSession("b", noon);
    expect(await access.session("a")).toEqual(session("a", { seenAt: noon + 9 }));
    expect(await access.session("b")).toBeUndefined();
  });

  it("A3 what was dropped or has expired is gone; the rest stays", async () => {
    const { access, reopen } = adapter.access();
    await access.addSession(session("a"));
    await access.addSession(session("b", { expiresAt: noon + 10 }));
    await access.addSession(session("c", { expiresAt: noon + 11 }));
    await access.dropSession("a");
    await access.sweep(noon + 10);
    const again = reopen();
    expect(await Promise.all(["a", "b", "c"].map((hash) => again.session(hash)))).toEqual([
      undefined,
      undefined,
      session("c", { expiresAt: noon + 11 }),
    ]);
  });

  it("A4 tokens are listed oldest first, and dropped once", async () => {
    const { access, reopen } = adapter.access();
    await access.addToken(token("tm_b", { createdAt: noon + 1, kind: "admin" }));
    await access.addToken(token("tm_a"));
    await access.addToken(token("tm_c", { createdAt: noon + 2, kind: "wall", warehouses: ["EWR", "ATL"] }));
    expect(await reopen().tokens()).toEqual([
      token("tm_a"),
      token("tm_b", { createdAt: noon + 1, kind: "admin" }),
      token("tm_c", { createdAt: noon + 2, kind: "wall", warehouses: ["EWR", "ATL"] }),
    ]);
    expect(await access.dropToken("tm_a")).toBe(true);
    expect(await access.dropToken("tm_a")).toBe(false);
    expect((await access.tokens()).map(({ id }) => id)).toEqual(["tm_b", "tm_c"]);
  });

  it("A5 a view takes the place of the one of its id; they are listed by name, and dropped once", async () => {
    const { access, reopen } = adapter.access();
    await access.putView(view("v_b", { name: "Zebra" }));
    await access.putView(view("v_c"));
    await access.putView(view("v_a"));
    const changed = view("v_b", { name: "Éclairs", shared: true, subscribers: ["Ana", "Ben"], updatedAt: noon + 5 });
    await access.putView(changed);
    expect(await reopen().savedViews()).toEqual([view("v_a"), view("v_c"), changed]);
    expect(await access.dropView("v_a")).toBe(true);
    expect(await access.dropView("v_a")).toBe(false);
    expect((await access.savedViews()).map(({ id }) => id)).toEqual(["v_c", "v_b"]);
  });

  it("A7 a browser takes the place of the one of its id; they are listed oldest first, and dropped once", async () => {
    const { access, reopen } = adapter.access();
    const browser = (id: string, more: Partial<Browser> = {}): Browser => ({
      id,
      team: "dock",
      endpoint: `https://push.example/${id}`,
      p256dh: "key",
      auth: "secret",
      person: "administrator",
      createdAt: noon,
      ...more,
    });
    await access.putBrowser(browser("pb_b", { createdAt: noon + 1 }));
    await access.putBrowser(browser("pb_a"));
    await access.putBrowser(browser("pb_b", { createdAt: noon + 1, team: "office" }));
    expect(await reopen().browsers()).toEqual([
      browser("pb_a"),
      browser("pb_b", { createdAt: noon + 1, team: "office" }),
    ]);
    expect(await access.dropBrowser("pb_a")).toBe(true);
    expect(await access.dropBrowser("pb_a")).toBe(false);
    expect((await access.browsers()).map(({ id }) => id)).toEqual(["pb_b"]);
  });
});
