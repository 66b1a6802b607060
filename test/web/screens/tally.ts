// biome-ignore-all lint/suspicious/noThenProperty: the wire calls the steps after a receipt so.
import type { DepartureRow, TallyDocument, TallyRow } from "../../../server/wire/index.ts";
import { network } from "../mock/network.ts";
import { moment } from "../mock/time.ts";
import { est, iso } from "./moment.ts";

type Line = readonly [
  id: string,
  released: number,
  carried: number,
  parts: readonly [
    shipped: number,
    floor: number,
    blocked: number,
    missing: number,
    unknown: number,
    held: number,
    cancelled: number,
  ],
  erp: readonly [inErp: number, waiting: number, late: number],
  billed: readonly [billed: number, notBillable: number, waiting: number, refused: number, late: number],
  loaded: number,
];

const lines: readonly Line[] = [
  ["ATL", 1826, 58, [1192, 643, 16, 0, 0, 20, 13], [1192, 0, 0], [1078, 9, 103, 2, 0], 233],
  ["EWR", 1079, 23, [704, 372, 0, 3, 0, 12, 11], [704, 0, 0], [641, 6, 56, 1, 0], 120],
  ["ORD", 950, 18, [566, 383, 0, 0, 0, 11, 8], [565, 1, 0], [514, 5, 45, 1, 0], 90],
  ["DFW", 719, 12, [401, 317, 0, 0, 0, 8, 5], [401, 0, 0], [363, 4, 33, 1, 0], 64],
  ["SEA", 396, 6, [88, 306, 0, 0, 0, 5, 3], [88, 0, 0], [72, 2, 14, 0, 0], 20],
  ["MIA", 505, 9, [322, 182, 0, 0, 0, 6, 4], [322, 0, 0], [290, 3, 29, 0, 0], 41],
  ["RNO", 139, 3, [85, 0, 0, 0, 54, 2, 1], [85, 0, 0], [78, 0, 7, 0, 0], 0],
  ["SAV", 184, 4, [121, 62, 0, 0, 0, 3, 2], [119, 2, 0], [109, 2, 8, 0, 0], 11],
];

/** The eight buildings of the pictures at one moment: 5,931 to ship, 54 not known at Reno, Chicago not judged. */
export const tallyRows = (): readonly TallyRow[] =>
  lines.map(([id, released, carried, parts, erp, billed, loaded]): TallyRow => {
    const site = network.warehouses.find((one) => one.id === id);
    const [shipped, floor, blocked, missing, unknown, held, cancelled] = parts;
    const mine = id === "ATL";
    const credit = Math.ceil(held * 0.65);
    return {
      id,
      warehouse: id,
      name: site?.name ?? id,
      zone: site?.timezone ?? "America/New_York",
      day: "2026-11-19",
      orders: {
        total: released + carried,
        released,
        carried,
        parts: {
          shipped,
          floor,
          blocked,
          "not-in-wms": missing,
          "not-known": unknown,
          "on-hold": held,
          cancelled,
        },
        loaded,
        notInWmsLate: missing,
        holds: [
          { reason: "credit", count: credit },
          { reason: "customer", count: held - credit },
        ],
      },
      shipped: { "in-erp": erp[0], "erp-waiting": erp[1], "erp-late": erp[2] },
      billed: {
        billed: billed[0],
        "not-billable": billed[1],
        "bill-waiting": billed[2],
        "bill-refused": billed[3],
        "bill-late": billed[4],
      },
      receipts: {
        total: mine ? 41 : 12,
        parts: { received: mine ? 33 : 9, "at-door": mine ? 8 : 3 },
        then: [
          {
            step: "put-away",
            of: mine ? 33 : 9,
            parts: mine ? { done: 29, waiting: 4, late: 0 } : { done: 9, waiting: 0, late: 0 },
          },
          {
            step: "posted",
            of: mine ? 33 : 9,
            parts: mine ? { done: 31, waiting: 2, late: 0 } : { done: 8, waiting: 1, late: 0 },
          },
        ],
      },
      transfers: {
        total: mine ? 22 : 4,
        parts: { received: mine ? 14 : 2, "on-road": mine ? 8 : 2, overdue: 0 },
        then: [
          {
            step: "posted",
            of: mine ? 14 : 2,
            parts: mine ? { done: 13, waiting: 0, late: 1 } : { done: 2, waiting: 0, late: 0 },
          },
        ],
      },
      returns: {
        total: mine ? 26 : 5,
        parts: { received: mine ? 17 : 5, "on-way": mine ? 9 : 0, overdue: 0 },
        then: [
          {
            step: "dispositioned",
            of: mine ? 17 : 5,
            parts: mine ? { done: 15, waiting: 2, late: 0 } : { done: 4, waiting: 1, late: 0 },
          },
          {
            step: "credited",
            of: mine ? 15 : 4,
            parts: mine ? { done: 14, waiting: 1, late: 0 } : { done: 4, waiting: 0, late: 0 },
          },
        ],
      },
      wmsJudged: id !== "ORD",
      silent: id === "RNO" ? { system: "3pl-reno", lastSeenAt: iso(est("12:05")) } : null,
      departuresLeft: mine ? 3 : 1,
    };
  });

const labels = Array.from({ length: 14 }, (_, at) => `SO-${10423 + at * 4}`);
const picks = ["SO-10466", "SO-10470"];

/** Atlanta's departures of the day: the next leaves 14 short, 18:30 two, three can leave full; three have left. */
export const departureRows = (): readonly DepartureRow[] => {
  const row = (
    at: string,
    carrier: string,
    service: string,
    counts: Partial<Pick<DepartureRow, "loaded" | "floor" | "blocked" | "notKnown" | "shipped" | "behind">>,
    more: Partial<DepartureRow> = {},
  ): DepartureRow => {
    const full = { loaded: 0, floor: 0, blocked: 0, notKnown: 0, shipped: 0, behind: 0, ...counts };
    return {
      id: `ATL ${iso(est(at))} ${carrier} ${service}`,
      warehouse: "ATL",
      at: iso(est(at)),
      carrier,
      service,
      doors: [],
      appointmentAt: null,
      left: est(at) < moment,
      orders: Object.values(full).reduce((sum, one) => sum + one, 0),
      ...full,
      behindOrders: [],
      causes: [],
      held: { objects: 0, money: [], estimated: 0, unknown: 0 },
      later: [],
      ...more,
    };
  };
  return [
    row("10:00", "Corvus Parcel", "Ground", { shipped: 486 }),
    row("12:30", "Piedmont Freight", "LTL", { shipped: 214 }),
    row(
      "13:30",
      "Corvus Parcel",
      "Ground",
      { shipped: 492, behind: 2 },
      {
        behindOrders: [
          { id: "SO-10391", movedTo: iso(est("16:30")) },
          { id: "SO-10397", movedTo: iso(est("16:30")) },
        ],
      },
    ),
    row(
      "15:00",
      "Corvus Parcel",
      "Ground",
      { loaded: 190, floor: 8, blocked: 14 },
      {
        doors: ["4", "5", "6"],
        causes: [
          {
            causeId: "C-17",
            title: "Carrier label refused: postcode missing",
            orders: labels,
            exceptions: labels.map((_, at) => `X-${1001 + at}`),
            owner: { team: "atl-dock-leads", person: "Dana Reyes" },
          },
        ],
        held: {
          objects: 14,
          money: [{ amount: "41260.00", currency: "USD", side: "price" }],
          estimated: 14,
          unknown: 0,
        },
        later: [
          { at: iso(est("16:30")), carrier: "Halcyon Air", service: "Next day air", inTime: 14 },
          { at: iso(est("17:15")), carrier: "Corvus Parcel", service: "Regional", inTime: 9 },
          { at: iso(est("20:30")), carrier: "Corvus Parcel", service: "Night line-haul", inTime: 12 },
        ],
      },
    ),
    row("16:30", "Halcyon Air", "Next day air", { loaded: 12, floor: 25 }, { doors: ["8"] }),
    row("17:15", "Corvus Parcel", "Regional", { loaded: 31, floor: 65 }, { doors: ["5"] }),
    row(
      "18:30",
      "Piedmont Freight",
      "LTL",
      { floor: 82, blocked: 2 },
      {
        doors: ["14"],
        appointmentAt: iso(est("18:15")),
        causes: [
          {
            causeId: "C-22",
            title: "Pick not confirmed: handheld batch stuck",
            orders: picks,
            exceptions: ["X-1052", "X-1053"],
            owner: { team: "atl-dock-leads", person: null },
          },
        ],
        held: { objects: 2, money: [{ amount: "5940.00", currency: "USD", side: "price" }], estimated: 2, unknown: 0 },
        later: [{ at: iso(est("20:30")), carrier: "Corvus Parcel", service: "Night line-haul", inTime: null }],
      },
    ),
    row("20:30", "Corvus Parcel", "Night line-haul", { floor: 230 }, { doors: ["4", "5"] }),
  ];
};

const customers = ["Fenwick Dental", "Halden Vet", "Ostrander Labs", "Mercer Clinics", null];

/** The documents behind a number, as many as it counts: the refused labels and stuck picks by their own numbers. */
export function tallyDocuments(part: string, count: number, warehouse: string): readonly TallyDocument[] {
  const blocked = part === "orders:blocked" ? [...labels, ...picks] : [];
  const kind = part.startsWith("receipts")
    ? "receipt"
    : part.startsWith("transfers")
      ? "transfer"
      : part.startsWith("returns")
        ? "return"
        : "order";
  return Array.from({ length: count }, (_, at) => ({
    kind,
    id: blocked[at] ?? `${kind === "order" ? "SO" : kind.slice(0, 2).toUpperCase()}-${30_000 + at}`,
    warehouse,
    part,
    customer: customers[at % customers.length] ?? null,
    milestone: at % 7 === 6 ? null : blocked.length > 0 ? "pack.confirmed" : "pick.confirmed",
    lastAt: at % 7 === 6 ? null : iso(est("13:51") - at * 20_000),
    carried: at % 32 === 5,
    exceptions: blocked.length > 0 ? [`X-${1001 + at}`] : [],
    cutoffAt: iso(est(at < 14 ? "15:00" : "18:30")),
  }));
}
