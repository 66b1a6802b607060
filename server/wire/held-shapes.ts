/** Schema of what is held up by building. */
import * as z from "zod/mini";
import type { HeldBySite } from "./held.ts";
import { list, s } from "./primitives.ts";
import { heldRow } from "./row-shapes.ts";

/** Schema of `HeldBySite`. */
export const heldBySite: z.ZodMiniType<HeldBySite> = z.object({
  items: list(z.object({ warehouse: s, held: heldRow })),
  all: heldRow,
});
