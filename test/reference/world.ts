/** Objects with their facts, what is linked to what, and what the steps of the network file await: rules O, E and B11. */
import {
  byTime,
  type Deed,
  dayIn,
  type Fact,
  type Kept,
  kindIn,
  type Plan,
  readFacts,
  type StepPlan,
  type SystemPlan,
  text,
  whenLocal,
} from "./facts.ts";

export interface World {
  readonly plan: Plan;
  readonly facts: readonly Fact[];
  readonly deeds: readonly Deed[];
  /** Up to when entries were read. */
  readonly known: number;
  /** Facts by name of object, by business time. */
  readonly of: ReadonlyMap<string, readonly Fact[]>;
  readonly links: ReadonlyMap<string, ReadonlySet<string>>;
  /** When two names of an object were first said together. */
  readonly tied: ReadonlyMap<string, number>;
  /** When each system of an environment was first heard. */
  readonly since: ReadonlyMap<string, number>;
}

/** What an object is awaited to do next. */
export interface Awaited {
  readonly flow: string;
  readonly step: StepPlan;
  readonly name: string;
  readonly warehouse: string | null;
  readonly since: number;
  /** Null while its clock stands. */
  readonly dueAt: number | null;
  /** Everything that answers it, by business time: the first one meets it. */
  readonly answers: readonly Fact[];
  readonly met: Fact | null;
  readonly cancelled: boolean;
}

export function worldOf(
  entries: readonly Kept[],
  deeds: readonly Deed[],
  plan: Plan,
  known: number,
  forget?: string,
): World {
  const read = readFacts(entries, known, plan);
  const facts = read.facts.filter(({ identity }) => identity !== forget);
  const of = new Map<string, Fact[]>();
  for (const fact of facts)
    for (const name of fact.names) {
      const own = of.get(name);
      if (own === undefined) of.set(name, [fact]);
      else own.push(fact);
    }
  return {
    plan,
    facts,
    deeds: deeds.filter(({ at }) => at <= known),
    known,
    of,
    links: read.links,
    tied: read.tied,
    since: read.since,
  };
}

/** Facts of an object that stand, of one type, by business time. */
export const okOf = (world: World, name: string, ...types: readonly string[]): readonly Fact[] =>
  (world.of.get(name) ?? []).filter((fact) => !fact.failed && types.includes(fact.type));
export const firstOf = (world: World, name: string, ...types: readonly string[]): Fact | null =>
  okOf(world, name, ...types)[0] ?? null;
export const lastOf = (world: World, name: string, ...types: readonly string[]): Fact | null =>
  okOf(world, name, ...types).at(-1) ?? null;
/** Objects of a kind that stand beside an object. */
export const besides = (world: World, name: string, kind: string): readonly string[] =>
  [...(world.links.get(name) ?? [])].filter((other) => kindIn(other) === kind && world.of.has(other)).sort();
export const namesOf = (world: World, kind: string): readonly string[] =>
  [...world.of.keys()].filter((name) => kindIn(name) === kind).sort();
/** The latest word of an object about something, of facts that stand or not. */
export function saidOf(world: World, name: string, attribute: string, types?: readonly string[]): string | null {
  let found: string | null = null;
  for (const fact of world.of.get(name) ?? []) {
    if (types !== undefined && !types.includes(fact.type)) continue;
    found = text(fact.says.get(attribute)) ?? found;
  }
  return found;
}

/** First heard of when it was under way: its earliest fact begins no flow, within a fortnight of its source's first word. */
export function isUnderWay(world: World, name: string): boolean {
  const origins = world.plan.flows.filter(({ object }) => object === kindIn(name)).flatMap(({ origin }) => origin);
  const first = (world.of.get(name) ?? []).find(({ failed }) => !failed);
  if (origins.length === 0 || first === undefined || origins.includes(first.type)) return false;
  return first.at <= (world.since.get(`${first.env}|${first.system}`) ?? 0) + 14 * 86_400_000;
}

/** The building that an order stands in: by its latest release, allocation or acknowledgement, else the only one. */
export function buildingOf(world: World, name: string): string | null {
  const facts = world.of.get(name) ?? [];
  if (kindIn(name) === "order") {
    const placed = facts.filter(
      (fact) =>
        !fact.failed &&
        fact.warehouse !== null &&
        ["order.released", "order.allocated", "order.reallocated", "order.acknowledged"].includes(fact.type),
    );
    const last = placed.at(-1);
    if (last !== undefined) return last.warehouse;
  }
  const all = new Set(facts.flatMap(({ warehouse }) => warehouse ?? []));
  return all.size === 1 ? ([...all][0] ?? null) : null;
}

export const zoneAt = (plan: Plan, warehouse: string | null): string =>
  (warehouse === null ? undefined : plan.zones.get(warehouse)) ?? plan.zone;

/** When so much opening time of a calendar has passed since an instant. */
export function dueAfter(plan: Plan, calendar: string | null, zone: string, from: number, length: number): number {
  const found = calendar === null ? undefined : plan.calendars.get(calendar);
  if (found === undefined) return from + length;
  const where = found.zone ?? zone;
  let left = length;
  for (let day = dayIn(where, from); ; day++) {
    const date = new Date(day * 86_400_000);
    const hours = found.hours.get(date.getUTCDay());
    if (hours === undefined || found.holidays.has(date.toISOString().slice(0, 10))) continue;
    const opens = Math.max(from, whenLocal(where, day * 86_400_000 + hours[0] * 60_000));
    const closes = whenLocal(where, day * 86_400_000 + hours[1] * 60_000);
    if (closes <= opens) continue;
    if (opens + left <= closes) return opens + left;
    left -= closes - opens;
  }
}
/** Opening time of a calendar between two instants. */
function openTime(plan: Plan, calendar: string | null, zone: string, from: number, to: number): number {
  const found = calendar === null ? undefined : plan.calendars.get(calendar);
  if (found === undefined) return Math.max(0, to - from);
  const where = found.zone ?? zone;
  let open = 0;
  for (let day = dayIn(where, from); day <= dayIn(where, to); day++) {
    const date = new Date(day * 86_400_000);
    const hours = found.hours.get(date.getUTCDay());
    if (hours === undefined || found.holidays.has(date.toISOString().slice(0, 10))) continue;
    const opens = Math.max(from, whenLocal(where, day * 86_400_000 + hours[0] * 60_000));
    const closes = Math.min(to, whenLocal(where, day * 86_400_000 + hours[1] * 60_000));
    open += Math.max(0, closes - opens);
  }
  return open;
}

/** Spans in which an order was on hold. The last may have no end. */
export function holdsOf(world: World, name: string): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  let from: number | null = null;
  for (const fact of okOf(world, name, "order.held", "order.freed")) {
    if (fact.type === "order.held") from ??= fact.at;
    else if (from !== null) {
      spans.push([from, fact.at]);
      from = null;
    }
  }
  if (from !== null) spans.push([from, Number.POSITIVE_INFINITY]);
  return spans;
}

/** Everything that the steps of the flows await of an object. */
export function awaitedOf(world: World, name: string): readonly Awaited[] {
  const all: Awaited[] = [];
  const kind = kindIn(name);
  for (const flow of world.plan.flows) {
    if (flow.object !== kind) continue;
    for (const step of flow.steps) {
      const start = firstOf(world, name, step.after);
      if (start === null) continue;
      const warehouse = start.warehouse ?? buildingOf(world, name);
      if (flow.warehouses !== null && (warehouse === null || !flow.warehouses.includes(warehouse))) continue;
      const seats = [name, ...(step.via === null ? [] : besides(world, name, step.via))];
      const answers = (fact: Fact): boolean => {
        const system = world.plan.systems.find(({ id }) => id === fact.system);
        return system !== undefined && answersFor(system, step.from);
      };
      const found = seats.flatMap((seat) => okOf(world, seat, step.expect).filter(answers)).sort(byTime);
      const zone = zoneAt(world.plan, warehouse);
      // What is known to the day begins nothing before its day has ended.
      const begins = start.dated ? start.at + 86_400_000 : start.at;
      let dueAt: number | null = dueAfter(world.plan, step.calendar, zone, begins, step.withinMs);
      // Freeing gives back what was left, and a date before which it may not ship starts the clock.
      const work = step.expect === "order.allocated" || /^(pick|pack|shipment)\./.test(step.expect);
      const pausedBy = step.pausedBy ?? (kind !== "order" ? [] : work ? ["hold", "future-date"] : ["hold"]);
      const notBefore = pausedBy.includes("future-date") ? saidOf(world, name, "order.ship_not_before") : null;
      const pauses = [
        ...(pausedBy.includes("hold") ? holdsOf(world, name) : []),
        ...(notBefore === null ? [] : [[Number.NEGATIVE_INFINITY, Date.parse(notBefore)] as const]),
      ].sort((a, b) => a[0] - b[0]);
      let from = begins;
      let left = step.withinMs;
      for (const [begin, end] of pauses) {
        if (dueAt === null || end <= from || begin >= dueAt) continue;
        if (begin > from) left -= openTime(world.plan, step.calendar, zone, from, begin);
        from = end;
        dueAt = end === Number.POSITIVE_INFINITY ? null : dueAfter(world.plan, step.calendar, zone, from, left);
      }
      // A partner that sends files is not late before its next file and that file's grace.
      if (dueAt !== null && filesOf(world.plan, step, warehouse))
        dueAt = Math.ceil(dueAt / 3_600_000) * 3_600_000 + 20 * 60_000;
      const cancelled =
        firstOf(world, name, `${kind}.cancelled`, `${kind}.voided`) !== null ||
        (step.expect === "invoice.posted" && billedToNobody(world, name));
      all.push({
        flow: flow.id,
        step,
        name,
        warehouse,
        since: start.at,
        dueAt,
        answers: found,
        met: found[0] ?? null,
        cancelled,
      });
    }
  }
  return all;
}

/** A system is awaited by id or by kind; a 3PL answers for the WMS of its building. */
const answersFor = ({ id, kind }: SystemPlan, from: string): boolean =>
  id === from || kind === from || (from === "wms" && kind === "3pl");
/** Whether the only system that can answer sends files. */
function filesOf(plan: Plan, step: StepPlan, warehouse: string | null): boolean {
  const owner = owing(plan, step, warehouse);
  return plan.systems.find(({ id }) => id === owner)?.files === true;
}
/** The system that owes an answer: the only one of its building, else of its kind. */
export function owing(plan: Plan, step: StepPlan, warehouse: string | null): string {
  const fits = plan.systems.filter((system) => answersFor(system, step.from));
  const here = fits.filter((one) => one.warehouse === warehouse);
  if (here.length === 1) return here[0]?.id ?? step.from;
  return fits.length === 1 ? (fits[0]?.id ?? step.from) : step.from;
}

/** Terms by which something is billed to nobody. */
export const free = ["sample", "warranty", "own-company", "consignment", "bill-and-hold", "drop-ship", "none"];
/** What said first that an object is billed to nobody. */
export const saidFree = (world: World, name: string): Fact | null =>
  (world.of.get(name) ?? [])
    .filter((fact) => free.includes(text(fact.says.get("order.billing")) ?? ""))
    .sort((a, b) => a.heard - b.heard)[0] ?? null;
const billedToNobody = (world: World, name: string): boolean =>
  free.includes(saidOf(world, name, "order.billing") ?? "");
