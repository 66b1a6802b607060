/** Schema of what happened in a shift. */
import * as z from "zod/mini";
import { instant, int, kind, list, no, s } from "./primitives.ts";
import type { SinceCount, SinceRow } from "./since.ts";

const counted: z.ZodMiniType<SinceCount> = z.object({
  count: int,
  documents: list(z.object({ exception: no(s), object: no(z.object({ kind, id: s })) })),
});

/** Schema of `SinceRow`. */
export const sinceRow: z.ZodMiniType<SinceRow> = z.object({
  warehouse: no(s),
  from: instant,
  to: instant,
  begins: z.enum(["shift", "hand-over", "day"]),
  shift: no(s),
  accepted: list(z.object({ id: s, by: s, at: instant, count: int })),
  cleared: no(counted),
  byHand: no(counted),
  saved: no(counted),
  missed: no(
    list(
      z.object({
        departure: s,
        at: instant,
        count: int,
        onto: list(z.object({ at: no(instant), count: int })),
      }),
    ),
  ),
  silent: no(s),
});
