import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExceptionDetail } from "../../server/wire/index.ts";
import { deliver, service, waysTo } from "./exporters.ts";
import { dockNetwork } from "./network.ts";
import { closeBrowser, live, type Opened, openAbout, openPage, rowsOf } from "./page.ts";
import { endAll, type Server, startServer, until } from "./server.ts";

afterAll(async () => {
  await closeBrowser();
  await endAll();
});

let server: Server;
let opened: Opened;
const erp = service("netsuite-bridge");

/** A goods issue that the ERP refuses; the id of its exception. */
async function refused(shipment: string, why: string): Promise<string> {
  const [way] = waysTo(server.otlpHttp);
  if (way === undefined) throw new Error("no exporter");
  const keys = { "shipment.id": shipment };
  erp.does({ name: "post goods issue", at: Date.now(), event: "shipment.posted", keys, error: why });
  await deliver(way, erp.take());
  return (await openAbout(server, "shipment", shipment)).id;
}

const detail = async (id: string): Promise<ExceptionDetail> =>
  (await server.api(`/api/v1/exceptions/${id}`)).json as ExceptionDetail;

/** Waits until the server says so of an exception. */
const becomes = (id: string, what: string, holds: (row: ExceptionDetail) => boolean) =>
  until(`${id} is ${what}`, async () => {
    const row = await detail(id);
    return holds(row) ? row : undefined;
  });

const chosen = (page: Page): string | null => new URL(page.url()).searchParams.get("x");

/** Presses a key until a row is chosen. */
async function walkTo(page: Page, key: string, id: string): Promise<void> {
  for (let turn = 0; turn < 8 && chosen(page) !== id; turn++) {
    const before = chosen(page);
    await page.keyboard.press(key);
    await page
      .waitForFunction((was) => new URL(location.href).searchParams.get("x") !== was, before)
      .catch(() => {
        throw new Error(`${key} leads nowhere from ${before}, ${id} was wanted`);
      });
  }
  await page.waitForSelector(`[data-row="${id}"][aria-selected="true"]`);
}

/** Waits until a form is gone and the work can go on at a row. */
async function ready(page: Page, id: string): Promise<void> {
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForFunction((row) => document.activeElement?.getAttribute("data-row") === row, id);
}

beforeAll(async () => {
  server = await startServer({ network: dockNetwork });
  await refused("SH-1", "period 11 is closed");
  await refused("SH-2", "item A-7 is blocked");
  await refused("SH-3", "no cost centre");
  opened = await openPage(server, { path: "/queue?by=order" });
  opened.page.setDefaultTimeout(10_000);
  await live(opened.page);
  await opened.page.waitForSelector("[data-row]");
});

test("from arrival to close, and to the object by search, without a pointer", async () => {
  const { page, faults } = opened;
  const me = (await server.api("/api/v1/me")).json.name as string;
  expect(await rowsOf(page)).toHaveLength(3);

  // Somebody reads a row: what arrives waits for its key.
  await page.keyboard.press("j");
  await page.waitForSelector('[data-row][aria-selected="true"]');
  const before = await rowsOf(page);
  const id = await refused("SH-4", "ledger is locked");
  await page.getByRole("button", { name: /^Show 1 new row/ }).waitFor();
  expect(await rowsOf(page)).toEqual(before);
  await page.keyboard.press(".");
  await page.waitForSelector(`[data-row="${id}"]`);
  const rows = await rowsOf(page);
  expect(rows.toSorted()).toEqual([...before, id].toSorted());

  const at = rows.indexOf(id);
  const here = rows.indexOf(chosen(page) ?? "");
  await walkTo(page, here < at ? "j" : "k", id);
  const other = rows[at === 0 ? 1 : at - 1] ?? "";
  await walkTo(page, at === 0 ? "j" : "k", other);
  await walkTo(page, at === 0 ? "k" : "j", id);

  // Into the detail, to the one beside it, and back.
  const inDetail = () => page.evaluate(() => document.activeElement?.closest("article") !== null);
  for (let turn = 0; turn < 10 && !(await inDetail()); turn++) await page.keyboard.press("Tab");
  expect(await inDetail()).toBe(true);
  await walkTo(page, at === 0 ? "]" : "[", other);
  await walkTo(page, at === 0 ? "[" : "]", id);

  await page.keyboard.press("a");
  const taken = await becomes(id, "taken", (row) => row.state === "acknowledged");
  expect(taken.owner).toEqual({ team: "finance", person: me });
  await page.getByText("Taken.", { exact: true }).waitFor();

  await page.keyboard.press("c");
  await page.getByRole("dialog", { name: /^Note on/ }).waitFor();
  await page.keyboard.type("Finance opens it at 5. jk.pe");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const noted = await becomes(id, "noted", (row) => row.history.some((one) => one.action === "comment"));
  expect(noted.history.find((one) => one.action === "comment")).toMatchObject({
    by: me,
    text: "Finance opens it at 5. jk.pe",
  });
  await page.getByText("Finance opens it at 5. jk.pe").waitFor();

  // Paused, the page stands still while the server goes on.
  await page.keyboard.press("p");
  await page.getByText("Paused", { exact: true }).waitFor();
  const fifth = await refused("SH-5", "no tax code");
  await page.getByRole("button", { name: /^Show 1 new row/ }).waitFor();
  expect((await rowsOf(page)).toSorted()).toEqual(rows.toSorted());
  await page.keyboard.press("p");
  await live(page);
  await page.keyboard.press(".");
  await page.waitForSelector(`[data-row="${fifth}"]`);

  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Shortcuts" });
  await help.getByText("Show new rows").waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });

  await page.keyboard.press("e");
  await page.getByRole("dialog", { name: /^Close/ }).waitFor();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  const closed = await becomes(id, "closed", (row) => row.state === "resolved");
  expect(closed.resolution).toMatchObject({ by: me, reason: "done-outside" });
  await page.waitForSelector(`[data-row="${id}"]`, { state: "detached" });
  // The neighbour has the focus: the work goes on where it was.
  await page.waitForFunction((was) => new URL(location.href).searchParams.get("x") !== was, id);
  const next = chosen(page) ?? "";
  expect(await rowsOf(page)).toContain(next);
  await ready(page, next);
  await page.keyboard.press("h");
  await page.getByRole("dialog", { name: /^Park/ }).waitFor();
  await page.keyboard.press("Enter");
  await becomes(next, "parked", (row) => row.state === "snoozed");
  await page.waitForSelector(`[data-row="${next}"]`, { state: "detached" });
  await page.waitForFunction((was) => new URL(location.href).searchParams.get("x") !== was, next);
  await ready(page, chosen(page) ?? "");

  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement?.matches("[data-search]"));
  await page.keyboard.type("sh4");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/find?q=sh4");
  await page.getByRole("link", { name: "SH-4" }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/o/shipment/SH-4");
  await page.getByRole("heading", { name: /SH-4/ }).first().waitFor();
  await opened.sameDocument();
  expect(faults).toEqual([]);
});
