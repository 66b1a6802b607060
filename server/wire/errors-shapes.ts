/** Schemas of error groups: what may be sent, and what we answer. */
import * as z from "zod/mini";
import { learningFields, noiseFields } from "./advice-shapes.ts";
import type { ErrorAttributesRow, ErrorsRow, GroupingRule, GroupingTrialRow } from "./errors.ts";
import { b, instant, int, list, n, no, s, severity } from "./primitives.ts";
import { heldRow } from "./row-shapes.ts";
import { attributeWords, exceptionKindWords } from "./vocabulary.ts";

const attribute = z.enum(attributeWords);
const by = list(z.object({ name: attribute, value: no(s) }));
const some = <T extends z.ZodMiniType>(one: T) => z.optional(list(one).check(z.minLength(1), z.maxLength(50)));
const word = z.string().check(z.minLength(1), z.maxLength(200));

/** A rule that is proposed: each line says what it takes. */
export const groupingRule: z.ZodMiniType<GroupingRule> = z.strictObject({
  id: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)),
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
  match: list(
    z
      .strictObject({
        kind: some(z.enum(exceptionKindWords)),
        system: some(word),
        flow: some(word),
        step: some(word),
        code: some(word),
        says: some(word),
      })
      .check(z.refine((line) => Object.values(line).some((one) => one !== undefined), "A line says what it takes.")),
  ).check(z.minLength(1), z.maxLength(50)),
  by: list(attribute).check(z.maxLength(attributeWords.length)),
});

/** `POST /api/v1/errors/trial`: other rules by `text`, or one more by `rule`, and how long back, a day when not given. */
export const trialBody = z.strictObject({
  text: z.optional(z.string().check(z.minLength(1), z.maxLength(1_048_576))),
  rule: z.optional(groupingRule),
  window: z.optional(z.string().check(z.regex(/^\d{1,4}[hd]$/))),
});

const suspect = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("version"), at: instant, beforeMs: n, system: s, version: s, before: s }),
  z.object({ kind: z.literal("reload"), at: instant, beforeMs: n, changed: list(s) }),
  z.object({ kind: z.literal("quiet-ended"), at: instant, beforeMs: n, system: s, why: s }),
  z.object({ kind: z.literal("silent"), at: instant, beforeMs: n, system: s }),
  z.object({ kind: z.literal("heard-again"), at: instant, beforeMs: n, system: s }),
]);

/** Schema of `ErrorsRow`. */
export const errorsRow: z.ZodMiniType<ErrorsRow> = z.object({
  ...learningFields,
  groups: list(
    z.object({
      ...noiseFields,
      rule: no(z.object({ id: s, name: s })),
      by,
      told: list(
        z.object({ kind: z.enum(exceptionKindWords), system: no(s), flow: no(s), step: no(s), code: no(s), says: s }),
      ),
      change: no(z.enum(["new", "growing"])),
      beganAt: no(instant),
      open: int,
      severity: no(severity),
      causes: list(z.object({ id: s, open: int })),
      held: heldRow,
      suspects: list(suspect),
    }),
  ),
  held: z.object({ objects: int, twice: int, queue: int }),
  rules: list(groupingRule),
  file: no(z.object({ name: s, version: s, writable: b })),
});

/** Schema of `ErrorAttributesRow`. */
export const errorAttributesRow: z.ZodMiniType<ErrorAttributesRow> = z.object({
  group: s,
  here: int,
  elsewhere: int,
  against: z.enum(["kind", "all"]),
  items: no(
    list(
      z.object({
        name: attribute,
        value: s,
        here: int,
        elsewhere: int,
        hereShare: n,
        elseShare: n,
        ratio: no(n),
      }),
    ),
  ),
  splits: list(z.object({ name: attribute, distinct: int, values: list(z.object({ value: no(s), count: int })) })),
});

const groupName = z.object({ id: s, title: s, by });

/** Schema of `GroupingTrialRow`. */
export const groupingTrialRow: z.ZodMiniType<GroupingTrialRow> = z.object({
  from: instant,
  to: instant,
  looked: int,
  groups: z.object({ before: int, after: int }),
  moves: list(
    z.object({
      from: groupName,
      to: groupName,
      count: int,
      examples: list(z.object({ id: s, title: s, openedAt: instant })),
    }),
  ),
  unchanged: int,
  change: no(z.object({ file: s, diff: s, text: s })),
});
