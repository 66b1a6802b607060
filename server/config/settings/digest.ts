import * as z from "zod";
import * as s from "./scalars.ts";

/** Setting `company.digest`. */
export const digest = z
  .array(
    z.strictObject({
      mail: s.mail().describe("Where it goes to."),
      name: s.title().optional().describe("Whose address it is, as they sign in."),
      timezone: s.zone().optional().describe("On whose clock it is Monday 07:00; the company's when not given."),
    }),
  )
  .default([])
  .refine((all) => new Set(all.map(({ mail }) => mail.toLowerCase())).size === all.length, {
    error: "An address stands here once.",
  })
  .describe("Whom the Monday mail goes to: the scorecard of the week that is over. Each reader can stop it under Me.");
