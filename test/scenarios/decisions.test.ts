import { afterAll, expect, test } from "vitest";
import type { ExceptionDetail, ExceptionRow } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, pause, type Server, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

const network = `
company: { name: Decisions, timezone: UTC, currency: USD }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
teams:
  - { id: integration, name: Integration }
  - { id: finance, name: Finance }
routing: { to: integration }
`;
const ids = idsOf(31);

const tell = (server: Server, order: string, error?: string) =>
  send(server, [
    {
      service: "netsuite-bridge",
      spans: [
        {
          traceId: ids.trace(),
          spanId: ids.span(),
          at: Date.now(),
          attributes: { "order.id": order, "business.event": "order.released" },
          ...(error === undefined ? {} : { error }),
        },
      ],
    },
  ]);

async function raised(server: Server, order: string): Promise<ExceptionRow> {
  await tell(server, order, "credit check timed out");
  return until(`the exception of ${order}`, async () => (await server.exceptions(`object=order/${order}`))[0]);
}

const detail = async (server: Server, id: string) =>
  (await server.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail;

test("people's decisions hold, are refused when what they saw has changed, can be undone, and outlive a restart", async () => {
  let server = await startServer({ network });
  const act = async (
    row: ExceptionRow,
    body: Readonly<Record<string, unknown>>,
    status = 200,
  ): Promise<ExceptionRow> => {
    const answer = await server.post(`/api/v1/exceptions/${row.id}/actions`, { version: row.version, ...body });
    expect([body.action, answer.status, answer.status === 200 ? "" : answer.json.detail]).toEqual([
      body.action,
      status,
      expect.any(String),
    ]);
    return status === 200 ? answer.json : answer.json.current;
  };

  // Take, assign, say, tell.
  const one = await raised(server, "SO-1");
  const taken = await act(one, { action: "acknowledge" });
  expect(taken).toMatchObject({ state: "acknowledged", acknowledgedAt: expect.any(String), version: one.version + 1 });
  const stale = await act(one, { action: "resolve", reason: "duplicate" }, 409);
  expect(stale).toEqual(taken);
  expect(await detail(server, one.id)).toMatchObject({ state: "acknowledged", version: taken.version });
  const assigned = await act(taken, { action: "assign", team: "finance", person: "Ana" });
  expect(assigned.owner).toEqual({ team: "finance", person: "Ana" });
  await act(assigned, { action: "assign", team: "nobody-here" }, 422);
  const commented = await act(assigned, { action: "comment", text: "called the bank" });
  const expectedAt = new Date(Date.now() + 3_600_000).toISOString();
  const told = await act(commented, { action: "tell", text: "credit is fine, released by noon", expectedAt });
  expect(told.told).toMatchObject({ text: "credit is fine, released by noon", by: "administrator", expectedAt });
  // Told is not seen.
  expect(told.state).toBe("acknowledged");

  // Undo, while nothing newer holds.
  const assignment = (await detail(server, one.id)).history.find(({ action }) => action === "assign")?.actionId;
  await act(told, { action: "undo", actionId: assignment }, 422);
  const untold = await act(told, { action: "undo", actionId: told.version });
  expect(untold.told).toBeNull();
  const reassigned = await act(untold, { action: "assign", team: "integration", person: "Ben" });
  const back = await act(reassigned, { action: "undo", actionId: reassigned.version });
  expect(back.owner).toEqual({ team: "finance", person: "Ana" });

  // Close by hand, which stays listed; open again.
  const two = await raised(server, "SO-2");
  const closed = await act(two, { action: "resolve", reason: "done-outside", text: "posted by hand" });
  expect(closed).toMatchObject({
    state: "resolved",
    resolution: { by: "administrator", reason: "done-outside", text: "posted by hand" },
  });
  const reopened = await act(closed, { action: "reopen", text: "it was another order" });
  expect(reopened).toMatchObject({ state: "open", resolution: null });

  // Snooze wakes by itself, also after a restart.
  const three = await raised(server, "SO-3");
  const until_ = new Date(Date.now() + 1_500).toISOString();
  const snoozed = await act(three, { action: "snooze", until: until_ });
  expect(snoozed).toMatchObject({ state: "snoozed", snoozedUntil: until_ });
  const four = await raised(server, "SO-4");
  const long = await act(four, { action: "snooze", until: new Date(Date.now() + 6_000).toISOString() });
  const woken = await until("it wakes", async () => {
    const row = await detail(server, three.id);
    return row.state === "open" ? row : undefined;
  });
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until_));
  expect(woken.history.at(-1)).toMatchObject({ action: "woken", by: "rule" });

  // Many at once: each answers for itself, and one that changed is left alone.
  const five = await raised(server, "SO-5");
  const six = await raised(server, "SO-6");
  await act(five, { action: "comment", text: "changed meanwhile" });
  const many = await server.post("/api/v1/exceptions/actions", {
    action: "acknowledge",
    ids: [{ id: five.id, version: five.version }, { id: six.id, version: six.version }, "X-99999"],
  });
  expect(
    many.json.results.map(({ id, ok, error }: { id: string; ok: boolean; error?: { status: number } }) => [
      id,
      ok,
      error?.status,
    ]),
  ).toEqual([
    [five.id, false, 409],
    [six.id, true, undefined],
    ["X-99999", false, 404],
  ]);

  // The outcome that is seen goes before what people said.
  await tell(server, "SO-6");
  await until("it recovered", async () =>
    (await detail(server, six.id)).resolution?.reason === "recovered" ? true : undefined,
  );

  const kept = ["SO-1", "SO-2", "SO-3", "SO-5", "SO-6"];
  const read = async () =>
    Promise.all(
      kept.map(async (order) => detail(server, (await server.exceptions(`object=order/${order}`))[0]?.id ?? "")),
    );
  await server.settled();
  const before = await read();
  expect(before.map(({ history: entries }) => entries.length).every((count) => count > 1)).toBe(true);
  expect(await server.stop()).toBe(0);
  server = await startServer({ data: server.data, networkPath: server.networkPath });
  expect(await read()).toEqual(before);
  await pause(Math.max(0, Date.parse(long.snoozedUntil ?? "") - Date.now()));
  await until("the long one wakes", async () => ((await detail(server, four.id)).state === "open" ? true : undefined));
  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
