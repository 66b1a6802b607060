import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { closeBrowser, live, openPage } from "./page.ts";
import { startRefusedLabels } from "./refused-labels.ts";
import { endAll, type Server, until } from "./server.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

let server: Server;
let cause = "";

beforeAll(async () => {
  ({ server, cause } = await startRefusedLabels());
});
afterAll(async () => {
  await closeBrowser();
  await endAll();
});

/** A deed on one exception: its button, what is filled in, what its form says to go, and what came of it. */
interface DeedTried {
  readonly name: string;
  readonly open: string;
  readonly fill?: (dialog: Locator) => Promise<void>;
  readonly go?: string;
  readonly done: (row: Answer) => boolean;
}
type Answer = { readonly [key: string]: ReturnType<typeof JSON.parse> };

const says = (text: string) => (dialog: Locator) => dialog.locator("textarea").fill(text);
const deeds: readonly DeedTried[] = [
  { name: "taken", open: "Take", done: ({ state }) => state === "acknowledged" },
  { name: "taken back", open: "Undo", done: ({ state, owner }) => state === "open" && owner.person === null },
  {
    name: "noted",
    open: "Note",
    fill: says("Within reach."),
    go: "Write note",
    done: ({ history }) => history.some((one: Answer) => one.text === "Within reach."),
  },
  {
    name: "told",
    open: "Note",
    fill: async (dialog) => {
      await dialog.getByText("Told by phone", { exact: true }).click();
      await says("It comes by noon.")(dialog);
    },
    go: "Record it",
    done: ({ told }) => told?.text === "It comes by noon.",
  },
  {
    name: "handed over",
    open: "Hand over",
    fill: (dialog) => dialog.getByLabel("Person (optional)").fill("Ana"),
    go: "Hand over",
    done: ({ owner }) => owner.person === "Ana",
  },
  {
    name: "given back",
    open: "Hand over",
    fill: async (dialog) => {
      await dialog.getByText("Not mine", { exact: true }).click();
      await dialog.getByLabel("Why it is not yours").fill("Not ours.");
    },
    go: "Give it back",
    done: ({ owner }) => owner.person === null,
  },
  {
    name: "parked",
    open: "Park",
    go: "Park it",
    done: ({ state }) => state === "snoozed",
  },
  {
    name: "closed",
    open: "Close",
    fill: (dialog) => dialog.getByText("Done outside the systems").click(),
    go: "Close it",
    done: ({ state }) => state === "resolved",
  },
];

describe.each([
  ["200 % of 1280", { width: 640, height: 450 }, false],
  ["320 px", { width: 320, height: 640 }, true],
] as const)("every action works at %s", (_, size, touch) => {
  test("one exception is taken, taken back, noted, told, handed over, given back, parked and closed", async () => {
    const rows = await server.exceptions(`state=open&cause=${cause}`);
    const id = rows.at(-1)?.id ?? "";
    const { page, faults } = await openPage(server, { path: `/x/${id}`, size, touch });
    await live(page);
    for (const { name, open, fill, go, done } of deeds) {
      // What left the list has made way for the next one.
      if (!page.url().includes(id)) await page.goto(`${server.dashboard}/x/${id}`);
      const within = open === "Undo" ? page : page.getByRole("main");
      await within
        .getByRole("button", { name: new RegExp(`^${open}`) })
        .last()
        .click();
      if (go !== undefined) {
        const dialog = page.getByRole("dialog");
        await fill?.(dialog);
        const { right, wide } = await dialog.evaluate((one) => ({
          right: one.getBoundingClientRect().right,
          wide: one.scrollWidth - one.clientWidth,
        }));
        expect({ name, inside: right <= size.width, wide }).toEqual({ name, inside: true, wide: 0 });
        await dialog.getByRole("button", { name: go, exact: true }).last().click();
        await dialog.waitFor({ state: "detached" });
      }
      await until(`${id} is ${name}`, async () => done((await server.api(`/api/v1/exceptions/${id}`)).json));
    }
    expect(faults).toEqual([]);
  });

  test("what has a page of its own is done there", async () => {
    const { page, faults } = await openPage(server, { path: "/queue", size, touch });
    await live(page);
    for (const { name, path, act, done } of works) {
      await page.goto(server.dashboard + path());
      await act(page).catch((error: unknown) => {
        throw new Error(`${name}: ${String(error)}`);
      });
      if (done !== undefined) await until(name, done);
      const { scrollWidth, innerWidth } = await page.evaluate(() => ({
        scrollWidth: document.scrollingElement?.scrollWidth ?? 0,
        innerWidth: window.innerWidth,
      }));
      expect({ name, wide: scrollWidth > innerWidth }).toEqual({ name, wide: false });
    }
    expect(faults).toEqual([]);
  });
});

/** What is done on pages of their own: where, how, and what came of it. */
interface WorkTried {
  readonly name: string;
  readonly path: () => string;
  readonly act: (page: Page) => Promise<void>;
  /** What the server then says; where nothing is changed there, the page says all. */
  readonly done?: () => Promise<boolean>;
}

const items = async (path: string): Promise<readonly Answer[]> => (await server.api(path)).json.items;
const press = (within: Page | Locator, name: string | RegExp) => within.getByRole("button", { name }).last().click();
const localIn = (ms: number): string => {
  const at = new Date(Date.now() + ms);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

const works: readonly WorkTried[] = [
  {
    name: "a cause is taken whole",
    path: () => `/x/${cause}`,
    async act(page) {
      await press(page.getByRole("main"), /^Take/);
      await press(page.getByRole("dialog"), /^Take/);
      await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
      // The page is left next, and remembers only what it was answered.
      await page.waitForFunction(() => sessionStorage.getItem("tallyman.deeds")?.includes('"state":"done"'));
    },
    done: async () => (await server.exceptions(`state=open&cause=${cause}`)).length === 0,
  },
  {
    name: "and taken back",
    path: () => `/x/${cause}`,
    async act(page) {
      await press(page, /^You: /);
      await page.getByRole("menuitem", { name: "My recent actions" }).click();
      await page.getByRole("dialog").getByRole("button", { name: /^Undo/ }).first().click();
    },
    done: async () => (await server.exceptions(`state=acknowledged&cause=${cause}`)).length === 0,
  },
  {
    name: "many are chosen and noted",
    path: () => `/queue?by=order&cause=${cause}`,
    async act(page) {
      await press(page, "Choose rows");
      const boxes = page.locator("[data-row]").getByRole("checkbox");
      for (const at of [0, 1]) await boxes.nth(at).click();
      await press(page.getByRole("main"), /^Note/);
      await says("Both of them.")(page.getByRole("dialog"));
      await press(page.getByRole("dialog"), "Write note on 2");
    },
    done: async () => {
      const ids = (await items(`/api/v1/exceptions?cause=${cause}`)).map(({ id }) => String(id));
      const each = await Promise.all(ids.map(async (id) => (await server.api(`/api/v1/exceptions/${id}`)).json));
      return each.filter(({ history }) => history.some((one: Answer) => one.text === "Both of them.")).length >= 2;
    },
  },
  {
    name: "a list is kept as a view",
    path: () => "/queue?by=order&severity=critical",
    async act(page) {
      await press(page, "By time due");
      await page.getByRole("menuitem", { name: "Keep this list as a view" }).click();
      await page.getByRole("dialog").getByLabel("Name").fill("Critical ones");
      await press(page.getByRole("dialog"), "Keep it");
    },
    done: async () => (await items("/api/v1/views")).some(({ name }) => name === "Critical ones"),
  },
  {
    name: "quiet is planned",
    path: () => "/routing?tab=quiet",
    async act(page) {
      await page.getByRole("textbox", { name: "From" }).fill(localIn(86_400_000));
      await page.getByRole("textbox", { name: "To" }).fill(localIn(90_000_000));
      await page.getByRole("textbox", { name: "Why" }).fill("upgrade of the WMS");
      await press(page, "Plan quiet");
    },
    done: async () => (await items("/api/v1/quiets")).some(({ state }) => state === "planned"),
  },
  {
    name: "and taken back",
    path: () => "/routing?tab=quiet",
    act: (page) => press(page, "Take back"),
    done: async () => !(await items("/api/v1/quiets")).some(({ state }) => state === "planned"),
  },
  {
    name: "what is open is handed over",
    path: () => "/hand-over?give=1",
    async act(page) {
      await page.getByLabel("Whose").selectOption({ label: "All of ATL dock leads" });
      await page.getByRole("main").locator("textarea").fill("Labels are the only thing.");
      await press(page, /^Hand over \d/);
    },
    done: async () => (await items("/api/v1/hand-overs")).length > 0,
  },
  {
    name: "errors are told apart otherwise, and tried",
    path: () => "/errors",
    async act(page) {
      await page.locator("[data-fault]").first().click();
      await press(page, /^Split/);
      await page.getByText("adds up").waitFor();
    },
  },
  {
    name: "a test order is sent",
    path: () => "/connect",
    async act(page) {
      await press(page, "Send a test order");
      await page.getByText("Test order sent").waitFor();
    },
  },
];
