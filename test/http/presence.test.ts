import type { Socket } from "socket.io-client";
import { afterEach, describe, expect, test } from "vitest";
import { createPresence } from "../../server/http/presence.ts";
import type { PresenceTold } from "../../server/wire/index.ts";
import { anException } from "../feeds/fakes.ts";
import { endAll, once, serve, until } from "./harness.ts";

afterEach(endAll);

type Answer = { readonly people?: readonly { readonly name: string }[]; readonly error?: { readonly code: string } };
const look = (socket: Socket, id: string | null): Promise<Answer> => socket.emitWithAck("looking", { id });

/** All that a socket was told of who looks, newest last. */
function heard(socket: Socket): PresenceTold[] {
  const out: PresenceTold[] = [];
  socket.on("presence", (told: PresenceTold) => out.push(told));
  return out;
}

describe("W15 to W17 presence", () => {
  test("who looks is told to those who see the row and to those who look, and forgotten when the socket goes", async () => {
    const tower = await serve();
    await tower.store.put(anException(1, { causeId: "C-7" }), anException(2), anException(3, { state: "resolved" }));
    const ben = (await tower.post("/api/v1/tokens", { name: "Ben", kind: "admin" })).json.token;
    const [watching, elsewhere, looking] = [tower.connect(), tower.connect(), tower.connect({ auth: { token: ben } })];
    await Promise.all([watching, elsewhere, looking].map((socket) => once(socket, "connect")));
    await watching.emitWithAck("subscribe", { feed: "exceptions", filter: { state: "open" } });
    await elsewhere.emitWithAck("subscribe", { feed: "exceptions", filter: { state: "resolved" } });
    const [seen, unseen] = [heard(watching), heard(elsewhere)];
    expect(await look(looking, "X-1")).toEqual({ people: [{ name: "Ben" }] });
    await until(() => seen.length > 0);
    expect(seen).toEqual([{ id: "X-1", people: [{ name: "Ben" }] }]);
    await look(looking, "X-2");
    await until(() => seen.length === 3);
    expect(seen.slice(1)).toEqual(
      expect.arrayContaining([
        { id: "X-1", people: [] },
        { id: "X-2", people: [{ name: "Ben" }] },
      ]),
    );

    // Who comes later is told with the snapshot; who looks hears of it without any list.
    const late = tower.connect();
    const told = heard(late);
    await once(late, "connect");
    await late.emitWithAck("subscribe", { feed: "exceptions", filter: { state: "open" }, limit: 5 });
    await until(() => told.length > 0);
    expect(told).toEqual([{ id: "X-2", people: [{ name: "Ben" }] }]);
    expect((await look(elsewhere, "X-2")).people).toEqual([{ name: "Ben" }, { name: "administrator" }]);
    looking.disconnect();
    await until(() => unseen.length > 0);
    await until(() => unseen.at(-1)?.people.length === 1);
    expect(unseen.at(-1)).toEqual({ id: "X-2", people: [{ name: "administrator" }] });
  });

  test("a row that enters a window brings along who looks at it", async () => {
    const tower = await serve();
    await tower.store.put(anException(1, { state: "resolved" }));
    const [watching, looking] = [tower.connect(), tower.connect()];
    await Promise.all([once(watching, "connect"), once(looking, "connect")]);
    await watching.emitWithAck("subscribe", { feed: "exceptions", filter: { state: "open" } });
    await look(looking, "X-1");
    const told = heard(watching);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(told).toEqual([]);
    tower.serving.committed((await tower.store.put(anException(1, { state: "open", version: 2 }))).seq);
    await until(() => told.length > 0);
    expect(told).toEqual([{ id: "X-1", people: [{ name: "administrator" }] }]);
  });

  test("what is not there is 404, and what is no message is refused", async () => {
    const tower = await serve();
    await tower.store.put(anException(1));
    const socket = tower.connect();
    await once(socket, "connect");
    expect((await look(socket, "X-9")).error?.code).toBe("not-found");
    expect((await look(socket, "C-9")).error?.code).toBe("not-found");
    await tower.store.put(anException(2, { causeId: "C-9" }));
    expect((await look(socket, "C-9")).people).toEqual([{ name: "administrator" }]);
    expect((await socket.emitWithAck("looking", { id: "order/SO-1" })).error.code).toBe("bad-message");
    expect((await socket.emitWithAck("looking", { who: "X-1" })).error.code).toBe("bad-message");
    expect(await look(socket, "X-1")).toEqual({ people: [{ name: "administrator" }] });
    expect(await look(socket, null)).toEqual({ people: [] });
  });

  test("windows of one session are one person, a cause counts those within it, and nothing is told twice", () => {
    const presence = createPresence();
    const ana = (socket: string) => ({ socket, name: "Ana", credential: "session" });
    presence.look(ana("1"), { id: "X-1", within: "C-7" });
    presence.look(ana("2"), { id: "X-2", within: "C-7" });
    presence.look({ socket: "3", name: "Ana", credential: "another" }, { id: "X-1", within: "C-7" });
    expect(presence.of("C-7")).toEqual([{ name: "Ana" }, { name: "Ana" }]);
    expect(presence.of("X-2")).toEqual([{ name: "Ana" }]);
    expect(presence.changed().map(({ id }) => id)).toEqual(["X-1", "C-7", "X-2"]);
    presence.look(ana("2"), null);
    presence.look(ana("2"), { id: "X-2", within: "C-7" });
    expect(presence.changed()).toEqual([]);
    for (const socket of ["1", "2", "3"]) presence.look(ana(socket), null);
    expect(presence.changed().every(({ people }) => people.length === 0)).toBe(true);
    expect([...presence.rows()]).toEqual([]);
  });
});
