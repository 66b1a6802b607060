import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ExceptionDetail, ExceptionRow } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, folder, type Server, startRefused, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

const ids = idsOf(77);
const day = 86_400_000;
const minuteText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

/** Whoever is named is on shift from yesterday until tomorrow. */
const rota = (person: string): string =>
  `start,end,person,shift\n${minuteText(Date.now() - day)}Z,${minuteText(Date.now() + day)}Z,${person},Long\n`;

const network = `company: { name: Clock, timezone: UTC, currency: USD }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms-atl, kind: wms, match: { service.name: wms-atl }, presence: complete }
teams:
  - { id: fallback, name: Fallback }
  - { id: dock, name: Dock leads, rota: dock.csv, people: [{ id: ana, name: Ana }, { id: ben, name: Ben }] }
  - { id: manager, name: Site manager }
flows:
  - id: out
    object: order
    steps: [{ id: acknowledge, after: order.released, expect: order.acknowledged, from: wms, within: 2s }]
routing:
  to: fallback
  acknowledge: 30m
  routes:
    - match: { kind: failed-event }
      to: dock
      ladder: [{ to: manager, after: 2s }]
`;

const tell = (server: Server, order: string, event: string, error?: string) =>
  send(server, [
    {
      service: "netsuite-bridge",
      spans: [
        {
          traceId: ids.trace(),
          spanId: ids.span(),
          at: Date.now(),
          attributes: { "order.id": order, "business.event": event },
          ...(error === undefined ? {} : { error }),
        },
      ],
    },
  ]);

const found = (server: Server, order: string, fits: (row: ExceptionRow) => boolean) =>
  until(`the exception of ${order}`, async () => (await server.exceptions(`object=order/${order}&watch=1`)).find(fits));

const detail = async (server: Server, id: string): Promise<ExceptionDetail> =>
  (await server.api(`/api/v1/exceptions/${id}`)).json;

test("a rota that cannot be read forbids the start, and names its file and line", async () => {
  const path = join(folder(), "network.yaml");
  writeFileSync(path, network);
  writeFileSync(join(path, "..", "dock.csv"), "start,end,person\n2026-11-16 06:00,2026-11-16 14:00,Bem\n");
  const refused = await startRefused({ networkPath: path });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('dock.csv line 2: "Bem" is nobody of this team. Did you mean ben?');
});

test("an exception climbs its ladder, is handed over and accepted, given back, calmed by a quiet; rules are adopted; a rebuild gives the same rows", async () => {
  const path = join(folder(), "network.yaml");
  writeFileSync(path, network);
  writeFileSync(join(path, "..", "dock.csv"), rota("ana"));
  const server = await startServer({ networkPath: path });
  const routing = async () => (await server.api("/api/v1/routing")).json;
  expect((await routing()).teams[1]).toMatchObject({ onShift: true, now: [{ name: "Long", person: "Ana" }] });

  // Nobody takes it: the manager has it two seconds later.
  await tell(server, "SO-1", "order.released", "no case pack");
  const climbed = await found(server, "SO-1", ({ rung }) => rung === 1);
  expect(climbed).toMatchObject({ owner: { team: "manager", person: null }, state: "open" });
  const { history } = await detail(server, climbed.id);
  expect(history.map(({ action, by }) => [action, by])).toEqual([
    ["raised", "rule"],
    ["escalated", "rule"],
  ]);
  expect(Date.parse(history[1]?.at ?? "") - Date.parse(history[0]?.at ?? "")).toBe(2_000);

  // Handed over, it waits; accepted, it is theirs.
  const over = await server.post("/api/v1/hand-overs", {
    to: { team: "dock" },
    note: "one label",
    ids: [{ id: climbed.id, version: climbed.version }],
  });
  expect([over.status, over.json.detail]).toEqual([201, undefined]);
  expect(over.json).toMatchObject({
    waiting: 1,
    lines: [{ state: "waiting", exception: { owner: { team: "manager" } } }],
  });
  // Asked back, it waits as before; answered, it still does.
  const questions = `/api/v1/hand-overs/${over.json.id}/questions`;
  const asked = await server.post(questions, { text: "Which label?" });
  expect([asked.status, asked.json.waiting, asked.json.lines[0].exception]).toEqual([
    201,
    1,
    over.json.lines[0].exception,
  ]);
  expect((await server.post(questions, { text: "Which label?" })).json.code).toBe("asked-already");
  const said = await server.post(`${questions}/1/answer`, { text: "The one of SO-1." });
  expect(said.json).toMatchObject({
    waiting: 1,
    questions: [{ by: "administrator", text: "Which label?", answer: { text: "The one of SO-1." } }],
  });
  expect((await server.post(`${questions}/1/answer`, { text: "No." })).json.code).toBe("answered");
  // The manager has no rota, and it names no building: when the shift began is known, and no count is made up.
  const since = (await server.api(`/api/v1/hand-overs/${over.json.id}/since`)).json;
  expect(since).toMatchObject({ warehouse: null, begins: "day", accepted: [], cleared: null, saved: null });
  expect(Date.parse(since.from) % day).toBe(0);
  const accepted = await server.post(`/api/v1/hand-overs/${over.json.id}/accept`, {});
  expect(accepted.json).toMatchObject({
    waiting: 0,
    lines: [
      { state: "accepted", exception: { state: "acknowledged", owner: { team: "dock", person: "administrator" } } },
    ],
  });
  expect((await server.post(`/api/v1/hand-overs/${over.json.id}/accept`, {})).json.code).toBe("nothing-waits");
  expect((await server.post(questions, { text: "One more?" })).json.code).toBe("nothing-waits");

  // Not mine, with a reason: a rule is suggested, and adopted into the file.
  const row = accepted.json.lines[0].exception as ExceptionRow;
  const back = await server.post(`/api/v1/exceptions/${row.id}/actions`, {
    action: "not-mine",
    reason: "the item master's",
    team: "manager",
    version: row.version,
  });
  expect(back.json).toMatchObject({ state: "open", owner: { team: "manager", person: null } });
  const [suggestion] = (await server.api("/api/v1/routing/suggestions")).json.items;
  expect(suggestion).toMatchObject({ from: "dock", to: "manager", count: 1, reasons: ["the item master's"] });
  const run = (await server.post("/api/v1/routing/dry-run", { rule: suggestion.rule, window: "1d" })).json;
  const done = await until("the dry run", async () => {
    const { json } = await server.api(`/api/v1/routing/dry-run/${run.id}`);
    return json.state === "running" ? undefined : json;
  });
  expect(done).toMatchObject({ state: "done", moves: [{ from: { team: "dock" }, to: { team: "manager" }, count: 1 }] });
  const { file } = await routing();
  const adopted = await server.post("/api/v1/network/adoptions", {
    text: suggestion.change.text,
    against: file.version,
  });
  expect([adopted.status, file.writable]).toEqual([202, true]);
  expect(readFileSync(path, "utf8")).toBe(suggestion.change.text);
  await until("the rule is in force", async () => ((await routing()).rules.length === 3 ? true : undefined));

  // Another rota is taken up like another file.
  writeFileSync(join(path, "..", "dock.csv"), rota("Ben"));
  await until("Ben is on shift", async () => ((await routing()).teams[1].now[0]?.person === "Ben" ? true : undefined));

  // Within a planned quiet a miss tells nobody; after its early end it is told.
  const quiet = await server.post("/api/v1/quiets", {
    system: "wms-atl",
    to: new Date(Date.now() + day).toISOString(),
    why: "upgrade",
  });
  expect([quiet.status, quiet.json.state]).toEqual([201, "running"]);
  await tell(server, "SO-2", "order.released");
  const calm = await found(server, "SO-2", ({ kind }) => kind === "missing-event");
  expect(calm.watch).toBe(true);
  expect(await server.exceptions("object=order/SO-2")).toEqual([]);
  expect((await server.api(`/api/v1/quiets/${quiet.json.id}`, { method: "DELETE" })).json.state).toBe("over");
  // It is told a minute after the end, which this test does not wait for.
  const timed = (await server.exceptions("object=order/SO-2&watch=1"))[0];
  expect(timed?.watch).toBe(true);

  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ event: "rebuilt", equal: true, differs: [] });
});
