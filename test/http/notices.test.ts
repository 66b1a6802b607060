import { afterEach, describe, expect, test } from "vitest";
import type { Delivery, Notice, OpsException } from "../../server/domain/index.ts";
import { createLinks } from "../../server/http/links.ts";
import { takeAddress } from "../../server/http/take.ts";
import type { LedgerEntry } from "../../server/pipeline/ledger.ts";
import { labels } from "../adapters/notify/samples.ts";
import { aNetwork, start } from "../feeds/fakes.ts";
import { endAll, serve } from "./harness.ts";

afterEach(endAll);

const key = "a key for links in tests, of forty characters";
const links = createLinks(key);

describe("signed links", () => {
  const token = links.sign("take", { group: "C-17", by: "dock@example.com" }, start + 1_000);

  test("answer their claims until they expire, for their purpose alone", () => {
    expect(links.read("take", token, start)).toEqual({ group: "C-17", by: "dock@example.com" });
    expect(links.read("take", token, start + 999)).not.toBeNull();
    expect(links.read("take", token, start + 1_000)).toBeNull();
    expect(links.read("answer", token, start)).toBeNull();
    expect(createLinks("another key of at least forty characters").read("take", token, start)).toBeNull();
  });

  test("fall to every change of a single character, and to whatever is none", () => {
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      expect([at, links.read("take", changed, start)]).toEqual([at, null]);
    }
    for (const none of [
      "",
      ".",
      "a.b",
      `${token}x`,
      token.slice(1),
      `${token}.`,
      "e30.".padEnd(47, "A"),
      "ü".repeat(50),
    ])
      expect(links.read("take", none, start)).toBeNull();
  });
});

const notice: Notice = { ...labels, key: "C-17|dock|1", team: { id: "dock", name: "Dock" } };
const delivery = (receiver: string, more: Partial<Delivery> = {}): Delivery => ({
  key: notice.key,
  receiver,
  state: "taken",
  attempts: 1,
  at: start,
  until: start,
  said: "202",
  ...more,
});

const telling = (entries: readonly LedgerEntry[], untaken: readonly { number: number; version: number }[] = []) => ({
  entries: () => entries,
  notice: (asked: string) => entries.find((one) => one.notice.key === asked)?.notice,
  untaken: (group: string, team: string) => (group === "C-17" && team === "dock" ? untaken : []),
  browsersChanged: async () => undefined,
});

describe("the record of what was sent", () => {
  const entry = (n: number, team = "dock"): LedgerEntry => ({
    notice: { ...notice, key: `C-${n}|${team}|1`, group: `C-${n}`, team: { id: team, name: team } },
    at: start + n,
    deliveries: [
      delivery("mail:dock@example.com"),
      delivery("slack:ATL", { state: "waiting", until: start + 9, said: "receiver-busy" }),
    ],
  });
  const entries = [5, 4, 3, 2, 1].map((n) => entry(n, n === 2 ? "office" : "dock"));

  test("is read by an administrator, filtered, page by page", async () => {
    const { get, ask } = await serve({ telling: telling(entries) });
    expect((await ask("/api/v1/notices")).status).toBe(401);
    const all = await get("/api/v1/notices");
    expect(all.json).toMatchObject({ total: 5, nextCursor: null });
    expect(all.json.items[0]).toMatchObject({
      id: "C-5|dock|1",
      occasion: "opened",
      deliveries: [
        { receiver: "mail:dock@example.com", state: "taken", until: null, said: "202" },
        { receiver: "slack:ATL", state: "waiting", attempts: 1 },
      ],
    });
    expect((await get("/api/v1/notices?team=office")).json.total).toBe(1);
    expect((await get("/api/v1/notices?group=C-3")).json.items).toHaveLength(1);
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await get(`/api/v1/notices?limit=2&cursor=${encodeURIComponent(cursor)}`);
      seen.push(...page.json.items.map(({ id }: { id: string }) => id));
      cursor = page.json.nextCursor;
    }
    expect(seen).toEqual(entries.map((one) => one.notice.key));
  });
});

describe("taking by the link in a message", () => {
  async function served(
    untaken = [
      { number: 7, version: 2 },
      { number: 8, version: 1 },
    ],
  ) {
    const taken = new Set<number>();
    const side = await serve({
      links,
      telling: {
        ...telling([{ notice, at: start, deliveries: [] }]),
        untaken: (group, team) =>
          telling([], untaken)
            .untaken(group, team)
            .filter(({ number }) => !taken.has(number)),
      },
    });
    side.decide(async ({ exception, version }) => {
      const row = {
        number: exception,
        version: 3,
        state: "open",
        owner: { team: "dock", person: null },
      } as unknown as OpsException;
      if (exception === 8 && version !== 3) return { kind: "stale", current: row };
      taken.add(exception);
      return { kind: "done", exception: row, seq: 1 };
    });
    const address = takeAddress(side.deps)(notice, "mail:ana@example.com");
    const path = address.slice(side.url().length);
    const form = (t: string) =>
      side.ask("/take", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ t }).toString(),
      });
    return { side, path, token: path.slice("/take?t=".length), form };
  }

  test("asks, and does nothing for whoever only looks", async () => {
    const { side, path } = await served();
    for (const method of ["GET", "GET", "HEAD"]) {
      const page = await side.ask(path, { method });
      expect(page.status).toBe(200);
    }
    const page = await side.ask(path);
    expect(page.text).toContain("Take 2 exceptions of C-17?");
    expect(page.text).toContain("Label refused: postcode missing");
    expect(page.headers.get("content-security-policy")).toBe(
      "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.get("set-cookie")).toBeNull();
    expect(side.decisions).toEqual([]);
  });

  test("takes what nobody took in the name of who got it, also what changed meanwhile, and once", async () => {
    const { side, token, form } = await served();
    expect((await form(token)).text).toContain("Taken: 2 exceptions of C-17, by ana@example.com.");
    expect(side.decisions).toMatchObject([
      { exception: 7, version: 2, action: "acknowledge", by: "ana@example.com" },
      { exception: 8, version: 1 },
      { exception: 8, version: 3 },
    ]);
    expect((await form(token)).text).toContain("Nobody needs to take this any more.");
    expect(side.decisions).toHaveLength(3);
  });

  test("does nothing with a link that expired, was changed, or is for something else", async () => {
    const { side, token, form, path } = await served();
    const other = links.sign("answer", { group: "C-17", team: "dock", by: "x" }, start + 1_000_000);
    for (const bad of ["", "x", `${token.slice(0, -1)}!`, other]) expect((await form(bad)).status).toBe(410);
    side.pass(24 * 3_600_000 + 1);
    expect((await form(token)).status).toBe(410);
    expect((await side.ask(path)).status).toBe(410);
    expect(side.decisions).toEqual([]);
  });

  test("does nothing by JSON, by another method or with a body that is too long", async () => {
    const { side, token } = await served();
    const json = await side.ask("/take", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ t: token }),
    });
    expect(json.status).toBe(410);
    const long = await side.ask("/take", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `t=${"a".repeat(9_000)}`,
    });
    expect(long.status).toBe(413);
    expect((await side.ask("/take", { method: "DELETE" })).status).not.toBe(500);
    expect(side.decisions).toEqual([]);
  });

  test("shows what came from outside as text", async () => {
    const evil: Notice = { ...notice, title: `"><script>alert(1)</script>` };
    const side = await serve({
      links,
      telling: telling([{ notice: evil, at: start, deliveries: [] }], [{ number: 1, version: 1 }]),
    });
    const path = takeAddress(side.deps)(evil, "mail:a@example.com").slice(side.url().length);
    expect((await side.ask(path)).text).not.toContain("<script>");
  });
});

describe("browsers that are told", () => {
  const keys = { p256dh: "B".repeat(87), auth: "a".repeat(22) };
  const body = { team: "dock", endpoint: "https://push.example/abc", keys };

  test("learn which teams are told by push", async () => {
    const teams = new Map(["dock", "office"].map((id) => [id, { id, name: id.toUpperCase() }]));
    const channels = new Map([
      [
        "dock",
        { channels: [{ kind: "mail" as const, to: "dock@example.com" }, { kind: "push" as const }], quiet: null },
      ],
      ["office", { channels: [{ kind: "mail" as const, to: "office@example.com" }], quiet: null }],
    ]);
    const network = aNetwork({ teams, notify: { delay: 0, teams: channels } });
    const { get } = await serve({ network: () => network });
    expect((await get("/api/v1/push")).json.teams).toEqual([{ id: "dock", name: "DOCK" }]);
  });

  test("subscribe for a team, take their own place again, and leave", async () => {
    const { get, post, send, access } = await serve();
    expect((await get("/api/v1/push")).json).toMatchObject({ publicKey: "BPublicKey", teams: [], total: 0 });
    const made = await post("/api/v1/push", body);
    expect(made.status).toBe(201);
    expect((await post("/api/v1/push", body)).json.id).toBe(made.json.id);
    expect(await access.browsers()).toHaveLength(1);
    const listed = await get("/api/v1/push");
    // Who knows endpoint and keys can tell the browser something: they are not shown again.
    expect(listed.text).not.toContain("push.example");
    expect((await send("DELETE", `/api/v1/push/${made.json.id}`)).status).toBe(204);
    expect((await send("DELETE", `/api/v1/push/${made.json.id}`)).status).toBe(404);
  });

  test("are refused without a team that is there, good keys and an https address", async () => {
    const { post } = await serve();
    expect((await post("/api/v1/push", { ...body, team: "nobody" })).status).toBe(422);
    for (const bad of [
      { ...body, endpoint: "http://push.example/a" },
      { ...body, endpoint: "file:///etc/passwd" },
      { ...body, keys: { ...keys, auth: "short" } },
      { ...body, keys: { ...keys, p256dh: "<script>" } },
      { team: "dock" },
    ])
      expect((await post("/api/v1/push", bad)).status).toBe(400);
  });
});
