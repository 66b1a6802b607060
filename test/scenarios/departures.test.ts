import { afterAll, expect, test } from "vitest";
import type { DepartureRow, TallyRow } from "../../server/wire/index.ts";
import { idsOf, send } from "./otlp.ts";
import { endAll, type Server, startServer, tallyman, until } from "./server.ts";

afterAll(endAll);

/** A time on the clock so many hours from now, every day: far enough that no truck leaves during the test. */
const clockIn = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
const network = `
company: { name: Departures, timezone: UTC, currency: USD }
warehouses:
  - id: ATL
    timezone: UTC
    departures:
      - { carrier: UPS, service: ground, at: "${clockIn(2)}" }
      - { carrier: FedEx, service: air, at: "${clockIn(3)}", doors: ["8"] }
systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge }, presence: complete }
  - { id: wms-atl, kind: wms, warehouse: ATL, match: { service.name: wms-atl }, presence: complete }
teams: [{ id: dock, name: Dock }]
routing: { to: dock }
`;
const ids = idsOf(77);

const tell = (server: Server, service: string, event: string, attributes: object, error?: string) =>
  send(server, [
    {
      service,
      spans: [
        {
          traceId: ids.trace(),
          spanId: ids.span(),
          at: Date.now(),
          attributes: { "warehouse.id": "ATL", "business.event": event, ...attributes },
          ...(error === undefined ? {} : { error }),
        },
      ],
    },
  ]);

const tally = async (server: Server): Promise<TallyRow> =>
  (await server.api("/api/v1/tally?warehouse=ATL")).json.items[0];
const departures = async (server: Server): Promise<readonly DepartureRow[]> =>
  (await server.api("/api/v1/departures?warehouse=ATL")).json.items;
const planned = async (server: Server) => (await departures(server)).filter(({ orders }) => orders > 0);

test("an order that cannot leave is moved to a later truck; it holds after a restart and a rebuild, and is taken back", async () => {
  let server = await startServer({ network });
  const order = { "order.id": "SO-1", "carrier.id": "UPS", "carrier.service": "ground" };
  await tell(server, "netsuite-bridge", "order.released", order);
  await tell(server, "wms-atl", "order.acknowledged", { "order.id": "SO-1" });
  await tell(server, "wms-atl", "shipment.labelled", { "order.id": "SO-1", "shipment.id": "SH-1" }, "postcode missing");
  const blocked = await until("it is blocked", async () => {
    const row = await tally(server);
    return row.orders.parts.blocked === 1 ? row : undefined;
  });
  expect(blocked.orders).toMatchObject({ total: 1, released: 1, carried: 0 });
  const [short] = await planned(server);
  expect(short).toMatchObject({ carrier: "UPS", orders: 1, blocked: 1, causes: [{ orders: ["SO-1"] }] });
  const to = short?.later.find(({ carrier }) => carrier === "FedEx");
  if (to === undefined) throw new Error("no later truck");

  const { at, carrier, service } = to;
  const body = { orders: ["SO-1", "SO-404"], to: { at, carrier, service }, warehouse: "ATL" };
  const moved = await server.post("/api/v1/departures/moves", body);
  expect(moved.json.results).toMatchObject([
    { id: "SO-1", ok: true },
    { id: "SO-404", ok: false },
  ]);
  const isMoved = async () => {
    const [row] = await planned(server);
    return row?.carrier === "FedEx" ? row : undefined;
  };
  expect(await until("it is planned on the later truck", isMoved)).toMatchObject({ at, blocked: 1, doors: ["8"] });
  // The row stays, and its cut-off moved.
  const [exception] = await server.exceptions("object=shipment/SH-1");
  expect(exception).toMatchObject({ state: "open", cutoff: { at, source: "departure" } });

  await server.settled();
  expect(await server.stop()).toBe(0);
  expect(await tallyman(server.data, "rebuild")).toMatchObject({ equal: true, differs: [] });
  server = await startServer({ data: server.data, networkPath: server.networkPath });
  expect(await until("it is planned there again", isMoved)).toMatchObject({ at, blocked: 1 });

  const undone = await server.api(`/api/v1/departures/moves/${moved.json.actionId}`, { method: "DELETE" });
  expect(undone.json.results).toEqual([{ id: "SO-1", ok: true }]);
  await until("it is planned on its own truck", async () => (await planned(server))[0]?.carrier === "UPS" || undefined);
  const again = await server.api(`/api/v1/departures/moves/${moved.json.actionId}`, { method: "DELETE" });
  expect(again.json.results).toMatchObject([{ id: "SO-1", ok: false, error: { code: "nothing-to-undo" } }]);

  // It leaves when its departure is seen, whatever truck was recorded.
  await tell(server, "wms-atl", "shipment.confirmed", { "order.id": "SO-1", "shipment.id": "SH-1" });
  const gone = await until("it has shipped", async () => {
    const row = await tally(server);
    return row.orders.parts.shipped === 1 ? row : undefined;
  });
  expect(gone.shipped).toMatchObject({ "erp-waiting": 1 });
});
