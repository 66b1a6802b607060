import {
  type BusinessObject,
  compareMarks,
  eventOf,
  type Instant,
  type Network,
  type OpsException,
  type Ref,
  traitOf,
} from "../domain/index.ts";
import type { Scope, Views } from "../ports/index.ts";
import type { CareRow } from "../wire/index.ts";
import { exceptionId, objectOf } from "./exception-rows.ts";
import { isoOf, isoOrNull } from "./formats.ts";

/** What is wrong with one order. */
interface Affected {
  readonly object: BusinessObject;
  readonly exceptions: OpsException[];
}

/** The orders that exceptions hold up, one row each, the nearest promise first; what is about no object is about no customer. */
export async function careRows(
  views: Views,
  scope: Scope,
  exceptions: readonly OpsException[],
  network: Network,
): Promise<readonly CareRow[]> {
  const affected = new Map<Ref, Affected>();
  for (const exception of exceptions) {
    for (const object of await ordersOf(views, scope, exception)) {
      const known = affected.get(object.ref);
      if (known === undefined) affected.set(object.ref, { object, exceptions: [exception] });
      else known.exceptions.push(exception);
    }
  }
  return [...affected.values()].map((one) => toCareRow(one, network)).sort(compareRows);
}

/** The orders of what an exception is about; itself, where it has none. */
async function ordersOf(views: Views, scope: Scope, { object: ref }: OpsException): Promise<readonly BusinessObject[]> {
  const object = ref === null ? undefined : await views.object(scope, ref);
  if (object === undefined) return [];
  if (object.kind === "order") return [object];
  const orders: BusinessObject[] = [];
  for (const link of object.links) {
    const order = link.kind === "order" ? await views.object(scope, link.ref) : undefined;
    if (order !== undefined) orders.push(order);
  }
  return orders.length === 0 ? [object] : orders;
}

function toCareRow({ object, exceptions }: Affected, network: Network): CareRow {
  const first = exceptions.reduce((a, b) => (severityRank(b) < severityRank(a) ? b : a));
  const told = exceptions
    .flatMap((one) => one.told ?? [])
    .reduce<OpsException["told"]>((latest, one) => (latest === null || one.at > latest.at ? one : latest), null);
  const awaited = exceptions.find(({ kind, eventType }) => kind === "missing-event" && eventType !== null) ?? first;
  const warehouse = first.warehouse ?? (object.warehouses.length === 1 ? (object.warehouses[0] ?? null) : null);
  return {
    customer: traitOf(object, "customer")?.text ?? first.customer,
    object: objectOf(object.ref),
    warehouse,
    promised: promisedOf(object, zoneOf(warehouse, network), network),
    seen: seenOf(object),
    title: first.title,
    exceptions: exceptions.map(({ number }) => exceptionId(number)),
    told: told === null ? null : { text: told.text, by: told.by, at: isoOf(told.at) },
    expected:
      awaited.eventType === null
        ? null
        : {
            type: awaited.eventType,
            title: eventOf(awaited.eventType)?.title ?? awaited.eventType,
            at: isoOrNull(told?.lapsedAt === null ? told.expectedAt : null),
            dueAt: awaited.kind === "missing-event" ? isoOf(awaited.openedAt) : null,
          },
  };
}

const ranks: Readonly<Record<OpsException["severity"], number>> = { critical: 0, high: 1, medium: 2, low: 3 };
const severityRank = ({ severity }: OpsException): number => ranks[severity];

/** The clock that a row is told by: its building's, else the company's. */
export const zoneOf = (warehouse: string | null, network: Pick<Network, "warehouses" | "company">): string =>
  network.warehouses.get(warehouse ?? "")?.timezone ?? network.company.timezone;

/** What the customer was promised: when it is delivered, else when it ships. */
function promisedOf(object: BusinessObject, zone: string, network: Pick<Network, "offsetAt">): CareRow["promised"] {
  for (const what of ["deliver-by", "ship-by"] as const) {
    const trait = traitOf(object, what);
    if (trait === null) continue;
    const day = /^(\d{4}-\d{2}-\d{2})$/.exec(trait.text)?.[1];
    if (day !== undefined) return { at: isoOf(endOf(day, zone, network)), precision: "day", what };
    if (trait.number !== null) return { at: isoOf(trait.number), precision: "instant", what };
  }
  return null;
}

/** The last millisecond of a day on a clock. */
function endOf(day: string, zone: string, network: Pick<Network, "offsetAt">): Instant {
  const local = Date.parse(`${day}T00:00:00Z`) + 86_400_000 - 1;
  return local - network.offsetAt(zone, local) * 60_000;
}

/** The last good fact about an object. */
function seenOf(object: BusinessObject): CareRow["seen"] {
  const good = object.folds.filter(({ status, type }) => status === "ok" && type !== "");
  if (good.length === 0) return null;
  const { type, last } = good.reduce((a, b) => (compareMarks(b.last, a.last) > 0 ? b : a));
  return { type, title: eventOf(type)?.title ?? type, at: isoOf(last.at) };
}

const compareRows = (a: CareRow, b: CareRow): number => {
  const [one, two] = [a.promised?.at ?? "~", b.promised?.at ?? "~"];
  if (one !== two) return one < two ? -1 : 1;
  const [left, right] = [`${a.customer ?? "~"} ${a.object.id}`, `${b.customer ?? "~"} ${b.object.id}`];
  return left < right ? -1 : left > right ? 1 : 0;
};
