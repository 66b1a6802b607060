import { afterEach, describe, expect, test } from "vitest";
import { memoryStore, memoryViews } from "../../server/adapters/memory/index.ts";
import { xlsxType } from "../../server/http/export/xlsx.ts";
import { routes } from "../../server/http/routes/index.ts";
import type { Views } from "../../server/ports/index.ts";
import { causeOf } from "../contracts/samples.ts";
import { aStep } from "../domain/harness.ts";
import { sierra } from "../domain/partnered.ts";
import { aNetwork, anException } from "../feeds/fakes.ts";
import { csvRows, sheetsOf } from "./book.ts";
import { bearer, endAll, serve, until } from "./harness.ts";
import { stalled } from "./stalled.ts";

afterEach(endAll);

/** Views that answer as many exceptions as they are asked for, of `total`; `read` is told of each page. */
function manyExceptions(total: number, read: (from: number) => void = () => undefined): Views {
  const views = memoryViews(memoryStore());
  return {
    ...views,
    async exceptions(_scope, _filter, _sort, limit, cursor) {
      const from = Number(cursor ?? 0);
      read(from);
      const items = Array.from({ length: Math.min(limit, total - from) }, (_, index) => anException(from + index + 1));
      const next = from + limit < total ? String(from + limit) : null;
      return { items, total, nextCursor: next, held: { objects: 0, money: [], estimated: 0, unknown: 0 } };
    },
  };
}

describe("a list as a table", () => {
  const ids = (text: string) =>
    csvRows(text)
      .slice(1)
      .map(([id]) => id);

  test("has all its rows as CSV, however many, and with a limit says where it goes on", async () => {
    const tower = await serve();
    await tower.store.put(...Array.from({ length: 2_345 }, (_, index) => anException(index + 1)));
    const all = await tower.get("/api/v1/exceptions?sort=opened", { accept: "text/csv" });
    expect(all.headers.get("content-disposition")).toBe('attachment; filename="exceptions-2026-03-02-0900.csv"');
    expect(all.headers.get("x-next-cursor")).toBeNull();
    expect(ids(all.text)).toEqual(Array.from({ length: 2_345 }, (_, index) => `X-${2_345 - index}`));
    const some = await tower.get("/api/v1/exceptions?sort=opened&limit=2001", { accept: "text/csv" });
    const next = some.headers.get("x-next-cursor") ?? "";
    const rest = await tower.get(`/api/v1/exceptions?sort=opened&cursor=${next}&format=csv`);
    expect([...ids(some.text), ...ids(rest.text)]).toEqual(ids(all.text));
    expect((await tower.get("/api/v1/exceptions?limit=10001&format=csv")).status).toBe(400);
    expect((await tower.get("/api/v1/exceptions?limit=2001")).status).toBe(400);
  });

  test("is JSON where that is taken too, and is refused in a form, zone or place that is none", async () => {
    const tower = await serve();
    const form = async (accept: string, query = "") => {
      const answer = await tower.get(`/api/v1/exceptions${query}`, { accept });
      return [answer.status, answer.headers.get("content-type")];
    };
    expect(await form("text/csv, application/json")).toEqual([200, "application/json; charset=utf-8"]);
    expect(await form("*/*")).toEqual([200, "application/json; charset=utf-8"]);
    expect(await form("application/json", "?format=csv")).toEqual([200, "text/csv; charset=utf-8"]);
    expect(await form(xlsxType)).toEqual([200, xlsxType]);
    expect((await form("*/*", "?format=pdf"))[0]).toBe(400);
    expect((await form(xlsxType, "?zone=Mars/Olympus"))[0]).toBe(400);
    expect((await tower.get("/api/v1/exceptions?sort=gone", { accept: "text/csv" })).status).toBe(400);
    expect((await tower.get("/api/v1/status?format=csv")).status).toBe(400);
    expect((await tower.ask("/api/v1/exceptions?format=csv")).status).toBe(401);
  });

  test("as a sheet tells its times on the clock asked for, and in its notes what it is", async () => {
    const tower = await serve();
    await tower.store.put(
      anException(1, {
        title: "=1+1",
        held: [{ ref: "order:*:SO-1", money: { minor: -1_250, currency: "USD" }, basis: "invoice" }],
      }),
    );
    const path = "/api/v1/exceptions?state=open&warehouse=ATL&format=xlsx&zone=Europe/Berlin";
    const response = await fetch(`${tower.url()}${path}`, { headers: bearer });
    expect(response.headers.get("content-disposition")).toBe(
      'attachment; filename="exceptions-ATL-2026-03-02-1500.xlsx"',
    );
    const sheets = sheetsOf(Buffer.from(await response.arrayBuffer()));
    const [head, row, ...more] = sheets.get("Exceptions") ?? [];
    expect(more).toEqual([]);
    const cell = (title: string) => {
      const letter = [...(head ?? [])].find(([, { value }]) => value === title)?.[0] ?? "";
      return row?.get(letter);
    };
    expect(cell("Title")).toMatchObject({ kind: "text", value: "=1+1", guarded: true });
    expect(cell("Held")).toMatchObject({ kind: "number", value: "-12.50", format: "#,##0.00" });
    const opened = Math.round((Number(cell("Opened (Europe/Berlin)")?.value) - 25_569) * 86_400_000);
    expect(new Date(opened).toISOString()).toBe("2026-03-02T15:00:01.000Z");
    const notes = new Map(
      (sheets.get("Notes") ?? []).map((line) => [line.get("A")?.value, line.get("B")?.value ?? line.get("C")?.value]),
    );
    expect(Object.fromEntries(notes)).toMatchObject({
      List: "Exceptions",
      "Filter: state": "open",
      "Filter: warehouse": "ATL",
      "As of": "2026-03-02 15:00:00 Europe/Berlin",
      "As of, in UTC": "2026-03-02T14:00:00.000Z",
      Rows: "1",
      Source: `${tower.url()}${path}`,
      Version: "Tallyman 0.1.0",
    });
    expect(notes.get("Currency")).toContain("USD");
  });

  test("of more than 100,000 rows is no sheet, and says that CSV is the way", async () => {
    let pages = 0;
    const views = (total: number) => manyExceptions(total, () => pages++);
    const over = await serve({ views: views(100_001) });
    const refused = await over.get("/api/v1/exceptions?format=xlsx");
    expect(refused).toMatchObject({ status: 413, json: { code: "too-many-rows" } });
    expect(refused.json.detail).toContain("text/csv");
    expect(pages).toBe(1);
    const under = await serve({ views: views(100_000) });
    const response = await fetch(`${under.url()}/api/v1/exceptions?format=xlsx`, { headers: bearer });
    expect(response.status).toBe(200);
    expect(sheetsOf(Buffer.from(await response.arrayBuffer())).get("Exceptions")).toHaveLength(100_001);
    const csv = await over.get("/api/v1/exceptions", { accept: "text/csv" });
    expect(csv.text.split("\r\n")).toHaveLength(100_003);
  });

  test("is read as fast as it is taken, and no further once whoever asked has gone", async () => {
    let pages = 0;
    const tower = await serve({ views: manyExceptions(5_000_000, () => pages++) });
    const asked = await stalled(tower.url(), "/api/v1/exceptions?format=csv");
    // Nobody reads: what fits into the sockets is written, and then nothing more is read from the rows.
    let before = -1;
    while (before !== pages) {
      before = pages;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(pages).toBeLessThan(200);
    asked.destroy();
    await until(() => tower.reports.every(({ event }) => event !== "http.failed"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const left = pages;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pages).toBe(left);
    expect(tower.reports).toEqual([]);
  });

  test("that breaks off is cut, so that nobody takes it for the whole", async () => {
    const views = manyExceptions(5_000, (from) => {
      if (from >= 2_000) throw new Error("the disk is gone");
    });
    const tower = await serve({ views });
    await expect(tower.get("/api/v1/exceptions?format=csv")).rejects.toThrow();
    await until(() => tower.reports.length > 0);
    expect(tower.reports[0]?.event).toBe("http.failed");
  });

  test("is described with what each of its columns is called and holds", async () => {
    const { json } = await (await serve()).ask("/api/v1/openapi.json");
    const { parameters, responses } = json.paths["/api/v1/exceptions"].get;
    const names = parameters.map(({ name }: { readonly name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["format", "zone"]));
    for (const type of ["text/csv", xlsxType]) {
      const columns = responses["200"].content[type]["x-columns"];
      expect(columns).toContainEqual({ name: "held_amount", title: "Held", type: "money" });
    }
  });
});

describe("every table", () => {
  test("answers as CSV and as a sheet with the columns that it is described by", async () => {
    const network = aNetwork({
      steps: [aStep({ flow: "out", id: "a", after: "order.created", expect: "order.released" })],
      partners: new Map([["sierra", sierra]]),
    });
    const tower = await serve({ network: () => network });
    const held = [
      { ref: "order:*:SO-1", money: { minor: 124_050, currency: "USD" }, basis: "invoice" as const },
      { ref: "order:*:SO-2", money: { minor: 900, currency: "JPY" }, basis: "cost" as const },
    ];
    const cause = causeOf(1);
    await tower.store.commit([{ kind: "cause", cause }]);
    await tower.store.put(anException(1, { causeId: "C-1", held }), anException(2, { causeId: "C-1" }));
    const tables = routes.filter((one) => one.table !== null && one.method === "GET");
    expect(tables.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "listExceptions",
        "listCauses",
        "listDepartures",
        "listForCare",
        "getLag",
        "listSources",
      ]),
    );
    for (const { path: template, table } of tables) {
      const path = template
        .replace("{period}", "current")
        .replace("/kpis/{id}", "/kpis/on-time-shipment")
        .replace("/partners/{id}", "/partners/sierra")
        .replace("{flow}", "out")
        .replace("{step}", "a");
      const asked: Readonly<Record<string, string>> = {
        "/api/v1/tally/documents": "part=orders:total&",
        "/api/v1/partners/sierra/documents": "line=theirs.correct.to-ship.ship&",
      };
      const part = asked[path] ?? "";
      const csv = await tower.get(`${path}?${part}format=csv`);
      expect([path, csv.status]).toEqual([path, 200]);
      expect(csvRows(csv.text)[0]).toEqual(table?.columns.map(({ name }) => name));
      const response = await fetch(`${tower.url()}${path}?${part}format=xlsx`, { headers: bearer });
      const [head] = sheetsOf(Buffer.from(await response.arrayBuffer())).get(table?.title ?? "") ?? [];
      expect([...(head?.values() ?? [])].map(({ value }) => value.replace(" (America/New_York)", ""))).toEqual(
        table?.columns.map(({ title }) => title),
      );
      expect(new Set(table?.columns.map(({ name }) => name)).size).toBe(table?.columns.length);
    }
    const [names = [], row = []] = csvRows((await tower.get("/api/v1/causes?format=csv")).text);
    const cells = Object.fromEntries(names.map((name, index) => [name, row[index]]));
    // Two currencies, one at price and one at cost: there is no one amount.
    expect(cells).toMatchObject({
      id: "C-1",
      members: "2",
      held_amount: "",
      held_currency: "",
      held_sums: "900 JPY at cost; 1240.50 USD",
      held_objects: "2",
    });
  });
});
