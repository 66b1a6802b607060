import { afterEach, describe, expect, test } from "vitest";
import type { OpsException, Quiet } from "../../server/domain/index.ts";
import { networkOfText } from "../config/files.ts";
import { sourceOf } from "../contracts/samples.ts";
import { anException, start } from "../feeds/fakes.ts";
import { endAll, fits, serve } from "./harness.ts";

afterEach(endAll);

const hour = 3_600_000;
const text = `company: { name: Acme, timezone: UTC, currency: USD }
systems: [{ id: erp, kind: erp }, { id: wms-atl, kind: wms }]
warehouses: [{ id: ATL }, { id: EWR }]
teams:
  - { id: fallback, name: Fallback }
  - { id: dock, name: Dock leads, people: [{ id: ana, name: Ana }], shifts: [{ name: early, hours: "06:00-14:00" }] }
  - { id: desk, name: EWR desk }
routing:
  to: fallback
  acknowledge: 30m
  routes:
    - match: { warehouse: ATL }
      to: dock
      ladder: [{ to: ana, after: 20m }]
      routes:
        - { match: { kind: undecodable }, to: fallback }
`;
const network = networkOfText(text, start);

async function tower() {
  const serving = await serve({
    network: () => network,
    networkFile: () => ({ name: "network.yaml", text }),
    networkWritable: () => true,
  });
  const row = (number: number, more: Partial<OpsException> = {}): OpsException =>
    anException(number, {
      openedAt: start - number * hour,
      createdAt: start - number * hour,
      flow: null,
      step: null,
      ...more,
    });
  return { ...serving, row };
}

/** Asks until a dry run is over. */
async function ended(serving: Awaited<ReturnType<typeof tower>>, id: string) {
  for (let tries = 0; tries < 200; tries++) {
    const { json } = await serving.get(`/api/v1/routing/dry-run/${id}`);
    if (json.state !== "running") return json;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("the dry run does not end");
}

describe("routing", () => {
  test("rules stand in the order in which they are tried, the last takes what is left; coverage and rota beside them", async () => {
    const serving = await tower();
    await serving.store.put(
      serving.row(1, { route: ["root", "warehouse ATL"] }),
      serving.row(2, { route: ["root"] }),
      serving.row(3, { route: ["root"], watch: true }),
      serving.row(24 * 40, { route: ["root"] }),
    );
    const { json, status } = await serving.get("/api/v1/routing");
    expect(status).toBe(200);
    fits("getRouting", 200, json);
    expect(
      json.rules.map(({ number, depth, label, team }: Record<string, unknown>) => [number, depth, label, team]),
    ).toEqual([
      ["1", 0, "warehouse ATL", "dock"],
      ["1.1", 1, "kind undecodable", "fallback"],
      ["2", 0, "root", "fallback"],
    ]);
    expect(json.rules[1].ladder).toEqual([{ team: "dock", person: "Ana", afterMs: 1_200_000 }]);
    expect(json.coverage).toMatchObject({ total: 2, byRule: 1, byFallback: 1 });
    const [fallback, dock] = json.teams;
    expect(fallback).toMatchObject({ timezone: null, onShift: true, shifts: [] });
    expect(dock).toMatchObject({ timezone: "UTC", people: [{ id: "ana", name: "Ana" }] });
    expect(dock.shifts).toHaveLength(dock.onShift ? 8 : 7);
  });

  test("a real exception and made-up facts are explained, live and by another rule", async () => {
    const serving = await tower();
    await serving.store.put(serving.row(1, { warehouse: "EWR", owner: { team: "fallback", person: null } }));
    const rule = { match: { warehouse: ["EWR"] }, to: "desk" };
    const { json, status } = await serving.post("/api/v1/routing/explain", { exception: "X-1", rule });
    expect([status, json.detail]).toEqual([200, undefined]);
    fits("explainRouting", 200, json);
    expect(json.live).toMatchObject({ owner: { team: "fallback" }, rule: "2" });
    expect(json.draft).toMatchObject({ owner: { team: "desk" }, rule: "1" });
    expect(json.live.path.map(({ number, matched }: Record<string, unknown>) => [number, matched])).toEqual([
      ["2", true],
      ["1", false],
    ]);
    const facts = { kind: "failed-event", warehouse: "ATL" };
    const madeUp = (await serving.post("/api/v1/routing/explain", { facts })).json;
    expect(madeUp).toMatchObject({ exception: null, draft: null, live: { owner: { team: "dock" }, rule: "1" } });
    expect(madeUp.live.climb.map(({ rung, owner }: Record<string, unknown>) => [rung, owner])).toEqual([
      [0, { team: "dock", person: null }],
      [1, { team: "dock", person: "Ana" }],
    ]);
    expect((await serving.post("/api/v1/routing/explain", {})).status).toBe(400);
    expect((await serving.post("/api/v1/routing/explain", { exception: "X-9" })).status).toBe(404);
  });

  test("what was given back alike suggests a rule, with the change of the file", async () => {
    const serving = await tower();
    const back = (at: number, by: string, reason: string) => ({ at, by, from: "dock", to: "desk", reason });
    await serving.store.put(
      serving.row(1, {
        warehouse: "EWR",
        flow: "out",
        step: "pick",
        notMine: [back(start - hour, "Eva", "not our building")],
      }),
      serving.row(2, { warehouse: "ATL", flow: "out", step: "pick", notMine: [back(start, "Ben", "theirs")] }),
      serving.row(3, { warehouse: "ATL", notMine: [back(start - 40 * 24 * hour, "Ben", "long ago")] }),
    );
    const { json } = await serving.get("/api/v1/routing/suggestions");
    fits("listSuggestions", 200, json);
    expect(json.items).toMatchObject([
      {
        from: "dock",
        to: "desk",
        count: 2,
        people: 2,
        reasons: ["theirs", "not our building"],
        rule: { match: { flow: ["out"], step: ["pick"], warehouse: ["ATL", "EWR"] }, to: "desk" },
      },
    ]);
    // The file has no flow of that name: it would not be read, so no change is offered.
    expect(json.items[0].change).toBeNull();
    await serving.store.put(
      serving.row(4, { warehouse: "EWR", system: "erp", notMine: [back(start, "Eva", "x"), back(start, "Eva", "x")] }),
    );
    const more = (await serving.get("/api/v1/routing/suggestions")).json;
    const bySystem = more.items.find(
      ({ rule }: { rule: { match: Record<string, unknown> } }) => rule.match.system !== undefined,
    );
    expect(bySystem.change.diff).toContain(
      "+    - { match: { kind: missing-event, system: erp, warehouse: EWR }, to: desk }".replace(
        "missing-event",
        bySystem.rule.match.kind[0],
      ),
    );
  });

  test("a dry run says who would have got what, adds up, and takes no more than it is asked for", async () => {
    const serving = await tower();
    const rows = Array.from({ length: 620 }, (_, index) =>
      serving.row(index + 1, {
        openedAt: start - (index + 1) * 60_000,
        createdAt: start - (index + 1) * 60_000,
        warehouse: ["ATL", "EWR", null][index % 3] ?? null,
      }),
    );
    await serving.store.put(...rows, serving.row(9_000, { openedAt: start - 900 * hour }));
    const begun = await serving.post("/api/v1/routing/dry-run", {
      rule: { match: { warehouse: ["EWR"] }, to: "desk" },
      window: "2d",
    });
    expect([begun.status, begun.json.detail]).toEqual([202, undefined]);
    fits("startDryRun", 202, begun.json);
    const done = await ended(serving, begun.json.id);
    expect(done).toMatchObject({ state: "done", looked: 620, of: 620, cut: false, unchanged: 413 });
    expect(done.moves).toMatchObject([
      { from: { team: "fallback", rule: "2" }, to: { team: "desk", rule: "1" }, count: 207 },
    ]);
    expect(done.moves[0].examples).toHaveLength(5);
    expect(done.unchanged + done.moves[0].count).toBe(done.looked);
    expect(done.live).toEqual({ byRule: 207, byFallback: 413 });
    expect(done.draft).toEqual({ byRule: 414, byFallback: 206 });
    // By nobody else, and nothing of it is kept apart from its counts.
    expect((await serving.get("/api/v1/routing/dry-run/none")).status).toBe(404);
  });

  test("a dry run can be ended, and only two go on at once", async () => {
    const serving = await tower();
    await serving.store.put(
      ...Array.from({ length: 2_000 }, (_, index) => serving.row(index + 1, { openedAt: start - 1 })),
    );
    const ask = () => serving.post("/api/v1/routing/dry-run", { text, window: "1d" });
    const [first, second, third] = await Promise.all([ask(), ask(), ask()]);
    const statuses = [first, second, third].map(({ status }) => status).sort();
    expect(statuses.filter((status) => status === 202).length).toBeGreaterThanOrEqual(2);
    for (const { status, json } of [first, second, third]) {
      if (status !== 202) {
        expect(json.code).toBe("busy");
        continue;
      }
      const gone = await serving.send("DELETE", `/api/v1/routing/dry-run/${json.id}`);
      const { state } = (await serving.get(`/api/v1/routing/dry-run/${json.id}`)).json;
      expect([gone.status, state]).toEqual(gone.status === 204 ? [204, "cancelled"] : [404, "done"]);
    }
  });

  test("a text with faults is refused with each of them", async () => {
    const serving = await tower();
    const wrong = text.replace("to: dock\n", "to: dokc\n");
    const { status, json } = await serving.post("/api/v1/routing/dry-run", { text: wrong, window: "1d" });
    expect(status).toBe(422);
    expect(json.faults).toEqual([
      { path: expect.stringContaining("line 13"), message: expect.stringContaining("Did you mean dock?") },
    ]);
    for (const window of ["0d", "500d", { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }])
      expect((await serving.post("/api/v1/routing/dry-run", { text, window })).status).toBe(400);
  });

  test("adopting writes only what was seen", async () => {
    const written: string[] = [];
    const serving = await serve({
      network: () => network,
      networkFile: () => ({ name: "network.yaml", text }),
      networkWritable: () => true,
      writeNetwork: (next, seen) => seen === text && written.push(next) > 0,
    });
    const { json } = await serving.get("/api/v1/routing");
    const next = text.replace("acknowledge: 30m", "acknowledge: 40m");
    const stale = await serving.post("/api/v1/network/adoptions", { text: next, against: "0".repeat(64) });
    expect([stale.status, stale.json.code, written]).toEqual([409, "changed", []]);
    const wrong = await serving.post("/api/v1/network/adoptions", { text: "nonsense", against: json.file.version });
    expect([wrong.status, written]).toEqual([422, []]);
    const good = await serving.post("/api/v1/network/adoptions", { text: next, against: json.file.version });
    expect([good.status, written]).toEqual([202, [next]]);
  });
});

describe("hand-overs and planned quiet", () => {
  const waiting = (number: number): OpsException =>
    anException(number, {
      version: 3,
      handOver: { number: 7, at: start, by: "Ortiz", to: { team: "desk", person: null }, dueAt: start + hour },
    });

  test("the list says what waits, what was accepted and what ended otherwise", async () => {
    const serving = await tower();
    await serving.store.put(waiting(1), anException(2), anException(3, { state: "resolved" }));
    const handOver = {
      number: 7,
      at: start,
      by: "Ortiz",
      from: "dock",
      to: { team: "desk", person: null },
      note: "labels are the only thing",
      exceptions: [1, 2, 3],
      accepted: [{ exception: 2, at: start + 1, by: "Lee" }],
      questions: [],
    };
    await serving.store.commit([{ kind: "hand-over", handOver }]);
    const { json } = await serving.get("/api/v1/hand-overs?waiting=1&team=desk");
    fits("listHandOvers", 200, json);
    expect(json.items).toMatchObject([
      {
        id: "H-7",
        by: "Ortiz",
        note: "labels are the only thing",
        waiting: 1,
        lines: [{ state: "waiting" }, { state: "accepted", acceptedBy: "Lee" }, { state: "ended" }],
      },
    ]);
    expect((await serving.get("/api/v1/hand-overs?team=dock")).json.items).toEqual([]);
    serving.rule(async () => ({ kind: "done", number: 8, seq: 1 }));
    expect((await serving.post("/api/v1/hand-overs/H-7/accept", { ids: ["X-1"] })).status).toBe(200);
    expect((await serving.send("POST", "/api/v1/hand-overs/H-7/accept")).status).toBe(200);
    expect(serving.rulings).toMatchObject([
      { kind: "accept", handOver: 7, exceptions: [1] },
      { kind: "accept", handOver: 7, exceptions: [1, 2, 3] },
    ]);
    expect((await serving.post("/api/v1/hand-overs/H-9/accept", {})).status).toBe(404);
  });

  test("handing over names a team that there is, and nothing that has changed", async () => {
    const serving = await tower();
    await serving.store.put(anException(1, { version: 3 }));
    serving.rule(async () => ({ kind: "done", number: 7, seq: 1 }));
    const to = { team: "desk" };
    expect((await serving.post("/api/v1/hand-overs", { to: { team: "nobody" }, ids: ["X-1"] })).json.code).toBe(
      "unknown-team",
    );
    const stale = await serving.post("/api/v1/hand-overs", { to, ids: [{ id: "X-1", version: 2 }, "X-5"] });
    expect([stale.status, stale.json.faults.map(({ path }: { path: string }) => path)]).toEqual([409, ["X-1", "X-5"]]);
    expect(serving.rulings).toEqual([]);
    await serving.post("/api/v1/hand-overs", { to, note: "all quiet", ids: [{ id: "X-1", version: 3 }] });
    expect(serving.rulings).toMatchObject([
      { kind: "hand-over", to: { team: "desk", person: null }, note: "all quiet", exceptions: [1] },
    ]);
  });

  test("a planned quiet is declared, listed and ended", async () => {
    const serving = await tower();
    const quiet = (number: number, from: number, to: number, more: Partial<Quiet> = {}): Quiet => ({
      number,
      system: "erp",
      from,
      to,
      why: "upgrade",
      by: "Ana",
      at: from,
      endedAt: null,
      endedBy: null,
      ...more,
    });
    const quiets = [
      quiet(3, start - hour, start + hour),
      quiet(4, start + hour, start + 2 * hour),
      quiet(5, start - 2 * hour, start + hour, { endedAt: start - hour, endedBy: "Ben" }),
      quiet(6, start - 60 * 24 * hour, start - 50 * 24 * hour),
    ];
    await serving.store.commit([{ kind: "source", source: { ...sourceOf("erp"), quiets } }]);
    const { json } = await serving.get("/api/v1/quiets");
    fits("listQuiets", 200, json);
    expect(json.items.map(({ id, state }: Record<string, unknown>) => [id, state])).toEqual([
      ["Q-5", "over"],
      ["Q-3", "running"],
      ["Q-4", "planned"],
    ]);
    serving.rule(async (ruling) => ({ kind: "done", number: ruling.kind === "quiet" ? 4 : 9, seq: 1 }));
    const made = await serving.post("/api/v1/quiets", {
      system: "erp",
      to: new Date(start + hour).toISOString(),
      why: "upgrade",
    });
    expect(made.status).toBe(201);
    expect((await serving.send("DELETE", "/api/v1/quiets/Q-3")).status).toBe(200);
    expect((await serving.send("DELETE", "/api/v1/quiets/Q-99")).status).toBe(404);
    expect(serving.rulings).toMatchObject([
      { kind: "quiet", system: "erp", from: start, to: start + hour, why: "upgrade", by: "administrator" },
      { kind: "quiet-end", quiet: 3, system: "erp" },
    ]);
  });

  test("not mine is a decision with its reason, to a team that there is", async () => {
    const serving = await tower();
    await serving.store.put(anException(1, { version: 3 }));
    serving.decide(async () => ({ kind: "done", exception: anException(1), seq: 1 }));
    const act = (more: object) =>
      serving.post("/api/v1/exceptions/X-1/actions", { action: "not-mine", version: 3, ...more });
    expect((await act({})).status).toBe(400);
    expect((await act({ reason: "theirs", team: "nobody" })).json.code).toBe("unknown-team");
    expect((await act({ reason: "theirs" })).status).toBe(200);
    expect(serving.decisions).toMatchObject([{ action: "not-mine", reason: "theirs", team: null, version: 3 }]);
  });
});
