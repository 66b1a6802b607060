import {
  type BusinessObject,
  type CanonicalEvent,
  type Expectation,
  isObjectKind,
  type Network,
  type OpsException,
  partsOf,
  type Step,
  type Trait,
} from "../domain/index.ts";
import type { Page, SearchHit } from "../ports/index.ts";
import type { EventRow, ExpectationRow, ObjectRow, SearchHitRow, StrokeState } from "../wire/index.ts";
import { exceptionId, objectOf, toExceptionRow } from "./exception-rows.ts";
import { isoOf, isoOrNull, moneyText } from "./formats.ts";

type Money = Pick<Network, "minorUnits">;

/** One fact of a timeline. */
export const toEventRow = (fact: CanonicalEvent, network: Money): EventRow => ({
  type: fact.type,
  system: fact.system,
  occurredAt: isoOf(fact.occurredAt),
  occurredPrecision: fact.precision,
  receivedAt: isoOf(fact.receivedAt),
  status: fact.status,
  error: fact.error,
  warehouse: fact.warehouse,
  quantity: fact.quantity,
  amount: fact.amount === null ? null : moneyText(fact.amount, network),
  lines: fact.lines.map(({ line, sku, lot, quantity, uom }) => ({ line, sku, lot, quantity, uom })),
  traceId: fact.traceId,
  spanId: fact.spanId,
  position: String(fact.position),
  title: fact.title,
});

/** What is due, was met or missed. */
export const toExpectationRow = (expectation: Expectation): ExpectationRow => ({
  id: expectation.id,
  flow: expectation.flow,
  step: expectation.step,
  policy: `${expectation.flow}.${expectation.step}`,
  expects: expectation.expects,
  system: expectation.system,
  dueAt: isoOrNull(expectation.dueAt),
  state: expectation.state,
  reason: expectation.reason,
  metAt: isoOrNull(expectation.metAt),
  lagMs: expectation.lagMs,
  since: isoOf(expectation.since),
  watch: expectation.watch,
});

const traitOf = (object: BusinessObject, name: Trait["name"]): Trait | undefined =>
  object.traits.find((trait) => trait.name === name);

/** The customer that an object's latest record named. */
export const customerOf = (object: BusinessObject): string | null => traitOf(object, "customer")?.value.text ?? null;

/** The warehouse of an object: its only one, if there is only one. */
export const warehouseOf = (object: BusinessObject): string | null =>
  object.warehouses.length === 1 ? (object.warehouses[0] ?? null) : null;

/** What an object is worth, by its own latest record: an invoice by its amount, an order by its price, what comes in or moves at cost. */
export function worthOf(object: BusinessObject, network: Pick<Network, "minorUnits" | "company">): ObjectRow["value"] {
  for (const [name, basis] of [
    ["invoice-amount", "invoice"],
    ["order-amount", "order-price"],
    ["cost-amount", "cost"],
  ] as const) {
    const value = traitOf(object, name)?.value;
    if (value === undefined || value.number === null) continue;
    const currency = /\b[A-Z]{3}\b/.exec(value.text)?.[0] ?? network.company.currency;
    return { ...moneyText({ minor: value.number, currency }, network), basis };
  }
  return null;
}

/** What an object's page is made of, all read from one state. */
export interface ObjectParts {
  readonly object: BusinessObject;
  readonly facts: Page<CanonicalEvent>;
  readonly related: readonly BusinessObject[];
  readonly exceptions: readonly OpsException[];
}

/** One object with its timeline, what it waits for, what is wrong and what belongs to it. */
export function toObjectRow(parts: ObjectParts, network: Pick<Network, "minorUnits" | "company">): ObjectRow {
  const { object, facts } = parts;
  const known = new Map(parts.related.map((related) => [related.ref, related]));
  return {
    kind: object.kind,
    id: object.id,
    environment: object.environment,
    warehouse: warehouseOf(object),
    status: object.status,
    milestone: object.milestone,
    joinedInProgress: object.joinedInProgress,
    value: worthOf(object, network),
    customer: customerOf(object),
    keys: object.keys.map(({ kind, value, issuer }) => ({ kind, id: value, issuer })),
    related: nearest(object).flatMap((link) => {
      const other = known.get(link.ref);
      if (other === undefined) return [];
      const { status, milestone } = other;
      return [{ ...objectOf(other.ref), via: link.via, status, milestone, warehouse: warehouseOf(other) }];
    }),
    events: facts.items.map((fact) => toEventRow(fact, network)),
    eventsTotal: facts.total,
    eventsNext: facts.nextCursor,
    expectations: object.expectations.map(toExpectationRow),
    exceptions: parts.exceptions.map((exception) => toExceptionRow(exception, network)),
    traces: object.traces,
  };
}

/** One link a neighbour, however many records and traces tell of it: what a record says itself goes before a trace. */
export function nearest({ links }: BusinessObject): readonly BusinessObject["links"][number][] {
  const byRef = new Map<string, BusinessObject["links"][number]>();
  for (const link of links) {
    const known = byRef.get(link.ref);
    if (known === undefined || (known.via === "trace" && link.via === "record")) byRef.set(link.ref, link);
  }
  return [...byRef.values()];
}

const strokes: Readonly<Record<Expectation["state"], StrokeState>> = {
  open: "awaited",
  paused: "paused",
  met: "done",
  "met-late": "late",
  missed: "missed",
  cancelled: "skipped",
  "not-judged": "not-judged",
};

/** Worst first: a step that makes one expectation for each fact shows its worst. */
const strokeRank: readonly StrokeState[] = [
  "failed",
  "missed",
  "late",
  "awaited",
  "paused",
  "not-judged",
  "skipped",
  "done",
];

/** One stroke a step, in the order of the flows: a step whose clock has not begun is awaited, and skipped once all is over. */
export function strokesOf(
  object: BusinessObject,
  steps: readonly Pick<Step, "flow" | "id">[],
  open: readonly OpsException[],
): readonly StrokeState[] {
  const over = object.status === "done" || object.status === "cancelled";
  const flows = new Set(object.expectations.map(({ flow }) => flow));
  return steps
    .filter(({ flow }) => flows.has(flow))
    .map(({ flow, id }) => {
      const failed = open.some(
        (one) => one.kind === "failed-event" && one.state !== "resolved" && one.flow === flow && one.step === id,
      );
      if (failed) return "failed";
      const states = object.expectations
        .filter((one) => one.flow === flow && one.step === id)
        .map((one) => strokes[one.state]);
      return strokeRank.find((state) => states.includes(state)) ?? (over ? "skipped" : "awaited");
    });
}

/** What an object waits for: what did not come, else what is due first, else what is paused. */
export function waitsFor(object: BusinessObject): Expectation | null {
  const rank = (one: Expectation): number => (one.state === "missed" ? 0 : one.state === "open" ? 1 : 2);
  const unmet = object.expectations.filter(({ state }) => state === "open" || state === "missed" || state === "paused");
  const far = Number.MAX_SAFE_INTEGER;
  return unmet.sort((a, b) => rank(a) - rank(b) || (a.dueAt ?? far) - (b.dueAt ?? far))[0] ?? null;
}

/** A hit of the search, with where the object stands, what it waits for and whose its worst open exception is. */
export function toSearchHitRow(
  hit: SearchHit,
  exceptions: readonly OpsException[],
  network: Pick<Network, "stepsByObject">,
): SearchHitRow {
  const { object } = hit;
  const open = exceptions.filter(({ state, watch }) => state !== "resolved" && !watch);
  const severities = ["critical", "high", "medium", "low"];
  const worst = [...open].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.number - b.number,
  )[0];
  const waiting = waitsFor(object);
  return {
    kind: object.kind,
    id: object.id,
    environment: object.environment,
    matched: hit.matched,
    exact: hit.exact,
    warehouse: warehouseOf(object),
    status: object.status,
    milestone: object.milestone,
    customer: customerOf(object),
    strokes: strokesOf(object, network.stepsByObject.get(object.kind) ?? [], open),
    waitsFor: waiting === null ? null : toExpectationRow(waiting),
    owner: worst === undefined ? null : worst.owner,
    exception:
      worst === undefined ? null : { id: exceptionId(worst.number), title: worst.title, severity: worst.severity },
  };
}

/** Object kinds and ids among the texts of keys, without repeats, in their order. */
export function objectsAmong(
  keys: readonly string[],
): readonly { readonly kind: ObjectRow["kind"]; readonly id: string }[] {
  const seen = new Map<string, { readonly kind: ObjectRow["kind"]; readonly id: string }>();
  for (const text of keys) {
    const { kind, value } = partsOf(text);
    if (isObjectKind(kind)) seen.set(`${kind}:${value}`, { kind, id: value });
  }
  return [...seen.values()];
}
