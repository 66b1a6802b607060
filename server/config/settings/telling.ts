import * as z from "zod";
import { severities } from "../../domain/index.ts";
import * as s from "./scalars.ts";

const match = z
  .strictObject({
    kind: s.oneOrMore(s.exceptionKind()).optional().describe("Kind of exception."),
    flow: s.oneOrMore(s.id()).optional().describe("Flow that it belongs to."),
    step: s.oneOrMore(s.id()).optional().describe("Step that it belongs to."),
    system: s.oneOrMore(s.id()).optional().describe("Id or kind of the system that it is about."),
    partner: s.oneOrMore(s.id()).optional().describe("Partner that it is about."),
    warehouse: s.oneOrMore(s.id()).optional().describe("Warehouse that it is at."),
    severity: s.oneOrMore(z.enum(severities)).optional().describe("Its severity."),
    minValue: z
      .number()
      .nonnegative()
      .optional()
      .meta({ unit: "company's currency" })
      .describe("What it holds up is worth this or more; never true of another currency or an unknown value."),
    customerTier: s
      .oneOrMore(s.scalar())
      .optional()
      .describe("Tier of the customer, as `order.customer_tier` gives it."),
    causeFamily: s
      .oneOrMore(s.scalar())
      .optional()
      .describe("Family of its cause: its title, with `#` for every id and number in it."),
  })
  .refine(
    (told) => Object.keys(told).length > 0,
    "A route below the root says what it matches; without a matcher it would take everything.",
  );

const shared = {
  to: s.id().optional().describe("Team that owns what comes here; the node above when not given."),
  severity: z.enum(severities).optional().describe("Severity instead of the table's."),
  acknowledge: s.someDuration().optional().describe("How soon it must be taken; the node above when not given."),
  resolve: s.someDuration().optional().describe("How soon it must be settled; the node above when not given."),
  ladder: z
    .array(
      z.strictObject({
        to: s.id().describe("Team or person who has it next."),
        after: s
          .someDuration()
          .describe("How long the rung before has to take it, while somebody of that rung's team is on shift."),
      }),
    )
    .max(10, "A ladder has at most 10 rungs.")
    .optional()
    .describe("Who has it next when it is not taken; the last rung has `acknowledge`. The node above when not given."),
};

/** One route below the root, as read. */
export interface RouteConfig {
  readonly match: z.output<typeof match>;
  readonly to?: string | undefined;
  readonly severity?: (typeof severities)[number] | undefined;
  readonly acknowledge?: number | undefined;
  readonly resolve?: number | undefined;
  readonly ladder?: readonly { readonly to: string; readonly after: number }[] | undefined;
  readonly routes?: readonly RouteConfig[] | undefined;
}

const route: z.ZodType<RouteConfig> = z
  .strictObject({
    match: match.describe("What it takes: every matcher holds, a list holds when one of it does."),
    ...shared,
    routes: z
      .array(z.lazy((): z.ZodType<RouteConfig> => route))
      .optional()
      .describe("Routes within it, tried in order."),
  })
  .meta({ id: "route" });

/** Section `routing`. */
export const routing = z
  .strictObject({
    ...shared,
    to: s.id().describe("Team that owns what no route takes: nobody falls off the tree."),
    acknowledge: s.someDuration().prefault("30m").describe("How soon an exception must be taken."),
    resolve: s.someDuration().prefault("4h").describe("How soon an exception must be settled."),
    routes: z.array(route).default([]).describe("Routes, tried in order; the first that matches wins at each level."),
  })
  .describe("Who is told: a tree whose root has no matcher.");

/** Section `notify`. */
export const notify = z
  .strictObject({
    delay: s
      .duration()
      .prefault("60s")
      .describe("How long something must stand before a team is told: what heals by itself until then stays silent."),
  })
  .prefault({})
  .describe("When teams are told; where, stands with each team.");

/** For so long a delivery that comes again is recognised by its records. */
const leastKept = 7 * 86_400_000;

/** Section `retention`. */
export const retention = z
  .strictObject({
    records: s
      .duration()
      .refine(
        (millis) => millis >= leastKept,
        "Records are kept for at least 7d: so long a delivery that comes again is recognised.",
      )
      .optional()
      .describe("How long the records themselves are kept; for ever when not given. At least `7d`."),
    atMost: s
      .bytes()
      .optional()
      .describe(
        "How large the journal of records may be: beyond it the oldest go, but none of the last seven days. Without a bound when not given.",
      ),
    rows: s
      .someDuration()
      .prefault("760d")
      .describe("Accepted, and not applied yet: objects, exceptions and figures are kept for ever."),
  })
  .prefault({})
  .describe(
    "How long things are kept. Records go in whole segments of 256 MB, once a base beside the journal, a copy of the rows, holds what they gave. From then on the rows can no longer be derived from the first record: a version of this program that keeps rows otherwise refuses the folder unless it can read them.",
  );

const rule = z.strictObject({
  criticality: z
    .enum(["high", "medium", "low"])
    .optional()
    .describe("Criticality of the flow; any, and none, when not given."),
  minValue: z
    .number()
    .nonnegative()
    .optional()
    .meta({ unit: "company's currency" })
    .describe("What is held up is worth this or more."),
  withinCutoff: s.someDuration().optional().describe("The cut-off is this near, or past."),
  customerTier: s.scalar().optional().describe("Tier of the customer, as `order.customer_tier` gives it."),
  gives: z.enum([...severities, "raise"]).describe("A level, or `raise`: one level more severe."),
});

/** The severity table that applies when the file has none. */
const defaultSeverity: z.input<typeof rule>[] = [
  { criticality: "high", gives: "high" },
  { criticality: "medium", gives: "medium" },
  { criticality: "low", gives: "low" },
  { gives: "medium" },
  { withinCutoff: "60m", gives: "raise" },
  { minValue: 50_000, gives: "raise" },
];

/** Section `priorities`. */
export const priorities = z
  .strictObject({
    severity: z
      .array(rule)
      .min(1, "A table without lines gives no severity.")
      .prefault(defaultSeverity)
      .describe(
        "The severity table: the first line with a level that matches decides, then each `raise` that matches lifts it by one.",
      ),
  })
  .prefault({})
  .describe("What comes first.");
