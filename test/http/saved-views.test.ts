import { afterEach, expect, test } from "vitest";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const labels = { name: "Label desk", page: "/queue?site=ATL&q=label", shared: false };

test("a page is kept under a name, changed and dropped by its owner", async () => {
  const tower = await serve();
  const made = await tower.post("/api/v1/views", labels);
  expect(made.status).toBe(201);
  fits("saveView", 201, made.json);
  expect(made.json).toMatchObject({ ...labels, owner: "administrator", mine: true, subscribed: true });
  tower.pass(1_000);
  const changed = await tower.send("PUT", `/api/v1/views/${made.json.id}`, { ...labels, name: "Labels" });
  fits("changeView", 200, changed.json);
  expect(Date.parse(changed.json.updatedAt) - Date.parse(made.json.createdAt)).toBe(1_000);
  const list = await tower.get("/api/v1/views");
  fits("listViews", 200, list.json);
  expect(list.json).toMatchObject({ total: 1, items: [{ id: made.json.id, name: "Labels" }] });
  expect((await tower.send("DELETE", `/api/v1/views/${made.json.id}`)).status).toBe(204);
  expect((await tower.send("DELETE", `/api/v1/views/${made.json.id}`)).status).toBe(404);
  expect((await tower.get("/api/v1/views")).json.total).toBe(0);
});

test("others see what is shared, keep it in their list, and can neither change nor drop it", async () => {
  const tower = await serve();
  const { token } = (await tower.post("/api/v1/tokens", { name: "Ben", kind: "admin" })).json;
  const ben = { authorization: `Bearer ${token}` };
  const own = (await tower.post("/api/v1/views", labels)).json.id;
  const shared = (await tower.post("/api/v1/views", { ...labels, name: "For all", shared: true })).json.id;
  const seen = (await tower.get("/api/v1/views", ben)).json.items;
  expect(seen).toMatchObject([{ id: shared, owner: "administrator", mine: false, subscribed: false }]);
  expect((await tower.send("PUT", `/api/v1/views/${own}/subscription`, undefined, ben)).status).toBe(404);
  const kept = await tower.send("PUT", `/api/v1/views/${shared}/subscription`, undefined, ben);
  fits("subscribeToView", 200, kept.json);
  expect(kept.json).toMatchObject({ subscribed: true, subscribers: ["Ben", "administrator"] });
  await tower.send("PUT", `/api/v1/views/${shared}/subscription`, undefined, ben);
  expect((await tower.get("/api/v1/views")).json.items[0].subscribers).toEqual(["Ben", "administrator"]);
  expect((await tower.send("PUT", `/api/v1/views/${shared}`, labels, ben)).json).toMatchObject({ code: "not-yours" });
  expect((await tower.send("DELETE", `/api/v1/views/${shared}`, undefined, ben)).status).toBe(403);

  // No longer shared, it leaves the lists of others for good.
  await tower.send("PUT", `/api/v1/views/${shared}`, { ...labels, name: "For all" });
  expect((await tower.get("/api/v1/views", ben)).json.total).toBe(0);
  const again = await tower.send("PUT", `/api/v1/views/${shared}`, { ...labels, name: "For all", shared: true });
  expect(again.json.subscribers).toEqual(["administrator"]);
  await tower.send("DELETE", `/api/v1/views/${shared}/subscription`);
  const items = (await tower.get("/api/v1/views")).json.items;
  expect(items.find(({ id }: { id: string }) => id === shared).subscribed).toBe(false);
});

test("only a page of ours is kept, and no more than a hundred", async () => {
  const tower = await serve();
  for (const page of [
    "//evil.example/queue",
    "/\\evil.example",
    "https://evil.example",
    "queue",
    "/queue?q=a b",
    "/\u0007",
  ]) {
    expect([page, (await tower.post("/api/v1/views", { ...labels, page })).status]).toEqual([page, 400]);
  }
  for (let index = 0; index < 100; index++) await tower.post("/api/v1/views", { ...labels, name: `View ${index}` });
  expect((await tower.post("/api/v1/views", labels)).json).toMatchObject({ code: "too-many-views" });
});
