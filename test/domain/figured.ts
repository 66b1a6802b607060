import {
  type BusinessObject,
  type Contribution,
  type CountedException,
  contributionsOf,
  contributionsOfException,
  type FigureAsked,
  type FiguresOn,
  figureNamed,
  figurePapers,
  isMeasured,
  type Network,
  type Period,
  type SourceHeard,
  type StoodException,
} from "../../server/domain/index.ts";
import { aStep, hour, minute, type Told, testNetwork, World } from "./harness.ts";
import { type Rows, rowsOf } from "./tallied.ts";

/** Midnight in Atlanta of a Sunday that has 25 hours, in Atlanta and in Reno. */
export const sunday = Date.UTC(2026, 10, 1, 4);
export const sundayDay = 20_758;
/** Hours and minutes since then. */
export const at = (hours: number, minutes = 0): number => sunday + hours * hour + minutes * minute;

export const offsets = (zone: string, when: number): number => {
  if (zone === "America/New_York") return when < Date.UTC(2026, 10, 1, 6) ? -240 : -300;
  if (zone === "America/Los_Angeles") return when < Date.UTC(2026, 10, 1, 9) ? -420 : -480;
  return 0;
};

const building = (id: string, name: string, timezone: string) => ({ id, name, timezone, departures: [] });

const standard = testNetwork();

/** Two buildings in two zones; the ledger is kept in UTC. */
export const network: Network = testNetwork({
  offsetAt: offsets,
  systems: new Map([
    ...standard.systems,
    ["wms-rno", { ...standard.systems.get("wms-atl")!, id: "wms-rno", warehouse: "RNO" }],
  ]),
  warehouses: new Map([
    ["ATL", building("ATL", "Atlanta", "America/New_York")],
    ["RNO", building("RNO", "Reno", "America/Los_Angeles")],
  ]),
  steps: [
    aStep({
      id: "ship",
      flow: "pick-to-ship",
      after: "order.released",
      expect: "shipment.confirmed",
      within: 8 * hour,
    }),
    aStep({
      id: "invoice",
      flow: "ship-to-invoice",
      object: "shipment",
      after: "shipment.confirmed",
      expect: "invoice.posted",
      via: "invoice",
      from: "erp",
      within: 4 * hour,
    }),
  ],
});

/** What a world tells of figures. */
export interface Figured {
  readonly rows: Rows;
  readonly on: FiguresOn;
  readonly contributions: readonly Contribution[];
  /** Those of one figure. */
  of(figure: string): readonly Contribution[];
}

/** The figures of a world as it knows its facts. */
export function figuredIn(
  world: World,
  exceptions: readonly StoodException[] = [],
  lives: readonly CountedException[] = [],
): Figured {
  const rows = rowsOf(world);
  const on: FiguresOn = { network, factsOf: rows.factsOf, exceptions };
  const subjects = [...rows.objects()].filter(({ kind }) => isMeasured(kind)).sort((a, b) => (a.ref < b.ref ? -1 : 1));
  const ofObject = (subject: BusinessObject) => contributionsOf(figurePapers(subject, rows.object), on);
  const contributions = [...subjects.flatMap(ofObject), ...lives.flatMap((life) => contributionsOfException(life, on))];
  return { rows, on, contributions, of: (figure) => contributions.filter((one) => one.figure === figure) };
}

/** The figures of a world in which all of this was told at once, long after it happened. */
export async function figured(
  told: readonly Told[],
  exceptions: readonly StoodException[] = [],
  lives: readonly CountedException[] = [],
): Promise<Figured> {
  const world = await World.begin(network, at(-72));
  await world.entry(at(300), told);
  await world.commit();
  return figuredIn(world, exceptions, lives);
}

/** A fact of a system, on objects by kind. */
export const fact = (event: string, when: number, keys: Told["keys"] = {}, more: Partial<Told> = {}): Told => ({
  event,
  keys: { ...keys },
  at: when,
  system: "erp",
  ...more,
});

/** A fact of the floor in Atlanta. */
export const floor = (event: string, when: number, keys: Told["keys"] = {}, more: Partial<Told> = {}): Told =>
  fact(event, when, { warehouse: "ATL", ...keys }, { system: "wms-atl", ...more });

/** An order as the shop takes it. */
export const created = (order: string, when = at(1), attributes: Told["attributes"] = {}): Told =>
  fact("order.created", when, { order, customer: "Halden Vet" }, { system: "shop", attributes });
export const released = (order: string, when = at(2), warehouse = "ATL"): Told =>
  fact("order.released", when, { order, warehouse });
/** What leaves the dock in Atlanta. */
export const left = (order: string, shipment: string, when = at(10), more: Partial<Told> = {}): Told =>
  floor("shipment.confirmed", when, { order, shipment }, more);
/** The attribute that says by when an order is to leave. */
export const byShip = (when: number) => ({ "order.ship_by": new Date(when).toISOString() });

/** Attributes with lines of an item and a quantity each. */
export const lines = (...told: readonly (readonly [sku: string, quantity: string, uom?: string])[]) => ({
  "business.lines": JSON.stringify(
    told.map(([sku, quantity, uom], index) => ({ line: String(index + 1), sku, quantity, ...(uom && { uom }) })),
  ),
});

/** A source that told everything. */
export const source = (system: string, tells: readonly string[], more: Partial<SourceHeard> = {}): SourceHeard => ({
  system,
  warehouse: null,
  tells,
  firstHeardAt: at(-500),
  lastSeenAt: at(200),
  silentSince: null,
  presence: "complete",
  watch: false,
  dated: [],
  ...more,
});

const floorTells = [
  "order.acknowledged",
  "shipment.confirmed",
  "receipt.arrived",
  "receipt.confirmed",
  "receipt.put-away",
];
export const sources: readonly SourceHeard[] = [
  source("erp", [
    "order.created",
    "order.released",
    "order.allocated",
    "shipment.posted",
    "receipt.posted",
    "invoice.posted",
    "invoice.sent",
  ]),
  source("tms", ["order.delivered", "shipment.delivered"]),
  source("wms-atl", floorTells, { warehouse: "ATL" }),
  source("wms-rno", floorTells, { warehouse: "RNO" }),
];

/** A figure of two weeks around the tests' day, asked for long after, of sources that told everything. */
export function asked(figure: string, more: Partial<FigureAsked> = {}): FigureAsked {
  const definition = figureNamed(figure);
  if (definition === null) throw new Error(`no figure ${figure}`);
  return { definition, period: fortnight, at: at(400), network, sources, ...more };
}

export const fortnight: Period = { from: sundayDay - 7, to: sundayDay + 7 };

/** The life of an exception that nobody took yet. */
export const life = (number: number, more: Partial<CountedException> = {}): CountedException => ({
  number,
  family: "labels",
  object: null,
  openedAt: at(1),
  resolvedAt: null,
  kind: "failed-event",
  flow: "pick-to-ship",
  warehouse: "ATL",
  partner: null,
  customer: "Halden Vet",
  createdAt: at(1, 10),
  acknowledgedAt: null,
  endedBy: null,
  reason: null,
  touches: 0,
  ...more,
});
