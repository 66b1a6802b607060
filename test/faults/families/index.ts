import type { Family } from "../family.ts";
import { randomKill } from "./a1-random-kill.ts";
import { crashPoints } from "./a2-crash-points.ts";
import { answerAfterSync } from "./a4-answer-after-sync.ts";
import { syncError, writeError } from "./a5-disk-errors.ts";
import { diskFull } from "./a7-disk-full.ts";
import { damage } from "./a8-damage.ts";
import { clock } from "./a9-clock.ts";
import { duplicates } from "./a10-duplicates.ts";
import { longReader } from "./a11-long-reader.ts";
import { fairness, overload, priority } from "./b2-overload.ts";
import { slowPeers } from "./b6-slow-peers.ts";
import { slowReaders } from "./b6-slow-readers.ts";
import { retention } from "./e6-retention.ts";

/** Every kind of fault, in the order in which they are run. */
export const families: readonly Family[] = [
  randomKill,
  crashPoints,
  answerAfterSync,
  syncError,
  writeError,
  diskFull,
  damage,
  clock,
  duplicates,
  longReader,
  overload,
  priority,
  fairness,
  slowPeers,
  slowReaders,
  retention,
];
