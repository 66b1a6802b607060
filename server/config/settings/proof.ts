import * as z from "zod";
import { type ObjectKind, objectKinds, severities } from "../../domain/index.ts";
import { keyKinds } from "../names.ts";
import * as s from "./scalars.ts";

const keyValue = () => s.oneOrMore(s.scalar());
const keys = Object.fromEntries(
  keyKinds.map((kind) => [kind, keyValue().optional().describe("Value of a key of this kind, or several.")]),
) as Record<(typeof keyKinds)[number], z.ZodOptional<ReturnType<typeof keyValue>>>;

const given = z
  .object({
    at: s.duration().describe("When it happens, after the start."),
    event: s.eventType().describe("What happens."),
    status: z.enum(["ok", "failed"]).prefault("ok").describe("`failed`: it was tried and refused."),
    error: z.string().max(500).optional().describe("What the system said of its failure."),
    system: s.id().optional().describe("Who tells it; the system that a step awaits it from, when not given."),
    amount: z.union([z.number(), z.string()]).optional().describe("Its amount, in the company's currency."),
    ...keys,
  })
  .catchall(s.scalar());

const subjects = Object.fromEntries(
  objectKinds.map((kind) => [kind, s.scalar().optional().describe("Value of the key of its object.")]),
) as Record<ObjectKind, z.ZodOptional<ReturnType<typeof s.scalar>>>;

const expected = z.strictObject({
  exception: s.exceptionKind().describe("Kind of exception."),
  flow: s.id().optional().describe("Its flow."),
  step: s.id().optional().describe("Its step."),
  system: s.id().optional().describe("Its system."),
  warehouse: s.id().optional().describe("Its warehouse."),
  severity: z.enum(severities).optional().describe("Its severity."),
  group: s.id().optional().describe("Group of errors that it is taken into, of the section `errors`."),
  to: s.id().optional().describe("Team that owns it."),
  state: z
    .enum(["open", "acknowledged", "snoozed", "resolved"])
    .optional()
    .describe("Its state; any but resolved when not given."),
  ...subjects,
});

/** Section `tests`. */
export const tests = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(200).describe("What it proves, as a sentence."),
      start: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}[ T]([01]\d|2[0-3]):[0-5]\d$/, "A start is YYYY-MM-DD HH:MM.")
        .prefault("2026-03-02 09:00")
        .meta({ unit: "YYYY-MM-DD HH:MM" })
        .describe("When it starts, on the clock of the object's warehouse, else the company's: a Monday."),
      given: z
        .array(given)
        .min(1, "A test begins with something that happened.")
        .describe("What happens, with `kind: value` for keys; any name with a dot is an attribute."),
      at: s.duration().describe("When to look, after the start."),
      expect: z.array(expected).describe("Exceptions that must be there."),
      only: z.boolean().prefault(false).describe("Nothing else may be there."),
    }),
  )
  .default([])
  .describe("Proof: the file's own tests. Every source is complete and heard since ever.");
