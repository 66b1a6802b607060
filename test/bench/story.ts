import type {
  AttributeValue,
  Decoded,
  KeyMention,
  Observation,
  Reading,
  TraceTally,
} from "../../collectors/kit/index.ts";
import { randomOf } from "./spans.ts";

/** One entry of facts as a collector would have decoded it. */
export interface Told {
  readonly at: number;
  readonly sender: string;
  readonly decoded: Decoded;
}

/** How orders go by: so many are under way at once, each with nine events at even distances. */
export interface Going {
  readonly live: number;
  /** Unix milliseconds at which the first is placed. */
  readonly from: number;
  readonly seed: number;
}

const warehouses = ["ATL", "EWR", "ORD", "DFW", "SEA", "MIA"] as const;
/** Between two events of one order: within what the network promises for each, so that only what never comes is missed. */
const stageMs = 8 * 60_000;

interface Stage {
  readonly event: string;
  readonly name: string;
  readonly service: (site: string) => string;
  readonly keys: readonly ("shipment" | "invoice")[];
  readonly more: (order: Order) => readonly (readonly [string, AttributeValue])[];
}

interface Order {
  readonly id: number;
  readonly site: string;
  readonly amount: string;
  readonly lines: string;
  readonly units: number;
}

const erp = (): string => "netsuite-bridge";
const floor = (site: string): string => `wms-${site.toLowerCase()}`;
const goods = ({ units }: Order) => [["business.quantity", units] as const, ["business.uom", "EA"] as const];
const worth = ({ amount, lines }: Order) => [
  ["business.amount", amount] as const,
  ["business.currency", "USD"] as const,
  ["business.lines", lines] as const,
];

const stages: readonly Stage[] = [
  { event: "order.created", name: "POST /checkout", service: () => "web-shop", keys: [], more: worth },
  { event: "order.released", name: "process orders.created", service: erp, keys: [], more: goods },
  { event: "order.acknowledged", name: "process orders.released", service: floor, keys: [], more: () => [] },
  { event: "pick.confirmed", name: "POST /rf/pick/confirm", service: floor, keys: [], more: goods },
  { event: "pack.confirmed", name: "POST /pack/close", service: floor, keys: [], more: () => [] },
  { event: "shipment.labelled", name: "POST /labels", service: () => "label-svc", keys: ["shipment"], more: () => [] },
  {
    event: "shipment.confirmed",
    name: "POST /dock/ship-confirm",
    service: floor,
    keys: ["shipment"],
    more: (order) => [
      ...goods(order),
      ["business.lines", order.lines],
      ["carrier.id", "Corvus Parcel"],
      ["carrier.service", "ground"],
    ],
  },
  { event: "shipment.posted", name: "process shipments.confirmed", service: erp, keys: ["shipment"], more: () => [] },
  {
    event: "invoice.posted",
    name: "POST /record/v1/invoice",
    service: erp,
    keys: ["shipment", "invoice"],
    more: worth,
  },
];

/** Of a hundred: events that never come, that fail first, that carry no key and wait for their trace to be tied. */
const shares = { missing: 1, failed: 1, tied: 10 } as const;

/** Goes on for ever: entries of some twenty facts, in the order of their stamps. */
export function* storyOf({ live, from, seed }: Going, reading: Reading): Generator<Told> {
  const random = randomOf(seed);
  const hex = (words: number): string =>
    Array.from({ length: words }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    ).join("");
  /** Orders placed between two events of one. */
  const apart = Math.max(1, Math.round(live / stages.length));
  const every = stageMs / apart;
  const reader = readerOf(reading);
  const entered = 20;
  for (let tick = 0; ; tick += entered) {
    const bySender = new Map<string, Draft>();
    for (let order = tick; order < tick + entered; order++)
      stages.forEach((stage, index) => {
        const id = order - index * apart;
        if (id < 0) return;
        const chance = randomOf(seed ^ Math.imul(id + 1, 0x9e3779b1) ^ index)();
        if (index > 1 && chance * 100 < shares.missing) return;
        const failed = index > 0 && chance * 100 > 100 - shares.failed;
        const tied = !failed && index === 4 && id % 100 < shares.tied;
        add(bySender, orderOf(id), stage, Math.floor(from + order * every), { failed, tied, reader, hex });
      });
    const at = Math.ceil(from + (tick + entered) * every);
    for (const [sender, draft] of bySender) yield { at, sender, decoded: finished(draft) };
  }
}

function orderOf(id: number): Order {
  const units = 1 + (id % 12);
  const lines = [
    { line: "1", sku: `44-${100 + (id % 900)}`, quantity: units, uom: "EA", unitPrice: "12.50" },
    { line: "2", sku: `51-${100 + ((id * 7) % 900)}`, quantity: 2, uom: "EA", unitPrice: "8.00" },
  ];
  const amount = (units * 12.5 + 16).toFixed(2);
  return {
    id,
    site: warehouses[id % warehouses.length] ?? "ATL",
    amount,
    lines: JSON.stringify(lines),
    units: units + 2,
  };
}

type Reader = ReturnType<typeof readerOf>;

/** Asks the network as a collector does, and remembers its answers as a collector does. */
function readerOf(reading: Reading) {
  const resources = new Map<
    string,
    { readonly resource: ReadonlyMap<string, AttributeValue>; readonly source: ReturnType<Reading["sourceOf"]> }
  >();
  const of = (service: string) => {
    const known = resources.get(service);
    if (known !== undefined) return known;
    const resource = new Map([["service.name", service]]);
    const made = { resource, source: reading.sourceOf(resource) };
    resources.set(service, made);
    return made;
  };
  const names = new Map<string, ReturnType<Reading["keyOf"]>>();
  const mention = (service: string, attribute: string, value: string): KeyMention => {
    const name = `${service} ${attribute}`;
    const key = names.get(name) ?? reading.keyOf(of(service).source, attribute);
    names.set(name, key);
    if (key === null) throw new Error(`${attribute} is no key`);
    return { ...key, value };
  };
  return { of, mention };
}

interface Draft {
  readonly source: ReturnType<Reading["sourceOf"]>;
  readonly facts: Observation[];
  readonly ties: Decoded["ties"][number][];
  readonly traces: TraceTally[];
  failures: number;
  firstAt: number;
  lastAt: number;
}

function add(
  bySender: Map<string, Draft>,
  order: Order,
  stage: Stage,
  at: number,
  how: {
    readonly failed: boolean;
    readonly tied: boolean;
    readonly reader: Reader;
    readonly hex: (words: number) => string;
  },
): void {
  const service = stage.service(order.site);
  const { resource, source } = how.reader.of(service);
  const draft = bySender.get(service) ?? {
    source,
    facts: [],
    ties: [],
    traces: [],
    failures: 0,
    firstAt: at,
    lastAt: at,
  };
  bySender.set(service, draft);
  const named: [string, string][] = [
    ["order.id", `SO-${order.id}`],
    ["warehouse.code", order.site],
    ["customer.id", `C-${order.id % 400}`],
    ...stage.keys.map((kind): [string, string] => [`${kind}.id`, `${kind === "shipment" ? "SH" : "INV"}-${order.id}`]),
  ];
  const keys = named.map(([name, value]) => how.reader.mention(service, name, value));
  const traceId = how.hex(4);
  const tell = (
    failed: boolean,
    until: number,
    own: readonly KeyMention[],
    values: readonly [string, AttributeValue][],
  ): void => {
    const endNanos = BigInt(until) * 1_000_000n;
    draft.facts.push({
      identity: how.hex(4),
      variant: how.hex(2),
      signal: "trace",
      source,
      name: stage.name,
      traceId,
      spanId: how.hex(2),
      parentSpanId: null,
      startNanos: endNanos - 90_000_000n,
      endNanos,
      failed,
      error: failed ? { code: "ERP_BUSY", message: `record ${order.id} is locked` } : null,
      attributes: new Map<string, AttributeValue>([
        ["business.event", stage.event],
        ["http.request.method", "POST"],
        ...values,
        ...stage.more(order),
      ]),
      resource,
      keys: own,
    });
    if (failed) draft.failures++;
    draft.firstAt = Math.min(draft.firstAt, until);
    draft.lastAt = Math.max(draft.lastAt, until);
  };
  if (how.failed) tell(true, at - 5_000, keys, named);
  // A fact without a key of its own, and the record of its trace that names the order.
  const own = how.tied ? keys.filter(({ kind }) => kind === "warehouse") : keys;
  tell(false, at, own, how.tied ? named.slice(1, 2) : named);
  if (how.tied) draft.ties.push({ source, traceId, keys, identity: how.hex(4), at });
  const startNanos = BigInt(at) * 1_000_000n - 90_000_000n;
  draft.traces.push({
    traceId,
    environment: source.environment,
    startNanos,
    endNanos: startNanos + 90_000_000n,
    systems: [source.system],
    root: { name: stage.name, system: source.system },
    firstName: stage.name,
    failed: how.failed,
  });
}

function finished({ source, facts, ties, traces, failures, firstAt, lastAt }: Draft): Decoded {
  const records = facts.length + ties.length;
  return {
    records,
    rejected: [],
    facts,
    ties,
    traces,
    sources: [
      {
        source,
        signal: "trace",
        records,
        failures,
        keyed: records,
        firstAt,
        lastAt,
        sampling: null,
        versions: new Map(),
        names: new Map([
          ["business.event", { count: records, example: "order.released", key: null }],
          ["order.id", { count: records, example: "SO-1", key: "order" }],
          ["warehouse.code", { count: records, example: "ATL", key: "warehouse" }],
        ]),
      },
    ],
    terms: new BigUint64Array(),
  };
}

/** The same as a body of OTLP/JSON, for who reads it from the wire. */
export function wireOf({ facts, ties }: Decoded): Uint8Array {
  const attribute = ([key, value]: readonly [string, AttributeValue]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: String(value) },
  });
  const [first] = facts;
  const spans = facts.map((fact) => ({
    traceId: fact.traceId,
    spanId: fact.spanId,
    name: fact.name,
    kind: 2,
    startTimeUnixNano: String(fact.startNanos),
    endTimeUnixNano: String(fact.endNanos),
    attributes: [...fact.attributes].map(attribute),
    status: fact.error === null ? {} : { code: 2, message: fact.error.message },
  }));
  const naming = ties.map((tie) => ({
    traceId: tie.traceId,
    spanId: tie.identity.slice(0, 16),
    name: "GET /orders",
    kind: 3,
    startTimeUnixNano: `${tie.at}000000`,
    endTimeUnixNano: `${tie.at}000000`,
    attributes: tie.keys.map(({ attribute: name, value }) => attribute([name, value])),
    status: {},
  }));
  const resource = { attributes: [...(first?.resource ?? [])].map(attribute) };
  const scopeSpans = [{ scope: { name: "bench" }, spans: [...spans, ...naming] }];
  return Buffer.from(JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }));
}
