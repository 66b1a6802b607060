/** Schemas of the tie-out: what the ERP said, and what ours differs by. */
import * as z from "zod/mini";
import { postingSides } from "./postings.ts";
import { b, instant, int, list, no, object, s } from "./primitives.ts";
import { type StatementRow, type TieOutLine, type TieOutRow, tieReasons } from "./tie-out.ts";

const side = z.enum(postingSides);
const reason = z.enum(tieReasons);
const money = z.object({ amount: s, currency: s });

const statementRow: z.ZodMiniType<StatementRow> = z.object({
  id: s,
  side,
  by: s,
  bySystem: b,
  keptAt: instant,
  at: instant,
  entity: no(s),
  period: no(s),
  total: money,
  documents: no(int),
});

/** Schema of `TieOutRow`. */
export const tieOutRow: z.ZodMiniType<TieOutRow> = z.object({
  statement: statementRow,
  currency: s,
  ours: s,
  theirs: s,
  difference: s,
  reasons: list(z.object({ reason, amount: s, documents: int })),
  unexplained: s,
  tied: int,
  apart: int,
});

/** Schema of `TieOutLine`. */
export const tieOutLine: z.ZodMiniType<TieOutLine> = z.object({
  reason,
  objects: list(object),
  id: no(s),
  amount: s,
});

const amount = z.string().check(z.regex(/^-?\d{1,12}(\.\d{1,4})?$/));
const currency = z.string().check(z.regex(/^[A-Z]{3}$/));
const word = z.string().check(z.minLength(1), z.maxLength(80));

/** Documents of one statement, at most: they fit into one body. */
const mostStated = 20_000;

/** Body of `POST /api/v1/postings/statements`. */
export const statementBody = z.strictObject({
  side,
  at: z.iso.datetime(),
  entity: z.optional(z.nullable(word)),
  period: z.optional(z.nullable(word)),
  total: z.strictObject({ amount, currency }),
  documents: z.optional(
    z.nullable(
      z
        .array(
          z.strictObject({
            id: word,
            amount,
            /** The total's where it is left out. */
            currency: z.optional(currency),
            freight: z.optional(amount),
          }),
        )
        .check(z.maxLength(mostStated)),
    ),
  ),
});
