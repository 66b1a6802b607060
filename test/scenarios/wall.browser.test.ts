import { afterAll, expect, test } from "vitest";
import { dockNetwork } from "./network.ts";
import { bodyOf, idsOf, post, send } from "./otlp.ts";
import { closeBrowser, openPage } from "./page.ts";
import { endAll, pause, startServer } from "./server.ts";

afterAll(async () => {
  await closeBrowser();
  await endAll();
});

test("a wall opens by its link, counts the building as it fills, sends nothing, and goes dark when withdrawn", async () => {
  const server = await startServer({ network: dockNetwork });
  const ids = idsOf(7);
  const told = (service: string, event: string, orders: readonly string[]) => ({
    service,
    spans: orders.map((order) => ({
      traceId: ids.trace(),
      spanId: ids.span(),
      at: Date.now(),
      attributes: { "business.event": event, "order.id": order, "warehouse.id": "ATL" },
    })),
  });
  await send(server, [told("web-shop", "order.released", ["SO-1", "SO-2", "SO-3"])]);
  await send(server, [told("wms-atl", "order.acknowledged", ["SO-1", "SO-2", "SO-3"])]);
  const made = (await server.post("/api/v1/walls", { name: "Dock 4", warehouses: ["ATL"] })).json;
  const { page, faults } = await openPage(server, {
    path: made.link,
    signedIn: false,
    // Withdrawn, the socket is refused.
    expects: /WebSocket|socket\.io/,
  });
  await page.getByRole("heading", { name: "ATL Atlanta" }).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const line = page.locator("[class*='line_']").first();
  await line.getByText("3 to ship").waitFor();
  // Picks are due after 3 s, and none came.
  await page
    .getByText("High", { exact: true })
    .or(page.getByText("Critical", { exact: true }))
    .first()
    .waitFor();
  // It stays live while nothing arrives: the server says with each beat how far it has settled.
  await pause(13_000);
  await page.getByText("Live", { exact: true }).waitFor();

  const token = String(made.link).split("#token=")[1] ?? "";
  const body = bodyOf([told("web-shop", "order.released", ["SO-9"])]);
  const refused = await post(server, body, { authorization: `Bearer ${token}` });
  expect(refused.status).toBe(401);
  expect((await server.api("/api/v1/exceptions", { headers: { authorization: `Bearer ${token}` } })).status).toBe(403);

  await server.api(`/api/v1/walls/${made.id}`, { method: "DELETE" });
  await page.getByRole("heading", { name: "This link does not open the wall" }).waitFor({ timeout: 5_000 });
  expect(faults).toEqual([]);
});
