import { afterEach, describe, expect, test } from "vitest";
import type { Fold, Trait } from "../../server/domain/index.ts";
import { anException, anObject, start } from "../feeds/fakes.ts";
import { askingTower } from "./asking.ts";
import { endAll, fits } from "./harness.ts";

afterEach(endAll);

const hour = 3_600_000;
const mark = { at: start, nanos: 0, identity: "" };
const trait = (name: Trait["name"], text: string, number: number | null = null): Trait => ({
  name,
  value: { text, number },
  mark,
});
const fold = (type: string, at: number): Fold => ({
  type,
  system: "erp",
  signal: "trace",
  status: "ok",
  warehouse: null,
  precision: "instant",
  count: 1,
  first: { at, nanos: 0, identity: "" },
  last: { at, nanos: 0, identity: "" },
  firstReceivedAt: at,
});

/** A shipment that two orders wait for, one of them with an own exception, told and promised. */
async function careTower() {
  const tower = await askingTower();
  const promised = anObject("SO-50", {
    traits: [trait("customer", "Halden Vet"), trait("deliver-by", "2026-03-04", start + 50 * hour)],
    folds: [fold("order.released", start - 2 * hour), fold("order.acknowledged", start - hour)],
  });
  const plain = anObject("SO-51", { traits: [trait("customer", "=1+1\tevil\r\nline")] });
  const shipment = anObject("S-1", {
    ref: "shipment:*:S-1",
    kind: "shipment",
    links: ["order:*:SO-50", "order:*:SO-51"].map((ref) => ({
      ref,
      kind: "order" as const,
      via: "record" as const,
      by: "",
    })),
  });
  await tower.store.commit([promised, plain, shipment].map((object) => ({ kind: "object" as const, object })));
  const told = { text: "on the truck", by: "Ana", at: start, expectedAt: start + 3 * hour, lapsedAt: null };
  const miss = { kind: "missing-event" as const, eventType: "shipment.confirmed", title: "Not confirmed as shipped" };
  await tower.store.put(
    anException(60, { ...miss, object: "order:*:SO-50", told, causeId: "C-9" }),
    anException(61, { object: "shipment:*:S-1", causeId: "C-9", title: "Label refused", severity: "low" }),
    anException(62, { object: "order:*:SO-51", state: "resolved", causeId: "C-9" }),
  );
  return tower;
}

describe("for customer care", () => {
  test("each order once, with its customer, promise, what is known and what is expected when", async () => {
    const tower = await careTower();
    const answer = await tower.get("/api/v1/care?cause=C-9");
    fits("listForCare", 200, answer.json);
    expect(answer.json.items).toEqual([
      {
        customer: "Halden Vet",
        object: { kind: "order", id: "SO-50" },
        warehouse: "ATL",
        promised: { at: "2026-03-05T07:59:59.999Z", precision: "day", what: "deliver-by" },
        seen: { type: "order.acknowledged", title: "In the WMS", at: new Date(start - hour).toISOString() },
        title: "Not confirmed as shipped",
        exceptions: ["X-61", "X-60"].sort(),
        told: { text: "on the truck", by: "Ana", at: new Date(start).toISOString() },
        expected: {
          type: "shipment.confirmed",
          title: "Left the dock",
          at: new Date(start + 3 * hour).toISOString(),
          dueAt: new Date(start + 60_000).toISOString(),
        },
      },
      expect.objectContaining({
        object: { kind: "order", id: "SO-51" },
        exceptions: ["X-61"],
        promised: null,
        expected: null,
      }),
    ]);
  });

  test("as a table for mail, sheet and chat: no mark-up, no formula, no line of its own", async () => {
    const tower = await careTower();
    const { html, text } = (await tower.get("/api/v1/care?ids=X-61")).json.table;
    const lines = text.split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0].split("\t")).toEqual(["Customer", "Order", "Promised", "What we know", "What is expected"]);
    expect(lines.every((line: string) => line.split("\t").length === 5)).toBe(true);
    expect(lines[2]).toMatch(/^'=1\+1 evil line\tSO-51\t/);
    expect(html).toContain("&#39;=1+1");
    const { html: marked } = (await tower.get("/api/v1/care?ids=X-3")).json.table;
    expect(marked).not.toContain("<img");
    const csv = await tower.get("/api/v1/care?cause=C-9", { accept: "text/csv" });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.text).toContain('"\'=1+1\tevil\r\nline"');
    const tsv = await tower.get("/api/v1/care?cause=C-9", { accept: "text/tab-separated-values" });
    expect(tsv.text).toBe((await tower.get("/api/v1/care?cause=C-9")).json.table.text);
    const page = await tower.get("/api/v1/care?ids=X-3", { accept: "text/html" });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.text).toBe(marked);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("takes ids or a filter; what is over is no news unless it is asked for", async () => {
    const tower = await careTower();
    const ids = async (query: string) =>
      (await tower.get(`/api/v1/care?${query}`)).json.items.map(({ object }: { object: { id: string } }) => object.id);
    expect(await ids("cause=C-9&state=resolved")).toEqual(["SO-51"]);
    expect(await ids("warehouse=SAV")).toEqual(["SO-9"]);
    expect(await ids("ids=X-1,X-2")).toHaveLength(2);
    expect((await tower.get("/api/v1/care?ids=X-1&cause=C-1")).status).toBe(400);
    expect((await tower.get("/api/v1/care?ids=X-404")).status).toBe(404);
  });
});
