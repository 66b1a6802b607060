import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attributes, AttributeValue, Observation, RecordView, Source } from "../../collectors/kit/index.ts";
import { environmentName } from "../../server/config/compile/reading.ts";
import { normalise } from "../../server/domain/normalise.ts";
import { networkOfText, withSections } from "./files.ts";

const at = Date.parse("2026-11-18T12:00:00Z");
const resource = (attributes: Record<string, AttributeValue>): Attributes => new Map(Object.entries(attributes));
const sourceOf = (system: string): Source => ({ system, declared: true, service: system, environment: "" });

function viewOf(attributes: Record<string, AttributeValue>, over: Partial<RecordView> = {}): RecordView {
  const found = resource(attributes);
  return {
    signal: "trace",
    source: sourceOf("wms-atl"),
    name: "POST /ship",
    failed: false,
    attribute: (name) => found.get(name),
    ...over,
  };
}

function observationOf(attributes: Record<string, AttributeValue>, over: Partial<Observation> = {}): Observation {
  return {
    identity: "0".repeat(32),
    variant: "0".repeat(16),
    signal: "trace",
    source: sourceOf("wms-atl"),
    name: "POST /ship",
    traceId: null,
    spanId: null,
    parentSpanId: null,
    startNanos: BigInt(at) * 1_000_000n,
    endNanos: BigInt(at) * 1_000_000n,
    failed: false,
    error: null,
    attributes: resource(attributes),
    resource: new Map(),
    keys: [],
    ...over,
  };
}

describe("who sent a record", () => {
  const { reading } = networkOfText(
    withSections(`systems:
  - { id: erp, kind: erp, match: { service.name: netsuite-bridge } }
  - { id: wms, kind: wms, match: { service.name: ["wms-*", legacy-wms], site: 7 } }
  - { id: plain, kind: shop }
environments: [prod, live]`),
  );

  test("by exact value, list and star, all of them; a system without a match by its id", () => {
    expect(reading.sourceOf(resource({ "service.name": "netsuite-bridge" }))).toEqual({
      system: "erp",
      declared: true,
      service: "netsuite-bridge",
      environment: "",
    });
    expect(reading.sourceOf(resource({ "service.name": "wms-atl", site: 7 })).system).toBe("wms");
    expect(reading.sourceOf(resource({ "service.name": "legacy-wms", site: "7" })).system).toBe("wms");
    expect(reading.sourceOf(resource({ "service.name": "plain" }))).toMatchObject({ system: "plain", declared: true });
  });

  test("strangers are discovered under their name, and never taken for a declared system", () => {
    expect(reading.sourceOf(resource({ "service.name": "wms-atl" }))).toEqual({
      system: "wms-atl",
      declared: false,
      service: "wms-atl",
      environment: "",
    });
    expect(reading.sourceOf(resource({}))).toEqual({
      system: "unknown",
      declared: false,
      service: "",
      environment: "",
    });
    expect(reading.sourceOf(resource({ "service.name": "erp" }))).toMatchObject({
      system: "undeclared:erp",
      declared: false,
    });
  });

  test("environments that do not count are named apart", () => {
    const environment = (name: string) =>
      reading.sourceOf(resource({ "deployment.environment.name": name })).environment;
    expect([
      environment("prod"),
      environment("LIVE"),
      environment(""),
      environment("qa"),
      environment("production"),
    ]).toEqual(["", "", "", "qa", "production"]);
    expect(reading.sourceOf(resource({ "deployment.environment": "qa" })).environment).toBe("qa");
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (name) => {
        expect(environmentName(name)).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      }),
    );
  });
});

describe("which attributes are keys", () => {
  const { reading } = networkOfText(
    withSections(`systems: [{ id: shop, kind: shop }, { id: erp, kind: erp }]
aliases:
  - { attribute: order.id, system: shop, key: order, issuer: shop }
  - { attribute: wmsOrdNum, key: order }
  - { attribute: legacy.ref, key: shipment }
  - { attribute: legacy.ref, system: erp, key: invoice }`),
  );
  const kind = (name: string, system = "erp") => reading.keyOf(sourceOf(system), name);

  test("every name of the contract, by word list", () => {
    const names: Record<string, string> = {
      "order.id": "order",
      "app.order.id": "order",
      "sales_order.id": "order",
      "order.number": "order",
      orderId: "order",
      ORDER_ID: "order",
      "business.order.id": "order",
      "shipment.id": "shipment",
      "delivery.id": "shipment",
      "app.shipping.tracking.id": "shipment",
      "invoice.id": "invoice",
      "invoice.number": "invoice",
      "warehouse.id": "warehouse",
      "warehouse.code": "warehouse",
      "transfer.id": "transfer",
      "return.id": "return",
      "rma.id": "return",
      "receipt.id": "receipt",
      "asn.id": "receipt",
      "purchase_order.id": "purchase-order",
      "po.number": "purchase-order",
      "load.id": "load",
      "bill_of_lading.number": "load",
      "bol.number": "load",
      "pro.number": "load",
      "trailer.id": "load",
      "wave.id": "wave",
      "container.id": "container",
      sscc: "container",
      lpn: "container",
      "item.id": "item",
      "sku.id": "item",
      "customer.id": "customer",
      "partner.id": "partner",
      "carrier.id": "carrier",
    };
    for (const [name, wanted] of Object.entries(names))
      expect([name, kind(name)?.kind, kind(name)?.issuer]).toEqual([name, wanted, "*"]);
    expect(kind("purchase_order.id")?.attribute).toBe("purchase.order.id");
    for (const name of ["id", "order", "http.route", "orderid", "__proto__", "constructor", ""])
      expect(kind(name)).toBeNull();
  });

  test("aliases add names and issuers; one of a system is nearer than one of all", () => {
    expect(kind("order.id", "shop")).toEqual({ kind: "order", issuer: "shop", attribute: "order.id" });
    expect(kind("order.id", "erp")).toEqual({ kind: "order", issuer: "*", attribute: "order.id" });
    expect(kind("wms_ord_num")).toEqual({ kind: "order", issuer: "*", attribute: "wms.ord.num" });
    expect([kind("legacy.ref", "erp")?.kind, kind("legacy.ref", "shop")?.kind]).toEqual(["invoice", "shipment"]);
  });

  test("answers stay right however many names came before", () => {
    for (let index = 0; index < 45_000; index++) kind(`hostile.${index}`, `s${index % 7}`);
    expect(kind("order.id", "shop")?.issuer).toBe("shop");
    expect(kind("hostile.1")).toBeNull();
  });

  test("objects are told from dimensions", () => {
    expect(
      ["order", "stock", "document", "warehouse", "item", "wave", "container"].filter((one) =>
        reading.namesObject(one),
      ),
    ).toEqual(["order", "stock", "document"]);
  });
});

describe("mappings", () => {
  const network = networkOfText(
    withSections(`systems: [{ id: wms-atl, kind: wms }, { id: erp, kind: erp }]
mappings:
  - id: ship
    match: { system: wms, signal: trace, name: "POST /ship*", attributes: { http.route: ["/ship", "/v2/*"], http.status: 200 } }
    event: shipment.confirmed
    keys: { return: wms.rma_ref, shipment: [wms.del, wms.dels] }
  - { id: refused, match: { system: erp, when: 'attributes["code"] == "E42" && "reason" in attributes && name.matches("^post(ing)?$")' }, event: shipment.posted, status: failed }
  - { id: cheap, match: { when: 'attributes["amount"] > 10.5 || attributes.tier == "gold"' }, event: order.created }
  - { id: keysOnly, match: { name: keyed }, keys: { order: ref } }`),
  );
  const [ship, refused, cheap] = network.mappings;
  const good = { "http.route": "/v2/x", "http.status": 200 };

  test("match by system, signal, name and attributes, all of them", () => {
    expect(ship?.matches(observationOf(good))).toBe(true);
    expect(ship?.matches(observationOf({ ...good, "http.status": 500 }))).toBe(false);
    expect(ship?.matches(observationOf({ "http.route": "/v2/x" }))).toBe(false);
    expect(ship?.matches(observationOf(good, { name: "GET /ship" }))).toBe(false);
    expect(ship?.matches(observationOf(good, { signal: "log" }))).toBe(false);
    expect(ship?.matches(observationOf(good, { source: sourceOf("erp") }))).toBe(false);
    expect(
      ship?.matches(observationOf({ "http.route": "/ship" }, { resource: resource({ "http.status": "200" }) })),
    ).toBe(true);
  });

  test("take keys from attributes: texts, numbers and lists", () => {
    const keys = ship?.keys(
      observationOf({ ...good, "wms.rma_ref": " R-1 ", "wms.del": 42, "wms.dels": ["S1", "S2", "", null] }),
    );
    expect(keys).toEqual([
      { kind: "return", issuer: "*", value: "R-1", attribute: "wms.rma.ref" },
      { kind: "shipment", issuer: "*", value: "42", attribute: "wms.del" },
      { kind: "shipment", issuer: "*", value: "S1", attribute: "wms.dels" },
      { kind: "shipment", issuer: "*", value: "S2", attribute: "wms.dels" },
    ]);
    expect(ship?.keys(observationOf({ "wms.del": "x".repeat(257) }))).toEqual([]);
  });

  test("conditions in CEL: linear patterns, and false where something is missing or of another type", () => {
    const post = (attributes: Record<string, AttributeValue>, name = "posting") =>
      refused?.matches(observationOf(attributes, { name, source: sourceOf("erp") }));
    expect(post({ code: "E42", reason: "locked" })).toBe(true);
    expect([
      post({ code: "E42" }),
      post({ reason: "x" }),
      post({ code: 42, reason: "x" }),
      post({ code: "E42", reason: "x" }, "posted"),
    ]).toEqual([false, false, false, false]);
    expect([
      cheap?.matches(observationOf({ amount: 11 })),
      cheap?.matches(observationOf({ amount: 10, tier: "gold" })),
      cheap?.matches(observationOf({})),
    ]).toEqual([true, true, false]);
  });

  test("a pattern that makes backtracking engines stand still does not", () => {
    const { mappings } = networkOfText(
      withSections(`mappings: [{ id: m, match: { when: 'name.matches("^(a+)+$")' }, event: order.created }]`),
    );
    const began = performance.now();
    expect(mappings[0]?.matches(observationOf({}, { name: `${"a".repeat(5000)}!` }))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test("make facts of records, as does every spelling of business.event", () => {
    const { reading } = network;
    expect(reading.isFact(viewOf(good))).toBe(true);
    expect(reading.isFact(viewOf({}))).toBe(false);
    expect(reading.isFact(viewOf({}, { name: "keyed" }))).toBe(false);
    for (const name of ["business.event", "app.business.event", "business_event", "businessEvent", "BUSINESS_EVENT"])
      expect(reading.isFact(viewOf({ [name]: "order.created" }))).toBe(true);
    expect(reading.isFact(viewOf({ "business.event": "" }))).toBe(false);
  });

  test("are told by signs: of a record that has not failed and shows none, none of them makes a fact", () => {
    const mapping = fc.record(
      {
        signal: fc.constantFrom("trace", "log"),
        failed: fc.boolean(),
        name: fc.constantFrom("POST /ship", "POST *", "GET *"),
        system: fc.constantFrom("wms", "erp", "wms-atl"),
        attributes: fc.constantFrom({ a: "1" }, { a: "*", b: "2" }, { c: "x*" }),
        when: fc.constantFrom("failed == false", 'name == "POST /ship"'),
      },
      { requiredKeys: [] },
    );
    const record = fc.record({
      signal: fc.constantFrom("trace" as const, "log" as const),
      name: fc.constantFrom("POST /ship", "GET /ship", ""),
      system: fc.constantFrom("wms-atl", "erp", "stranger"),
      attributes: fc.dictionary(fc.constantFrom("a", "b", "c", "business.event"), fc.constantFrom("1", "2", "xy"), {
        maxKeys: 3,
      }),
    });
    let facts = 0;
    let without = 0;
    fc.assert(
      fc.property(
        fc.array(mapping, { maxLength: 3 }),
        fc.array(record, { minLength: 1, maxLength: 6 }),
        (all, told) => {
          const given = all.map((match, i) => ({ id: `m${i}`, match, event: "order.created" }));
          const { reading } = networkOfText(
            withSections(`systems:
  - { id: wms-atl, kind: wms }
  - { id: erp, kind: erp }
mappings: ${JSON.stringify(given)}`),
          );
          for (const { signal, name, system, attributes } of told) {
            const source = sourceOf(system);
            const signs = reading.factSigns?.(source, signal) ?? null;
            const shows =
              signs === null ||
              Object.keys(attributes).some((one) => signs.attributes.has(one)) ||
              signs.named?.(name) === true;
            const isFact = reading.isFact(viewOf(attributes, { signal, name, source }));
            if (isFact) facts++;
            if (!shows) without++;
            expect(isFact && !shows).toBe(false);
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(facts).toBeGreaterThan(100);
    expect(without).toBeGreaterThan(100);
  });

  test("are what the core understands a record by", () => {
    const event = normalise(observationOf({ ...good, "wms.del": "S9" }), network, at, 1);
    expect(event).toMatchObject({
      type: "shipment.confirmed",
      status: "ok",
      keys: [{ kind: "shipment", value: "S9" }],
    });
    expect(
      normalise(observationOf({ code: "E42", reason: "x" }, { name: "post", source: sourceOf("erp") }), network, at, 1),
    ).toMatchObject({ type: "shipment.posted", status: "failed" });
  });
});
