import type {
  EventRow,
  ExceptionDetail,
  ExceptionRow,
  HistoryRow,
  IntakeRow,
  MeRow,
  NetworkRow,
  SourceRow,
  StatusRow,
} from "../../../server/wire/index.ts";

/** Thursday 19 November 2026, 14:32 EST: the moment of the pictures. */
export const moment: number = Date.parse("2026-11-19T19:32:00.000Z");
const minute = 60_000;
const hour = 60 * minute;
const iso = (at: number): string => new Date(at).toISOString();
/** Today's local time in Atlanta, as an instant. */
const est = (text: string, day = 19): number => Date.parse(`2026-11-${day}T${text}:00.000-05:00`);

interface CauseOf {
  readonly title: string;
  readonly reason: string;
  readonly kind: ExceptionRow["kind"];
  readonly object: NonNullable<ExceptionRow["object"]>["kind"];
  readonly prefix: string;
  readonly first: number;
  readonly n: number;
  readonly cents: number;
  readonly known?: readonly number[];
  readonly basis: NonNullable<ExceptionRow["value"]>["basis"];
  readonly severity: ExceptionRow["severity"];
  readonly site: readonly string[];
  readonly team: string;
  readonly opened: number;
  readonly cutoff: number;
  readonly source: NonNullable<ExceptionRow["cutoff"]>["source"];
  readonly taken: number | null;
  readonly person: string | null;
  readonly flow: string;
  readonly step: string;
  readonly system: string;
  readonly code: string | null;
}

const causes: readonly CauseOf[] = [
  {
    title: "Carrier label refused: postcode missing",
    reason: "TMS refused the label: postalCode is required by the carrier since 13:44.",
    kind: "failed-event",
    object: "order",
    prefix: "SO-",
    first: 10423,
    n: 14,
    cents: 4_126_000,
    known: [391_240, 120_800],
    basis: "order-price",
    severity: "critical",
    site: ["ATL"],
    team: "atl-dock-leads",
    opened: est("13:52"),
    cutoff: est("15:00"),
    source: "departure",
    taken: est("13:58"),
    person: "Dana Reyes",
    flow: "order-to-ship",
    step: "label",
    system: "tms",
    code: "400 postalCode",
  },
  {
    title: "945 not received: 3PL Reno is silent",
    reason: "945 due 13:40 from 3PL Reno, not received: pickup 11:40 + 2 h agreed with 3PL Reno.",
    kind: "missing-event",
    object: "shipment",
    prefix: "SH-",
    first: 77120,
    n: 23,
    cents: 18_624_000,
    basis: "order-price",
    severity: "critical",
    site: ["RNO"],
    team: "integration-on-call",
    opened: est("13:40"),
    cutoff: est("15:30"),
    source: "order",
    taken: est("13:46"),
    person: "Iris Okafor",
    flow: "order-to-ship",
    step: "confirm",
    system: "3pl-reno",
    code: null,
  },
  {
    title: "Order not released: unknown hold code CR7",
    reason: "WMS refused the release: hold code CR7 is not in its table.",
    kind: "failed-event",
    object: "order",
    prefix: "SO-",
    first: 10498,
    n: 3,
    cents: 2_891_000,
    basis: "order-price",
    severity: "critical",
    site: ["EWR"],
    team: "credit-desk",
    opened: est("14:21"),
    cutoff: est("15:45"),
    source: "departure",
    taken: null,
    person: null,
    flow: "order-to-ship",
    step: "release",
    system: "wms-ewr",
    code: "HOLD_CODE",
  },
  {
    title: "Invoice refused: line price differs from order",
    reason: "ERP refused the posting: price list changed at 06:00, orders were entered at 05:40.",
    kind: "failed-event",
    object: "invoice",
    prefix: "INV-",
    first: 98412,
    n: 5,
    cents: 6_311_800,
    basis: "invoice",
    severity: "high",
    site: ["DFW", "ORD"],
    team: "ar-finance",
    opened: est("11:27"),
    cutoff: est("17:00"),
    source: "warehouse",
    taken: est("11:40"),
    person: "Ben Adler",
    flow: "ship-to-invoice",
    step: "invoice",
    system: "erp",
    code: "PRICE_DIFF",
  },
  {
    title: "Transfer receipt never reached ERP",
    reason: "Receipt expected by Tue 10:32 from WMS, did not come: received + 4 h.",
    kind: "missing-event",
    object: "transfer",
    prefix: "TR-",
    first: 20614,
    n: 6,
    cents: 21_240_000,
    basis: "cost",
    severity: "high",
    site: ["DFW", "ATL"],
    team: "inventory-control",
    opened: est("10:32", 17),
    cutoff: est("18:00"),
    source: "warehouse",
    taken: est("11:05", 17),
    person: "Mara Lindt",
    flow: "transfer",
    step: "erp-receipt",
    system: "erp",
    code: null,
  },
  {
    title: "Pick not confirmed: handheld batch stuck",
    reason: "Pick confirmation refused: no session on handheld 7.",
    kind: "failed-event",
    object: "order",
    prefix: "SO-",
    first: 10466,
    n: 2,
    cents: 594_000,
    basis: "order-price",
    severity: "high",
    site: ["ATL"],
    team: "atl-dock-leads",
    opened: est("14:08"),
    cutoff: est("18:30"),
    source: "departure",
    taken: est("14:12"),
    person: "Iris Okafor",
    flow: "order-to-ship",
    step: "pick",
    system: "wms-atl",
    code: "NO_SESSION",
  },
  {
    title: "Unit of measure differs: each instead of case",
    reason: "Advised in cases, received in each.",
    kind: "quantity-mismatch",
    object: "receipt",
    prefix: "RC-",
    first: 5510,
    n: 7,
    cents: 1_980_600,
    basis: "cost",
    severity: "medium",
    site: ["SAV"],
    team: "3pl-desk",
    opened: est("12:32", 18),
    cutoff: est("09:00", 20),
    source: "warehouse",
    taken: est("13:10", 18),
    person: "Sam Ansah",
    flow: "receipt-to-stock",
    step: "count",
    system: "3pl-savannah",
    code: "UOM",
  },
  {
    title: "Return received, credit not posted",
    reason: "Credit expected by Sat 14:20 from the ERP, did not come: received + 24 h.",
    kind: "missing-event",
    object: "return",
    prefix: "RMA-",
    first: 5521,
    n: 9,
    cents: 437_800,
    basis: "order-price",
    severity: "medium",
    site: ["MIA"],
    team: "returns-desk",
    opened: est("14:20", 14),
    cutoff: est("10:00", 20),
    source: "order",
    taken: est("15:00", 14),
    person: "Rosa Diaz",
    flow: "return-to-credit",
    step: "credit",
    system: "erp",
    code: null,
  },
  {
    title: "Stock adjustment without reason code",
    reason: "ERP refused the adjustment: reason code is empty.",
    kind: "contract-violation",
    object: "stock",
    prefix: "RNO/44-",
    first: 190,
    n: 4,
    cents: 131_200,
    basis: "cost",
    severity: "low",
    site: ["RNO"],
    team: "3pl-desk",
    opened: est("10:30", 18),
    cutoff: est("18:00", 20),
    source: "warehouse",
    taken: null,
    person: null,
    flow: "receipt-to-stock",
    step: "adjust",
    system: "erp",
    code: "REASON_EMPTY",
  },
];

const customers = [
  "Fenwick Dental",
  "Halden Vet",
  "Orchard Clinics",
  "Pine Street Labs",
  "Marlow Care",
  "Quay Surgical",
];

/** The 73 exceptions of the pictures: $563,364 in all, each cause adding up to its own sum. */
export function exceptionsOf(): ExceptionRow[] {
  const rows: ExceptionRow[] = [];
  let number = 1001;
  for (const cause of causes) {
    const known = cause.known ?? [];
    const rest = cause.cents - known.reduce((sum, cents) => sum + cents, 0);
    const others = cause.n - known.length;
    for (let i = 0; i < cause.n; i += 1) {
      const even = Math.floor(rest / others / 100) * 100;
      const cents = known[i] ?? (i === cause.n - 1 ? rest - even * (others - 1) : even);
      const opened = cause.opened + i * (cause.n > 10 ? 90_000 : 4 * minute);
      const at = Math.min(opened, moment - 2 * minute);
      rows.push({
        id: `X-${number}`,
        kind: cause.kind,
        state: cause.taken === null ? "open" : "acknowledged",
        severity: cause.severity,
        title: cause.title,
        reason: cause.reason,
        flow: cause.flow,
        step: cause.step,
        policy: `${cause.flow}.${cause.step}`,
        system: cause.system,
        warehouse: cause.site[i % cause.site.length] ?? null,
        object: { kind: cause.object, id: `${cause.prefix}${cause.first + i * 4}` },
        traceId: cause.kind === "failed-event" ? `4f2a91c0de${String(number).padStart(22, "0")}` : null,
        owner: { team: cause.team, person: cause.person },
        rung: 0,
        openedAt: iso(at),
        createdAt: iso(at + 800),
        heardLateMs: null,
        acknowledgedAt: cause.taken === null ? null : iso(Math.max(cause.taken, at + minute)),
        snoozedUntil: null,
        dueAt: iso(at + hour),
        resolvedAt: null,
        resolution: null,
        told: null,
        occurrences: cause.kind === "failed-event" ? 2 : 1,
        evidence: [],
        customer: customers[i % customers.length] ?? null,
        load: null,
        cutoff: { at: iso(cause.cutoff), source: cause.source },
        blocks: { orders: cause.object === "order" ? 1 : 0, shipments: 1, invoices: 1 },
        value: { amount: (cents / 100).toFixed(2), currency: "USD", basis: cause.basis },
        causeId: null,
        version: cause.taken === null ? 1 : 2,
        code: cause.code,
        watch: false,
      });
      number += 1;
    }
  }
  const parked = rows.at(-1);
  if (parked !== undefined) {
    rows.push({
      ...parked,
      id: `X-${number}`,
      object: { kind: "stock", id: "RNO/44-231" },
      state: "snoozed",
      snoozedUntil: iso(est("08:00", 20)),
      version: 3,
    });
  }
  return rows;
}

/** One more refused label, as it comes while somebody looks. */
export function labelRefused(n: number, at: number): ExceptionRow {
  const like = exceptionsOf()[0];
  if (like === undefined) throw new Error("no exceptions");
  return {
    ...like,
    id: `X-${2000 + n}`,
    state: "open",
    object: { kind: "order", id: `SO-${10700 + n}` },
    owner: { team: like.owner.team, person: null },
    acknowledgedAt: null,
    openedAt: iso(at - 20_000),
    createdAt: iso(at - 19_000),
    value: { amount: "412.50", currency: "USD", basis: "order-price" },
    severity: n % 4 === 0 ? "critical" : "high",
    version: 1,
  };
}

const facts: readonly (readonly [string, string, string, "ok" | "failed"])[] = [
  ["order.created", "shop", "09:02", "ok"],
  ["order.released", "erp", "09:14", "ok"],
  ["order.acknowledged", "wms-atl", "09:16", "ok"],
  ["pick.confirmed", "wms-atl", "12:41", "ok"],
  ["pack.confirmed", "wms-atl", "13:31", "ok"],
];

/** An exception with all that explains it. */
export function detailOf(row: ExceptionRow, history: readonly HistoryRow[]): ExceptionDetail {
  const timeline: EventRow[] = facts.map(([type, system, at, status], index) => ({
    type,
    system,
    occurredAt: iso(est(at)),
    occurredPrecision: "instant",
    receivedAt: iso(est(at) + 900),
    status,
    error: null,
    warehouse: row.warehouse,
    quantity: null,
    amount: null,
    lines: [],
    traceId: `77be2000000000000000000000000${100 + index}`,
    spanId: null,
    position: String(index + 1),
    title: type,
  }));
  if (row.kind === "failed-event") {
    timeline.push({
      type: "shipment.labelled",
      system: row.system ?? "",
      occurredAt: row.openedAt,
      occurredPrecision: "instant",
      receivedAt: row.createdAt,
      status: "failed",
      error: { code: row.code, message: row.reason },
      warehouse: row.warehouse,
      quantity: null,
      amount: null,
      lines: [],
      traceId: row.traceId,
      spanId: null,
      position: "99",
      title: "Label requested",
    });
  }
  return {
    ...row,
    history,
    route: ["everything → integration-on-call", `warehouse ${row.warehouse}, flow ${row.flow} → ${row.owner.team}`],
    severityWhy: ["The flow is marked high.", "The cutoff is within the hour."],
    timeline,
    held:
      row.object === null
        ? []
        : [
            {
              kind: row.object.kind,
              id: row.object.id,
              value: row.value?.amount == null ? null : { amount: row.value.amount, currency: "USD" },
              basis: row.value?.basis ?? "unknown",
            },
          ],
  };
}

/** History of a row as the mock starts. */
export function historyOf(row: ExceptionRow): HistoryRow[] {
  const out: HistoryRow[] = [{ actionId: 1, at: row.createdAt, by: "rule", action: "raised", text: null }];
  if (row.acknowledgedAt !== null)
    out.push({
      actionId: 2,
      at: row.acknowledgedAt,
      by: row.owner.person ?? "Dana Reyes",
      action: "acknowledge",
      text: null,
    });
  if (row.snoozedUntil !== null)
    out.push({ actionId: 3, at: iso(moment - hour), by: "Sam Ansah", action: "snooze", text: null });
  return out;
}

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
  teams: [
    ["atl-dock-leads", "ATL dock leads"],
    ["integration-on-call", "Integration on-call"],
    ["credit-desk", "Credit desk"],
    ["ar-finance", "AR finance"],
    ["inventory-control", "Inventory control"],
    ["3pl-desk", "3PL desk"],
    ["returns-desk", "Returns desk"],
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
    share: null,
    clockDoubted: false,
    nextFileAt: null,
  }));
}

/** Counts of what is open, as the real feed counts them. */
export function statusOf(
  rows: readonly ExceptionRow[],
  now: number,
  demo: boolean,
  behindMs: number,
): StatusRow & { readonly id: string } {
  const open = rows.filter((row) => row.state === "open" || row.state === "acknowledged");
  const count = (key: (row: ExceptionRow) => string | null): Map<string, ExceptionRow[]> => {
    const out = new Map<string, ExceptionRow[]>();
    for (const row of open) {
      const name = key(row);
      if (name !== null) out.set(name, [...(out.get(name) ?? []), row]);
    }
    return out;
  };
  return {
    id: "status",
    journal: { position: "184210", bytes: 412_000_000, lastReceivedAt: iso(now - 2000) },
    engine: { position: "184210", behindMs },
    ingest: { accepted: 184_210, rejected: 0, quarantined: 0, refused: 0 },
    sources: sourcesOf(now, true).map(({ system, lastSeenAt, silent }) => ({ system, lastSeenAt, silent })),
    demo,
    version: "0.1.0",
    open: open.length,
    byWarehouse: [...count((row) => row.warehouse)].map(([warehouse, members]) => ({
      warehouse,
      open: members.length,
      critical: members.filter((row) => row.severity === "critical").length,
    })),
    byTeam: [...count((row) => row.owner.team)].map(([team, members]) => ({ team, open: members.length })),
    nobody: open.filter((row) => row.owner.person === null && row.acknowledgedAt === null).length,
    snoozed: rows.filter((row) => row.state === "snoozed").length,
    lastResolvedAt: iso(est("09:12")),
  };
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
  sources: [],
  environmentsApart: [],
  endpoints: { otlpHttp: "http://127.0.0.1:4318" },
  tokenNeeded: false,
  keyNames: [],
});
