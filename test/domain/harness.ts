import type {
  AttributeValue,
  Decoded,
  KeyMention,
  Observation,
  Source,
  SourceTally,
  Tie,
} from "../../collectors/kit/index.ts";
import { fullWordsOf } from "../../collectors/kit/index.ts";
import { type MemoryStore, memoryStore } from "../../server/adapters/memory/store.ts";
import {
  type Change,
  type Input,
  type KeptRuling,
  type Network,
  type ObjectKind,
  type OpsException,
  type Step,
  type SystemConfig,
  step,
} from "../../server/domain/index.ts";
import type { Draft } from "../../server/ports/index.ts";

export const start = Date.UTC(2026, 10, 18, 14, 0, 0);
export const minute = 60_000;
export const hour = 3_600_000;

const system = (id: string, kind: string, more: Partial<SystemConfig> = {}): SystemConfig => ({
  id,
  name: id,
  kind,
  warehouse: null,
  partner: null,
  presence: "complete",
  delivers: null,
  watch: false,
  ...more,
});

export const aStep = (more: Partial<Step> & Pick<Step, "id" | "after" | "expect">): Step => ({
  flow: "flow",
  object: "order",
  criticality: "high",
  via: null,
  from: null,
  within: hour,
  calendar: null,
  mode: "tell",
  repeat: "first",
  warmUp: more.within ?? hour,
  pausedBy: ["hold"],
  ...more,
});

export const standardSteps: readonly Step[] = [
  aStep({
    flow: "order-to-ship",
    id: "acknowledge",
    after: "order.released",
    expect: "order.acknowledged",
    from: "wms",
    within: 15 * minute,
  }),
  aStep({
    flow: "order-to-ship",
    id: "pick",
    after: "order.acknowledged",
    expect: "pick.confirmed",
    from: "wms",
    within: 4 * hour,
  }),
  aStep({
    flow: "order-to-ship",
    id: "ship",
    after: "pick.confirmed",
    expect: "shipment.confirmed",
    via: "shipment",
    from: "wms",
    within: 2 * hour,
  }),
  aStep({
    flow: "ship-to-invoice",
    id: "goods-issue",
    object: "shipment",
    after: "shipment.confirmed",
    expect: "shipment.posted",
    from: "erp",
    within: 15 * minute,
  }),
  aStep({
    flow: "ship-to-invoice",
    id: "invoice",
    object: "shipment",
    after: "shipment.posted",
    expect: "invoice.posted",
    via: "invoice",
    from: "erp",
    within: 4 * hour,
  }),
];

const group = <K, T>(list: readonly T[], key: (item: T) => K | null): ReadonlyMap<K, readonly T[]> => {
  const map = new Map<K, T[]>();
  for (const item of list) {
    const name = key(item);
    if (name !== null) map.set(name, [...(map.get(name) ?? []), item]);
  }
  return map;
};

/** A network made by hand, so that the core is tested without the network file. */
export function testNetwork(more: Partial<Network> & { readonly steps?: readonly Step[] } = {}): Network {
  const steps = more.steps ?? standardSteps;
  const systems =
    more.systems ??
    new Map([
      ["shop", system("shop", "shop")],
      ["erp", system("erp", "erp")],
      ["wms-atl", system("wms-atl", "wms", { warehouse: "ATL" })],
      ["tms", system("tms", "tms")],
    ]);
  return {
    hash: "test",
    open: false,
    company: { name: "Northgate Supply", timezone: "UTC", currency: "USD", rates: [], grace: 0, targets: [] },
    warehouses: new Map([["ATL", { id: "ATL", name: "Atlanta", timezone: "UTC", departures: [] }]]),
    partners: new Map(),
    teams: new Map([["on-call", { id: "on-call", name: "On-call" }]]),
    stepsByObject: group(steps, (known) => known.object) as ReadonlyMap<ObjectKind, readonly Step[]>,
    stepsByVia: group(steps, (known) => known.via) as ReadonlyMap<ObjectKind, readonly Step[]>,
    origins: new Map([["order", new Set(["order.created", "order.released"])]]),
    mappings: [],
    routing: {
      label: "root",
      match: [],
      to: "on-call",
      severity: null,
      acknowledge: 30 * minute,
      resolve: 4 * hour,
      routes: [
        {
          label: "flow ship-to-invoice",
          match: [{ field: "flow", values: ["ship-to-invoice"] }],
          to: "ar",
          severity: null,
          acknowledge: null,
          resolve: null,
          routes: [],
        },
      ],
    },
    severity: [
      {
        label: "criticality high",
        criticality: "high",
        minMinor: null,
        withinCutoff: null,
        customerTier: null,
        gives: "high",
      },
    ],
    settle: minute,
    notify: { delay: 60_000, teams: new Map() },
    batchObjects: 20,
    groupings: [],
    sections: new Map(),
    reading: {
      sourceOf: () => sourceFor("erp"),
      keyOf: () => null,
      namesObject: () => true,
      isFact: () => true,
    },
    wordsOf: fullWordsOf,
    offsetAt: () => 0,
    minorUnits: () => 100,
    ...more,
    steps,
    systems,
  };
}

export const sourceFor = (name: string, environment = ""): Source => ({
  system: name,
  declared: true,
  service: name,
  environment,
});

/** What a test says of one record. */
export interface Told {
  readonly event?: string;
  /** Several names of one kind: `order`, `order@shop.number` names the attribute. */
  readonly keys?: Readonly<Record<string, string | readonly string[]>>;
  readonly at: number;
  readonly system?: string;
  readonly trace?: string;
  readonly failed?: string;
  readonly signal?: "trace" | "log";
  readonly span?: string;
  readonly parent?: string;
  readonly name?: string;
  readonly environment?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly variant?: string;
  readonly nanos?: number;
}

let hashes = new Map<string, string>();
const hashOf = (text: string): string => {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  let h = 0n;
  for (const unit of text) h = (h * 131n + BigInt(unit.codePointAt(0) ?? 0)) % (1n << 128n);
  const hash = h.toString(16).padStart(32, "0");
  if (hashes.size > 50_000) hashes = new Map();
  hashes.set(text, hash);
  return hash;
};

export function observation(told: Told): Observation {
  const name = told.system ?? "erp";
  const keys: KeyMention[] = Object.entries(told.keys ?? {}).flatMap(([kind, value]) => {
    const [bare = kind, attribute = `${kind}.id`] = kind.split("@");
    return [value].flat().map((one) => ({ kind: bare, issuer: "*", value: one, attribute }));
  });
  const attributes = new Map<string, AttributeValue>(Object.entries(told.attributes ?? {}));
  if (told.event !== undefined) attributes.set("business.event", told.event);
  const nanos = BigInt(told.at) * 1_000_000n + BigInt(told.nanos ?? 0);
  const identity = hashOf(
    JSON.stringify([
      told.event,
      told.keys,
      told.at,
      name,
      told.trace,
      told.failed,
      told.span,
      told.name,
      told.signal,
      told.environment,
    ]),
  );
  return {
    identity,
    variant: told.variant ?? identity.slice(0, 16),
    signal: told.signal ?? "trace",
    source: sourceFor(name, told.environment ?? ""),
    name: told.name ?? told.event ?? "record",
    traceId: told.trace ?? null,
    spanId: told.span ?? (told.trace === undefined ? null : identity.slice(0, 16)),
    parentSpanId: told.parent ?? null,
    startNanos: nanos,
    endNanos: nanos,
    failed: told.failed !== undefined,
    error: told.failed === undefined ? null : { code: null, message: told.failed },
    attributes,
    resource: new Map(),
    keys,
  };
}

export function decoded(
  told: readonly Told[],
  ties: readonly Told[] = [],
  sampling: SourceTally["sampling"] = null,
): Decoded {
  const facts = told.map(observation);
  const tied: Tie[] = ties.map((tie) => {
    const record = observation(tie);
    return { source: record.source, traceId: record.traceId, keys: record.keys, identity: record.identity, at: tie.at };
  });
  const sources = new Map<string, SourceTally>();
  for (const one of [...told, ...ties]) {
    const signal = one.signal ?? "trace";
    const source = sourceFor(one.system ?? "erp", one.environment ?? "");
    const name = `${source.environment}/${source.system}/${signal}`;
    const old = sources.get(name);
    sources.set(name, {
      source,
      signal,
      records: (old?.records ?? 0) + 1,
      failures: 0,
      keyed: 1,
      firstAt: Math.min(old?.firstAt ?? one.at, one.at),
      lastAt: Math.max(old?.lastAt ?? one.at, one.at),
      sampling,
      versions: new Map(),
      names: new Map(),
    });
  }
  return {
    records: told.length + ties.length,
    rejected: [],
    facts,
    ties: tied,
    sources: [...sources.values()],
    traces: [],
    terms: new BigUint64Array(),
  };
}

/** A small engine over the memory store: applies entries with deadlines before each, as the pipeline does. */
export class World {
  readonly store: MemoryStore = memoryStore();
  network: Network;
  position = 0;
  #epoch = 0;
  #ruling = 0;
  #changes: Change[] = [];
  #draft: Draft | null = null;

  constructor(network: Network) {
    this.network = network;
  }

  static async begin(network: Network = testNetwork(), at: number = start): Promise<World> {
    const world = new World(network);
    world.#epoch = await world.store.open();
    await world.rule({ kind: "network", hash: network.hash, text: "", expansions: null }, at);
    return world;
  }

  async draft(): Promise<Draft> {
    this.#draft ??= await this.store.contextFor({ keys: [], refs: [], identities: [], traces: [] });
    return this.#draft;
  }

  async #take(input: Input): Promise<void> {
    const draft = await this.draft();
    const changes = step(input, draft, this.network);
    draft.fold(changes);
    this.#changes.push(...changes);
  }

  async settle(to: number): Promise<void> {
    const draft = await this.draft();
    while (draft.due(to, 1).length > 0) await this.#take({ kind: "tick", to });
    await this.#take({ kind: "tick", to });
  }

  async commit(): Promise<void> {
    if (this.#changes.length === 0) return;
    await this.store.commit({ epoch: this.#epoch, upTo: this.position, at: 0, changes: this.#changes });
    this.#changes = [];
    this.#draft = null;
  }

  async entry(
    at: number,
    told: readonly Told[],
    ties: readonly Told[] = [],
    sampling: SourceTally["sampling"] = null,
  ): Promise<void> {
    await this.settle(at - 1);
    this.position += 1;
    await this.#take({
      kind: "entry",
      at,
      position: this.position,
      collector: "otlp",
      sender: "test",
      decoded: decoded(told, ties, sampling),
    });
  }

  async unreadable(at: number, reason: string): Promise<void> {
    await this.settle(at - 1);
    this.position += 1;
    await this.#take({ kind: "unreadable", at, position: this.position, collector: "otlp", sender: "test", reason });
  }

  async rule(ruling: KeptRuling["ruling"], at: number): Promise<void> {
    await this.#take({
      kind: "ruling",
      ruling: { number: ++this.#ruling, at, basis: { position: this.position, settledTo: 0 }, ruling },
    });
  }

  async object(ref: string) {
    return (await this.draft()).object(ref);
  }

  async exceptions(): Promise<readonly OpsException[]> {
    const draft = await this.draft();
    const found: OpsException[] = [];
    for (let number = 1; number < draft.engine().nextException; number++) {
      const exception = draft.exception(number);
      if (exception !== undefined) found.push(exception);
    }
    return found;
  }

  async open(): Promise<readonly OpsException[]> {
    return (await this.exceptions()).filter((exception) => exception.state !== "resolved");
  }
}
