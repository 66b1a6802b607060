/** Schemas of what advises and teaches, held to the types by the compiler. */
import * as z from "zod/mini";
import { b, instant, int, list, n, no, s } from "./primitives.ts";
import type { AdviceRow, LearningRow } from "./types.ts";
import { exceptionKindWords, runbookDeedWords } from "./vocabulary.ts";

const inline = z.object({
  text: s,
  strong: z.exactOptional(z.literal(true)),
  em: z.exactOptional(z.literal(true)),
  code: z.exactOptional(z.literal(true)),
  href: z.exactOptional(s),
  action: z.exactOptional(z.object({ deed: z.enum(runbookDeedWords), team: z.exactOptional(s) })),
});

/** Schema of `AdviceRow`. */
export const adviceRow: z.ZodMiniType<AdviceRow> = z.object({
  runbook: no(
    z.object({
      id: s,
      title: s,
      blocks: list(
        z.discriminatedUnion("kind", [
          z.object({ kind: z.literal("heading"), level: int, text: list(inline) }),
          z.object({ kind: z.literal("paragraph"), text: list(inline) }),
          z.object({ kind: z.literal("list"), ordered: b, items: list(list(inline)) }),
          z.object({ kind: z.literal("code"), text: s }),
        ]),
      ),
    }),
  ),
  similar: list(
    z.object({
      id: s,
      title: s,
      openedAt: instant,
      members: int,
      endings: list(z.object({ by: z.enum(["rule", "person"]), reason: s, count: int })),
      medianMs: no(n),
      said: no(z.object({ by: s, text: s, at: instant })),
    }),
  ),
  payload: no(
    z.object({
      system: s,
      type: no(s),
      at: instant,
      goodAt: no(instant),
      goodObject: no(z.object({ kind: s, id: s })),
      lines: list(
        z.object({ name: s, now: no(s), good: no(s), change: z.enum(["same", "differs", "added", "missing", "own"]) }),
      ),
    }),
  ),
});

const going = {
  raised: int,
  ended: int,
  healed: int,
  notReal: int,
  untouched: int,
  touches: int,
  healedShare: no(n),
  takeMs: no(n),
  closeMs: no(n),
};

/** Fields of `NoiseRow`. */
export const noiseFields = {
  ...going,
  id: s,
  says: s,
  kind: z.enum(exceptionKindWords),
  system: no(s),
  flow: no(s),
  step: no(s),
  title: s,
  causeId: no(s),
  firstAt: instant,
  lastAt: instant,
  objects: int,
  warehouses: list(s),
  trend: list(int),
  remedy: no(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("within"), flow: s, step: s, addMs: n, spares: int }),
      z.object({ kind: z.literal("watch"), flow: s, step: s, spares: int }),
    ]),
  ),
};

/** Fields of `LearningRow` but its faults. */
export const learningFields = {
  from: instant,
  to: instant,
  whole: z.object(going),
  orders: int,
  touchesPerThousand: no(n),
  teams: list(z.object({ ...going, team: s })),
  countedFrom: no(instant),
};

/** Schema of `LearningRow`. */
export const learningRow: z.ZodMiniType<LearningRow> = z.object({
  ...learningFields,
  faults: list(z.object(noiseFields)),
});
