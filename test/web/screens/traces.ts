import type { LogRow, SpanRow, TraceDetail, TraceRow } from "../../../server/wire/index.ts";
import { exceptionsOf } from "../mock/world.ts";
import { est, fact, iso } from "./moment.ts";

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
  dropped: null,
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
  dropped: { at: iso(began + 90 * 86_400_000), upTo: iso(began + 60 * 86_400_000) },
};

/** Traces by id: that of the picture, one of 10,000 spans, one without its root, one whose records are gone. */
export const traces: ReadonlyMap<string, TraceDetail> = new Map(
  [label, many, torn, gone].map((one) => [one.traceId, one]),
);
