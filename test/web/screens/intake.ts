import type { IntakeRow } from "../../../server/wire/index.ts";
import { moment } from "../mock/world.ts";
import { est, iso } from "./moment.ts";

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
    slowed:
      state === "fine"
        ? [
            {
              sender: "tm_4Hq0ReNo",
              route: "logs",
              worth: "logs",
              why: "share",
              requests: 214,
              bytes: 12_582_912,
              lastAt: iso(est("14:31:12")),
            },
          ]
        : [],
    environmentsApart: state === "never" ? [] : [{ environment: "qa", records: 1904 }],
    endpoints: { otlpHttp: "http://127.0.0.1:4318", otlpGrpc: "http://127.0.0.1:4317" },
    tokenNeeded: state !== "never",
    keyNames: [
      { kind: "order", names: ["order.id", "sales_order.id", "order.number"] },
      { kind: "return", names: ["return.id", "rma.id"] },
      { kind: "shipment", names: ["shipment.id", "delivery.id"] },
    ],
  };
}
