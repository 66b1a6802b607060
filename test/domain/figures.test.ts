import { describe, expect, it } from "vitest";
import type { Contribution, StoodException } from "../../server/domain/index.ts";
import { at, byShip, created, fact, figured, floor, left, lines, released, sunday, sundayDay } from "./figured.ts";
import { hour, type Told } from "./harness.ts";

/** What it counts for, as `numerator/denominator`. */
const told = (all: readonly Contribution[]) =>
  all.map(
    ({ at: when, leftOut, numerator, denominator }) =>
      leftOut ?? `${when === null ? "waits " : ""}${numerator}/${denominator}`,
  );

describe("durations of orders", () => {
  it("KF5 count when their clock stops, and wait until then", async () => {
    const open = await figured([created("O1"), released("O1")]);
    expect(told(open.of("order-to-ship"))).toEqual(["waits 0/1"]);
    const gone = (await figured([created("O1"), released("O1"), left("O1", "S1")])).of("order-to-ship")[0];
    expect(gone).toMatchObject({
      at: at(10),
      numerator: 9 * hour,
      denominator: 1,
      warehouse: "ATL",
      flow: "pick-to-ship",
    });
    expect(gone).toMatchObject({ partner: "Halden Vet", day: sundayDay, ref: "order:*:O1" });
  });

  it("KF5 wait for the last shipment, and a voided one is none", async () => {
    const two = [
      created("O1"),
      left("O1", "S1"),
      left("O1", "S2", at(20)),
      floor("shipment.planned", at(3), { order: "O1", shipment: "S3" }),
    ];
    expect(told((await figured(two)).of("order-to-ship"))).toEqual(["waits 0/1"]);
    const voided = [...two, floor("shipment.voided", at(21), { shipment: "S3" })];
    expect(told((await figured(voided)).of("order-to-ship"))).toEqual([`${19 * hour}/1`]);
  });

  it("KF6 less waiting leaves out time on hold and time before the order may ship, once where they overlap", async () => {
    const held = [
      created("O1", at(1), { "order.ship_not_before": new Date(at(4)).toISOString() }),
      fact("order.held", at(3), { order: "O1" }),
      fact("order.freed", at(6), { order: "O1" }),
      left("O1", "S1"),
    ];
    const all = await figured(held);
    expect(told(all.of("order-to-ship"))).toEqual([`${9 * hour}/1`]);
    expect(told(all.of("order-to-ship-less-waiting"))).toEqual([`${4 * hour}/1`]);
  });

  it("KF6 held twice and freed once is one wait from the first on, and what is not freed waits until it left", async () => {
    const held = (...holds: readonly Told[]) => figured([created("O1"), ...holds, left("O1", "S1")]);
    const hold = (event: string, when: number) => fact(event, when, { order: "O1" });
    const twice = await held(hold("order.held", at(3)), hold("order.held", at(4)), hold("order.freed", at(6)));
    expect(told(twice.of("order-to-ship-less-waiting"))).toEqual([`${6 * hour}/1`]);
    const never = await held(hold("order.held", at(3)), hold("order.freed", at(4)), hold("order.held", at(8)));
    expect(told(never.of("order-to-ship-less-waiting"))).toEqual([`${6 * hour}/1`]);
  });

  it("KF7 floor time and message time are all of a duration", async () => {
    const all = await figured([
      created("O1"),
      released("O1"),
      floor("order.acknowledged", at(5), { order: "O1" }),
      left("O1", "S1"),
    ]);
    expect(all.of("internal-cycle")[0]).toMatchObject({ numerator: 8 * hour, messageMs: 3 * hour, floorMs: 5 * hour });
    const untold = (await figured([created("O1"), released("O1"), left("O1", "S1")])).of("internal-cycle")[0];
    expect(untold).toMatchObject({ numerator: 8 * hour, messageMs: null, floorMs: null });
  });

  it("KF4 what is known to the day, or ended before it began, is left out and counted", async () => {
    const day = { attributes: { "business.occurred_at": "2026-11-02" } };
    expect(told((await figured([created("O1"), left("O1", "S1", at(30), day)])).of("order-to-ship"))).toEqual([
      "date-only",
    ]);
    expect(
      told((await figured([created("O1", at(11)), released("O1"), left("O1", "S1")])).of("order-to-ship")),
    ).toEqual(["early"]);
  });

  it("KF3 a cancelled order, and one first heard of under way, count in none", async () => {
    const cancelled = await figured([
      created("O1"),
      left("O1", "S1"),
      fact("order.cancelled", at(12), { order: "O1" }),
    ]);
    expect(cancelled.of("order-to-ship")).toEqual([]);
    const joined = await figured([floor("pick.confirmed", at(0), { order: "O1" }), created("O1"), left("O1", "S1")]);
    expect(joined.of("order-to-ship")).toEqual([]);
  });

  it("KF5 delivery is the customer's, by the order or by each shipment", async () => {
    const ship = [created("O1"), left("O1", "S1"), left("O1", "S2")];
    const one = [...ship, fact("shipment.delivered", at(30), { shipment: "S1" }, { system: "tms" })];
    expect(told((await figured(one)).of("order-cycle"))).toEqual(["waits 0/1"]);
    const both = [...one, fact("shipment.delivered", at(40), { shipment: "S2" }, { system: "tms" })];
    expect(told((await figured(both)).of("order-cycle"))).toEqual([`${39 * hour}/1`]);
  });
});

describe("fill rate", () => {
  const ordered = created("O1", at(1), lines(["A", "10"], ["B", "2.5"], ["A", "5"]));
  const rates = async (facts: readonly Told[]) => {
    const all = await figured(facts);
    return ["fill-unit", "fill-line", "fill-order"].flatMap((figure) => told(all.of(figure)));
  };

  it("KF8 counts the first shipment only, in exact units, lines and orders", async () => {
    const first = left("O1", "S1", at(10), { attributes: lines(["A", "12"], ["B", "2.5"]) });
    const second = left("O1", "S2", at(20), { attributes: lines(["A", "3"]) });
    expect(await rates([ordered, first, second])).toEqual(["145000/175000", "2/3", "0/1"]);
    const whole = left("O1", "S1", at(10), { attributes: lines(["A", "15"], ["B", "2.50"]) });
    expect(await rates([ordered, whole])).toEqual(["175000/175000", "3/3", "1/1"]);
  });

  it("KF8 more than was ordered fills no more, and two shipments of one instant are the first", async () => {
    const more = left("O1", "S1", at(10), { attributes: lines(["A", "99"]) });
    const beside = left("O1", "S2", at(10), { attributes: lines(["B", "1"]) });
    expect(await rates([ordered, more, beside])).toEqual(["160000/175000", "2/3", "0/1"]);
  });

  it.each([
    ["lines that were not told", {}],
    ["another unit of measure", lines(["A", "1", "CS"])],
    ["a quantity finer than can be kept", lines(["A", "1.00001"])],
  ])("KF8 %s leave the order out", async (_what, attributes) => {
    expect(await rates([ordered, left("O1", "S1", at(10), { attributes })])).toEqual([
      "not-told",
      "not-told",
      "not-told",
    ]);
  });

  it("KF8 a first shipment of several orders says nothing of one", async () => {
    const shared = floor(
      "shipment.confirmed",
      at(10),
      { order: ["O1", "O2"], shipment: "S1" },
      { attributes: lines(["A", "15"]) },
    );
    expect(await rates([ordered, shared])).toEqual(["not-told", "not-told", "not-told"]);
  });

  it("KF8 what is changed by then is ordered, what is changed later is not", async () => {
    const changed = (when: number) => fact("order.changed", when, { order: "O1" }, { attributes: lines(["A", "4"]) });
    const first = left("O1", "S1", at(10), { attributes: lines(["A", "4"]) });
    expect(await rates([ordered, first, changed(at(9))])).toEqual(["40000/40000", "1/1", "1/1"]);
    expect(await rates([ordered, first, changed(at(11))])).toEqual(["40000/175000", "0/3", "0/1"]);
  });
});

describe("how orders leave", () => {
  const due = created("O1", at(1), byShip(at(12)));

  it("KF9 on time is by its planned time, to the instant, and counts on that day", async () => {
    expect(told((await figured([due, left("O1", "S1", at(12))])).of("on-time-shipment"))).toEqual(["1/1"]);
    expect(told((await figured([due, left("O1", "S1", at(12) + 1)])).of("on-time-shipment"))).toEqual(["0/1"]);
    const one = (await figured([due])).of("on-time-shipment")[0];
    expect(one).toMatchObject({ at: at(12), day: sundayDay, numerator: 0, denominator: 1, awaits: true });
  });

  it("KF9 a date is kept until it ends, where it ships from", async () => {
    const dated = created("O1", at(1), { "order.ship_by": "2026-11-02" });
    const named = { ...dated, keys: { order: "O1", warehouse: "ATL" } };
    // Sunday has 25 hours, and Monday ends 49 after its beginning.
    expect(told((await figured([named, left("O1", "S1", at(49) - 1)])).of("on-time-shipment"))).toEqual(["1/1"]);
    expect(told((await figured([named, left("O1", "S1", at(49))])).of("on-time-shipment"))).toEqual(["0/1"]);
    const itself = { ...named, attributes: { "order.ship_by": "2026-11-01" } };
    expect(told((await figured([itself, left("O1", "S1", at(25) - 1)])).of("on-time-shipment"))).toEqual(["1/1"]);
    expect(told((await figured([itself, left("O1", "S1", at(25))])).of("on-time-shipment"))).toEqual(["0/1"]);
  });

  it("KF9 on hold when it passed is left out, cancelled before it is none, cancelled after it was late", async () => {
    const held = fact("order.held", at(11), { order: "O1" });
    expect(told((await figured([due, held])).of("on-time-shipment"))).toEqual(["on-hold"]);
    expect(told((await figured([due, held, left("O1", "S1", at(11, 30))])).of("on-time-shipment"))).toEqual(["1/1"]);
    const after = fact("order.held", at(12, 1), { order: "O1" });
    expect(told((await figured([due, after])).of("on-time-shipment"))).toEqual(["0/1"]);
    const cancelled = (when: number) => fact("order.cancelled", when, { order: "O1" });
    expect(told((await figured([due, cancelled(at(12))])).of("on-time-shipment"))).toEqual([]);
    const late = (await figured([due, cancelled(at(13))])).of("on-time-shipment")[0];
    expect(late).toMatchObject({ numerator: 0, denominator: 1, awaits: false });
  });

  it("KF23 saved is what was blocked, taken, and left as planned; missed what was blocked and did not", async () => {
    const stood = (acknowledgedAt: number | null, openedAt = at(4), object = "order:*:O1"): StoodException => ({
      number: 1,
      family: "labels",
      object,
      openedAt,
      acknowledgedAt,
      resolvedAt: null,
    });
    const saved = async (one: StoodException, ...more: readonly Told[]) =>
      told((await figured([due, ...more], [one])).of("saved-before-cutoff"));
    const inTime = left("O1", "S1", at(11));
    expect(await saved(stood(at(5)), inTime)).toEqual(["1/1"]);
    expect(await saved(stood(null), inTime)).toEqual([]);
    expect(await saved(stood(at(11, 30)), inTime)).toEqual([]);
    expect(await saved(stood(at(5)), left("O1", "S1", at(13)))).toEqual(["0/1"]);
    expect(await saved(stood(null))).toEqual(["0/1"]);
    expect(await saved(stood(at(5), at(4), "order:*:O2"), inTime)).toEqual([]);
    expect(await saved(stood(at(12, 30), at(12, 15)), left("O1", "S1", at(13)))).toEqual([]);
    expect(await saved(stood(at(5)), fact("order.held", at(6), { order: "O1" }))).toEqual([]);
  });

  it("KF10 split is more than one shipment that was not voided", async () => {
    const two = [created("O1"), left("O1", "S1"), left("O1", "S2", at(11))];
    expect(told((await figured(two)).of("split-shipment"))).toEqual(["1/1"]);
    const voided = [...two, floor("shipment.voided", at(12), { shipment: "S2" })];
    expect(told((await figured(voided)).of("split-shipment"))).toEqual(["0/1"]);
  });

  it("KF10 another site is another than the first that it was given to", async () => {
    const given = [created("O1"), released("O1"), fact("order.reallocated", at(5), { order: "O1", warehouse: "RNO" })];
    const reno = fact(
      "shipment.confirmed",
      at(9),
      { order: "O1", shipment: "S1", warehouse: "RNO" },
      { system: "wms-rno" },
    );
    const moved = (await figured([...given, reno])).of("other-site")[0];
    expect(moved).toMatchObject({ numerator: 1, denominator: 1, warehouse: "ATL" });
    expect(told((await figured([...given, left("O1", "S1")])).of("other-site"))).toEqual(["0/1"]);
    expect(told((await figured([created("O1"), left("O1", "S1")])).of("other-site"))).toEqual(["not-told"]);
  });
});

describe("goods that come in", () => {
  const receipt = (event: string, when: number, system = "wms-atl"): Told =>
    floor(event, when, { receipt: "RC1", partner: "Lund Plastics" }, { system });
  const arrived = receipt("receipt.arrived", at(1));
  const confirmed = receipt("receipt.confirmed", at(3));
  const away = receipt("receipt.put-away", at(5));

  it("KF11 are in stock once they are put away and the ERP has them; the rest is a message", async () => {
    expect(told((await figured([arrived, confirmed, away])).of("dock-to-stock"))).toEqual(["waits 0/1"]);
    const all = await figured([arrived, confirmed, away, receipt("receipt.posted", at(7), "erp")]);
    expect(all.of("dock-to-stock")[0]).toMatchObject({ numerator: 6 * hour, floorMs: 4 * hour, messageMs: 2 * hour });
    expect(all.of("dock-to-stock")[0]).toMatchObject({ partner: "Lund Plastics", warehouse: "ATL", at: at(7) });
    expect(told(all.of("receipt-to-stock"))).toEqual([`${4 * hour}/1`]);
  });

  it("KF11 posted before it was put away, all of it is floor time", async () => {
    const all = await figured([arrived, confirmed, away, receipt("receipt.posted", at(4), "erp")]);
    expect(all.of("dock-to-stock")[0]).toMatchObject({ numerator: 4 * hour, floorMs: 4 * hour, messageMs: 0 });
  });

  it("KF11 without an arrival there is the second figure only", async () => {
    const all = await figured([confirmed, away, receipt("receipt.posted", at(7), "erp")]);
    expect(told(all.of("dock-to-stock"))).toEqual([]);
    expect(told(all.of("receipt-to-stock"))).toEqual([`${4 * hour}/1`]);
  });
});

describe("invoices", () => {
  const ship = [created("O1"), released("O1"), left("O1", "S1")];
  const invoice = (event: string, when: number, more: Told["keys"] = { order: "O1", shipment: "S1" }): Told =>
    fact(event, when, { invoice: "I1", ...more });

  it("KF12 order to invoice waits for an invoice of all that left", async () => {
    const both = [...ship, left("O1", "S2", at(11)), invoice("invoice.posted", at(20))];
    expect(told((await figured(both)).of("order-to-invoice"))).toEqual(["waits 0/1"]);
    const second = fact("invoice.posted", at(22), { invoice: "I2", shipment: "S2", order: "O1" });
    expect(told((await figured([...both, second])).of("order-to-invoice"))).toEqual([`${21 * hour}/1`]);
    expect(
      told((await figured([...ship, invoice("invoice.posted", at(21), { order: "O1" })])).of("order-to-invoice")),
    ).toEqual([`${20 * hour}/1`]);
  });

  it("KF12 the way into the WMS and the goods issue are message time", async () => {
    const all = await figured([
      ...ship,
      floor("order.acknowledged", at(3), { order: "O1" }),
      fact("shipment.posted", at(14), { shipment: "S1" }),
      invoice("invoice.posted", at(21)),
    ]);
    expect(all.of("order-to-invoice")[0]).toMatchObject({
      numerator: 20 * hour,
      messageMs: 5 * hour,
      floorMs: 15 * hour,
    });
  });

  it("KF13 days are calendar days of the ledger: a second across midnight is one", async () => {
    const midnight = sunday + 20 * hour;
    const days = async (leaves: number, posted: number) =>
      told(
        (await figured([created("O1"), left("O1", "S1", leaves), invoice("invoice.posted", posted)])).of("ledger-days"),
      );
    expect(await days(midnight - 1000, midnight)).toEqual(["1/1"]);
    expect(await days(midnight, midnight + 23 * hour)).toEqual(["0/1"]);
    expect(await days(midnight, midnight - 1000)).toEqual(["early"]);
  });

  it("KF13 what left unbilled waits itself, then its invoice does until it is sent", async () => {
    const unbilled = (await figured(ship)).of("invoice-days");
    expect(unbilled.map(({ ref, at: when }) => [ref, when])).toEqual([["shipment:*:S1", null]]);
    const posted = await figured([...ship, invoice("invoice.posted", at(19))]);
    expect(posted.of("invoice-days").map(({ ref, at: when }) => [ref, when])).toEqual([["invoice:*:I1", null]]);
    expect(told(posted.of("ledger-days"))).toEqual(["0/1"]);
    const sent = await figured([...ship, invoice("invoice.posted", at(20)), invoice("invoice.sent", at(60))]);
    expect(told(sent.of("invoice-days"))).toEqual(["2/1"]);
  });

  it("KF13 in time is by the step that awaits the invoice, on the day on which it was due", async () => {
    const due = async (more: readonly Told[]) => (await figured([...ship, ...more])).of("invoice-on-time");
    expect(await due([])).toMatchObject([{ ref: "shipment:*:S1", at: at(14), numerator: 0, awaits: true }]);
    expect(await due([invoice("invoice.posted", at(14))])).toMatchObject([{ at: at(14), numerator: 1, awaits: false }]);
    expect(await due([invoice("invoice.posted", at(15))])).toMatchObject([{ at: at(14), numerator: 0, awaits: false }]);
  });

  it("KF14 right the first time is neither rejected, corrected nor cancelled, and a failed posting is none of it", async () => {
    const right = async (more: readonly Told[]) =>
      told((await figured([...ship, invoice("invoice.posted", at(20)), ...more])).of("first-time-right"));
    expect(await right([])).toEqual(["1/1"]);
    expect(await right([{ ...invoice("invoice.posted", at(19)), failed: "locked" }])).toEqual(["1/1"]);
    for (const event of ["invoice.rejected", "invoice.corrected", "invoice.cancelled"])
      expect(await right([invoice(event, at(40))])).toEqual(["0/1"]);
  });
});

describe("discrepancies", () => {
  const disagreeing = (all: readonly Contribution[]) =>
    all.filter(({ numerator }) => numerator > 0).map(({ ref, day, warehouse }) => [ref, day, warehouse]);
  const priced = (sku: string, quantity: string, unitPrice: string, currency = "USD", uom = "EA") => ({
    "business.lines": JSON.stringify([{ line: "1", sku, quantity, uom, unitPrice }]),
    "business.currency": currency,
  });
  const invoiced = (attributes: NonNullable<Told["attributes"]>): Told =>
    fact("invoice.posted", at(12), { order: "O1", shipment: "S1", invoice: "I1", warehouse: "ATL" }, { attributes });

  it("KF27 an invoice at another price than ordered is one, whatever left, and one at the same price is none", async () => {
    const order = created("O1", at(1), priced("A", "10", "2.50"));
    const gone = left("O1", "S1", at(10), { attributes: lines(["A", "10"]) });
    const of = async (...more: readonly Told[]) => disagreeing((await figured([order, ...more])).of("discrepancies"));
    expect(await of(gone, invoiced(priced("A", "10", "2.50")))).toEqual([]);
    expect(await of(gone, invoiced(priced("A", "10", "2.51")))).toEqual([["invoice:*:I1", sundayDay, "ATL"]]);
    expect(await of(gone, invoiced(priced("A", "10", "2.50", "EUR")))).toHaveLength(1);
    expect(await of(gone, invoiced(priced("A", "9", "2.50")))).toHaveLength(1);
    // Without prices, or for an item that was not ordered, there is nothing to hold it against.
    expect(await of(gone, invoiced(lines(["A", "10"])))).toEqual([]);
    expect(await of(invoiced(priced("B", "1", "2.51")))).toEqual([]);
    // A box has a price of its own.
    expect(await of(gone, invoiced(priced("A", "1", "30.00", "USD", "BX")))).toEqual([]);
  });

  it("KF16 KF27 an invoice is of the building that the last of its goods left from, and what was voided never left", async () => {
    const west = { system: "wms-rno", attributes: lines(["A", "4"]) };
    const both = [
      left("O1", "S1", at(10), { attributes: lines(["A", "10"]) }),
      fact("shipment.confirmed", at(20), { order: "O2", shipment: "S2", warehouse: "RNO" }, west),
    ];
    const invoice = (quantity: string): Told =>
      fact("invoice.posted", at(30), { shipment: ["S1", "S2"], invoice: "I1" }, { attributes: lines(["A", quantity]) });
    const of = async (...told: readonly Told[]) => disagreeing((await figured(told)).of("discrepancies"));
    expect(await of(...both, invoice("14"))).toEqual([]);
    expect(await of(...both, invoice("13"))).toEqual([["invoice:*:I1", sundayDay + 1, "RNO"]]);
    const voided = fact("shipment.voided", at(21), { shipment: "S2", warehouse: "RNO" }, { system: "wms-rno" });
    expect(await of(...both, voided, invoice("10"))).toEqual([]);
    expect(await of(...both, voided, invoice("14"))).toEqual([["invoice:*:I1", sundayDay + 1, "ATL"]]);
  });

  it("KF27 what is put right or cancelled since is none, and goods on two invoices are held against neither", async () => {
    const gone = [created("O1"), left("O1", "S1", at(10), { attributes: lines(["A", "10"]) })];
    const wrong = [...gone, invoiced(lines(["A", "9"]))];
    const of = async (told: readonly Told[]) => disagreeing((await figured(told)).of("discrepancies"));
    const corrected = fact("invoice.corrected", at(20), { invoice: "I1" }, { attributes: lines(["A", "10"]) });
    expect(await of(wrong)).toHaveLength(1);
    expect(await of([...wrong, corrected])).toEqual([]);
    expect(await of([...wrong, fact("invoice.cancelled", at(20), { invoice: "I1" })])).toEqual([]);
    expect(await of([...wrong, fact("invoice.posted", at(13), { shipment: "S1", invoice: "I2" })])).toEqual([]);
  });

  it("KF27 a receipt counted otherwise than advised is one on the day of its count, for each thousand orders", async () => {
    const receipt = { receipt: "R1", warehouse: "ATL" };
    const advised = fact("receipt.advised", at(1), receipt, { attributes: lines(["A", "4"], ["B", "1"]) });
    const found = (...counted: readonly (readonly [sku: string, quantity: string, uom?: string])[]) =>
      floor("receipt.confirmed", at(30), receipt, { attributes: lines(...counted) });
    const of = async (told: readonly Told[]) => (await figured(told)).of("discrepancies");
    expect(disagreeing(await of([advised, found(["A", "4"], ["B", "1"])]))).toEqual([]);
    expect(disagreeing(await of([advised, found(["A", "1"], ["B", "1"], ["A", "3"])]))).toEqual([]);
    expect(disagreeing(await of([advised, found(["A", "4"])]))).toEqual([["receipt:*:R1", sundayDay + 1, "ATL"]]);
    expect(disagreeing(await of([advised, found(["A", "4", "CS"])]))).toEqual([]);
    expect(told(await of([advised, found(["A", "4"]), created("O1")]))).toEqual(["0/1", "1/0"]);
  });
});
