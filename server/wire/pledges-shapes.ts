/** Schemas of promises. */
import * as z from "zod/mini";
import { type PledgeRow, pledgeEndWords } from "./pledges.ts";
import { b, instant, no, owner, s } from "./primitives.ts";

const end = z.enum(pledgeEndWords);
const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));

/** Schema of `PledgeRow`. */
export const pledgeRow: z.ZodMiniType<PledgeRow> = z.object({
  id: s,
  at: instant,
  by: s,
  text: s,
  owner,
  dueOn: s,
  over: b,
  closed: no(z.object({ at: instant, by: s, end, text: no(s) })),
});

/** Body of `POST /api/v1/promises`. */
export const pledgeBody = z.strictObject({
  text,
  team: z.string().check(z.minLength(1), z.maxLength(64)),
  person: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(120)))),
  dueOn: z.iso.date(),
});

/** Body of `POST /api/v1/promises/{id}/closing`. */
export const pledgeEndBody = z.strictObject({ end, text: z.optional(z.nullable(text)) });
