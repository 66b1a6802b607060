import type {
  Attributes,
  AttributeValue,
  Decoded,
  KeyMention,
  Observation,
  Source,
} from "../../collectors/kit/index.ts";
import {
  familyOf,
  type Input,
  type Instant,
  type Network,
  type OpsException,
  objectKinds,
  partsOf,
  toldBy,
} from "../domain/index.ts";
import { type Beside, nothingBeside } from "./beside.ts";
import { compile } from "./compile/index.ts";
import { expand } from "./expand.ts";
import { keyKinds } from "./names.ts";
import type { NetworkFile } from "./settings/index.ts";
import { instantsOf, type Offsets } from "./zones.ts";

/**
 * Plays inputs, ascending by `at`, through the core on an empty store: the network is adopted just before the first
 * input and deadlines are settled up to `until`. Answers every exception there is then, resolved ones too.
 */
export type Simulate = (network: Network, inputs: readonly Input[], until: Instant) => Simulated | Promise<Simulated>;

/** What a simulation ends with. */
interface Simulated {
  readonly exceptions: readonly OpsException[];
}

/** How one of the file's own tests ended. */
export interface TestOutcome {
  readonly name: string;
  readonly ok: boolean;
  /** Sentences on what was missing or too much; empty when it is ok. */
  readonly problems: readonly string[];
}

type Test = NetworkFile["tests"][number];
type Given = Test["given"][number];
type Expected = Test["expect"][number];

const day = 86_400_000;
/** Every source was heard this long before the start: longer than any warm-up or joining in progress. */
const heardBefore = 399 * day;
/** Deadlines are looked at this long after the instant asked for: a core may settle late arrivals a minute later. */
const around = { back: 30 * day, ahead: 120 * day } as const;

/** Runs the file's own tests, each on a store of its own. Pure but for the zone database of the runtime. */
export async function runTests(
  file: NetworkFile,
  simulate: Simulate,
  beside: Beside = nothingBeside,
): Promise<readonly TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  for (const test of file.tests) {
    const start = startOf(test, file);
    const longest = Math.max(around.ahead, test.at, ...test.given.map((line) => line.at)) + day;
    const expansions = expand(file, start, { back: around.back, ahead: longest }, beside);
    const network = complete(compile(file, expansions, "test"));
    const { exceptions } = await simulate(network, inputsOf(test, network, start), start + test.at);
    const problems = compare(test, exceptions, network);
    outcomes.push({ name: test.name, ok: problems.length === 0, problems });
  }
  return outcomes;
}

/** In a file's own tests every source is complete. */
function complete(network: Network): Network {
  return {
    ...network,
    systems: new Map([...network.systems].map(([id, system]) => [id, { ...system, presence: "complete" as const }])),
  };
}

/** The instant at which a test starts: its wall clock in the zone of the first warehouse that it names, else the company's. */
function startOf(test: Test, file: NetworkFile): Instant {
  const named = test.given.flatMap(
    (line) => line.warehouse?.[0] ?? file.systems.find(({ id }) => id === line.system)?.warehouse ?? [],
  )[0];
  const zone = file.warehouses.find(({ id }) => id === named)?.timezone ?? file.company.timezone;
  const local = Date.parse(`${test.start.replace(" ", "T")}:00Z`);
  const known = expand(
    { ...file, calendars: [], warehouses: file.warehouses.map((one) => ({ ...one, departures: [] })), systems: [] },
    local,
    { back: 2 * day, ahead: 2 * day },
  );
  const offsets: Offsets = new Map(known.zones).get(zone) ?? [[0, 0]];
  const { at, skippedAt } = instantsOf(offsets, local);
  return at[0] ?? skippedAt;
}

/** What the core is told: first that every source was heard long ago, then each line as a record that arrives when it happens. */
function inputsOf(test: Test, network: Network, start: Instant): readonly Input[] {
  const before = start - heardBefore;
  const sources = [...network.systems.keys()].map((system) => sourceOf(network, system));
  const lines = test.given
    .map((line, index) => ({ line, index }))
    .sort((a, b) => a.line.at - b.line.at || a.index - b.index);
  const first: Input = entry(before, 1, heard(sources, before));
  return [
    first,
    ...lines.map(({ line, index }, order) => {
      const at = start + line.at;
      const observation = observationOf(line, index, network, at);
      return entry(at, order + 2, { ...heard([observation.source], at), records: 1, facts: [observation] });
    }),
  ];
}

const entry = (at: Instant, position: number, decoded: Decoded): Input => ({
  kind: "entry",
  at,
  position,
  collector: "test",
  sender: "test",
  decoded,
});

function heard(sources: readonly Source[], at: Instant): Decoded {
  return {
    records: 0,
    rejected: [],
    facts: [],
    ties: [],
    sources: sources.map((source) => ({
      source,
      signal: "log",
      records: 1,
      failures: 0,
      keyed: 1,
      firstAt: at,
      lastAt: at,
      sampling: null,
      versions: new Map(),
      names: new Map(),
    })),
    traces: [],
    terms: new BigUint64Array(),
  };
}

const sourceOf = (network: Network, system: string): Source => ({
  system,
  declared: network.systems.has(system),
  service: system,
  environment: "",
});

const told = new Set(["at", "event", "status", "error", "system", "amount", ...keyKinds]);

function observationOf(line: Given, index: number, network: Network, at: Instant): Observation {
  const source = sourceOf(network, line.system ?? tellerOf(line, network));
  const attributes = new Map<string, AttributeValue>([["business.event", line.event]]);
  if (line.amount !== undefined) attributes.set("business.amount", line.amount);
  const keys: KeyMention[] = keyKinds.flatMap((kind) =>
    (line[kind] ?? []).map((value) => ({ kind, issuer: "*", value, attribute: `${kind.replaceAll("-", ".")}.id` })),
  );
  for (const [name, value] of Object.entries(line)) {
    if (told.has(name)) continue;
    attributes.set(name, String(value));
    const key = network.reading.keyOf(source, name);
    if (key !== null) keys.push({ ...key, value: String(value).trim() });
  }
  const failed = line.status === "failed";
  const nanos = BigInt(at) * 1_000_000n;
  return {
    identity: index.toString(16).padStart(32, "0"),
    variant: "0".repeat(16),
    signal: "log",
    source,
    name: line.event,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    startNanos: nanos,
    endNanos: nanos,
    failed,
    error: failed ? { code: null, message: line.error ?? "refused" } : null,
    attributes,
    resource: new Map() satisfies Attributes,
    keys,
  };
}

/** Who tells an event when the line does not say: the system that a step awaits it from, at the line's warehouse where there are several. */
function tellerOf(line: Given, network: Network): string {
  const warehouse = line.warehouse?.[0] ?? null;
  const at = (step: Network["steps"][number]) =>
    step.warehouses === undefined || warehouse === null || step.warehouses.has(warehouse);
  const selectors = network.steps.flatMap((step) =>
    step.expect === line.event && step.from !== null && at(step) ? [step.from] : [],
  );
  const systems = [...network.systems.values()];
  const fitting = systems.filter(({ id, kind }) => selectors.includes(id) || selectors.includes(kind));
  const local = (list: typeof systems) => list.find((system) => warehouse !== null && system.warehouse === warehouse);
  return (local(fitting) ?? fitting[0] ?? local(systems) ?? systems[0])?.id ?? "unknown";
}

/** What was expected and is not there; with `only`, also what is there and was not expected. */
function compare(test: Test, exceptions: readonly OpsException[], network: Network): string[] {
  const seen = exceptions.filter(({ watch }) => !watch);
  const matched = pairUp(test.expect, seen, network);
  const problems = test.expect.flatMap((expected, index) =>
    matched.has(index) ? [] : [`expected ${expectedText(expected)}, and it is not there`],
  );
  const used = new Set(matched.values());
  // Only what the lines tell is heard, so each source of files is silent by and by: that is no finding unless expected.
  const others = seen.filter(
    (exception, index) => exception.state !== "resolved" && exception.kind !== "source-silent" && !used.has(index),
  );
  if (test.only)
    problems.push(...others.map((exception) => `nothing else was expected, and there is ${exceptionText(exception)}`));
  else if (problems.length > 0) problems.push(...others.map((exception) => `there is ${exceptionText(exception)}`));
  return problems;
}

/** Gives each expected line an exception of its own where that is possible, by augmenting paths. */
function pairUp(
  expected: readonly Expected[],
  exceptions: readonly OpsException[],
  network: Network,
): ReadonlyMap<number, number> {
  const taken = new Map<number, number>();
  const place = (line: number, tried: Set<number>): boolean => {
    for (const [index, exception] of exceptions.entries()) {
      const wanted = expected[line];
      if (wanted === undefined || tried.has(index) || !isExpected(wanted, exception, network)) continue;
      tried.add(index);
      const holder = taken.get(index);
      if (holder !== undefined && !place(holder, tried)) continue;
      taken.set(index, line);
      return true;
    }
    return false;
  };
  for (const line of expected.keys()) place(line, new Set());
  return new Map([...taken].map(([exception, line]) => [line, exception]));
}

function isExpected(expected: Expected, exception: OpsException, network: Network): boolean {
  if (expected.exception !== exception.kind) return false;
  if (expected.state === undefined ? exception.state === "resolved" : expected.state !== exception.state) return false;
  if (expected.flow !== undefined && expected.flow !== exception.flow) return false;
  if (expected.step !== undefined && expected.step !== exception.step) return false;
  if (expected.system !== undefined && expected.system !== exception.system) return false;
  if (expected.severity !== undefined && expected.severity !== exception.severity) return false;
  if (expected.group !== undefined && expected.group !== groupingOf(exception, network)) return false;
  if (expected.to !== undefined && expected.to !== exception.owner.team) return false;
  if (expected.warehouse !== undefined && expected.warehouse !== exception.warehouse) return false;
  const subject = exception.object === null ? null : partsOf(exception.object);
  return objectKinds.every((kind) => {
    const value = expected[kind];
    return value === undefined || (subject?.kind === kind && subject.value === value);
  });
}

/** Id of the rule that takes an exception, by its own words. */
const groupingOf = (exception: OpsException, network: Network): string | undefined =>
  network.groupings.find((rule) => rule.matches(toldBy(familyOf(exception), exception)))?.id;

const expectedText = (expected: Expected): string =>
  Object.entries(expected)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [name === "exception" ? String(value) : `${name} ${String(value)}`],
    )
    .join(", ");

function exceptionText(exception: OpsException): string {
  const { kind, flow, step, object, owner, state } = exception;
  const subject = object === null ? "" : `, ${partsOf(object).kind} ${partsOf(object).value}`;
  return `${kind}${flow === null ? "" : `, flow ${flow}`}${step === null ? "" : `, step ${step}`}${subject}, to ${owner.team}, ${state}`;
}
