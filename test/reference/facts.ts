/**
 * From the bytes of the journal to facts, by rules R1 to R6 and O1 to O5 of the specification alone: nothing of the
 * server is used, and nothing here is shared with it.
 */
import { createHash } from "node:crypto";

/** One entry of the journal as it was kept. */
export interface Kept {
  readonly position: number;
  /** Stamp of its arrival, Unix milliseconds. */
  readonly at: number;
  readonly kind: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** What somebody did about an exception, as the journal has it. */
export interface Deed {
  readonly exception: number;
  readonly action: string;
  readonly at: number;
}

/** What the reference takes from the network file. */
export interface Plan {
  readonly zone: string;
  readonly currency: string;
  readonly graceMs: number;
  /** Within what time the ledger has what the floor adjusted. */
  readonly adjustmentsMs: number;
  /** Whose counts of stock are compared: kinds or ids of systems. */
  readonly stock: { readonly ledger: string; readonly floor: string };
  readonly zones: ReadonlyMap<string, string>;
  readonly systems: readonly SystemPlan[];
  readonly rates: ReadonlyMap<string, string>;
  readonly flows: readonly FlowPlan[];
  readonly calendars: ReadonlyMap<string, CalendarPlan>;
}
export interface SystemPlan {
  readonly id: string;
  readonly kind: string;
  readonly service: string;
  readonly warehouse: string | null;
  /** The other company that runs it. */
  readonly partner: string | null;
  readonly files: boolean;
}
export interface FlowPlan {
  readonly id: string;
  readonly object: string;
  readonly warehouses: readonly string[] | null;
  readonly origin: readonly string[];
  readonly steps: readonly StepPlan[];
}
export interface StepPlan {
  readonly id: string;
  readonly after: string;
  readonly expect: string;
  readonly via: string | null;
  readonly from: string;
  readonly withinMs: number;
  readonly calendar: string | null;
  /** What stops its clock; null: a hold that of an order, a future date that of the work of a warehouse. */
  readonly pausedBy: readonly string[] | null;
}
export interface CalendarPlan {
  readonly zone: string | null;
  /** Opening by day of the week (0 is Sunday), minutes of the day. */
  readonly hours: ReadonlyMap<number, readonly [number, number]>;
  readonly holidays: ReadonlySet<string>;
}

/** A fact: the variant of a record that holds. */
export interface Fact {
  readonly identity: string;
  readonly hash: string;
  readonly env: string;
  readonly system: string;
  readonly type: string;
  readonly failed: boolean;
  readonly words: string;
  readonly at: number;
  /** Only the day is told. */
  readonly dated: boolean;
  /** Stamp of the entry that first brought the record. */
  readonly heard: number;
  readonly warehouse: string | null;
  readonly says: ReadonlyMap<string, string | readonly string[]>;
  /** Names of objects, as `|order SO-1`: of several that are one object, the least. */
  readonly names: readonly string[];
  /** Names as its own record, or its trace, said them. */
  readonly said: readonly string[];
}

/** By business time; what is of one instant by the hash of its record (R6). */
export const byTime = (a: Fact, b: Fact): number => a.at - b.at || (a.hash < b.hash ? -1 : 1);

/** A record is `environment|trace|span`. */
const hashOf = (identity: string): string =>
  createHash("sha256")
    .update(`span id${identity.split("|").slice(1).join("")}`)
    .digest("hex");

const days = 86_400_000;
const kindOf: Readonly<Record<string, string>> = {
  "order.id": "order",
  "order.number": "order",
  "shipment.id": "shipment",
  "invoice.id": "invoice",
  "credit.id": "credit",
  "bill.id": "bill",
  "transfer.id": "transfer",
  "return.id": "return",
  "receipt.id": "receipt",
  "po.number": "purchase-order",
  "load.id": "load",
};

/** Milliseconds that a zone is ahead of UTC at an instant. */
export function ahead(zone: string, at: number): number {
  let form = forms.get(zone);
  if (form === undefined) {
    form = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    forms.set(zone, form);
  }
  const hour = Math.floor(at / 3_600_000);
  const known = offsets.get(`${zone}${hour}`);
  if (known !== undefined) return known;
  const part: Record<string, string> = {};
  for (const { type, value } of form.formatToParts(at)) part[type] = value;
  const local = Date.UTC(
    Number(part.year),
    Number(part.month) - 1,
    Number(part.day),
    Number(part.hour),
    Number(part.minute),
    Number(part.second),
  );
  const offset = local - Math.floor(at / 1000) * 1000;
  offsets.set(`${zone}${hour}`, offset);
  return offset;
}
const forms = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Number of the day since 1970 that it is at an instant in a zone. */
export const dayIn = (zone: string, at: number): number => Math.floor((at + ahead(zone, at)) / days);

/** The instant at which a zone's clock shows so many milliseconds since 1970. */
export function whenLocal(zone: string, local: number): number {
  const first = local - ahead(zone, local);
  return local - ahead(zone, first);
}

interface Variant {
  readonly end: bigint;
  readonly fact: Omit<Fact, "identity" | "hash" | "names" | "said" | "heard"> | null;
  readonly names: readonly string[];
}

/** All facts that the entries up to an instant tell, and which names are one object. */
export function readFacts(entries: readonly Kept[], known: number, plan: Plan) {
  const byIdentity = new Map<string, { held: Variant; names: Set<string>; heard: number }>();
  const seats: { trace: string; names: readonly string[] }[] = [];
  const same: (readonly [string, string, number])[] = [];
  const beside: (readonly string[])[] = [];
  const traceOf = new Map<string, string>();
  /** The least believed business or record time of each source. */
  const since = new Map<string, number>();
  for (const entry of entries) {
    if (entry.at > known || entry.kind !== "records") continue;
    const told = JSON.parse(new TextDecoder().decode(entry.body));
    for (const { resource, scopeSpans } of told.resourceSpans) {
      const about = attributesOf(resource.attributes);
      const service = String(about.get("service.name"));
      const system = plan.systems.find((one) => one.service === service);
      const env = String(about.get("deployment.environment.name") ?? "");
      for (const { spans } of scopeSpans)
        for (const span of spans) {
          const says = attributesOf(span.attributes);
          const identity = `${env}|${span.traceId}|${span.spanId}`;
          traceOf.set(identity, `${env}|${span.traceId}`);
          const named: string[] = [];
          const perKind = new Map<string, string[]>();
          for (const [name, value] of says) {
            const kind = kindOf[name];
            if (kind === undefined) continue;
            const values = (Array.isArray(value) ? value : [value]).map((one) => `${env}|${kind} ${one}`);
            named.push(...values);
            // Two attribute names, one value each: one object.
            const before = perKind.get(kind);
            if (before !== undefined && before.length === 1 && values.length === 1)
              same.push([before[0] as string, values[0] as string, entry.at]);
            perKind.set(kind, [...(before ?? []), ...values]);
          }
          beside.push(named);
          seats.push({ trace: `${env}|${span.traceId}`, names: named });
          const type = says.get("business.event");
          const failed = span.status?.code === 2;
          const warehouse =
            text(says.get("warehouse.id")) ?? text(says.get("warehouse.code")) ?? system?.warehouse ?? null;
          const item = text(says.get("item.id"));
          if (type?.toString().startsWith("stock.") && warehouse !== null && item !== null)
            named.push(`${env}|stock ${warehouse}/${item}`);
          const zone = (warehouse === null ? undefined : plan.zones.get(warehouse)) ?? plan.zone;
          const end = BigInt(span.endTimeUnixNano);
          const time = text(says.get("business.occurred_at"));
          const dated = time !== null && /^\d{4}-\d{2}-\d{2}$/.test(time);
          let at = time === null ? Number(end / 1_000_000n) : Date.parse(time);
          if (dated) at = whenLocal(zone, Date.parse(`${time}T00:00:00Z`));
          const believed = at >= entry.at - 400 * days && at <= entry.at + days;
          const source = `${env}|${system?.id ?? service}`;
          for (const when of [Number(end / 1_000_000n), ...(believed ? [at] : [])])
            since.set(source, Math.min(since.get(source) ?? when, when));
          const variant: Variant = {
            end,
            names: named,
            fact:
              typeof type !== "string"
                ? null
                : {
                    env,
                    system: system?.id ?? service,
                    type,
                    failed,
                    words: String(span.status?.message ?? ""),
                    at: believed ? at : entry.at,
                    dated: believed && dated,
                    warehouse,
                    says,
                  },
          };
          const before = byIdentity.get(identity);
          if (before === undefined) byIdentity.set(identity, { held: variant, names: new Set(named), heard: entry.at });
          else {
            for (const name of named) before.names.add(name);
            if (variant.end > before.held.end) before.held = variant;
          }
        }
    }
  }
  const root = new Map<string, string>();
  const find = (name: string): string => {
    let at = name;
    for (let up = root.get(at); up !== undefined; up = root.get(at)) at = up;
    return at;
  };
  /** When two names of an object were first said together. */
  const tied = new Map<string, number>();
  for (const [a, b, at] of same) {
    const [x, y] = [find(a), find(b)].sort() as [string, string];
    if (x !== y) root.set(y, x);
    tied.set(x, Math.min(tied.get(x) ?? at, at));
  }
  const ofTrace = new Map<string, Set<string>>();
  for (const { trace, names } of seats) {
    const all = ofTrace.get(trace) ?? new Set();
    for (const name of names) all.add(name);
    ofTrace.set(trace, all);
  }
  const facts: Fact[] = [];
  for (const [identity, { held, names, heard }] of byIdentity) {
    if (held.fact === null) continue;
    const said = new Set(names);
    const subject = subjectOf(held.fact.type);
    const bare = said.size === 0;
    if (![...said].some((name) => kindIn(name) === subject))
      for (const name of ofTrace.get(traceOf.get(identity) ?? "") ?? [])
        if (bare || kindIn(name) === subject) said.add(name);
    facts.push({
      ...held.fact,
      identity,
      hash: hashOf(identity),
      heard,
      names: [...new Set([...said].map(find))],
      said: [...said],
    });
  }
  facts.sort(byTime);
  const links = new Map<string, Set<string>>();
  const tie = (names: readonly string[]) => {
    const all = [...new Set(names.map(find))];
    for (const a of all)
      for (const b of all)
        if (a !== b) {
          const set = links.get(a) ?? new Set();
          set.add(b);
          links.set(a, set);
        }
  };
  for (const names of beside) tie(names);
  return { facts, links, tied, since };
}

export const kindIn = (name: string): string => name.slice(name.indexOf("|") + 1, name.indexOf(" "));
export const idIn = (name: string): string => name.slice(name.indexOf(" ") + 1);

/** What kind of object an event is about. */
export function subjectOf(type: string): string {
  if (type.startsWith("pick.") || type.startsWith("pack.")) return "order";
  return type.slice(0, type.indexOf("."));
}

export const text = (value: string | readonly string[] | undefined): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

function attributesOf(list: readonly { key: string; value: Record<string, unknown> }[]) {
  const found = new Map<string, string | readonly string[]>();
  for (const { key, value } of list ?? []) {
    const array = value.arrayValue as { values: readonly { stringValue: string }[] } | undefined;
    if (array !== undefined)
      found.set(
        key,
        array.values.map((one) => one.stringValue),
      );
    else found.set(key, String(value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue));
  }
  return found;
}
