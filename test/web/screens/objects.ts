import type { ExpectationRow, NetworkRow, ObjectRow, SearchHitRow } from "../../../server/wire/index.ts";
import { network as company, exceptionsOf } from "../mock/world.ts";
import { est, fact, iso, minute } from "./moment.ts";

/** The company of the pictures with the flows that its objects follow. */
export const network: NetworkRow = {
  ...company,
  flows: [
    {
      id: "order-to-ship",
      object: "order",
      criticality: "high",
      steps: [
        ["in-wms", "order.released", "order.acknowledged", "wms", 2],
        ["pick", "order.acknowledged", "pick.confirmed", "wms", 240],
        ["pack", "pick.confirmed", "pack.confirmed", "wms", 60],
        ["label", "pack.confirmed", "shipment.labelled", "tms", 1],
        ["ship", "shipment.labelled", "shipment.confirmed", "wms", 120],
      ].map(([id, after, expect, from, within]) => ({
        id: `${id}`,
        after: `${after}`,
        expect: `${expect}`,
        via: null,
        from: `${from}`,
        withinMs: Number(within) * minute,
        mode: "tell" as const,
      })),
    },
    {
      id: "ship-to-invoice",
      object: "order",
      criticality: "high",
      steps: [
        {
          id: "posted",
          after: "shipment.confirmed",
          expect: "shipment.posted",
          via: "shipment",
          from: "erp",
          withinMs: 15 * minute,
          mode: "tell",
        },
        {
          id: "invoice",
          after: "shipment.posted",
          expect: "invoice.posted",
          via: "invoice",
          from: "erp",
          withinMs: 240 * minute,
          mode: "tell",
        },
      ],
    },
  ],
};

const wait = (
  step: string,
  expects: string,
  system: string,
  since: number,
  dueAt: number | null,
  state: ExpectationRow["state"],
  more: Partial<ExpectationRow> = {},
): ExpectationRow => ({
  id: `order-to-ship.${step}`,
  flow: "order-to-ship",
  step,
  policy: `order-to-ship.${step}`,
  expects,
  system,
  dueAt: dueAt === null ? null : iso(dueAt),
  state,
  reason: null,
  metAt: null,
  lagMs: null,
  since: iso(since),
  watch: false,
  ...more,
});

const bare = (id: string, more: Partial<ObjectRow>): ObjectRow => ({
  kind: "order",
  id,
  environment: "",
  warehouse: "ATL",
  status: "open",
  milestone: null,
  joinedInProgress: false,
  value: null,
  customer: null,
  keys: [{ kind: "order", id, issuer: "*" }],
  related: [],
  events: [],
  eventsTotal: 0,
  eventsNext: null,
  expectations: [],
  exceptions: [],
  traces: [],
  ...more,
});

const withEvents = (object: ObjectRow): ObjectRow => ({ ...object, eventsTotal: object.events.length });

/** The orders that pages show, by number. */
export const objects: ReadonlyMap<string, ObjectRow> = new Map(
  [
    bare("SO-10388", {
      warehouse: "RNO",
      status: "failed",
      milestone: "shipment.milestone",
      customer: "Fenwick Dental Supply",
      value: { amount: "8412.60", currency: "USD", basis: "invoice" },
      keys: [
        { kind: "order", id: "SO-10388", issuer: "*" },
        { kind: "order", id: "W-559204", issuer: "shop" },
        { kind: "order", id: "0010010388", issuer: "erp" },
        { kind: "order", id: "NGS10388", issuer: "3pl-reno" },
      ],
      related: [
        {
          kind: "shipment",
          id: "SH-77120",
          via: "record",
          status: "open",
          milestone: "shipment.milestone",
          warehouse: "RNO",
        },
        {
          kind: "load",
          id: "PRO-604-118827",
          via: "record",
          status: "done",
          milestone: "load.departed",
          warehouse: "RNO",
        },
      ],
      events: [
        fact("order.created", est("16:42", 18), "shop", {
          lines: [{ line: "1", sku: "44-190", lot: null, quantity: "48", uom: "case" }],
          amount: { amount: "8412.60", currency: "USD" },
        }),
        fact("order.released", est("09:14"), "erp", { title: "credit checked" }),
        fact("document.sent", est("09:24"), "tms", { title: "940 to 3PL Reno" }),
        fact("order.acknowledged", est("09:37"), "3pl-reno"),
        fact("pick.confirmed", est("11:20"), "3pl-reno", { quantity: { value: "48", uom: "cases" } }),
        fact("load.departed", est("11:40"), "tms", { title: "PRO 604-118827" }),
        fact("shipment.milestone", est("13:17"), "tms", { title: "In transit, 214" }),
      ],
      expectations: [
        wait("in-wms", "order.acknowledged", "3pl-reno", est("09:14"), est("10:00"), "met", {
          metAt: iso(est("09:37")),
        }),
        wait("ship", "shipment.confirmed", "3pl-reno", est("11:40"), est("13:40"), "missed"),
        wait("posted", "shipment.posted", "erp", est("11:40"), est("15:30"), "open"),
        wait("invoice", "invoice.posted", "erp", est("11:40"), est("17:00"), "open"),
      ],
      exceptions: exceptionsOf()
        .slice(0, 1)
        .map((one) => ({
          ...one,
          kind: "missing-event" as const,
          title: "945 not received: 3PL Reno missed two files",
          reason: "Carrier took it at 11:40",
          object: { kind: "order" as const, id: "SO-10388" },
          owner: { team: "integration-on-call", person: null },
        })),
      traces: ["4f2a91c07be8d35e4f2a91c07be8d35e", "77be20aa77be20aa77be20aa77be20aa"],
    }),
    bare("SO-10423", {
      status: "failed",
      milestone: "pack.confirmed",
      customer: "Fenwick Dental",
      value: { amount: "3912.40", currency: "USD", basis: "order-price" },
      events: [
        fact("order.created", est("10:02"), "shop"),
        fact("order.released", est("10:04"), "erp"),
        fact("order.acknowledged", est("10:05"), "wms-atl"),
        fact("pick.confirmed", est("12:48"), "wms-atl", { quantity: { value: "14", uom: "lines" } }),
        fact("pack.confirmed", est("13:51"), "wms-atl", { quantity: { value: "3", uom: "cartons" } }),
        fact("shipment.labelled", est("13:52"), "tms", {
          status: "failed",
          error: { code: "400 postalCode", message: "postcode missing" },
        }),
      ],
      expectations: [
        wait("label", "shipment.labelled", "tms", est("13:51"), est("13:52"), "missed"),
        wait("ship", "shipment.confirmed", "wms-atl", est("13:51"), est("15:00"), "open"),
      ],
      exceptions: exceptionsOf().slice(0, 1),
      traces: ["4f2a91c07be8d35e4f2a91c07be8d35e"],
    }),
    bare("SO-09981", {
      warehouse: "ORD",
      status: "done",
      milestone: "invoice.posted",
      customer: "Halden Vet",
      joinedInProgress: true,
      events: [
        "order.created",
        "order.released",
        "order.acknowledged",
        "pick.confirmed",
        "pack.confirmed",
        "shipment.labelled",
        "shipment.confirmed",
        "shipment.posted",
        "invoice.posted",
      ].map((type, i) =>
        fact(
          type,
          est("07:00", 14) + i * 47 * minute + (i > 6 ? 62 * 60 * minute : 0),
          ["shop", "erp", "wms-ord"][i % 3] ?? "erp",
        ),
      ),
    }),
    bare("SO-10655", {
      warehouse: "ORD",
      milestone: "order.acknowledged",
      customer: "Tolland Group",
      events: [
        fact("order.created", est("08:00"), "shop"),
        fact("order.released", est("08:05"), "erp"),
        fact("order.acknowledged", est("08:07"), "wms-ord"),
      ],
      expectations: [
        wait("pick", "pick.confirmed", "wms-ord", est("08:07"), est("12:07"), "not-judged", {
          reason: "wms-ord keeps 10 % of its traces",
        }),
        wait("pack", "pack.confirmed", "wms-ord", est("08:07"), null, "paused", { reason: "credit hold" }),
      ],
    }),
    bare("SO-1", {}),
  ].map((object) => [object.id, withEvents(object)]),
);

/** Two orders that carry the number 10427, each from a system of its own. */
export const twoOrders: readonly ObjectRow[] = [
  bare("SO-10427", { customer: "Halden Vet", keys: [{ kind: "order", id: "10427", issuer: "shop" }] }),
  bare("EO-10427", { customer: "Vance Pharmacy", keys: [{ kind: "order", id: "10427", issuer: "erp" }] }),
];

const hit = (object: ObjectRow, matched = object.id, kind: string = object.kind): SearchHitRow => {
  const open = object.exceptions.find((one) => one.state !== "resolved");
  const done = object.events.filter((event) => event.status === "ok").length;
  return {
    kind: object.kind,
    id: object.id,
    environment: "",
    matched: { kind, value: matched },
    exact: true,
    warehouse: object.warehouse,
    status: object.status,
    milestone: object.milestone,
    customer: object.customer,
    strokes: [
      ...Array.from({ length: Math.min(6, done) }, () => "done" as const),
      ...(object.status === "failed"
        ? (["failed", "awaited"] as const)
        : object.status === "done"
          ? []
          : (["awaited", "awaited"] as const)),
    ],
    waitsFor:
      object.expectations.find((e) => e.state === "missed" || e.state === "open" || e.state === "not-judged") ?? null,
    owner: open ? open.owner : null,
    exception: open ? { id: open.id, title: open.title, severity: open.severity } : null,
  };
};

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^0+/, "");

/** What fits a number, as the server finds it: every key, separators and leading zeros ignored. */
export function search(q: string): readonly SearchHitRow[] {
  const wanted = plain(q);
  if (wanted === "10427")
    return [
      hit(bare("SO-10427", { customer: "Halden Vet" }), "SO-10427"),
      hit(bare("INV-10427", { kind: "invoice", customer: "Vance Pharmacy" }), "INV-10427", "invoice"),
    ];
  return [...objects.values()].flatMap((object) => {
    const key = object.keys.find((one) => plain(one.id) === wanted || plain(one.id).replace(/^[a-z]+/, "") === wanted);
    const begins = object.keys.find(
      (one) =>
        plain(one.id).startsWith(wanted) ||
        plain(one.id)
          .replace(/^[a-z]+/, "")
          .startsWith(wanted),
    );
    return key
      ? [hit(object, key.id, key.kind)]
      : begins && wanted.length > 2
        ? [{ ...hit(object, begins.id, begins.kind), exact: false }]
        : [];
  });
}
