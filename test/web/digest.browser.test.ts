import { mkdtempSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createPrinter, findBrowser } from "../../server/adapters/print/index.ts";
import type { Letter, Printer } from "../../server/ports/index.ts";
import { buildPage, openBrowser } from "../browser/open.ts";
import { textOfPdf } from "../browser/pdf.ts";
import { wcag } from "../browser/wcag.ts";
import { anException } from "../feeds/fakes.ts";
import { digestNetwork, digestWorld } from "../http/digest-world.ts";
import { endAll } from "../http/harness.ts";

let browser: Browser;
let built: Awaited<ReturnType<typeof buildPage>>;
let context: BrowserContext | null = null;
const program = findBrowser(process.env.TALLYMAN_CHROMIUM ?? null, process.env.PATH ?? "");

beforeAll(async () => {
  vi.stubEnv("NODE_ENV", "production");
  [browser, built] = await Promise.all([openBrowser(), buildPage()]);
});
afterEach(async () => {
  await context?.close();
  context = null;
  await endAll();
});
afterAll(async () => {
  await browser.close();
  built.remove();
});

const reader = { to: "c.adler@northgate.example", name: "C. Adler", timezone: "America/New_York" };
const whole = '[data-screen="score"][data-told]:not(:has([aria-busy="true"]))';

async function opened(look: { readonly width?: number; readonly height?: number; readonly path?: string } = {}) {
  const letters: Letter[] = [];
  let address = "";
  const printer: Printer | null =
    program === null
      ? null
      : createPrinter({ program, path: process.env.PATH ?? "", address: () => address, within: 120_000 });
  const tower = await digestWorld(digestNetwork([reader]), {
    webRoot: built.dist,
    printer,
    linksReach: false,
    letters: {
      post: async (letter) => {
        letters.push(letter);
        return { ok: true, said: "250 OK" };
      },
    },
  });
  address = tower.url();
  context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    reducedMotion: "reduce",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (said) => {
    if (said.type() === "error" && /Content Security Policy/.test(said.text())) faults.push(said.text());
  });
  await page.goto(tower.serving.signInLink().url);
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.goto(tower.url() + (look.path ?? "/exec"));
  await page.locator(whole).waitFor();
  return { page, faults, tower, letters };
}

const dialog = (page: Page) => page.getByRole("dialog", { name: "Monday mail" });
const preview = (page: Page) => page.frameLocator('iframe[title="As it would be now"]');

describe("the Monday mail on the scorecard", () => {
  test("is looked at as it would be now, with the sentence of the page", async () => {
    const { page, faults } = await opened();
    const said = (await page.getByRole("heading", { level: 1 }).innerText()).replace(/\s+/g, " ");
    await page.getByRole("button", { name: "Digest" }).click();
    await dialog(page).waitFor();
    const mail = preview(page);
    await mail.getByRole("heading", { level: 1 }).waitFor();
    expect((await mail.getByRole("heading", { level: 1 }).innerText()).replace(/\s+/g, " ")).toBe(said);
    expect(await mail.locator("body").innerText()).toContain("No images, no tracking.");
    expect(new URL(page.url()).searchParams.get("digest")).toBe("open");
    expect(faults).toEqual([]);
  });

  test("is asked for, sent at once, and stopped, also where the network file names it", async () => {
    const { page, faults, letters } = await opened({ path: "/exec?digest=open" });
    const open = dialog(page);
    const rows = open.getByRole("listitem");
    await rows
      .filter({ hasText: reader.to })
      .getByText(/by the network file · next Mon 9 Mar 07:00/)
      .waitFor();
    await open.getByLabel("Mail address").fill("me@northgate.example");
    expect(await open.getByLabel("07:00 on the clock of").inputValue()).toBe("Europe/Berlin");
    await page.keyboard.press("Enter");
    await rows
      .filter({ hasText: "me@northgate.example" })
      .getByText(/yours · next Mon 9 Mar 07:00/)
      .waitFor();
    await open.getByText(/^me@northgate.example gets it from Mon 9 Mar 07:00/).waitFor();
    await open.getByRole("button", { name: "Send one now" }).click();
    await open.getByText(/^Sent to me@northgate.example/).waitFor({ timeout: 120_000 });
    expect(letters.map(({ to }) => to)).toEqual(["me@northgate.example"]);
    await open.getByRole("button", { name: `Stop the mail to ${reader.to}` }).click();
    await open.getByText(`${reader.to} gets it no longer.`).waitFor();
    await rows.filter({ hasText: reader.to }).waitFor({ state: "detached" });
    expect(await rows.count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test("is found under Me, by keyboard, and closed by it", async () => {
    const { page } = await opened();
    await page.getByRole("button", { name: /administrator/i }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Monday mail" }).click();
    await dialog(page).waitFor();
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    expect(new URL(page.url()).searchParams.has("digest")).toBe(false);
  });

  test("has nothing that the checker finds, in either theme, and fits a phone", async () => {
    const { page } = await opened({ path: "/exec?digest=open" });
    await preview(page).getByRole("heading", { level: 1 }).waitFor();
    await dialog(page).getByRole("listitem").first().waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      const wide = () => page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
      await expect.poll(wide).toBeLessThanOrEqual(width);
      const mail = preview(page).locator("html");
      await expect.poll(() => mail.evaluate((html) => html.scrollWidth - html.clientWidth)).toBeLessThanOrEqual(0);
    }
  });

  test("passes the checker by itself, on light and on dark", async () => {
    const { page, tower } = await opened();
    // Without the policy that forbids the checker as any other script.
    await page.route("**/mail-alone", async (route) => {
      const mail = await tower.get("/api/v1/digest?format=html");
      await route.fulfill({ status: 200, contentType: "text/html; charset=utf-8", body: mail.text });
    });
    await page.goto(`${tower.url()}/mail-alone`);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
  });
});

describe("the scorecard", () => {
  test("says what each site holds up, and leads into its queue", async () => {
    const { page, tower } = await opened();
    const held = async () =>
      (await tower.get("/api/v1/held")).json.items.find((one: { warehouse: string }) => one.warehouse === "ATL").held;
    const before: number = (await held()).objects;
    const of = { ref: "order:*:SO-901", money: { minor: 1_240_050, currency: "USD" }, basis: "invoice" } as const;
    await tower.store.commit([
      { kind: "exception", before: null, exception: anException(901, { warehouse: "ATL", held: [of] }), entry: null },
    ]);
    await page.reload();
    await page.locator(whole).waitFor();
    const table = page.getByRole("table", { name: "By site, one definition for all" });
    const row = table.getByRole("row", { name: /^ATL/ });
    const link = row.getByRole("link", { name: /held up at ATL/ });
    expect(await link.innerText()).toBe(String(before + 1));
    expect(await row.innerText()).toContain("$12,401");
    await link.click();
    await page.waitForURL((url) => url.pathname === "/queue" && url.searchParams.get("site") === "ATL");
  });

  test("fits a wall: sentence, cards and every site stand on one screen", async () => {
    const { page } = await opened({ width: 1920, height: 1080 });
    for (const name of ["Shipped on time", "Can I trust this", "By site, one definition for all"]) {
      const box = await page.getByRole("region", { name }).boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 9_999)).toBeLessThanOrEqual(1080);
    }
    const size = (of: string) =>
      page
        .locator(of)
        .first()
        .evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
    expect(await size("#by-site ~ div tbody td")).toBeGreaterThanOrEqual(18);
    expect(await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0)).toBeLessThanOrEqual(1920);
  });

  test("is printed without what can be pressed, as wide as the paper", async () => {
    const { page } = await opened({ width: 1046, height: 720 });
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length)).toBe(
      0,
    );
    await page.getByText(/^Northgate Supply, as of Mon 2 Mar/).waitFor();
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll("main *")]
        .filter((one) => one.getBoundingClientRect().right > 1047)
        .map((one) => `${one.className} ${one.textContent}`),
    );
    expect(wide).toEqual([]);
  });

  test.skipIf(program === null)(
    "becomes a PDF with the figures of the page (where a Chromium is installed)",
    async () => {
      const { page, tower } = await opened({ path: "/exec?from=2026-02-23&to=2026-03-01" });
      const before = readdirSync(tmpdir()).filter((name) => name.startsWith("tallyman-print-"));
      const answer = await page.request.get(`${tower.url()}/api/v1/digest?week=last&format=pdf`, { timeout: 180_000 });
      expect(answer.status()).toBe(200);
      const bytes = await answer.body();
      const text = textOfPdf(bytes);
      const bare = (shown: string): string => shown.replace(/\s+/g, "");
      expect(text).toContain(bare(await page.getByRole("heading", { level: 1 }).innerText()));
      const cells = await page.locator("main td.num, main tbody th, main section p.num").allInnerTexts();
      const figures = cells.map(bare).filter((one) => one !== "" && one !== "–");
      expect(figures.length).toBeGreaterThan(40);
      for (const figure of figures) expect(text).toContain(figure);
      expect(text).toContain(bare("66.7 % of orders shipped on time"));
      // Nothing in it leads to the address that it was printed from.
      expect(bytes.toString("latin1")).not.toContain("127.0.0.1");
      expect(readdirSync(tmpdir()).filter((name) => name.startsWith("tallyman-print-"))).toEqual(before);
    },
  );
});

test.skipIf(program === null)("prints where people come through a proxy by another address", async () => {
  let address = "";
  const printer = createPrinter({
    program: program ?? "",
    path: process.env.PATH ?? "",
    address: () => address,
    within: 120_000,
  });
  const publicUrl = () => "https://tally.example";
  const tower = await digestWorld(digestNetwork([reader]), { webRoot: built.dist, printer, publicUrl });
  address = tower.url();
  const answer = await tower.get("/api/v1/digest?week=last&format=pdf");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  expect(answer.text).toContain("(https://tally.example/exec?");
  expect(answer.text).not.toContain("127.0.0.1");
});

describe("the printer", () => {
  const page = { path: "/", cookie: { name: "a", value: "b" }, linksTo: null, ready: "#never" };
  let server: Server;
  let address = "";
  let asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.cookie}`);
      response.setHeader("content-type", "text/html");
      response.end('<p id="there">Here</p><a href="/queue">there</a>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const printer = (within: number, of = program ?? "") =>
    createPrinter({ program: of, path: process.env.PATH ?? "", address: () => address, within });

  test.skipIf(program === null)("PP1 PP2 gives up a page that is never ready, and leaves nothing behind", async () => {
    const kept = readdirSync(tmpdir()).filter((name) => name.startsWith("tallyman-print-"));
    expect(await printer(2_500).print(page)).toMatchObject({ ok: false, fault: { code: "print-slow" } });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("tallyman-print-"))).toEqual(kept);
  });

  test.skipIf(program === null)("PP3 PP4 prints what is ready by its cookie, with links that people know", async () => {
    asked = [];
    const ready = { ...page, ready: "#there" };
    const made = await printer(120_000).print({ ...ready, linksTo: "https://tally.example" });
    expect(made.ok && Buffer.from(made.value).toString("latin1")).toContain("(https://tally.example/queue)");
    expect(asked).toContain("/ a=b");
    const nowhere = await printer(120_000).print(ready);
    expect(nowhere.ok && Buffer.from(nowhere.value).toString("latin1")).not.toContain("/URI (");
  });

  test("is none where no program is, and says so of one that cannot be started", async () => {
    expect(findBrowser(null, mkdtempSync(join(tmpdir(), "tallyman-empty-")))).toBeNull();
    expect(findBrowser("/no/such/program", process.env.PATH ?? "")).toBeNull();
    expect(await printer(5_000, "/no/such/program").print(page)).toMatchObject({ ok: false });
  });
});
