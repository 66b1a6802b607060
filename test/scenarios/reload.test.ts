import { afterAll, expect, test } from "vitest";
import type { ExceptionRow } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

const networkOf = (to: string, more = "") => `
company: { name: Reload, timezone: UTC, currency: USD }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
teams:
  - { id: integration, name: Integration }
  - { id: finance, name: Finance }
  - { id: dock, name: Dock }
flows:
  - id: order-to-release
    object: order
    steps:
      - { id: release, after: order.created, expect: order.released, from: erp, within: 4h }
${more}
routing:
  to: integration
  routes:
    - { match: { system: erp }, to: ${to} }
`;

test("a changed network file is adopted without a restart; what a person decided stays; a bad one is refused and the old stays", async () => {
  const server = await startServer({ network: networkOf("finance") });
  const ids = idsOf(12);
  const failed = (order: string) =>
    send(server, [
      {
        service: "netsuite-bridge",
        spans: [
          {
            traceId: ids.trace(),
            spanId: ids.span(),
            at: Date.now(),
            error: "refused",
            attributes: { "order.id": order, "business.event": "order.released" },
          },
        ],
      },
    ]);
  const of = async (order: string): Promise<ExceptionRow> =>
    until(`the exception of ${order}`, async () => (await server.exceptions(`object=order/${order}`))[0]);
  for (const order of ["SO-FREE", "SO-TAKEN", "SO-CLOSED"]) await failed(order);
  const [free, taken, closed] = [await of("SO-FREE"), await of("SO-TAKEN"), await of("SO-CLOSED")];
  expect([free.owner.team, taken.owner.team, closed.owner.team]).toEqual(["finance", "finance", "finance"]);
  const assigned = await server.post(`/api/v1/exceptions/${taken.id}/actions`, {
    action: "assign",
    version: taken.version,
    team: "dock",
    person: "Ana",
  });
  expect(assigned.status).toBe(200);
  expect(
    (
      await server.post(`/api/v1/exceptions/${closed.id}/actions`, {
        action: "resolve",
        version: closed.version,
        reason: "duplicate",
      })
    ).status,
  ).toBe(200);

  const before = (await server.api("/api/v1/network")).json;
  server.rewriteNetwork(networkOf("integration"));
  await until("the new network", async () =>
    (await server.api("/api/v1/network")).json.hash !== before.hash ? true : undefined,
  );
  expect(
    (
      await until("the route changed", async () => {
        const row = await of("SO-FREE");
        return row.owner.team === "integration" ? row : undefined;
      })
    ).id,
  ).toBe(free.id);
  expect((await of("SO-TAKEN")).owner).toEqual({ team: "dock", person: "Ana" });
  expect(await of("SO-CLOSED")).toMatchObject({
    state: "resolved",
    owner: { team: "finance" },
    resolution: { reason: "duplicate" },
  });
  await failed("SO-NEXT");
  expect((await of("SO-NEXT")).owner.team).toBe("integration");

  // Faults: the old network stays in force, and the page is told why.
  const good = (await server.api("/api/v1/network")).json;
  server.rewriteNetwork(networkOf("finanse").replace("within: 4h", "withinn: 4h"));
  const refused = await until("the refusal", async () => {
    const now = (await server.api("/api/v1/network")).json;
    return now.refused.length > 0 ? now : undefined;
  });
  expect(refused.hash).toBe(good.hash);
  expect(refused.refused).toEqual(
    expect.arrayContaining([
      { line: 13, path: expect.stringContaining("withinn"), message: expect.stringContaining("within") },
      { line: 18, path: expect.any(String), message: expect.stringContaining("finance") },
    ]),
  );
  await failed("SO-LAST");
  expect((await of("SO-LAST")).owner.team).toBe("integration");
  server.rewriteNetwork(networkOf("dock"));
  await until("a good one heals it", async () => {
    const now = (await server.api("/api/v1/network")).json;
    return now.refused.length === 0 && now.hash !== good.hash ? true : undefined;
  });
  await until("the route changed again", async () => ((await of("SO-LAST")).owner.team === "dock" ? true : undefined));

  // A restart judges by the file as it is, and forgets no decision.
  expect(await server.stop()).toBe(0);
  const again = await startServer({ data: server.data, networkPath: server.networkPath });
  const rows = await again.exceptions("state=open,acknowledged");
  expect(rows.map(({ object, owner }) => [object?.id, owner.team]).sort()).toEqual([
    ["SO-FREE", "dock"],
    ["SO-LAST", "dock"],
    ["SO-NEXT", "dock"],
    ["SO-TAKEN", "dock"],
  ]);
  expect(rows.find(({ object }) => object?.id === "SO-TAKEN")?.owner.person).toBe("Ana");
  expect(await again.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
