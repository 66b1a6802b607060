import {
  type BusinessObject,
  type CanonicalEvent,
  type Network,
  type ObjectKind,
  partsOf,
  type Ref,
  subjectRank,
  type TraitName,
  type TraitValue,
} from "../domain/index.ts";
import type { Happened, Scope, StillViews, While } from "../ports/index.ts";
import { isoOf, moneyText } from "./formats.ts";
import { nearest } from "./object-rows.ts";

/** Facts that are read at once, and held until they are written. */
const factsAtOnce = 200;
/** Objects that are written before others get a turn. */
const objectsAtOnce = 25;
/** Where the format puts a value that was never given a time. */
const always = "1970-01-01T00:00:00.000Z";

type OcelType = "string" | "time" | "float" | "boolean";
type Declared = readonly (readonly [name: string, type: OcelType])[];

/** What each event says beside its type and time; what it does not know it leaves out. */
const eventAttributes: Declared = [
  ["title", "string"],
  ["system", "string"],
  ["warehouse", "string"],
  ["precision", "string"],
  ["received_at", "time"],
  ["amount", "float"],
  ["currency", "string"],
  ["quantity", "float"],
  ["uom", "string"],
  ["error_code", "string"],
  ["error_message", "string"],
  ["trace_id", "string"],
];

const texts: readonly TraitName[] = [
  "customer",
  "carrier",
  "partner",
  "carrier-service",
  "customer-tier",
  "terms",
  "billing",
  "ledger-entity",
  "ledger-date",
  "ledger-period",
  "hold-reason",
  "destination",
];
const times: readonly TraitName[] = ["ship-by", "ship-not-before", "cancel-after", "deliver-by"];
const amounts: readonly TraitName[] = [
  "order-amount",
  "invoice-amount",
  "cost-amount",
  "shipment-amount",
  "shipment-price",
  "credit-amount",
  "bill-amount",
];

const plain = (name: TraitName): string => name.replaceAll("-", "_");

/** What each object says; all but its number as its records told it, each value from then on. */
const objectAttributes: Declared = [
  ["number", "string"],
  ["joined_in_progress", "boolean"],
  ...texts.map((name) => [plain(name), "string"] as const),
  ...times.map((name) => [plain(name), "time"] as const),
  ...amounts.flatMap((name) => [[plain(name), "float"] as const, [`${plain(name)}_currency`, "string"] as const]),
];

/**
 * What happened in a while as an OCEL 2.0 document in JSON, written while it is read: events with the objects that they
 * are about, each of these objects with what its records said until the end of the while, and the types that occur.
 * Values are text, as the published schema asks. A failed event has a type of its own: it never counts as the fact.
 */
export async function* ocelOf(
  views: Pick<StillViews, "happened" | "touched" | "object" | "facts">,
  scope: Scope,
  within: While,
  network: Pick<Network, "minorUnits">,
): AsyncGenerator<string> {
  const eventTypes = new Set<string>();
  const objectTypes = new Set<ObjectKind>();
  yield '{"events":[';
  let before = "";
  for await (const page of pagesOf(views, scope, within)) {
    let text = "";
    for (const happened of page) {
      eventTypes.add(typeOf(happened.fact));
      text += `${before}${JSON.stringify(eventOf(happened, network))}`;
      before = ",\n";
    }
    if (text !== "") yield text;
  }
  yield '],"objects":[';
  before = "";
  let written = 0;
  for await (const page of pagesOf(views, scope, within)) {
    for (const { ref } of page.flatMap(({ on }) => on.filter(({ first }) => first))) {
      const object = await views.object(scope, ref);
      if (object === undefined) continue;
      objectTypes.add(object.kind);
      const told = await objectOf(views, scope, within, object, network);
      yield `${before}${JSON.stringify(told)}`;
      before = ",\n";
      if (++written % objectsAtOnce === 0) await turn();
    }
  }
  const declared = (names: Iterable<string>, attributes: Declared): string =>
    JSON.stringify(
      [...names].sort().map((name) => ({
        name,
        attributes: attributes.map(([attribute, type]) => ({ name: attribute, type })),
      })),
    );
  yield `],"eventTypes":${declared(eventTypes, eventAttributes)},"objectTypes":${declared(objectTypes, objectAttributes)}}`;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* pagesOf(
  views: Pick<StillViews, "happened">,
  scope: Scope,
  within: While,
): AsyncGenerator<readonly Happened[]> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<StillViews["happened"]>> = await views.happened(scope, within, factsAtOnce, cursor);
    yield page.items;
    cursor = page.nextCursor;
    // Others get a turn: a store may answer without ever leaving this one.
    await turn();
  } while (cursor !== null);
}

const typeOf = ({ type, status }: CanonicalEvent): string =>
  type === null ? "failure" : status === "failed" ? `${type} failed` : type;

function eventOf({ fact, on }: Happened, network: Pick<Network, "minorUnits">): unknown {
  const { amount, quantity, error } = fact;
  const money = amount === null ? null : moneyText(amount, network);
  const values: readonly (readonly [string, string | null])[] = [
    ["title", fact.title],
    ["system", fact.system],
    ["warehouse", fact.warehouse],
    ["precision", fact.precision],
    ["received_at", isoOf(fact.receivedAt)],
    ["amount", money?.amount ?? null],
    ["currency", money?.currency ?? null],
    ["quantity", quantity?.value ?? null],
    ["uom", quantity?.uom ?? null],
    ["error_code", error?.code ?? null],
    ["error_message", error?.message ?? null],
    ["trace_id", fact.traceId],
  ];
  const subject = subjectKind(fact, on);
  return {
    id: fact.identity,
    type: typeOf(fact),
    time: isoOf(fact.occurredAt),
    attributes: values.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
    relationships: on.map(({ ref }) => ({
      objectId: ref,
      qualifier: partsOf(ref).kind === subject ? "subject" : "related",
    })),
  };
}

/** The kind that a fact is about: its own where such an object is there, else the most specific one. */
function subjectKind({ type }: CanonicalEvent, on: Happened["on"]): string | undefined {
  const kinds = new Set(on.map(({ ref }) => partsOf(ref).kind));
  const said = type?.slice(0, type.indexOf(".")) ?? "";
  const own = said === "pick" || said === "pack" ? "order" : said;
  return kinds.has(own) ? own : subjectRank.find((kind) => kinds.has(kind));
}

async function objectOf(
  views: Pick<StillViews, "touched" | "facts">,
  scope: Scope,
  within: While,
  object: BusinessObject,
  network: Pick<Network, "minorUnits">,
): Promise<unknown> {
  const links = nearest(object);
  const there = new Set(
    await views.touched(
      scope,
      within,
      links.map(({ ref }) => ref),
    ),
  );
  return {
    id: object.ref,
    type: object.kind,
    attributes: [
      { name: "number", value: object.id, time: always },
      { name: "joined_in_progress", value: String(object.joinedInProgress), time: always },
      ...(await valuesOf(views, scope, object.ref, within.to, network)),
    ],
    relationships: links.flatMap(({ ref, via }) => (there.has(ref) ? [{ objectId: ref, qualifier: via }] : [])),
  };
}

interface Value {
  readonly name: string;
  readonly value: string;
  readonly time: string;
}

/** What the records of an object said of it before an instant, oldest first: a value is told when it changes. */
async function valuesOf(
  views: Pick<StillViews, "facts">,
  scope: Scope,
  ref: Ref,
  to: number,
  network: Pick<Network, "minorUnits">,
): Promise<readonly Value[]> {
  const told: Value[] = [];
  const last = new Map<string, number>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<StillViews["facts"]>> = await views.facts(scope, ref, factsAtOnce, cursor);
    for (const fact of page.items) {
      if (fact.occurredAt >= to) return told;
      const time = isoOf(fact.occurredAt);
      for (const [name, value] of fact.traits.flatMap(([trait, said]) => attributesOf(trait, said, network))) {
        const at = last.get(name);
        const known = at === undefined ? undefined : told[at];
        if (known?.value === value) continue;
        // Of two that were told in the same millisecond the later one holds, and the format knows no order within it.
        if (at !== undefined && known?.time === time) told[at] = { name, value, time };
        else last.set(name, told.push({ name, value, time }) - 1);
      }
    }
    cursor = page.nextCursor;
    if (cursor !== null) await turn();
  } while (cursor !== null);
  return told;
}

function attributesOf(
  trait: TraitName,
  { text, number }: TraitValue,
  network: Pick<Network, "minorUnits">,
): readonly (readonly [string, string])[] {
  const name = plain(trait);
  if (texts.includes(trait)) return [[name, text]];
  if (number === null) return [];
  if (times.includes(trait)) return [[name, isoOf(number)]];
  if (!amounts.includes(trait)) return [];
  const { amount, currency } = moneyText({ minor: number, currency: text }, network);
  return [
    [name, amount],
    [`${name}_currency`, currency],
  ];
}
