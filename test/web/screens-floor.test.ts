import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { inBrowser, picture } from "./screens/floor-page.ts";

const open = inBrowser();

const tablet = { width: 1180, height: 820, touch: true };

/** As a scanner types: a run of keys 8 ms apart, then Enter, however busy this machine is. */
async function scan(page: Page, text: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page);
  const began = Date.now() / 1000;
  const keys = [...text].map((key) => ({ key, text: key }));
  const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
  await Promise.all(
    [...keys, enter].flatMap((key, index) => {
      const timestamp = began + index * 0.008;
      return [
        keyboard.send("Input.dispatchKeyEvent", { type: "keyDown", ...key, timestamp }),
        keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", key: key.key, timestamp: timestamp + 0.004 }),
      ];
    }),
  );
  await keyboard.detach();
}

describe("floor mode", () => {
  test("on a tablet by touch alone: takes an order, writes a note, hands it over, and takes that back", async () => {
    const { page, mock, faults } = await open("/floor/ATL", tablet);
    await page.getByRole("heading", { name: "19 held up at ATL" }).waitFor();
    await page.getByText("Do this: keep the boxes at the door").waitFor();
    await picture(page, "floor");
    await page.locator('[data-group="C-16"]').tap();
    await page.getByRole("heading", { name: "Pick not confirmed: handheld batch stuck" }).waitFor();
    await page.locator("[data-row]").first().tap();
    const name = (await page.locator("dd.id").textContent()) ?? "";
    expect(name).toMatch(/^SO-10466$/);
    await page.getByRole("button", { name: "Note" }).tap();
    await page.getByRole("button", { name: "Not found on the floor" }).tap();
    await picture(page, "floor-note");
    await page.getByRole("button", { name: "Save the note" }).tap();
    await page.getByText(`Note kept on ${name}.`).waitFor();
    await page.getByRole("button", { name: "Hand over" }).tap();
    await page.getByRole("button", { name: "Inventory control" }).tap();
    await page.getByText(`${name} handed over.`).waitFor();
    await page.getByRole("button", { name: `Undo: hand over ${name}` }).waitFor();
    await page.getByRole("button", { name: "Take", exact: true }).tap();
    await page.getByText("You have it").waitFor();
    await page.getByRole("button", { name: `Undo: take ${name}` }).tap();
    await page.getByText(`Taken back: take ${name}.`).waitFor();
    const id = mock.rows().find((row) => row.object?.id === name)?.id;
    expect(mock.sent.map((one) => /"action":"(\w+)"/.exec(one)?.[1])).toEqual([
      "comment",
      "assign",
      "acknowledge",
      "undo",
    ]);
    expect(mock.sent[0]).toContain(`/exceptions/${id}/actions`);
    // Earlier and Later move through the list without a swipe.
    await page.getByRole("button", { name: "Earlier" }).tap();
    await page.getByRole("heading", { name: "Transfer receipt never reached ERP" }).waitFor();
    await page.getByRole("button", { name: "Earlier" }).tap();
    await page.getByRole("heading", { name: "Carrier label refused: postcode missing" }).waitFor();
    await page.getByRole("button", { name: "Take all 14" }).tap();
    await page.getByText("You have it").waitFor();
    expect(mock.rows().filter((row) => row.owner.person === "Iris Okafor" && row.causeId === "C-11")).toHaveLength(14);
    await page.getByRole("button", { name: "Told" }).tap();
    await page.getByRole("button", { name: "By phone: it is on the way" }).tap();
    await page.getByRole("button", { name: "Record what was told" }).tap();
    await page.getByText("Told, recorded for").waitFor();
    await page.getByRole("link", { name: "Later departure" }).tap();
    await page.waitForURL(/\/departures\/ATL\?.*d=ATL/);
    expect(faults).toEqual([]);
  });

  test("opens what is scanned, whatever has the focus, and what was typed before it is no part of the code", async () => {
    const { page, faults } = await open("/floor/ATL", tablet);
    await page.getByRole("heading", { name: "19 held up at ATL" }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.hasAttribute("data-scan"));
    expect(await focused()).toBe(true);
    await page.locator('[data-group="C-15"]').tap();
    await page.getByRole("heading", { name: "Transfer receipt never reached ERP" }).waitFor();
    await expect.poll(focused, { timeout: 10_000 }).toBe(true);
    await scan(page, "SO-10427");
    await page.getByText("SO-10427: Carrier label refused: postcode missing").waitFor();
    await page.getByRole("button", { name: "Back to all 14" }).waitFor();
    // A button has the focus, by the Tab key: the scanner's keys are not its own.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe(false);
    await scan(page, "so 10423");
    await page.getByText("so 10423: Carrier label refused: postcode missing").waitFor();
    await page.keyboard.type("80", { delay: 160 });
    await page.waitForTimeout(900);
    await scan(page, "SO-10466");
    await page.getByText("SO-10466: Pick not confirmed: handheld batch stuck").waitFor();
    // By hand, slowly, and not held up here: where it stands.
    await page.keyboard.type("so-20001", { delay: 90 });
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Order SO-20001" }).waitFor();
    await page.getByText("Not held up by anything known.").waitFor();
    await picture(page, "floor-found");
    await scan(page, "SO-10498");
    await page.getByText("Held up at EWR: Order not released: unknown hold code CR7").waitFor();
    await scan(page, "4006381333931");
    await page.getByText("4006381333931 is not known").waitFor();
    // In a note the scanner writes the number down.
    await page.getByRole("button", { name: "Note" }).tap();
    await page.getByLabel("What you saw or did").tap();
    await page.keyboard.type("Tote T-77", { delay: 4 });
    expect(await page.getByLabel("What you saw or did").inputValue()).toBe("Tote T-77");
    expect(faults).toEqual([]);
  });

  test("reads a barcode by the camera where the browser can", async () => {
    const { page } = await open("/floor/ATL", {
      ...tablet,
      script: () => {
        let looks = 0;
        Reflect.set(
          window,
          "BarcodeDetector",
          class {
            async detect() {
              looks += 1;
              return looks < 3 ? [] : [{ rawValue: "SO-10431" }];
            }
          },
        );
        navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
      },
    });
    await page.getByRole("button", { name: "Scan with the camera" }).tap();
    await page.getByText("SO-10431: Carrier label refused: postcode missing").waitFor();
    expect(await page.locator("video").count()).toBe(0);
  });

  test("the network cut in the middle: what may wait is sent in order after, what others changed comes with both values", async () => {
    const { page, mock } = await open("/floor/ATL", {
      ...tablet,
      before: (server) => {
        for (const row of server.rows().filter((one) => one.causeId === "C-16" || one.causeId === "C-11"))
          server.put({ ...row, state: "open", acknowledgedAt: null, owner: { ...row.owner, person: null } });
      },
    });
    await page.getByRole("heading", { name: "19 held up at ATL" }).waitFor();
    mock.cut(true);
    await page.getByText(/^This tablet lost its connection at 14:3\d\.$/).waitFor();
    // Many at once may not wait, and it says why.
    expect(await page.getByRole("button", { name: "Take all 14" }).isDisabled()).toBe(true);
    await page.getByText("Many at once wait for the connection.").waitFor();
    await scan(page, "SO-10466");
    await page.getByRole("button", { name: "Take, sends later" }).tap();
    await page.getByText("You have it").waitFor();
    await page.getByRole("button", { name: "Note" }).tap();
    await page.getByRole("button", { name: "Boxes stand at the door" }).tap();
    await page.getByRole("button", { name: "Save the note" }).tap();
    await scan(page, "SO-10423");
    await page.getByRole("button", { name: "Take, sends later" }).tap();
    expect(await page.getByRole("button", { name: "Told" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Waiting to send: 3" }).tap();
    await page.getByText("Note on SO-10466").waitFor();
    await picture(page, "floor-offline");
    await scan(page, "SO-99999");
    await page.getByText("SO-99999 is not among what is held up here.").waitFor();
    expect(mock.sent).toEqual([]);

    const taken = mock.rows().find((row) => row.object?.id === "SO-10423")?.id ?? "";
    mock.elsewhere(taken, "Dana Reyes");
    mock.cut(false);
    await page.getByRole("button", { name: "1 was changed meanwhile" }).waitFor({ timeout: 20_000 });
    const pick = mock.rows().find((row) => row.object?.id === "SO-10466");
    expect(pick?.owner.person).toBe("Iris Okafor");
    expect(mock.sent.slice(0, 3).map((one) => one.replace(/,"version".*/, ""))).toEqual([
      `POST /exceptions/${pick?.id}/actions {"action":"acknowledge"`,
      `POST /exceptions/${pick?.id}/actions {"action":"comment","text":"Boxes stand at the door"`,
      `POST /exceptions/${taken}/actions {"action":"acknowledge"`,
    ]);
    expect(mock.sent).toHaveLength(3);
    await page.getByRole("button", { name: "1 was changed meanwhile" }).tap();
    await page.getByText(/^You, 14:3\d: take SO-10423$/).waitFor();
    await page.getByText(/^Now: taken, Dana Reyes 14:3\d$/).waitFor();
    await picture(page, "floor-conflict");
    expect(await wcag(page)).toEqual([]);
    await page.getByRole("button", { name: "Send it anyway" }).tap();
    await page.getByText("Nothing waits.").waitFor();
    expect(mock.rows().find((row) => row.id === taken)?.owner.person).toBe("Iris Okafor");
  });

  test("what waits outlives the page", async () => {
    const { page, mock } = await open("/floor/ATL?x=X-1052", tablet);
    await page.getByRole("button", { name: "Note" }).waitFor();
    mock.cut(true);
    await page.getByText("This tablet lost its connection").waitFor();
    await page.getByRole("button", { name: "Note" }).tap();
    await page.getByRole("button", { name: "Boxes stand at the door" }).tap();
    await page.getByRole("button", { name: "Save the note" }).tap();
    await page.getByRole("button", { name: "Waiting to send: 1" }).waitFor();
    await page.goto("about:blank");
    mock.cut(false);
    await page.goto(`${mock.url}/floor/ATL`);
    await expect.poll(() => mock.sent.length, { timeout: 20_000 }).toBe(1);
    expect(mock.sent[0]).toContain("Boxes stand at the door");
    await page.getByRole("heading", { name: "19 held up at ATL" }).waitFor();
    expect(await page.getByText("Waiting to send").count()).toBe(0);
  });

  test("every target is for a glove, every text is large and at 7:1, and twice the size and 320 pixels are enough", async () => {
    const { page, mock, faults } = await open("/floor/ATL", tablet);
    await page.getByText("Do this: keep the boxes at the door").waitFor();
    const states: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["a card", async () => undefined],
      ["one of it", () => page.locator("[data-row]").first().tap()],
      ["a note", () => page.getByRole("button", { name: "Note" }).tap()],
      [
        "a hand-over",
        async () => {
          await page.getByRole("button", { name: "Cancel" }).tap();
          await page.getByRole("button", { name: "Hand over" }).tap();
        },
      ],
      [
        "no connection",
        async () => {
          await page.getByRole("button", { name: "Cancel" }).tap();
          mock.cut(true);
          await page.getByText("This tablet lost its connection").waitFor();
        },
      ],
    ];
    for (const [name, go] of states) {
      await go();
      const small = await page.evaluate(() => {
        const found: string[] = [];
        for (const one of document.querySelectorAll<HTMLElement>("button, a, input, textarea")) {
          const { height } = one.getBoundingClientRect();
          // The scan box is as high as its frame.
          if (height > 0 && height < 56) found.push(`${Math.round(height)} ${one.textContent}`);
        }
        for (const one of document.querySelectorAll<HTMLElement>("main *, header *"))
          if (one.childNodes.length === 1 && one.firstChild?.nodeType === Node.TEXT_NODE)
            if (Number.parseFloat(getComputedStyle(one).fontSize) < 18) found.push(`text ${one.textContent}`);
        return found;
      });
      expect(small, name).toEqual([]);
      expect(await wcag(page, true), name).toEqual([]);
    }
    mock.cut(false);
    for (const width of [590, 320]) {
      await page.setViewportSize({ width, height: 700 });
      const beyond = () =>
        page.evaluate(
          () =>
            [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
              .length,
        );
      await expect.poll(beyond, { message: String(width) }).toBe(0);
      await page.getByRole("button", { name: "Hand over" }).scrollIntoViewIfNeeded();
    }
    await picture(page, "floor-narrow");
    expect(faults).toEqual([]);
  });

  test("a session that ended is no lost connection: one signs in again, and comes back", async () => {
    const { page, mock } = await open("/floor/ATL", tablet);
    await page.getByRole("heading", { name: "19 held up at ATL" }).waitFor();
    mock.signOut();
    await page.getByRole("heading", { name: "Sign in to Tallyman" }).waitFor();
    expect(new URL(page.url()).searchParams.get("next")).toBe("/floor/ATL");
  });
});
