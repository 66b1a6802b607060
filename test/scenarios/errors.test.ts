import { afterAll, expect, test, vi } from "vitest";
import type { ErrorGroupRow, ErrorsRow, ExceptionRow, GroupingTrialRow } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, startServer, tallyman, until } from "./server.ts";

vi.setConfig({ testTimeout: 90_000 });
afterAll(endAll);

const network = `
company: { name: Labels, timezone: UTC, currency: USD }
systems:
  - { id: tms, kind: tms, match: { service.name: tms-adapter }, presence: complete }
teams: [{ id: desk, name: Desk }]
routing: { to: desk }
`;

test("two masked names are one group once the lines stand in the network file, and two again when they are taken out", async () => {
  const server = await startServer({ network });
  const ids = idsOf(41);
  const minute = 60_000;
  const failed = (order: string, name: string, at: number, version: string) =>
    send(server, [
      {
        service: "tms-adapter",
        version,
        spans: [
          { traceId: ids.trace(), spanId: ids.span(), name, at, error: "refused", attributes: { "order.id": order } },
        ],
      },
    ]);
  const now = Date.now();
  await send(server, [
    {
      service: "tms-adapter",
      version: "4.11.0",
      spans: [{ traceId: ids.trace(), spanId: ids.span(), at: now - 90 * minute, attributes: { "order.id": "SO-1" } }],
    },
  ]);
  await failed("SO-1", "print label 17", now - 30 * minute, "4.12.0");
  await failed("SO-2", "void label 18", now - 20 * minute, "4.12.0");
  await failed("SO-3", "print label 19", now - 10 * minute, "4.12.0");
  await server.settled();

  const errors = async (): Promise<ErrorsRow> => {
    const from = new Date(now - 24 * 60 * minute).toISOString();
    const { json, status } = await server.api(`/api/v1/errors?from=${from}`);
    expect(status).toBe(200);
    return json as unknown as ErrorsRow;
  };
  const counts = (groups: readonly ErrorGroupRow[]) => groups.map(({ raised, open }) => [raised, open]).toSorted();
  const apart = await errors();
  expect(counts(apart.groups)).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const printed = apart.groups.find(({ raised }) => raised === 2);
  expect(printed?.suspects).toMatchObject([{ kind: "version", system: "tms", version: "4.12.0", before: "4.11.0" }]);
  const trends = apart.groups.map(({ trend }) => trend.reduce((a, b) => a + b, 0)).reduce((a, b) => a + b, 0);

  const [taken] = (await server.exceptions("object=order/SO-1")) as readonly ExceptionRow[];
  if (taken === undefined) throw new Error("no exception of SO-1");
  await server.post(`/api/v1/exceptions/${taken.id}/actions`, { action: "acknowledge", version: taken.version });

  const says = apart.groups.flatMap(({ told }) => told.map((one) => one.says));
  const rule = { id: "labels", name: "Labels", match: says.map((one) => ({ system: ["tms"], says: [one] })), by: [] };
  const tried = await server.post("/api/v1/errors/trial", { rule });
  expect(tried.status).toBe(200);
  const trial = tried.json as unknown as GroupingTrialRow;
  expect(trial).toMatchObject({ looked: 3, unchanged: 0, groups: { before: 2, after: 1 } });

  const grouped = async (groups: number): Promise<ErrorsRow> =>
    until(`${groups} groups`, async () => {
      const found = await errors();
      return found.groups.length === groups ? found : undefined;
    });
  server.rewriteNetwork(trial.change?.text ?? "");
  const one = await grouped(1);
  expect(one.groups[0]).toMatchObject({ title: "Labels", rule: { id: "labels" }, raised: 3, open: 3 });
  expect(one.groups[0]?.trend.reduce((a, b) => a + b, 0)).toBe(trends);
  expect(one.rules.map(({ id }) => id)).toEqual(["labels"]);
  const stateOf = async (order: string) => (await server.exceptions(`object=order/${order}`))[0]?.state;
  expect(await stateOf("SO-1")).toBe("acknowledged");

  server.rewriteNetwork(network);
  const again = await grouped(2);
  expect(counts(again.groups)).toEqual(counts(apart.groups));
  expect(await stateOf("SO-1")).toBe("acknowledged");

  await failed("SO-4", "order pickup", Date.now(), "4.12.0");
  const last = (await grouped(3)).groups.find(({ told }) => told[0]?.says.includes("pickup"));
  expect(last).toMatchObject({
    change: "new",
    suspects: [{ kind: "reload", changed: ["errors"] }, { kind: "reload" }, {}],
  });

  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
});
