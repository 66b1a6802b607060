import type { ExceptionRow } from "../../../server/wire/index.ts";
import { est, hour, iso, minute, moment } from "./time.ts";

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

/** The fact that failed or did not come, by the step that awaits it. */
const eventTypes: Readonly<Record<string, string>> = {
  label: "shipment.labelled",
  confirm: "shipment.confirmed",
  release: "order.acknowledged",
  pick: "pick.confirmed",
  invoice: "invoice.posted",
  "erp-receipt": "transfer.received",
  count: "receipt.confirmed",
  credit: "credit.posted",
  adjust: "stock.adjusted",
};

/** The 73 exceptions of the pictures: $563,364 in all, each cause adding up to its own sum. */
export function exceptionsOf(): ExceptionRow[] {
  const rows: ExceptionRow[] = [];
  let number = 1001;
  for (const [index, cause] of causes.entries()) {
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
        causeId: `C-${index + 1}`,
        version: cause.taken === null ? 1 : 2,
        code: cause.code,
        eventType: eventTypes[cause.step] ?? null,
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
