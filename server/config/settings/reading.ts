import * as z from "zod";
import { objectKinds } from "../../domain/index.ts";
import { keyKinds } from "../names.ts";
import * as s from "./scalars.ts";

/** Section `aliases`. */
export const aliases = z
  .array(
    z.strictObject({
      attribute: s
        .attributeName()
        .describe("Attribute that carries the key; names are compared as word lists, so that `orderId` is `order.id`."),
      system: s.id().optional().describe("Only for records of this system; of all when not given."),
      key: z.enum(keyKinds).meta({ unit: "key kind" }).describe("Kind of key that it carries."),
      issuer: z
        .string()
        .regex(/^(\*|[A-Za-z0-9._-]{1,64})$/, "An issuer has letters, digits, `.`, `_` and `-`.")
        .prefault("*")
        .describe("Whose number it is; `*` where numbers of this kind mean the same everywhere."),
    }),
  )
  .default([])
  .describe("Attribute names that carry keys, beside those known without configuration.");

/** Section `mappings`. */
export const mappings = z
  .array(
    z.strictObject({
      id: s.id().describe("Id of the mapping."),
      match: z
        .strictObject({
          system: s.oneOrMore(s.id()).optional().describe("Id or kind of the system, or a list of them."),
          signal: z.enum(["trace", "log"]).optional().describe("Spans or log records only."),
          name: s
            .oneOrMore(z.string().min(1).max(256))
            .optional()
            .describe("Name of the span or log record: exact, or with `*`."),
          failed: z.boolean().optional().describe("Only records that failed, or only those that did not."),
          attributes: s
            .pairs(s.oneOrMore(s.scalar()))
            .optional()
            .describe("Attributes and their values, all of them: exact, a list, or with `*`."),
          when: z
            .string()
            .min(1)
            .max(4096)
            .meta({ unit: "CEL" })
            .optional()
            .describe(
              'Expression over `name`, `signal`, `system`, `failed` and `attributes["…"]`; a record without what it asks for does not match.',
            ),
        })
        .refine(
          (match) => Object.keys(match).length > 0,
          "A mapping that matches everything is refused; say what it matches.",
        )
        .describe("Which records it is for; all conditions hold."),
      event: s
        .eventType()
        .optional()
        .describe("Type of event that the record is; `business.event` of the record wins."),
      status: z
        .enum(["ok", "failed"])
        .optional()
        .describe("`failed` makes the event a failure, whatever the record's own status."),
      keys: z
        .partialRecord(z.enum(objectKinds), s.oneOrMore(s.attributeName()))
        .transform((told) => Object.entries(told) as [(typeof objectKinds)[number], string[]][])
        .optional()
        .describe("Attributes from which the event takes keys, by kind: `return: wms.rma_ref`."),
    }),
  )
  .default([])
  .describe(
    "How records become events where they do not say `business.event` themselves; the first that matches decides.",
  );
