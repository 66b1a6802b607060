import type { Family } from "../family.ts";
import { randomKill } from "./a1-random-kill.ts";

/** Every kind of fault, in the order in which they are run. */
export const families: readonly Family[] = [randomKill];
