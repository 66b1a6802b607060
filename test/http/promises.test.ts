import { afterEach, describe, expect, it } from "vitest";
import type { PledgeRow } from "../../server/wire/index.ts";
import { hour, testNetwork, World } from "../domain/harness.ts";
import { start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const network = testNetwork();
const day = 24 * hour;
const date = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** A server whose rulings the core decides, as its engine does. */
async function served() {
  const world = await World.begin(network, start - hour);
  await world.commit();
  const side = await serve({ network: () => network });
  side.rule(async (ruling) => {
    const seen = world.store.seq();
    await world.rule(ruling, start);
    await world.commit();
    for (const { changes } of await world.store.commitsSince(seen, 9)) await side.store.commit(changes);
    return { kind: "done", number: (await world.draft()).engine().ruling, seq: side.store.seq() };
  });
  const list = async () => {
    const { json } = await side.get("/api/v1/promises");
    fits("listPromises", 200, json);
    return json.items as readonly PledgeRow[];
  };
  return { ...side, list };
}

const promise = { text: "  Labels under 5 s ", team: "on-call", dueOn: date(start + day) };

describe("what was promised, over HTTP", () => {
  it("is carried by due day until it is closed, and again when that is taken back", async () => {
    const { post, send, list } = await served();
    const later = await post("/api/v1/promises", promise);
    expect(later.status).toBe(201);
    fits("promise", 201, later.json);
    expect(later.json).toMatchObject({
      text: "Labels under 5 s",
      owner: { team: "on-call", person: null },
      over: false,
    });
    const late = await post("/api/v1/promises", { ...promise, text: "A second line", dueOn: date(start - day) });
    expect(late.json.over).toBe(true);
    expect((await list()).map(({ text }) => text)).toEqual(["A second line", "Labels under 5 s"]);
    const closed = await post(`/api/v1/promises/${late.json.id}/closing`, { end: "kept" });
    fits("closePromise", 200, closed.json);
    expect(closed.json).toMatchObject({ over: false, closed: { end: "kept", text: null } });
    expect((await list()).map(({ text }) => text)).toEqual(["Labels under 5 s", "A second line"]);
    const again = await send("DELETE", `/api/v1/promises/${late.json.id}/closing`);
    fits("reopenPromise", 200, again.json);
    expect(again.json).toMatchObject({ over: true, closed: null });
  });

  it("is refused without words, by a team that is not there, without a day, and where there is none", async () => {
    const { post, send } = await served();
    expect((await post("/api/v1/promises", { ...promise, text: "   " })).status).toBe(400);
    expect((await post("/api/v1/promises", { ...promise, team: "nobody" })).status).toBe(422);
    expect((await post("/api/v1/promises", { ...promise, dueOn: "2026-02-30" })).status).toBe(400);
    expect((await send("DELETE", "/api/v1/promises/X-1/closing")).status).toBe(404);
  });
});
