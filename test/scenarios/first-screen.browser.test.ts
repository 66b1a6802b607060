import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { closeBrowser, openPage } from "./page.ts";
import { endAll, startServer } from "./server.ts";

afterAll(async () => {
  await closeBrowser();
  await endAll();
});

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program with the SDK that reads nothing but the standard variables. */
const program = `
  import { trace } from "@opentelemetry/api";
  import { NodeSDK } from "@opentelemetry/sdk-node";
  const sdk = new NodeSDK();
  sdk.start();
  const span = trace.getTracer("shop").startSpan("checkout");
  span.setAttribute("order.id", "SO-FIRST");
  span.setAttribute("business.event", "order.created");
  span.end();
  await sdk.shutdown();
`;

/** The variables that a block on the page gives to be pasted. */
const pasted = (block: string): Record<string, string> =>
  Object.fromEntries(
    block.split("\n").flatMap((line) => (/^([A-Z_]+)=(.*)$/.exec(line) ? [line.split(/=(.*)/s, 2)] : [])),
  );

const checksOf = (page: Page): Promise<string[]> =>
  page
    .locator("section[aria-labelledby=arrived] li")
    .evaluateAll((lines) => lines.map((line) => line.getAttribute("data-state") ?? ""));

test("a new user signs in by the printed link, pastes what the page says, and sees the first record arrive", async () => {
  const server = await startServer();
  const printed = /(http\S+#link=\S+)/.exec(server.stderr())?.[1] ?? "";
  const { page, faults, mark, sameDocument } = await openPage(server, {
    path: printed,
    signedIn: false,
    expects: /status of 401 .*\/api\/v1\/me$/,
  });
  await page.waitForURL("**/connect");
  await page.getByRole("heading", { name: "Connect your first source" }).waitFor();
  expect(page.url()).not.toContain(server.link);
  await mark();
  const told = page.locator("pre").filter({ hasText: server.otlpHttp }).first();
  await told.waitFor();
  await page.getByText(`Nothing yet at ${server.otlpHttp}, or over gRPC at ${server.otlpGrpc}.`).waitFor();
  expect(await checksOf(page)).toEqual(["waiting", "waiting", "waiting", "waiting", "waiting"]);
  expect(await wcag(page)).toEqual([]);

  await page.getByText("Node.js", { exact: true }).click();
  const block = page.locator("pre").filter({ hasText: "OTEL_EXPORTER_OTLP_ENDPOINT" });
  const variables = pasted(await block.innerText());
  expect(variables.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(server.otlpHttp);
  const sent = promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", ...variables },
  }).then(() => Date.now());
  await page.waitForFunction(
    () => document.querySelectorAll("section[aria-labelledby=arrived] li[data-state=done]").length === 5,
  );
  const ticked = Date.now();
  const afterMs = ticked - (await sent);
  console.log(`first screen: the list complete ${afterMs} ms after the program ended`);
  expect(afterMs).toBeLessThan(2_000);
  await page.getByText("5 of 5").waitFor();
  await page.getByRole("link", { name: "Order SO-FIRST" }).waitFor();
  await sameDocument();
  expect((await server.object("order", "SO-FIRST"))?.events.map(({ type, system }) => [type, system])).toEqual([
    ["order.created", variables.OTEL_SERVICE_NAME],
  ]);

  // From now on the queue is the home, and the link is spent.
  await page.goto(server.dashboard);
  await page.waitForURL("**/queue");
  await page.getByRole("heading", { name: "Exceptions" }).waitFor();
  expect(faults).toEqual([]);
  const second = await openPage(server, { path: printed, signedIn: false, expects: /status of 401/ });
  await second.page.getByText("That link or token is not good, or was used before.").waitFor();
});
