/** Schemas of what is said to partners and customers: the bodies that come in, and the rows that go out. */
import * as z from "zod/mini";
import type { AnswerPage, AnswerRow, AskDetail, AskedNumber, AskMade, AskRow } from "./asks.ts";
import type { CareAnswer } from "./care.ts";
import { instant, int, list, no, object, s } from "./primitives.ts";
import { answerKindWords } from "./vocabulary.ts";

/** Numbers of one ask, at most. */
export const mostAsked = 2_000;

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most));
const told = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));
const anInstant = z.iso.datetime({ offset: true });

/** Which exceptions are meant: one of `ids`, `cause`, and `filter` with the `asOfSeq` of the list that was seen. */
export const whichFields = {
  ids: z.optional(
    z.array(z.string().check(z.regex(/^X-[1-9]\d{0,14}$/))).check(z.minLength(1), z.maxLength(mostAsked)),
  ),
  cause: z.optional(z.string().check(z.regex(/^C-[1-9]\d{0,14}$/))),
  filter: z.optional(z.record(z.string().check(z.maxLength(32)), z.string().check(z.maxLength(1_024)))),
  asOfSeq: z.optional(z.int().check(z.nonnegative())),
};

/** `POST /api/v1/asks`. Without `answerBy` an answer is due after four hours in which the partner's desk is manned. */
export const askBody = z.strictObject({
  ...whichFields,
  partner: z.string().check(z.minLength(1), z.maxLength(64)),
  note: told(text(2_000)),
  answerBy: told(anInstant),
  /** True: nothing is kept or sent; the answer shows the message. */
  preview: z.optional(z.boolean()),
});

/** `POST /api/v1/answers/{token}`. */
export const answersBody = z.strictObject({
  name: told(text(80)),
  filesBy: told(anInstant),
  answers: z
    .array(
      z.strictObject({
        line: z.int().check(z.nonnegative()),
        kind: z.enum(answerKindWords),
        on: told(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/))),
        quantity: told(text(40)),
        note: told(text(500)),
      }),
    )
    .check(z.minLength(1), z.maxLength(mostAsked)),
});

const answerRow: z.ZodMiniType<AnswerRow> = z.object({
  kind: z.enum(answerKindWords),
  on: no(s),
  quantity: no(s),
  note: no(s),
  by: s,
  at: instant,
});

const numberFields = {
  id: s,
  order: no(s),
  customer: no(s),
  lines: no(int),
  dueAt: instant,
  neededBy: no(instant),
  state: z.enum(["open", "answered", "ended"]),
  answer: no(answerRow),
};
const askedNumber: z.ZodMiniType<AskedNumber> = z.object(numberFields);

const askFields = {
  id: s,
  at: instant,
  by: s,
  partner: z.object({ id: s, name: s }),
  note: no(s),
  subject: s,
  dueAt: instant,
  state: z.enum(["waiting", "part-answered", "answered", "overdue", "withdrawn"]),
  numbers: int,
  answered: int,
  ended: int,
  sent: list(z.object({ at: instant, by: s, how: z.enum(["mail", "by-hand"]), to: no(s) })),
  withdrawn: no(z.object({ at: instant, by: s })),
};

/** Schema of `AskRow`. */
export const askRow: z.ZodMiniType<AskRow> = z.object(askFields);

/** Schema of `AskDetail`. */
export const askDetail: z.ZodMiniType<AskDetail> = z.object({
  ...askFields,
  text: s,
  lines: list(z.object({ ...numberFields, exceptions: list(s), told: no(s) })),
});

/** Schema of `AskMade`. */
export const askMade: z.ZodMiniType<AskMade> = z.object({
  ask: no(askDetail),
  message: z.object({
    subject: s,
    text: s,
    html: s,
    file: z.object({ name: s, type: s, text: s }),
    link: no(z.object({ url: s, expiresAt: instant })),
    sending: z.object({ how: z.enum(["mail", "by-hand", "not-yet"]), to: no(s), phone: no(s), why: no(s) }),
  }),
});

/** Schema of `AnswerPage`. */
export const answerPage: z.ZodMiniType<AnswerPage> = z.object({
  company: s,
  partner: s,
  language: s,
  timezone: s,
  about: no(z.enum(["order", "shipment"])),
  note: no(s),
  at: instant,
  dueAt: instant,
  expiresAt: instant,
  now: instant,
  lines: list(askedNumber),
});

/** Schema of `CareAnswer`. */
export const careAnswer: z.ZodMiniType<CareAnswer> = z.object({
  items: list(
    z.object({
      customer: no(s),
      object,
      warehouse: no(s),
      promised: no(
        z.object({ at: instant, precision: z.enum(["instant", "day"]), what: z.enum(["deliver-by", "ship-by"]) }),
      ),
      seen: no(z.object({ type: s, title: s, at: instant })),
      title: s,
      exceptions: list(s),
      told: no(z.object({ text: s, by: s, at: instant })),
      expected: no(z.object({ type: s, title: s, at: no(instant), dueAt: no(instant) })),
    }),
  ),
  total: int,
  nextCursor: z.null(),
  table: z.object({ html: s, text: s }),
});
