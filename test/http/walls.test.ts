import type { Socket } from "socket.io-client";
import { afterEach, expect, test } from "vitest";
import type { Network, SourceState } from "../../server/domain/index.ts";
import { authorize } from "../../server/http/authorize.ts";
import { feedNames } from "../../server/wire/live.ts";
import { aNetwork, anException, start } from "../feeds/fakes.ts";
import { endAll, fits, once, serve, until } from "./harness.ts";

afterEach(endAll);

/** What stands in everything of the other building, and in nothing of ours. */
const canary = "CANARY";
const wallFeeds = ["tally", "departures", "exceptions", "sources"];

const system = (id: string, warehouse: string | null) =>
  [id, { id, name: id, kind: "wms", warehouse, delivers: null, presence: null }] as const;
const place = (id: string) => [id, { id, name: id, timezone: "America/New_York", departures: [] }] as const;
const twoBuildings = () =>
  aNetwork({
    warehouses: new Map([place("ATL"), place(canary)]) as never,
    systems: new Map([
      system("erp", null),
      system("wms-atl", "ATL"),
      system(`wms-${canary}`, canary),
      system(`unheard-${canary}`, canary),
    ]) as never,
  }) as Network;

const source = (id: string): SourceState => ({
  ref: `source::${id}`,
  system: id,
  environment: "",
  declared: true,
  service: id,
  firstHeardAt: start,
  lastSeenAt: start,
  signals: [],
  tells: [],
  timed: [],
  tellsSince: [],
  pastDue: 0,
  met: 0,
  presence: "complete",
  presenceWhy: "declared",
  clockDoubted: false,
  quiets: [],
  versions: [],
  rhythm: [],
  silentSince: null,
  timer: null,
});

const theirs = (number: number) =>
  anException(number, {
    warehouse: canary,
    title: `${canary} not picked`,
    object: `order:*:${canary}-${number}`,
    customer: canary,
    owner: { team: canary, person: canary },
  });

async function tower() {
  const one = await serve({ network: twoBuildings });
  const make = async (warehouses: readonly string[]) =>
    (await one.post("/api/v1/walls", { name: "Dock 4", warehouses })).json as { id: string; link: string };
  const open = async (link: string): Promise<{ readonly socket: Socket; readonly heard: string[] }> => {
    const socket = one.connect({ auth: { token: link.split("#token=")[1] } });
    const heard: string[] = [];
    socket.onAny((...all: unknown[]) => heard.push(JSON.stringify(all)));
    await once(socket, "connect");
    return { socket, heard };
  };
  return { ...one, make, open };
}

const subscribe = (socket: Socket, message: unknown): Promise<{ readonly error?: { readonly code: string } }> =>
  socket.emitWithAck("subscribe", message);

test("a link is made for warehouses that there are, listed without its secret, and withdrawn once", async () => {
  const { make, get, post, send, ask } = await tower();
  const made = await make(["ATL", canary, "ATL"]);
  fits("createWall", 201, made);
  expect(made).toMatchObject({ name: "Dock 4", warehouses: ["ATL", canary] });
  expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/wall\/ATL,CANARY#token=tm_\w+\.[\w-]{43}$/);
  const list = await get("/api/v1/walls");
  fits("listWalls", 200, list.json);
  expect(list.json).toMatchObject({ total: 1, items: [{ id: made.id, warehouses: ["ATL", canary] }] });
  expect(list.text).not.toContain(made.link.split(".").at(-1));
  expect((await get("/api/v1/tokens")).json.items).toEqual([]);
  for (const warehouses of [["NOWHERE"], []]) {
    expect((await post("/api/v1/walls", { name: "x", warehouses })).status).toBe(400);
  }
  // No way in: neither a session nor a person's words.
  const token = made.link.split("#token=")[1];
  expect((await post("/api/v1/session", { token })).status).toBe(401);
  expect((await ask("/api/v1/me", { headers: { authorization: `Bearer ${token}` } })).status).toBe(403);
  expect((await send("DELETE", `/api/v1/walls/${made.id}`)).status).toBe(204);
  expect((await send("DELETE", `/api/v1/walls/${made.id}`)).status).toBe(404);
  const ingest = (await post("/api/v1/tokens", { name: "wms", kind: "ingest" })).json;
  expect((await send("DELETE", `/api/v1/walls/${ingest.id}`)).status).toBe(404);
});

test("a wall watches the feeds of a wall, and may nothing else", async () => {
  const { make, open } = await tower();
  const { socket } = await open((await make(["ATL"])).link);
  for (const feed of feedNames) {
    const answer = await subscribe(socket, { feed, filter: { warehouse: "ATL", day: "2026-03-02" } });
    if (wallFeeds.includes(feed)) expect(answer.error?.code, feed).not.toBe("forbidden");
    else expect(answer.error?.code, feed).toBe("forbidden");
  }
  expect(await socket.emitWithAck("looking", { id: "X-1" })).toMatchObject({ error: { code: "forbidden" } });
});

test("a wall sends no records", () => {
  const person = { name: "Dock 4", warehouses: ["ATL"], by: "token", credential: "tm_a" } as const;
  expect(authorize({ ...person, role: "wall" }, "ingest", null)).toEqual({ kind: "forbidden" });
  expect(authorize({ ...person, role: "ingest" }, "ingest", null)).toMatchObject({ kind: "allowed" });
});

test("a wall sees no byte of another building, whatever it asks for", async () => {
  const { make, open, store, deps, serving } = await tower();
  await store.put(anException(1), theirs(2));
  const all = ["erp", "wms-atl", `wms-${canary}`, `stray-${canary}`];
  await store.commit(all.map((id) => ({ kind: "source", source: source(id) })));
  serving.committed(await deps.views.seq());
  const { socket, heard } = await open((await make(["ATL"])).link);
  const answers: Record<string, string> = {};
  const filters = [
    {},
    { warehouse: canary },
    { warehouse: `ATL,${canary}` },
    { warehouse: canary, day: "2026-03-02" },
    { q: "picked" },
  ];
  for (const feed of wallFeeds) {
    for (const filter of filters) {
      const answer = JSON.stringify(
        await subscribe(socket, { feed, filter, sort: feed === "exceptions" ? "opened" : undefined }),
      );
      // What was asked comes back in no answer but a fault.
      if (!answer.includes('"error"')) expect(answer, feed).not.toContain(canary);
      answers[`${feed} ${JSON.stringify(filter)}`] = answer;
    }
  }
  expect(answers["exceptions {}"]).toContain("X-1");
  expect(answers["sources {}"]).toContain("wms-atl");
  expect(answers["sources {}"]).toContain('"system":"erp"');
  // Live too: what happens there moves nothing here.
  await store.put({ ...theirs(2), version: 2 }, theirs(3));
  await store.put(anException(4));
  serving.committed(await deps.views.seq());
  await until(() => heard.some((text) => text.includes("X-4")));
  expect(heard.join("\n")).not.toContain(canary);
});

test("a wall goes dark within 5 s of being withdrawn, by whichever way", async () => {
  const { make, open, send, access, connect } = await tower();
  const [one, two] = [await make(["ATL"]), await make(["ATL"])];
  const [first, second] = [await open(one.link), await open(two.link)];
  const cut = once(first.socket, "disconnect", 5_000);
  await send("DELETE", `/api/v1/walls/${one.id}`);
  expect(await cut).toBe("io server disconnect");
  expect(second.socket.connected).toBe(true);
  const gone = once(second.socket, "disconnect", 5_000);
  await access.dropToken(two.id);
  expect(await gone).toBe("io server disconnect");
  const again = connect({ auth: { token: two.link.split("#token=")[1] } });
  expect((await once<Error & { data?: { code: string } }>(again, "connect_error")).data?.code).toBe("signed-out");
}, 15_000);
