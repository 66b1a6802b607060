import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Database } from "../../server/adapters/sqlite/driver.ts";
import type { ExceptionDetail, ExceptionRow } from "../../server/wire/index.ts";
import { idsOf, send } from "../scenarios/otlp.ts";
import { endAll, type Server, startServer, tallyman, until } from "../scenarios/server.ts";

afterAll(endAll);

const network = `
company: { name: Store lost, timezone: UTC, currency: USD }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
teams:
  - { id: integration, name: Integration }
  - { id: finance, name: Finance }
routing: { to: integration }
`;
const ids = idsOf(8);

/** Takes the rows away. */
function lose(data: string): void {
  for (const name of readdirSync(data)) if (name.startsWith("store.db")) rmSync(join(data, name));
}

/** Makes of the rows what an older version would have left: other tables, and its number. */
function age(data: string): void {
  const db = new Database(join(data, "store.db"));
  db.exec("DROP TABLE holds");
  db.pragma("user_version = 1");
  db.close();
}

test.each([
  ["rows lost, network file the same", lose, ""],
  ["rows lost, network file another", lose, "\n# changed meanwhile\n"],
  ["rows of an older version", age, ""],
])("a start without its rows derives them from the journal, decisions with them: %s", async (_, spoil, change) => {
  const server = await startServer({ network });
  const failed = async (order: string): Promise<ExceptionRow> => {
    const attributes = { "order.id": order, "business.event": "order.released" };
    const span = { traceId: ids.trace(), spanId: ids.span(), at: Date.now(), error: "refused", attributes };
    await send(server, [{ service: "netsuite-bridge", spans: [span] }]);
    return until("the exception", async () => (await server.exceptions(`object=order/${order}`))[0]);
  };
  const [one, two] = [await failed("SO-1"), await failed("SO-2")];
  const act = (row: ExceptionRow, body: object) =>
    server.post(`/api/v1/exceptions/${row.id}/actions`, { version: row.version, ...body });
  expect((await act(one, { action: "assign", team: "finance", person: "Ana" })).status).toBe(200);
  expect((await act(two, { action: "resolve", reason: "duplicate" })).status).toBe(200);
  await failed("SO-3");
  const read = async (from: Server) =>
    Promise.all(
      (await from.exceptions("sort=opened")).map(
        async ({ id }) => (await from.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail,
      ),
    );
  const before = await read(server);
  expect(before).toHaveLength(3);
  expect(await server.stop()).toBe(0);
  spoil(server.data);
  server.rewriteNetwork(network + change);
  const again = await startServer({ data: server.data, networkPath: server.networkPath });
  await again.settled();
  const after = await read(again);
  expect(after).toEqual(before);
  expect(again.lines.filter((line) => line.event === "store.older")).toHaveLength(spoil === age ? 1 : 0);
  expect(await again.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
