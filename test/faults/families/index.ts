import type { Family } from "../family.ts";
import { randomKill } from "./a1-random-kill.ts";
import { answerAfterSync } from "./a4-answer-after-sync.ts";
import { duplicates } from "./a10-duplicates.ts";

/** Every kind of fault, in the order in which they are run. */
export const families: readonly Family[] = [randomKill, answerAfterSync, duplicates];
