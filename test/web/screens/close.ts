import type {
  AccrualRow,
  CloseBurnDown,
  CloseDate,
  CloseRow,
  CloseStop,
  CloseSumRow,
} from "../../../server/wire/index.ts";

const nought: CloseSumRow = {
  count: 0,
  value: "0.00",
  valued: 0,
  estimate: "0.00",
  estimated: 0,
  unconverted: 0,
  unknown: 0,
};
const exactly = (count: number, value: string): CloseSumRow => ({ ...nought, count, value, valued: count });
const about = (count: number, estimate: string): CloseSumRow => ({ ...nought, count, estimate, estimated: count });
const shipment = (id: string) => ({ kind: "shipment", id }) as const;
const asOf = "2026-11-19T19:30:00.000Z";

/** `id, customer, site, minutes of Thu 19 Nov by the ledger's clock, amount`. */
const ahead: readonly (readonly [string, string, string, string, string])[] = [
  ["SH-76104", "Halden Vet, Memphis", "ATL", "14:12", "11820.00"],
  ["SH-76109", "Mercer Clinics, Macon", "ATL", "14:12", "8640.50"],
  ["SH-76117", "Ostrander Labs, Tampa", "ATL", "14:40", "2946.25"],
  ["SH-76131", "Corliss Health, Albany", "EWR", "15:05", "7310.00"],
  ["SH-76140", "Fenwick Dental, Utica", "EWR", "15:31", "4182.75"],
  ["SH-76152", "Alder Surgical, Peoria", "ORD", "16:02", "5560.00"],
  ["SH-76158", "Bryce Medical, Gary", "ORD", "16:20", "3775.50"],
];
const onTheRoad: readonly (readonly [string, string, string, string | null, string])[] = [
  ["SH-75988", "Tolland Group, Boise", "SEA", null, "9240.00"],
  ["SH-75991", "Vance Pharmacy, Fargo", "ORD", "21:02", "5125.00"],
  ["SH-76011", "Norwell Labs, Laredo", "DFW", "21:35", "6880.00"],
  ["SH-76020", "Hobart Care, Yuma", "DFW", "22:10", "4300.00"],
];
const undecided: readonly (readonly [string, string, string])[] = [
  ["SH-75960", "Corliss Health, El Paso", "4830.00"],
  ["SH-76033", "Alder Surgical, Moline", "3118.20"],
  ["SH-76041", "Tolland Group, Provo", "2260.00"],
  ["SH-76048", "Halden Vet, Tulsa", "1180.00"],
  ["SH-76055", "Mercer Clinics, Salem", "940.40"],
  ["SH-76061", "Bryce Medical, Reno", "2055.00"],
];

const date = (
  id: string,
  customer: string,
  warehouse: string,
  amount: string,
  more: Partial<CloseDate>,
): CloseDate => ({
  object: shipment(id),
  side: "revenue",
  fault: "other-period",
  customer,
  warehouse,
  terms: "origin",
  termsText: "FOB origin",
  decided: null,
  leftAt: null,
  leftIsDay: false,
  leftDay: "2026-11-19",
  deliveredAt: null,
  deliveredDay: null,
  earned: "11",
  invoice: { kind: "invoice", id: `INV-${id.slice(3)}` },
  ledgerDate: "2026-11-23",
  booked: "12",
  amount: { amount, currency: "USD" },
  estimate: false,
  ...more,
});

/** A transfer that was counted before the period ended, and that the ERP has in the next. */
export const receivedDate: CloseDate = {
  ...date("TO-3318", "ORD", "DFW", "7412.50", {}),
  object: { kind: "transfer", id: "TO-3318" },
  side: "inventory",
  terms: null,
  termsText: null,
  leftDay: null,
  deliveredAt: "2026-11-19T21:40:00.000Z",
  deliveredDay: "2026-11-19",
  invoice: null,
};

const dates: readonly CloseDate[] = [
  ...ahead.map(([id, customer, site, at, amount]) =>
    date(id, customer, site, amount, {
      leftAt: `2026-11-19T${at}:00.000Z`,
      ...(id === "SH-76117" ? { invoice: null } : {}),
    }),
  ),
  ...onTheRoad.map(([id, customer, site, at, amount]) =>
    date(id, customer, site, amount, {
      fault: "not-delivered",
      terms: "destination",
      termsText: "DAP",
      leftAt: `2026-11-18T${at ?? "05:00"}:00.000Z`,
      leftIsDay: at === null,
      leftDay: "2026-11-18",
      earned: null,
      booked: "11",
      ledgerDate: "2026-11-18",
    }),
  ),
  ...undecided.map(([id, customer, amount]) =>
    date(id, customer, "DFW", amount, {
      fault: "terms-unknown",
      terms: null,
      termsText: null,
      leftAt: "2026-11-18T20:00:00.000Z",
      earned: null,
      booked: "11",
    }),
  ),
];

const stops: readonly CloseStop[] = [
  {
    id: "wrong",
    side: "revenue",
    cause: { kind: "wrong-period" },
    owner: { team: "ar-finance", person: null },
    takenAt: "2026-11-19T16:20:00.000Z",
    sum: exactly(11, "69780.00"),
    documents: [...ahead, ...onTheRoad].map(([id]) => shipment(id)),
  },
  {
    id: "reno",
    side: "revenue",
    cause: { kind: "not-confirmed", system: "3pl-reno", name: "3PL Reno", lastSeenAt: "2026-11-19T17:05:00.000Z" },
    owner: { team: "integration-on-call", person: null },
    takenAt: "2026-11-19T18:46:00.000Z",
    sum: about(23, "186240.00"),
    documents: Array.from({ length: 23 }, (_, at) => ({ kind: "order", id: `SO-${10388 + at}` }) as const),
  },
  {
    id: "transfers",
    side: "inventory",
    cause: {
      kind: "owed",
      why: "cause:C-31",
      owed: "transfer-not-posted",
      title: "Transfer receipt never reached ERP",
    },
    owner: { team: "inventory-control", person: null },
    takenAt: null,
    sum: exactly(10, "213712.00"),
    documents: Array.from({ length: 10 }, (_, at) => ({ kind: "transfer", id: `TO-${4411 + at}` }) as const),
  },
];

/** The close of period 11 as in the picture. */
export const closeRow: CloseRow = {
  period: {
    id: "11",
    from: "2026-10-24",
    to: "2026-11-20",
    closesAt: "2026-11-20T23:00:00.000Z",
    reversal: "2026-11-21",
  },
  before: "10",
  after: "12",
  entity: "US01",
  entities: [
    { id: "US01", name: "Northgate US" },
    { id: "NW01", name: "Northgate West" },
  ],
  zone: "America/New_York",
  currency: "USD",
  asOf,
  stops,
  total: 44,
  waiting: 112,
  onTheRoad: 4,
  dates,
  totals: {
    revenue: { ...exactly(5, "63118.40"), count: 28, estimate: "186240.00", estimated: 23 },
    goods: { ...exactly(26, "141020.60"), count: 28, unknown: 2 },
    inventory: exactly(10, "213712.00"),
    payables: nought,
  },
  checks: [
    { id: "revenue", state: "done", at: asOf, amount: "0.00", count: null },
    { id: "inventory", state: "untold", at: null, amount: null, count: null },
    { id: "payables", state: "open", at: asOf, amount: "300.00", count: null },
    { id: "dates", state: "open", at: asOf, amount: null, count: 11 },
    { id: "terms", state: "open", at: asOf, amount: null, count: 6 },
    { id: "stops", state: "open", at: asOf, amount: null, count: 44 },
  ],
  signing: { state: "open", prepared: null, reviewed: null, hash: null, lines: null, rounds: [] },
  drift: {
    period: "10",
    signed: { by: "L. Koster", at: "2026-10-23T22:02:00.000Z" },
    hash: "c0ffee00".repeat(8),
    currency: "USD",
    sides: [
      {
        side: "revenue",
        signed: "40118.40",
        now: "38000.00",
        difference: "-2118.40",
        states: [
          { state: "confirmed", count: 8, difference: "0.00" },
          { state: "open", count: 0, difference: "0.00" },
          { state: "fell-away", count: 1, difference: "-2118.40" },
          { state: "new", count: 0, difference: "0.00" },
        ],
      },
    ],
    lines: [
      {
        state: "fell-away",
        side: "revenue",
        object: shipment("SH-71844"),
        signed: "2118.40",
        now: "0.00",
        difference: "-2118.40",
      },
    ],
  },
};

/** The same when nothing stops it. */
export const closeReady: CloseRow = {
  ...closeRow,
  stops: [],
  total: 0,
  waiting: 0,
  onTheRoad: 0,
  dates: [],
  totals: { revenue: nought, goods: nought, inventory: nought, payables: nought },
  checks: closeRow.checks.map((check) => ({ ...check, state: "done", at: asOf, amount: "0.00", count: 0 })),
  drift: null,
};

/** The accrual list: Reno's orders as estimates, and what is exact. */
export const accrualRows: readonly AccrualRow[] = Array.from({ length: 28 }, (_, at) => {
  const reno = at % 6 !== 1;
  const id = `SO-${10388 + at}`;
  return {
    id: `${id} revenue`,
    object: reno ? { kind: "order", id } : shipment(`SH-${76200 + at}`),
    orders: [id],
    kind: reno ? "not-confirmed" : "shipped-not-billed",
    side: "revenue",
    customer: at % 2 === 0 ? "Fenwick Dental Supply" : "Fenwick Dental, Austin",
    units: String(48 + at),
    uom: "EA",
    revenue: { amount: reno ? "8413.40" : "9440.00", currency: "USD" },
    estimate: reno,
    cost: at === 3 ? null : { amount: "5210.40", currency: "USD" },
    account: at === 4 ? null : { debit: "1190", credit: "4010" },
    entity: "US01",
    warehouse: reno ? "RNO" : "DFW",
    period: "11",
    date: "2026-11-20",
    reversal: "2026-11-21",
  };
});

/** Days of the period down to the moment of the pictures. */
export const burnDown: CloseBurnDown = {
  points: [
    ...[118, 112, 104, 101, 96, 95, 81, 74, 60, 53].map((count, at) => {
      const day = `2026-11-${String(9 + at).padStart(2, "0")}`;
      return { day, at: `${day}T23:59:59.999Z`, count };
    }),
    { day: "2026-11-19", at: asOf, count: 44 },
  ],
  closesAt: "2026-11-20T23:00:00.000Z",
};
