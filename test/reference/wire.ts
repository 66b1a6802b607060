/** Records as they go over the wire, and a random hand that writes them. */

/** A record as it goes over the wire. */
export interface Wire {
  readonly service: string;
  readonly env: string;
  /** When it arrives. */
  readonly heard: number;
  readonly span: Readonly<Record<string, unknown>>;
}

export type Says = Readonly<Record<string, string | readonly string[] | undefined>>;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** Requests leave at whole five minutes. */
export const tick = 5 * minute;

export interface Site {
  readonly id: string;
  readonly floor: string;
  readonly partner: boolean;
  readonly entity: string;
}
const site = (id: string, floor: string, partner = false, entity = "US01"): Site => ({ id, floor, partner, entity });
export const sites: readonly Site[] = [
  site("ATL", "wms-atl"),
  site("EWR", "wms-ewr"),
  site("ORD", "wms-ord"),
  site("DFW", "wms-dfw"),
  site("SEA", "wms-sea", false, "NW01"),
  site("MIA", "wms-mia"),
  site("RNO", "edi-gateway-reno", true, "NW01"),
  site("SAV", "edi-gateway-savannah", true),
];
/** Items that every building keeps and counts. */
export const items = ["44-190", "51-006", "60-118", "72-001"];
export const customers = [
  "Fenwick Dental",
  "Halden Vet",
  "Ostrava Labs",
  "=Kestrel, Ltd",
  "Maribor Clinic",
  "Tern & Sons",
];
const services = ["netsuite-bridge", "tms-adapter", "web-shop", "label-svc", ...sites.map(({ floor }) => floor)];

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws what happens, and writes down what is told of it. */
export type Teller = ReturnType<typeof tellerOf>;

/** A teller that begins with a seed. */
export function tellerOf(seed: number) {
  const random = randomOf(seed);
  const wires: Wire[] = [];
  let number = 0;
  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  const chance = (share: number): boolean => random() < share;
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hex = (length: number): string =>
    `1${Array.from({ length: length - 1 }, () => Math.floor(random() * 16).toString(16)).join("")}`;

  /** A record of its own trace, heard soon, or later by so much. */
  function tell(
    service: string,
    event: string | null,
    at: number,
    says: Says,
    how: { late?: number; failed?: string; env?: string; trace?: string; by?: string } = {},
  ): Wire {
    const env = how.env ?? "";
    const end = how.by === undefined ? at : at + (how.late ?? 0);
    const wire: Wire = {
      service,
      env,
      heard: Math.ceil((at + (how.late ?? 0) + 2_000) / tick) * tick,
      span: {
        traceId: how.trace ?? hex(32),
        spanId: hex(16),
        name: event ?? "poll",
        kind: 1,
        startTimeUnixNano: `${end - 40}000000`,
        endTimeUnixNano: `${end}000000`,
        attributes: attributes({
          ...(event === null ? {} : { "business.event": event }),
          ...says,
          ...(how.by === undefined ? {} : { "business.occurred_at": how.by }),
        }),
        status: how.failed === undefined ? {} : { code: 2, message: how.failed },
      },
    };
    wires.push(wire);
    // The same record again, in another request.
    if (chance(0.06)) wires.push({ ...wire, heard: wire.heard + between(1, 900) * tick });
    return wire;
  }
  /** The same span again, with other content and a later end: it holds from then on, whichever comes first. It happened when it had, unless that is what is corrected. */
  function correct(wire: Wire, later: number, says: Says, at?: number): void {
    const old = Number(BigInt(String(wire.span.endTimeUnixNano)) / 1_000_000n);
    const end = at ?? old + 1;
    wires.push({
      ...wire,
      heard: Math.max(tick, wire.heard + later),
      span: {
        ...wire.span,
        endTimeUnixNano: `${end}000000`,
        attributes: attributes({
          ...(at === undefined ? { "business.occurred_at": new Date(old).toISOString() } : {}),
          ...readable(wire),
          ...says,
        }),
      },
    });
  }
  const ledger = (of: Site, at: number): Says => ({
    "ledger.entity": chance(0.95) ? of.entity : undefined,
    "ledger.date": new Date(at).toISOString().slice(0, 10),
    "ledger.period": new Date(at).toISOString().slice(0, 7),
  });
  const cents = (amount: number): string => (amount / 100).toFixed(2);
  return {
    wires,
    between,
    chance,
    one,
    hex,
    tell,
    correct,
    ledger,
    cents,
    /** Numbers of documents. */
    next: () => ++number,
  };
}

/** A word of every system, so that none is silent. */
export function wordOfAll(at: number): readonly Wire[] {
  return services.map((service, index) => ({
    service,
    env: "",
    heard: at,
    span: {
      traceId: `2${index.toString(16)}${at.toString(16)}`.padEnd(32, "0"),
      spanId: `2${index.toString(16)}${at.toString(16)}`.padEnd(16, "0").slice(0, 16),
      name: "poll",
      kind: 1,
      startTimeUnixNano: `${at}000000`,
      endTimeUnixNano: `${at}000000`,
      attributes: [],
      status: {},
    },
  }));
}

/** A request for traces in OTLP's JSON. */
export function bodyOf(wires: readonly Wire[]): string {
  const groups = new Map<string, Wire[]>();
  for (const wire of wires) {
    const name = `${wire.service}|${wire.env}`;
    groups.set(name, [...(groups.get(name) ?? []), wire]);
  }
  return JSON.stringify({
    resourceSpans: [...groups.values()].map((group) => ({
      resource: {
        attributes: attributes({
          "service.name": group[0]?.service ?? "",
          ...(group[0]?.env ? { "deployment.environment.name": group[0].env } : {}),
        }),
      },
      scopeSpans: [{ scope: { name: "month" }, spans: group.map(({ span }) => span) }],
    })),
  });
}

function attributes(says: Says): readonly unknown[] {
  return Object.entries(says).flatMap(([key, value]): readonly unknown[] => {
    if (value === undefined) return [];
    if (typeof value === "string") return [{ key, value: { stringValue: value } }];
    return [{ key, value: { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } } }];
  });
}

function readable({ span }: Wire): Says {
  const told: Record<string, string> = {};
  for (const { key, value } of span.attributes as readonly { key: string; value: { stringValue: string } }[])
    told[key] = value.stringValue;
  return told;
}
