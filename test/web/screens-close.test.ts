import { describe, expect, it } from "vitest";
import { wcag } from "../browser/wcag.ts";
import { closeRow, receivedDate } from "./screens/close.ts";
import { closedRow } from "./screens/closing.ts";
import { focused, inBrowser } from "./screens/opened.ts";

const { open, faults } = inBrowser();

/** Each page, and a text that stands on it once it is there. */
const pages: readonly (readonly [name: string, path: string, text: string, empty: boolean])[] = [
  ["before the closing", "/finance/close/11?entity=US01", "Not yet: 44 documents", false],
  ["with nothing left", "/finance/close", "nothing keeps period 11 open", true],
  ["of no period", "/finance/close/99", "There is no period 99", false],
  ["for who sees a part", "/finance/close/13", "of the whole company", false],
];
const looks = pages.flatMap(([name, path, text, empty], at) => [
  [name, "desk", path, text, { width: 1440, height: 900, empty }] as const,
  ...(at < 2 ? [[name, "phone", path, text, { width: 390, height: 844, touch: true, empty }] as const] : []),
]);

describe("every page has no violation of WCAG 2.2 AA in either theme", () => {
  it.each(looks)("%s: %s", async (_name, _size, path, text, look) => {
    const { page } = await open(path, look);
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.getByText(text).first().waitFor();
      for (const one of await wcag(page)) found.push(`${colorScheme} ${one}`);
    }
    expect(found).toEqual([]);
    expect(faults()).toEqual([]);
  });

  it("320 pixels are enough", async () => {
    const { page } = await open("/finance/close/11", { width: 320, height: 700, touch: true });
    await page.getByText("Not yet: 44 documents").waitFor();
    await page.getByText("SO-10388").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("main *")]
        .filter((one) => one.closest("table") === null && one.getBoundingClientRect().right > 320.5)
        .map((one) => `${one.tagName} ${one.getAttribute("class")} ${one.textContent?.slice(0, 30)}`),
    );
    expect(beyond).toEqual([]);
  });
});

describe("whether the period can be closed", () => {
  it("is one sentence, and what stops it adds up and opens into its documents", async () => {
    const { page } = await open("/finance/close/11?entity=US01");
    const heading = page.getByRole("heading", { level: 1 });
    await heading.waitFor();
    expect(await heading.textContent()).toBe("Not yet: 44 documents, three causes, three owners.");
    await page.getByText("27 h").waitFor();
    const stops = page.getByRole("region", { name: "What stops the close" });
    expect(await stops.getByText("11 + 23 + 10 = 44").count()).toBe(1);
    expect(await stops.getByText("≈ 186,240").count()).toBe(1);
    const opener = stops.getByRole("button", { name: "Open 23 documents: Not confirmed by 3PL Reno" });
    await opener.focus();
    await page.keyboard.press("Enter");
    expect(await stops.getByRole("link", { name: /^SO-/ }).count()).toBe(23);
    await stops.getByRole("button", { name: "Close the documents: Not confirmed by 3PL Reno" }).waitFor();
    expect(await focused(page)).toContain("Not confirmed by 3PL Reno");
  });

  it("is not known before a source was heard, however empty the list", async () => {
    const { page } = await open("/finance/close", { empty: true, unheard: true });
    const heading = page.getByRole("heading", { level: 1, name: /^Not known: no source was heard yet/ });
    await heading.waitFor();
    expect(await heading.getAttribute("data-good")).toBeNull();
    const stops = page.getByRole("region", { name: "What stops the close" });
    await stops.getByRole("link", { name: "Connect a source" }).waitFor();
    expect(await page.getByText(/nothing keeps period/i).count()).toBe(0);
    const checks = page.getByRole("region", { name: "Sign-off" }).getByRole("listitem");
    await checks.filter({ hasText: "Every date in its period" }).getByText("not known").waitFor();
    expect(await checks.locator(".tabler-icon-circle-check-filled").count()).toBe(0);
    expect(await wcag(page)).toEqual([]);
  });

  it("names each wrong date with terms, dock, ERP date and period, and what is undecided apart", async () => {
    const { page } = await open("/finance/close/11?entity=US01");
    const dates = page.getByRole("region", { name: "Wrong period" });
    const row = dates.getByRole("row", { name: /SH-76104/ });
    await row.waitFor();
    expect((await row.locator("th, td").allTextContents()).slice(1)).toEqual([
      "Halden Vet, Memphis",
      "ATL",
      "Origin terms",
      "Thu 19 Nov 09:12",
      "Mon 23 Nov",
      "12",
      "11,820.00",
    ]);
    expect(await dates.getByRole("row", { name: /SH-75988/ }).textContent()).toContain("date only");
    expect(await dates.getByText("44,235.00").count()).toBe(1);
    expect(await dates.getByText("25,545.00").count()).toBe(1);
    const mine = page.getByRole("region", { name: "Yours to decide" });
    expect(await mine.getByRole("listitem").count()).toBe(3);
    await mine.getByRole("button", { name: "3 more" }).click();
    expect(await mine.getByRole("listitem").count()).toBe(6);
  });

  it("decides terms that nobody told, says who did, and takes it back", async () => {
    const { page, mock } = await open("/finance/close/11?entity=US01");
    const mine = page.getByRole("region", { name: "Yours to decide" });
    await mine.getByRole("button", { name: /^Delivered terms for SH-75960/ }).focus();
    await page.keyboard.press("Enter");
    await mine.getByText("SH-75960: delivered terms, as you decided.").waitFor();
    const row = page.getByRole("region", { name: "Wrong period" }).getByRole("row", { name: /SH-75960/ });
    expect(await row.textContent()).toContain("decided by");
    await mine.getByText("terms unknown, 5 shipments").waitFor();
    await mine.getByRole("button", { name: "Take back" }).click();
    await mine.getByText("SH-75960: taken back, the terms are unknown again.").waitFor();
    await mine.getByText("terms unknown, 6 shipments").waitFor();
    expect(mock.sent).toEqual([
      'POST /close/11/terms?entity=US01 {"documents":[{"kind":"shipment","id":"SH-75960"}],"terms":"destination"}',
      "DELETE /close/11/terms/41?entity=US01",
    ]);
    await mine.getByRole("button", { name: "3 more" }).click();
    await mine.getByRole("button", { name: /^Origin terms for SH-76061/ }).click();
    await mine.getByRole("alert").getByText("they are to be put right there").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await wcag(page)).toEqual([]);
    }
  });

  it("tells what came in apart from what was sold: the count decides, at cost", async () => {
    const { page, mock } = await open("/finance/close/11?entity=US01");
    mock.putClose({ ...closeRow, dates: [...closeRow.dates, receivedDate] });
    await page.reload();
    const dates = page.getByRole("region", { name: "Wrong period" });
    await dates.getByText("Received in period 11, dated into 12").waitFor();
    const row = dates.getByRole("row", { name: /TO-3318/ });
    expect((await row.locator("th, td").allTextContents()).slice(1)).toEqual([
      "ORD",
      "DFW",
      "Received",
      "Thu 19 Nov 16:40",
      "Mon 23 Nov",
      "12",
      "7,412.50",
    ]);
  });

  it("copies what stops it with one key, and saves the accrual list in the ERP's columns", async () => {
    const { page, mock } = await open("/finance/close/11?entity=US01");
    await page.getByText("28 in ERP columns").waitFor();
    await page.keyboard.press("y");
    await page.getByText("3 lines copied").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split("\n")[1]).toBe(
      "23\tNot confirmed by 3PL Reno\t≈ 186,240\tselling price\tIntegration on-call\tTaken 13:46",
    );
    const list = page.getByRole("region", { name: "Accrual list" });
    expect(await list.getByRole("row").count()).toBe(6);
    expect(await list.getByRole("row", { name: /SO-10391/ }).textContent()).toContain("unknown");
    await list.getByRole("button", { name: /Export 28/ }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: /CSV/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("accruals-2026-11-19-1432.csv");
    expect(mock.sent).toEqual(["GET /close/11/accruals?entity=US01 text/csv"]);
  });

  it("shows the way to zero as a line and as a table", async () => {
    const { page } = await open("/finance/close/11?entity=US01");
    const burn = page.getByRole("region", { name: "Down to zero" });
    await burn.getByRole("img", { name: /118 on Mon 9 Nov, 44 now/ }).waitFor();
    await burn.getByRole("button", { name: "As a table" }).click();
    expect(await burn.getByRole("row").count()).toBe(12);
  });
});

describe("signing", () => {
  it("is asked once, frozen with its hash, not offered to the same person again, and reopened with a reason", async () => {
    const { page, mock } = await open("/finance/close/11?entity=US01");
    const sign = page.getByRole("region", { name: "Sign-off" });
    await sign.getByRole("button", { name: "Sign as preparer" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("44 documents still stop the close").waitFor();
    await dialog.getByRole("button", { name: "Sign as preparer, 38 lines" }).click();
    await dialog.waitFor({ state: "detached" });
    await sign.getByText("You prepared it: another person has to review it.").waitFor();
    expect(await sign.getByRole("button", { name: "Sign as reviewer" }).count()).toBe(0);
    await sign.getByRole("button", { name: "Reopen" }).click();
    await page.getByRole("button", { name: "Reopen period 11" }).click();
    await page.getByText("Say why it is reopened.").waitFor();
    await page.getByLabel("Reason").fill("Reno came late.");
    await page.getByRole("button", { name: "Reopen period 11" }).click();
    await sign.getByText(/Reopened by .*: Reno came late\./).waitFor();
    expect(mock.sent).toEqual([
      'POST /close/11/signatures?entity=US01 {"as":"preparer"}',
      'POST /close/11/reopenings?entity=US01 {"reason":"Reno came late."}',
    ]);
    expect(faults()).toEqual([]);
  });

  it("shows what became of the signed list, which adds up", async () => {
    const { page, mock } = await open("/finance/close/11?entity=US01");
    mock.putClose(closedRow);
    await page.reload();
    await page.getByText("Closed: signed by D. Marsh and L. Koster.").waitFor();
    const drift = page.getByRole("region", { name: "Drift since sign-off" });
    expect(await drift.locator("dl dd").allTextContents()).toEqual(["40,118.40", "0.00", "−2,118.40", "−2,118.40"]);
    await drift.getByRole("link", { name: "SH-71844" }).waitFor();
    expect(await wcag(page)).toEqual([]);
  });

  it("needs a company where the network file names several", async () => {
    const { page, mock } = await open("/finance/close/11");
    mock.putClose({ ...closeRow, entity: null });
    await page.reload();
    await page.getByText("Choose a company: books are signed by company.").waitFor();
    expect(await page.getByRole("button", { name: "Sign as preparer" }).count()).toBe(0);
  });
});

describe("when it cannot be read", () => {
  it("keeps what was read, says what failed and reads again", async () => {
    const { page, mock } = await open("/finance/close/11?entity=US01");
    await page.getByText("Not yet: 44 documents").waitFor();
    mock.fail("/close");
    await page.reload();
    await page.getByText("The close could not be read: The store is busy.").waitFor();
    mock.fail("");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Not yet: 44 documents").waitFor();
  });
});
