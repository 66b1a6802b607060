import { afterEach, describe, expect, test } from "vitest";
import type { OpsException } from "../../server/domain/index.ts";
import { anException, anObject, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

describe("exceptions", () => {
  const open = (number: number, changes: Partial<OpsException> = {}) => anException(number, changes);

  test("the list is filtered, ordered, paged and summed", async () => {
    const tower = await serve();
    const held = [{ ref: "order:*:SO-1", money: { minor: 124_050, currency: "USD" }, basis: "invoice" as const }];
    await tower.store.put(
      open(1, { held, severity: "critical" }),
      open(2, { held: [{ ref: "order:*:SO-2", money: null, basis: "unknown" }], warehouse: "RNO" }),
      open(3, { state: "resolved" }),
    );
    const page = await tower.get("/api/v1/exceptions?state=open&sort=severity&limit=1");
    fits("listExceptions", 200, page.json);
    expect(page.json).toMatchObject({
      items: [{ id: "X-1", value: { amount: "1240.50", currency: "USD", basis: "invoice" } }],
      total: 2,
      held: { objects: 2, money: [{ amount: "1240.50", currency: "USD", side: "price" }], unknown: 1 },
      seq: 1,
    });
    const rest = await tower.get(
      `/api/v1/exceptions?state=open&sort=severity&limit=1&cursor=${encodeURIComponent(page.json.nextCursor)}`,
    );
    expect(rest.json).toMatchObject({ items: [{ id: "X-2" }], nextCursor: null });
    expect((await tower.get("/api/v1/exceptions?object=order/SO-3&state=resolved")).json.total).toBe(1);
  });

  test("a page can begin at any row, and says the cursor by which it is watched", async () => {
    const tower = await serve();
    await tower.store.put(...Array.from({ length: 7 }, (_, index) => open(index + 1)));
    const whole = (await tower.get("/api/v1/exceptions")).json;
    expect(whole.cursor).toBeNull();
    const page = (await tower.get("/api/v1/exceptions?from=3&limit=2")).json;
    fits("listExceptions", 200, page);
    expect(page.items).toEqual(whole.items.slice(3, 5));
    expect(page.total).toBe(7);
    const again = await tower.get(`/api/v1/exceptions?limit=2&cursor=${encodeURIComponent(page.cursor)}`);
    expect(again.json.items).toEqual(page.items);
    expect(again.json.cursor).toBe(page.cursor);
    const behind = (await tower.get("/api/v1/exceptions?from=7&limit=2")).json;
    expect(behind).toMatchObject({ items: [], total: 7, nextCursor: null });
    expect((await tower.get(`/api/v1/exceptions?cursor=${encodeURIComponent(behind.cursor)}`)).json.items).toEqual([]);
    for (const bad of ["from=-1", "from=x", `from=1&cursor=${encodeURIComponent(page.cursor)}`]) {
      expect((await tower.get(`/api/v1/exceptions?${bad}`)).status).toBe(400);
    }
  });

  test("CSV keeps numbers numbers and runs no formula", async () => {
    const tower = await serve();
    await tower.store.put(
      open(1, {
        title: "-2+3 refused",
        reason: 'said "no", twice',
        customer: "＝cmd",
        held: [{ ref: "order:*:SO-1", money: { minor: -1_250, currency: "USD" }, basis: "invoice" }],
      }),
    );
    const { text } = await tower.get("/api/v1/exceptions", { accept: "text/csv" });
    expect(text.split("\r\n")).toHaveLength(3);
    expect(text).toContain(`"'-2+3 refused","said ""no"", twice"`);
    expect(text).toContain(`"'＝cmd"`);
    expect(text).toContain(",-12.50,USD,invoice,");
  });

  test("one is told with its history and route", async () => {
    const tower = await serve();
    await tower.store.commit([
      { kind: "key", key: "order:*:SO-1", ref: "order:*:SO-1" },
      { kind: "object", object: anObject("SO-1") },
      {
        kind: "exception",
        before: null,
        exception: open(1),
        entry: { exception: 1, version: 1, at: start, by: "rule", action: "raised", text: null, undoes: null },
      },
    ]);
    const one = await tower.get("/api/v1/exceptions/X-1");
    fits("getException", 200, one.json);
    expect(one.json).toMatchObject({
      id: "X-1",
      history: [{ actionId: 1, by: "rule", action: "raised" }],
      route: ["root"],
    });
    for (const id of ["X-2", "1", "X-01", "actions"])
      expect((await tower.get(`/api/v1/exceptions/${id}`)).status).toBe(404);
  });

  test("a decision reaches the desk as it was meant, by whom", async () => {
    const tower = await serve();
    await tower.store.put(open(1, { version: 4 }));
    tower.decide(async () => ({ kind: "done", exception: open(1, { version: 5, state: "snoozed" }), seq: 2 }));
    const at = "2026-03-02T15:00:00+01:00";
    const done = await tower.post("/api/v1/exceptions/X-1/actions", { action: "snooze", until: at, version: 4 });
    fits("actOnException", 200, done.json);
    expect(done.json).toMatchObject({ state: "snoozed", version: 5 });
    expect(tower.decisions).toEqual([
      { exception: 1, version: 4, by: "administrator", action: "snooze", until: Date.UTC(2026, 2, 2, 14) },
    ]);
  });

  test("a stale one is 409 with the present one; a refused one says why; a busy one when to come back", async () => {
    const tower = await serve();
    await tower.store.put(open(1, { version: 2 }));
    const act = (body: unknown) => tower.post("/api/v1/exceptions/X-1/actions", body);
    tower.decide(async () => ({ kind: "stale", current: open(1, { version: 9 }) }));
    expect(await act({ action: "acknowledge", version: 2 })).toMatchObject({
      status: 409,
      json: { code: "stale-version", current: { version: 9 } },
    });
    tower.decide(async () => ({
      kind: "refused",
      fault: { class: "permanent", code: "resolved-already", message: "It is closed." },
    }));
    expect(await act({ action: "acknowledge", version: 2 })).toMatchObject({
      status: 422,
      json: { code: "resolved-already", detail: "It is closed." },
    });
    tower.decide(async () => ({
      kind: "refused",
      fault: { class: "retryable", code: "engine-busy", message: "Soon.", retryAfterMs: 2_500 },
    }));
    const busy = await act({ action: "acknowledge", version: 2 });
    expect(busy.status).toBe(503);
    expect(busy.headers.get("retry-after")).toBe("3");
    expect((await act({ action: "redeliver", version: 2 })).status).toBe(400);
    expect((await act({ action: "assign", team: "nobody", version: 2 })).json).toMatchObject({ code: "unknown-team" });
    expect((await act({ action: "acknowledge" })).status).toBe(400);
  });

  test("many by ids answer each for itself", async () => {
    const tower = await serve();
    await tower.store.put(open(1, { version: 3 }), open(2, { version: 7 }));
    tower.decide(async (decision) =>
      decision.exception === 2
        ? { kind: "stale", current: open(2, { version: 8 }) }
        : { kind: "done", exception: open(1, { version: 4 }), seq: 2 },
    );
    const { json } = await tower.post("/api/v1/exceptions/actions", {
      ids: ["X-1", { id: "X-2", version: 7 }, "X-99"],
      action: "comment",
      text: "seen",
    });
    fits("actOnExceptions", 200, json);
    expect(json.results).toMatchObject([
      { id: "X-1", ok: true, exception: { version: 4 } },
      { id: "X-2", ok: false, exception: { version: 8 }, error: { code: "stale-version" } },
      { id: "X-99", ok: false, error: { code: "not-found" } },
    ]);
    expect(tower.decisions.map(({ version }) => version)).toEqual([3, 7]);
  });

  test("many by filter touch what was seen, at the version seen, and tell what joined later", async () => {
    const tower = await serve();
    await tower.store.put(open(1), open(2), open(3, { warehouse: "RNO" }));
    const seen = (await tower.get("/api/v1/exceptions?state=open&warehouse=ATL")).json;
    expect(seen.total).toBe(2);
    await tower.store.put(open(2, { state: "resolved", version: 2 }));
    await tower.store.put(open(4));
    tower.decide(async ({ exception, version }) =>
      exception === 2
        ? { kind: "stale", current: open(2, { state: "resolved", version: 2 }) }
        : { kind: "done", exception: open(exception, { version: version + 1 }), seq: 9 },
    );
    const { json } = await tower.post("/api/v1/exceptions/actions", {
      filter: { state: "open", warehouse: "ATL" },
      asOfSeq: seen.seq,
      action: "acknowledge",
    });
    const byId = new Map(json.results.map((one: { id: string }) => [one.id, one]));
    expect(byId.get("X-1")).toMatchObject({ ok: true });
    fits("actOnExceptions", 200, json);
    expect(byId.get("X-2")).toMatchObject({
      ok: false,
      error: { code: "stale-version" },
      seen: { state: "open", version: 1 },
      exception: { state: "resolved", version: 2 },
    });
    expect([...byId.keys()].sort()).toEqual(["X-1", "X-2"]);
    expect(json.joinedLater).toBe(1);
    expect(tower.decisions.map(({ exception, version }) => [exception, version]).sort()).toEqual([
      [1, 1],
      [2, 1],
    ]);
    const previewed = await tower.post("/api/v1/exceptions/actions", {
      filter: { state: "open", warehouse: "ATL" },
      asOfSeq: seen.seq,
      action: "acknowledge",
      dryRun: true,
    });
    expect(previewed.json).toEqual({
      preview: {
        asked: 2,
        would: 1,
        refused: [{ code: "stale-version", detail: "It changed since it was seen.", count: 1, ids: ["X-2"] }],
        fromOthers: [],
      },
      joinedLater: 1,
    });
    const vague = await tower.post("/api/v1/exceptions/actions", {
      filter: { warehous: "ATL" },
      asOfSeq: 1,
      action: "acknowledge",
    });
    expect(vague.status).toBe(400);
    expect((await tower.post("/api/v1/exceptions/actions", { action: "acknowledge" })).status).toBe(400);
  });

  test("what one did oneself since the list was seen is no change behind one's back", async () => {
    const tower = await serve();
    await tower.store.put(open(1), open(2), open(3));
    const { seq } = (await tower.get("/api/v1/exceptions?state=open")).json;
    const decided = (number: number, version: number, by: string) => ({
      kind: "exception" as const,
      before: open(number, { version: version - 1 }),
      exception: open(number, { version }),
      entry: { exception: number, version, at: start, by, action: "comment" as const, text: "seen", undoes: null },
    });
    await tower.store.commit([
      decided(1, 2, "administrator"),
      decided(2, 2, "administrator"),
      decided(2, 3, "Ana"),
      decided(3, 2, "rule"),
    ]);
    const asked = { filter: { state: "open" }, asOfSeq: seq, action: "comment", text: "again" };
    const { preview } = (await tower.post("/api/v1/exceptions/actions", { ...asked, dryRun: true })).json;
    expect(preview).toMatchObject({ asked: 3, would: 1, refused: [{ code: "stale-version", count: 2 }] });
    tower.decide(async ({ exception, version }) => ({
      kind: "done",
      exception: open(exception, { version: version + 1 }),
      seq: 9,
    }));
    await tower.post("/api/v1/exceptions/actions", asked);
    expect(tower.decisions.map(({ exception, version }) => [exception, version]).sort()).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
    ]);
  });

  test("a preview counts by reason, says whose they are, and decides nothing", async () => {
    const tower = await serve();
    const ana = { owner: { team: "dock", person: "Ana" }, state: "acknowledged" as const };
    await tower.store.put(open(1, ana), open(2, ana), open(3), open(4, { state: "resolved" }), open(5, { version: 3 }));
    const body = { action: "resolve", reason: "duplicate", dryRun: true };
    const { json } = await tower.post("/api/v1/exceptions/actions", {
      ...body,
      ids: ["X-1", "X-2", "X-3", "X-4", { id: "X-5", version: 2 }, "X-99"],
    });
    fits("actOnExceptions", 200, json);
    expect(json.preview).toMatchObject({ asked: 6, would: 3, fromOthers: [{ person: "Ana", count: 2 }] });
    expect(json.preview.refused.map(({ code, ids }: { code: string; ids: string[] }) => [code, ids])).toEqual([
      ["closed", ["X-4"]],
      ["stale-version", ["X-5"]],
      ["not-found", ["X-99"]],
    ]);
    expect(tower.decisions).toEqual([]);
    const nobody = await tower.post("/api/v1/exceptions/actions", { action: "assign", team: "nobody", ids: ["X-1"] });
    expect(nobody.json).toMatchObject({ code: "unknown-team" });
  });

  test("many are taken back each by its own action, at the version that it has", async () => {
    const tower = await serve();
    await tower.store.put(open(1, { version: 6 }), open(2, { version: 2 }));
    tower.decide(async ({ exception, version }) => ({
      kind: "done",
      exception: open(exception, { version: version + 1 }),
      seq: 2,
    }));
    const { json } = await tower.post("/api/v1/exceptions/actions", {
      action: "undo",
      ids: [
        { id: "X-1", actionId: 4 },
        { id: "X-2", actionId: 2, version: 2 },
      ],
    });
    expect(json.results).toMatchObject([
      { id: "X-1", ok: true, version: 7 },
      { id: "X-2", ok: true, version: 3 },
    ]);
    expect(tower.decisions).toMatchObject([
      { exception: 1, version: 6, action: "undo", actionId: 4 },
      { exception: 2, version: 2, action: "undo", actionId: 2 },
    ]);
  });

  test("thousands are decided in slices; more than ten thousand are refused", async () => {
    const slices: number[] = [];
    const tower = await serve();
    const { desk } = tower.deps;
    await tower.store.put(...Array.from({ length: 1_100 }, (_, index) => open(index + 1)));
    tower.decide(async ({ exception }) => ({ kind: "done", exception: open(exception, { version: 2 }), seq: 2 }));
    const decideAll = desk.decideAll;
    Object.assign(desk, {
      decideAll: (decisions: readonly unknown[]) => {
        slices.push(decisions.length);
        return decideAll(decisions as Parameters<typeof decideAll>[0]);
      },
    });
    const { json } = await tower.post("/api/v1/exceptions/actions", {
      action: "acknowledge",
      filter: { state: "open" },
      asOfSeq: 1,
    });
    expect(json.results).toHaveLength(1_100);
    expect(new Set(json.results.map(({ id }: { id: string }) => id)).size).toBe(1_100);
    expect(json.results[0]).toMatchObject({ ok: true, version: 2 });
    expect(json.results[0].exception).toBeUndefined();
    expect(Math.max(...slices)).toBeLessThanOrEqual(250);
    expect(slices.reduce((sum, one) => sum + one, 0)).toBe(1_100);
    const many = Array.from({ length: 10_001 }, (_, index) => `X-${index + 1}`);
    expect((await tower.post("/api/v1/exceptions/actions", { action: "acknowledge", ids: many })).status).toBe(400);
  });
});
