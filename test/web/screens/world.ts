import type {
  EventRow,
  ExpectationRow,
  IntakeRow,
  LagRow,
  LogRow,
  NetworkRow,
  ObjectRow,
  SearchHitRow,
  SourceRow,
  SpanRow,
  TraceDetail,
  TraceRow,
} from "../../../server/wire/index.ts";
import { network as company, exceptionsOf, moment, sourcesOf } from "../mock/world.ts";

const minute = 60_000;
const iso = (at: number): string => new Date(at).toISOString();
/** Local time of Thursday 19 November in Atlanta. */
const est = (text: string, day = 19): number =>
  Date.parse(`2026-11-${String(day).padStart(2, "0")}T${text.length === 5 ? `${text}:00` : text}.000-05:00`);

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

const fact = (type: string | null, at: number, system: string, more: Partial<EventRow> = {}): EventRow => ({
  type,
  system,
  occurredAt: iso(at),
  occurredPrecision: "instant",
  receivedAt: iso(at + 1_840),
  status: "ok",
  error: null,
  warehouse: null,
  quantity: null,
  amount: null,
  lines: [],
  traceId: "4f2a91c07be8d35e4f2a91c07be8d35e",
  spanId: null,
  position: "1",
  title: type ?? "",
  ...more,
});

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
    const begins = object.keys.find((one) => plain(one.id).startsWith(wanted) || plain(one.id).replace(/^[a-z]+/, "").startsWith(wanted));
    return key
      ? [hit(object, key.id, key.kind)]
      : begins && wanted.length > 2
        ? [{ ...hit(object, begins.id, begins.kind), exact: false }]
        : [];
  });
}

/** Twelve links: late, near, silent, sampled, quiet and fine. */
export function lagRows(now: number): readonly LagRow[] {
  const row = (
    flow: string,
    step: string,
    from: string,
    to: string,
    warehouse: string,
    p95: number | null,
    policy: number,
    more: Partial<LagRow> = {},
  ): LagRow => ({
    id: `${flow}.${step}|${from}|${to}|${warehouse}`,
    flow,
    step,
    from,
    to,
    warehouse,
    count: p95 === null ? 0 : 214,
    p50Ms: p95 === null ? null : p95 * 400,
    p95Ms: p95 === null ? null : p95 * 1000,
    p99Ms: null,
    maxMs: null,
    pending: 0,
    oldestPendingMs: null,
    oldestPendingAt: null,
    late: 0,
    policyMs: policy * minute,
    lastMetAt: iso(now - 70_000),
    presence: "complete",
    ...more,
  });
  const pending = (n: number, ms: number): Partial<LagRow> => ({
    pending: n,
    oldestPendingMs: ms,
    oldestPendingAt: iso(now - ms),
  });
  return [
    row("order-to-ship", "in-wms", "erp", "wms-atl", "ATL", 48, 2),
    row("order-to-ship", "in-wms", "erp", "wms-ewr", "EWR", 250, 2, { ...pending(3, 4 * minute), late: 3 }),
    row("order-to-ship", "in-wms", "erp", "wms-dfw", "DFW", 65, 2),
    row("order-to-ship", "in-wms", "erp", "wms-sea", "SEA", 44, 2),
    row("order-to-ship", "in-wms", "erp", "wms-mia", "MIA", 110, 2, pending(1, 20_000)),
    row("order-to-ship", "pick", "wms-ord", "wms-ord", "ORD", 7200, 240, {
      presence: "sampled",
      ...pending(31, 3 * 60 * minute),
    }),
    row("order-to-ship", "ship", "3pl-reno", "3pl-reno", "RNO", null, 120, {
      ...pending(23, 172 * minute),
      lastMetAt: iso(est("12:05")),
    }),
    row("order-to-ship", "label", "wms-atl", "tms", "ATL", 1.2, 1, {
      ...pending(14, 40 * minute),
      late: 14,
      lastMetAt: iso(est("13:51")),
    }),
    row("order-to-ship", "label", "wms-ewr", "tms", "EWR", 1.1, 1),
    row("ship-to-invoice", "posted", "wms-atl", "erp", "ATL", 182, 15),
    row("ship-to-invoice", "invoice", "erp", "erp", "ATL", 365, 240),
    row("ship-to-invoice", "posted", "wms-sea", "erp", "SEA", null, 15, { lastMetAt: null }),
  ];
}

/** The systems, one of them sampled and one bringing files. */
export const sources = (now: number): (SourceRow & { readonly id: string })[] => [
  ...sourcesOf(now, true).map((row) =>
    row.system === "wms-ord"
      ? { ...row, presence: "sampled" as const, share: 0.1 }
      : row.system === "3pl-savannah"
        ? { ...row, nextFileAt: iso(est("15:10")) }
        : row.system === "3pl-reno"
          ? { ...row, nextFileAt: iso(est("14:05")) }
          : row,
  ),
  { ...(sourcesOf(now, false)[3] as SourceRow), id: "qa@wms-atl", environment: "qa", declared: false },
];

const names = [
  "Pack close, label asked",
  "Transfer receipt, line 3",
  "Order released to WMS",
  "Invoice posted",
  "Ship confirm to ERP",
  "Return received",
];
const systemsOf = [
  ["wms-atl", "tms"],
  ["3pl-savannah", "erp"],
  ["erp", "shop", "wms-ewr"],
  ["erp"],
  ["wms-atl", "tms", "erp"],
  ["wms-sea", "erp", "shop"],
];
const outcomes = [
  "Label printed",
  "Receipt in the ERP",
  "In the WMS",
  "Invoice in the books",
  "Shipment in the ERP",
  "Return received",
];
const refusals = [
  "Refused: unit not CS",
  "Label refused: postcode missing",
  "Unknown hold code CR7",
  "Line price differs",
];

/** Traces of the last ninety minutes, newest first, some of them failed; the same each time. */
export function traceRows(now: number, n = 240): readonly TraceRow[] {
  let seed = 7;
  const next = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  let at = now - 2_000;
  return Array.from({ length: n }, (_, i): TraceRow => {
    at -= next() * 44_000;
    const kind = i % names.length;
    const failed = next() < 0.12;
    const id =
      i === 12
        ? "4f2a91c07be8d35e4f2a91c07be8d35e"
        : Math.floor(next() * 2 ** 48)
            .toString(16)
            .padStart(12, "0")
            .padEnd(32, "7");
    return {
      traceId: id,
      environment: "",
      name: names[kind] ?? "",
      startTime: iso(at),
      durationMs: failed ? 400 + next() * 30_000 : 300 + next() * 3_000,
      systems: systemsOf[kind] ?? [],
      failed,
      batch: i === 40,
      objects:
        i % 17 === 8
          ? []
          : [
              {
                kind: kind === 3 ? "invoice" : kind === 1 ? "transfer" : "order",
                id: `${kind === 3 ? "INV-98" : kind === 1 ? "TR-20" : "SO-10"}${700 - i}`,
              },
            ],
      spans: i % 29 === 20 ? null : 2 + Math.floor(next() * 24),
      outcome: failed
        ? { status: "failed", text: refusals[i % refusals.length] ?? "" }
        : i % 17 === 8
          ? null
          : { status: "ok", text: outcomes[kind] ?? "" },
    };
  });
}

const began = est("13:52:02");
const span = (
  spanId: string,
  parentSpanId: string | null,
  service: string,
  name: string,
  offsetMs: number,
  durationMs: number,
  more: Partial<SpanRow> = {},
): SpanRow => ({
  spanId,
  parentSpanId,
  name,
  kind: "internal",
  service,
  startTime: iso(began + offsetMs),
  endTime: iso(began + offsetMs + durationMs),
  durationMs,
  offsetMs,
  status: { code: "unset", message: "" },
  attributes: {},
  events: [],
  links: [],
  ...more,
});
const refused = {
  status: { code: "error" as const, message: "carrier answered 400: postalCode is required" },
  kind: "client",
  attributes: {
    "order.id": "SO-10423",
    "warehouse.code": "ATL",
    "http.response.status_code": 400,
    "error.type": "postal_code_required",
    "server.address": "api.carrier.example",
    "retry.count": 2,
  },
};
const log = (spanId: string, offsetMs: number, severity: number, severityText: string, body: string): LogRow => ({
  time: iso(began + offsetMs),
  severity,
  severityText,
  body,
  service: "label-svc",
  traceId: "t",
  spanId,
  attributes: {},
  offsetMs,
});

const label: TraceDetail = {
  traceId: "4f2a91c07be8d35e4f2a91c07be8d35e",
  startTime: iso(began),
  durationMs: 4820,
  incomplete: false,
  objects: [{ kind: "order", id: "SO-10423" }],
  exceptions: exceptionsOf().slice(0, 1),
  steps: [
    fact("pack.confirmed", began, "wms-atl"),
    fact("shipment.labelled", began + 2_000, "tms", {
      status: "failed",
      error: { code: "400", message: "postcode missing" },
    }),
    fact("shipment.labelled", began + 4_500, "tms", {
      status: "failed",
      error: { code: "400", message: "postcode missing" },
    }),
  ],
  spans: [
    span("01", null, "wms-atl", "POST /pack/close", 0, 4820, { attributes: { "order.id": "SO-10423" } }),
    span("02", "01", "wms-atl", "select cartons", 30, 82),
    span("03", "01", "nats", "publish label.requested", 120, 18, { kind: "producer" }),
    span("04", "03", "label-svc", "process label.requested", 300, 4410, { kind: "consumer" }),
    span("05", "04", "label-svc", "read ship-to address", 318, 628),
    span("06", "05", "erp-api", "GET /orders/0010010423", 350, 551),
    span("07", "04", "label-svc", "map address to carrier", 948, 12),
    span("08", "04", "tms-adapter", "POST carrier /labels", 980, 1080, refused),
    span("09", "04", "label-svc", "wait before retry", 2062, 1500),
    span("10", "04", "tms-adapter", "POST carrier /labels", 3566, 1120, {
      ...refused,
      events: [
        {
          time: iso(began + 4680),
          offsetMs: 4680,
          name: "exception",
          attributes: { "exception.type": "CarrierRefused", "exception.message": "postalCode is required" },
        },
      ],
    }),
    span("11", "04", "nats", "publish label.refused", 4690, 9, { kind: "producer" }),
    span("12", "01", "wms-atl", "hold carton on lane 6", 4740, 68),
  ],
  logs: [
    log("04", 967, 13, "WARN", "postalCode is empty after mapping shop address line 3"),
    log("08", 2055, 17, "ERROR", "carrier answered 400: postalCode is required"),
    log("10", 4685, 17, "ERROR", "carrier answered 400: postalCode is required, giving up"),
  ],
};

const many: TraceDetail = {
  ...label,
  traceId: "big",
  steps: [],
  logs: [],
  exceptions: [],
  objects: [],
  durationMs: 10_060,
  spans: Array.from({ length: 10_000 }, (_, i) =>
    span(
      `n${i}`,
      i === 0 ? null : `n${Math.floor((i - 1) / 4)}`,
      ["wms-atl", "label-svc", "erp-api", "tms-adapter", "nats", "shop"][i % 6] ?? "",
      `step ${i}`,
      i,
      i === 0 ? 10_060 : 60,
      i % 997 === 500 ? { status: { code: "error", message: "refused" } } : {},
    ),
  ),
};
const torn: TraceDetail = {
  ...label,
  traceId: "torn",
  incomplete: true,
  spans: label.spans.slice(3).map((one) => (one.spanId === "06" ? { ...one, offsetMs: 290, service: "erp-api" } : one)),
};
const gone: TraceDetail = {
  ...label,
  traceId: "gone",
  spans: [],
  logs: [],
  durationMs: 0,
  startTime: null,
  incomplete: true,
};

/** Traces by id: that of the picture, one of 10,000 spans, one without its root, one whose records are gone. */
export const traces: ReadonlyMap<string, TraceDetail> = new Map(
  [label, many, torn, gone].map((one) => [one.traceId, one]),
);

const attribute = (name: string, example: string, count: number, key: string | null = null) => ({
  name,
  example,
  count,
  of: 184,
  key,
});

/** Connect as it stands: before anything came, with a source that carries no key, and with all in order. */
export function intakeRow(state: "never" | "unkeyed" | "fine"): IntakeRow {
  const at = state === "never" ? null : iso(est("14:21:07"));
  const keyed = state === "fine" ? iso(est("14:21:08")) : null;
  return {
    id: "intake",
    since: iso(moment - 3_600_000),
    firstBytesAt: at,
    decodedAt: at,
    serviceNamedAt: at,
    keyFoundAt: keyed,
    objectCreatedAt: keyed,
    firstObject: keyed ? { kind: "order", id: "SO-10388" } : null,
    requests:
      state === "never"
        ? []
        : [
            {
              at: iso(est("14:31:58")),
              route: "/v1/traces",
              contentType: "application/x-protobuf",
              sender: "10.4.0.18",
              bytes: 41_200,
              status: 200,
              records: 184,
              rejected: 0,
              message: null,
              services: ["wms-sea-returns"],
            },
            {
              at: iso(est("14:31:40")),
              route: "/v1/traces",
              contentType: "text/plain",
              sender: "10.4.0.22",
              bytes: 512,
              status: 415,
              records: 0,
              rejected: 0,
              message: "Content-Type text/plain is not read here; send application/x-protobuf or application/json.",
              services: [],
            },
            {
              at: iso(est("14:31:12")),
              route: "/v1/logs",
              contentType: "application/json",
              sender: "10.4.0.18",
              bytes: 9_120,
              status: 200,
              records: 96,
              rejected: 1,
              message: "1 record is nested more than 24 levels deep.",
              services: ["wms-ord"],
            },
          ],
    sources:
      state === "never"
        ? []
        : [
            {
              system: "wms-sea-returns",
              service: "wms-sea-returns",
              declared: false,
              environment: "",
              records: 184,
              keyed: state === "fine" ? 182 : 0,
              failures: 0,
              lastSeenAt: iso(est("14:31:58")),
              signals: ["traces"],
              presence: "unknown",
              presenceWhy: "heard too little",
              share: null,
              names: [
                attribute("wms.rma_ref", "RMA-30918", 182, state === "fine" ? "return" : null),
                attribute("wms.doc_no", "0080044127", 182),
                attribute("lpn", "SEA00917", 112),
                attribute("http.request.method", "POST", 184),
                attribute("user.session", "a91f0c7be08d35e2a91f0c7be08d35e2", 184),
              ],
            },
            {
              system: "wms-ord",
              service: "wms-ord",
              declared: true,
              environment: "",
              records: 960,
              keyed: 960,
              failures: 2,
              lastSeenAt: iso(est("14:31:12")),
              signals: ["traces", "logs"],
              presence: "sampled",
              presenceWhy: "ot=th in tracestate",
              share: 0.1,
              names: [attribute("order.id", "SO-10655", 184, "order")],
            },
          ],
    environmentsApart: state === "never" ? [] : [{ environment: "qa", records: 1904 }],
    endpoints: { otlpHttp: "http://127.0.0.1:4318" },
    tokenNeeded: state !== "never",
    keyNames: [
      { kind: "order", names: ["order.id", "sales_order.id", "order.number"] },
      { kind: "return", names: ["return.id", "rma.id"] },
      { kind: "shipment", names: ["shipment.id", "delivery.id"] },
    ],
  };
}
