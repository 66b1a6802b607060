import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { csvRows } from "../http/book.ts";
import { type Clocked, demoNetwork, openClocked } from "./clocked.ts";
import { changedSince, compare, pathsOf, type Reference, sides } from "./compare.ts";
import { type Answer, askAll, play, type Still } from "./drive.ts";
import { readFacts } from "./facts.ts";
import { monthOf } from "./month.ts";
import { planOf } from "./plan.ts";
import { randomOf } from "./wire.ts";

vi.setConfig({ testTimeout: 1_800_000 });

/** The short form is told in about a minute; the long one is a month at the pace of a real company. */
const long = process.env.TALLYMAN_REFERENCE === "long";
const days = long ? 31 : 7;
const ordersPerDay = long ? 60 : 24;
const seed = Number(process.env.TALLYMAN_REFERENCE_SEED ?? "7");
const day = 86_400_000;
const first = Date.parse("2026-03-01T00:00:00Z");
const from = "2026-03-01";
const to = new Date(first + (days - 1) * day).toISOString().slice(0, 10);
/** Half way, when the period has ended, and when late facts have come. */
const instants = [Math.floor(days / 2) * day + 18 * 3_600_000, (days + 0.5) * day, (days + 5.5) * day].map(
  (after) => first + after,
);

describe("an independent reference over the journal", () => {
  let clocked: Clocked;
  let stills: readonly Still[];
  let reference: Reference;
  let figures: readonly string[];

  beforeAll(async () => {
    // The night before in each building: nothing of the month has happened yet.
    clocked = await openClocked(first);
    const { items } = await clocked.get("/api/v1/kpis");
    figures = items.map(({ id }: { readonly id: string }) => id);
    const wires = monthOf({ seed, start: first, days, ordersPerDay });
    stills = await play(clocked, wires, instants, () => pathsOf(figures, from, to), randomOf(seed + 1));
    reference = {
      entries: await clocked.journal(),
      deeds: await clocked.deeds(),
      plan: planOf(readFileSync(demoNetwork, "utf8")),
    };
  }, 1_800_000);
  afterAll(() => clocked?.close());
  /** What the server calls each cause, by the end. */
  const named = (): readonly Answer[] =>
    [...(stills.at(-1)?.answers ?? [])].flatMap(([path, { items }]) =>
      path.includes("exception-rate/documents") ? items : [],
    );

  it("agrees with every figure and every cell half way, at the end, and after late facts", () => {
    for (const still of stills) {
      const { count, differences } = compare(still, reference, from, to);
      console.log(`${new Date(still.at).toISOString()}: ${count} values compared, ${differences.length} differ`);
      expect(differences.slice(0, 40)).toEqual([]);
      expect(count).toBeGreaterThan(5_000);
    }
  });

  it("agrees with a part of the period, what came before it and what moved since, and with one building alone", async () => {
    const at = clocked.now();
    const half = new Date(first + Math.floor(days / 2) * day).toISOString().slice(0, 10);
    const answers = await askAll(clocked, pathsOf(figures, half, to));
    const { count, differences } = compare({ at, answers, naming: named() }, reference, half, to);
    console.log(`from ${half}: ${count} values compared, ${differences.length} differ`);
    expect(differences.slice(0, 40)).toEqual([]);
    const moved = [...answers].filter(([path, { moved }]) => path.includes("?by=") && moved !== null);
    expect(moved.length).toBeGreaterThan(40);
    // One building is that building's part of the whole, in figures and in the books.
    const [whole, alone] = await Promise.all(
      ["", "&warehouse=ATL"].map((more) => clocked.get(`/api/v1/kpis?from=${from}&to=${to}${more}`)),
    );
    for (const { id, numerator, denominator } of alone.items) {
      const { parts } = await clocked.get(`/api/v1/kpis/${id}?from=${from}&to=${to}&by=warehouse`);
      const part = parts.find(({ key }: Answer) => key === "ATL");
      expect([id, numerator, denominator]).toEqual([id, part?.numerator ?? 0, part?.denominator ?? 0]);
    }
    expect(alone.items).toHaveLength(whole.items.length);
  });

  it("answers yesterday as of yesterday as it was recorded yesterday", async () => {
    for (const still of stills.slice(0, -1)) {
      const asOf = new Date(still.at).toISOString();
      const paths = pathsOf(figures, from, to);
      const past = pathsOf(figures, from, to, `&asOf=${asOf}&known=then`);
      const again = await askAll(clocked, past);
      const changed = paths.flatMap((path, index) => {
        // Why something is out is told by what is known of exceptions now, and these have no past of their own.
        if (/exceptions|rows=why/.test(path)) return [];
        return changedSince(path, still.answers.get(path), again.get(past[index] ?? ""));
      });
      expect(changed.slice(0, 40)).toEqual([]);
    }
  });

  it("answers yesterday as it is known today by the same rules, and says otherwise what late facts restated", async () => {
    const known = stills.at(-1)?.at ?? 0;
    for (const still of stills.slice(0, -1)) {
      const paths = pathsOf(figures, from, to);
      const past = pathsOf(figures, from, to, `&asOf=${new Date(still.at).toISOString()}`);
      const answers = await askAll(clocked, past);
      const { count, differences } = compare({ at: still.at, known, answers, naming: named() }, reference, from, to);
      console.log(`${new Date(still.at).toISOString()} as known now: ${count} values compared`);
      expect(differences.slice(0, 40)).toEqual([]);
      // Documents that count otherwise than they were recorded, and those that are otherwise in the books.
      const restated = paths.flatMap((path, index) =>
        /documents|delayed/.test(path)
          ? changedSince(path, still.answers.get(path), answers.get(past[index] ?? ""))
          : [],
      );
      console.log(`restated: ${restated.length} values`);
      expect(restated).not.toEqual([]);
    }
  });

  it("exports what its cells hold", async () => {
    for (const side of sides) {
      const [head = [], ...rows] = csvRows(await clocked.text(`/api/v1/postings/delayed?side=${side}`, "text/csv"));
      const field = (row: readonly string[], title: string): string => row[head.indexOf(title)] ?? "";
      const tables: Answer = await clocked.get("/api/v1/postings");
      const table = tables.items.find(({ id }: Answer) => id === side);
      expect(rows.filter((row) => row.length > 1)).toHaveLength(table.total.count);
      for (const { key, total } of table.rows) {
        const own = rows.filter((row) => row.length > 1 && field(row, "warehouse") === (key ?? ""));
        const cents = own
          .filter((row) => field(row, "basis") !== "order-price" && field(row, "value") !== "")
          .reduce((sum, row) => sum + BigInt(field(row, "value").replace(".", "")), 0n);
        expect(own).toHaveLength(total.count);
        expect(cents).toBe(BigInt(total.value.replace(".", "")));
      }
    }
  });

  it("exports what its figures are made of", async () => {
    const { items } = await clocked.get(`/api/v1/kpis?from=${from}&to=${to}`);
    for (const { id, numerator, denominator } of items) {
      const path = `/api/v1/kpis/${id}/documents?from=${from}&to=${to}`;
      const [head = [], ...all] = csvRows(await clocked.text(path, "text/csv"));
      const rows = all.filter((row) => row.length > 1);
      const sum = (title: string): number => rows.reduce((total, row) => total + Number(row[head.indexOf(title)]), 0);
      expect([id, sum("numerator"), sum("denominator")]).toEqual([id, numerator, denominator]);
    }
  });

  it("turns red for one fact that is overlooked, and for one rule that is another", () => {
    const [, end] = stills;
    if (end === undefined) throw new Error("the month has not ended");
    const differ = (changed: Partial<Reference>) => compare(end, { ...reference, ...changed }, from, to).differences;
    const facts = readFacts(reference.entries, end.at, reference.plan).facts.filter(
      ({ env, failed }) => env === "" && !failed,
    );
    for (const type of [
      "shipment.confirmed",
      "invoice.posted",
      "receipt.posted",
      "bill.received",
      "order.created",
      "credit.posted",
    ]) {
      const fact = facts.find((one) => one.type === type);
      expect(differ({ forget: fact?.identity ?? "" }), `without one ${type}`).not.toEqual([]);
    }
    // Not every fact of stock decides something: one of the first that are told does.
    for (const [type, figure] of [
      ["stock.counted", "stock-agreement"],
      ["shipment.confirmed", "stock-agreement"],
      ["stock.published", "oversold-orders"],
      ["receipt.advised", "discrepancies"],
    ] as const) {
      const some = facts.filter((one) => one.type === type).slice(0, 40);
      const decides = some.some(({ identity }) => differ({ forget: identity }).some((one) => one.startsWith(figure)));
      expect([type, figure, decides]).toEqual([type, figure, true]);
    }
    const { plan } = reference;
    expect(differ({ plan: { ...plan, graceMs: 8 * 3_600_000 } }), "with another grace").not.toEqual([]);
    expect(differ({ plan: { ...plan, zone: "Asia/Tokyo" } }), "in another zone").not.toEqual([]);
    expect(
      differ({
        plan: {
          ...plan,
          rates: new Map([
            ["CAD", "0.7216"],
            ["EUR", "1.0860"],
          ]),
        },
      }),
      "at another rate",
    ).not.toEqual([]);
    expect(differ({ plan: { ...plan, adjustmentsMs: 0 } }), "with other time for adjustments").not.toEqual([]);
    const others = { ...plan, stock: { ...plan.stock, floor: "tms" } };
    expect(differ({ plan: others }), "with the counts of somebody else").not.toEqual([]);
    expect(differ({ deeds: reference.deeds.slice(1) }), "without one deed").not.toEqual([]);
  });
});
