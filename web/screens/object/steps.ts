import type {
  EventRow,
  ExpectationRow,
  IsoInstant,
  NetworkRow,
  ObjectRow,
  StrokeState,
} from "../../../server/wire/index.ts";

/** One stretch of the step bar. */
export interface BarStep {
  /** Event type that makes it happen. */
  readonly type: string;
  readonly state: StrokeState;
  /** When it happened, failed, or is due; null where no time is known. */
  readonly at: IsoInstant | null;
  readonly day: boolean;
  readonly system: string | null;
  readonly expectation: ExpectationRow | null;
}

const stateOf = (expectation: ExpectationRow): StrokeState => {
  switch (expectation.state) {
    case "met":
      return "done";
    case "met-late":
      return "late";
    case "missed":
      return "missed";
    case "paused":
      return "paused";
    case "cancelled":
      return "skipped";
    case "not-judged":
      return "not-judged";
    case "open":
      return "awaited";
  }
};

interface Told {
  ok: EventRow | null;
  failed: EventRow | null;
}

function tell(events: readonly EventRow[]): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  for (const event of events) {
    if (event.type === null || event.activity) continue;
    const entry = told.get(event.type) ?? { ok: null, failed: null };
    if (event.status === "ok") entry.ok ??= event;
    else entry.failed = event;
    told.set(event.type, entry);
  }
  return told;
}

/** Event types that no step counts: they hold, free or change an object and are no progress of it. */
const aside = new Set(["held", "freed", "changed", "reallocated", "backordered", "cancelled", "milestone"]);

const isProgress = (type: string): boolean => !aside.has(type.slice(type.indexOf(".") + 1));

type FlowStep = NetworkRow["flows"][number]["steps"][number];

/** True when a flow puts something known after a type: what was passed over without a word is no longer promised. */
function leadsTo(type: string, steps: readonly FlowStep[], known: ReadonlySet<string>): boolean {
  const reached = new Set([type]);
  for (const from of reached) {
    for (const step of steps) {
      if (step.after !== from) continue;
      if (known.has(step.expect)) return true;
      reached.add(step.expect);
    }
  }
  return false;
}

/** Types that flows of this kind still promise after those known, in the order of the flows. */
function promised(object: ObjectRow, flows: NetworkRow["flows"], known: ReadonlySet<string>): readonly string[] {
  const seen = new Set(known);
  const ahead: string[] = [];
  const steps = flows.filter((flow) => flow.object === object.kind).flatMap((flow) => flow.steps);
  for (let grew = true; grew; ) {
    grew = false;
    for (const step of steps) {
      if (!seen.has(step.after) || seen.has(step.expect)) continue;
      seen.add(step.expect);
      ahead.push(step.expect);
      grew = true;
    }
  }
  return ahead.filter((type) => !leadsTo(type, steps, known));
}

const open: readonly StrokeState[] = ["awaited", "paused", "not-judged"];

/**
 * The life of an object as steps, in business order: what its facts told, then what its expectations await by due
 * time, then what its flows promise after that. A fact that came counts as done however it was expected; a failed one
 * stands until an ok one came.
 */
export function deriveSteps(object: ObjectRow, flows: NetworkRow["flows"]): readonly BarStep[] {
  const told = tell(object.events);
  const found = new Map<string, BarStep>();
  const expectationOf = new Map<string, ExpectationRow>();
  for (const expectation of object.expectations) {
    const before = expectationOf.get(expectation.expects);
    const graver = before === undefined || (stateOf(before) === "done" && stateOf(expectation) !== "done");
    if (graver) expectationOf.set(expectation.expects, expectation);
  }
  for (const [type, { ok, failed }] of told) {
    if (!isProgress(type)) continue;
    const expectation = expectationOf.get(type) ?? null;
    const fact = ok ?? failed;
    if (!fact) continue;
    const late = ok !== null && expectation?.state === "met-late";
    found.set(type, {
      type,
      state: ok ? (late ? "late" : "done") : "failed",
      at: fact.occurredAt,
      day: fact.occurredPrecision === "day",
      system: fact.system,
      expectation,
    });
  }
  for (const [type, expectation] of expectationOf) {
    if (found.has(type)) continue;
    found.set(type, {
      type,
      state: stateOf(expectation),
      at: expectation.metAt ?? expectation.dueAt,
      day: false,
      system: expectation.system,
      expectation,
    });
  }
  const rankOf = (step: BarStep): number => (open.includes(step.state) ? 1 : 0);
  const ordered = [...found.values()].sort(
    (a, b) => rankOf(a) - rankOf(b) || (a.at ?? "9").localeCompare(b.at ?? "9") || (a.type < b.type ? -1 : 1),
  );
  if (object.status === "cancelled") return ordered;
  const ahead = promised(object, flows, new Set(found.keys()));
  return [
    ...ordered,
    ...ahead.map(
      (type): BarStep => ({ type, state: "awaited", at: null, day: false, system: null, expectation: null }),
    ),
  ];
}

/** The steps that fit into `most` columns: the earliest done ones are folded into a count. */
export function foldSteps(
  steps: readonly BarStep[],
  most: number,
): { readonly folded: number; readonly steps: readonly BarStep[] } {
  if (steps.length <= most) return { folded: 0, steps };
  const firstOpen = steps.findIndex((step) => step.state !== "done");
  const mayFold = firstOpen < 0 ? steps.length - 1 : firstOpen;
  const folded = Math.min(mayFold, steps.length - most + 1);
  return { folded, steps: steps.slice(folded) };
}

/** What is due next: the open expectation with the earliest due time; paused ones have none. */
export function expectedNext(object: ObjectRow): ExpectationRow | null {
  const due = object.expectations.filter((e) => e.state === "open" && e.dueAt !== null);
  return due.sort((a, b) => (a.dueAt ?? "").localeCompare(b.dueAt ?? ""))[0] ?? null;
}
