import { describe, expect, test } from "vitest";
import type { Attributes, AttributeValue, Source } from "../../collectors/kit/index.ts";
import { adoptable, check, compile, expand, hashOf, networkOf, openNetwork } from "../../server/config/index.ts";
import { dueAt } from "../../server/domain/index.ts";
import { demoText, fileOf, houseText, networkOfText, withSections } from "./files.ts";

const at = Date.parse("2026-11-18T12:00:00Z");
const resource = (attributes: Record<string, AttributeValue>): Attributes => new Map(Object.entries(attributes));
const sourceOf = (system: string): Source => ({ system, declared: true, service: system, environment: "" });

describe("steps", () => {
  const network = networkOfText(demoText);
  const step = (flow: string, id: string) => {
    const found = network.steps.find((one) => one.flow === flow && one.id === id);
    if (found === undefined) throw new Error(`no step ${flow}.${id}`);
    return found;
  };

  test("look for B where it is told: on the object itself, or on linked ones of its kind", () => {
    expect(step("order-to-ship", "pick").via).toBeNull();
    expect(step("order-to-ship", "ship").via).toBe("shipment");
    const derived = networkOfText(
      withSections(
        "flows: [{ id: f, object: order, steps: [{ id: s, after: order.released, expect: invoice.posted, within: 1h }] }]",
      ),
    );
    expect(derived.steps[0]).toMatchObject({
      via: "invoice",
      from: null,
      warmUp: 3_600_000,
      repeat: "first",
      mode: "tell",
      calendar: null,
    });
    expect(network.stepsByVia.get("shipment")?.map(({ flow, id }) => `${flow}.${id}`)).toEqual([
      "order-to-ship.label",
      "order-to-ship.ship",
      "order-to-ship-3pl.ship",
    ]);
    expect(network.stepsByObject.get("transfer")?.map(({ id }) => id)).toEqual(["approve", "send", "receive"]);
  });

  test("clocks of orders stop for a hold, and for a future date where the floor is awaited", () => {
    expect(step("order-to-ship", "acknowledge").pausedBy).toEqual(["hold"]);
    expect(step("order-to-ship", "pick").pausedBy).toEqual(["hold", "future-date"]);
    expect(step("order-to-ship", "ship").pausedBy).toEqual(["hold", "future-date"]);
    expect(step("ship-to-invoice", "invoice").pausedBy).toEqual([]);
  });

  test("a calendar without a zone is each building's, one with a zone is one", () => {
    const pick = step("order-to-ship", "pick");
    const seattle = pick.calendars?.get("SEA")?.edges ?? [];
    const atlanta = pick.calendars?.get("ATL")?.edges ?? [];
    const nine = Date.parse("2026-11-18T10:30:00Z");
    const isOpen = (edges: readonly number[], instant: number) => edges.findIndex((edge) => edge > instant) % 2 === 1;
    expect([isOpen(atlanta, nine), isOpen(seattle, nine)]).toEqual([true, false]);
    expect(step("return-to-credit", "credit").calendars).toBeUndefined();
    expect(step("return-to-credit", "credit").calendar?.id).toBe("office-hours");
    expect(step("order-to-ship", "acknowledge")).toMatchObject({ calendar: null });
  });

  test("`calendar: warehouse` follows the calendar that each warehouse names", () => {
    const { steps } = networkOfText(
      withSections(`warehouses: [{ id: A, calendar: day }, { id: B, calendar: night, timezone: Asia/Kathmandu }, { id: C }]
calendars: [{ id: day, hours: { mon-sun: "08:00-16:00" } }, { id: night, hours: { mon-sun: "22:00-06:00" } }]
flows: [{ id: f, object: order, steps: [{ id: s, after: order.released, expect: order.acknowledged, within: 1h, calendar: warehouse }] }]`),
    );
    expect([...(steps[0]?.calendars ?? [])].map(([id, calendar]) => [id, calendar.id])).toEqual([
      ["A", "day"],
      ["B", "night"],
    ]);
    expect(steps[0]?.calendar).toBeNull();
  });

  test("hold at the warehouses of their flow", () => {
    expect([...(step("order-to-ship-3pl", "ship").warehouses ?? [])]).toEqual(["RNO", "SAV"]);
    expect(step("ship-to-invoice", "invoice").warehouses).toBeUndefined();
  });

  test("origins are told, or what starts a step and none awaits", () => {
    expect([...(network.origins.get("order") ?? [])]).toEqual(["order.created", "order.released"]);
    const house = networkOfText(houseText);
    expect([...(house.origins.get("order") ?? [])]).toEqual(["order.acknowledged"]);
    expect([...(house.origins.get("shipment") ?? [])]).toEqual([]);
  });
});

describe("partners", () => {
  test("say whom to ask, when and in which language, and what they run", () => {
    const { partners, systems } = networkOfText(
      withSections(`systems: [{ id: a, kind: 3pl, partner: p }, { id: b, kind: edi }]
partners:
  - id: p
    name: Sierra
    contact: { mail: edi@sierra.example, phone: "+1 775" }
    timezone: America/Los_Angeles
    hours: { mon-fri: "06:00-18:00" }
    holidays: ["2026-11-26"]
    language: es
    systems: [b]
  - { id: q, name: Other }`),
    );
    expect(partners.get("p")).toMatchObject({
      name: "Sierra",
      contact: { mail: "edi@sierra.example", phone: "+1 775", person: null },
      timezone: "America/Los_Angeles",
      language: "es",
      systems: ["b", "a"],
    });
    expect(systems.get("b")?.partner).toBe("p");
    const wednesday = Date.parse("2026-11-25T17:30:00-08:00");
    // Half an hour of that day, no Thursday, and the rest on Friday morning.
    expect(dueAt(partners.get("p")?.hours ?? null, wednesday, 3_600_000)).toBe(Date.parse("2026-11-27T06:30:00-08:00"));
    expect(partners.get("q")).toMatchObject({ timezone: "America/New_York", language: "en", hours: null, systems: [] });
  });

  test("a network that was expanded before partners had hours is read again without them", () => {
    const text = withSections('partners: [{ id: p, name: Sierra, hours: { mon-fri: "06:00-18:00" } }]');
    const found = adoptable(text, Date.UTC(2026, 10, 19));
    if (!found.ok) throw new Error("it cannot be adopted");
    const { partners: _, ...before } = found.expansions;
    expect(networkOf(text, before).partners.get("p")?.hours).toBe(null);
    expect(networkOf(text, found.expansions).partners.get("p")?.hours?.edges.length).toBeGreaterThan(100);
  });
});

describe("routing and severity", () => {
  const network = networkOfText(
    withSections("")
      .replace(
        "{ to: ops }",
        `
  to: ops
  routes:
    - match: { warehouse: ATL, kind: [failed-event, missing-event], minValue: 50000.5, system: wms }
      acknowledge: 5m
      routes: [{ match: { customerTier: gold }, to: ops, severity: critical }]`,
      )
      .concat(
        "warehouses: [{ id: ATL }]\nsystems: [{ id: wms-a, kind: wms }, { id: wms-b, kind: wms, match: { x: y } }]\n",
      ),
  );

  test("the tree says in words what it matches", () => {
    expect(network.routing).toMatchObject({
      label: "root",
      match: [],
      to: "ops",
      acknowledge: 1_800_000,
      resolve: 14_400_000,
    });
    const [node] = network.routing.routes;
    expect(node).toMatchObject({
      label: "warehouse ATL, kind failed-event or missing-event, system wms, value from 50,000.5 USD",
      to: null,
      acknowledge: 300_000,
    });
    expect(node?.match).toEqual([
      { field: "warehouse", values: ["ATL"] },
      { field: "kind", values: ["failed-event", "missing-event"] },
      { field: "system", values: ["wms-a", "wms-b"] },
      { field: "minValue", values: ["50000.5"] },
    ]);
    expect(node?.routes[0]).toMatchObject({ label: "customer tier gold", to: "ops", severity: "critical" });
  });

  test("the table that applies when none is given", () => {
    expect(
      network.severity.map(({ label, gives, minMinor, withinCutoff }) => [label, gives, minMinor, withinCutoff]),
    ).toEqual([
      ["the flow's criticality is high", "high", null, null],
      ["the flow's criticality is medium", "medium", null, null],
      ["the flow's criticality is low", "low", null, null],
      ["no flow says how critical it is", "medium", null, null],
      ["the cutoff is 1h or less away, or has passed", "raise", null, 3_600_000],
      ["50,000 USD or more held up", "raise", 5_000_000, null],
    ]);
  });

  test("money follows its currency", () => {
    expect([
      network.minorUnits("USD"),
      network.minorUnits("JPY"),
      network.minorUnits("KWD"),
      network.minorUnits("XXX"),
    ]).toEqual([100, 1, 1000, 100]);
  });
});

describe("the network as a whole", () => {
  test("the open network discovers, has one team, and promises nothing", () => {
    const network = openNetwork();
    expect(network).toMatchObject({
      open: true,
      hash: hashOf(""),
      steps: [],
      routing: { label: "root", to: "operations", routes: [] },
    });
    expect([...network.teams.values()]).toEqual([{ id: "operations", name: "Operations", people: [] }]);
    expect(network.reading.sourceOf(resource({ "service.name": "orders" }))).toMatchObject({
      system: "orders",
      declared: false,
    });
    expect(network.reading.keyOf(sourceOf("orders"), "order.id")?.kind).toBe("order");
    expect(network.offsetAt("UTC", at)).toBe(0);
  });

  test("a ruling's text and expansions give the same network again, after JSON", () => {
    const told = adoptable(demoText, at);
    if (!told.ok) throw new Error("refused");
    const again = networkOf(demoText, JSON.parse(JSON.stringify(told.expansions)));
    const data = (network: typeof again) =>
      JSON.stringify([
        network.hash,
        network.steps,
        [...network.systems],
        [...network.warehouses],
        network.routing,
        network.severity,
      ]);
    expect(data(again)).toBe(data(told.network));
    expect(again.hash).toBe(hashOf(demoText));
    expect(networkOf("", null).open).toBe(true);
    expect(() => networkOf("nonsense: 1", told.expansions)).toThrow(/cannot be read again/);
    expect(() => networkOf(demoText, {})).toThrow(/expansions/);
    const other = expand(fileOf(withSections("")), at);
    expect(() => compile(fileOf(demoText), other, "x")).toThrow(/another file/);
  });

  test("a truck's appointment is the last such time before it goes, by the clock of its building", () => {
    const text = withSections(`warehouses:
  - id: ATL
    timezone: America/New_York
    departures:
      - { carrier: Estes, at: "18:30", doors: ["14", "15"], appointment: "18:15" }
      - { at: "00:30", appointment: "23:45" }
      - { carrier: UPS, at: "03:30", appointment: "00:30" }`);
    const { warehouses } = networkOfText(text);
    const trucks = warehouses.get("ATL")?.departures ?? [];
    const on = (date: string, carrier: string | null) =>
      trucks.find((one) => one.carrier === carrier && new Date(one.at).toISOString().startsWith(date));
    const wait = (truck: (typeof trucks)[number] | undefined) =>
      ((truck?.at ?? 0) - (truck?.appointmentAt ?? 0)) / 60_000;
    expect(on("2026-11-18", "Estes")?.doors).toEqual(["14", "15"]);
    expect(wait(on("2026-11-18", "Estes"))).toBe(15);
    expect(wait(on("2026-11-18", null))).toBe(45);
    // The clock is put back at two: three hours on the wall are four.
    expect(wait(on("2026-11-01", "UPS"))).toBe(240);
    expect(trucks.some((one) => one.carrier === null && "doors" in one)).toBe(false);
  });

  test("offsets follow the zone, and departures are sorted with their carriers", () => {
    const network = networkOfText(demoText);
    expect(network.offsetAt("America/Los_Angeles", Date.parse("2026-07-01T00:00:00Z"))).toBe(-420);
    expect(network.offsetAt("America/Los_Angeles", at)).toBe(-480);
    const departures = network.warehouses.get("ATL")?.departures ?? [];
    const today = departures.filter((one) => one.at > at && one.at < at + 86_400_000);
    expect(today.map(({ carrier, service }) => `${carrier} ${service}`)).toEqual([
      "Corvus Parcel ground",
      "Piedmont Freight LTL",
      "Corvus Parcel ground",
      "Corvus Parcel ground",
      "Halcyon Air next day air",
      "Corvus Parcel regional",
      "Piedmont Freight LTL",
      "Corvus Parcel night line-haul",
    ]);
    expect(network.systems.get("3pl-reno")).toMatchObject({
      kind: "3pl",
      warehouse: "RNO",
      partner: "sierra-fulfilment",
      presence: "complete",
      watch: false,
      delivers: { grace: 1_200_000 },
    });
  });

  test("names are read as word lists, with `business` kept", () => {
    const { wordsOf } = openNetwork();
    expect([wordsOf("app.business.occurredAt"), wordsOf("business.occurred_at"), wordsOf("orderShipBy")]).toEqual([
      "business.occurred.at",
      "business.occurred.at",
      "order.ship.by",
    ]);
  });

  test("expanding and compiling the demo's network takes less than two seconds", () => {
    const began = performance.now();
    expect(adoptable(demoText, at).ok && check(demoText).ok).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
