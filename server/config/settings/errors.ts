import * as z from "zod";
import { attributeNames } from "../../domain/index.ts";
import * as s from "./scalars.ts";

const line = z
  .strictObject({
    kind: s.oneOrMore(s.exceptionKind()).optional().describe("Kind of exception."),
    system: s.oneOrMore(s.id()).optional().describe("Id or kind of the system that they are about."),
    flow: s.oneOrMore(s.id()).optional().describe("Flow that they belong to."),
    step: s.oneOrMore(s.id()).optional().describe("Step that they belong to."),
    code: s
      .oneOrMore(s.scalar())
      .optional()
      .describe("Code of the failure, with `#` for every id and number in it: exact, or with `*`."),
    says: s
      .oneOrMore(z.string().trim().min(1, "Say which words.").max(200, "Words are at most 200 characters."))
      .optional()
      .describe("What they say: the title, with `#` for every id and number in it, exact, or with `*`."),
  })
  .refine((told) => Object.keys(told).length > 0, "Say what is taken; without it every error would be one group.");

/** Section `errors`. */
export const errors = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the group."),
      name: s.title().optional().describe("What people call it; its id when not given."),
      match: s
        .oneOrMore(line)
        .describe("Which errors it takes: those that one of these lines takes. In a line all that is given holds."),
      by: s
        .oneOrMore(z.enum(attributeNames))
        .optional()
        .describe("Splits it: errors that differ in this are groups of their own."),
    }),
  )
  .default([])
  .describe(
    "How errors are told apart on the page Errors, beside kind, system, step and words; the first that takes one wins. Who owns something does not follow from it.",
  );
