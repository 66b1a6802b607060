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

/** The server is killed at random, at every point of a cycle, and while old records go; and answers follow their sync. */
export const killed: readonly Family[] = [randomKill, crashPoints, answerAfterSync, retention];

/** The disk fails, is full, or spoils what it keeps. */
export const spoilt: readonly Family[] = [syncError, writeError, diskFull, damage];

/** The clock jumps, senders repeat themselves, and readers take their time. */
export const disturbed: readonly Family[] = [clock, duplicates, longReader];

/** More comes, or more slowly, than anybody should send. Whoever measures that needs the machine for itself. */
export const pressed: readonly Family[] = [overload, priority, fairness, slowPeers, slowReaders];

/** Every kind of fault, in the order in which they are run. */
export const families: readonly Family[] = [...killed, ...spoilt, ...disturbed, ...pressed];
