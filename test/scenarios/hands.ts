import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Cable } from "./cable.ts";
import { live } from "./page.ts";

/** The three things that a supervisor does to a cause, by one kind of hand. */
export interface Hand {
  open(id: string): Promise<void>;
  take(n: number): Promise<void>;
  /** Writes down a note on all of them, or what somebody said by phone. */
  say(kind: "note" | "told", text: string, n: number): Promise<void>;
}

/** Smallest side of what a finger hits, CSS pixels. */
const finger = 44;
const chosen = (page: Page): string | null => new URL(page.url()).searchParams.get("x");
const article = (page: Page): Locator => page.getByRole("article");
const goOf = (kind: "note" | "told", n: number): string =>
  kind === "note" ? `Write note on ${n}` : `Record it for ${n}`;

/** Waits until a cause is open beside the list. */
async function opened(page: Page, id: string): Promise<void> {
  await page.waitForSelector(`[data-row="${id}"][aria-selected="true"]`);
  await article(page)
    .getByRole("button", { name: /^Take \d/ })
    .waitFor();
}

/** Waits until all were done, or throws with what the form says. */
async function done(page: Page, n: number): Promise<void> {
  await page
    .getByRole("dialog")
    .getByText(`${n} done`, { exact: true })
    .waitFor()
    .catch(async () => {
      throw new Error(`not ${n} done: ${await page.getByRole("dialog").textContent()}`);
    });
}

/** Waits until the form says that all can be done, or throws with what it says instead. */
async function ready(page: Page, n: number): Promise<void> {
  await page
    .getByRole("dialog")
    .getByText(`${n} of ${n} can be done`)
    .waitFor()
    .catch(async () => {
      const said = await page.getByRole("dialog").allTextContents();
      const focus = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
      throw new Error(`not ${n} of ${n} can be done: ${said.join(" | ") || "no form"}; the focus is on ${focus}`);
    });
}

/** Keys alone. */
export function keyboardOf(page: Page): Hand {
  const focused = (locator: Locator): Promise<boolean> =>
    locator.evaluateAll((found) => found.length > 0 && found[0] === document.activeElement);
  const tabTo = async (locator: Locator, key = "Tab"): Promise<void> => {
    for (let turn = 0; turn < 12 && !(await focused(locator)); turn += 1) {
      await page.keyboard.press(key);
      // A trap of the focus looks a timer later at where a field with stops of its own has let it go, and takes a second
      // key that came before it for one that went astray.
      await page.evaluate(() => new Promise((done) => setTimeout(done)));
    }
    if (!(await focused(locator))) throw new Error(`${key} does not lead to ${locator}`);
  };
  const leave = async (): Promise<void> => {
    await tabTo(page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last());
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  return {
    async open(id) {
      for (const key of ["j", "k"]) {
        for (let turn = 0; turn < 40 && chosen(page) !== id; turn += 1) {
          const before = await page.evaluate(() => document.activeElement?.getAttribute("data-row"));
          await page.keyboard.press(key);
          const moved = await page
            .waitForFunction((was) => document.activeElement?.getAttribute("data-row") !== was, before, {
              timeout: 700,
            })
            .then(() => true)
            .catch(() => false);
          if (!moved) break;
        }
      }
      if (chosen(page) !== id) throw new Error(`j and k do not lead to ${id}, but to ${chosen(page)}`);
      await page.waitForFunction((row) => document.activeElement?.getAttribute("data-row") === row, id);
      await page.keyboard.press("Enter");
      await opened(page, id);
      await page.waitForFunction(() => document.activeElement?.closest("article") !== null);
    },
    async take(n) {
      await page.keyboard.press("a");
      const go = page.getByRole("dialog").getByRole("button", { name: `Take ${n}` });
      await go.waitFor();
      await tabTo(go);
      await page.keyboard.press("Enter");
      await done(page, n);
      await leave();
    },
    async say(kind, text, n) {
      await page.keyboard.press("c");
      const dialog = page.getByRole("dialog");
      await ready(page, n);
      if (kind === "told") {
        await tabTo(dialog.getByRole("radio", { name: "Note" }), "Shift+Tab");
        await page.keyboard.press("ArrowRight");
      }
      await tabTo(dialog.locator("textarea"));
      await page.keyboard.type(text);
      await tabTo(dialog.getByRole("button", { name: goOf(kind, n) }));
      await page.keyboard.press("Enter");
      await done(page, n);
      await leave();
    },
  };
}

/** Fingers alone; each tap must meet what is large enough, and `small` hears what was not. */
export function fingersOf(page: Page, small: (what: string) => void): Hand {
  const tap = async (locator: Locator, from?: { readonly x: number; readonly y: number }): Promise<void> => {
    await locator.waitFor();
    const box = await locator.boundingBox();
    if (box === null || box.width < finger || box.height < finger)
      small(`${await locator.textContent()}: ${box?.width} × ${box?.height}`);
    await locator.tap(from === undefined ? {} : { position: { x: (box?.width ?? 0) + from.x, y: from.y } });
  };
  const leave = async (): Promise<void> => {
    await tap(page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last());
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  return {
    async open(id) {
      // On what it holds up: in its second line stands a button of its own.
      await tap(page.locator(`[data-row="${id}"]`), { x: -100, y: 16 });
      await opened(page, id);
    },
    async take(n) {
      await tap(article(page).getByRole("button", { name: `Take ${n}` }));
      await tap(page.getByRole("dialog").getByRole("button", { name: `Take ${n}` }));
      await done(page, n);
      await leave();
    },
    async say(kind, text, n) {
      await tap(article(page).getByRole("button", { name: /^Note/ }));
      const dialog = page.getByRole("dialog");
      await ready(page, n);
      if (kind === "told") await tap(dialog.locator("label", { hasText: "Told by phone" }).first());
      await tap(dialog.locator("textarea"));
      // What the keyboard on the screen gives.
      await page.keyboard.insertText(text);
      await tap(dialog.getByRole("button", { name: goOf(kind, n) }));
      await done(page, n);
      await leave();
    },
  };
}

/** Keys over a cable that is pulled before the cause is taken, and again while something is written down. */
export function cutOff(page: Page, cable: Cable): Hand {
  const keys = keyboardOf(page);
  return {
    open: keys.open,
    async take(n) {
      cable.cut();
      await page.getByText("Offline", { exact: true }).first().waitFor();
      await page.getByText(/^This browser lost its connection at \d\d:\d\d/).waitFor();
      await page.getByText("No connection: nothing can be sent now.").first().waitFor();
      for (const button of await article(page).locator("footer").getByRole("button").all())
        expect(await button.isDisabled()).toBe(true);
      await page.keyboard.press("a");
      expect(await page.getByRole("dialog").count()).toBe(0);
      cable.mend();
      await live(page);
      await keys.take(n);
    },
    async say(kind, text, n) {
      await page.keyboard.press("c");
      const dialog = page.getByRole("dialog");
      await ready(page, n);
      if (kind === "told") await dialog.locator("label", { hasText: "Told by phone" }).first().click();
      await dialog.locator("textarea").fill(text);
      const go = dialog.getByRole("button", { name: goOf(kind, n) });
      expect(await go.isEnabled()).toBe(true);
      cable.cut();
      await dialog.getByText("No connection: nothing can be sent now.").waitFor();
      expect(await go.isDisabled()).toBe(true);
      cable.mend();
      await live(page);
      // What was written when the network went has stayed.
      expect(await dialog.locator("textarea").inputValue()).toBe(text);
      await go.click();
      await done(page, n);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    },
  };
}
