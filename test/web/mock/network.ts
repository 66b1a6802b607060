import type { IntakeRow, MeRow, NetworkRow, SourceRow } from "../../../server/wire/index.ts";
import { est, hour, iso, moment } from "./time.ts";

/** Northgate Supply. */
export const network: NetworkRow = {
  open: false,
  hash: "7c1f",
  company: { name: "Northgate Supply", timezone: "America/New_York", currency: "USD" },
  warehouses: [
    ["ATL", "Atlanta", "America/New_York"],
    ["EWR", "Newark", "America/New_York"],
    ["ORD", "Chicago", "America/Chicago"],
    ["DFW", "Dallas", "America/Chicago"],
    ["SEA", "Seattle", "America/Los_Angeles"],
    ["MIA", "Miami", "America/New_York"],
    ["RNO", "3PL Reno", "America/Los_Angeles"],
    ["SAV", "3PL Savannah", "America/New_York"],
  ].map(([id = "", name = "", timezone = ""]) => ({ id, name, timezone })),
  systems: [
    ["erp", "ERP", "erp", null],
    ["shop", "Shop", "shop", null],
    ["tms", "TMS", "tms", null],
    ["wms-atl", "WMS-ATL", "wms", "ATL"],
    ["wms-ewr", "WMS-EWR", "wms", "EWR"],
    ["wms-ord", "WMS-ORD", "wms", "ORD"],
    ["wms-dfw", "WMS-DFW", "wms", "DFW"],
    ["wms-sea", "WMS-SEA", "wms", "SEA"],
    ["wms-mia", "WMS-MIA", "wms", "MIA"],
    ["3pl-reno", "3PL Reno 945", "3pl", "RNO"],
    ["3pl-savannah", "3PL Savannah", "3pl", "SAV"],
  ].map(([id, name, kind, warehouse]) => ({
    id: id ?? "",
    name: name ?? "",
    kind: kind ?? "",
    warehouse: warehouse ?? null,
    presence: "complete" as const,
  })),
  partners: [],
  teams: [
    ["atl-dock-leads", "ATL dock leads"],
    ["integration-on-call", "Integration on-call"],
    ["credit-desk", "Credit desk"],
    ["ar-finance", "AR finance"],
    ["inventory-control", "Inventory control"],
    ["3pl-desk", "3PL desk"],
    ["returns-desk", "Returns desk"],
    ["customer-care", "Customer care"],
  ].map(([id = "", name = ""]) => ({ id, name })),
  flows: [],
  refused: [],
};

/** Who looks at the pictures. */
export const me = (now: number, demo: boolean): MeRow => ({
  name: "Iris Okafor",
  role: "admin",
  team: "integration-on-call",
  demo,
  now: iso(now),
});

/** The systems, 3PL Reno silent since 12:05. */
export function sourcesOf(now: number, silent: boolean): (SourceRow & { readonly id: string })[] {
  return network.systems.map((system, index) => ({
    id: system.id,
    system: system.id,
    name: system.name,
    kind: system.kind,
    warehouse: system.warehouse,
    environment: "",
    declared: true,
    lastSeenAt: system.id === "3pl-reno" && silent ? iso(est("12:05")) : iso(now - (1 + (index % 4)) * 1000),
    firstHeardAt: iso(moment - 30 * 24 * hour),
    silent: system.id === "3pl-reno" && silent,
    presence: "complete",
    presenceWhy: "declared in the network file",
    datesOnly: [],
    share: null,
    clockDoubted: false,
    nextFileAt: null,
    files: [],
  }));
}

/** What Connect shows, as far as the frame asks for it. */
export const intake = (heard: boolean): IntakeRow => ({
  id: "intake",
  since: iso(moment - 30 * 24 * hour),
  firstBytesAt: heard ? iso(moment - hour) : null,
  decodedAt: heard ? iso(moment - hour) : null,
  serviceNamedAt: heard ? iso(moment - hour) : null,
  keyFoundAt: heard ? iso(moment - hour) : null,
  objectCreatedAt: heard ? iso(moment - hour) : null,
  firstObject: null,
  requests: [],
  slowed: [],
  sources: [],
  environmentsApart: [],
  endpoints: { otlpHttp: "http://127.0.0.1:4318", otlpGrpc: "http://127.0.0.1:4317" },
  tokenNeeded: false,
  keyNames: [],
});
