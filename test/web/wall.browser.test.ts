import { describe, expect, test } from "vitest";
import { turnMs } from "../../web/screens/wall/model.ts";
import { wcag } from "../browser/wcag.ts";
import { calmDay, type FloorMock, wallToken } from "./screens/floor.ts";
import { inBrowser, picture } from "./screens/floor-page.ts";

const open = inBrowser();

const wallSize = { width: 1920, height: 1080 };
/** Nothing blocks a truck any more. */
const calm = (server: FloorMock): void => {
  server.putTally(calmDay().tally);
  server.putDepartures(calmDay().departures);
};
const wallPath = `/wall/ATL#token=${wallToken}`;

describe("the wall", () => {
  test("says by its link alone which departure leaves short, and asks for nothing but its feeds", async () => {
    const { page, mock, faults } = await open(wallPath, { ...wallSize, signedIn: false });
    await page.getByText("15:00 leaves 14 short: carrier label refused").waitFor();
    await page.getByText("All 4 feeds of ATL").waitFor();
    await picture(page, "wall");
    expect(await wcag(page)).toEqual([]);
    // Nothing to press, nothing to scroll.
    expect(await page.locator("a, button, input, [tabindex]").count()).toBe(0);
    const size = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.scrollHeight,
    ]);
    expect(size).toEqual([1920, 1080]);
    expect(new Set(mock.asked.map((one) => one.split(" ")[0]))).toEqual(
      new Set(["tally", "departures", "exceptions", "sources"]),
    );
    expect(mock.sent).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("is never clear while a source that it needs is silent, and says so on the cards", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false, before: calm });
    const banner = page.locator("[class*='banner']");
    await banner.getByText("are held up, every departure can leave full").waitFor();
    mock.put(...mock.rows().map((row) => ({ ...row, state: "resolved" as const, version: row.version + 1 })));
    await banner.getByText("Clear: every departure can leave full").waitFor();
    await picture(page, "wall-clear");
    expect(await page.getByText("clear", { exact: true }).count()).toBe(6);
    mock.silent("wms-atl");
    await banner.getByText("WMS-ATL silent, 14 min").waitFor();
    expect(await page.getByText("clear", { exact: true }).count()).toBe(0);
    expect(await page.getByText("not known", { exact: true }).count()).toBe(6);
    await page.getByText("3 of 4 feeds of ATL").waitFor();
    expect(await page.getByText("all known to the WMS").count()).toBe(0);
    await picture(page, "wall-silent");
    // A source of another building changes nothing here.
    mock.silent("wms-ewr");
    await banner.getByText("Clear: every departure can leave full").waitFor();
    expect(await wcag(page)).toEqual([]);
  });

  test("never shows an old number as one of now: stale after two beats, grey with its time after a minute", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false, clock: true });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.hush(true);
    await page.clock.fastForward(9_000);
    await page.getByText("Live").waitFor();
    await page.clock.fastForward(4_000);
    await page.getByText(/^nothing heard for 1\d s$/).waitFor();
    await page.getByText("15:00 leaves 14 short").waitFor();
    await picture(page, "wall-stale");
    mock.cut(true);
    await page.clock.fastForward(60_000);
    await page.getByText("Figures of 14:32, not of now").waitFor();
    expect(await page.getByText("15:00 leaves 14 short").count()).toBe(0);
    expect(await wcag(page)).toEqual([]);
    // No figure keeps a colour that means something.
    const colours = await page
      .locator("[class*='lane_'] *, [class*='cards'] *, [class*='foot'] *")
      .evaluateAll((all) => [...new Set(all.map((one) => getComputedStyle(one).color))]);
    // The faintest text, and the sign of what is nothing.
    expect(colours.toSorted()).toEqual(["rgb(101, 124, 139)", "rgb(143, 161, 173)"]);
    await picture(page, "wall-old");
    mock.hush(false);
    mock.cut(false);
    await page.clock.fastForward(5_000);
    await page.getByText("15:00 leaves 14 short").waitFor();
  });

  test("is old as well where the server is behind what it received", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.behind(20_000);
    await page.getByText(/^server 2\d s behind$/).waitFor();
    mock.behind(300_000);
    await page.getByText("The server is 5 min behind and catching up.").waitFor();
    mock.behind(0);
    await page.getByText("15:00 leaves 14 short").waitFor();
  });

  test("shows several buildings in turn, each with its own time", async () => {
    const { page, mock } = await open(`/wall/ATL,SEA#token=${wallToken}`, {
      ...wallSize,
      signedIn: false,
    });
    await page.getByText("Live").waitFor();
    const buildings = {
      "ATL Atlanta": /ATL Atlanta.*1 of 2.*Thu 19 Nov, EST/s,
      "SEA Seattle": /SEA Seattle.*2 of 2.*Thu 19 Nov, PST/s,
    };
    // Read at one moment: its name, its place and its time belong together.
    const shown = async (): Promise<keyof typeof buildings | null> => {
      const head = await page.locator("header").innerText();
      if (buildings["ATL Atlanta"].test(head)) return "ATL Atlanta";
      return buildings["SEA Seattle"].test(head) ? "SEA Seattle" : null;
    };
    await expect.poll(shown, { timeout: 20_000 }).not.toBeNull();
    const first = await shown();
    // Both are asked for from the start: none begins empty when its turn comes.
    const asked = () => new Set(mock.asked.filter((one) => one.startsWith("tally")));
    expect(asked()).toEqual(new Set(['tally {"warehouse":"ATL"}', 'tally {"warehouse":"SEA"}']));
    const other = first === "ATL Atlanta" ? "SEA Seattle" : "ATL Atlanta";
    // By the server's clock, which each beat tells: the page's own would be put right before it is seen.
    await expect.poll(shown, { timeout: turnMs + 15_000, interval: 200 }).toBe(other);
  }, 90_000);

  test("loads itself anew when another build is served", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false, clock: true });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.rebuilt();
    const loaded = page.waitForEvent("load", { timeout: 20_000 });
    await page.clock.fastForward(61_000);
    await loaded;
    await page.getByText("15:00 leaves 14 short").waitFor();
  });

  test("goes dark when its link is withdrawn, and says so", async () => {
    const { page, mock } = await open(wallPath, { ...wallSize, signedIn: false });
    await page.getByText("15:00 leaves 14 short").waitFor();
    mock.withdraw();
    await page.getByRole("heading", { name: "This link does not open the wall" }).waitFor();
    expect(await page.getByText("15:00").count()).toBe(0);
    await picture(page, "wall-withdrawn");
  });

  test("without a link is for people who signed in", async () => {
    const { page } = await open("/wall/ATL", { ...wallSize, signedIn: false });
    await page.getByRole("heading", { name: "Sign in to Tallyman" }).waitFor();
    const { page: own } = await open("/wall/NOWHERE", wallSize);
    await own.getByRole("heading", { name: "NOWHERE is not shown here" }).waitFor();
  });
});

test("the person's menu leads to both, and makes and withdraws the link of a wall", async () => {
  const { page, mock, faults } = await open("/departures/ATL", { width: 1440, height: 900 });
  await page.getByRole("button", { name: "You: Iris Okafor" }).click();
  await page.getByRole("menuitem", { name: "Links of walls" }).click();
  await page.getByLabel("Where it hangs").fill("Dock 4");
  await page.getByRole("checkbox", { name: "EWR" }).check();
  expect(await wcag(page)).toEqual([]);
  await page.getByRole("button", { name: "Make a link" }).click();
  await page.getByText(`http://tower.example/wall/ATL,EWR#token=${wallToken}`).waitFor();
  expect(mock.sent).toEqual([`POST /walls {"name":"Dock 4","warehouses":["ATL","EWR"]}`]);
  await picture(page, "wall-links");
  await page.getByRole("button", { name: "Withdraw the link of Dock 4" }).click();
  await page.getByText("No link holds.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "You: Iris Okafor" }).click();
  await page.getByRole("menuitem", { name: "Wall, ATL" }).click();
  await page.getByText("15:00 leaves 14 short").waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "You: Iris Okafor" }).click();
  await page.getByRole("menuitem", { name: "Floor mode, ATL" }).click();
  await page.getByRole("heading", { name: "19 held up at ATL" }).waitFor();
  await page.getByRole("button", { name: "Leave floor mode, Iris Okafor" }).click();
  await page.waitForURL(/\/queue/);
  expect(faults).toEqual([]);
});
