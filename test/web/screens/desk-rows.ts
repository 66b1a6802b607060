import type {
  DryRunRow,
  ExceptionRow,
  HandOverRow,
  RouteAnswer,
  RoutingRow,
  RuleRow,
  ShiftRow,
  SinceRow,
  SuggestionRow,
} from "../../../server/wire/index.ts";
import { moment } from "../mock/world.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const iso = (at: number): string => new Date(at).toISOString();

const rule = (number: string, match: RuleRow["match"], team: string, more: Partial<RuleRow> = {}): RuleRow => ({
  number,
  depth: number.split(".").length - 1,
  label: match.map(({ field, values }) => `${field} ${values.join(" or ")}`).join(", ") || "root",
  match,
  team,
  severity: null,
  acknowledgeMs: 30 * minute,
  resolveMs: 4 * hour,
  ladder: [],
  ...more,
});

const manager = { team: "integration-on-call", person: "Iris Okafor", afterMs: 10 * minute };
export const rules: readonly RuleRow[] = [
  rule("1", [{ field: "partner", values: ["reno", "savannah"] }], "3pl-desk"),
  rule("1.1", [{ field: "kind", values: ["missing-event"] }], "integration-on-call", { ladder: [manager] }),
  rule("2", [{ field: "kind", values: ["source-silent"] }], "integration-on-call"),
  rule(
    "3",
    [
      { field: "warehouse", values: ["ATL"] },
      { field: "kind", values: ["failed-event", "missing-event"] },
    ],
    "atl-dock-leads",
    {
      ladder: [manager],
    },
  ),
  rule("4", [], "integration-on-call"),
];

const shift = (name: string, person: string | null, from: number, to: number): ShiftRow => ({
  name,
  person,
  from: iso(from),
  to: iso(to),
});
const dayStart = Date.parse("2026-11-19T05:00:00Z");
const shifts = Array.from({ length: 7 }, (_, day) => [
  shift("early", "M. Ortiz", dayStart + day * 24 * hour + 6 * hour, dayStart + day * 24 * hour + 14.5 * hour),
  shift("late", "L. Santos", dayStart + day * 24 * hour + 14.5 * hour, dayStart + day * 24 * hour + 23 * hour),
]).flat();

export const routing: RoutingRow = {
  hash: "7c1f",
  file: { name: "network.yaml", version: "a".repeat(64), writable: true },
  rules,
  coverage: { from: iso(moment - 720 * hour), to: iso(moment), total: 1204, byRule: 1168, byFallback: 36 },
  teams: [
    {
      id: "atl-dock-leads",
      name: "ATL dock leads",
      people: [],
      timezone: "America/New_York",
      onShift: true,
      now: [shifts[1] as ShiftRow],
      changesAt: iso(dayStart + 23 * hour),
      knownTo: iso(dayStart + 7 * 24 * hour),
      shifts,
    },
    {
      id: "ar-finance",
      name: "AR finance",
      people: [],
      timezone: "America/New_York",
      onShift: false,
      now: [],
      changesAt: iso(dayStart + 33 * hour),
      knownTo: iso(dayStart + 7 * 24 * hour),
      shifts: [],
    },
    {
      id: "integration-on-call",
      name: "Integration on-call",
      people: [],
      timezone: null,
      onShift: true,
      now: [],
      changesAt: null,
      knownTo: null,
      shifts: [],
    },
  ],
};

export const answer = (number: string, team: string, path: RouteAnswer["path"]): RouteAnswer => ({
  owner: { team, person: null },
  severity: "high",
  acknowledgeMs: 30 * minute,
  resolveMs: 4 * hour,
  path,
  rule: number,
  climb: [
    { rung: 0, owner: { team, person: null }, at: iso(moment - 11 * minute), onShift: true },
    {
      rung: 1,
      owner: { team: "integration-on-call", person: "Iris Okafor" },
      at: iso(moment - minute),
      onShift: false,
    },
  ],
});
export const asked = (number: string, matched: boolean, why: string, depth = 1) => ({
  number,
  label: "",
  matched,
  depth,
  why,
});

export const change = {
  file: "network.yaml",
  diff: "--- a/network.yaml\n+++ b/network.yaml\n@@ -1,1 +1,2 @@\n routes:\n+  - { match: { warehouse: EWR }, to: credit-desk }\n",
  text: "company: {}\n",
};

export const suggestion: SuggestionRow = {
  id: "integration-on-call/credit-desk",
  from: "integration-on-call",
  to: "credit-desk",
  count: 3,
  people: 2,
  lastAt: iso(moment - 2 * hour),
  reasons: ["credit, not integration"],
  examples: [
    {
      id: "X-1042",
      title: "Order not released: unknown hold code CR7",
      severity: "critical",
      warehouse: "EWR",
      openedAt: iso(moment - hour),
      orders: 3,
    },
  ],
  rule: { match: { warehouse: ["EWR"] }, to: "credit-desk" },
  change,
};

export const done: DryRunRow = {
  id: "run",
  state: "done",
  from: iso(moment - 720 * hour),
  to: iso(moment),
  looked: 1204,
  of: 1204,
  cut: false,
  live: { byRule: 1168, byFallback: 36 },
  draft: { byRule: 1199, byFallback: 5 },
  moves: [
    {
      from: { team: "integration-on-call", rule: "4" },
      to: { team: "credit-desk", rule: "1" },
      count: 31,
      examples: suggestion.examples,
    },
    { from: { team: "inventory-control", rule: "3" }, to: { team: "credit-desk", rule: "1" }, count: 7, examples: [] },
  ],
  unchanged: 1166,
  offShift: { live: 4, draft: 1 },
};

/** A hand-over of the first exceptions of the pictures, the second of them told by phone. */
export function handOver(rows: readonly ExceptionRow[], by = "M. Ortiz"): HandOverRow {
  const line = (row: ExceptionRow | undefined, index: number): HandOverRow["lines"][number] => ({
    exception: {
      ...(row as ExceptionRow),
      told:
        index === 1
          ? {
              text: "will call back with the postcode",
              by: "M. Ortiz",
              at: iso(moment - 12 * minute),
              expectedAt: iso(moment + 13 * minute),
              lapsedAt: null,
            }
          : null,
    },
    state: "waiting",
    acceptedAt: null,
    acceptedBy: null,
    dueAt: iso(moment + 13 * minute),
    done: [
      { actionId: 2, at: iso(moment - 34 * minute), by: "M. Ortiz", action: "acknowledge", text: null },
      {
        actionId: 3,
        at: iso(moment - 20 * minute),
        by: "M. Ortiz",
        action: "comment",
        text: "pallet for door 6 held back",
      },
    ],
  });
  return {
    id: "H-7",
    at: iso(moment - 6 * minute),
    by,
    to: { team: "atl-dock-leads", person: null },
    note: "Labels are the only thing. Handheld 7 is at the charging rack.",
    waiting: 3,
    lines: [line(rows[0], 0), line(rows[1], 1), line(rows[2], 2)],
    questions: [
      {
        number: 1,
        at: iso(moment - 3 * minute),
        by: "J. Sato",
        text: "Is the pallet for door 6 still held back?",
        answer: { at: iso(moment - 2 * minute), by: "M. Ortiz", text: "Yes, until the labels are there." },
      },
      { number: 2, at: iso(moment - minute), by: "J. Sato", text: "Who has the key of the rack?", answer: null },
    ],
  };
}

const sixPast = iso(moment - 8 * hour - 30 * minute);

/** What happened in the shift of the pictures. */
export const since: SinceRow = {
  warehouse: "ATL",
  from: iso(moment - 8 * hour - 32 * minute),
  to: iso(moment - 6 * minute),
  begins: "shift",
  shift: "early",
  accepted: [{ id: "H-5", by: "the night lead", at: sixPast, count: 4 }],
  cleared: {
    count: 9,
    documents: Array.from({ length: 9 }, (_, n) => ({
      exception: `X-${900 + n}`,
      object: { kind: "order" as const, id: `SO-${10400 + n}` },
    })),
  },
  byHand: { count: 1, documents: [{ exception: "X-950", object: null }] },
  saved: {
    count: 6,
    documents: Array.from({ length: 6 }, (_, n) => ({
      exception: null,
      object: { kind: "order" as const, id: `SO-${10300 + n}` },
    })),
  },
  missed: [
    {
      departure: "ATL 2026-11-19T18:30:00.000Z UPS ground",
      at: iso(moment - 62 * minute),
      count: 2,
      onto: [{ at: iso(moment + 118 * minute), count: 2 }],
    },
    {
      departure: "ATL 2026-11-19T19:00:00.000Z UPS ground",
      at: iso(moment - 32 * minute),
      count: 3,
      onto: [
        { at: iso(moment + 118 * minute), count: 2 },
        { at: null, count: 1 },
      ],
    },
  ],
  silent: null,
};
