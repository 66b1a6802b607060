import { afterAll, expect, test } from "vitest";
import { dockNetwork } from "./network.ts";
import { bodyOf, idsOf, post } from "./otlp.ts";
import { closeBrowser, live, openAbout, openPage } from "./page.ts";
import { endAll, folder, pause, type Server, startServer, until } from "./server.ts";

afterAll(async () => {
  await closeBrowser();
  await endAll();
});

const ids = idsOf(90);
const refuse = async (server: Server, shipment: string): Promise<string> => {
  const attributes = { "shipment.id": shipment, "business.event": "shipment.posted" };
  const span = { traceId: ids.trace(), spanId: ids.span(), at: Date.now(), attributes, error: `refused ${shipment}` };
  const answer = await post(server, bodyOf([{ service: "netsuite-bridge", spans: [span] }]));
  expect(answer.status).toBe(200);
  return (await openAbout(server, "shipment", shipment)).id;
};

test("over a restart the page says that it is cut off, keeps its rows, and catches up by itself", async () => {
  const data = folder();
  const first = await startServer({ data, network: dockNetwork });
  const before = await refuse(first, "SH-BEFORE");
  const { page, faults, sameDocument } = await openPage(first, {
    path: "/queue?by=order",
    // The browser itself reports each attempt while nobody listens.
    expects: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket connection to/,
  });
  await live(page);
  await page.locator(`[data-row="${before}"]`).click();
  await page.locator("#x-title").waitFor();
  const close = page.getByRole("button", { name: "Close", exact: true });
  expect(await close.isEnabled()).toBe(true);

  const asked = Date.now();
  expect(await first.stop()).toBe(0);
  const endedMs = Date.now() - asked;
  await page.getByText(/This browser lost its connection at/).waitFor();
  await page.getByText("Offline", { exact: true }).waitFor();
  const saidMs = Date.now() - asked;
  expect(await page.locator(`[data-row="${before}"]`).isVisible()).toBe(true);
  expect(await close.isDisabled()).toBe(true);
  await pause(2_000);

  const up = Date.now();
  const ports = {
    TALLYMAN_PORT: new URL(first.dashboard).port,
    TALLYMAN_OTLP_HTTP_PORT: new URL(first.otlpHttp).port,
  };
  const second = await startServer({ data, networkPath: first.networkPath, env: ports });
  expect([second.dashboard, second.otlpHttp]).toEqual([first.dashboard, first.otlpHttp]);
  const startedMs = Date.now() - up;
  const after = await refuse(second, "SH-AFTER");
  await live(page);
  await page.getByText(/This browser lost its connection/).waitFor({ state: "detached" });
  const backMs = Date.now() - up - startedMs;
  // A row is chosen, so what is new waits behind the pill.
  await page.getByRole("button", { name: /^Show 1 new row/ }).waitFor();
  await page.keyboard.press(".");
  await page.locator(`[data-row="${after}"]`).waitFor();
  expect(await page.locator(`[data-row="${before}"]`).isVisible()).toBe(true);
  console.log(
    `restart: ended in ${endedMs} ms, the page said so ${saidMs} ms after the signal; ` +
      `ready again in ${startedMs} ms, the page live ${backMs} ms later`,
  );

  // The session outlived it, and the page works.
  await page.keyboard.press("a");
  const taken = await until("the row is taken", async () =>
    (await second.exceptions("state=acknowledged")).find((row) => row.id === before),
  );
  expect(taken.owner.person).not.toBeNull();
  await sameDocument();
  expect(faults).toEqual([]);
  expect(await second.stop()).toBe(0);
});
