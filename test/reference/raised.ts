/** Exceptions as rules X, E and KF15 say they come and go: failures, misses, and what people did about them. */
import { type Fact, idIn, kindIn, subjectOf } from "./facts.ts";
import { type Awaited, awaitedOf, besides, owing, saidFree, type World } from "./world.ts";

export interface Raised {
  readonly kind: "failed-event" | "missing-event" | "late-event";
  readonly object: string;
  readonly type: string;
  readonly step: string | null;
  readonly flow: string | null;
  readonly system: string;
  readonly words: string;
  readonly warehouse: string | null;
  /** When it failed, or its deadline passed. */
  readonly openedAt: number;
  /** When it was raised. */
  readonly createdAt: number;
  takenAt: number | null;
  endedAt: number | null;
  /** It ended by its outcome, and not by hand, by a cancellation or by rest. */
  recovered: boolean;
  touches: number;
  /** Exceptions of one family have all of this alike; ids and numbers in their words are masked. */
  readonly family: string;
  /** When it was known to have ended of itself: nobody can close it by hand after that. */
  readonly closedAt: number;
}

/** Names of exceptions in the order of the journal: the number that people spoke of is that of an object and an event. */
export type Numbers = ReadonlyMap<number, string>;
/** An exception is about an object and a step; what no step waits for, about an event. */
export const nameOfRaised = ({ kind, object, step, type }: Pick<Raised, "kind" | "object" | "step" | "type">): string =>
  `${kind} ${kindIn(object)}/${idIn(object)} ${step ?? type}`;

/** Every exception of what counts, by what is known. */
export function raisedOf(world: World, numbers: Numbers): readonly Raised[] {
  const all: Raised[] = [];
  const failures = new Map<string, Raised>();
  for (const fact of [...world.facts].sort((a, b) => a.heard - b.heard)) {
    if (!fact.failed || fact.env !== "") continue;
    const subject = fact.names.find((name) => kindIn(name) === subjectOf(fact.type));
    if (subject === undefined) continue;
    const key = `${subject} ${fact.type}`;
    if (failures.has(key)) continue;
    const step = stepFor(world, fact, subject);
    const healed = (world.of.get(subject) ?? []).find(
      (other) => !other.failed && other.type === fact.type && other.at > fact.at,
    );
    const one: Raised = {
      kind: "failed-event",
      object: subject,
      type: fact.type,
      step: step?.step.id ?? null,
      flow: step?.flow ?? null,
      system: fact.system,
      words: fact.words,
      warehouse: fact.warehouse,
      openedAt: fact.at,
      createdAt: fact.heard,
      takenAt: null,
      endedAt: healed?.at ?? null,
      recovered: healed !== undefined,
      touches: 0,
      closedAt: healed === undefined ? Number.POSITIVE_INFINITY : Math.max(healed.heard, fact.heard),
      family: `failed-event ${fact.system} ${step?.flow} ${step?.step.id} ${fact.type} ${fact.words.replace(/[A-Z]*\d+/g, "#")}`,
    };
    failures.set(key, one);
    all.push(one);
  }
  for (const name of world.of.keys()) {
    if (!name.startsWith("|")) continue;
    for (const awaited of awaitedOf(world, name)) {
      const one = missOf(world, awaited, failures);
      if (one !== null) all.push(one);
    }
  }
  const byName = new Map(all.map((one) => [nameOfRaised(one), one]));
  for (const { exception, action, at } of world.deeds) {
    const one = byName.get(numbers.get(exception) ?? "");
    if (one === undefined) continue;
    one.touches++;
    if (action === "acknowledge") one.takenAt ??= at;
    if (action === "resolve" && one.closedAt > at) {
      one.endedAt = at;
      one.recovered = false;
    }
  }
  return all;
}

/** The step that waits for such an event: of a flow of its kind that holds in its building, else of any. */
function stepFor({ plan }: World, fact: Fact, subject: string) {
  const all = plan.flows.flatMap((flow) =>
    flow.steps.filter(({ expect }) => expect === fact.type).map((step) => ({ flow: flow.id, step, of: flow })),
  );
  const here = all.filter(({ of }) => of.warehouses === null || of.warehouses.includes(fact.warehouse ?? ""));
  const kind = kindIn(subject);
  return here.find(({ of }) => of.object === kind) ?? all.find(({ of }) => of.object === kind) ?? all[0] ?? null;
}

/** A deadline that passed without its event: raised when it passed, or a minute after what began the step was heard of. */
function missOf(world: World, awaited: Awaited, failures: ReadonlyMap<string, Raised>): Raised | null {
  const { name, step, dueAt } = awaited;
  const start = (world.of.get(name) ?? []).find((fact) => !fact.failed && fact.type === step.after);
  if (dueAt === null || start === undefined) return null;
  /** Told under another name, it was not known to be of this object before both names were said together. */
  const ofIt = (fact: Fact): readonly string[] => fact.said.filter((said) => kindIn(said) === kindIn(name));
  const heardOf = (fact: Fact | null): number => {
    if (fact === null) return Number.POSITIVE_INFINITY;
    const apart = !ofIt(fact).some((said) => ofIt(start).includes(said));
    return Math.max(fact.heard, apart ? (world.tied.get(name) ?? 0) : 0);
  };
  const settleAt = dueAt <= start.heard ? start.heard + 60_000 : dueAt;
  if (settleAt > world.known) return null;
  const free = step.expect === "invoice.posted" ? saidFree(world, name) : null;
  const endedAt = Math.min(heardOf(cancelOf(world, name)), heardOf(free), throughGone(world, awaited, settleAt));
  if (endedAt <= settleAt) return null;
  // The first that was heard of meets it; of several, the earliest by business time.
  const metHeard = Math.min(Number.POSITIVE_INFINITY, ...awaited.answers.map(heardOf));
  const met = awaited.answers.find((fact) => heardOf(fact) <= metHeard) ?? null;
  const seats = [name, ...(step.via === null ? [] : besides(world, name, step.via))];
  const system = owing(world.plan, step, awaited.warehouse);
  const base = {
    object: name,
    type: step.expect,
    step: step.id,
    flow: awaited.flow,
    system,
    words: "",
    warehouse: awaited.warehouse,
    openedAt: dueAt,
    takenAt: null,
    touches: 0,
  };
  const family = (kind: string): string => `${kind} ${system} ${awaited.flow} ${step.id}`;
  const late = (): Raised | null =>
    met === null || met.at <= dueAt
      ? null
      : {
          ...base,
          kind: "late-event",
          family: family("late-event"),
          createdAt: Math.max(metHeard, start.heard),
          endedAt: met.at,
          recovered: true,
          closedAt: metHeard,
        };
  if (metHeard <= settleAt) return late();
  const own = seats.flatMap((seat) => failures.get(`${seat} ${step.expect}`) ?? []);
  if (own.some((one) => one.createdAt <= settleAt && one.closedAt > settleAt)) return late();
  const missing = { ...base, kind: "missing-event" as const, family: family("missing-event"), createdAt: settleAt };
  // A failure that comes later explains it: it ends there, and that is no recovery; nor is a cancellation.
  const explainedAt = Math.min(
    Number.POSITIVE_INFINITY,
    ...own.map(({ createdAt }) => createdAt).filter((at) => at > settleAt),
  );
  const closedAt = Math.min(explainedAt, endedAt, metHeard);
  if (closedAt === Number.POSITIVE_INFINITY) return { ...missing, endedAt: null, recovered: false, closedAt };
  return closedAt === metHeard && met !== null
    ? { ...missing, endedAt: met.at, recovered: true, closedAt }
    : { ...missing, endedAt: closedAt, recovered: false, closedAt };
}

/**
 * When every object through which the answer would come was known to be cancelled: after the deadline by what was heard
 * until then, before it only where none came after.
 */
function throughGone(world: World, { name, step }: Awaited, settleAt: number): number {
  const through = (step.via === null ? [] : besides(world, name, step.via)).map((one) => ({
    came: Math.min(...(world.of.get(one) ?? []).map(({ heard }) => heard)),
    gone: cancelOf(world, one)?.heard ?? Number.POSITIVE_INFINITY,
  }));
  const areGone = (at: number): boolean => through.every(({ came, gone }) => came > at || gone <= at);
  const times = through.map(({ gone }) => gone).sort((x, y) => x - y);
  const after = times.find((at) => at > settleAt && at < Number.POSITIVE_INFINITY && areGone(at));
  if (after !== undefined) return after;
  const at = times.at(-1) ?? Number.POSITIVE_INFINITY;
  return through.every(({ came }) => came <= at) ? at : Number.POSITIVE_INFINITY;
}

function cancelOf(world: World, name: string): Fact | null {
  const kind = kindIn(name);
  return (
    (world.of.get(name) ?? []).find(
      ({ failed, type }) => !failed && (type === `${kind}.cancelled` || type === `${kind}.voided`),
    ) ?? null
  );
}
