/** Schemas of the Monday mail. */
import * as z from "zod/mini";
import {
  type DigestPage,
  type DigestReaders,
  type DigestSent,
  digestCards,
  digestStates,
  digestTones,
} from "./digest.ts";
import { b, instant, int, list, no, s } from "./primitives.ts";

const tone = z.enum(digestTones);
const line = z.object({ text: s, tone });
const change = z.object({ points: s, text: s, tone });

/** Schema of `DigestPage`. */
export const digestPage: z.ZodMiniType<DigestPage> = z.object({
  company: s,
  asOf: instant,
  zone: s,
  from: s,
  to: s,
  ended: b,
  subject: s,
  sentence: z.object({ main: s, rest: no(s) }),
  about: list(s),
  cards: list(
    z.object({ id: z.enum(digestCards), title: s, value: s, aside: no(s), word: no(line), lines: list(line) }),
  ),
  changed: z.object({ parts: list(change), total: no(change), note: no(s) }),
  promised: list(z.object({ text: s, state: line, owner: s })),
  links: no(z.object({ scorecard: s, table: s, counted: s, settings: s })),
});

/** Schema of `DigestReaders`. */
export const digestReaders: z.ZodMiniType<DigestReaders> = z.object({
  items: list(
    z.object({
      to: s,
      name: no(s),
      timezone: s,
      mine: b,
      by: z.enum(["file", "reader"]),
      nextAt: instant,
      newest: no(z.object({ monday: s, at: instant, state: z.enum(digestStates) })),
    }),
  ),
  total: int,
  nextCursor: z.null(),
  stopped: no(s),
  pdf: z.object({ able: b, why: no(s) }),
});

/** Schema of `DigestSent`. */
export const digestSent: z.ZodMiniType<DigestSent> = z.object({ to: s, said: s, pdf: b });

const to = z
  .string()
  .check(
    z.trim(),
    z.maxLength(254),
    z.regex(/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:".]+$/, "An address is name@host.example."),
  );

/** Body of `PUT /api/v1/digest/readers`. */
export const digestReaderBody = z.strictObject({ to, timezone: z.string().check(z.minLength(1), z.maxLength(64)) });

/** Body of `DELETE /api/v1/digest/readers` and of `POST /api/v1/digest/sendings`. */
export const digestToBody = z.strictObject({ to });
