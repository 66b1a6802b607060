import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { journalPlace } from "../../server/start/journal-place.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, type Server, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

const network = `
company: { name: Northgate Supply, timezone: America/New_York, currency: USD }
warehouses:
  - { id: RNO, name: Reno, timezone: America/Los_Angeles }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: 3pl-reno, kind: 3pl, warehouse: RNO, match: { service.name: edi-gateway-reno }, presence: complete }
partners:
  - { id: sierra, name: 3PL Reno, contact: { person: EDI desk }, timezone: America/Los_Angeles, systems: [3pl-reno] }
teams:
  - { id: desk, name: 3PL desk }
routing: { to: desk }
`;
const ids = idsOf(41);

const tell = (server: Server, order: string, error?: string) =>
  send(server, [
    {
      service: "edi-gateway-reno",
      spans: [
        {
          traceId: ids.trace(),
          spanId: ids.span(),
          at: Date.now(),
          attributes: { "order.id": order, "warehouse.id": "RNO", "business.event": "order.acknowledged" },
          ...(error === undefined ? {} : { error }),
        },
      ],
    },
  ]);

test("a partner is asked, answers by the link, and all of it outlives restarts and a rebuild from the journal", async () => {
  let server = await startServer({ network });
  for (const order of ["SO-1", "SO-2"]) await tell(server, order, "file could not be written");
  const rows = await until("both are raised", async () => {
    const found = await server.exceptions("state=open");
    return found.length === 2 ? found : undefined;
  });
  const made = await server.post("/api/v1/asks", { ids: rows.map(({ id }) => id), partner: "sierra" });
  expect(made.status).toBe(201);
  expect(made.json.message.sending.how).toBe("by-hand");
  const token = String(made.json.message.link.url).split("#")[1] ?? "";
  // The key is the owner's alone, and neither it nor the link is in the journal.
  const key = join(server.data, "link.key");
  expect(statSync(key).mode & 0o777).toBe(0o600);

  const path = `/api/v1/answers/${token}`;
  const page = await fetch(`${server.dashboard}${path}`);
  expect(page.status).toBe(200);
  const lines = ((await page.json()) as { lines: { id: string }[] }).lines.map(({ id }) => id);
  const answer = (body: unknown) =>
    fetch(`${server.dashboard}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const on = new Date().toISOString().slice(0, 10);
  expect((await answer({ answers: [{ line: lines.indexOf("SO-1"), kind: "shipped", on }] })).status).toBe(200);
  const row = async (order: string) => (await server.exceptions(`object=order/${order}`))[0];
  expect((await row("SO-1"))?.told).toMatchObject({ by: "3PL Reno, by link" });
  expect((await row("SO-2"))?.told).toBe(null);

  // The outcome that is seen ends it, whatever was told; closed by hand is unseen until then.
  const two = await row("SO-2");
  await server.post(`/api/v1/exceptions/${two?.id}/actions`, {
    version: two?.version,
    action: "resolve",
    reason: "done-outside",
  });
  expect(await server.exceptions("outcome=unseen")).toMatchObject([{ id: two?.id }]);
  await tell(server, "SO-1");
  await tell(server, "SO-2");
  await until("both outcomes are seen", async () => {
    const unseen = await server.exceptions("outcome=unseen");
    return unseen.length === 0 && (await row("SO-1"))?.state === "resolved" ? true : undefined;
  });
  expect((await row("SO-2"))?.resolution).toMatchObject({ by: "administrator", outcomeSeenAt: expect.any(String) });
  await server.settled();

  const read = async () => (await server.api(`/api/v1/asks/${made.json.ask.id}`)).json;
  const before = await read();
  expect(before).toMatchObject({ state: "answered", answered: 1, ended: 1 });
  expect(await server.stop()).toBe(0);
  const journal = journalPlace(server.data).path;
  const written = readdirSync(journal).map((name) => readFileSync(join(journal, name)));
  expect(written.length).toBeGreaterThan(1);
  expect(written.some((bytes) => bytes.includes(token.split(".")[1] ?? "-"))).toBe(false);
  server = await startServer({ data: server.data, networkPath: server.networkPath });
  expect(await read()).toEqual(before);
  // The link of before still holds; the same answer again is none.
  expect((await answer({ answers: [{ line: lines.indexOf("SO-1"), kind: "shipped", on }] })).status).toBe(200);
  expect(await read()).toEqual(before);
  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
