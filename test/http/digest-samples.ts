import type { DigestRead } from "../../server/feeds/index.ts";
import type { KpiDetail, KpiRow, KpiValue, PostingTable, SourceRow, TieOutRow } from "../../server/wire/index.ts";
import { aNetwork } from "../feeds/fakes.ts";

/** Thursday 19 November 2026, 14:32 in New York. */
export const thursday = Date.UTC(2026, 10, 19, 19, 32);

const value = (more: Partial<KpiValue> = {}): KpiValue => ({
  from: "2026-11-16",
  to: "2026-11-22",
  ended: true,
  state: "complete",
  value: 0.976,
  numerator: 19_991,
  denominator: 20_483,
  bounds: null,
  unknown: 0,
  ...more,
});

const row = (more: Partial<KpiRow> = {}): KpiRow => ({
  ...value(),
  id: "on-time-shipment",
  name: "Shipped on time",
  unit: "share",
  scale: 1,
  better: "up",
  notMeasured: null,
  target: 0.985,
  previous: value({ from: "2026-11-09", to: "2026-11-15", value: 0.981 }),
  coverage: { heard: 8, of: 8, lowered: [] },
  freshness: null,
  leftOut: 0,
  split: null,
  series: [],
  ...more,
});

const moved = (key: string, name: string, rate: number, mix = 0) => ({ key, name, rate, mix });
const detail = (of: KpiRow, parts: readonly ReturnType<typeof moved>[] | null): KpiDetail => ({
  definition: {
    id: of.id,
    version: 1,
    name: of.name,
    formula: "",
    clock: null,
    counts: "",
    zone: "building",
    unit: of.unit,
    better: of.better,
    exclusions: [],
    benchmark: null,
    notMeasured: null,
  },
  row: of,
  by: "warehouse",
  parts: [],
  moved:
    parts === null ? null : { grain: 1000, change: parts.reduce((sum, { rate, mix }) => sum + rate + mix, 0), parts },
});

const source = (system: string, name: string, more: Partial<SourceRow> = {}): SourceRow => ({
  system,
  name,
  kind: "wms",
  warehouse: null,
  environment: "",
  declared: true,
  lastSeenAt: "2026-11-19T19:31:00.000Z",
  firstHeardAt: "2026-01-01T00:00:00.000Z",
  silent: false,
  presence: "complete",
  presenceWhy: "",
  datesOnly: [],
  share: null,
  clockDoubted: false,
  nextFileAt: null,
  files: [],
  ...more,
});

const cell = (count: number, amount: string, estimate = "0.00", unknown = 0) => ({
  count,
  value: amount,
  valued: count - unknown,
  estimate,
  estimated: 0,
  unconverted: 0,
  unknown,
  sums: [],
});
const table = (old: ReturnType<typeof cell>): PostingTable => ({
  id: "revenue",
  zone: "America/New_York",
  currency: "USD",
  columns: [
    { name: "due", from: 0, to: 0 },
    { name: "old", from: 1, to: null },
  ] as unknown as PostingTable["columns"],
  rows: [],
  footer: [cell(900, "900000.00"), old],
  total: old,
  kinds: [],
  notBillable: [],
  rates: [],
  silent: [],
});

const tie = (unexplained: string) =>
  ({
    statement: { id: "T-1", at: "2026-11-19T19:30:00.000Z" },
    unexplained,
    currency: "USD",
  }) as unknown as TieOutRow;

const network = aNetwork({
  teams: new Map([
    ["inventory", { id: "inventory", name: "Inventory control" }],
    ["3pl", { id: "3pl", name: "3PL desk" }],
  ]) as never,
});

const pledge = { at: "2026-11-16T14:00:00.000Z", by: "C. Adler", closed: null, over: false } as const;
const owned = (team: string) => ({ owner: { team, person: null } });

/** A week with a silent partner, a missed target and promises. */
export const hard: DigestRead = {
  at: thursday,
  network,
  onTime: detail(
    row({
      unknown: 54,
      denominator: 20_483,
      state: "incomplete",
      coverage: { heard: 7, of: 8, lowered: [] },
      bounds: { low: 0.973, high: 0.976 },
    }),
    [
      moved("ATL", "Atlanta", -5),
      moved("EWR", "Newark", -1),
      moved("DFW", "Dallas", 1),
      moved("ORD", "Joliet", -1, 1),
      moved("SEA", "Kent", 0, 0),
    ],
  ),
  saved: row({
    id: "saved-before-cutoff",
    numerator: 61,
    denominator: 80,
    target: null,
    previous: value({ numerator: 48, denominator: 61 }),
  }),
  held: {
    objects: 73,
    money: [
      { amount: "563400.00", currency: "USD", side: "price" },
      { amount: "12000.00", currency: "USD", side: "cost" },
    ],
    estimated: 4,
    unknown: 3,
  },
  causes: [30, 3, 20, 9, 1],
  revenue: table(cell(69, "132000.00", "186240.00", 2)),
  tie: tie("0.00"),
  sources: [
    source("wms-atl", "ATL WMS"),
    source("wms-ord", "ORD WMS", { presence: "sampled" }),
    source("3pl-reno", "3PL Reno", { silent: true, lastSeenAt: "2026-11-19T17:05:00.000Z" }),
    source("stray", "Stray", { declared: false }),
  ],
  pledges: [
    {
      ...pledge,
      ...owned("inventory"),
      id: "P-1",
      text: "Dallas transfers into the ERP <b>",
      dueOn: "2026-11-18",
      over: true,
    },
    { ...pledge, ...owned("3pl"), id: "P-2", text: "Reno: second line for files", dueOn: "2026-11-20" },
    {
      ...pledge,
      id: "P-3",
      text: "Newark labels under 5 s",
      owner: { team: "3pl", person: "Ana" },
      dueOn: "2026-11-18",
      closed: { at: "2026-11-18T15:00:00.000Z", by: "Ana", end: "kept", text: null },
    },
  ],
};

/** A week in which everything is as it should be. */
export const calm: DigestRead = {
  ...hard,
  onTime: detail(row({ value: 0.991, previous: value({ value: 0.991 }) }), []),
  held: { objects: 0, money: [], estimated: 0, unknown: 0 },
  causes: [],
  revenue: table(cell(0, "0.00")),
  sources: [source("wms-atl", "ATL WMS"), source("wms-ord", "ORD WMS")],
  pledges: [],
};

/** A week of which hardly anything is known. */
export const dark: DigestRead = {
  ...calm,
  onTime: detail(
    row({
      state: "not-measured",
      value: null,
      numerator: 0,
      denominator: 0,
      notMeasured: "no source tells when orders leave",
    }),
    null,
  ),
  saved: null,
  revenue: table(cell(4, "0.00", "0.00", 4)),
  tie: tie("12464.25"),
  sources: [
    source("wms-atl", "ATL WMS", { silent: true, lastSeenAt: null }),
    source("3pl-reno", "3PL Reno", { silent: true, lastSeenAt: "2026-11-12T17:05:00.000Z" }),
  ],
};

/** The figure lies over its target, and can still turn out to be under it. */
export const open: DigestRead = {
  ...calm,
  onTime: detail(row({ value: 0.988, ended: false, unknown: 200, bounds: { low: 0.978, high: 0.988 } }), [
    moved("ATL", "Atlanta", 7),
  ]),
};

/** Nothing was due. */
export const idle: DigestRead = {
  ...calm,
  onTime: detail(row({ value: null, numerator: 0, denominator: 0 }), null),
};
