import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CauseRow } from "../../server/wire/index.ts";
import { wcag } from "../browser/wcag.ts";
import { closeBrowser, live, openPage } from "./page.ts";
import { endAll, type Server, startServer, until } from "./server.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

let server: Server;
let cause = "";
let exception = "";

beforeAll(async () => {
  server = await startServer({ args: ["--demo", "--", "--history", "3h"] });
  await until("the past is told", () => server.lines.some(({ event }) => event === "demo.told"), 240_000);
  expect((await server.post("/api/v1/demo/labels", {})).status).toBe(202);
  const found = await until(
    "the labels are refused",
    async () => {
      const rows = (await server.api("/api/v1/causes")).json.items as readonly CauseRow[];
      return rows.find(({ title, members }) => title.includes("postalCode is required") && members === 14);
    },
    240_000,
  );
  cause = found.id;
  exception = found.first[0]?.id ?? "";
});
afterAll(async () => {
  await closeBrowser();
  await endAll();
});

/** Name, address, and what stands there once its data is there. */
const screens: readonly (readonly [name: string, path: () => string, ready: string])[] = [
  ["tally", () => "/tally", "main [data-line]"],
  ["tally of a building", () => "/tally/ATL", "main [data-line]"],
  ["departures", () => "/departures", "main h1"],
  ["departures of a building", () => "/departures/ATL", "main h1"],
  ["queue by cause", () => `/queue?x=${cause}`, "main [data-row]"],
  ["queue by order", () => `/queue?by=order&x=${exception}`, "main [data-row]"],
  ["one exception", () => `/x/${exception}`, "main article"],
  ["one cause", () => `/x/${cause}`, "main article"],
  ["errors", () => "/errors", "main h1"],
  ["routing", () => "/routing", "main h1"],
  ["hand-over", () => "/hand-over?give=1", "main h1"],
  ["sync", () => "/sync", "main h1"],
  ["find", () => "/find?q=SO", "main h1"],
  ["traces", () => "/traces", "main [data-row]"],
  ["connect", () => "/connect", "main h1"],
  ["ask", () => `/ask?cause=${cause}`, "main h1"],
  ["floor", () => "/floor/ATL", "input"],
  ["wall", () => "/wall/ATL", "h1, h2"],
];

async function show(page: Page, path: string, ready: string): Promise<void> {
  await page.goto(server.dashboard + path);
  await page.locator(ready).first().waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
}

describe("with what the real server gives", () => {
  test("the checker finds nothing on any screen, in either theme and density", async () => {
    const { page } = await openPage(server, { path: "/queue" });
    await live(page);
    const found: string[] = [];
    for (const [name, path, ready] of screens) {
      await show(page, path(), ready);
      for (const density of ["normal", "compact"]) {
        await page.evaluate((of) => {
          document.documentElement.dataset.density = of;
        }, density);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          for (const one of await wcag(page)) found.push(`${name}, ${density}, ${colorScheme}: ${one}`);
        }
      }
    }
    expect(found).toEqual([]);
  });

  test("no screen scrolls sideways at 320 px, nor at 200 % of 1280", async () => {
    const { page } = await openPage(server, { path: "/queue", size: { width: 640, height: 450 } });
    const wide: string[] = [];
    for (const [name, path, ready] of screens) {
      await page.setViewportSize({ width: 640, height: 450 });
      await show(page, path(), ready);
      for (const width of [640, 320]) {
        await page.setViewportSize({ width, height: 450 });
        await page.waitForTimeout(150);
        const is = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? 0);
        if (is > width) wide.push(`${name}: ${is} on ${width}`);
      }
    }
    expect(wide).toEqual([]);
  });

  test.each([
    ["tablet", { width: 1024, height: 768 }],
    ["phone", { width: 390, height: 844 }],
  ])("a finger meets at least 44 px on a %s", async (_, size) => {
    const { page } = await openPage(server, { path: "/queue", size, touch: true });
    const small: string[] = [];
    for (const [name, path, ready] of screens) {
      await show(page, path(), ready);
      for (const one of await tooSmall(page)) small.push(`${name}: ${one}`);
    }
    expect(small).toEqual([]);
  });
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
});

/** What a finger hits by less than 44 px around its middle, less its edge, but for links in the middle of a sentence. */
const tooSmall = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const inSentence = (one: Element): boolean => {
      if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
      return (one.parentElement?.textContent ?? "").trim().length > (one.textContent ?? "").trim().length + 8;
    };
    const found = new Set<string>();
    for (const one of document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=option], [role=menuitem]",
    )) {
      if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (one.closest("[inert], [aria-hidden=true]") !== null || inSentence(one)) continue;
      // A box or a ring is hit by its label.
      const own = (one instanceof HTMLInputElement && /checkbox|radio/.test(one.type) && one.labels?.[0]) || one;
      own.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const { left, top, width, height } = own.getBoundingClientRect();
      const hits = (x: number, y: number): boolean => {
        const hit = document.elementFromPoint(left + width / 2 + x, top + height / 2 + y);
        return hit !== null && (own.contains(hit) || hit.closest("label")?.control === one);
      };
      // What lies under something else, or outside the page as the skip link does, is no target now.
      if (!hits(0, 0)) continue;
      const reached = (
        [
          [-20, 0],
          [20, 0],
          [0, -20],
          [0, 20],
        ] as const
      ).filter(([x, y]) => hits(x, y)).length;
      if (reached === 4) continue;
      const name = one.getAttribute("aria-label") ?? one.textContent?.trim() ?? "";
      found.add(`${one.tagName} ${name.slice(0, 40)} ${Math.round(width)} × ${Math.round(height)} .${one.className}`);
    }
    return [...found];
  });
