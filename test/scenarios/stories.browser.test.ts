import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { CauseRow, ExceptionRow, TallyDocument } from "../../server/wire/index.ts";
import { type Cable, layCable } from "./cable.ts";
import { cutOff, fingersOf, type Hand, keyboardOf } from "./hands.ts";
import { closeBrowser, live, type Opened, openPage } from "./page.ts";
import { endAll, type Server, startServer, until } from "./server.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 600_000 });

/** What each story raises, what a supervisor writes down of it, and what stays when it has ended. */
const stories = [
  {
    name: "labels",
    ending: "labels-fixed",
    title: "postalCode is required",
    count: 14,
    left: 2,
    kind: "note",
    text: "Customer care corrects twelve in the shop, two to call.",
  },
  {
    name: "reno",
    ending: "reno-file",
    title: "nothing from 3PL Reno",
    count: 412,
    left: 0,
    kind: "told",
    text: "Their network is down, files by noon.",
  },
  {
    name: "transfers",
    ending: "transfers-fix",
    title: "Transfer not received",
    count: 6,
    left: 0,
    kind: "told",
    text: "The ERP desk looks for the messages.",
  },
] as const;
type Played = (typeof stories)[number];

let server: Server;
let cable: Cable;
let desk: Opened;
let tablet: Opened;
let far: Opened;
const causes = new Map<string, string>();

afterAll(async () => {
  await closeBrowser();
  await cable?.close();
  await endAll();
});

const idOf = ({ name }: Played): string => causes.get(name) ?? "";
const causeRows = async (): Promise<readonly CauseRow[]> => (await server.api("/api/v1/causes?limit=200")).json.items;
const causeOf = async (story: Played): Promise<CauseRow | undefined> =>
  (await causeRows()).find(({ id, title }) => id === idOf(story) || title.includes(story.title));
const members = (story: Played): Promise<readonly ExceptionRow[]> =>
  server.exceptions(`state=open,acknowledged&cause=${idOf(story)}`);
const dayAtReno = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles" });
/** How many of these orders Reno's counts of today and of the three days before have among what was shipped. */
const shippedOf = async (rows: readonly ExceptionRow[]): Promise<number> => {
  const about = new Set(rows.map(({ object }) => object?.id));
  const shipped = new Set<string>();
  for (let ago = 0; ago <= 3; ago += 1) {
    const day = dayAtReno.format(Date.now() - ago * 24 * 60 * 60 * 1000);
    const page = await server.api(`/api/v1/tally/documents?warehouse=RNO&day=${day}&part=orders:shipped&limit=2000`);
    for (const { id } of page.json.items as readonly TallyDocument[]) if (about.has(id)) shipped.add(id);
  }
  return shipped.size;
};

/** All of a cause are taken by whoever is signed in, and say what was written down last. */
async function expectHandled(story: Played, text: string): Promise<void> {
  await until(`${story.name} is taken`, async () =>
    (await causeOf(story))?.states.acknowledged === story.count ? true : undefined,
  );
  const rows = await members(story);
  expect(rows).toHaveLength(story.count);
  if (story.kind === "told") {
    expect(new Set(rows.map((row) => row.told?.text))).toEqual(new Set([text]));
    return;
  }
  const detail = (await server.api(`/api/v1/exceptions/${rows[0]?.id}`)).json;
  expect(detail.history.map((one: { readonly text?: string }) => one.text)).toContain(text);
}

/** Gives a cause back, so that the next one finds it without anybody. */
async function atFirst(story: Played): Promise<void> {
  const ids = (await members(story)).filter(({ state }) => state === "acknowledged").map(({ id }) => id);
  if (ids.length > 0) {
    const from = (await causeOf(story))?.owners[0]?.team;
    const team = ["integration-on-call", "inventory-control"].find((one) => one !== from);
    const back = { action: "not-mine", reason: "The next one takes it.", team, ids };
    const { results } = (await server.post("/api/v1/exceptions/actions", back)).json;
    expect(results.filter(({ ok }: { readonly ok: boolean }) => !ok).slice(0, 2)).toEqual([]);
  }
  await until(`${story.name} is nobody's`, async () => (await causeOf(story))?.states.open === story.count);
}

async function handle(hand: Hand, story: Played, by: string): Promise<void> {
  const text = `${story.text} ${by}.`;
  await hand.open(idOf(story));
  await hand.take(story.count);
  await hand.say(story.kind, text, story.count);
  await expectHandled(story, text);
}

beforeAll(async () => {
  server = await startServer({ args: ["--demo", "--", "--history", "3h"] });
  // However little was done in the hours before: the demo's companies sleep at night.
  await until("the past is told", () => server.lines.some(({ event }) => event === "demo.told"), 120_000);
  cable = await layCable(server.dashboard);
  const expects = /ERR_|WebSocket|Failed to load/;
  desk = await openPage(server);
  tablet = await openPage(server, { size: { width: 1024, height: 768 }, touch: true });
  far = await openPage(server, { path: `${cable.url}/queue`, expects });
  for (const { page } of [desk, tablet, far]) {
    page.setDefaultTimeout(20_000);
    await live(page);
  }
  for (const { name } of stories) expect((await server.post(`/api/v1/demo/${name}`, {})).status).toBe(202);
  for (const story of stories) {
    const cause = await until(
      `all of ${story.name}`,
      async () => {
        const row = await causeOf(story);
        return row?.members === story.count ? row : undefined;
      },
      120_000,
    );
    causes.set(story.name, cause.id);
    for (const { page } of [desk, tablet, far]) await page.waitForSelector(`[data-row="${cause.id}"]`);
  }
});

test.each(stories)("$name is one cause with all of its papers", async (story) => {
  const rows = (await causeRows()).filter(({ title }) => title.includes(story.title));
  expect(rows.map(({ members: n }) => n)).toEqual([story.count]);
  expect(await members(story)).toHaveLength(story.count);
});

describe.each(stories)("$name, from its alarm to what is written down of it", (story) => {
  beforeEach(() => atFirst(story));

  test("by keys alone", async () => {
    await handle(keyboardOf(desk.page), story, "By key");
    await desk.sameDocument();
  });

  test("by taps alone, none on less than 44 px", async () => {
    const small: string[] = [];
    await handle(
      fingersOf(tablet.page, (what) => small.push(what)),
      story,
      "By tap",
    );
    expect(small).toEqual([]);
    await tablet.sameDocument();
  });

  test("with the network cut before it is taken, and again while it is written down", async () => {
    await handle(cutOff(far.page, cable), story, "After the cut");
    await far.sameDocument();
  });
});

test("what Reno says by phone calms its 412 and counts none of them as shipped", async () => {
  const [, reno] = stories;
  const cause = await causeOf(reno);
  expect(cause?.told).toBe(412);
  await desk.page
    .locator(`[data-row="${idOf(reno)}"]`)
    .getByText("412 told")
    .waitFor();
  const rows = await members(reno);
  expect(rows).toHaveLength(412);
  expect(await shippedOf(rows)).toBe(0);
});

test("the fixes play, and what is cleared leaves every page by itself", async () => {
  const raised = new Map<string, ReadonlySet<string>>();
  for (const story of stories) raised.set(story.name, new Set((await members(story)).map(({ id }) => id)));
  for (const { ending } of stories) expect((await server.post(`/api/v1/demo/${ending}`, {})).status).toBe(202);
  for (const story of stories) {
    await until(
      `${story.left} of ${story.name} stay`,
      async () => {
        const open = await server.exceptions("state=open,acknowledged");
        return open.filter(({ id }) => raised.get(story.name)?.has(id)).length === story.left ? true : undefined;
      },
      80_000,
    );
  }
  // What the file refuses or shorts are two plain rows, with nothing told about them.
  const plain = async (): Promise<readonly (readonly [string, number])[]> =>
    (await causeRows())
      .filter(
        ({ warehouses, title }) => warehouses.includes("RNO") && /short shipped|never received by Reno/.test(title),
      )
      .map(({ title, members: n, told }) => [/short shipped|never received/.exec(title)?.[0] ?? "", n - told] as const)
      .sort(([x], [y]) => (x < y ? -1 : 1));
  await until("14 stand by themselves", async () => ((await plain()).length === 2 ? true : undefined));
  expect(await plain()).toEqual([
    ["never received", 5],
    ["short shipped", 9],
  ]);
  // What was told closed none of them: the file did.
  const closed = await server.exceptions(`state=resolved&cause=${causes.get("reno")}`);
  expect(closed).toHaveLength(412);
  // All but the five that never came.
  expect(await shippedOf(closed)).toBe(407);
  expect(new Set(closed.map(({ resolution }) => resolution?.by))).toEqual(new Set(["rule"]));
  for (const { page, faults, sameDocument } of [desk, tablet, far]) {
    await page
      .locator(`[data-row="${causes.get("transfers")}"]`)
      .getByText("Nothing of it is open any more")
      .waitFor();
    await sameDocument();
    expect(faults).toEqual([]);
  }
}, 120_000);
